// What is in the packed package, and how large it is.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { folderWith, installed, node, project } from "./project.mjs";

const { wasm } = JSON.parse(readFileSync(new URL("size.json", import.meta.url), "utf8"));
const at = (name) => join(installed(), name);
const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));

for (const [file, { brotliKb, goalKb }] of Object.entries(wasm)) {
  test(`${file} is no larger than it has been`, () => {
    const kb = brotliCompressSync(readFileSync(at(file))).length / 1000;
    assert.ok(kb <= brotliKb, `${kb} KB under brotli, at most ${brotliKb}`);
    assert.ok(kb > brotliKb - 4, `${kb} KB under brotli: lower tests/package/size.json (${brotliKb}) to what is reached`);
  });

  test(`how far ${file} is from its goal is told`, (t) => {
    assert.equal(typeof goalKb, "number");
    if (brotliKb > goalKb) t.diagnostic(`${file} may be ${brotliKb} KB under brotli; the goal is ${goalKb}, see docs/design.md`);
  });
}

test("the Wasm inside the scripts compresses as well as the Wasm itself", () => {
  const size = (name) => brotliCompressSync(readFileSync(at(name))).length;
  assert.ok(size("index.js") - size("slim.js") < size("gradus_bg.wasm") * 1.06);
  assert.ok(size("run.js") - size("run-workerd.js") < size("gradus_run_bg.wasm") * 1.06);
});

test("every export is there", () => {
  const files = (target) => (typeof target === "string" ? [target] : Object.values(target).flatMap(files));
  for (const file of files(manifest.exports)) {
    if (file.includes("*")) assert.ok(existsSync(at(file.replace("*", "b2b-saas"))), file);
    else assert.ok(existsSync(at(file)), file);
  }
});

test("licences, the README in both languages and the changelog are there", () => {
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "LICENSE-BUNDLED", "README.md", "README.zh-CN.md", "CHANGELOG.md"]) assert.ok(existsSync(at(name)), name);
  const bundled = readFileSync(at("LICENSE-BUNDLED"), "utf8");
  for (const name of ["csv-parse", "@dagrejs/dagre"]) assert.match(bundled, new RegExp(`^${name} [\\d.]+\\n\\n[^]*?Copyright`, "m"));
});

test("nothing is there that nobody needs, and nothing else is depended on", () => {
  const known = /^(index|slim|run|workerd|edge-light|run-workerd|run-edge-light|cli)\.(c?js|d\.c?ts)$|^gradus(_run)?_bg\.wasm$|^(policies|types)$|^policy\.schema\.json$|^package\.json$|^(README(\.zh-CN)?|CHANGELOG)\.md$|^LICENSE-(MIT|APACHE|BUNDLED)$/;
  assert.deepEqual(readdirSync(installed()).filter((name) => !known.test(name)), []);
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
  assert.equal(manifest.sideEffects, false);
  assert.ok(statSync(project().tarball).size < 2_000_000);
});

test("the command is installed", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "gradus", "--version"], { cwd: project().folder, encoding: "utf8", shell: process.platform === "win32" });
  assert.deepEqual([status, stdout.trim()], [0, manifest.version]);
});

test("no script asks for eval, or for files", () => {
  for (const name of ["index.js", "slim.js", "workerd.js", "edge-light.js", "index.cjs", "slim.cjs", "run.js", "run.cjs", "run-workerd.js", "run-edge-light.js"]) {
    const script = readFileSync(at(name), "utf8");
    assert.doesNotMatch(script, /\beval\(|new Function\(|import\.meta|\bawait import|node:|require\(/, name);
  }
});

test("policies are modules, in both ways, and JSON", () => {
  const folder = folderWith("policies", {
    "main.mjs": `
      import b2b from "gradus/policies/b2b-saas";
      import json from "gradus/policies/b2b-saas.json" with { type: "json" };
      import { createRequire } from "node:module";
      import assert from "node:assert/strict";
      const require = createRequire(import.meta.url);
      assert.deepEqual(b2b, json);
      assert.deepEqual(require("gradus/policies/b2b-saas"), json);
      assert.equal(require("gradus/policy.schema.json").type, "object");
      assert.equal(require("gradus/package.json").name, "gradus");
      assert.match(require.resolve("gradus/gradus.wasm"), /gradus_bg\\.wasm$/);
      const { Policy } = require("gradus");
      for (const name of ["b2b-saas", "retail", "bank-campaign", "retail-lifecycle", "subscription", "b2b-handoff"]) {
        const policy = Policy.compile(require("gradus/policies/" + name));
        assert.ok(policy.test().passed > 0);
      }
    `,
  });
  const { stderr, status } = node(["--no-warnings", join(folder, "main.mjs")]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("ESM and CommonJS in one process grade alike", () => {
  const folder = folderWith("both", {
    "main.mjs": `
      import * as esm from "gradus";
      import { createRequire } from "node:module";
      import assert from "node:assert/strict";
      const common = createRequire(import.meta.url)("gradus");
      assert.deepEqual(Object.keys(esm).sort(), ["FactsError", "GradusError", "Policy", "PolicyError", "StateError"]);
      assert.deepEqual(Object.keys(common).sort(), Object.keys(esm).sort());
      const source = { gradus: 1, fields: { a: { type: "number" } }, scores: { s: { groups: { g: { rules: [{ id: "r", when: "a > 1", points: 5 }] } } } } };
      const [one, two] = [esm.Policy.compile(source), common.Policy.compile(source)];
      for (let a = 0; a < 4; a++) assert.deepEqual(one.grade({ a }), two.grade({ a }));
      assert.throws(() => two.grade({ a: "x" }), common.FactsError);
      assert.throws(() => one.grade({ a: "x" }), (error) => error instanceof esm.FactsError && !(error instanceof common.FactsError));
    `,
  });
  const { stderr, status } = node([join(folder, "main.mjs")]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("slim waits to be given its Wasm", () => {
  const folder = folderWith("slim", {
    "main.mjs": `
      import { Policy, init, initSync } from "gradus/slim";
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import assert from "node:assert/strict";
      const require = createRequire(import.meta.url);
      assert.throws(() => Policy.check("{}"), { code: "internal", message: /init/ });
      await assert.rejects(init(5), { code: "option" });
      await assert.rejects(init(new Response("", { status: 404 })), { code: "internal", retryable: true });
      const bytes = readFileSync(require.resolve("gradus/gradus.wasm"));
      await init(new Response(bytes, { headers: { "content-type": "application/wasm" } }));
      await init(new Response(bytes));
      await init(bytes);
      await init(new WebAssembly.Module(bytes));
      initSync(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      assert.equal(Policy.compile({ gradus: 1 }).name, "policy");
      const common = require("gradus/slim");
      common.initSync(bytes);
      assert.equal(common.Policy.compile({ gradus: 1 }).name, "policy");
    `,
  });
  const { stderr, status } = node(["--no-warnings", join(folder, "main.mjs")]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("a script read in the wrong encoding says so", () => {
  const script = readFileSync(at("index.js"), "latin1");
  const folder = folderWith("mangled", { "index.mjs": script });
  const { stdout } = node(["--input-type=module", "-e", `
    const { Policy } = await import(${JSON.stringify(join(folder, "index.mjs"))});
    try { Policy.check("{}"); } catch (error) { console.log(error.code, error.message); }
  `]);
  assert.match(stdout, /^internal .*UTF-8/);
});
