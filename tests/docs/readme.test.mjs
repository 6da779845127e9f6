// The READMEs' examples, as a newcomer would copy them.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");
const entry = process.env.GRADUS ?? join(root, "pkg/index.js");
const { Policy } = await import(pathToFileURL(entry).href);

// Until the core gives them, examples of these are not compared.
const landed = "range" in Policy.compile({ gradus: 1 }).explain({});
const PENDING = /\.(missing|range|possible|next|changesAt)\b|Policy\.check|receipt/;

for (const name of ["README.md", "README.zh-CN.md"]) {
  const text = readFileSync(join(root, name), "utf8");
  const [, source] = /```json\n([^]*?)```/.exec(text);
  const blocks = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code).filter((code) => !code.includes("export default"));

  test(`${name}: the policy compiles, and the examples give what the page says`, () => {
    const code = blocks.filter((block) => !block.includes("gradus/run")).join("");
    const results = outcome(code, { Policy, readFileSync: () => source });
    assert.equal(results.length, landed ? 11 : 2);
    for (const { line, value, expected } of results) assert.deepEqual(value, expected, line);
  });

  test(`${name}: a compiled policy runs as the page says`, { skip: !("compiled" in Policy.prototype) }, async () => {
    const [code, ...more] = blocks.filter((block) => block.includes("gradus/run"));
    assert.equal(more.length, 0);
    const run = await import(pathToFileURL(join(entry, "../run.js")).href);
    const [{ value, expected }] = outcome(code, { Policy: run.Policy, readFileSync: () => Policy.compile(source).compiled() });
    assert.deepEqual(value, expected);
  });

  test(`${name}: everything that it links to is there`, () => {
    for (const [, path] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) assert.ok(existsSync(join(root, path)), path);
  });
}

/** Runs the code; what each line that is followed by a comment gives, and what the comment says that it gives. */
function outcome(code, names) {
  const results = [];
  const told = (line, value, expected) => results.push({ line, value: value(), expected });
  const body = code.replace(/^import .*$/gm, "").replace(/^([\w.]+\(.*);.*\n\/\/ (.*)$/gm, (_, line, expected) => {
    if (!landed && PENDING.test(line)) return "";
    return `told(${JSON.stringify(line)}, () => (${line}), ${expected});`;
  });
  const runnable = landed ? body : body.replace(/^.*receipt.*$/gm, "");
  new Function("told", ...Object.keys(names), runnable)(told, ...Object.values(names));
  return results;
}
