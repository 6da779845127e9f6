// policy.diff: what turns one policy into another, in the policy's own words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SMALL } from "./policies.mjs";
import { gradus } from "./project.mjs";

const { Policy } = await gradus();
const policy = Policy.compile(SMALL);

const changesOf = (changes) => policy.diff(policy.with(changes));
const wordsOf = (changes) => changesOf(changes).map(({ words }) => words);
const rules = (changes) => ({ scores: { fit: { groups: { who: { rules: changes } } } } });
const ordered = (from, to) => {
  const of = (ids) => ({ gradus: 1, scores: { s: { groups: { g: { match: "first", rules: ids.map((id) => ({ id, when: "true", points: 1 })) } } } } });
  return Policy.compile(of(from)).diff(Policy.compile(of(to))).map(({ path, change, from, to }) => [path.split("/").at(-1), change, from, to]);
};

test("equal policies differ in nothing, whatever their white space and order of keys", () => {
  assert.deepEqual(policy.diff(policy), []);
  assert.deepEqual(policy.diff(Policy.compile(JSON.stringify(SMALL, null, 4))), []);
  const { tests, ...rest } = SMALL;
  assert.deepEqual(policy.diff(Policy.compile({ tests, ...rest, fields: Object.fromEntries(Object.entries(SMALL.fields).reverse()) })), []);
});

test("the example of the reference", () => {
  const of = (points) => Policy.compile({ gradus: 1, fields: { x: { type: "string" } }, scores: { fit: { groups: { need: { rules: [{ id: "industry", of: "x", points: { saas: points } }] } } } } });
  assert.deepEqual(of(60).diff(of(70)), [
    { path: "/scores/fit/groups/need/rules/industry/points/saas", change: "changed", words: "points for `saas` of rule `industry` in group `need` of score `fit`: 60 → 70", from: 60, to: 70 },
  ]);
});

test("a line for each change, in this policy's order, additions after what was there", () => {
  assert.deepEqual(
    wordsOf({
      tests: { "nobody is a C": { note: { zh: "说明" } } },
      grades: { heat: { bands: { hot: { from: 3, label: "Hot" } } }, lead: { also: [{ grade: "X" }], overrides: [{ when: "partner", grade: "X" }] } },
      scores: { engagement: null, fit: { cap: [0, 150], groups: { who: { weight: null, rules: { industry: { points: { saas: 11, other: null } }, company: { when: "company.contains('山')" }, email: null } } } } },
      derive: { visits: { within: "30d" } },
      events: { visit: { seconds: "number", referrer: "string?" }, call: { minutes: "number" } },
      fields: { city: { type: "string" }, budget: { min: 5, also: ["money", "¥"] }, partner: { default: false } },
      version: "2",
      label: { en: "Small" },
      ...{ derive: { seconds: null, visits: { within: "30d" } } },
      ...{ scores: { fit: { cap: [0, 150], groups: { who: { rules: { industry: { points: { saas: 11, other: null } }, company: { when: "company.contains('山')" }, email: null } } } }, engagement: { groups: { web: { rules: { seconds: null } } } } } },
    }),
    [
      "`version`: `1` → `2`",
      "`min` of field `budget`: 0 → 5",
      '`also` of field `budget`: ["money"] → ["money","¥"]',
      "`default` of field `partner` added: false",
      "field `city` added",
      "`seconds` of event `visit`: `number?` → `number`",
      "`referrer` of event `visit` added: `string?`",
      "`within` of derived value `visits` added: `30d`",
      "derived value `seconds` removed",
      "`cap` of score `fit`: [0,200] → [0,150]",
      "points for `saas` of rule `industry` in group `who` of score `fit`: 10 → 11",
      "points for `other` of rule `industry` in group `who` of score `fit` removed (was 5)",
      "`when` of rule `company` in group `who` of score `fit`: `company.contains('云')` → `company.contains('山')`",
      "rule `email` in group `who` of score `fit` removed",
      "rule `seconds` in group `web` of score `engagement` removed",
      "`also` of grade `lead` added",
      "`overrides` of grade `lead` added",
      "`from` of band `hot` of grade `heat`: 2 → 3",
      "`label` of band `hot` of grade `heat` added: `Hot`",
      "`note` of test `nobody is a C` added",
      "`label` added",
    ],
  );
});

test("texts in several languages, and names that look like sections", () => {
  const source = (label, type, facts) => ({
    gradus: 1,
    label,
    fields: { rules: { type }, label: { type, label } },
    events: { label: { note: type } },
    tests: [{ name: "t", facts, now: "2026-11-01T00:00:00Z", expect: { scores: {} }, note: label }],
  });
  const words = Policy.compile(source({ en: "a", zh: "甲" }, "string", { rules: "x", label: "y" }))
    .diff(Policy.compile(source({ en: "b", de: "c" }, "list", { rules: ["x"], label: null })))
    .map((one) => one.words);
  assert.deepEqual(words, [
    "label in `en`: `a` → `b`",
    "label in `zh` removed (was `甲`)",
    "label in `de` added: `c`",
    "`type` of field `rules`: `string` → `list`",
    "`type` of field `label`: `string` → `list`",
    "label in `en` of field `label`: `a` → `b`",
    "label in `zh` of field `label` removed (was `甲`)",
    "label in `de` of field `label` added: `c`",
    "`note` of event `label`: `string` → `list`",
    '`rules` of `facts` of test `t`: `x` → ["x"]',
    "`label` of `facts` of test `t`: `y` → null",
    "note in `en` of test `t`: `a` → `b`",
    "note in `zh` of test `t` removed (was `甲`)",
    "note in `de` of test `t` added: `c`",
  ]);
});

test("long values are cut where they differ, control characters do not reach a terminal", () => {
  const long = (end) => `${"budget > 1 && ".repeat(40)}budget > ${end}`;
  const [words] = Policy.compile({ ...SMALL, tests: [], ...{ note: long(1) } }).diff(Policy.compile({ ...SMALL, tests: [], note: long(2) })).map((one) => one.words);
  assert.match(words, /^`note`: `…get > 1 && budget > 1` → `…get > 1 && budget > 2`$/);
  assert.ok(!wordsOf({ note: "\u001b[31mred\u001b[0m\n" })[0].includes("\u001b"));
  const pairs = wordsOf({ note: "😀".repeat(100) })[0];
  assert.ok(pairs.length < 200 && pairs.isWellFormed?.() !== false);
});

test("where order means something, what moved is told: as little as explains it", () => {
  assert.deepEqual(ordered(["a", "b", "c", "d"], ["b", "c", "d", "a"]), [["a", "moved", null, "d"]]);
  assert.deepEqual(ordered(["a", "b", "c", "d"], ["d", "a", "b", "c"]), [["d", "moved", "c", null]]);
  assert.deepEqual(ordered(["a", "b"], ["x", "a", "b"]), [["x", "added", null, { id: "x", when: "true", points: 1 }]]);
  assert.deepEqual(ordered(["a", "b", "c"], ["c", "y"]).map(([name, change]) => [name, change]), [["a", "removed"], ["b", "removed"], ["y", "added"]]);
  assert.deepEqual(ordered(["a", "x", "b"], ["b", "y", "a"]).filter(([, change]) => change === "moved").length, 1);
  let seed = 1;
  for (let round = 0; round < 200; round++) {
    const names = Array.from({ length: 1 + (round % 9) }, (_, i) => `r${i}`);
    const shuffled = names.map((name) => [(seed = (seed * 48271) % 2147483647), name]).sort(([a], [b]) => a - b).map(([, name]) => name);
    const moved = ordered(names, shuffled);
    assert.ok(moved.every(([, change]) => change === "moved"));
    assert.deepEqual(applied(names, moved), shuffled);
  }
});

/** The order that follows from what moved. */
function applied(names, moves) {
  const left = new Map(moves.map(([name, , , after]) => [name, after]));
  const result = names.filter((name) => !left.has(name));
  while (left.size > 0) {
    const [name, after] = [...left].find(([, after]) => after === null || result.includes(after));
    result.splice(after === null ? 0 : result.indexOf(after) + 1, 0, name);
    left.delete(name);
  }
  return result;
}

test("order under `all`, of fields and of tests means nothing; that of bands, entries, overrides, texts, grades does", () => {
  const reversed = (list) => [...list].reverse();
  const who = SMALL.scores.fit.groups.who.rules;
  assert.deepEqual(changesOf(rules(reversed(who))), []);
  assert.equal(policy.diff(policy.with({ scores: { fit: { groups: { who: { match: "max", rules: reversed(who) } } } } })).filter(({ change }) => change === "moved").length, who.length - 1);
  const of = ({ first, overrides, texts }, order) => ({
    gradus: 1,
    fields: { a: { type: "string" } },
    scores: { s: { groups: { g: { rules: [{ id: "r", of: "a", containing: Object.fromEntries(texts.map((one) => [one, 1])) }] } } } },
    grades: Object.fromEntries(order([["one", { first: first.map((grade, i) => (i < first.length - 1 ? { grade, when: "true" } : { grade })) }], ["two", { of: "score.s", bands: [{ grade: "A", from: 1 }, { grade: "B", from: 0 }], overrides: overrides.map((grade) => ({ when: "true", grade })) }]])),
  });
  const one = Policy.compile(of({ first: ["x", "y", "z"], overrides: ["A", "B"], texts: ["p", "q"] }, (grades) => grades));
  const other = Policy.compile(of({ first: ["y", "x", "z"], overrides: ["B", "A"], texts: ["q", "p"] }, reversed));
  assert.deepEqual(one.diff(other).filter(({ change }) => change === "moved").map(({ words }) => words), [
    "points for text with `p` of rule `r` in group `g` of score `s` moved after `q`",
    "grade `one` moved after `two`",
    "entry `x` of grade `one` moved after `y`",
    "override to `A` of grade `two` moved after `B`",
  ]);
});

const STAGED = {
  gradus: 1,
  calendar: { spring: ["2026-02-17"] },
  fields: { x: { type: "number" }, seen: { type: "date" } },
  events: { order: { amount: "number" } },
  grades: { tier: { first: [{ grade: "gold", when: "x > 9" }, { grade: "regular" }], hold: { for: "12mo" } } },
  lifecycle: {
    initial: "a",
    renamed: { old: "a" },
    stages: [{ stage: "a", label: "A" }, { stage: "b", timers: [{ timer: "call", within: "2d" }, { timer: "visit", within: "2d", then: "a" }] }, { stage: "c" }],
    transitions: [{ from: "a", to: "b", when: "x > 1" }, { from: ["a", "b"], to: "c", when: "x > 2" }, { from: "*", to: "a", when: "x > 3", stay: "3d" }],
  },
  contracts: { upcoming: "90d" },
  balances: { points: { earn: [{ event: "order", value: "amount" }], expires: "1y" } },
  channels: { sms: { max: 1, within: "7d" } },
  touches: [{ touch: "first", anchor: "stage.a" }, { touch: "second", anchor: "stage.b", channels: ["sms"] }],
};

test("stages, timers and touches by name; transitions by where they lead, told by their place", () => {
  const other = structuredClone(STAGED);
  const { calendar, lifecycle, contracts, balances, channels, touches, grades } = other;
  const [first, second, third] = lifecycle.transitions;
  calendar.spring.push("2027-02-06");
  grades.tier.hold.grace = "30d";
  Object.assign(lifecycle, { initial: "b", renamed: { old: "b" } });
  lifecycle.stages[0].label = "AA";
  lifecycle.stages[1].timers.reverse()[1].within = "3wd";
  lifecycle.stages.push({ stage: "d" });
  second.from = ["a", "b", "d"];
  third.stay = "4d";
  lifecycle.transitions = [third, first, second, { from: "a", to: "b", when: "x > 4" }, { from: "d", to: "a", when: "x > 5" }];
  contracts.upcoming = "60d";
  balances.points.expires = "year_end";
  channels.sms.max = 2;
  delete touches.reverse()[0].channels;
  const [from, to] = [STAGED, other].map((source) => Policy.compile(source));
  const changes = from.diff(to);
  assert.deepEqual(changes.map(({ words }) => words), [
    'calendar `spring`: ["2026-02-17"] → ["2026-02-17","2027-02-06"]',
    "`grace` of `hold` of grade `tier` added: `30d`",
    "`initial` of `lifecycle`: `a` → `b`",
    "former stage `old`: `a` → `b`",
    "`label` of stage `a`: `A` → `AA`",
    "timer `call` of stage `b` moved after `visit`",
    "`within` of timer `call` of stage `b`: `2d` → `3wd`",
    "stage `d` added",
    '`from` of transition `a, b → c`: ["a","b"] → ["a","b","d"]',
    "transition `* → a` moved to the front",
    "`stay` of transition `* → a`: `3d` → `4d`",
    "transition `a → b (2)` added",
    "transition `d → a` added",
    "`upcoming` of `contracts`: `90d` → `60d`",
    "`expires` of balance `points`: `1y` → `year_end`",
    "`max` of channel `sms`: 1 → 2",
    "touch `first` moved after `second`",
    "`channels` of touch `second` removed",
  ]);
  assert.deepEqual(changes.filter(({ path }) => path.startsWith("/lifecycle/transitions")).map(({ path, change, from, to }) => [path, change, from, to]), [
    ["/lifecycle/transitions/1/from", "changed", ["a", "b"], ["a", "b", "d"]],
    ["/lifecycle/transitions/2", "moved", "a, b → c", null],
    ["/lifecycle/transitions/2/stay", "changed", "3d", "4d"],
    ["/lifecycle/transitions/3", "added", null, { from: "a", to: "b", when: "x > 4" }],
    ["/lifecycle/transitions/4", "added", null, { from: "d", to: "a", when: "x > 5" }],
  ]);
  assert.deepEqual(to.diff(from).filter(({ change }) => change !== "changed").map(({ path, change }) => [path, change]), [
    ["/grades/tier/hold/grace", "removed"],
    ["/lifecycle/stages/b/timers/visit", "moved"],
    ["/lifecycle/stages/d", "removed"],
    ["/lifecycle/transitions/0", "moved"],
    ["/lifecycle/transitions/3", "removed"],
    ["/lifecycle/transitions/4", "removed"],
    ["/touches/second", "moved"],
    ["/touches/second/channels", "added"],
  ]);
  assert.deepEqual(from.diff(Policy.compile(JSON.stringify(STAGED, null, 2))), []);
});

test("a transition whose sources change is the same one; one of another way and another condition is not", () => {
  const transitionsOf = (before, after) => {
    const of = (transitions) => Policy.compile({ gradus: 1, fields: { x: { type: "number" } }, lifecycle: { initial: "a", stages: ["a", "b", "c", "d"].map((stage) => ({ stage })), transitions } });
    return of(before).diff(of(after)).map(({ words }) => words);
  };
  assert.deepEqual(transitionsOf([{ from: "a", to: "b", when: "x > 1" }], [{ from: ["a", "c"], to: "b", when: "x > 1" }]), ['`from` of transition `a → b`: `a` → ["a","c"]']);
  assert.deepEqual(transitionsOf([{ from: "a", to: "b", when: "x > 1" }], [{ from: "c", to: "b", when: "x > 2" }]), ["transition `a → b` removed", "transition `c → b` added"]);
  assert.deepEqual(transitionsOf([{ from: "a", to: "b", when: "x > 1" }, { from: "a", to: "b", when: "x > 2" }], [{ from: "a", to: "b", when: "x > 2" }]), ["transition `a → b` removed"]);
  assert.deepEqual(transitionsOf([{ from: "a", to: "b", when: "x > 1" }], []), ["transition `a → b` removed"]);
});

test("elements that share a name are compared as a whole", () => {
  const twice = (points) => ({ ...SMALL, tests: [], grades: { ...SMALL.grades, lead: { ...SMALL.grades.lead, overrides: [{ when: "partner", grade: "A" }, { when: `budget > ${points}`, grade: "A" }] } } });
  const changes = Policy.compile(twice(1)).diff(Policy.compile(twice(2)));
  assert.deepEqual(changes.map(({ path, change }) => [path, change]), [["/grades/lead/overrides", "changed"]]);
});

test("what is no policy is an error", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const other of [undefined, null, {}, SMALL, "{}", Object.create(Policy.prototype), proxy, Policy]) {
    assert.throws(() => policy.diff(other), { code: "option" });
  }
});

test("a difference is told the same after a round trip, and can be applied as a patch", () => {
  const changed = policy.with({
    version: null,
    label: "new",
    fields: { city: { type: "string" }, size: { values: ["small", "middle", "large"] }, unused: null },
    scores: { fit: { cap: [0, 300], groups: { who: { rules: { budget: { bands: [[0, 1], [50, 2]] }, industry: { points: { saas: 1, "*": 2, other: null } }, roles: null } } } } },
    grades: { lead: { bands: { A: { keep: null, from: 70 }, B: { note: "b" } } } },
  });
  for (const [from, to] of [[policy, changed], [changed, policy]]) {
    const changes = from.diff(to);
    assert.ok(changes.length > 10);
    assert.deepEqual(from.with(patchOf(changes, from.document, to.document)).document, to.document);
    assert.deepEqual(JSON.parse(JSON.stringify(changes)), changes);
  }
});

/** Changes as a merge patch. An element that is added needs its whole array. */
function patchOf(changes, from, to) {
  const patch = {};
  for (const { path, change, to: value } of changes) {
    const keys = path.slice(1).split("/");
    const array = keys.findIndex((_, i) => change === "added" && i === keys.length - 1 && Array.isArray(at(from, keys.slice(0, i))));
    const end = array < 0 ? keys : keys.slice(0, array);
    let place = patch;
    for (const key of end.slice(0, -1)) place = place[key] ??= {};
    place[end.at(-1)] = array < 0 ? value : at(to, end);
  }
  return patch;
}

function at(value, keys) {
  return keys.reduce((inner, key) => (Array.isArray(inner) ? inner.find((one) => [one.id, one.name, one.grade].includes(key)) : inner?.[key]), value);
}
