// The cases of tests/cases through the packed package. tests/cases/README.md has their format.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { answerLine } from "./answers.mjs";
import { gradus } from "./project.mjs";

const folder = new URL("../cases/", import.meta.url);
const api = await gradus();
const NOW = "2026-11-01T00:00:00Z";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** RFC 7396. */
function merged(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function expanded(value) {
  if (Array.isArray(value)) return value.map(expanded);
  if (!isObject(value)) return value;
  if (Array.isArray(value.$repeat)) {
    const [what, times] = value.$repeat;
    return typeof what === "string" ? what.repeat(times) : Array.from({ length: times }, () => expanded(what));
  }
  // Not an assignment: `__proto__` is a name like any other here.
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, expanded(part)]));
}

function policyOf(file, one) {
  if (one.policyText !== undefined) return one.policyText;
  if (file.policy === undefined) return JSON.stringify(expanded(one.policy));
  return JSON.stringify(expanded(one.policy === undefined ? file.policy : merged(file.policy, one.policy)));
}

/** What `expected` says of `actual` holds: of objects only the keys that it has. */
function assertMatches(actual, expected, path = "") {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual) && actual.length === expected.length, `${path}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
    expected.forEach((part, i) => assertMatches(actual[i], part, `${path}/${i}`));
  } else if (isObject(expected)) {
    assert.ok(isObject(actual), `${path}: ${JSON.stringify(actual)} is no object`);
    for (const [key, part] of Object.entries(expected)) {
      assert.ok(Object.hasOwn(actual, key), `${path}/${key} is not there`);
      assertMatches(actual[key], part, `${path}/${key}`);
    }
  } else {
    assert.ok(Object.is(actual, expected), `${path}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}

/** Pairs of code and path, each once, in one order. */
function sorted(pairs) {
  return [...new Set(pairs.map((pair) => JSON.stringify(pair)))].sort();
}

for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const file = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  for (const one of file.cases) {
    test(`${name}: ${one.name}`, () => {
      if (Array.isArray(one.expect.lint)) {
        const found = api.Policy.check(policyOf(file, one));
        assert.deepEqual(found.filter(({ severity }) => severity !== "warning"), []);
        return assert.deepEqual(sorted(found.map(({ code, path }) => [code, path])), sorted(one.expect.lint));
      }
      const facts = expanded(one.facts !== undefined ? one.facts : (file.facts ?? {}));
      const options = { now: NOW, ...expanded({ ...file.options, ...one.options }) };
      const expected = expanded(one.expect);
      const migrate = Object.hasOwn(expected, "migrate");
      const line = answerLine(api, { policy: policyOf(file, one), calls: [{ facts, options, migrate }] });
      const [[answer], [advanced]] = [line.answers ?? [], line.advanced ?? []];
      if (Array.isArray(expected.problems)) return assert.deepEqual(sorted(line.problems ?? [["it", "compiles"]]), sorted(expected.problems));
      assert.equal(line.problems, undefined);
      for (const kind of ["facts", "state"]) {
        if (!Array.isArray(expected[kind])) continue;
        assert.equal(answer.error, kind, `${JSON.stringify(answer)} is no ${kind} error`);
        return assert.deepEqual(sorted(answer.problems), sorted(expected[kind]));
      }
      assert.equal(typeof answer, "string", JSON.stringify(answer));
      if (migrate) return assertMatches(JSON.parse(answer), expected.migrate, "migrate");
      const { advance, ...rest } = expected;
      assert.match(advanced, /^\{/);
      if (advance !== undefined) assertMatches(JSON.parse(advanced), advance, "advance");
      assert.match(answer, /^\{/);
      assertMatches(JSON.parse(answer), rest);
    });
  }
}
