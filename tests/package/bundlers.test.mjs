// What bundlers make of the package runs, with nothing beside it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, node } from "./project.mjs";

const MAIN = `
import { Policy } from "gradus";
import source from "gradus/policies/b2b-saas";
const policy = Policy.compile(source);
globalThis.console.log(policy.name, typeof policy.grade({ company_size: "50-199", industry: "software" }).score);
`;

function sources(name) {
  const folder = folderWith(name, { "main.js": MAIN });
  rmSync(join(folder, "out"), { recursive: true, force: true });
  return { folder, entry: join(folder, "main.js"), out: join(folder, "out") };
}

/** The bundle is one script that needs no other file. */
function runs(out) {
  const scripts = readdirSync(out, { recursive: true }).filter((file) => /\.m?js$/.test(file));
  assert.equal(scripts.length, 1, `one script: ${scripts}`);
  const { status, stdout, stderr } = node([join(out, scripts[0])]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.equal(stdout, "b2b-saas number\n");
  return readFileSync(join(out, scripts[0]), "utf8");
}

test("esbuild, for browsers and for Node, as it is and minified", async () => {
  const { build } = await import("esbuild");
  for (const platform of ["browser", "node"]) {
    for (const minify of [false, true]) {
      const { entry, out } = sources(`esbuild-${platform}-${minify}`);
      await build({ entryPoints: [entry], bundle: true, format: "esm", platform, minify, outdir: out, logLevel: "silent" });
      runs(out);
    }
  }
});

test("rollup", async () => {
  const { rollup } = await import("rollup");
  const { entry, out } = sources("rollup");
  const { nodeResolve } = await import("@rollup/plugin-node-resolve");
  const bundle = await rollup({ input: entry, plugins: [nodeResolve()], onwarn: (warning) => assert.fail(warning.message) });
  await bundle.write({ dir: out, format: "es" });
  runs(out);
});

test("Vite", async () => {
  const { build } = await import("vite");
  const { folder, entry, out } = sources("vite");
  await build({ root: folder, logLevel: "silent", build: { lib: { entry, formats: ["es"] }, outDir: out } });
  runs(out);
});

test("webpack", async () => {
  const webpack = createRequire(import.meta.url)("webpack");
  const { folder, entry, out } = sources("webpack");
  const stats = await new Promise((resolve, reject) => {
    webpack({ context: folder, entry, mode: "production", target: "web", output: { path: out, filename: "main.mjs" }, performance: false }, (error, stats) =>
      error ? reject(error) : resolve(stats),
    );
  });
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }), { errors: [], warnings: [] });
  runs(out);
});

test("what is not imported is left out", async () => {
  const { build } = await import("esbuild");
  const { folder } = sources("unused");
  const { outputFiles } = await build({
    stdin: { contents: 'import "gradus"; import { Policy } from "gradus";', resolveDir: folder },
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    logLevel: "silent",
  });
  assert.ok(outputFiles[0].text.length < 100, `${outputFiles[0].text.length} characters`);
});
