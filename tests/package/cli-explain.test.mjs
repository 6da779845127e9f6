// How the terminal shows what is open in an answer, and what would change it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ledger } from "../../pkg-template/cli/ledger.js";

const POLICY = {
  name: "shown",
  fields: {
    budget: { type: "number", unit: "CNY", label: { en: "Monthly budget", zh: "月预算" } },
    role: { type: "string", values: [{ is: "decider", label: { en: "Decider", zh: "决策者" } }, "user"] },
    partner: { type: "boolean" },
    note: { type: "string" },
  },
  document: {
    derive: {},
    scores: { fit: { label: { en: "Fit", zh: "匹配度" }, groups: {} }, heat: { groups: {} } },
    grades: { lead: { label: { en: "Lead grade", zh: "线索评级" } } },
  },
};

const ANSWER = {
  now: "2026-11-01T00:00:00.000Z",
  grade: "B",
  score: 60,
  grades: { lead: "B" },
  scores: { fit: 60, heat: null },
  decidedBy: { lead: { source: "band", rules: "B", path: "/grades/lead/bands/1" } },
  ledger: { fit: [], heat: [] },
  coverage: { fit: 0.75, heat: 0 },
  range: { fit: { low: 40, high: 85.5, exact: true, mayBeMissing: false }, heat: null },
  possible: { lead: ["A", "B", null] },
  missing: [
    { fact: "role", withheld: true, moves: 30.5, settles: true },
    { fact: "events.visit", withheld: false, moves: 0, settles: false },
  ],
  next: {
    to: "A",
    score: 82,
    changes: [
      { fact: "budget", value: 1000, needs: { atLeast: 5000, below: 20000 } },
      { fact: "role", value: null, needs: { oneOf: ["decider", "user"] } },
      { fact: "partner", value: false, needs: { oneOf: [true] } },
    ],
  },
  changesAt: "2026-12-01T00:00:00.000Z",
  changesAtIsBound: false,
  withheld: ["role"],
  state: {},
  warnings: [],
};

const show = (changes = {}, lang = "en") => ledger({ ...ANSWER, ...changes }, null, POLICY, lang, { isTTY: false });

test("a range, the classes that are possible, the next question, the way to a better grade, the moment of change", () => {
  const text = show();
  assert.match(text, /\n {2}Lead grade +B +a band \/grades\/lead\/bands\/1 +may become A, B, unknown\n/);
  assert.match(text, /\nFit {2}60 {2}known 75% {2}may become 40 to 85\.5\n/);
  assert.match(text, /\nheat {2}no score\n/);
  assert.match(text, /\nMissing and could matter; ask the first next\n {2}role \(without consent\) +moves 30\.5 points +settles the grade\n {2}events\.visit\n/);
  assert.match(text, /\nThe least change for a better grade: reaches A \(82\)\n {2}Monthly budget +at least 5000 CNY and below 20000 CNY +\(now 1000 CNY\)\n {2}role +Decider or user +\(now –\)\n {2}partner +yes +\(now no\)\n/);
  assert.match(text, /\nBy itself: a grade changes at 2026-12-01T00:00:00\.000Z\n/);
});

test("the same in Chinese", () => {
  const text = show({}, "zh");
  assert.match(text, /线索评级 +B .*可能为 A, B, 未知\n/);
  assert.match(text, /匹配度 {2}60 .*可能为 40 至 85\.5\n/);
  assert.match(text, /\n缺失且可能有影响（先问第一项）\n {2}role \(未获同意\) +影响 30\.5 分 +可确定评级\n/);
  assert.match(text, /\n提升评级的最小改变: 可达 A \(82\)\n {2}月预算 +至少 5000 CNY 和 低于 20000 CNY +\(现为 1000 CNY\)\n {2}role +决策者 或 user /);
  assert.match(text, /\n自动变化: 评级将变化于 2026-12-01/);
});

test("what is settled takes no words", () => {
  const text = show({ range: { fit: { low: 60, high: 60, exact: true, mayBeMissing: false }, heat: null }, possible: { lead: ["B"] }, missing: [], next: null, changesAt: null });
  assert.doesNotMatch(text, /become|Missing|least change|By itself/);
});

test("bounds are called bounds", () => {
  const text = show({
    range: { fit: { low: 0, high: 100, exact: false, mayBeMissing: true }, heat: { low: 5, high: 5, exact: true, mayBeMissing: true } },
    changesAtIsBound: true,
  });
  assert.match(text, /\nFit .*may become 0 to 100 or no score \(bounds; it may reach less\)\n/);
  assert.match(text, /\nheat {2}no score {2}may become 5 or no score\n/);
  assert.match(text, /By itself: no grade changes before 2026-12-01/);
});

test("every kind of need", () => {
  const needs = (needs) => show({ next: { to: "A", score: null, changes: [{ fact: "note", value: "x", needs }] } });
  assert.match(needs({ noneOf: ["x", "y"] }), /reaches A\n {2}note +anything but x or y +\(now x\)/);
  assert.match(needs({ is: 5 }), /note +5 +\(now x\)/);
  assert.match(needs({ above: 5, atMost: 9 }), /note +above 5 and at most 9 /);
  assert.match(needs({}), /note +\(now x\)/);
});
