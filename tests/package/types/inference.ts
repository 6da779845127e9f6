// What the types of facts and answers are, for a policy given as a literal.

import { FactsError, GradusError, Policy, PolicyError, type Facts, type Graded, type State } from "gradus";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const policy = Policy.compile({
  gradus: 1,
  name: "types",
  label: { en: "Types", zh: "类型" },
  fields: {
    budget: { type: "number", min: 0 },
    industry: { type: "string", values: ["saas", { is: "other", also: ["其他", "Other"], label: { en: "Other" } }] },
    size: { type: "level", values: [{ is: "small" }, { is: "large", also: ["big"] }] },
    company: { type: "string" },
    partner: { type: "boolean", default: false },
    started: { type: "date" },
    seen: { type: "timestamp" },
    roles: { type: "list" },
  },
  events: { visit: { page: "string", seconds: "number?" }, call: {} },
  scores: { fit: { groups: { a: { rules: [] } } }, engagement: { groups: {} } },
  grades: {
    lead: { of: "score.fit", bands: [{ grade: "A", from: 50 }, { grade: "B", from: 0 }], also: [{ grade: "X" }] },
    tier: { first: [{ grade: "gold", when: "budget > 1" }, { grade: "regular" }] },
    priority: { matrix: { rows: "lead", columns: "tier", grades: [["P1", "P2"], ["P2", "P3"]] } },
  },
});

// Facts: all optional, all nullable, each of its field's type.
policy.grade({});
policy.grade({
  id: "c-1",
  budget: 12,
  industry: "其他",
  size: "big",
  company: "any",
  partner: null,
  started: "2026-01-01",
  seen: new Date(0),
  roles: ["decider"],
  consent: ["marketing"],
  personalised: true,
  events: { visit: [{ at: 0, page: "/", seconds: null }], call: null },
});
policy.grade({ seen: 1700000000000, started: undefined, events: { visit: [{ at: "2026-01-01T00:00Z", page: "/" }] } });

// @ts-expect-error a string where a number belongs
policy.grade({ budget: "12" });
// @ts-expect-error a misspelt field
policy.grade({ bugdet: 12 });
// @ts-expect-error not one of the values
policy.grade({ industry: "retail" });
// @ts-expect-error not one of the levels
policy.grade({ size: "medium" });
// @ts-expect-error a list is an array
policy.grade({ roles: "decider" });
// @ts-expect-error a list holds texts
policy.grade({ roles: [1] });
// @ts-expect-error a boolean
policy.grade({ partner: "yes" });
// @ts-expect-error not a kind of event
policy.grade({ events: { visits: [] } });
// @ts-expect-error an event needs its time
policy.grade({ events: { visit: [{ page: "/" }] } });
// @ts-expect-error an event needs its attributes
policy.grade({ events: { visit: [{ at: 0 }] } });
// @ts-expect-error an attribute of the wrong type
policy.grade({ events: { visit: [{ at: 0, page: 1 }] } });

// Answers: the names of grades, classes and scores.
const graded = policy.grade({}, { now: new Date(0), state: null, strict: true, invalid: "missing" });
same<typeof graded.grade, "A" | "B" | "X" | "gold" | "regular" | "P1" | "P2" | "P3" | null>(true);
same<typeof graded.grades.lead, "A" | "B" | "X" | null>(true);
same<typeof graded.grades.tier, "gold" | "regular" | null>(true);
same<typeof graded.grades.priority, "P1" | "P2" | "P3" | null>(true);
same<typeof graded.scores.fit, number | null>(true);
// @ts-expect-error no such grade
graded.grades.led;
// @ts-expect-error no such score
graded.scores.fitness;
// @ts-expect-error no such class
if (graded.grades.lead === "C") throw 0;

const explained = policy.explain({ budget: 1 }, { now: "2026-11-01T00:00:00Z", state: { v: 1, held: { lead: "A" } } });
explained.ledger.fit.map((line) => line.counts satisfies number);
explained.decidedBy.lead.path satisfies string | null;
explained.coverage.engagement satisfies number | null;
policy.grade({}, { state: explained.state });
// @ts-expect-error no such score
explained.ledger.heat;

// What is open, and what would help.
explained.range.fit satisfies { low: number; high: number; exact: boolean; mayBeMissing: boolean } | null;
// @ts-expect-error no such score
explained.range.heat;
same<typeof explained.possible.lead, ("A" | "B" | "X")[] | null>(true);
same<
  (typeof explained.missing)[number]["fact"],
  "budget" | "industry" | "size" | "company" | "partner" | "started" | "seen" | "roles" | "id" | "personalised" | "events.visit" | "events.call"
>(true);
explained.missing[0]?.moves satisfies number | undefined;
explained.missing[0]?.settles satisfies boolean | undefined;
same<NonNullable<typeof explained.next>["to"], "A" | "B" | "X" | "gold" | "regular" | "P1" | "P2" | "P3">(true);
for (const { fact, value, needs } of explained.next?.changes ?? []) {
  same<typeof fact, "budget" | "industry" | "size" | "company" | "partner" | "started" | "seen" | "roles">(true);
  value satisfies string | number | boolean | null;
  if ("is" in needs) needs.is satisfies number;
  else if ("oneOf" in needs) needs.oneOf satisfies (string | boolean)[];
  else if ("noneOf" in needs) needs.noneOf satisfies string[];
  else (needs.atLeast ?? needs.above ?? needs.atMost ?? needs.below) satisfies number | undefined;
}
// @ts-expect-error no such field
if (explained.missing[0]?.fact === "bugdet") throw 0;
explained.changesAt satisfies string | null;
explained.changesAtIsBound satisfies boolean;

// Receipts.
const { receipt } = policy.explain({ budget: 1 }, { receipt: { secret: "s" } });
if (receipt) {
  receipt.seal satisfies string;
  const verdict = policy.verify(receipt, { facts: { budget: 1 }, state: null, secret: "s" });
  if (!verdict.ok) verdict.differs.includes("facts") satisfies boolean;
}
policy.explain({}, { receipt: true });
// @ts-expect-error only explain gives receipts
policy.grade({}, { receipt: true });
// @ts-expect-error a secret is a text
policy.explain({}, { receipt: { secret: 1 } });
// @ts-expect-error facts are this policy's
if (receipt) policy.verify(receipt, { facts: { bugdet: 1 } });

// Changes: the result's types follow from them.
const changed = policy.with({
  name: "other",
  fields: { budget: null, company: { type: "number" }, city: { type: "string", values: ["上海", "北京"] } },
  scores: { engagement: null },
  grades: { lead: { bands: { A: { from: 60 }, B: { grade: "Z" } } }, tier: { first: { gold: null } }, priority: null },
});
changed.grade({ company: 5, city: "上海" });
// @ts-expect-error the field is gone
changed.grade({ budget: 5 });
// @ts-expect-error it is a number now
changed.grade({ company: "any" });
// @ts-expect-error not one of the values
changed.grade({ city: "Paris" });
const after = changed.grade({});
same<typeof after.grades.lead, "A" | "Z" | "X" | null>(true);
same<typeof after.grades.tier, "regular" | null>(true);
// @ts-expect-error the grade is gone
after.grades.priority;
// @ts-expect-error the score is gone
after.scores.engagement;
changed.document.name satisfies "other";
policy.with({ grades: { tier: { first: [{ grade: "one" }] } } }).grade({}).grades.tier satisfies "one" | null;
policy.with({}).grade({ budget: 1 }).grades.lead satisfies "A" | "B" | "X" | null;
policy.with(JSON.parse("{}")).grade({ anything: 1 });
policy.with({} as Record<string, unknown>).grade({ anything: 1 });
// @ts-expect-error changes are an object
policy.with("lead");

for (const { path, change, words, from, to } of policy.diff(changed)) {
  path satisfies string;
  change satisfies "added" | "removed" | "changed" | "moved";
  words satisfies string;
  from satisfies unknown;
  to satisfies unknown;
}
// @ts-expect-error another policy
policy.diff({});

policy.fingerprint satisfies string;
policy.memoryUsage().policy satisfies number;
policy.compiled().length satisfies number;

// Options.
// @ts-expect-error unknown option
policy.grade({}, { nwo: 1 });
// @ts-expect-error the only other way to take what is not valid
policy.grade({}, { invalid: "throw" });

// The policy itself.
policy.fields.budget.type satisfies "number";
policy.document.name satisfies "types";
policy.name satisfies string;
policy.version satisfies string | null;
policy.test().tests[0]?.problem?.line satisfies number | null | undefined;
policy.explainJson({}) satisfies string;
{
  using scoped = policy;
  scoped.grade({});
}
// @ts-expect-error made by compile
new Policy();

// As text, or as JSON that the compiler sees with widened types: any names.
const loose = Policy.compile("{}" as string);
loose.grade({ anything: 1, events: {} }).grades["lead"] satisfies string | null | undefined;
loose.explain({}).ledger["fit"] satisfies unknown;
loose.explain({}).possible["lead"]?.[0] satisfies string | undefined;
loose.explain({}).missing[0]?.fact satisfies string | undefined;
loose.with({ fields: { a: { type: "number" } } }).grade({ a: "text" });
loose.diff(policy);
const widened = Policy.compile(JSON.parse("{}") as { gradus: number; fields: Record<string, { type: string }> });
widened.grade({ anything: 1 }).scores["fit"] satisfies number | null | undefined;
Policy.compile(JSON.parse("{}")).grade({ anything: 1 });
// @ts-expect-error facts are an object
loose.grade("lead");

Policy.check("{}").map((problem) => problem.severity satisfies "error" | "warning");
Policy.check({ gradus: 2 });

// Functions that take a policy of any kind, or of one kind.
function gradeOf(policy: Policy, facts: Facts): string | null {
  return policy.grade(facts).grade;
}
gradeOf(loose, {});
export type Mine = Facts<(typeof policy)["document"]>;
const mine: Mine = { budget: 1 };
const answer: Graded<(typeof policy)["document"]> = policy.grade(mine);
answer.grades.lead satisfies "A" | "B" | "X" | null;
const stored: State = explained.state;
stored.revision satisfies number | undefined;

try {
  policy.grade({});
} catch (error) {
  if (error instanceof FactsError) error.problems[0]?.path satisfies string | undefined;
  if (error instanceof PolicyError) error.problems.length satisfies number;
  if (error instanceof GradusError) (error.retryable satisfies boolean, error.code satisfies string);
}
