// "Nothing you type leaves the page": that this is so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { demo, fact, grade } from "./demo.mjs";

const { open } = demo();

test("the page forbids itself everything that it does not need", async () => {
  const page = await open();
  const content = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.equal(content, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'");
});

test("grading asks nothing of the network, not even of its own server", async () => {
  const page = await open();
  await page.waitForLoadState("networkidle");
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await fact(page, "company").fill("A secret");
  await fact(page, "monthly_budget").fill("50000");
  for (const name of ["retail", "retail-lifecycle", "bank-campaign"]) await page.locator(`input[value="${name}"]`).check();
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.waitForTimeout(500);
  assert.deepEqual(asked, []);
});

test("it works without any network", async () => {
  const page = await open();
  await page.context().setOffline(true);
  await fact(page, "role").selectOption({ label: "Is studying" });
  assert.equal(await grade(page).innerText(), "X");
});

test("nothing is stored", async () => {
  const page = await open();
  await fact(page, "company").fill("A secret");
  const stored = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length]);
  assert.deepEqual(stored, [0, 0, "", 0]);
});
