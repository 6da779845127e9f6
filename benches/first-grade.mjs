// What cold.mjs runs in a fresh process: the way to a first grade, step by step.
//
//   node first-grade.mjs esm|cjs|slim|run PACKAGE_URL POLICY

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , way, at, file] = process.argv;
// For `run` the file is a compiled policy, else a document.
const source = readFileSync(file, way === "run" ? null : "utf8");
const lead = { employees: 230, industry: "software", monthly_budget: 3000, timeline: "month", visits_30d: 12 };

const times = {};
let last = performance.now();

const { Policy } = await load();
step("import");
startWasm();
step("start");
const policy = way === "run" ? Policy.load(source) : Policy.compile(source);
step("compile");
const { grade } = policy.grade(lead);
step("grade");

console.log(JSON.stringify({ times, grade }));

async function load() {
  if (way === "esm") return import(new URL("index.js", at));
  if (way === "run") return import(new URL("run.js", at));
  if (way === "cjs") return createRequire(at)("./index.cjs");
  const slim = await import(new URL("slim.js", at));
  slim.initSync(readFileSync(new URL("gradus_bg.wasm", at)));
  return slim;
}

/** What comes of it is no matter. */
function startWasm() {
  if (way !== "run") return void Policy.check("");
  try {
    Policy.load(new Uint8Array());
  } catch {
    // That is no compiled policy.
  }
}

function step(name) {
  const now = performance.now();
  times[name] = now - last;
  last = now;
}
