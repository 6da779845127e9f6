// npm test: everything. Fetches what is missing, builds, and runs every suite; a line for each,
// and at the very end how many tests passed and failed.
//
//   node scripts/test.mjs [part of a suite's name …]

import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildPackage } from "./build.mjs";
import { oracleFile } from "./oracle.mjs";
import { root } from "./run.mjs";
import { dependencies, setup } from "./setup.mjs";

const ORACLE_CASES = 20_000;
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

/** Runs a command to its end and keeps what it prints. */
function capture(command, args, env = {}) {
  return new Promise((resolve) => {
    let text = "";
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, shell: process.platform === "win32" && command === "npx" });
    child.stdout.on("data", (data) => (text += data));
    child.stderr.on("data", (data) => (text += data));
    child.on("error", (error) => resolve({ status: 1, text: String(error) }));
    child.on("close", (status) => resolve({ status, text }));
  });
}

/** One suite: a command, and how to read its counts; without any it counts as one test. */
async function suite(name, command, args, { counts = () => null, env } = {}) {
  if (only.length > 0 && !only.some((part) => name.includes(part))) return;
  const start = performance.now();
  const { status, text } = await capture(command, args, env);
  let { passed, failed } = counts(text) ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  // A suite that could not run to its end is no success, whatever it counted.
  if (status !== 0 && failed === 0) failed = 1;
  if (status === 0 && passed === 0) failed += 1;
  if (failed > 0) console.log(text.trimEnd());
  totals.passed += passed;
  totals.failed += failed;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failed === 0 ? "✓" : "✗"} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

/** What `cargo test` and Node's test runner count, over all of their summaries. */
function cargoCounts(text) {
  return sum(text, /^test result: .*? (\d+) passed; (\d+) failed/gm);
}

function nodeCounts(text) {
  const counted = (key) => [...text.matchAll(new RegExp(`^# ${key} (\\d+)`, "gm"))].reduce((total, [, n]) => total + Number(n), 0);
  // A test that is skipped or cancelled has not passed.
  return { passed: counted("pass"), failed: counted("fail") + counted("cancelled") + counted("skipped") + counted("todo") };
}

/** What the oracle's runs count: `N cases, M differ`, or `failed`. */
function oracleCounts(text) {
  const [, cases, differ] = /^(\d+) cases, (\d+) (?:differ|failed)/m.exec(text) ?? [];
  return cases === undefined ? null : { passed: cases - differ, failed: Number(differ) };
}

function sum(text, pattern) {
  const all = [...text.matchAll(pattern)];
  const of = (i) => all.reduce((total, match) => total + Number(match[i]), 0);
  return { passed: of(1), failed: of(2) };
}

function nodeSuite(name, file, env) {
  return suite(name, process.execPath, ["--test", "--test-reporter=tap", file], { counts: nodeCounts, env });
}

/** The suites of JavaScript: paths below tests/. */
function nodeSuites() {
  const files = readdirSync(join(root, "tests"), { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file.endsWith(".test.mjs") && !file.includes("node_modules")).sort();
}

async function rust() {
  await suite("cargo fmt", "cargo", ["fmt", "--check"]);
  await suite("cargo clippy", "cargo", ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"]);
  await suite("cargo clippy, for Wasm", "cargo", ["clippy", "--quiet", "--locked", "--lib", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]);
  for (const [what, target] of [["native", []], ["Wasm", ["--lib", "--target", "wasm32-unknown-unknown"]]]) {
    await suite(`cargo clippy without the compiler, ${what}`, "cargo", ["clippy", "--quiet", "--locked", "--no-default-features", ...target, "--", "-D", "warnings"]);
  }
  await suite("cargo test", "cargo", ["test", "--locked"], { counts: cargoCounts });
  await suite("cargo test without the compiler", "cargo", ["test", "--locked", "--no-default-features", "--lib", "--test", "run"], { counts: cargoCounts });
}

/** The interpreter in tests/oracle: on the cases, on spoiled claims, and against native Rust and the packed package. */
async function oracle(env) {
  for (const [name, file] of [["tests/cases through the oracle", "cases.ts"], ["the oracle, on claims that are spoiled", "self-check.ts"]]) {
    await suite(name, process.execPath, oracleFile(file), { counts: oracleCounts });
  }
  await suite(
    `the oracle, on ${ORACLE_CASES.toLocaleString("en")} generated cases`,
    process.execPath,
    [join(root, "scripts", "oracle.mjs"), "--cases", String(ORACLE_CASES), "--packed"],
    { counts: oracleCounts, env },
  );
}

async function main() {
  setup();
  dependencies(join(root, "tests"));
  // Only now: they need what was installed.
  const { executable } = await import("../tests/browser/chromium.mjs");
  console.log(`the browser is ${executable()}`);
  await rust();
  await buildPackage();

  const { install } = await import("../tests/package/project.mjs");
  const { folder } = install();
  const env = { GRADUS_PROJECT: folder, GRADUS: join(folder, "node_modules", "gradus", "index.js") };
  try {
    for (const file of nodeSuites()) await nodeSuite(file.replace(/\.test\.mjs$/, "").replaceAll("/", ": "), join(root, "tests", file), env);
    if (existsSync(join(root, "tests", "oracle", "run.ts"))) await oracle(env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  totals.failed += 1;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
