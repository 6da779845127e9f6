// The demo page, used as a person uses it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { breakdown, demo, fact, grade, policy, policyText, score, shows } from "./demo.mjs";

const { open: openAtFirst } = demo();

/** The page with a lead of which nearly everything is known. */
async function open(visitor) {
  const page = await openAtFirst(visitor);
  await page.locator(".examples .chip").nth(1).click();
  return page;
}

const meaning = (page) => page.locator(".main-grade .meaning");
const withheld = (page) => page.locator("[aria-labelledby=withheld-heading] .chip");

test("the page opens with a lead that is graded", async () => {
  const page = await openAtFirst();
  await shows(grade(page), "B");
  await shows(score(page), "56");
  await shows(meaning(page), "Fits well");
});

test("the grade follows what is typed, and the ledger says why", async () => {
  const page = await open();
  await fact(page, "monthly_budget").fill("50,000");
  await shows(score(page), "87.5");
  const row = breakdown(page, "Fit").getByRole("row", { name: "Monthly budget" });
  await shows(row, "Budget weight 20 Monthly budget Monthly budget: 50,000 CNY +100 +20.0");
  await fact(page, "role").selectOption({ label: "Is studying" });
  await shows(grade(page), "X");
  await shows(meaning(page), "Invalid");
  await shows(page.locator(".main-grade .decided"), /^Override: Student/);
  await shows(page.locator(".others .badge").nth(1), "Do not follow up");
});

test("the lines of each ledger add up to its score", async () => {
  const page = await open();
  const names = ["b2b-saas", "retail", "retail-lifecycle", "bank-campaign"];
  for (const name of names) {
    await policy(page, name).check();
    for (const section of await page.locator(".score").all()) {
      const counts = await section.locator("tbody .counts").allInnerTexts();
      const sum = counts.reduce((sum, text) => sum + Number(text.replace("−", "-")), 0);
      assert.equal(sum.toFixed(3), Number(await section.locator("tfoot .counts").innerText()).toFixed(3));
      const bars = await section.locator(".waterfall .bar:not(.total)").count();
      assert.equal(bars, counts.filter((text) => Number(text.replace("−", "-")) !== 0).length, "one bar for each line that counts");
    }
  }
});

test("another policy asks for other facts, and loses nothing of what was typed", async () => {
  const page = await open();
  await fact(page, "company").fill("Kept Ltd");
  await policy(page, "retail").check();
  await shows(page.locator(".main-grade h2"), "Customer grade");
  await page.getByRole("button", { name: "New, ready to buy" }).click();
  await fact(page, "planned_budget").fill("8000");
  await shows(breakdown(page, "Customer value").getByRole("row", { name: "Planned budget" }), /\+80/);
  await policy(page, "b2b-saas").check();
  assert.equal(await fact(page, "company").inputValue(), "Kept Ltd");
});

test("facts that no rule may read are marked, and change nothing", async () => {
  const page = await open();
  await policy(page, "bank-campaign").check();
  const before = await score(page).innerText();
  await shows(page.locator(".field").filter({ has: fact(page, "age") }).locator(".tag"), "protected");
  await fact(page, "age").fill("18");
  await fact(page, "marital").selectOption({ label: "Single" });
  await shows(score(page), before);
});

test("switching the language keeps the page, its facts and its grade", async () => {
  const page = await open();
  await page.evaluate(() => (window.untouched = true));
  await fact(page, "company").fill("Kept Ltd");
  await page.getByRole("button", { name: "简体中文" }).click();
  await shows(page.locator("#facts-heading"), "已知资料");
  await shows(page.locator(".main-grade h2"), "线索评级");
  await shows(meaning(page), "高度匹配");
  await shows(page.locator("label[for=fact-monthly_budget]"), "每月预算");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  assert.match(await page.title(), /线索评级/);
  assert.equal(await fact(page, "company").inputValue(), "Kept Ltd");
  assert.equal(await page.evaluate(() => window.untouched), true);
  await page.getByRole("button", { name: "English" }).click();
  await shows(page.locator("#facts-heading"), "What is known");
});

test("the browser's language is the page's", async () => {
  await shows((await open({ locale: "zh-CN" })).locator("#facts-heading"), "已知资料");
  await shows((await open({ locale: "zh-Hant-TW" })).locator("#facts-heading"), "已知资料");
  await shows((await open({ locale: "de-DE" })).locator("#facts-heading"), "What is known");
});

test("in Chinese nothing of the page is left in English", async () => {
  const page = await open({ locale: "zh-CN" });
  for (const name of ["b2b-saas", "retail", "retail-lifecycle", "bank-campaign"]) {
    await policy(page, name).check();
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = !one.matches(".json, .policy-text"))));
    const text = await page.locator("main").innerText();
    const latin = text.match(/[A-Za-z][A-Za-z_-]{2,}/g).filter((word) => !["SaaS", "gradus", "CNY", "EUR", "UTC", "UCI", "Bank", "Marketing", "Moro", "Cortez", "Rita", "duration", "JSON", "Zoho", "CRM", "CTO", "RFM"].includes(word));
    // What decided a value segment is a condition of the policy, in the policy's own words.
    assert.deepEqual(latin.filter((word) => !["monetary", "recency", "orders", "quiet_days", "rhythm"].includes(word)), [], name);
  }
});

test("a consent withdrawn takes its facts away, and says which", async () => {
  const page = await open();
  await shows(withheld(page), "WeChat");
  const before = Number(await breakdown(page, "Engagement").locator(".score-value").innerText());
  await page.getByRole("checkbox", { name: "Telephone opens" }).uncheck();
  await shows(page.locator("[aria-labelledby=withheld-heading] .chips"), "Mobile WeChat");
  const after = Number(await breakdown(page, "Engagement").locator(".score-value").innerText());
  assert.equal((before - after).toFixed(3), "10.000");
  await page.getByRole("checkbox", { name: "Telephone opens" }).check();
  await page.getByRole("checkbox", { name: "WeChat opens" }).check();
  assert.equal(await withheld(page).count(), 0);
});

test("a mistake in a number is shown where it was made, and the rest goes on", async () => {
  const page = await open();
  const budget = fact(page, "monthly_budget");
  await budget.fill("20k");
  assert.equal(await budget.getAttribute("aria-invalid"), "true");
  const described = await budget.getAttribute("aria-describedby");
  await shows(page.locator(`#${described}`), "Not a number. Write it like 12 or 0.5.");
  await shows(score(page), "67.5"); // as without a budget
  await shows(page.locator(".grade-card .notice"), "1 fact cannot be read and counts as missing. Show me");
  await fact(page, "company").focus();
  await page.getByRole("button", { name: "Show me" }).click();
  assert.equal(await budget.evaluate((input) => input === document.activeElement), true);
  await budget.fill("-5");
  await shows(page.locator(`#${described}`), "At least 0.");
  await page.getByRole("button", { name: "简体中文" }).click();
  await shows(page.locator(`#${described}`), "不小于 0。");
  await budget.fill("２０，０００".replace("，", ","));
  assert.equal(await budget.getAttribute("aria-invalid"), "false");
  await shows(score(page), "84.5");
});

test("events are added, mended and taken away", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Clear" }).click();
  await shows(breakdown(page, "Engagement").locator(".score-value"), "0");
  await page.locator("summary", { hasText: "Visit" }).click();
  await page.getByRole("button", { name: "+ Add: Visit" }).click();
  const visit = page.getByRole("group", { name: "Visit 1" });
  await shows(visit.locator(".fault"), "Needs a date, and everything that is not optional.");
  await visit.getByLabel("Page").fill("/pricing");
  await shows(breakdown(page, "Engagement").locator(".score-value"), "8");
  await visit.getByLabel("Date and time").fill("2199-01-01T00:00");
  await shows(page.locator(".warnings"), "Visit: events later than the moment of grading are ignored.");
  await page.getByLabel("Graded as of").fill("2199-01-15T00:00");
  await shows(breakdown(page, "Engagement").locator(".score-value"), "4"); // half of it is left after a fortnight
  await page.getByRole("button", { name: "Remove Visit 1" }).click();
  await shows(breakdown(page, "Engagement").locator(".score-value"), "0");
  await shows(page.locator("*:focus"), "+ Add: Visit");
});

test("a mistake in the policy's text is found by line and column, and the last good policy stays in force", async () => {
  const page = await open();
  const { area, text, paste } = await policyText(page);
  const good = "No problems. This text is in force.";
  await shows(page.locator("#policy-status"), good);

  await paste(text.replace('"weight": 20, "cap"', '"weigth": 20, "cap"'));
  await shows(page.locator("#policy-status"), "2 problems. The last good model stays in force.");
  const line = text.slice(0, text.indexOf('"weight": 20, "cap"')).split("\n").length;
  const column = text.split("\n")[line - 1].indexOf("20") + 1;
  const item = page.locator(".problems li").filter({ hasText: "unknown_key" });
  await shows(item, new RegExp(`^Line ${line}, column ${column} Error unknown_key .*weigth.*Help: .*weight`));
  await shows(score(page), "79.5");
  await shows(page.locator(".grade-card .notice"), "The model's text has errors: this is the last good one.");

  await item.getByRole("button").click();
  const caret = await area.evaluate((area) => [area === document.activeElement, area.value.slice(area.selectionStart, area.selectionStart + 2)]);
  assert.deepEqual(caret, [true, "20"]);

  // The tests of this policy would fail with another weight, and a policy whose tests fail is not in force: it goes without them.
  const { tests, ...untested } = JSON.parse(text);
  assert.ok(tests.length > 0);
  untested.scores.fit.groups.budget.weight = 0;
  await paste(JSON.stringify(untested, null, 2));
  await shows(page.locator("#policy-status"), good);
  await shows(score(page), "84.375"); // 67.5 of the 80 that are left
  await shows(page.locator(".card .tag"), "edited");
  await page.getByRole("button", { name: "Back to the shipped text" }).click();
  await shows(score(page), "79.5");
});

test("text that is no JSON at all is a problem like any other", async () => {
  const page = await open({ locale: "zh-CN" });
  const { paste } = await policyText(page);
  await paste('{ "gradus": 1,\n  oops }');
  await shows(page.locator(".problems li"), /^第 2 行第 3 列 错误 JSON 语法错误/);
  await paste("");
  await shows(page.locator("#policy-status"), "有 1 处问题，仍按上一个有效方案计算。");
  await shows(score(page), "79.5");
});

test("a policy of somebody's own makes its own form", async () => {
  const page = await open();
  const { paste } = await policyText(page);
  await paste(
    JSON.stringify({
      gradus: 1,
      name: "own",
      fields: {
        constructor: { type: "number", max: 10 },
        tags: { type: "list" },
        keen: { type: "boolean" },
        seen: { type: "timestamp" },
        size: { type: "level", values: ["small", "large"], default: "small" },
      },
      scores: {
        s: {
          cap: [-50, 50],
          groups: {
            g: {
              cap: [-50, 50],
              rules: [
                { id: "a", of: "constructor", bands: [[0, -20], [5, 10]] },
                { id: "b", of: "tags", points: { vip: 15 } },
                { id: "c", when: "keen && personalised", points: 5 },
                { id: "d", when: "now - seen < duration('1h')", points: 7 },
                { id: "e", of: "size", points: { small: 1, large: 2 } },
              ],
            },
          },
        },
      },
      grades: { g: { of: "score.s", bands: [{ grade: "gold", from: 20 }, { grade: "plain", from: -50 }] } },
    }),
  );
  await shows(grade(page), "plain");
  await shows(score(page), "1");
  await fact(page, "constructor").fill("4");
  await shows(score(page), "−19");
  await fact(page, "constructor").fill("11");
  await shows(page.locator("#fact-constructor-fault"), "At most 10.");
  await fact(page, "constructor").fill("5");
  await fact(page, "tags").fill("new，vip");
  await shows(grade(page), "gold");
  await fact(page, "keen").selectOption("true");
  await fact(page, "personalised").selectOption("true");
  await shows(score(page), "31");
  await page.getByLabel("Graded as of").fill("2026-11-02T09:00");
  await fact(page, "seen").fill("2026-11-02T08:30");
  await fact(page, "size").selectOption("large");
  await shows(score(page), "39");
});

test("who listens is told the grade once typing rests", async () => {
  const page = await open();
  const said = page.locator(".answer [role=status]");
  await shows(said, /^Lead grade: A · Fits very well, Heat: Hot, .* Fit: 79\.5, Engagement: /);
  await fact(page, "role").selectOption({ label: "Is studying" });
  await shows(said, /^Lead grade: X · Invalid/);
});

test("the keyboard alone is enough", async () => {
  const page = await openAtFirst();
  const tabTo = async (id) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const { at, seen } = await page.evaluate(() => {
        const one = document.activeElement;
        // A card shows the focus of the radio button in it.
        const { outlineStyle } = getComputedStyle(one.closest(".card") ?? one);
        return { at: one.id || one.value || one.textContent, seen: outlineStyle !== "none" };
      });
      assert.ok(seen, `the focus can be seen on ${at}`);
      if (at === id) return;
    }
    assert.fail(`the keyboard does not reach ${id}`);
  };
  await page.keyboard.press("Tab");
  await shows(page.locator("*:focus"), "Skip to the grade");
  await tabTo("b2b-saas");
  await page.keyboard.press("ArrowDown");
  await shows(page.locator(".main-grade h2"), "Customer grade");
  await tabTo("New, ready to buy");
  await page.keyboard.press("Enter");
  await tabTo("fact-planned_budget");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("300");
  await tabTo("fact-intent");
  await page.keyboard.press("ArrowUp"); // from ready to comparing
  assert.equal(await fact(page, "intent").inputValue(), "comparing");
  await shows(grade(page), "C");
  await tabTo("Visit 1");
  await page.keyboard.press("Enter");
  await tabTo("add-visit");
  await page.keyboard.press("Space");
  await shows(page.getByRole("group", { name: "Visit 2" }).locator("label").first(), "Date and time");
  await tabTo("The model as text");
  await page.keyboard.press("Enter");
  await tabTo("policy-text");
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "policy-text", "the text area lets go of the keyboard");
});

test("the skip link leads to the grade", async () => {
  const page = await openAtFirst();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "answer");
});
