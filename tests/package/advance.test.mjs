// policy.advance and policy.migrate: what they take, give, keep and throw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FACTS, SMALL, STAGED } from "./policies.mjs";
import { gradus } from "./project.mjs";

const { Policy, GradusError, FactsError, StateError } = await gradus();
const policy = Policy.compile(STAGED);

const KEYS = ["now", "stage", "since", "transitions", "heldBack", "timers", "grades", "held", "contracts", "touches", "balances", "withheld", "state", "warnings"];
const order = (at, amount) => ({ at, amount });
const on = (date) => `${date}T00:00:00.000Z`;

function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof GradusError, String(error?.stack ?? error));
    return error;
  }
  assert.fail("it throws nothing");
}

test("a lead becomes a customer, is held back, and becomes loyal when the time has come", () => {
  // A grade A lead with an owner: sales has two working days to call. Friday: till Tuesday.
  const lead = { budget: 5000, owner: "li", consent: ["marketing"], contracts: [], events: {} };
  const first = policy.advance(lead, { now: on("2026-10-30") });
  assert.deepEqual(Object.keys(first), KEYS);
  assert.deepEqual([first.stage, first.since], ["qualified", on("2026-10-30")]);
  assert.deepEqual(first.transitions, [
    { from: "prospect", to: "qualified", timer: null, when: "grade.lead == 'A' && has(owner)", path: "/lifecycle/transitions/1", observed: { "grade.lead": "A", owner: "li" } },
  ]);
  assert.deepEqual(first.heldBack, [{ to: "active", by: ["guard"], until: null, when: "orders >= 1", path: "/lifecycle/transitions/2", observed: { orders: 0 } }]);
  assert.deepEqual(first.timers, [{ timer: "first_call", status: "running", ends: on("2026-11-03"), stoppedAt: null }]);
  assert.deepEqual(first.state.stage, {
    name: "qualified",
    since: on("2026-10-30"),
    owner: "li",
    entered: { prospect: { last: on("2026-10-30"), count: 1 }, qualified: { last: on("2026-10-30"), count: 1 } },
  });

  // Nobody called: the pool, and Li may not have the lead back for a month.
  const second = policy.advance(lead, { now: on("2026-11-03"), state: first.state });
  assert.deepEqual([second.stage, second.transitions.map(({ from, to, timer, when }) => [from, to, timer, when])], ["pool", [["qualified", "pool", "first_call", null]]]);
  assert.deepEqual(second.heldBack.map(({ to, by, until }) => [to, by, until]), [["qualified", ["lockout"], on("2026-12-03")], ["active", ["guard"], null]]);
  assert.deepEqual(second.state.stage.left, [{ stage: "qualified", owner: "li", at: on("2026-11-03") }]);
  assert.equal(policy.advance({ ...lead, owner: "wang" }, { now: on("2026-11-04"), state: second.state }).stage, "qualified");

  // An order makes a customer; three make a loyal one, but not before thirty days.
  const bought = { ...lead, events: { order: [order(on("2026-11-05"), 100)] } };
  const third = policy.advance(bought, { now: on("2026-11-05"), state: second.state });
  assert.equal(third.stage, "active");
  const often = { ...bought, events: { order: [...bought.events.order, order(on("2026-11-06"), 50), order(on("2026-11-07"), 50.5)] } };
  const fourth = policy.advance(often, { now: on("2026-11-07"), state: third.state, changesAt: true });
  assert.deepEqual([fourth.stage, fourth.heldBack.map(({ to, by, until }) => [to, by, until])], ["active", [["loyal", ["stay"], on("2026-12-05")]]]);
  assert.deepEqual([fourth.changesAt, fourth.changesAtIsBound], [on("2026-11-08"), false], "the welcome is due after three days");
  assert.equal(policy.advance(often, { now: "2026-12-04T23:59:59.999Z", state: fourth.state }).stage, "active");
  assert.equal(policy.advance(often, { now: on("2026-12-05"), state: fourth.state }).stage, "loyal");
  assert.deepEqual(fourth.balances, { points: { balance: 200, expiring: [{ at: on("2027-11-05"), amount: 100 }, { at: on("2027-11-06"), amount: 50 }, { at: on("2027-11-07"), amount: 50 }] } });
});

test("contracts, touches and held classes", () => {
  const facts = {
    consent: ["marketing"],
    contracts: [
      { id: "c-1", product: "seat", starts: new Date("2026-01-01"), ends: "2026-12-31", value: 1200 },
      { id: "c-2", product: "seat", starts: "2025-01-01", ends: Date.parse("2026-11-05"), auto_renew: true, term: "1y" },
    ],
    events: { order: [order("2026-10-30", 600)], touch: [] },
  };
  const answer = policy.advance(facts, { now: on("2026-11-01") });
  assert.deepEqual(answer.contracts, [
    { id: "c-1", product: "seat", phase: "upcoming", starts: "2026-01-01", ends: "2026-12-31", daysLeft: 60, value: 1200, risk: 0, upgrade: null },
    { id: "c-2", product: "seat", phase: "due", starts: "2025-01-01", ends: "2026-11-05", daysLeft: 4, value: null, risk: 0, upgrade: null },
  ]);
  assert.deepEqual(answer.touches.map(({ touch, of, status, opens, closes, channel }) => [touch, of, status, opens, closes, channel]), [
    ["notice", "c-1", "due", on("2026-11-01"), on("2026-12-31"), "email"],
    ["notice", "c-2", "due", on("2026-09-06"), on("2026-11-05"), "email"],
    ["welcome", "1", "upcoming", on("2026-11-04"), on("2026-12-04"), null],
  ]);
  const made = { ...facts, events: { ...facts.events, touch: [{ at: on("2026-11-01"), touch: "notice", of: "c-1", channel: "email" }] } };
  assert.deepEqual(policy.advance(made, { now: on("2026-11-01"), state: answer.state }).touches.map(({ status }) => status), ["done", "due", "upcoming"]);
  assert.deepEqual(answer.held, {
    tier: {
      grade: "gold", earned: "gold", confirmed: on("2026-11-01"), validUntil: on("2027-11-01"), graceUntil: on("2027-12-01"), inGrace: false,
      next: { keep: { grade: "gold", when: "spend >= 500", observed: { spend: 600 }, atLeast: null, score: null, met: true }, rise: null },
    },
  });
  assert.equal(policy.advance({}, { now: on("2026-11-01") }).contracts, null);
});

test("the text is the object; changesAt only if asked for, and the rest does not depend on it", () => {
  const now = on("2026-11-01");
  const text = policy.advanceJson(FACTS, { now });
  assert.equal(JSON.stringify(policy.advance(FACTS, { now })), text);
  const { changesAt, changesAtIsBound, ...rest } = policy.advance(FACTS, { now, changesAt: true });
  assert.equal(JSON.stringify(rest), text);
  assert.deepEqual(Object.keys(policy.advance(FACTS, { now, changesAt: true })), [...KEYS.slice(0, 11), "changesAt", "changesAtIsBound", ...KEYS.slice(11)]);
  assert.equal(policy.advanceJson(FACTS, { now, changesAt: false }), text);
  const explained = policy.explain(FACTS, { now });
  assert.deepEqual([changesAt, changesAtIsBound, rest.state, rest.grades, rest.warnings], [explained.changesAt, explained.changesAtIsBound, explained.state, explained.grades, explained.warnings]);
});

test("a policy without a lifecycle stands nowhere, and writes no stage", () => {
  const answer = Policy.compile(SMALL).advance(FACTS, { now: on("2026-11-01") });
  assert.deepEqual(Object.keys(answer), KEYS);
  const { stage, since, transitions, heldBack, timers, held, contracts, touches, balances } = answer;
  assert.deepEqual({ stage, since, transitions, heldBack, timers, held, contracts, touches, balances }, { stage: null, since: null, transitions: [], heldBack: [], timers: [], held: {}, contracts: [], touches: [], balances: {} });
  assert.deepEqual(Object.keys(answer.state), ["v", "policy", "revision", "held", "manual"]);
});

test("a policy that leads in a circle says so, and moves nobody", () => {
  const circle = Policy.compile({ gradus: 1, fields: { x: { type: "number" } }, lifecycle: { initial: "a", stages: [{ stage: "a" }, { stage: "b" }], transitions: [{ from: "a", to: "b", when: "x > 0" }, { from: "b", to: "a", when: "x > 0" }] } });
  const answer = circle.advance({ x: 1 }, { now: on("2026-11-01") });
  assert.deepEqual([answer.stage, answer.transitions, answer.loop], ["a", [], ["a", "b", "a"]]);
  assert.deepEqual(Object.keys(answer), [...KEYS.slice(0, 11), "loop", ...KEYS.slice(11)]);
  assert.deepEqual(answer.warnings.map(({ code, path }) => [code, path]), [["stage_loop", "/lifecycle/transitions/1"]]);
});

test("the caller's state is read and left alone, in whatever form it was kept", () => {
  const now = on("2026-11-01");
  const { state } = policy.advance({ events: { order: [] } }, { now });
  const kept = JSON.stringify(state);
  const frozen = (value) => (typeof value === "object" && value !== null && Object.values(Object.freeze(value)).forEach(frozen), value);
  const later = { now: on("2026-12-01"), state: frozen(state) };
  const expected = policy.advanceJson(FACTS, later);
  assert.equal(JSON.stringify(state), kept);
  assert.equal(policy.advanceJson(FACTS, { ...later, state: JSON.parse(kept) }), expected);
  // A database that reorders keys, or a driver that makes dates of instants, changes nothing.
  const reversed = (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse().map(([key, one]) => [key, reversed(one)])) : value);
  assert.equal(policy.advanceJson(FACTS, { ...later, state: reversed(state) }), expected);
  const dated = { ...state, stage: { ...state.stage, since: new Date(state.stage.since) } };
  assert.equal(policy.advanceJson(FACTS, { ...later, state: dated }), expected);
  const numbered = { ...state, stage: { ...state.stage, since: Date.parse(state.stage.since) } };
  assert.equal(policy.advanceJson(FACTS, { ...later, state: numbered }), expected);
});

test("answers are the caller's own", () => {
  const now = on("2026-11-01");
  const first = policy.advance(FACTS, { now });
  const text = JSON.stringify(first);
  first.state.stage.name = "nowhere";
  first.touches.length = 0;
  assert.equal(policy.advanceJson(FACTS, { now }), text);
});

test("errors: of facts, of the state, of a policy that is freed; the next call works", () => {
  const now = on("2026-11-01");
  const pairs = (error) => error.problems.map(({ code, path }) => [code, path]);
  const facts = thrown(() => policy.advance({ budget: "much", contracts: [{ id: "c-1", product: "seat", starts: "2026-02-30" }, 5] }, { now }));
  assert.ok(facts instanceof FactsError);
  assert.deepEqual(pairs(facts), [["fact_type", "/budget"], ["fact_date", "/contracts/0/starts"], ["fact_type", "/contracts/1"]]);
  assert.deepEqual(policy.advance({ budget: "much", contracts: 5 }, { now, invalid: "missing" }).warnings.map(({ code, path }) => [code, path]), [["fact_type", "/budget"], ["fact_type", "/contracts"]]);
  const strict = { nobody: 1, contracts: [{ id: "c", product: "p", starts: 0 }], events: { touch: [{ at: now, touch: "notice", of: "c", by: "li" }], touches: [] } };
  assert.deepEqual(pairs(thrown(() => policy.advance(strict, { now, strict: true }))), [["fact_unknown", "/nobody"], ["fact_unknown", "/events/touch/0/by"], ["fact_unknown", "/events/touches"]]);
  const state = thrown(() => policy.advance({}, { now, state: { v: 1, stage: { name: "gone", since: now } } }));
  assert.ok(state instanceof StateError);
  assert.deepEqual(pairs(state), [["state_stage", "/stage/name"]]);
  assert.deepEqual(policy.advance({}, { now, state: { v: 1, stage: { name: "active", since: on("2027-01-01") } } }).warnings.map(({ code, path }) => [code, path]), [["state_future", "/stage/since"]]);
  assert.equal(policy.advance({}, { now }).stage, "prospect");
  for (const facts of [null, [], 5]) assert.ok(thrown(() => policy.advance(facts, { now })) instanceof FactsError);
  const mine = Policy.compile(STAGED);
  mine.free();
  for (const call of [() => mine.advance({}), () => mine.advanceJson({}), () => mine.migrate({ v: 1 }), () => mine.migrate(null)]) assert.equal(thrown(call).code, "internal");
});

test("now is by default the clock's", () => {
  const [before, { now }, after] = [Date.now(), policy.advance({}), Date.now()];
  assert.ok(before <= Date.parse(now) && Date.parse(now) <= after);
});

test("a customer of a hundred thousand events, and the next one", () => {
  const many = { events: { order: Array.from({ length: 100000 }, (_, i) => order(Date.parse("2026-01-01") + i * 1000, 1)) } };
  const answer = policy.advance(many, { now: on("2026-11-01") });
  assert.equal(answer.balances.points.balance, 100000);
  assert.equal(policy.advance({}, { now: on("2026-11-01") }).stage, "prospect");
});

test("an instance that is lost takes nothing with it: states are the caller's", () => {
  const mine = Policy.compile(STAGED);
  const { state } = mine.advance({ events: { order: [] } }, { now: on("2026-11-01") });
  const call = () => mine.advanceJson({ events: { order: [order("2026-11-02", 5)] } }, { now: on("2026-11-03"), state });
  const expected = call();
  const migrated = mine.migrate(state);
  // More facts than an instance is kept for.
  const large = Policy.compile(SMALL);
  large.grade({ events: { visit: Array.from({ length: 100000 }, (_, i) => ({ at: i, page: `${i}`.repeat(150) })) } });
  assert.equal(large.memoryUsage().instance < 64 * 1024 * 1024, true, "it was given up");
  assert.deepEqual(mine.migrate(state), migrated);
  assert.equal(call(), expected);
});

test("migrate writes the state as this version does", () => {
  const since = on("2026-10-01");
  const old = {
    v: 1, policy: "staged", revision: 7,
    stage: { name: "customer", since, entered: { customer: { last: since, count: 2 }, active: { last: on("2026-01-01"), count: 1 } } },
    held: { tier: "gold", gone: "x" },
    manual: { lead: { grade: "B", by: "Li" } },
  };
  const kept = JSON.stringify(old);
  const migrated = policy.migrate(old);
  assert.equal(JSON.stringify(old), kept);
  assert.deepEqual([migrated.revision, migrated.stage.name, migrated.stage.entered], [8, "active", { active: { last: since, count: 3 } }]);
  assert.deepEqual([Object.keys(migrated), migrated.held, migrated.manual], [["v", "policy", "revision", "stage", "held", "manual"], { tier: "gold" }, old.manual]);
  assert.deepEqual(policy.migrate(migrated), migrated, "there is nothing more to do");
  for (const nothing of [null, undefined]) assert.equal(policy.migrate(nothing), null);
  // Asking the next version with the old state or with the migrated one is the same, but for the count of changes.
  const [direct, again] = [old, migrated].map((state) => policy.advance(FACTS, { now: on("2026-11-01"), state }));
  assert.deepEqual({ ...direct, state: { ...direct.state, revision: 0 }, warnings: [] }, { ...again, state: { ...again.state, revision: 0 }, warnings: [] });

  const codes = (state) => thrown(() => policy.migrate(state)).problems.map(({ code, path }) => [code, path]);
  assert.deepEqual(codes({ v: 1, stage: { name: "gone", since } }), [["state_stage", "/stage/name"]]);
  assert.deepEqual(codes({ v: 1, policy: "other" }), [["state_policy", "/policy"]]);
  assert.deepEqual(codes({}), [["state_version", "/v"]]);
  for (const state of ["text", [], () => 1, 5n]) assert.deepEqual(codes(state), [["state_type", ""]]);
  assert.ok(thrown(() => policy.migrate({ v: 2 })) instanceof StateError);
});
