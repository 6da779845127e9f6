// gradus/run: the same answers from bytes, by a smaller Wasm.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { cases } from "./leads.mjs";
import { FACTS, SMALL } from "./policies.mjs";
import { gradus, installed, root } from "./project.mjs";

const { Policy } = await gradus();
const run = await gradus("run.js");
const common = createRequire(import.meta.url)(join(installed(), "run.cjs"));
const WAYS = [["ESM", run], ["CommonJS", common]];

const now = "2026-11-02T00:00:00Z";
const thrown = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
};

/** What a call gives, or what it says where it gives nothing. */
const told = (policy, facts, options) => {
  try {
    return { text: policy.explainJson(facts, options), grade: policy.grade(facts, options), advanced: policy.advanceJson(facts, { ...options, changesAt: true }) };
  } catch (error) {
    return { name: error.name, code: error.code, problems: error.problems };
  }
};

for (const [way, { Policy: Run }] of WAYS) {
  test(`the shipped policies answer byte for byte as gradus does (${way})`, () => {
    const sample = { facts: JSON.parse(readFileSync(join(root, "samples", "lead.json"), "utf8")), options: { now } };
    let graded = 0;
    for (const { policy: text, calls } of cases(300)) {
      const policy = Policy.compile(text);
      const loaded = Run.load(policy.compiled());
      assert.deepEqual([loaded.name, loaded.version], [policy.name, policy.version]);
      assert.equal(loaded.fingerprint, policy.fingerprint);
      for (const { facts, options } of [{ facts: {}, options: { now } }, sample, ...calls]) {
        const expected = told(policy, facts, options);
        assert.deepEqual(told(loaded, facts, options), expected);
        if (expected.text === undefined) continue;
        graded++;
        const { state } = JSON.parse(expected.text);
        assert.deepEqual(told(loaded, facts, { ...options, state }), told(policy, facts, { ...options, state }));
        assert.deepEqual(loaded.migrate(state), policy.migrate(state));
      }
      loaded.free();
    }
    assert.ok(graded > 250, `${graded} were graded`);
  });
}

test("bytes come as an array, a buffer, or a part of one", () => {
  const bytes = Policy.compile(SMALL).compiled();
  assert.ok(bytes instanceof Uint8Array);
  const larger = new Uint8Array(bytes.length + 20);
  larger.set(bytes, 7);
  const expected = Policy.compile(SMALL).explainJson(FACTS, { now });
  const given = [bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), Buffer.from(bytes), larger.subarray(7, 7 + bytes.length), new DataView(larger.buffer, 7, bytes.length)];
  for (const one of given) assert.equal(run.Policy.load(one).explainJson(FACTS, { now }), expected);
});

test("a loaded policy does not depend on the caller's bytes, nor on its first instance", () => {
  const bytes = Policy.compile({ ...SMALL, fields: { ...SMALL.fields, company: { type: "string" } } }).compiled();
  const policy = run.Policy.load(bytes);
  const expected = policy.explainJson(FACTS, { now });
  bytes.fill(0);
  // More facts than an instance is kept for.
  policy.grade({ ...FACTS, events: { visit: Array.from({ length: 100000 }, (_, i) => ({ at: i, page: `${i}`.repeat(150) })) } });
  assert.equal(policy.explainJson(FACTS, { now }), expected);
});

test("what is no compiled policy, of another version, or damaged is told", () => {
  const bytes = Policy.compile(SMALL).compiled();
  for (const foreign of [new Uint8Array(), new TextEncoder().encode(JSON.stringify(SMALL)), readFileSync(join(installed(), "gradus_run_bg.wasm")), "text", null, undefined, 5, [...bytes], {}]) {
    const error = thrown(() => run.Policy.load(foreign));
    assert.deepEqual([error.name, error.code, error instanceof run.GradusError], ["GradusError", "compiled_type", true]);
  }
  const own = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  for (const version of [0, own - 1, own + 1, 999]) {
    const other = bytes.slice();
    new DataView(other.buffer).setUint16(8, version, true);
    const error = thrown(() => run.Policy.load(other));
    assert.equal(error.code, "compiled_version");
    assert.match(error.message, new RegExp(`by gradus \\d.* to version ${version} of the format; gradus \\d.* runs version ${own}$`));
  }
  for (let i = 10; i < bytes.length; i += 7) {
    const altered = bytes.slice();
    altered[i] ^= 1 << i % 8;
    assert.equal(thrown(() => run.Policy.load(altered)).code, "compiled_damaged");
    assert.equal(thrown(() => run.Policy.load(bytes.slice(0, i))).code, "compiled_damaged");
  }
});

test("errors, options and the end are those of gradus", () => {
  const policy = run.Policy.load(Policy.compile(SMALL).compiled());
  const [facts, state] = [thrown(() => policy.grade({ budget: "x" })), thrown(() => policy.grade({}, { state: { gradus: 9 } }))];
  assert.ok(facts instanceof run.FactsError && facts.problems[0].path === "/budget");
  assert.ok(state instanceof run.StateError);
  assert.ok(thrown(() => policy.grade({ nobody: 1 }, { strict: true })) instanceof run.FactsError);
  assert.ok(thrown(() => policy.advance({ budget: "x" })) instanceof run.FactsError);
  for (const verb of ["advance", "migrate"]) assert.ok(thrown(() => (verb === "advance" ? policy.advance({}, { state: { v: 2 } }) : policy.migrate({ v: 2 }))) instanceof run.StateError);
  assert.equal(thrown(() => policy.explain([], {})).code, "facts");
  assert.equal(thrown(() => policy.explain({}, { when: 1 })).code, "option");
  for (const verb of ["grade", "explain", "explainJson", "advance", "advanceJson"]) {
    const error = thrown(() => policy[verb]({}, { receipt: true }));
    assert.deepEqual([error.code, /receipt/.test(error.message)], ["option", true]);
  }
  assert.equal(thrown(() => new run.Policy()).code, "internal");
  assert.deepEqual(Object.keys(run).sort(), ["FactsError", "GradusError", "Policy", "StateError"]);
  assert.deepEqual(Object.keys(common).sort(), Object.keys(run).sort());
  assert.equal(run.Policy.compile, undefined);
  if (Symbol.dispose) assert.equal(typeof policy[Symbol.dispose], "function");
  policy.free();
  policy.free();
  assert.equal(thrown(() => policy.grade({})).code, "internal");
});

test("the same policy is the same bytes, however its text is laid out and whatever was graded", () => {
  const policy = Policy.compile(SMALL);
  const before = policy.compiled();
  assert.deepEqual(Policy.compile(JSON.stringify(SMALL, null, 4)).compiled(), before);
  for (let i = 0; i < 100; i++) policy.grade(FACTS);
  assert.deepEqual(policy.compiled(), before, "tables that grading makes are not written");
  policy.free();
  assert.equal(thrown(() => policy.compiled()).code, "internal");
});
