// The READMEs' first grade, as a newcomer would copy it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");
const { Policy } = await import(pathToFileURL(process.env.GRADUS ?? join(root, "pkg/index.js")).href);

for (const name of ["README.md", "README.zh-CN.md"]) {
  const text = readFileSync(join(root, name), "utf8");

  test(`${name}: the policy compiles and gives what the page says`, () => {
    const [, source] = /```json\n([^]*?)```/.exec(text);
    const policy = Policy.compile(source);
    const calls = [...text.matchAll(/^policy\.(grade|explain)\((\{.*?\})\)(\.\w+)?;.*\n\/\/ (.*)$/gm)];
    assert.equal(calls.length, 2);
    for (const [, verb, facts, part, expected] of calls) {
      const answer = policy[verb](value(facts));
      assert.deepEqual(part ? answer[part.slice(1)] : answer, value(expected));
    }
  });

  test(`${name}: everything that it links to is there`, () => {
    for (const [, path] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) assert.ok(existsSync(join(root, path)), path);
  });
}

/** A JavaScript literal of the page, read as JSON. */
function value(literal) {
  return JSON.parse(literal.replace(/(\w+):/g, '"$1":'));
}
