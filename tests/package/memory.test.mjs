// When memory runs out: an error that can be retried, a fresh instance, and the next call works.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { installed, node } from "./project.mjs";

const PAGES = 300; // of 64 KB

function run(body, pages = PAGES) {
  const script = `
    import { Policy, GradusError, FactsError } from ${JSON.stringify(join(installed(), "index.js"))};
    const { SMALL, FACTS, NOW } = await import(${JSON.stringify(new URL("policies.mjs", import.meta.url).href)});
    const assert = (await import("node:assert/strict")).default;
    const caught = (call) => { try { call(); } catch (error) { return error; } };
    const large = { events: { visit: Array(2000).fill({ at: 0, page: "x".repeat(60000) }) } };
    ${body}
    console.log("done");
  `;
  const { stdout, stderr, status } = node(["--expose-gc", `--wasm-max-mem-pages=${pages}`, "--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  assert.equal(stdout, "done\n");
  assert.equal(status, 0);
}

test("a customer too large for the memory is an error, for this call alone", () =>
  run(`
    const policy = Policy.compile(SMALL);
    const other = Policy.compile({ ...SMALL, name: "other" });
    const [before, too] = [policy.explainJson(FACTS, NOW), other.explainJson(FACTS, NOW)];
    for (let i = 0; i < 3; i++) {
      const error = caught(() => policy.explainJson(large, NOW));
      assert.ok(error instanceof GradusError && !(error instanceof FactsError), String(error?.stack));
      assert.deepEqual([error.code, error.retryable], ["memory", true]);
      assert.equal(policy.explainJson(FACTS, NOW), before);
      assert.equal(other.explainJson(FACTS, NOW), too);
    }
    other.free();
    policy.free();
  `));

test("policies of an instance that is lost are collected without harm", () =>
  run(`
    const rest = () => new Promise((resume) => setTimeout(resume, 5));
    const policy = Policy.compile(SMALL);
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 5; j++) Policy.compile(SMALL).grade(FACTS, NOW);
      assert.equal(caught(() => policy.explainJson(large, NOW)).code, "memory");
      gc(); await rest(); gc(); await rest();
    }
    policy.grade(FACTS, NOW);
  `));

test("too many policies at once are an error, and those that are there go on", () =>
  run(`
    const policies = [];
    const error = caught(() => { for (let i = 0; i < 100_000; i++) policies.push(Policy.compile(SMALL)); });
    assert.equal(error.code, "memory");
    for (const one of policies.splice(10)) one.free();
    assert.equal(policies.map((one) => one.grade(FACTS, NOW).grade).join(""), "A".repeat(10));
  `));

test("a getter that runs out of memory takes its own call with it, and no other", () =>
  run(`
    const policy = Policy.compile(SMALL);
    const other = Policy.compile(SMALL);
    const before = policy.explainJson(FACTS, NOW);
    const facts = { ...FACTS, get company() { caught(() => other.explain(large, NOW)); return "x".repeat(100); } };
    for (let i = 0; i < 3; i++) {
      assert.equal(caught(() => policy.grade(facts, NOW)).code, "memory");
      assert.equal(policy.explainJson(FACTS, NOW), before);
    }
  `));

test("an instance that is lost is let go, by policies that nobody calls too", () =>
  run(`
    const policy = Policy.compile(SMALL);
    const idle = [];
    gc();
    const before = process.memoryUsage().external;
    for (let i = 0; i < 10; i++) {
      idle.push(Policy.compile(SMALL));
      assert.equal(caught(() => policy.explain(large, NOW)).code, "memory");
    }
    policy.grade(FACTS, NOW);
    await new Promise((resume) => setTimeout(resume, 10));
    gc(); gc();
    const grown = process.memoryUsage().external - before;
    assert.ok(grown < 3 * ${PAGES} * 65536, "grown by " + grown);
    assert.equal(idle.map((one) => one.grade(FACTS, NOW).grade).join(""), "A".repeat(10));
  `));

test("the memory that one very large customer took is given back", () =>
  run(
    `
    const policy = Policy.compile(SMALL);
    const before = policy.explainJson(FACTS, NOW);
    const used = async () => { await new Promise((resume) => setTimeout(resume, 10)); gc(); gc(); return process.memoryUsage().external; };
    const start = await used();
    assert.equal(policy.explain(large, NOW).scores.engagement, 100);
    assert.equal(policy.explainJson(FACTS, NOW), before);
    const grown = (await used()) - start;
    assert.ok(grown < 10_000_000, "grown by " + grown);
  `,
    65536,
  ));
