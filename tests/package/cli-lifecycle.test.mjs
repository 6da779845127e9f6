// How the terminal shows where a customer stands, what is due, and what holds the next stage back.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { lifecycleOf, passes } from "../../pkg-template/cli/lifecycle.js";
import { paint } from "../../pkg-template/cli/paint.js";
import { words } from "../../pkg-template/cli/words.js";
import { STAGED } from "./policies.mjs";
import { folderWith, installed } from "./project.mjs";

const DOCUMENT = {
  derive: { orders: { label: { en: "Orders", zh: "订单数" } } },
  grades: { lead: { label: { en: "Lead grade", zh: "线索评级" } }, tier: { label: { en: "Tier", zh: "会员等级" } }, plan: {} },
  lifecycle: {
    stages: [
      { stage: "prospect", label: { en: "Prospect", zh: "潜在客户" } },
      { stage: "qualified", label: { en: "Qualified", zh: "合格线索" }, timers: [{ timer: "first_call", label: { en: "First call", zh: "首次跟进" } }, { timer: "offer" }] },
      { stage: "pool" },
      { stage: "active", label: { en: "Active", zh: "活跃" } },
    ],
    transitions: [{ from: "prospect", to: "qualified", when: "grade.lead == 'A'" }, { from: "*", to: "active", when: "orders >= 1", label: { en: "Has bought", zh: "已购买" } }],
  },
  contracts: { risk: "score.fit" },
  balances: { points: { label: { en: "Points", zh: "积分" } }, stars: {} },
  channels: { sms: { label: { en: "Text message", zh: "短信" } } },
  touches: [{ touch: "notice", label: { en: "Renewal notice", zh: "续约提醒" }, channels: ["sms"] }, { touch: "birthday", channels: ["sms"] }, { touch: "welcome" }],
};

const at = (day) => `2026-11-${day}T00:00:00.000Z`;
const ANSWER = {
  now: at("10"),
  stage: "qualified",
  since: at("10"),
  transitions: [
    { from: "prospect", to: "qualified", timer: null, when: "grade.lead == 'A'", path: "/lifecycle/transitions/0", observed: { "grade.lead": "A" } },
    { from: "qualified", to: "pool", timer: "first_call", when: null, path: "/lifecycle/stages/1/timers/0", observed: {} },
  ],
  heldBack: [{ to: "active", by: ["stay", "guard"], until: at("20"), when: "orders >= 1", path: "/lifecycle/transitions/1", observed: { orders: 0 } }],
  timers: [
    { timer: "first_call", status: "breached", ends: at("09"), stoppedAt: null },
    { timer: "offer", status: "stopped", ends: at("12"), stoppedAt: at("11") },
  ],
  grades: { tier: "gold", plan: null },
  held: {
    tier: {
      grade: "gold", earned: "regular", confirmed: at("01"), validUntil: at("08"), graceUntil: at("15"), inGrace: true,
      next: { keep: { grade: "gold", when: "orders >= 4", observed: { orders: 0 }, atLeast: null, score: null, met: false }, rise: null },
    },
    plan: {
      grade: "basic", earned: "basic", confirmed: at("01"), validUntil: at("30"), graceUntil: at("30"), inGrace: false,
      next: {
        keep: { grade: "basic", when: null, observed: {}, atLeast: 10, score: 12.5, met: true },
        rise: { grade: "plus", when: null, observed: {}, atLeast: 50, score: null, met: null },
      },
    },
  },
  contracts: [
    { id: "c-1", product: "seat", phase: "due", starts: "2026-01-01", ends: "2026-11-12", daysLeft: 2, value: 1200, risk: 40.5, upgrade: true },
    { id: "c-2", product: "seat", phase: "running", starts: "2026-01-01", ends: null, daysLeft: null, value: null, risk: null, upgrade: null },
  ],
  touches: [
    { touch: "notice", of: "c-1", status: "due", opens: at("01"), closes: at("13"), channel: "sms" },
    { touch: "birthday", of: "2026", status: "missed", opens: at("01"), closes: at("09"), channel: null },
    { touch: "birthday", of: "2027", status: "upcoming", opens: "2027-05-01T00:00:00.000Z", closes: "2027-05-15T00:00:00.000Z", channel: null },
    { touch: "welcome", of: "1", status: "due", opens: at("10"), closes: at("20"), channel: null },
  ],
  balances: { points: { balance: 120.5, expiring: [{ at: at("30"), amount: 20.5 }] }, stars: null },
  withheld: [],
  state: {},
  warnings: [],
};

function show(changes = {}, lang = "en", document = DOCUMENT) {
  const say = { word: words(lang), colour: paint({ isTTY: false }), lang, document, fields: document.derive };
  return `${lifecycleOf({ ...ANSWER, ...changes }, say).join("\n")}\n`;
}

test("stage, moves, what came next and what held it back, timers, held classes, contracts, touches, balances", () => {
  assert.equal(
    show(),
    `
Stage: Qualified  since 2026-11-10T00:00:00.000Z
  Prospect → Qualified  Lead grade is A       grade.lead A
  Qualified → pool      First call: breached

What came next, and what held it back
  → Active  Has bought  minimum time in stage until 2026-11-20T00:00:00.000Z, condition not met  Orders 0

Timers
  First call  breached  ends 2026-11-09T00:00:00.000Z
  offer       stopped   2026-11-11T00:00:00.000Z

Tier: gold  no longer earned, in grace until 2026-11-15T00:00:00.000Z  earned now: regular
  to keep it  Orders ≥ 4  not met  Orders 0
plan: basic  held until 2026-11-30T00:00:00.000Z
  to keep it     at least 10  met      now 12.5
  to reach plus  at least 50  unknown  now unknown

Contracts
  c-1  seat  due      ends 2026-11-12 (2 days)  value 1200  risk 40.5  could take more
  c-2  seat  running  runs on

Touches
  due       Renewal notice  c-1   until 2026-11-13T00:00:00.000Z  by Text message
  due       welcome         1     until 2026-11-20T00:00:00.000Z
  upcoming  birthday        2027  opens 2027-05-01T00:00:00.000Z
  missed    birthday        2026  until 2026-11-09T00:00:00.000Z

Balances
  Points    120.5  20.5 expires 2026-11-30T00:00:00.000Z
  stars   unknown
`,
  );
});

test("the same in Chinese", () => {
  const text = show({}, "zh");
  assert.match(text, /^\n生命周期阶段: 合格线索 {2}自 2026-11-10T00:00:00\.000Z\n {2}潜在客户 → 合格线索 .*\n {2}合格线索 → pool +首次跟进: 超时\n/);
  assert.match(text, /\n未触发的流转及原因\n {2}→ 活跃 {2}已购买 {2}未满最短停留 至 2026-11-20T\S+, 条件未满足 {2}订单数 0\n/);
  assert.match(text, /\n跟进时限\n {2}首次跟进 {2}已超时 {2}截止 /);
  assert.match(text, /\n会员等级: gold {2}已不达标，宽限至 2026-11-15T\S+ {2}当前应得： regular\n {2}保级条件 {2}订单数 ≥ 4 {2}未满足 {2}订单数 0\n/);
  assert.match(text, /\n合同\n {2}c-1 {2}seat {2}即将到期 {2}截止 2026-11-12 \(2 天\) {2}金额 1200 {2}流失风险 40\.5 {2}可升级\n/);
  assert.match(text, /\n触达\n {2}应触达 +续约提醒 +c-1 +至 2026-11-13T\S+ +渠道： 短信\n/);
  assert.match(text, /\n积分余额\n {2}积分 +120\.5 {2}20\.5 到期于 /);
});

test("a circle is told; a due touch whose channels are all closed says so; unknown contracts are unknown", () => {
  const text = show({ transitions: [], loop: ["prospect", "qualified", "prospect"], touches: [{ ...ANSWER.touches[0], channel: null }], contracts: null });
  assert.match(text, /\n {2}The policy leads in a circle, so nothing was moved: Prospect → Qualified → Prospect\n/);
  assert.match(text, /Renewal notice .* no channel may be used now\n/);
  assert.match(text, /\nContracts {2}unknown\n/);
});

test("what a policy does not have takes no words", () => {
  const { lifecycle, contracts, balances, touches, ...plain } = DOCUMENT;
  const nothing = { stage: null, since: null, transitions: [], heldBack: [], timers: [], held: {}, contracts: [], touches: [], balances: {} };
  assert.equal(show(nothing, "en", plain), "\n");
  assert.ok(passes(DOCUMENT));
  assert.ok(!passes(plain));
  assert.ok(!passes({}));
  for (const section of [{ lifecycle }, { contracts }, { balances }, { touches }, { grades: { tier: { hold: { for: "12mo" } } } }]) assert.ok(passes(section));
});

test("every status, phase and reason has words in both languages", () => {
  for (const lang of ["en", "zh"]) {
    const word = words(lang);
    const keys = [
      ...["stay", "cooldown", "at_most", "lockout", "guard", "unknown"].map((one) => `by_${one}`),
      ...["running", "stopped", "breached", "unknown"].map((one) => `timer_${one}`),
      ...["running", "upcoming", "due", "grace", "lapsed", "renewed", "switched", "upgraded", "won_back"].map((one) => `phase_${one}`),
      ...["upcoming", "due", "done", "missed", "superseded"].map((one) => `touch_${one}`),
    ];
    for (const key of keys) assert.ok(word(key).length > 0, `${lang}: ${key}`);
  }
});

function run(args, files) {
  const cwd = folderWith("cli-lifecycle", Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)])));
  return spawnSync(process.execPath, [join(installed(), "cli.js"), ...args], { cwd, encoding: "utf8", env: { ...process.env, LANG: "C", LC_ALL: "", LC_MESSAGES: "" } });
}

test("explain of a customer with a state, by the command itself", () => {
  const facts = { budget: 5000, owner: "li", consent: ["marketing"], contracts: [{ id: "c-1", product: "seat", starts: "2026-01-01", ends: "2026-12-31" }], events: { order: [{ at: "2026-11-05", amount: 600 }], call: [], redeem: [], touch: [] } };
  const state = { v: 1, stage: { name: "qualified", since: "2026-11-01" } };
  const args = ["explain", "--policy", "policy.json", "--facts", "facts.json", "--state", "state.json", "--now", "2026-11-06T00:00:00Z"];
  const { status, stdout, stderr } = run(args, { "policy.json": STAGED, "facts.json": facts, "state.json": state });
  assert.deepEqual([status, stderr], [0, ""]);
  for (const part of [
    /\nStage: active {2}since 2026-11-06T00:00:00\.000Z\n {2}qualified → pool {2}first_call: breached\n {2}pool → active {5}Orders ≥ 1 {12}orders 1\n/,
    /\nWhat came next, and what held it back\n {2}→ loyal {2}Orders ≥ 3 {2}minimum time in stage until 2026-12-06T00:00:00\.000Z, condition not met {2}orders 1\n/,
    /\ntier: gold {2}held until 2027-11-06T00:00:00\.000Z\n {2}to keep it {2}Spend ≥ 500 {2}met {2}spend 600\n/,
    /\nContracts\n {2}c-1 {2}seat {2}expiring {2}ends 2026-12-31 \(55 days\) {2}risk 60\n/,
    /\nTouches\n {2}due {7}notice {3}c-1 {2}until 2026-12-31T00:00:00\.000Z {2}by email\n/,
    /\nBalances\n {2}points {2}600 {2}600 expires 2027-11-05T00:00:00\.000Z\n/,
    /\nBy itself: something changes at 20\d\d-/,
  ]) {
    assert.match(stdout, part);
  }
  // What is written goes in again.
  const { state: next } = JSON.parse(run([...args, "--json"], {}).stdout);
  assert.equal(next.stage.name, "active");
  assert.match(run(args, { "state.json": next }).stdout, /\nStage: active {2}since 2026-11-06/);
  const wrong = run(args, { "state.json": { v: 1, stage: { name: "gone", since: 0 } } });
  assert.deepEqual([wrong.status, /\/stage\/name: /.test(wrong.stderr)], [1, true]);
});

test("test says what came out instead of a stage, a timer, a phase, a balance, a touch", () => {
  const expected = { stage: "active", timers: { first_call: "breached" }, contracts: { "c-1": "due" }, balances: { points: 5 }, touches: { notice: null, welcome: "due" } };
  const facts = { budget: 5000, owner: "li", contracts: [{ id: "c-1", product: "seat", starts: "2026-01-01", ends: "2026-12-31" }], events: { order: [], call: [], redeem: [] } };
  const tests = Object.entries(expected).map(([key, value]) => ({ name: key, facts, now: "2026-11-06T00:00:00Z", expect: { [key]: value } }));
  const right = { name: "right", facts, now: "2026-11-06T00:00:00Z", expect: { stage: "qualified", timers: { first_call: "running" }, contracts: { "c-1": "upcoming" }, balances: { points: 0 }, touches: { notice: "due", welcome: null } } };
  const { status, stdout } = run(["test", "policy.json"], { "policy.json": { ...STAGED, tests: [...tests, right] } });
  assert.equal(status, 1);
  for (const key of Object.keys(expected)) assert.match(stdout, new RegExp(`✗ ${key}\\n {2}policy\\.json:\\d+:\\d+: test "${key}": .*(not|no) `));
  assert.match(stdout, /✓ right\n1 passed, 5 failed\n$/);
});
