// policy.with: a new policy from this one's document with changes.

import assert from "node:assert/strict";
import vm from "node:vm";
import { test } from "node:test";
import { FACTS, NOW, SMALL, STAGED } from "./policies.mjs";
import { gradus } from "./project.mjs";

const { Policy, PolicyError } = await gradus();
const policy = Policy.compile(SMALL);

/** What is wrong with these changes: codes, paths and help. */
function problems(changes, of = policy) {
  try {
    of.with(changes);
  } catch (error) {
    assert.ok(error instanceof PolicyError, String(error?.stack ?? error));
    for (const { severity, line, column } of error.problems) assert.deepEqual([severity, line, column], ["error", null, null]);
    return error.problems.map(({ code, path, help }) => [code, path, help]);
  }
  assert.fail("it throws nothing");
}

const codes = (changes, of) => problems(changes, of).map(([code, path]) => [code, path]);
const rules = (changes) => ({ scores: { fit: { groups: { who: { rules: changes } } } } });

test("the example of the reference", () => {
  const source = { gradus: 1, fields: { x: { type: "string" } }, scores: { fit: { groups: { need: { cap: [0, 60], rules: [{ id: "industry", of: "x", points: { saas: 60, "*": 10 } }] } } } } };
  const changed = Policy.compile(source).with({ scores: { fit: { groups: { need: { cap: [0, 70], rules: { industry: { points: { saas: 70 } } } } } } } });
  assert.equal(changed.grade({ x: "saas" }).score, 70);
  assert.equal(changed.grade({ x: "other" }).score, 10);
  assert.deepEqual(changed.document.scores.fit.groups.need, { cap: [0, 70], rules: [{ id: "industry", of: "x", points: { saas: 70, "*": 10 } }] });
});

test("objects are merged, null removes, everything else replaces, elements go by name", () => {
  const changed = policy.with({
    version: "2",
    fields: { email: null, city: { type: "string" } },
    scores: { fit: { groups: { who: { rules: { email: null, budget: { bands: [[0, 1]] }, size: { points: 12 } } } } } },
    grades: { lead: { bands: { A: { from: 60, keep: null } } } },
    tests: { "nobody is a C": { note: "still" } },
  });
  const { email, ...fields } = SMALL.fields;
  const [budget, industry, size, ...others] = SMALL.scores.fit.groups.who.rules;
  assert.deepEqual(changed.document, {
    ...SMALL,
    version: "2",
    fields: { ...fields, city: { type: "string" } },
    scores: { ...SMALL.scores, fit: { ...SMALL.scores.fit, groups: { who: { rules: [{ ...budget, bands: [[0, 1]] }, industry, { ...size, points: 12 }, ...others.slice(0, -1)] } } } },
    grades: { ...SMALL.grades, lead: { ...SMALL.grades.lead, bands: [{ grade: "A", from: 60 }, ...SMALL.grades.lead.bands.slice(1)] } },
    tests: [{ ...SMALL.tests[0], note: "still" }],
  });
  assert.equal(changed.version, "2");
});

test("stages, timers and touches go by name; transitions have none", () => {
  const staged = Policy.compile(STAGED);
  const changed = staged.with({
    lifecycle: { stages: { qualified: { timers: { first_call: { within: "1wd" } } }, pool: { label: "Pool" } } },
    touches: { welcome: { at: "+1d" } },
    balances: { points: { expires: null } },
  });
  const { lifecycle, touches, balances } = changed.document;
  assert.deepEqual(lifecycle.stages.map(({ stage }) => stage), STAGED.lifecycle.stages.map(({ stage }) => stage));
  assert.equal(lifecycle.stages[1].timers[0].within, "1wd");
  assert.equal(lifecycle.stages[2].label, "Pool");
  assert.deepEqual([touches[1].at, balances.points.expires], ["+1d", undefined]);
  const lead = { budget: 5000, owner: "li", contracts: [], events: {} };
  const ends = (policy) => policy.advance(lead, { now: "2026-10-30T00:00:00Z" }).timers[0].ends;
  assert.deepEqual([ends(staged), ends(changed)], ["2026-11-03T00:00:00.000Z", "2026-11-02T00:00:00.000Z"]);
  assert.deepEqual(codes({ lifecycle: { stages: { pol: {} }, transitions: { active: {} } } }, staged), [["patch_unknown", "/lifecycle/stages/pol"], ["patch_unknown", "/lifecycle/transitions/active"]]);
  // A stage that a state is in, and a version without it: the state has to be told what became of it.
  const { state } = staged.advance(lead, { now: "2026-10-30T00:00:00Z" });
  const without = staged.with({ lifecycle: { renamed: { qualified: "pool" }, stages: { qualified: null }, transitions: STAGED.lifecycle.transitions.filter(({ to }) => to !== "qualified").map((one) => ({ ...one, from: Array.isArray(one.from) ? one.from.filter((stage) => stage !== "qualified") : one.from })) } });
  assert.equal(without.migrate(state).stage.name, "pool");
  assert.equal(without.advance(lead, { now: "2026-11-01T00:00:00Z", state }).stage, "pool");
});

test("neither the policy nor the changes are altered, and the new policy lives by itself", () => {
  const before = JSON.stringify(policy.document);
  const changes = Object.freeze({ grades: Object.freeze({ lead: Object.freeze({ bands: Object.freeze({ A: Object.freeze({ from: 51 }) }) }) }) });
  const mine = Policy.compile(SMALL);
  const changed = mine.with(changes);
  assert.equal(JSON.stringify(mine.document), before);
  assert.ok(Object.isFrozen(changed.document.grades.lead.bands[0]));
  assert.equal(mine.grade(FACTS, NOW).grade, "A");
  const edge = { ...FACTS, size: "small", partner: false, roles: ["decider"], started: null, seen: null, email: null, budget: 1000 };
  mine.free();
  changed.grade(edge, NOW);
  const again = changed.with({ grades: { lead: { bands: { A: { from: 50 } } } } });
  changed.free();
  assert.equal(again.grade(FACTS, NOW).grade, "A");
  assert.equal(JSON.stringify(again.document), before);
});

test("no changes give an equal policy", () => {
  for (const changes of [{}, { fields: {} }, rules({}), Object.create(null), vm.runInNewContext("({ grades: { lead: {} } })")]) {
    assert.deepEqual(policy.with(changes).document, SMALL);
  }
});

test("the policy's own tests do not run; test() runs them", () => {
  const changed = policy.with({ scores: { fit: { groups: { who: { rules: [{ id: "all", when: "true", points: 60 }] } } } } });
  assert.equal(changed.grade({}, NOW).grade, "A");
  const { passed, failed, tests } = changed.test();
  assert.deepEqual([passed, failed, tests[0].problem.code], [0, 1, "test_failed"]);
});

test("what is wrong with the resulting policy is told as for any policy, without places", () => {
  assert.deepEqual(codes({ colour: "red" }), [["unknown_key", "/colour"]]);
  assert.deepEqual(codes({ grades: { lead: { bands: { A: { from: 10 } } } } }), [["bands_order", "/grades/lead/bands/1"]]);
  assert.deepEqual(codes(rules({ size: { id: "budget" } })), [["duplicate_name", "/scores/fit/groups/who/rules/2/id"]]);
  assert.deepEqual(codes({ fields: { budget: null } }).map(([code]) => code), ["unknown_name"]);
  assert.deepEqual(codes({ gradus: null }), [["missing_key", ""]]);
  assert.deepEqual(codes({ name: "x".repeat(1024 * 1024 - 10) }), [["too_large", ""]]);
});

test("changes that address or remove what is not there are all told, with help", () => {
  assert.deepEqual(
    problems({
      fields: { bugdet: null },
      scores: { fit: { groups: { who: { rules: { indsutry: { points: {} }, none: null } } }, nope: { a: null } }, other: null },
      tests: { "nobody is C": {} },
    }),
    [
      ["patch_unknown", "/fields/bugdet", "did you mean `budget`?"],
      ["patch_unknown", "/scores/fit/groups/who/rules/indsutry", "did you mean `industry`?"],
      ["patch_unknown", "/scores/fit/groups/who/rules/none", "to add an element, give the whole array"],
      ["patch_unknown", "/scores/fit/nope/a", null],
      ["patch_unknown", "/scores/other", "there are `fit`, `engagement`"],
      ["patch_unknown", "/tests/nobody is C", "did you mean `nobody is a C`?"],
    ],
  );
  assert.deepEqual(codes({ "a/b": { "c~d": null } }), [["patch_unknown", "/a~1b/c~0d"]]);
});

test("elements without a name, or with one name twice, are addressed by none", () => {
  const twice = Policy.compile({ ...SMALL, grades: { ...SMALL.grades, lead: { ...SMALL.grades.lead, overrides: [{ when: "partner", grade: "A" }, { when: "budget > 9", grade: "A" }, { when: "budget > 8", grade: "B" }] } } });
  assert.deepEqual(problems({ grades: { lead: { overrides: { A: null } } } }, twice), [["patch_unknown", "/grades/lead/overrides/A", "give the whole array"]]);
  assert.equal(twice.with({ grades: { lead: { overrides: { B: null } } } }).document.grades.lead.overrides.length, 2);
  for (const changes of [rules({ budget: { bands: { 0: [0, 1] } } }), { scores: { fit: { cap: { 1: 100 } } } }, { fields: { industry: { values: { saas: null } } } }]) {
    assert.deepEqual(problems(changes).map(([code, , help]) => [code, help]), [["patch_unknown", "give the whole array"]]);
  }
});

test("names are those before the changes: renaming and addressing do not chase each other", () => {
  const swapped = policy.with(rules({ budget: { id: "industry" }, industry: { id: "budget" } }));
  assert.deepEqual(swapped.document.scores.fit.groups.who.rules.slice(0, 2).map(({ id, of }) => [id, of]), [["industry", "budget"], ["budget", "industry"]]);
  assert.deepEqual(codes(rules({ budget: { id: "fresh" }, fresh: { points: 1 } })), [["patch_unknown", "/scores/fit/groups/who/rules/fresh"]]);
});

test("a patch that is no object is an error", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const changes of [undefined, null, 5, "x", true, [], [1], () => 1, Symbol("x"), 5n, new Date(0), new Map(), new (class Mine {})(), Object.create({ version: "2" }), proxy, Policy, policy]) {
    assert.deepEqual(codes(changes), [["patch_type", ""]]);
  }
});

test("what is not JSON is an error wherever it stands, all at once", () => {
  const changes = {
    version: undefined,
    name: () => 1,
    label: { en: 5n, zh: Symbol("x"), de: new Date(0) },
    scores: { fit: { cap: [0, NaN], groups: { who: { rules: { budget: { bands: [[0, Infinity], [1, undefined], , [2, {}]] } } } } } },
    tests: new Map(),
  };
  assert.deepEqual(codes(changes), [
    ["patch_type", "/version"],
    ["patch_type", "/name"],
    ["patch_type", "/label/en"],
    ["patch_type", "/label/zh"],
    ["patch_type", "/label/de"],
    ["patch_type", "/scores/fit/cap/1"],
    ["patch_type", "/scores/fit/groups/who/rules/budget/bands/0/1"],
    ["patch_type", "/scores/fit/groups/who/rules/budget/bands/1/1"],
    ["patch_type", "/scores/fit/groups/who/rules/budget/bands/2"],
    ["patch_type", "/tests"],
  ]);
});

test("getters are read once, and may throw", () => {
  let reads = 0;
  const once = { get version() { return String(++reads); } };
  assert.equal(policy.with(once).version, "1");
  assert.equal(reads, 1);
  const throwing = { fields: { get budget() { throw new Error("no\nsecond line"); } }, get version() { throw null; } };
  assert.deepEqual(codes(throwing), [["patch_type", "/fields/budget"], ["patch_type", "/version"]]);
  const hidden = new Proxy({}, { ownKeys() { throw new Error("no"); } });
  assert.deepEqual(codes({ fields: hidden }), [["patch_type", "/fields"]]);
  const array = new Proxy([], { get(target, key) { if (key === "length") throw new Error("no"); return target[key]; } });
  assert.deepEqual(codes({ tests: array }), [["patch_type", "/tests"]]);
  const calling = { get version() { policy.with({ version: "3" }); return "2"; } };
  assert.equal(policy.with(calling).version, "2");
});

test("what has no end is an error, not a hang", () => {
  const cyclic = { fields: {} };
  cyclic.fields.self = cyclic;
  cyclic.tests = [[cyclic]];
  assert.deepEqual(codes(cyclic), [["patch_type", "/fields/self"], ["patch_type", "/tests/0/0"]]);
  const endless = { get deeper() { return new Proxy({ deeper: 1 }, { get: () => endless.deeper }); } };
  const [[code, path]] = codes(endless);
  assert.deepEqual([code, path], ["patch_type", "/deeper".repeat(64)]);
  let doubled = { version: "2" };
  for (let i = 0; i < 60; i++) doubled = { a: doubled, b: doubled };
  assert.deepEqual(codes(doubled), [["patch_type", ""]]);
  assert.deepEqual(codes({ tests: new Array(2 ** 32 - 1) }).at(-1), ["more_problems", ""]);
  assert.deepEqual(codes({ tests: new Proxy([], { get: (target, key) => (key === "length" ? 2 ** 40 : 1) }) }), [["patch_type", ""]]);
  const long = "x".repeat(1 << 20);
  assert.deepEqual(codes({ note: long, tests: Array(1000).fill(long) }), [["patch_type", ""]]);
});

test("a document may be as deep as the limit, and no deeper", () => {
  const nested = (depth) => (depth === 0 ? {} : { facts: nested(depth - 1) });
  assert.deepEqual(codes({ note: nested(62) }).map(([code]) => code), ["wrong_type"]);
  assert.deepEqual(codes({ note: nested(63) }).map(([code]) => code), ["patch_type"]);
});

test("no key reaches a prototype", () => {
  const hostile = JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } }, "fields": { "__proto__": { "type": "number" } } }');
  assert.deepEqual(codes(hostile), [["bad_name", "/fields/__proto__"], ["unknown_key", "/__proto__"], ["unknown_key", "/constructor"]]);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.prototype.type, undefined);
  const odd = policy.with(rules(JSON.parse('{ "company": { "when": null, "points": null, "of": "company", "containing": { "__proto__": 7 } } }')));
  assert.equal(odd.grade({ company: "a __proto__ b" }, NOW).scores.fit, 7);
  const back = odd.with(rules(JSON.parse('{ "company": { "containing": { "__proto__": 8, "toString": 1 } } }')));
  assert.equal(back.grade({ company: "a __proto__ toString" }, NOW).scores.fit, 9);
  assert.deepEqual(codes({ valueOf: null }), [["patch_unknown", "/valueOf"]]);
  assert.deepEqual(codes({ scores: { toString: { cap: null } } }), [["patch_unknown", "/scores/toString/cap"]]);
});

test("a hundred problems are told, and the rest counted", () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x${i}`, null]));
  const told = codes(many);
  assert.equal(told.length, 101);
  assert.deepEqual(told.at(-1), ["more_problems", ""]);
});

test("where its instance was lost the policy is made again, its tests failing or not", () => {
  const changed = policy.with(rules({ partner: { when: "!has(partner)", points: 60 } }));
  assert.equal(changed.test().failed, 1);
  assert.equal(changed.grade({}, NOW).grade, "A");
  // A buffer this large is not kept: the instance goes with it.
  policy.grade({ events: { visit: Array(1200).fill({ at: 0, page: "x".repeat(60000) }) } }, NOW);
  assert.equal(changed.grade({}, NOW).grade, "A");
});
