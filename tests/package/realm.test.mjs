// A realm of its own that lacks what hosts mostly have, as Jest's simulated browser does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { FACTS, NOW, SMALL } from "./policies.mjs";
import { gradus, installed } from "./project.mjs";

const { Policy } = await gradus();

/** The CommonJS entry in a new realm, with these globals beside JavaScript's own. */
function realm(globals) {
  const script = readFileSync(join(installed(), "index.cjs"), "utf8");
  const context = vm.createContext({ ...globals, module: { exports: {} } });
  vm.runInContext(script, context);
  return context;
}

const facts = { ...FACTS, company: `云 é 🎯 \ud800 ${"长".repeat(500)}`, roles: ["décideur", "决策者"], unread: "x" };

test("without TextEncoder, TextDecoder and Buffer", () => {
  const context = realm({ atob });
  assert.equal(vm.runInContext("typeof TextEncoder + typeof TextDecoder + typeof Buffer", context), "undefinedundefinedundefined");
  const there = context.module.exports.Policy.compile(JSON.stringify({ ...SMALL, label: "评分 é 🎯" }));
  assert.equal(there.explainJson(facts, NOW), Policy.compile(SMALL).explainJson(facts, NOW));
  assert.deepEqual({ ...there.grade(facts, NOW).grades }, Policy.compile(SMALL).grade(facts, NOW).grades);
  const [problem] = context.module.exports.Policy.check('{"gradus":1,"名🎯":1}');
  assert.equal(problem.path, "/名🎯");
});

test("without FinalizationRegistry and Symbol.dispose", () => {
  const context = realm({ atob, FinalizationRegistry: undefined });
  vm.runInContext("delete Symbol.dispose", context);
  const policy = context.module.exports.Policy.compile({ ...SMALL });
  assert.equal(policy.grade(FACTS, NOW).grade, "A");
  policy.free();
});
