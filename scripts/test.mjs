// npm test: everything. Fetches what is missing, builds, and runs every suite; a line for each,
// and at the very end how many tests passed and failed.
//
//   node scripts/test.mjs [part of a suite's name …]

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPackage } from "./build.mjs";
import { root, run } from "./run.mjs";
import { dependencies, setup } from "./setup.mjs";

const ORACLE_CASES = 20_000;
const only = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "gradus-test-"));
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
}

/** Native Rust and the packed package against the interpreter in tests/oracle. */
async function oracle(env) {
  const tsx = join(root, "tests", "node_modules", "tsx", "dist", "cli.mjs");
  run("cargo", ["build", "--release", "--quiet", "--locked", "--example", "cases"]);
  const native = join(root, "target", "release", "examples", "cases");
  const packed = `"${process.execPath}" "${join(root, "tests", "package", "engine.mjs")}"`;
  await suite("tests/cases through the oracle", process.execPath, [tsx, join(root, "tests", "oracle", "cases.ts")], { counts: oracleCounts });
  await suite(
    `the oracle, on ${ORACLE_CASES.toLocaleString("en")} generated cases`,
    process.execPath,
    [tsx, join(root, "tests", "oracle", "run.ts"), "--cases", String(ORACLE_CASES), "--engine", `"${native}"`, "--engine", packed, "--out", join(scratch, "differences.json")],
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
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
