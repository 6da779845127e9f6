// npm run build: the package, in pkg/.

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { pathToFileURL } from "node:url";
import { root } from "./run.mjs";
import { setup } from "./setup.mjs";
import { repeatable } from "./build/glue.mjs";
import { buildWasm } from "./build/wasm.mjs";

const DOCUMENTS = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/** Compiles the crate and writes the package. */
export async function buildPackage({ say = console.log } = {}) {
  setup({ say });
  await writePackage({ full: buildWasm("full", { say }), run: buildWasm("run", { say }) }, { say });
}

/** Writes the package around the Wasm of gradus and that of gradus/run. */
export async function writePackage({ full, run }, { say }) {
  // Only now: they need what setup has installed.
  const { buildPolicies } = await import("./build/policies.mjs");
  const { buildScripts } = await import("./build/scripts.mjs");

  const from = join(root, "pkg-template");
  const to = join(root, "pkg");
  const version = /^version = "([^"]+)"/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
  const copy = (source, name) => copyFileSync(join(source, name), join(to, name));

  say("writing the package to pkg/");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  writeFileSync(join(to, "gradus_bg.wasm"), full.wasm);
  writeFileSync(join(to, "gradus_run_bg.wasm"), run.wasm);
  const fitted = ({ wasm, glue }) => ({ wasm, glue: repeatable(glue) });
  await buildScripts({ from, to, full: fitted(full), run: fitted(run), version });
  buildPolicies(join(from, "policies"), join(to, "policies"));
  writeTypes(from, to);

  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  writeFileSync(join(to, "package.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
  copy(from, "policy.schema.json");
  for (const name of DOCUMENTS) if (existsSync(join(root, name))) copy(root, name);

  const size = (wasm) => `${kb(wasm.length)} KB, ${kb(brotliCompressSync(wasm).length)} KB under brotli`;
  say(`gradus ${version} is in pkg/: the Wasm is ${size(full.wasm)}; that of gradus/run ${size(run.wasm)}`);
}

/** The types, and the same again for CommonJS. */
function writeTypes(from, to) {
  mkdirSync(join(to, "types"));
  for (const folder of [".", "types"]) {
    for (const file of readdirSync(join(from, folder)).filter((name) => name.endsWith(".d.ts"))) {
      const types = readFileSync(join(from, folder, file), "utf8");
      writeFileSync(join(to, folder, file), types);
      writeFileSync(join(to, folder, file.replace(/\.ts$/, ".cts")), types.replaceAll(/"(\.\/[\w/]+)\.js"/g, '"$1.cjs"'));
    }
  }
}

function kb(bytes) {
  return (bytes / 1000).toFixed(1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildPackage();
