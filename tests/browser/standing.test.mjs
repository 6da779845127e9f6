// Where a customer stands, on the demo page: the stage, what holds the next one back, what is due, a state that goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { demo, focused, policy, policyText, shows } from "./demo.mjs";

const { open } = demo();

const NOW = "2026-11-02T09:00:00+08:00";

async function openThen(visitor, example = 0) {
  const page = await open(visitor);
  await page.clock.setFixedTime(NOW);
  await policy(page, "retail-lifecycle").check();
  await page.locator(".examples .chip").nth(example).click(); // its events are so many days before the present
  return page;
}

const part = (page, name) => page.locator(".standing .parts > section").filter({ has: page.getByRole("heading", { name, exact: true }) });
const lines = (page, name) => part(page, name).locator("> ul > li");
const asOf = (page) => page.locator("#as-of");

test("the stage, how it was reached, and what holds the next back", async () => {
  const page = await openThen();
  await shows(page.locator(".standing .stage"), "First purchase since 2 Nov 2026, 09:00");
  await shows(lines(page, "Moves of this look"), "Prospect → First purchase because: The first order");
  await shows(lines(page, "What holds the next stage back").first(), "→ Repeat The second order not met (Orders so far: 1)");
  assert.equal(await lines(page, "What holds the next stage back").count(), 2);
  await shows(lines(page, "Follow-up in time"), "Second order within 60 days until 1 Jan 2027, 09:00");
});

test("touches: what comes next first, what is over folded away; held classes, balances", async () => {
  const page = await openThen();
  const touches = lines(page, "Touches");
  assert.deepEqual((await touches.locator("strong").allInnerTexts()).slice(0, 2), ["Welcome", "Singles' Day"]);
  await shows(touches.first(), "Welcome opens 3 Nov 2026, 09:00");
  await part(page, "Touches").locator("summary").click();
  await shows(part(page, "Touches").locator("details li").first(), /^Spring Festival missed, closed 22 Feb 2026/);
  await shows(lines(page, "Classes that are held"), "Membership tier Basic held until 2 Nov 2027, 09:00");
  await shows(lines(page, "Balances"), "Points 260 260 expire 23 Sept 2027, 09:00");
});

test("what changes by itself is told, and when", async () => {
  const page = await openThen();
  await shows(page.locator(".turn p strong"), "in 24 hours");
  await shows(page.locator(".turn li"), "Welcome: becomes due");
});

test("a state that is kept goes on: the stage has its date, a touch is due, a wait is over", async () => {
  const page = await openThen({}, 1);
  await shows(page.locator(".standing .stage"), /^Repeat since 2 Nov 2026/);
  await shows(lines(page, "What holds the next stage back").first(), /^→ Loyal Four orders in a year too soon after the last move, until 2 Dec 2026, 09:00 \(/);
  await page.getByRole("button", { name: "Keep this state" }).click();
  assert.ok(await focused(page.locator("#standing-heading")), "the keyboard is not lost");
  await asOf(page).fill("2026-11-05T10:00");
  await shows(page.locator(".standing .stage"), "Repeat since 2 Nov 2026, 09:00");
  assert.equal(await part(page, "Moves of this look").count(), 0);
  await shows(lines(page, "Touches").first(), "Singles' Day due until 11 Nov 2026, 00:00, by Text message");
  await asOf(page).fill("2026-12-02T09:00");
  await shows(page.locator(".standing .stage"), "Loyal since 2 Dec 2026, 09:00");
  await shows(lines(page, "Moves of this look"), "Repeat → Loyal because: Four orders in a year");
  await page.getByRole("button", { name: "Start afresh" }).click();
  await shows(page.locator(".standing .stage"), /^Repeat since 2 Dec 2026/);
  assert.equal(await page.getByRole("button", { name: "Start afresh" }).count(), 0);
});

test("without consent no channel is open", async () => {
  const page = await openThen();
  await page.getByRole("button", { name: "Keep this state" }).click();
  await asOf(page).fill("2026-11-03T10:00");
  await shows(lines(page, "Touches").first(), /^Welcome due until 17 Nov 2026, 09:00, by WeChat$/);
  await page.getByRole("checkbox", { name: "WeChat opens WeChat" }).uncheck();
  await shows(lines(page, "Touches").first(), /, by Text message$/);
  await page.getByRole("checkbox", { name: /Marketing opens Birthday, Text message, Email/ }).uncheck();
  await shows(lines(page, "Touches").first(), /, no channel is open now$/);
});

test("a state of stages that the text no longer has is set aside", async () => {
  const page = await openThen();
  await page.getByRole("button", { name: "Keep this state" }).click();
  const { text, paste } = await policyText(page);
  await paste(text.replaceAll("first_purchase", "first_order"));
  await shows(page.locator(".standing .stage"), /^First purchase since 2 Nov 2026/);
  await shows(lines(page, "Moves of this look"), /Prospect → First purchase/);
});

test("the same in Chinese; a policy without a lifecycle has no such part", async () => {
  const page = await openThen({ locale: "zh-CN" });
  await shows(page.locator(".standing .stage"), "首购客户 自 2026年11月2日 09:00");
  await shows(lines(page, "触达").first(), "新客欢迎 2026年11月3日 09:00 开始");
  await shows(page.locator(".turn li"), "新客欢迎：应触达");
  await policy(page, "retail").check();
  assert.equal(await page.locator(".standing").count(), 0);
});
