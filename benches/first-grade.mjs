// What cold.mjs runs in a fresh process: the way to a first grade, step by step.
//
//   node first-grade.mjs esm|cjs|slim PACKAGE_URL POLICY

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , way, at, file] = process.argv;
const text = readFileSync(file, "utf8");
const lead = { employees: 230, industry: "software", monthly_budget: 3000, timeline: "month", visits_30d: 12 };

const times = {};
let last = performance.now();

const { Policy } = await load();
step("import");
Policy.check(""); // what it says is no matter: this starts the Wasm
step("start");
const policy = Policy.compile(text);
step("compile");
const { grade } = policy.grade(lead);
step("grade");

console.log(JSON.stringify({ times, grade }));

async function load() {
  if (way === "esm") return import(new URL("index.js", at));
  if (way === "cjs") return createRequire(at)("./index.cjs");
  const slim = await import(new URL("slim.js", at));
  slim.initSync(readFileSync(new URL("gradus_bg.wasm", at)));
  return slim;
}

function step(name) {
  const now = performance.now();
  times[name] = now - last;
  last = now;
}
