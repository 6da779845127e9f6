// The types, as TypeScript and the two checkers of packages see them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { copied, installed, project } from "./project.mjs";

const require = createRequire(import.meta.url);

function bin(name, file) {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

function run(script, args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

const STRICT = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--skipLibCheck", "false", "--target", "es2022", "--types", ""];

for (const [module, resolution] of [["node16", "node16"], ["nodenext", "nodenext"], ["esnext", "bundler"]]) {
  test(`facts and answers are inferred from a literal (${resolution})`, () => {
    const folder = copied("types");
    const files = readdirSync(folder).filter((file) => resolution !== "bundler" || !file.endsWith(".cts"));
    const tsc = bin("typescript", require("typescript/package.json").bin.tsc);
    const { status, text } = run(tsc, [...STRICT, "--lib", "es2022,dom", "--module", module, "--moduleResolution", resolution, ...files], folder);
    assert.equal(text, "");
    assert.equal(status, 0);
  });
}

test("the types need no host's types", () => {
  const folder = copied("types");
  const tsc = bin("typescript", require("typescript/package.json").bin.tsc);
  const { text } = run(tsc, [...STRICT, "--lib", "es2022", "--module", "nodenext", "inference.ts", "lifecycle.ts", "bare.ts"], folder);
  assert.equal(text, "");
});

/** The keys of an interface in types/policy.d.ts. */
function keysOf(name) {
  const types = readFileSync(join(installed(), "types", "policy.d.ts"), "utf8");
  const [, body] = new RegExp(`^export interface ${name} \\{\\n([^]*?)^\\}`, "m").exec(types);
  return [...body.matchAll(/^ {2}readonly ([\w$]+)\??:/gm)].map(([, key]) => key).sort();
}

test("the types of a policy name the keys that its schema has", () => {
  const schema = JSON.parse(readFileSync(join(installed(), "policy.schema.json"), "utf8"));
  const built = ([, one]) => one.not === undefined && one !== false;
  const keys = (properties) => Object.entries(properties).filter(built).map(([key]) => key).sort();
  assert.deepEqual(keysOf("PolicySource"), keys(schema.properties));
  assert.deepEqual(keysOf("FieldSource"), keys(schema.$defs.field.properties));
});

test("publint has nothing to say", async () => {
  const { messages, pkg } = await publint({ pkgDir: installed(), strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test("the types are found under every resolution", () => {
  const attw = bin("@arethetypeswrong/cli", "dist/index.js");
  const { status, text } = run(attw, [project().tarball, "--profile", "node16", "--exclude-entrypoints", "./gradus.wasm", "--no-color"], project().folder);
  assert.equal(status, 0, text);
});
