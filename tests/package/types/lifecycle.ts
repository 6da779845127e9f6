// What `advance` takes and gives, for a policy given as a literal.

import { Policy, type Advanced, type Facts, type Phase, type Stage, type State, type TouchEvent } from "gradus";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const policy = Policy.compile({
  gradus: 1,
  time: { utc_offset: "+08:00", holidays: ["2026-10-01"], make_up: ["2026-10-10"] },
  calendar: { spring_festival: ["2026-02-17"] },
  fields: { owner: { type: "string" }, birthday: { type: "date" } },
  events: { order: { amount: "number" }, call: {}, redeem: { points: "number" } },
  scores: { fit: { groups: {} } },
  grades: {
    lead: { of: "score.fit", bands: [{ grade: "A", from: 50 }, { grade: "B", from: 0 }] },
    tier: { first: [{ grade: "gold", when: "true" }, { grade: "regular" }], hold: { for: "12mo", grace: "30d" } },
  },
  lifecycle: {
    initial: "prospect",
    stages: [
      { stage: "prospect" },
      { stage: "qualified", owner: { field: "owner", lockout: "30d" }, timers: [{ timer: "first_call", within: "2wd", stops_on: "call", then: "pool" }, { timer: "offer", within: "5wd" }] },
      { stage: "pool" },
    ],
    transitions: [{ from: "*", to: "qualified", when: "true", stay: "30d" }],
  },
  contracts: { upcoming: "90d", risk: "score.fit" },
  balances: { points: { earn: [{ event: "order", value: "amount" }], spend: "redeem.points" }, stars: { earn: [{ event: "order", value: "1" }] } },
  channels: { email: {}, sms: { consent: "marketing" } },
  touches: [{ touch: "notice", anchor: "contract.ends", at: "-30d" }, { touch: "birthday", anchor: "birthday", every: "1y" }],
});

// Facts: contracts, and events of the implicit kind `touch`.
policy.advance({
  owner: "li",
  contracts: [{ id: "c-1", product: "seat", starts: "2026-01-01", ends: new Date(0), value: 12, auto_renew: true, term: "1y", successor: null }, { id: "c-2", product: "seat", starts: 0 }],
  events: { order: [{ at: 0, amount: 1 }], touch: [{ at: 0, touch: "notice", of: "c-1", channel: "sms", outcome: "renewed" }, { at: 0, touch: "of_an_older_policy", of: "c-0" }] },
});
policy.grade({ contracts: null, events: { touch: null } });
// @ts-expect-error a contract needs its product
policy.advance({ contracts: [{ id: "c-1", starts: 0 }] });
// @ts-expect-error a contract's value is a number
policy.advance({ contracts: [{ id: "c-1", product: "seat", starts: 0, value: "12" }] });
// @ts-expect-error a touch needs what it is about
policy.advance({ events: { touch: [{ at: 0, touch: "notice" }] } });
// @ts-expect-error not a kind of event
policy.advance({ events: { touches: [] } });
const made: TouchEvent = { at: 0, touch: "any", of: "1" };
made.touch satisfies string;

// Without touches there is no such kind.
// @ts-expect-error not a kind of event
policy.with({ touches: null }).advance({ events: { touch: [] } });
// Touches alone bring it.
Policy.compile({ gradus: 1, fields: { a: { type: "date" } }, touches: [{ touch: "t", anchor: "a" }] }).advance({ events: { touch: [{ at: 0, touch: "t", of: "2026" }] } });

// Answers: the names of stages, timers, touches, channels, balances.
const answer = policy.advance({}, { now: "2026-11-01T00:00:00Z", state: { v: 1 }, strict: true, changesAt: true });
same<typeof answer.stage, "prospect" | "qualified" | "pool" | null>(true);
same<Stage<(typeof policy)["document"]>, "prospect" | "qualified" | "pool">(true);
answer.since satisfies string | null;
for (const { from, to, timer, when, path, observed } of answer.transitions) {
  same<typeof from, "prospect" | "qualified" | "pool">(true);
  same<typeof to, typeof from>(true);
  same<typeof timer, "first_call" | "offer" | null>(true);
  [when, path] satisfies (string | null)[];
  observed["amount"] satisfies unknown;
}
for (const { to, by, until } of answer.heldBack) {
  same<typeof to, "prospect" | "qualified" | "pool">(true);
  by satisfies ("stay" | "cooldown" | "at_most" | "lockout" | "guard" | "unknown")[];
  until satisfies string | null;
}
same<(typeof answer.timers)[number]["timer"], "first_call" | "offer">(true);
same<(typeof answer.timers)[number]["status"], "running" | "stopped" | "breached" | "unknown">(true);
same<typeof answer.grades.tier, "gold" | "regular" | null>(true);
same<keyof typeof answer.held, "tier">(true);
same<NonNullable<typeof answer.held.tier>["grade"], "gold" | "regular">(true);
answer.held.tier?.next.rise?.met satisfies boolean | null | undefined;
answer.contracts?.[0]?.phase satisfies Phase | undefined;
answer.contracts?.[0]?.daysLeft satisfies number | null | undefined;
same<(typeof answer.touches)[number]["touch"], "notice" | "birthday">(true);
same<(typeof answer.touches)[number]["status"], "upcoming" | "due" | "done" | "missed" | "superseded">(true);
same<(typeof answer.touches)[number]["channel"], "email" | "sms" | null>(true);
same<keyof typeof answer.balances, "points" | "stars">(true);
answer.balances.points?.expiring[0]?.amount satisfies number | undefined;
answer.loop satisfies string[] | undefined;
answer.changesAt satisfies string | null | undefined;
answer.changesAtIsBound satisfies boolean | undefined;
same<(typeof answer.withheld)[number], "owner" | "birthday" | "id" | "personalised" | "contracts" | "events.order" | "events.call" | "events.redeem" | "events.touch">(true);
// @ts-expect-error no such stage
if (answer.stage === "won") throw 0;
// @ts-expect-error no such touch
if (answer.touches[0]?.touch === "notify") throw 0;
// @ts-expect-error no such balance
answer.balances.miles;
// @ts-expect-error it has no `hold`
answer.held.lead;

// The state goes round, and is kept as JSON.
policy.advance({}, { state: answer.state });
answer.state.stage?.entered?.["pool"]?.count satisfies number | undefined;
const kept: State = JSON.parse(JSON.stringify(answer.state));
policy.migrate(kept).v satisfies number;
same<ReturnType<typeof policy.migrate>, State | null>(true);
policy.migrate(null) satisfies null | State;
const advanced: Advanced<(typeof policy)["document"]> = policy.advance({});
advanced.stage satisfies "prospect" | "qualified" | "pool" | null;
policy.advanceJson({}, { changesAt: false }) satisfies string;

// @ts-expect-error `explain` always tells it
policy.explain({}, { changesAt: true });
// @ts-expect-error only `explain` gives receipts
policy.advance({}, { receipt: true });
// @ts-expect-error a state is an object
policy.migrate("{}");

// Stages, timers and touches are changed by name.
const changed = policy.with({ lifecycle: { stages: { pool: null, qualified: { timers: { offer: null } } } }, touches: { birthday: null } });
same<NonNullable<ReturnType<typeof changed.advance>["stage"]>, "prospect" | "qualified">(true);
same<ReturnType<typeof changed.advance>["timers"][number]["timer"], "first_call">(true);
same<ReturnType<typeof changed.advance>["touches"][number]["touch"], "notice">(true);

// As text or widened JSON: any names.
const loose = Policy.compile("{}" as string).advance({ anything: 1, contracts: [] });
loose.stage satisfies string | null;
loose.held["tier"]?.grade satisfies string | undefined;
loose.balances["points"]?.balance satisfies number | undefined;
loose.touches[0]?.channel satisfies string | null | undefined;
const some: Facts = { contracts: [] };
some["contracts"] satisfies unknown;
