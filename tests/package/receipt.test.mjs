// Receipts: a decision can be replayed, and whatever was altered is told.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { FACTS, NOW, SMALL } from "./policies.mjs";
import { gradus } from "./project.mjs";

const { FactsError, GradusError, Policy, StateError } = await gradus();

const SECRET = "ours alone";
const ASKED = { ...NOW, receipt: { secret: SECRET } };
const policy = Policy.compile(SMALL);
const { receipt, ...answer } = policy.explain(FACTS, ASKED);
const EVIDENCE = { facts: FACTS, secret: SECRET };
const KEYS = ["v", "engine", "policy", "version", "fingerprint", "now", "strict", "invalid", "facts", "state", "tally", "answer", "seal"];

const hmac = (text, secret = SECRET) => createHmac("sha256", secret).update(text).digest("hex");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const differs = (verdict) => (verdict.ok ? [] : verdict.differs);

function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof GradusError, String(error?.stack));
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** The receipt with some keys of other values, sealed anew as one who has the secret could. */
function resealed(changes, secret = SECRET) {
  const { seal, ...rest } = { ...receipt, ...changes };
  return { ...rest, seal: hmac(JSON.stringify(rest), secret) };
}

test("a receipt has the page's keys in their order, and verifies", () => {
  assert.deepEqual(Object.keys(receipt), KEYS);
  assert.equal(Object.keys(policy.explain(FACTS, ASKED)).at(-1), "receipt");
  const { engine, fingerprint, facts, state, answer, seal, ...plain } = receipt;
  assert.deepEqual(plain, { v: 1, policy: "small", version: "1", now: "2026-11-01T00:00:00.000Z", strict: false, invalid: "error", tally: null });
  assert.match(engine, /^\d+\.\d+\.\d+/);
  for (const hash of [fingerprint, facts, state, answer, seal]) assert.match(hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(policy.verify(receipt, EVIDENCE), { ok: true });
});

test("no receipt is given unless asked for, and asking changes nothing else", () => {
  for (const asked of [undefined, false]) assert.equal("receipt" in policy.explain(FACTS, { ...NOW, receipt: asked }), false);
  assert.deepEqual(answer, policy.explain(FACTS, NOW));
  assert.equal(policy.explainJson(FACTS, ASKED), `${policy.explainJson(FACTS, NOW).slice(0, -1)},"receipt":${JSON.stringify(receipt)}}`);
});

test("every hash is what anybody computes from the page alone", () => {
  const facts = {
    fields: { budget: 1000, industry: "saas", size: "large", company: "云帆", partner: true, started: "2026-01-01", seen: "1970-01-01T00:00:00.000Z", roles: ["decider"], email: "a@b.cn" },
    events: { visit: [{ at: "1970-01-01T00:00:00.000Z", page: "/pricing", seconds: 20 }, { at: "2026-10-01T00:00:00.000Z", page: "/" }], call: [] },
  };
  const { seal, ...unsealed } = receipt;
  assert.equal(receipt.fingerprint, sha256(JSON.stringify(SMALL)));
  assert.equal(receipt.facts, hmac(JSON.stringify(facts)));
  assert.equal(receipt.state, hmac("null"));
  assert.equal(receipt.answer, hmac(policy.explainJson(FACTS, NOW)));
  assert.equal(seal, hmac(JSON.stringify(unsealed)));

  const state = { v: 1, policy: "small", revision: 3, held: { lead: "B" }, manual: { heat: { grade: "hot", by: "Li" } } };
  const later = policy.explain(FACTS, { ...ASKED, state });
  assert.equal(later.receipt.state, hmac(JSON.stringify(state)));
  assert.deepEqual(policy.verify(later.receipt, { ...EVIDENCE, state }), { ok: true });
});

const CONSENTED = Policy.compile({
  gradus: 1,
  time: { utc_offset: "+08:00" },
  fields: {
    income: { type: "number", purpose: "ads", default: 7 },
    plan: { type: "string", values: [{ is: "free", also: ["免费"] }, "paid"] },
    tier: { type: "level", values: ["low", { is: "high", also: ["vip"] }], default: "low" },
    tags: { type: "list", default: ["a", "b"] },
    since: { type: "date" },
    job: { type: "string" },
    unread: { type: "string" },
  },
  events: { order: { amount: "number", note: "string", paid: "date?" }, idle: { x: "number" }, visit: {} },
  scores: { s: { groups: { g: { rules: [
    { id: "a", when: "income > 5 && plan == 'free' && tier > 'low' && 'x' in tags && job.contains('VP')", points: 1 },
    { id: "b", when: "id == 'x' && personalised && since < today", points: 1 },
    { id: "c", event: "order", when: "amount > 1 && has(paid)", points: 1 },
    { id: "d", event: "visit", points: 1 } ] } } } },
});

test("facts are hashed as the policy took them: consent, defaults, aliases, instants, time order", () => {
  const facts = {
    id: "c-1",
    personalised: false,
    consent: ["mail"],
    income: 100,
    plan: "免费",
    since: "2026-10-31T20:00:00Z",
    job: "VP\n\"云\"\u0007",
    unread: "anything",
    events: { order: [{ at: "2027-01-01", amount: 2.5, note: "unread", paid: null }, { at: 0, amount: -0, paid: new Date(0) }], idle: [{ at: 0, x: 1 }], visit: null },
  };
  const normal = {
    fields: { income: 7, plan: "free", tier: "low", tags: ["a", "b"], since: "2026-11-01", job: "VP\n\"云\"\u0007" },
    id: "c-1",
    consent: ["mail"],
    personalised: false,
    events: { order: [{ at: "1970-01-01T00:00:00.000Z", amount: 0, paid: "1970-01-01" }, { at: "2026-12-31T16:00:00.000Z", amount: 2.5 }] },
  };
  const given = CONSENTED.explain(facts, ASKED);
  assert.deepEqual(given.withheld, ["income"]);
  assert.equal(given.receipt.facts, hmac(JSON.stringify(normal)));
  assert.equal(given.receipt.version, null);
  // What the policy cannot tell apart has one hash.
  const same = { ...facts, income: 5, plan: "free", tier: "low", unread: "something else", nobody: 1 };
  assert.deepEqual(CONSENTED.verify(given.receipt, { facts: same, secret: SECRET }), { ok: true });
  assert.equal(CONSENTED.explain({}, ASKED).receipt.facts, hmac('{"fields":{"income":7,"tier":"low","tags":["a","b"]},"consent":[],"events":{}}'));
});

test("contracts are hashed as the policy took them", () => {
  const renewals = Policy.compile({ gradus: 1, time: { utc_offset: "+08:00" }, contracts: { upcoming: "90d" } });
  const contracts = [
    { kind: "", term: "012mo", auto_renew: true, note: "unread", value: -0, ends: "2026-10-31T20:00Z", starts: new Date(0), product: "p", id: "b" },
    { id: "a", product: "云", starts: "2026-01-01", successor: "b", auto_renew: false, ends: null },
  ];
  const normal = {
    fields: {},
    contracts: [
      { id: "b", product: "p", starts: "1970-01-01", ends: "2026-11-01", value: 0, auto_renew: true, term: "12mo", kind: "" },
      { id: "a", product: "云", starts: "2026-01-01", auto_renew: false, successor: "b" },
    ],
    events: {},
  };
  assert.equal(renewals.explain({ contracts }, ASKED).receipt.facts, hmac(JSON.stringify(normal)));
  assert.equal(renewals.explain({ contracts: [] }, ASKED).receipt.facts, hmac('{"fields":{},"contracts":[],"events":{}}'));
  assert.equal(renewals.explain({}, ASKED).receipt.facts, hmac('{"fields":{},"events":{}}'));
});

test("the strict and the lenient way of taking facts are replayed", () => {
  const wrong = { ...FACTS, budget: "much", events: { visit: [{ page: "/" }], call: 1 } };
  const lenient = policy.explain(wrong, { ...ASKED, invalid: "missing" }).receipt;
  assert.equal(lenient.invalid, "missing");
  assert.deepEqual(policy.verify(lenient, { facts: wrong, secret: SECRET }), { ok: true });
  assert.ok(thrown(() => policy.verify(receipt, { facts: wrong, secret: SECRET })) instanceof FactsError);

  const strict = policy.explain(FACTS, { ...ASKED, strict: true }).receipt;
  assert.equal(strict.strict, true);
  assert.deepEqual(policy.verify(strict, EVIDENCE), { ok: true });
  const unknown = thrown(() => policy.verify(strict, { facts: { ...FACTS, bugdet: 1 }, secret: SECRET }));
  assert.deepEqual(unknown.problems.map(({ code, path }) => [code, path]), [["fact_unknown", "/bugdet"]]);
  assert.deepEqual(policy.verify(receipt, { facts: { ...FACTS, bugdet: 1 }, secret: SECRET }), { ok: true });
});

test("whichever key is altered, the receipt does not hold", () => {
  const other = { engine: "0.0.0", policy: "others", version: null, fingerprint: "0".repeat(64), now: "2026-12-01T00:00:00.000Z", strict: true, invalid: "missing", facts: "0", state: "0", tally: "0", answer: "0", seal: "0".repeat(64) };
  const also = { engine: ["engine"], policy: ["policy"], version: ["policy"], fingerprint: ["policy"], now: ["answer"], facts: ["facts"], state: ["state"], tally: ["tally"], answer: ["answer"] };
  assert.deepEqual(["v", ...Object.keys(other)], KEYS);
  for (const [key, value] of Object.entries(other)) {
    const verdict = policy.verify({ ...receipt, [key]: value }, EVIDENCE);
    assert.deepEqual(verdict, { ok: false, differs: ["receipt", ...(also[key] ?? [])] }, key);
    if (key in also) assert.deepEqual(differs(policy.verify(resealed({ [key]: value }), EVIDENCE)), also[key], key);
  }
  const digit = receipt.seal.endsWith("0") ? "1" : "0";
  assert.deepEqual(differs(policy.verify({ ...receipt, seal: receipt.seal.slice(0, -1) + digit }, EVIDENCE)), ["receipt"]);
  // The same instant in other words was not what was sealed.
  assert.deepEqual(differs(policy.verify({ ...receipt, now: "2026-11-01T08:00:00+08:00" }, EVIDENCE)), ["receipt"]);
});

test("other facts, another state, another secret, another policy are told", () => {
  assert.deepEqual(differs(policy.verify(receipt, { ...EVIDENCE, facts: { ...FACTS, budget: 10 } })), ["facts", "answer"]);
  assert.deepEqual(differs(policy.verify(receipt, { ...EVIDENCE, state: { v: 1 } })), ["state"]);
  assert.deepEqual(differs(policy.verify(receipt, { ...EVIDENCE, state: { v: 1, held: { lead: "B" } } })), ["state"]);
  assert.deepEqual(differs(policy.verify(receipt, { ...EVIDENCE, state: { v: 1, manual: { lead: { grade: "C" } } } })), ["state", "answer"]);
  for (const secret of [undefined, "", "ours", `${SECRET} `]) assert.deepEqual(differs(policy.verify(receipt, { facts: FACTS, secret })), ["receipt", "facts", "state", "answer"]);
  const changed = policy.with({ scores: { fit: { groups: { who: { rules: { industry: { points: { saas: 11 } } } } } } } });
  assert.deepEqual(differs(changed.verify(receipt, EVIDENCE)), ["policy", "answer"]);
  const relabelled = policy.with({ label: "the same" });
  assert.deepEqual(differs(relabelled.verify(receipt, EVIDENCE)), ["policy"]);
});

test("without a secret a receipt verifies too, and anybody can seal one", () => {
  const open = policy.explain(FACTS, { ...NOW, receipt: true }).receipt;
  assert.equal(open.answer, hmac(policy.explainJson(FACTS, NOW), ""));
  assert.deepEqual(policy.verify(open, { facts: FACTS }), { ok: true });
  assert.deepEqual(policy.verify(open, { facts: FACTS, state: null, tally: null, secret: undefined }), { ok: true });
  assert.deepEqual(differs(policy.verify(open, EVIDENCE)), ["receipt", "facts", "state", "answer"]);
});

test("a receipt survives a database that reorders keys, and the process", () => {
  const sorted = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(receipt))).sort());
  assert.notDeepEqual(Object.keys(sorted), KEYS);
  assert.deepEqual(Policy.compile(JSON.stringify(SMALL, null, 2)).verify(sorted, EVIDENCE), { ok: true });
});

test("what is no receipt is an error that names the key", () => {
  const without = (key) => Object.fromEntries(Object.entries(receipt).filter(([name]) => name !== key));
  const cyclic = { ...receipt };
  cyclic.engine = cyclic;
  const hostile = { get v() { throw new Error("secret@example.com"); } };
  const none = [undefined, null, 1, "text", JSON.stringify(receipt), [], [receipt], {}, () => receipt, Symbol("r"), 5n, cyclic, hostile];
  for (const one of none) assert.equal(thrown(() => policy.verify(one, EVIDENCE)).code, "receipt_type");
  assert.doesNotMatch(thrown(() => policy.verify(hostile, EVIDENCE)).message, /@/);
  for (const key of KEYS) {
    const error = thrown(() => policy.verify(without(key), EVIDENCE));
    assert.equal(error.code, "receipt_type", key);
    assert.match(error.message, new RegExp(`\`${key}\``));
    for (const value of [{}, [], key === "v" ? "1" : 1]) assert.equal(thrown(() => policy.verify({ ...receipt, [key]: value }, EVIDENCE)).code, "receipt_type", key);
  }
  for (const now of ["", "2026-11-01", "2026-11-01T00:00:00", "2026-02-30T00:00:00Z"]) assert.equal(thrown(() => policy.verify({ ...receipt, now }, EVIDENCE)).code, "receipt_type");
  assert.equal(thrown(() => policy.verify({ ...receipt, invalid: "never" }, EVIDENCE)).code, "receipt_type");
  assert.equal(thrown(() => policy.verify({ ...receipt, more: 1 }, EVIDENCE)).code, "receipt_type");
  for (const v of [0, 2, 1.5]) assert.equal(thrown(() => policy.verify({ ...receipt, v }, EVIDENCE)).code, "receipt_version");
  assert.equal(thrown(() => policy.verify({ v: 2, whatever: true }, EVIDENCE)).code, "receipt_version");
});

test("evidence and options that are none are errors", () => {
  for (const evidence of [undefined, null, 1, "facts", { ...EVIDENCE, fact: {} }, { ...EVIDENCE, secret: 1 }, { ...EVIDENCE, secret: null }]) {
    assert.equal(thrown(() => policy.verify(receipt, evidence)).code, "option");
  }
  assert.equal(thrown(() => policy.verify(receipt, { ...EVIDENCE, tally: {} })).code, "not_built");
  assert.ok(thrown(() => policy.verify(receipt, { secret: SECRET })) instanceof FactsError);
  assert.ok(thrown(() => policy.verify(receipt, { ...EVIDENCE, facts: { ...FACTS, budget: -1 } })) instanceof FactsError);
  assert.ok(thrown(() => policy.verify(receipt, { ...EVIDENCE, state: { v: 2 } })) instanceof StateError);
  for (const asked of [null, 1, "secret", [], {}, { secret: "" }, { secret: undefined }, { secret: 1 }, { secret: SECRET, more: 1 }]) {
    assert.equal(thrown(() => policy.explain(FACTS, { ...NOW, receipt: asked })).code, "option");
  }
  assert.equal(thrown(() => policy.grade(FACTS, { ...NOW, receipt: true })).code, "option");
  policy.grade(FACTS, { ...NOW, receipt: false });
  // A call that failed leaves nothing behind for the next.
  thrown(() => policy.verify({ v: 1 }, { ...EVIDENCE, state: { v: 1, manual: { lead: { grade: "C" } } } }));
  assert.equal(policy.grade(FACTS, NOW).grade, answer.grade);
});

test("nothing of a customer stands in a receipt", () => {
  const facts = { id: "SECRET-id", consent: ["SECRET-purpose"], income: 987654321, job: "SECRET-job VP", plan: "paid", tags: ["SECRET-tag"], since: "1987-06-05", events: { order: [{ at: "1988-07-06", amount: 987654321 }] } };
  const state = { v: 1, manual: {} };
  const { receipt } = CONSENTED.explain(facts, { ...ASKED, state });
  const text = JSON.stringify(receipt);
  assert.doesNotMatch(text, /SECRET|987654321|1987|1988|paid|ours alone/);
  assert.deepEqual(CONSENTED.verify(receipt, { facts, state, secret: SECRET }), { ok: true });
  assert.equal(JSON.stringify(Object.values(receipt).filter((value) => typeof value === "string" && !/^[0-9a-f]{64}$/.test(value))), JSON.stringify([receipt.engine, "policy", receipt.now, "error"]));
});

test("the fingerprint is that of the document, whatever its white space and spelling", () => {
  for (const text of [JSON.stringify(SMALL), JSON.stringify(SMALL, null, "\t"), `\ufeff${JSON.stringify(SMALL).replaceAll("20.5", "2.05e1").replaceAll("云", "\\u4e91")}\n`]) {
    assert.equal(Policy.compile(text).fingerprint, sha256(JSON.stringify(SMALL)));
  }
  assert.equal(policy.with({}).fingerprint, policy.fingerprint);
  assert.notEqual(policy.with({ version: "2" }).fingerprint, policy.fingerprint);
  assert.equal(Object.getOwnPropertyDescriptor(Policy.prototype, "fingerprint").set, undefined);
});

test("memoryUsage tells what all policies share and what one holds", () => {
  const one = Policy.compile(SMALL);
  const { instance, policy: bytes, ...more } = one.memoryUsage();
  assert.deepEqual(more, {});
  assert.ok(Number.isInteger(instance) && instance % 65536 === 0 && instance >= 1 << 20, `${instance}`);
  assert.ok(Number.isInteger(bytes) && bytes > 1000 && bytes < instance, `${bytes}`);
  one.grade({ ...FACTS, company: "x".repeat(60000) }, NOW);
  assert.ok(one.memoryUsage().policy >= bytes + 60000);
  one.free();
  assert.equal(thrown(() => one.memoryUsage()).code, "internal");
});
