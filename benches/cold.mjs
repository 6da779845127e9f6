// A fresh process to its first grade: what a function in the cloud, or a terminal command, waits for.
//
//   node benches/cold.mjs [--quick] [--json] [--package DIR]
//
// Each way in is a Node process of its own, in turn, beside one that does nothing.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, spread } from "./measure.mjs";
import { describe, figure, options, setting, table, verdict } from "./report.mjs";

const WAYS = [
  { name: "import … from \"gradus\"", way: "esm" },
  { name: "require(\"gradus\")", way: "cjs" },
  { name: "gradus/slim, Wasm from its file", way: "slim" },
  { name: "gradus/run, a compiled policy", way: "run" },
];
const STEPS = ["import", "start", "compile", "grade"];

const { json, quick, at } = options();
const child = fileURLToPath(new URL("first-grade.mjs", import.meta.url));
const policy = fileURLToPath(new URL("policy.json", import.meta.url));

// Compiled here, as it would be where the function is built.
const scratch = mkdtempSync(join(tmpdir(), "gradus-cold-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const compiled = join(scratch, "policy.gradus");
const { Policy } = await import(new URL("index.js", at));
writeFileSync(compiled, Policy.compile(readFileSync(policy, "utf8")).compiled());

const empty = [];
const runs = WAYS.map((one) => ({ ...one, steps: [], process: [] }));
for (let round = 0; round <= (quick ? 5 : 15); round++) {
  const nothing = node(["--input-type=module", "--eval", ""]);
  const done = runs.map((run) => ({ run, ...node([child, run.way, at.href, run.way === "run" ? compiled : policy]) }));
  if (round === 0) continue; // files come from the disk once
  empty.push(nothing.ms);
  for (const { run, ms, out } of done) {
    run.process.push(ms);
    run.steps.push(JSON.parse(out).times);
  }
}

const ways = runs.map(({ name, steps, process }) => {
  const totals = steps.map((times) => STEPS.reduce((sum, step) => sum + times[step], 0));
  return {
    name,
    ...Object.fromEntries(STEPS.map((step) => [step, median(steps.map((times) => times[step]))])),
    total: spread(totals),
    process: median(process),
  };
});
const total = (way) => ways[WAYS.findIndex((one) => one.way === way)].total.median;
const targets = [
  { name: "import, compile and first grade", reached: total("esm"), most: 10, unit: "ms" },
  { name: "import, load and first grade of gradus/run", reached: total("run"), most: 5, unit: "ms" },
];
const result = { setting: setting(at), runs: empty.length, emptyProcess: median(empty), ways, targets };
console.log(json ? JSON.stringify(result, null, 2) : readable(result));

function node(args) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(stderr);
  return { ms, out: stdout };
}

function readable({ setting, runs, emptyProcess, ways, targets }) {
  const rows = ways.map(({ name, total, process, ...steps }) => [
    name,
    ...STEPS.map((step) => figure(steps[step])),
    figure(total.median),
    `${figure(total.min)}–${figure(total.max)}`,
    figure(process),
  ]);
  return `
A fresh Node process to its first grade: milliseconds, median of ${runs}
${describe(setting)}

${table(["", "import", "start Wasm", "compile or load", "first grade", "together", "min–max", "whole process"], [...rows, ["a process that does nothing", "", "", "", "", "", "", figure(emptyProcess)]])}

${targets.map(verdict).join("\n")}
`;
}
