// What a build needs beside the sources, fetched where it is missing: the Rust target for
// Wasm, and the development dependencies of package.json.

import { existsSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { output, root, run } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";

export function setup({ say = console.log } = {}) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) throw new Error(`Node 20 or later is needed; this is ${process.version}`);
  if (output("cargo", ["--version"]) === null) {
    throw new Error("Rust is needed, and `cargo` was not found: install it with rustup (rustup.rs), then try again");
  }
  target(say);
  dependencies(root, say);
}

function target(say) {
  const libraries = output("rustc", ["--print", "target-libdir", "--target", TARGET]);
  if (libraries !== null && existsSync(libraries)) return;
  if (output("rustup", ["--version"]) === null) {
    throw new Error(`this Rust has no target ${TARGET}, and there is no rustup to add it with`);
  }
  say(`adding the Rust target ${TARGET}`);
  run("rustup", ["target", "add", TARGET]);
}

/** Installs what a folder's package.json asks for, unless it is there as the lock file has it. */
export function dependencies(folder, say = console.log) {
  const lock = join(folder, "package-lock.json");
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say(`installing development dependencies of ${relative(root, folder) || "the project"}`);
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  if (output("npm", ["ci", ...quiet], { cwd: folder }) !== null) return;
  // A registry that does not carry some packages of other platforms makes `npm ci` refuse the lock file;
  // `npm install` takes the same versions from it and leaves those packages out.
  run("npm", ["install", "--no-save", ...quiet], { cwd: folder });
}
