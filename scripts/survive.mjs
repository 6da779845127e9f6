// npm run survive: ten thousand customers through a hundred steps each; their states are kept as JSON, and native Rust,
// the packed package and gradus/run take turns. Their lives must be those of customers that never left one process.
//
//   npm run survive -- [--customers 10000] [--steps 100] [--seed 1]

import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildPackage } from "./build.mjs";
import { run } from "./run.mjs";

const BATCH = 500;

const { values } = parseArgs({ options: { customers: { type: "string", default: "10000" }, steps: { type: "string", default: "100" }, seed: { type: "string", default: "1" } } });
const [customers, steps, seed] = ["customers", "steps", "seed"].map((name) => Number(values[name]));

try {
  run("cargo", ["build", "--release", "--quiet", "--locked", "--example", "advance"]);
  await buildPackage();
  const { install } = await import("../tests/package/project.mjs");
  const { folder } = install();
  process.env.GRADUS_PROJECT = folder;
  try {
    await live();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function live() {
  const { shipped } = await import("../tests/package/leads.mjs");
  const { survive } = await import("../tests/package/survive.mjs");
  const policies = shipped().filter((text) => JSON.parse(text).lifecycle);
  const start = performance.now();
  let [done, calls, moves] = [0, 0, 0];
  for (let from = 0; from < customers; from += BATCH) {
    const text = policies[(from / BATCH) % policies.length];
    const told = await survive(text, { customers: Math.min(BATCH, customers - from), steps, seed: seed + from });
    done += Math.min(BATCH, customers - from);
    calls += told.calls;
    moves += told.moves;
    console.log(`${done.toLocaleString("en")} customers, the last of ${JSON.parse(text).name}: ${told.stages} stages, ${told.due} touches due, states of up to ${told.bytes} bytes`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${done.toLocaleString("en")} customers, ${calls.toLocaleString("en")} calls, ${moves.toLocaleString("en")} moves: all the same on every runtime (${seconds} s)`);
}
