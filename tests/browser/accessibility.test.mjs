// The demo page under axe, in each of the states that it can be in.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { demo, fact, policy } from "./demo.mjs";

const { open } = demo();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything that axe has against the page. */
async function violations(page) {
  await page.evaluate(axe); // as a debugger would: the page's own policy lets no script in
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const [locale, viewport] of [["en-GB", { width: 1280, height: 900 }], ["zh-CN", { width: 390, height: 844 }]]) {
    test(`axe has nothing against the page, ${colorScheme}, ${locale}, ${viewport.width} pixels wide`, async () => {
      const page = await open({ colorScheme, locale, viewport });
      for (const name of ["b2b-saas", "retail", "retail-lifecycle", "bank-campaign"]) {
        await policy(page, name).check();
        assert.deepEqual(await violations(page), [], `${name} as it opens`);
      }
    });
  }

  test(`nor with everything open and everything wrong, ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await page.evaluate(() => document.querySelectorAll(".why").forEach((one) => one.click()));
    await fact(page, "employees").fill("many");
    await page.getByRole("button", { name: "+ Add: Visit" }).click();
    await page.getByLabel("Date and time").last().fill("2199-01-01T00:00");
    await page.locator("#policy-text").press("ControlOrMeta+End");
    await page.locator("#policy-text").press("a");
    await page.locator(".problems li").waitFor();
    assert.deepEqual(await violations(page), []);
  });

  test(`nor with nothing known, ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    await page.locator(".examples .chip").last().click();
    assert.deepEqual(await violations(page), []);
    await page.locator(".lift .act").click();
    await page.locator(".lift-acts .link").waitFor();
    assert.deepEqual(await violations(page), [], "nor once advice has been followed");
  });
}
