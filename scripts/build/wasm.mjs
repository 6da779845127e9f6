// The crate, compiled to Wasm and bound to JavaScript.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, run } from "../run.mjs";

const TARGET = "wasm32-unknown-unknown";

/** Builds the crate and returns the Wasm and the glue that wasm-bindgen wrote for it. */
export function buildWasm({ say }) {
  say("compiling the crate to Wasm");
  // wasm-bindgen reads which Wasm features there are from a section that stripping removes.
  const env = { ...process.env, CARGO_PROFILE_RELEASE_STRIP: "debuginfo" };
  run("cargo", ["build", "--release", "--locked", "--lib", "--target", TARGET, "--quiet"], { env });
  const built = join(targetDir(root), TARGET, "release", "gradus.wasm");

  const out = join(root, "target", "bindgen");
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
