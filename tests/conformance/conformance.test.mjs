// CEL's official conformance data through the package. Every case gives what CEL says, or is in a class of
// deviations.json, which argues why it does not. A class lists its cases, or says by what their expressions contain
// and how many there are; so a case that begins to pass, or begins to fail, is noticed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { cases } from "./cases.mjs";
import { gives } from "./gives.mjs";

const deviations = JSON.parse(readFileSync(new URL("deviations.json", import.meta.url), "utf8"));

/** The codes that stand for an error of CEL's, and of which errors. */
const ERRORS = { expr_type: /./, impossible_value: /range/, unknown_name: /^undeclared reference|^unknown variable/ };

const results = cases.map((testCase) => {
  const got = gives(testCase);
  const passed = passes(testCase.wanted, got);
  const listed = passed ? undefined : deviations.classes.find((one) => holds(one, testCase, got));
  return { ...testCase, got, passed, class: listed };
});

function passes(wanted, got) {
  if ("error" in wanted) return "unknown" in got || (got.code in ERRORS && ERRORS[got.code].test(wanted.error));
  return "value" in got && wanted.value !== undefined && Object.is(got.value, wanted.value);
}

/** Whether a case that does not pass belongs to a class. */
function holds(one, { id, code, without }, got) {
  if (![one.gives].flat().includes(got.code ?? Object.keys(got)[0])) return false;
  if (one.cases) return one.cases.includes(id);
  return one.contains ? new RegExp(one.contains).test(code) : without;
}

test("the data is the one that deviations.json was written for", () => {
  assert.equal(cases.length, deviations.total);
});

const files = [...new Set(cases.map((testCase) => testCase.file))];

for (const file of files) {
  test(`${file}: every case passes or is in a class`, () => {
    const failed = results.filter((result) => result.file === file && !result.passed && !result.class);
    assert.deepEqual(failed.map(shown), []);
  });
}

function shown({ id, expr, facts, wanted, got }) {
  const [given, right, wrong] = [facts, wanted, got].map((one) => JSON.stringify(one));
  return `${id}: ${expr} with ${given} must give ${right}, gives ${wrong}`;
}

for (const one of deviations.classes) {
  test(`${one.name}: the class is what it says`, () => {
    const found = results.filter((result) => result.class === one).map((result) => result.id);
    if (one.cases) assert.deepEqual(found, one.cases, "listed, but it passes or is gone");
    else assert.equal(found.length, one.count, "another number of its cases fails than `count` says");
  });
}

after(() => console.log(summary()));

function summary() {
  const rows = files.map((file) => row(file, results.filter((result) => result.file === file)));
  return [["file", "cases", "passed", "others, by class"], ...rows, row("all", results)]
    .map(([name, all, passed, others]) => `${name.padEnd(16)}${all.padStart(6)}${passed.padStart(8)}  ${others}`)
    .join("\n");
}

function row(name, some) {
  const passed = some.filter((result) => result.passed).length;
  const classes = deviations.classes
    .map((one) => [one.name, some.filter((result) => result.class === one).length])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return [name, `${some.length}`, `${passed}`, classes.map(([name, count]) => `${name} ${count}`).join(", ")];
}
