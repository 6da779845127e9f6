// npm run oracle: native Rust, and with `--packed` the packed package too, against the interpreter in
// tests/oracle, on as many generated cases as are wanted. Every core takes each so-manieth seed.
//
//   npm run oracle -- --cases 1000000 [--seed 1] [--jobs 2] [--packed] [--deep] [--all] [--told 20]
//
// `--all` goes on after a difference and counts them, `--told` is how many of each kind are told; `--deep` checks each
// claim as far as it can be checked. Differences stand in target/oracle-<job>.json. The last line is `N cases, M differ`; the one
// before it, how many moments of change native Rust told and how many of them were only bounds.

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPackage } from "./build.mjs";
import { root, run } from "./run.mjs";
import { dependencies } from "./setup.mjs";

const SECONDS_BETWEEN_WORDS = 10;

/** How a file of tests/oracle is run with Node. */
export function oracleFile(name) {
  return [join(root, "tests", "node_modules", "tsx", "dist", "cli.mjs"), join(root, "tests", "oracle", name)];
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      jobs: { type: "string", default: String(availableParallelism()) },
      told: { type: "string", default: "20" },
      packed: { type: "boolean", default: false },
      deep: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
    },
  });
  const [cases, seed, jobs, told] = ["cases", "seed", "jobs", "told"].map((name) => {
    const number = Number(values[name]);
    const least = name === "told" ? 0 : 1;
    if (!Number.isSafeInteger(number) || number < least) throw new Error(`--${name} takes a whole number from ${least}, not \`${values[name]}\``);
    return number;
  });
  return { ...values, cases, seed, jobs, told };
}

/** The engines' commands, built; and what to do when all is over. */
async function engines({ packed }) {
  run("cargo", ["build", "--release", "--quiet", "--locked", "--example", "cases"]);
  const commands = [`"${join(root, "target", "release", "examples", "cases")}"`];
  if (!packed) return { commands, end: () => undefined };
  commands.push(`"${process.execPath}" "${join(root, "tests", "package", "engine.mjs")}"`);
  // npm test has installed the package already.
  if (process.env.GRADUS_PROJECT) return { commands, end: () => undefined };
  await buildPackage();
  const { install } = await import("../tests/package/project.mjs");
  const { folder } = install();
  process.env.GRADUS_PROJECT = folder;
  return { commands, end: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One process; `heard` takes how many cases it has done, at the end how many differ, and how many moments of change were told. */
function job(number, options, commands, heard) {
  const args = ["--cases", Math.ceil(options.cases / options.jobs), "--seed", options.seed + number, "--step", options.jobs, "--told", options.told];
  const flags = ["all", "deep"].filter((flag) => options[flag]).map((flag) => `--${flag}`);
  const out = join(root, "target", `oracle-${number}.json`);
  const child = spawn(process.execPath, [...oracleFile("run.ts"), ...args.map(String), ...flags, "--verbose", "--out", out, ...commands.flatMap((command) => ["--engine", command])], { stdio: ["ignore", "pipe", "inherit"] });
  let ended = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, moments, bounds] = /^([0-9]+) moments of change, ([0-9]+) of them bounds$/.exec(line) ?? [];
    if (moments !== undefined) return heard({ moments: Number(moments), bounds: Number(bounds) });
    const [, cases, differ] = /^([0-9]+) cases, (?:([0-9]+) differ|[0-9.]+ s)$/.exec(line) ?? [];
    if (cases === undefined) return console.log(line);
    ended ||= differ !== undefined;
    heard({ cases: Number(cases), differ: Number(differ ?? 0) });
  });
  // One that could not run to its end has counted nothing that is worth anything.
  const over = new Promise((resolve) => child.once("close", (status) => resolve(ended ? status : 2)));
  return { child, over };
}

async function main() {
  const options = readOptions();
  dependencies(join(root, "tests"));
  const { commands, end } = await engines(options);
  const done = Array.from({ length: options.jobs }, () => ({ cases: 0, differ: 0, moments: 0, bounds: 0 }));
  const sum = (key) => done.reduce((total, one) => total + one[key], 0);
  const start = performance.now();
  const timer = setInterval(() => {
    const rate = sum("cases") / ((performance.now() - start) / 1000);
    if (rate > 0) console.log(`${sum("cases")} of ${options.cases} cases, ${rate.toFixed(0)} a second, ${((options.cases - sum("cases")) / rate / 60).toFixed(0)} min left`);
  }, SECONDS_BETWEEN_WORDS * 1000);
  try {
    const jobs = done.map((one, i) => job(i, options, commands, (counts) => Object.assign(one, counts)));
    const statuses = await Promise.all(
      jobs.map(async ({ over }) => {
        const status = await over;
        if (status !== 0 && !options.all) for (const { child } of jobs) child.kill();
        return status;
      }),
    );
    console.log(`${sum("moments")} moments of change, ${sum("bounds")} of them bounds`);
    console.log(`${sum("cases")} cases, ${sum("differ")} differ`);
    process.exitCode = Math.max(...statuses.map((status) => status ?? 1));
  } finally {
    clearInterval(timer);
    end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
