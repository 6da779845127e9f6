// npm run real: gradus on real files, against the interpreter in tests/oracle. The files are not part of the project:
// GRADUS_DATA names the folder where they are (docs/figures-retail.md says where they come from).
//
//   GRADUS_DATA=folder npm run real [-- retail | telco]
//
// Prints the figures that docs/figures-retail.md has. What is not found is told; nothing that was not checked passes.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { root } from "./run.mjs";
import { dependencies } from "./setup.mjs";

const PARTS = {
  retail: { files: ["online_retail.csv.gz", "online_retail.csv"], check: retail },
  telco: { files: ["telco_churn.csv"], check: telco },
};
const TSX = join(root, "tests", "node_modules", "tsx", "dist", "cli.mjs");
const CLI = join(root, "pkg", "cli.js");
const policyFile = (name) => join(root, "pkg-template", "policies", `${name}.json`);

function node(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status;
}

function retail(folder, file) {
  const work = mkdtempSync(join(tmpdir(), "gradus-real-"));
  try {
    const states = join(work, "states.csv");
    const start = performance.now();
    const args = ["replay", file, "--policy", policyFile("retail-lifecycle"), "--map", join(root, "samples", "online-retail-map.json"), "--every", "1mo", "--from", "2011-01-01", "--to", "2012-01-01", "-o", states, "--moves", join(work, "moves.csv"), "--lang", "en"];
    if (node([CLI, ...args]) !== 0) return false;
    console.log(`\nthe whole command took ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return node([TSX, join(root, "tests", "real", "retail.ts"), folder, states, policyFile("retail-lifecycle")]) === 0;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function telco(folder, file) {
  if (node([CLI, "grade", file, "--policy", policyFile("subscription"), "--outcome", "Churn=Yes", "--now", "2026-11-02", "--lang", "en", "-o", process.platform === "win32" ? "NUL" : "/dev/null"]) !== 0) return false;
  return node([TSX, join(root, "tests", "real", "telco.ts"), folder, join(root, "pkg", "index.js"), policyFile("subscription")]) === 0;
}

function main() {
  const asked = process.argv.slice(2);
  const strangers = asked.filter((name) => !Object.hasOwn(PARTS, name));
  if (strangers.length > 0) throw new Error(`there is no part ${strangers.join(", ")}: retail, telco`);
  if (!process.env.GRADUS_DATA) throw new Error("nothing was checked: GRADUS_DATA does not say which folder the real files are in (docs/figures-retail.md says which, and where they come from)");
  if (!existsSync(CLI)) throw new Error("there is no package to check: npm run build");
  dependencies(join(root, "tests"));
  const folder = resolve(process.env.GRADUS_DATA);
  let fine = true;
  for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
    const { files, check } = PARTS[name];
    const file = files.map((one) => join(folder, one)).find(existsSync);
    if (file === undefined) {
      console.error(`${name} was not checked: ${folder} has no ${files.join(" and no ")}`);
      fine = false;
      continue;
    }
    console.log(`\n${name}: ${file}\n`);
    if (!check(folder, file)) fine = false;
  }
  return fine ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
