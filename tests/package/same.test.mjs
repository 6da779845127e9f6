// The same facts give the same texts of `explainJson` and `advanceJson`, byte for byte, wherever they are graded.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { withPage } from "./browser.mjs";
import { app, edgeLight, native, nodeCommon, nodeEsm, workerd } from "./hosts.mjs";
import { cases } from "./leads.mjs";
import { project } from "./project.mjs";

const lines = cases(1000);
let expected;

before(() => {
  expected = nodeEsm(lines);
});

function same(actual) {
  lines.forEach(({ calls }, i) => {
    calls.forEach((call, j) => {
      for (const verb of ["answers", "advanced"]) assert.equal(JSON.stringify(actual[i][verb][j]), JSON.stringify(expected[i][verb][j]), JSON.stringify(call));
    });
  });
}

test("the leads are worth comparing", () => {
  const answers = expected.flatMap((line) => line.answers);
  const graded = answers.filter((answer) => typeof answer === "string");
  assert.ok(answers.length >= 1000);
  assert.ok(graded.length >= 800, `${graded.length} are graded`);
  assert.ok(new Set(graded.map((text) => JSON.parse(text).score)).size >= 200, "scores differ");
  assert.ok(graded.every((text) => text.startsWith("{")), graded.find((text) => !text.startsWith("{")));
  const advanced = expected.flatMap((line) => line.advanced).filter((answer) => typeof answer === "string");
  assert.equal(advanced.length, graded.length);
  assert.ok(advanced.every((text) => text.startsWith("{")), advanced.find((text) => !text.startsWith("{")));
  const lives = advanced.map((text) => JSON.parse(text));
  for (const [what, tells] of Object.entries({
    moves: ({ transitions }) => transitions.length > 0,
    touches: ({ touches }) => touches.length > 0,
    contracts: ({ contracts }) => contracts?.length > 0,
    moments: ({ changesAt }) => changesAt !== null,
  })) {
    assert.ok(lives.filter(tells).length >= 20, `few have ${what}`);
  }
});

test("CommonJS in Node", () => same(nodeCommon(lines)));
test("native Rust", () => same(native(lines)));
test("workerd", async () => same(await workerd(lines)));
test("the edge runtime", async () => same(await edgeLight(lines)));

test("Chromium", async () => {
  const folder = app("chromium", { "index.html": "<!doctype html>", "blank.js": "" });
  cpSync(join(project().folder, "node_modules", "gradus", "index.js"), join(folder, "gradus.js"));
  const text = await withPage(folder, async (page, url, complaints) => {
    await page.goto(`${url}/index.html`);
    const answer = await page.evaluate(async (input) => {
      const [gradus, { answerLine }] = await Promise.all([import("/gradus.js"), import("/answers.mjs")]);
      return JSON.stringify(input.map((line) => answerLine(gradus, line)));
    }, lines);
    assert.deepEqual(complaints, []);
    return answer;
  });
  same(JSON.parse(text));
});
