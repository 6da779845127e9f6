// The crate, compiled to Wasm and bound to JavaScript.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, run } from "../run.mjs";

const TARGET = "wasm32-unknown-unknown";

/** What to build: the whole crate, and what only runs policies that were compiled elsewhere. */
const BUILDS = {
  full: { what: "the crate", args: [] },
  // In a folder of its own, or the two builds would make each other's anew.
  run: { what: "the part that runs compiled policies", args: ["--no-default-features"], folder: "run" },
};

/** Builds the crate and returns the Wasm and the glue that wasm-bindgen wrote for it. @param {keyof BUILDS} which */
export function buildWasm(which, { say }) {
  const { what, args, folder = "" } = BUILDS[which];
  say(`compiling ${what} to Wasm`);
  // wasm-bindgen reads which Wasm features there are from a section that stripping removes.
  const env = { ...process.env, CARGO_PROFILE_RELEASE_STRIP: "debuginfo" };
  const into = join(targetDir(root), folder);
  run("cargo", ["build", "--release", "--locked", "--lib", "--target", TARGET, "--target-dir", into, ...args, "--quiet"], { env });
  const built = join(into, TARGET, "release", "gradus.wasm");

  const out = join(root, "target", "bindgen", folder);
  mkdirSync(out, { recursive: true });
  run(bindgen({ say }), [built, out]);
  return {
    wasm: readFileSync(join(out, "gradus_bg.wasm")),
    glue: readFileSync(join(out, "gradus.js"), "utf8"),
  };
}

/** The binder's path, compiled where it is missing. */
function bindgen({ say }) {
  const crate = join(root, "tools", "bindgen");
  const ours = locked(join(root, "Cargo.lock"));
  const tools = locked(join(crate, "Cargo.lock"));
  if (ours !== tools) throw new Error(`the crate is locked to wasm-bindgen ${ours}, tools/bindgen to ${tools}: make them the same`);
  const binder = join(targetDir(crate), "debug", process.platform === "win32" ? "gradus-bindgen.exe" : "gradus-bindgen");
  if (!existsSync(binder)) say("compiling wasm-bindgen's binder, once (about half a minute)");
  run("cargo", ["build", "--locked", "--quiet"], { cwd: crate });
  return binder;
}

function locked(file) {
  return /name = "wasm-bindgen-shared"\nversion = "([^"]+)"/.exec(readFileSync(file, "utf8"))?.[1];
}

function targetDir(crate) {
  const metadata = output("cargo", ["metadata", "--no-deps", "--format-version", "1"], { cwd: crate });
  return JSON.parse(metadata).target_directory;
}
