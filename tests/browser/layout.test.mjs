// The demo page at every width, in both languages, light and dark.

import assert from "node:assert/strict";
import { test } from "node:test";
import { demo, fact, policy } from "./demo.mjs";

const { open } = demo();

const WIDTHS = [360, 600, 991, 1280, 2560];

for (const locale of ["en-GB", "zh-CN"]) {
  test(`nothing has to be scrolled sideways from 360 to 2560 pixels, in ${locale}`, async () => {
    const page = await open({ locale });
    for (const name of ["b2b-saas", "retail", "retail-lifecycle", "bank-campaign"]) {
      await policy(page, name).check();
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      await page.evaluate(() => document.querySelectorAll(".why").forEach((one) => one.click()));
      const number = page.locator("input[inputmode=decimal]").first();
      if ((await number.count()) > 0) await number.fill("a mistake"); // a policy may ask for no number
      await page.locator("#policy-text").press("ControlOrMeta+End");
      await page.locator("#policy-text").press("a");
      await page.locator(".problems li").waitFor();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} at ${width} pixels is ${wide} wide`);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll("main *")]
            .filter((one) => !one.closest("pre, svg, .hidden, .skip, thead, select"))
            .map((one) => ({ one: `${one.tagName}.${one.className}`, right: one.getBoundingClientRect().right }))
            .filter(({ right }) => right > window.innerWidth + 1),
        );
        assert.deepEqual(cut, [], `${name} at ${width} pixels: nothing stands outside of the page`);
      }
    }
  });
}

test("the page follows the system's colours", async () => {
  const paper = async (colorScheme) => (await open({ colorScheme })).evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(await paper("light"), await paper("dark"));
});

test("on a telephone the grade stays in sight while somebody types", async () => {
  const page = await open({ viewport: { width: 390, height: 844 } });
  const { bottom, top } = await page.locator(".at-hand").evaluate((one) => one.getBoundingClientRect());
  assert.ok(top >= 0 && bottom <= 845);
  await fact(page, "role").selectOption({ label: "Is studying" });
  assert.match(await page.locator(".at-hand").innerText(), /X\s+Invalid/);
});

test("on a desktop the grade stays in sight while somebody scrolls", async () => {
  const page = await open();
  await page.locator(".consent").scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 400);
  await page.waitForTimeout(200);
  const { top, bottom } = await page.locator(".grade-card").evaluate((one) => one.getBoundingClientRect());
  assert.ok(top >= 0 && bottom <= 900, `the grade's card is at ${top} to ${bottom}`);
});
