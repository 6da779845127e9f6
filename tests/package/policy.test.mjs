// The class Policy: what its verbs take, give and throw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FACTS, NOW, SMALL } from "./policies.mjs";
import { gradus } from "./project.mjs";

const { Policy, GradusError, PolicyError, FactsError, StateError } = await gradus();
const policy = Policy.compile(SMALL);

/** What it throws, by class and code. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof GradusError, String(error?.stack ?? error));
    return error;
  }
  assert.fail("it throws nothing");
}

test("grade gives grades and scores, the first of each by itself", () => {
  assert.deepEqual(policy.grade(FACTS, NOW), {
    grade: "A",
    score: 76.5,
    grades: { lead: "A", heat: "hot" },
    scores: { fit: 76.5, engagement: 2 }, // one visit does not tell its seconds: their sum is unknown
    warnings: [],
  });
  assert.deepEqual(Object.keys(policy.grade(FACTS, NOW)), ["grade", "score", "grades", "scores", "warnings"]);
});

test("explain gives the same, and where each point comes from", () => {
  const answer = policy.explain(FACTS, NOW);
  const { grade, score, grades, scores } = policy.grade(FACTS, NOW);
  assert.deepEqual({ grade, score, grades, scores }, { grade: answer.grade, score: answer.score, grades: answer.grades, scores: answer.scores });
  assert.equal(answer.now, "2026-11-01T00:00:00.000Z");
  assert.equal(answer.ledger.fit.reduce((sum, line) => sum + line.counts, 0), answer.scores.fit);
  assert.equal(JSON.stringify(answer), policy.explainJson(FACTS, NOW));
});

test("answers are the caller's own", () => {
  const first = policy.grade(FACTS, NOW);
  first.grades.lead = "Z";
  first.warnings.push(1);
  assert.equal(policy.grade(FACTS, NOW).grades.lead, "A");
  assert.deepEqual(policy.grade(FACTS, NOW).warnings, []);
});

test("now may be a Date, milliseconds or a text with an offset, and is by default the clock's", () => {
  const at = (now) => policy.explain({}, { now }).now;
  const expected = "2026-11-01T08:30:00.000Z";
  for (const now of [new Date(expected), Date.parse(expected), Date.parse(expected) + 0.9, expected, "2026-11-01T16:30+08:00", "2026-11-01 08:30:00.000Z"]) {
    assert.equal(at(now), expected);
  }
  assert.equal(at("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000Z");
  assert.equal(at("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z");
  const [before, now, after] = [Date.now(), Date.parse(policy.explain({}).now), Date.now()];
  assert.ok(before <= now && now <= after);
  assert.ok(Math.abs(Date.parse(at(undefined)) - Date.now()) < 10_000);
});

test("a now that is no instant is an error", () => {
  const wrong = [NaN, Infinity, "", "now", "2026-11-01", "2026-11-01T08:30:00", "2026-02-30T00:00:00Z", "2026-11-01T24:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", new Date(NaN), 1e18, -1e18, {}, [], true, null, 5n];
  for (const now of wrong) assert.equal(thrown(() => policy.grade({}, { now })).code, "option", String(now));
});

test("options that are unknown, wrong or not built yet are errors", () => {
  assert.equal(thrown(() => policy.grade({}, { nwo: 1 })).code, "option");
  assert.equal(thrown(() => policy.grade({}, { invalid: "throw" })).code, "option");
  assert.equal(thrown(() => policy.grade({}, { strict: 1 })).code, "option");
  assert.equal(thrown(() => policy.grade({}, null)).code, "option");
  assert.equal(thrown(() => policy.grade({}, "now")).code, "option");
  for (const later of ["tally", "id", "trace"]) assert.equal(thrown(() => policy.explain({}, { [later]: true })).code, "not_built");
  // An option of another verb alone.
  for (const verb of ["grade", "explain", "explainJson"]) {
    const error = thrown(() => policy[verb]({}, { changesAt: true }));
    assert.deepEqual([error.code, /only `advance`/.test(error.message)], ["option", true]);
  }
  for (const changesAt of [1, "yes", null]) assert.match(thrown(() => policy.advance({}, { changesAt })).message, /`changesAt` is true or false/);
  assert.match(thrown(() => policy.advance({}, { receipt: true })).message, /only `explain`/);
  assert.match(thrown(() => policy.advance({}, { nwo: 1 })).message, /there are now, state, strict, invalid, changesAt$/);
  assert.deepEqual(policy.grade({}, { ...NOW, state: undefined, strict: undefined, invalid: undefined }), policy.grade({}, NOW));
});

test("verbs of later pieces say that they are not built yet", () => {
  for (const verb of ["offers", "decide", "decideJson", "table", "tableFromCsv"]) {
    const error = thrown(() => policy[verb]({}));
    assert.equal(error.code, "not_built");
    assert.match(error.message, new RegExp(verb));
  }
});

test("a state is handed on, and read", () => {
  const { state } = policy.explain(FACTS, NOW);
  assert.deepEqual(state, { v: 1, policy: "small", revision: 1, held: { lead: "A", heat: "hot" }, manual: {} });
  const weaker = { ...FACTS, size: "small", budget: 500, company: "x", partner: false, seen: null };
  assert.equal(policy.grade(weaker, NOW).score, 44);
  assert.equal(policy.grade({ ...weaker, roles: ["decider", "x", "y"] }, NOW).score, 46);
  assert.equal(policy.grade({ ...weaker, roles: ["decider", "x", "y"] }, { ...NOW, state }).grade, "A");
  const manual = { v: 1, manual: { lead: { grade: "C", by: "Li" } } };
  assert.equal(policy.grade(FACTS, { ...NOW, state: manual }).grade, "C");
  assert.equal(policy.grade(FACTS, NOW).grade, "A", "a state is for one call");
});

test("a state that is none is an error that names the place", () => {
  const codes = (state) => thrown(() => policy.grade({}, { ...NOW, state })).problems.map(({ code, path }) => [code, path]);
  assert.deepEqual(codes({ v: 2 }), [["state_version", "/v"]]);
  assert.deepEqual(codes({ v: 1, policy: "other" }), [["state_policy", "/policy"]]);
  assert.deepEqual(codes({ v: 1, held: { lead: 1 } }), [["state_type", "/held/lead"]]);
  assert.deepEqual(codes({ v: 1, tally: {} }), [["state_key", "/tally"]]);
  assert.deepEqual(codes("text"), [["state_type", ""]]);
  assert.deepEqual(codes([]), [["state_type", ""]]);
  const cyclic = { v: 1 };
  cyclic.held = cyclic;
  for (const state of [cyclic, () => 1, Symbol("x"), 5n]) assert.deepEqual(codes(state), [["state_type", ""]]);
  assert.ok(thrown(() => policy.explain({}, { state: { v: 2 } })) instanceof StateError);
});

test("errors say what they are", () => {
  const facts = thrown(() => policy.grade({ budget: "much", roles: ["x", 1] }, NOW));
  assert.ok(facts instanceof FactsError && facts instanceof Error);
  assert.equal(facts.name, "FactsError");
  assert.equal(facts.code, "facts");
  assert.equal(facts.retryable, false);
  assert.deepEqual(facts.problems.map(({ severity, code, path, line, column }) => ({ severity, code, path, line, column })), [
    { severity: "error", code: "fact_type", path: "/budget", line: null, column: null },
    { severity: "error", code: "fact_type", path: "/roles/1", line: null, column: null },
  ]);
  assert.match(facts.message, /^2 problems in the facts\n {2}\/budget: .*\n {2}\/roles\/1: /);

  const wrong = thrown(() => Policy.compile('{\n  "gradus": 1,\n  "colour": "red"\n}'));
  assert.ok(wrong instanceof PolicyError);
  assert.equal(wrong.name, "PolicyError");
  assert.equal(wrong.code, "policy");
  assert.match(wrong.message, /^1 problem in the policy\n {2}\/colour at 3:13: /);
});

test("check tells all problems, and throws for none", () => {
  assert.deepEqual(Policy.check(SMALL), []);
  assert.deepEqual(Policy.check(JSON.stringify(SMALL)), []);
  const codes = (source) => Policy.check(source).map(({ code, path }) => [code, path]);
  assert.deepEqual(codes({ gradus: 2, fields: { a: { type: "text" } } }), [["format_version", "/gradus"], ["impossible_value", "/fields/a/type"]]);
  assert.deepEqual(codes("{"), [["json_syntax", ""]]);
  assert.deepEqual(codes(""), [["json_syntax", ""]]);
  assert.deepEqual(codes("[]"), [["not_a_policy", ""]]);
  for (const source of [undefined, () => 1, Symbol("x"), 5n, new Uint8Array(3)]) assert.deepEqual(codes(source), [["json_syntax", ""]]);
  for (const source of [null, 5, true, []]) assert.deepEqual(codes(source), [["not_a_policy", ""]]);
});

test("check tells line and column", () => {
  const [one] = Policy.check('{ "gradus": 1,\n\t"名": 2 }');
  assert.deepEqual([one.line, one.column, one.path], [2, 7, "/名"]);
});

test("a policy tells its name, version, fields and document", () => {
  assert.equal(policy.name, "small");
  assert.equal(policy.version, "1");
  assert.deepEqual(policy.fields, SMALL.fields);
  assert.deepEqual(policy.document, SMALL);
  assert.ok(Object.isFrozen(policy.document.fields.budget));
  const least = Policy.compile("\ufeff{\"gradus\":1}");
  assert.deepEqual([least.name, least.version, least.fields, least.document], ["policy", null, {}, { gradus: 1 }]);
  assert.deepEqual(least.grade({}, NOW), { grade: null, score: null, grades: {}, scores: {}, warnings: [] });
});

test("a policy runs its own tests, and does not compile if one fails", () => {
  assert.deepEqual(policy.test(), { passed: 1, failed: 0, tests: [{ name: "nobody is a C", passed: true, problem: null }] });
  const failing = { ...SMALL, tests: [{ ...SMALL.tests[0], expect: { grades: { lead: "A" } } }] };
  assert.deepEqual(thrown(() => Policy.compile(failing)).problems.map(({ code, path }) => [code, path]), [["test_failed", "/tests/0"]]);
});

test("a policy that is freed is of no more use, and freeing it again does nothing", () => {
  const mine = Policy.compile(SMALL);
  mine.grade({});
  mine.free();
  mine.free();
  assert.equal(thrown(() => mine.grade({})).code, "internal");
  assert.equal(mine.name, "small");
  const another = Policy.compile(SMALL);
  if (Symbol.dispose) another[Symbol.dispose]();
});

test("many scores and grades", () => {
  const names = Array.from({ length: 9 }, (_, i) => `s${i}`);
  const many = Policy.compile({
    gradus: 1,
    fields: { a: { type: "number" } },
    scores: Object.fromEntries(names.map((name, i) => [name, { groups: { g: { rules: [{ id: "r", when: `a > ${i}`, points: i + 0.5 }] } } }])),
    grades: Object.fromEntries(names.map((name, i) => [`g_${name}`, { of: `score.${name}`, bands: [{ grade: "Y", from: 1 }, { grade: "N", from: 0 }] }])),
  });
  const answer = many.grade({ a: 5 }, NOW);
  assert.deepEqual(answer.scores, Object.fromEntries(names.map((name, i) => [name, i < 5 ? i + 0.5 : 0])));
  assert.deepEqual(Object.values(answer.grades), names.map((_, i) => (i >= 1 && i < 5 ? "Y" : "N")));
});

test("what cannot be made by hand says so", () => {
  assert.equal(thrown(() => new Policy()).code, "internal");
});
