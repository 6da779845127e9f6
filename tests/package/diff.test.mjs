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
