// Bad input: each gives a clear error that names the place, or an answer; and the next call works.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { join } from "node:path";
import vm from "node:vm";
import { FACTS, NOW, SMALL } from "./policies.mjs";
import { gradus, installed, node } from "./project.mjs";

const { Policy, FactsError, PolicyError } = await gradus();
const policy = Policy.compile(SMALL);
const expected = policy.explainJson(FACTS, NOW);

afterEach(() => {
  assert.equal(policy.explainJson(FACTS, NOW), expected, "the next call works");
});

/** The problems of these facts: of `grade` and `explain` alike; under `invalid: "missing"` they are warnings. */
function problems(facts, options = {}, asked = policy) {
  const told = ["grade", "explain"].map((verb) => {
    try {
      asked[verb](facts, { ...NOW, ...options });
      return [];
    } catch (error) {
      assert.ok(error instanceof FactsError, String(error?.stack ?? error));
      return error.problems.map(({ code, path }) => [code, path]);
    }
  });
  assert.deepEqual(told[0], told[1]);
  const warned = ["grade", "explain"].map((verb) => {
    try {
      return asked[verb](facts, { ...NOW, ...options, invalid: "missing" }).warnings.map(({ code, path }) => [code, path]);
    } catch (error) {
      assert.ok(error instanceof FactsError, String(error?.stack ?? error));
      return error.problems.map(({ code, path }) => [code, path]);
    }
  });
  assert.deepEqual(warned[0], warned[1]);
  return { told: told[0], warned: warned[0].filter(([code]) => code !== "future_event") };
}

/** Both ways of taking what is not valid name the same places. */
function assertProblems(facts, list, options, asked) {
  const { told, warned } = problems(facts, options, asked);
  assert.deepEqual(told, list);
  assert.deepEqual(warned, list);
}

const throws = () => {
  throw new Error("no");
};

/** A value of each type of JavaScript that is not a plain one. */
const STRANGE = { object: {}, function: () => 1, symbol: Symbol("x"), bigint: 5n, boxed: new Number(5), "boxed text": new String("x"), map: new Map() };

test("text that is no JSON, and JSON that is no policy", () => {
  const codes = (source) => Policy.check(source).map(({ code }) => code);
  for (const text of ["", " ", "{", "nil", '{"gradus":1', "{'gradus':1}", "\u0000", "\ud800", "<html>", '{"gradus":1}x', '{"gradus":01}']) {
    assert.deepEqual(codes(text), ["json_syntax"], JSON.stringify(text));
    assert.throws(() => Policy.compile(text), PolicyError);
  }
  for (const text of ["1", '"x"', "[]", "null", "true"]) assert.deepEqual(codes(text), ["not_a_policy"]);
  assert.ok(codes('{"gradus":1,"__proto__":{"fields":{}}}').includes("unknown_key"));
});

test("an object that cannot be written as JSON is no policy", () => {
  const cyclic = { gradus: 1 };
  cyclic.fields = cyclic;
  const proxy = new Proxy({}, { ownKeys: throws });
  for (const source of [cyclic, proxy, { gradus: 1, name: 5n }, { get gradus() { return throws(); } }, { toJSON: throws }]) {
    const error = Policy.check(source);
    assert.deepEqual(error.map(({ code, path }) => [code, path]), [["json_syntax", ""]]);
    assert.throws(() => Policy.compile(source), PolicyError);
  }
});

test("facts that are no object", () => {
  for (const facts of [undefined, null, 5, "x", true, 5n, Symbol("x"), () => 1, [], [FACTS]]) {
    for (const options of [NOW, { ...NOW, invalid: "missing" }]) {
      assert.throws(() => policy.grade(facts, options), (error) => error instanceof FactsError && error.problems[0].code === "facts_type" && error.problems[0].path === "");
    }
  }
});

test("a fact of the wrong type", () => {
  const wrong = { budget: "much", industry: 5, size: true, company: ["x"], partner: "yes", started: false, seen: [], roles: "decider", email: 5 };
  assertProblems(wrong, Object.keys(wrong).map((name) => ["fact_type", `/${name}`]));
  for (const [kind, value] of Object.entries(STRANGE)) {
    const all = Object.fromEntries(Object.keys(wrong).map((name) => [name, value]));
    const { told } = problems(all);
    assert.deepEqual(told, Object.keys(wrong).map((name) => ["fact_type", `/${name}`]), kind);
  }
});

test("what the policy does not read is not looked at", () => {
  assertProblems({ unused: "x", other: Symbol("x"), get more() { return throws(); }, events: { bill: 5 } }, []);
});

test("NaN and infinities", () => {
  for (const value of [NaN, Infinity, -Infinity]) assertProblems({ budget: value }, [["fact_not_finite", "/budget"]]);
  assertProblems({ budget: -0 }, []);
  assertProblems({ budget: -1 }, [["fact_range", "/budget"]]);
  assertProblems({ budget: Number.MAX_VALUE }, []);
});

test("dates that are none", () => {
  for (const text of ["2026-02-30", "2026-13-01", "yesterday", "", "2026-11-01T25:00", "0000-01-01", "2026-11-1", "２０２６-11-01"]) {
    assertProblems({ started: text }, [["fact_date", "/started"]]);
    assertProblems({ seen: text }, [["fact_date", "/seen"]]);
  }
  assertProblems({ seen: new Date(NaN) }, [["fact_date", "/seen"]]);
  assertProblems({ seen: 1e300 }, [["fact_date", "/seen"]]);
  assertProblems({ seen: NaN }, [["fact_not_finite", "/seen"]]);
  assertProblems({ seen: new Date(0), started: new Date(0) }, []);
});

test("a value that is not one of the field's", () => {
  assertProblems({ industry: "SAAS", size: "" }, [["fact_value", "/industry"], ["fact_value", "/size"]]);
  assertProblems({ industry: "其他", size: "large" }, []);
});

test("texts of 10 MB", () => {
  const long = "x".repeat(10_000_000);
  assertProblems({ company: long }, [["fact_too_long", "/company"]]);
  assertProblems({ industry: long, roles: [long], id: long }, [["fact_too_long", "/industry"], ["fact_too_long", "/roles/0"]]);
  assertProblems({ events: { visit: [{ at: 0, page: "x" }, { at: long, page: "x" }] } }, [["fact_too_long", "/events/visit/1/at"]]);
  assert.deepEqual(Policy.check(long).map(({ code }) => code), ["too_large"]);
});

test("the longest text that there may be, in bytes of UTF-8", () => {
  for (const [text, right] of [["x".repeat(65536), true], ["x".repeat(65537), false], ["云".repeat(21845), true], ["云".repeat(21846), false], ["🎯".repeat(16384), true], ["🎯".repeat(16385), false], ["\ud800".repeat(21845), true], ["\ud800".repeat(21846), false]]) {
    assertProblems({ company: text }, right ? [] : [["fact_too_long", "/company"]]);
  }
});

test("lone surrogates become U+FFFD", () => {
  const one = Policy.compile({
    gradus: 1,
    fields: { a: { type: "string" }, b: { type: "list" } },
    scores: { s: { groups: { g: { rules: [{ id: "r", when: "a == '\ufffd' && '\ufffd' in b", points: 5 }, { id: "shown", of: "a", points: { x: 1, "*": 2 } }] } } } },
  });
  for (const text of ["\ud800", "\udc00", "\ufffd"]) {
    assert.equal(one.grade({ a: text, b: [text] }, NOW).score, 7);
    assert.equal(one.explain({ a: text, b: [text] }, NOW).ledger.s[0].observed.a, "\ufffd");
  }
  const order = { a: `a\udc00\ud800b${"é🎯".repeat(100)}\ud83d` };
  assert.equal(one.explain(order, NOW).ledger.s[0].observed.a, order.a.toWellFormed?.() ?? `a\ufffd\ufffdb${"é🎯".repeat(100)}\ufffd`);
});

test("getters that throw, and getters that do not", () => {
  const facts = { get budget() { return throws(); }, get industry() { return "saas"; }, get roles() { return throws(); } };
  assertProblems(facts, [["fact_unreadable", "/budget"], ["fact_unreadable", "/roles"]]);
  assertProblems({ get events() { return throws(); } }, [["fact_unreadable", "/events"]]);
  assertProblems({ events: { get visit() { return throws(); } } }, [["fact_unreadable", "/events/visit"]]);
  assertProblems({ events: { call: [{ get at() { return throws(); }, minutes: 1 }] } }, [["fact_unreadable", "/events/call/0/at"]]);
  const list = ["decider"];
  Object.defineProperty(list, 1, { get: throws, enumerable: true });
  assertProblems({ roles: list }, [["fact_unreadable", "/roles/1"]]);
});

test("a getter that grades with the same policy or with another", () => {
  const other = Policy.compile(SMALL);
  const big = { ...FACTS, roles: Array.from({ length: 1000 }, (_, i) => "x".repeat(1000) + i) };
  const facts = { ...FACTS, get company() { other.explain(big, NOW); return "云帆"; } };
  assert.equal(policy.explainJson(facts, NOW), expected);
  assertProblems({ get budget() { return policy.grade({}, NOW).score; } }, [["fact_unreadable", "/budget"]]);
});

test("proxies", () => {
  const traps = ["ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];
  for (const trap of traps) {
    const proxy = new Proxy({ budget: 1 }, { [trap]: throws });
    assert.throws(() => policy.grade(proxy, NOW), (error) => error instanceof FactsError && error.problems[0].code === "fact_unreadable" && error.problems[0].path === "");
  }
  assertProblems(new Proxy({ budget: 1 }, { get: throws }), [["fact_unreadable", "/budget"]]);
  assert.equal(policy.explainJson(new Proxy(FACTS, {}), NOW), expected);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  assert.throws(() => policy.grade(revoked.proxy, NOW), FactsError);
  assertProblems({ budget: revoked.proxy, roles: revoked.proxy }, [["fact_unreadable", "/budget"], ["fact_unreadable", "/roles"]]);
  assertProblems({ roles: new Proxy([], { get: (_, key) => (key === "length" ? 1e9 : undefined) }) }, [["fact_too_many", "/roles"]]);
  assertProblems({ roles: new Proxy([], { get: (_, key) => (key === "length" ? NaN : undefined) }) }, [["fact_unreadable", "/roles"]]);
});

test("keys that are not the customer's own", () => {
  assertProblems(JSON.parse('{"__proto__":{"budget":"x"},"constructor":"y","toString":1}'), []);
  assert.equal(policy.grade(Object.create({ budget: 1000 }), NOW).score, 0);
  assert.equal(policy.grade(Object.assign(Object.create(null), { budget: 1000 }), NOW).score, 20.5);
  class Customer {
    budget = 1000;
    get industry() {
      return "saas";
    }
  }
  assert.equal(policy.grade(new Customer(), NOW).score, 20.5);
  const hidden = Object.defineProperty({ industry: "saas" }, "budget", { value: 1000, enumerable: false });
  assert.equal(policy.grade(hidden, NOW).score, 10);
  assert.equal(policy.grade({ [Symbol("budget")]: 1000 }, NOW).score, 0);
  assertProblems({ events: Object.create({ visit: "x" }) }, []);
  assertProblems({ events: { visit: [Object.create({ at: 0, page: "x" })] } }, [["fact_absent", "/events/visit/0"]]);
});

test("a prototype that somebody has added to", () => {
  policy.grade({ budget: 1000 }, NOW); // the keys of the last call are remembered
  try {
    Object.prototype.budget = 1000;
    Object.prototype.roles = ["decider"];
    assert.equal(policy.grade({}, NOW).score, 0);
    assert.equal(policy.grade({ industry: "saas" }, NOW).score, 10);
    assert.equal(policy.grade({ events: { visit: [{ at: 0, page: "/" }] } }, NOW).scores.engagement, 1);
  } finally {
    delete Object.prototype.budget;
    delete Object.prototype.roles;
  }
});

test("objects of another realm", () => {
  const facts = vm.runInNewContext(`({ budget: 1000, seen: new Date(0), roles: ["decider"], events: { visit: [{ at: new Date(0), page: "/" }] } })`);
  assert.deepEqual(policy.grade(facts, NOW).scores, policy.grade({ budget: 1000, seen: new Date(0), roles: ["decider"], events: { visit: [{ at: 0, page: "/" }] } }, NOW).scores);
  assertProblems({ seen: vm.runInNewContext("new Date(NaN)") }, [["fact_date", "/seen"]]);
});

test("cyclic objects", () => {
  const facts = { ...FACTS };
  facts.self = facts;
  facts.events = { ...FACTS.events, loop: facts };
  assert.equal(policy.explainJson(facts, NOW), expected);
  const list = ["decider"];
  list.push(list);
  assertProblems({ roles: list }, [["fact_type", "/roles/1"]]);
  const events = {};
  events.visit = [events];
  assertProblems({ events }, [["fact_absent", "/events/visit/0"]]);
});

test("lists: sparse ones, long ones, what is no text in them", () => {
  assertProblems({ roles: ["a", , "b"] }, [["fact_type", "/roles/1"]]); // eslint-disable-line no-sparse-arrays
  assertProblems({ roles: [null, undefined, 1, true, {}, [], new Date(0), 5n] }, Array.from({ length: 8 }, (_, i) => ["fact_type", `/roles/${i}`]));
  assertProblems({ roles: Array(1000).fill("x") }, []);
  assertProblems({ roles: Array(1001).fill("x") }, [["fact_too_many", "/roles"]]);
  assertProblems({ roles: Array(4_000_000_000) }, [["fact_too_many", "/roles"]]);
});

test("events that are none", () => {
  for (const events of [5, "x", true, [], () => 1, 5n]) assertProblems({ events }, [["fact_type", "/events"]]);
  for (const visit of [5, "x", true, {}, () => 1, new Date(0)]) assertProblems({ events: { visit } }, [["fact_type", "/events/visit"]]);
  for (const one of [null, undefined, 5, "x", [], () => 1]) assertProblems({ events: { call: [one] } }, [["fact_type", "/events/call/0"]]);
  assertProblems({ events: { call: [{}, { at: null, minutes: 1 }, { at: 0 }, { at: "x", minutes: "y" }] } }, [
    ["fact_absent", "/events/call/0"],
    ["fact_absent", "/events/call/1"],
    ["fact_absent", "/events/call/2"],
    ["fact_date", "/events/call/3/at"],
    ["fact_type", "/events/call/3/minutes"],
  ]);
  assertProblems({ events: null }, []);
  assertProblems({ events: { visit: null, call: undefined } }, []);
});

const RENEWALS = Policy.compile({
  gradus: 1,
  time: { utc_offset: "+08:00" },
  fields: { n: { type: "number" } },
  events: { visit: {} },
  derive: { visits: { count: "visit" } },
  contracts: { upcoming: "90d", upgrade: "n > 1 && visits > 1" },
});
const CONTRACT = { id: "a", product: "p", starts: "2026-01-01", ends: "2026-12-31" };

/** Contracts with what is told of them. */
function assertContracts(contracts, list) {
  assertProblems({ contracts }, list, {}, RENEWALS);
}

test("contracts of every spelling are the ones that they are in JSON", () => {
  class Contract {
    id = "a";
    product = "p";
    starts = new Date("2025-12-31T16:00:00Z");
    get ends() {
      return undefined;
    }
  }
  const own = Object.assign(Object.create(null), CONTRACT);
  const other = vm.runInNewContext(`({ id: "a", product: "p", starts: new Date("2025-12-31T16:00Z"), ends: Date.parse("2026-12-31T12:00+08:00") })`);
  const read = new Proxy({ ...CONTRACT }, {});
  const late = { get ends() { policy.explain({ roles: Array(1000).fill("x".repeat(1000)) }, NOW); return "2026-12-31"; }, starts: "2026-01-01", product: "p", id: "a" };
  const [expected] = RENEWALS.advance({ contracts: [CONTRACT] }, NOW).contracts;
  assert.equal(expected.ends, "2026-12-31");
  for (const one of [own, other, read, late]) {
    assert.deepEqual(RENEWALS.advance({ contracts: [one] }, NOW).contracts, [expected]);
    assert.deepEqual(RENEWALS.advance({ n: 5, contracts: [one], events: { visit: null } }, NOW).contracts, [expected]);
  }
  assert.deepEqual(RENEWALS.advance({ contracts: [new Contract()] }, NOW).contracts, [{ ...expected, phase: "running", ends: null, daysLeft: null }]);
  assert.deepEqual(RENEWALS.advance({ contracts: new Proxy([CONTRACT], {}) }, NOW).contracts, [expected]);
  // What is inherited is not the customer's.
  const customer = Object.create({ contracts: 5 }, { contracts: { value: [CONTRACT], enumerable: true } });
  assert.deepEqual(RENEWALS.advance(customer, NOW).contracts, [expected]);
});

test("contracts that are none", () => {
  for (const none of [null, undefined]) {
    assertContracts(none, []);
    assert.equal(RENEWALS.advance({ contracts: none }, NOW).contracts, null);
  }
  assert.deepEqual(RENEWALS.advance({ contracts: [] }, NOW).contracts, []);
  for (const wrong of [5, "x", true, {}, () => 1, 5n, new Date(0)]) assertContracts(wrong, [["fact_type", "/contracts"]]);
  for (const one of [null, undefined, 5, "x", [], () => 1]) assertContracts([one], [["fact_type", "/contracts/0"]]);
  assertContracts([, CONTRACT], [["fact_type", "/contracts/0"]]); // eslint-disable-line no-sparse-arrays
  assertContracts(Array.from({ length: 1000 }, (_, i) => ({ ...CONTRACT, id: `${i}` })), []);
  assertContracts(Array(1001).fill(CONTRACT), [["fact_too_many", "/contracts"]]);
  assertContracts(Array(4_000_000_000), [["fact_too_many", "/contracts"]]);
  assertContracts([CONTRACT, CONTRACT], [["fact_value", "/contracts/1/id"]]);
  assertContracts([Object.create(CONTRACT)], [["fact_absent", "/contracts/0"]]);
});

test("contracts with values of every type of JavaScript", () => {
  const keys = ["id", "product", "starts", "ends", "value", "auto_renew", "term", "successor", "kind"];
  for (const [kind, value] of Object.entries(STRANGE)) {
    const strange = Object.fromEntries(keys.map((key) => [key, value]));
    const { told } = problems({ contracts: [strange] }, {}, RENEWALS);
    assert.deepEqual(told, keys.map((key) => ["fact_type", `/contracts/0/${key}`]), kind);
  }
  assertContracts([{ ...CONTRACT, value: NaN }], [["fact_not_finite", "/contracts/0/value"]]);
  assertContracts([{ ...CONTRACT, ends: new Date(NaN) }], [["fact_date", "/contracts/0/ends"]]);
  assertContracts([{ ...CONTRACT, value: new Date(0) }], [["fact_type", "/contracts/0/value"]]);
  assertContracts([{ ...CONTRACT, id: "x".repeat(10_000_000) }], [["fact_too_long", "/contracts/0/id"]]);
  assertContracts([{ ...CONTRACT, id: "\ud800" }, { ...CONTRACT, id: "\ufffd" }], [["fact_value", "/contracts/1/id"]]);
});

test("contracts that cannot be read", () => {
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  assertContracts(revoked.proxy, [["fact_unreadable", "/contracts"]]);
  assertContracts(new Proxy([], { get: (_, key) => (key === "length" ? NaN : undefined) }), [["fact_unreadable", "/contracts"]]);
  assertProblems({ get contracts() { return throws(); } }, [["fact_unreadable", "/contracts"]], {}, RENEWALS);
  assertContracts([{ ...CONTRACT, get value() { return throws(); } }], [["fact_unreadable", "/contracts/0/value"]]);
  const { told } = problems({ contracts: [new Proxy({}, { ownKeys: throws }), CONTRACT] }, {}, RENEWALS);
  assert.ok(told.every(([code, path]) => code === "fact_unreadable" && path.startsWith("/contracts/0/")));
  // A policy without contracts does not look at them.
  assertProblems({ get contracts() { return throws(); } }, []);
});

test("two million events", { timeout: 60_000 }, () => {
  const event = { at: 0, page: "/", seconds: 1 };
  const many = { events: { visit: Array(2_000_000).fill(event) } };
  assertProblems(many, [["fact_too_many", "/events"]]);
  assertProblems({ events: { visit: Array(50_001).fill(event), call: Array(50_000).fill({ at: 0, minutes: 1 }) } }, [["fact_too_many", "/events"]]);
  assert.equal(policy.grade({ events: { bill: Array(2_000_000).fill(event), visit: [event] } }, NOW).scores.engagement, 1, "a kind that is not read does not count");
  assert.equal(policy.explain({ events: { visit: Array(100_000).fill(event) } }, NOW).scores.engagement, 100);
});

test("names that nobody declared, when they are errors", () => {
  const facts = { budget: 1, nme: 2, unused: 1, events: { visit: [{ at: 0, page: "/", ref: 1 }], cal: [], call: [null, { at: 0, minutes: 1, "a/b~": 1 }] }, id: "x", owns: [], zz: 1 };
  const strict = (options) => {
    try {
      policy.grade(facts, { ...NOW, ...options, strict: true });
    } catch (error) {
      return error.problems.map(({ code, path }) => [code, path]);
    }
  };
  const names = ["/nme", "/events/visit/0/ref", "/events/cal", "/events/call/1/a~1b~0", "/zz"].map((path) => ["fact_unknown", path]);
  assert.deepEqual(strict({}), [["fact_type", "/events/call/0"], ...names]);
  assert.deepEqual(strict({ invalid: "missing" }), names);
  assert.equal(policy.grade({ ...FACTS }, { ...NOW, strict: true }).grade, "A");
  assert.equal(policy.grade(facts, { ...NOW, invalid: "missing" }).warnings.length, 1, "and only then");
});

test("more problems than are told", () => {
  const { told } = problems({ roles: Array(1000).fill(5) });
  assert.equal(told.length, 101);
  assert.deepEqual(told.at(-1), ["more_problems", ""]);
});

test("a personal value is in no message, warning or answer", () => {
  const secret = "s3cret";
  const all = [];
  for (const email of [[secret], { secret }, secret.repeat(20_000)]) {
    try {
      policy.grade({ email }, NOW);
    } catch (error) {
      all.push(error.message, JSON.stringify(error.problems));
    }
    all.push(JSON.stringify(policy.explain({ email }, { ...NOW, invalid: "missing" })));
  }
  all.push(policy.explainJson({ email: `${secret}@x.cn`, id: secret }, NOW));
  for (const text of all) assert.ok(!text.includes(secret), text);
});

test("keys in any order, and facts of many shapes in turn", () => {
  const keys = Object.keys(FACTS);
  for (let i = 0; i < 200; i++) {
    const order = [...keys].sort((a, b) => ((a.length * 7 + i * a.charCodeAt(1)) % 13) - ((b.length * 7 + i * b.charCodeAt(1)) % 13));
    const facts = Object.fromEntries(order.map((key) => [key, FACTS[key]]));
    if (i % 3 === 0) facts[`more${i}`] = i;
    assert.equal(policy.explainJson(facts, NOW), expected);
  }
});

test("what one customer has told is gone for the next", () => {
  policy.grade(FACTS, NOW);
  assert.deepEqual(policy.grade({}, NOW).scores, { fit: 0, engagement: 0 });
  policy.grade({ budget: 1000 }, NOW);
  assert.equal(policy.grade({ budget: null }, NOW).score, 0);
  assert.throws(() => policy.grade({ budget: "x" }, { ...NOW, state: { v: 1, held: { lead: "A" } } }), FactsError);
  assert.equal(policy.grade({ ...FACTS, size: null, budget: 100 }, NOW).grade, "A");
});

test("memory does not grow from call to call", () => {
  const script = `
    import { Policy } from ${JSON.stringify(join(installed(), "index.js"))};
    const { SMALL, FACTS, NOW } = await import(${JSON.stringify(new URL("policies.mjs", import.meta.url).href)});
    const policy = Policy.compile(SMALL);
    const step = (i) => {
      policy.explain(FACTS, NOW);
      try { policy.grade({ ...FACTS, budget: "x", roles: Array(500).fill("y".repeat(500)) }, NOW); } catch {}
      Policy.compile(SMALL).free();
      Policy.check("{");
    };
    const used = () => { gc(); return process.memoryUsage(); };
    for (let i = 0; i < 300; i++) step(i);
    const before = used();
    for (let i = 0; i < 1500; i++) step(i);
    const after = used();
    console.log(JSON.stringify({ heap: after.heapUsed - before.heapUsed, rss: after.rss - before.rss }));
  `;
  const { stdout, stderr } = node(["--expose-gc", "--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  const { heap, rss } = JSON.parse(stdout);
  assert.ok(heap < 1_000_000, `heap grew by ${heap}`);
  assert.ok(rss < 30_000_000, `the process grew by ${rss}`);
});

test("policies that nobody holds are collected", () => {
  const script = `
    import { Policy } from ${JSON.stringify(join(installed(), "index.js"))};
    const { SMALL } = await import(${JSON.stringify(new URL("policies.mjs", import.meta.url).href)});
    const rest = () => new Promise((resume) => setTimeout(resume, 5));
    const round = async () => { for (let i = 0; i < 200; i++) Policy.compile(SMALL); gc(); await rest(); gc(); await rest(); };
    for (let i = 0; i < 3; i++) await round();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 10; i++) await round();
    console.log(process.memoryUsage().rss - before);
  `;
  const { stdout, stderr } = node(["--expose-gc", "--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  assert.ok(Number(stdout) < 30_000_000, `the process grew by ${stdout}`);
});
