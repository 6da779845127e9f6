// What is still open, on the demo page: the range, the next question, the advice, the change that comes by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { breakdown, demo, fact, focused, grade, policy, policyText, score, shows } from "./demo.mjs";

const { open } = demo();

/** The present of these tests: where decay has come to by then is part of what they expect. */
const NOW = "2026-11-02T09:00:00+08:00";

async function openThen(visitor) {
  const page = await open(visitor);
  await page.clock.setFixedTime(NOW);
  await page.locator(".examples .chip").first().click(); // its events are so many days before the present
  return page;
}

const range = (page) => page.locator(".grade-card .range dd");
const possible = (page) => page.locator(".grade-card .possible .badge");
const question = (page, name) => page.locator(`.question[data-fact="${name}"]`);
const lift = (page) => page.locator(".lift");
const turn = (page) => page.locator(".turn");

/** The frame on the ruler, as shares of its width. */
async function frame(page) {
  await page.waitForTimeout(300); // it glides
  return page.locator(".ruler").evaluate((ruler) => {
    const all = ruler.getBoundingClientRect();
    const shareOf = (one) => Math.round(((one - all.left) / all.width) * 1000) / 10;
    const [span] = [...ruler.querySelectorAll(".span")].map((one) => one.getBBox());
    return span && [shareOf(all.left + span.x), shareOf(all.left + span.x + span.width)];
  });
}

test("the range narrows as a lead is typed, in figures and in the picture", async () => {
  const page = await openThen();
  await page.getByRole("button", { name: "Clear" }).click();
  await shows(range(page), "0–100 at most this wide");
  assert.deepEqual(await frame(page), [0, 100]);
  assert.deepEqual(await possible(page).allInnerTexts(), ["A", "B", "C", "D", "X"]);
  await fact(page, "company_size").selectOption("500+");
  await shows(range(page), "25–100 at most this wide");
  assert.deepEqual(await frame(page), [25, 100]);
  await page.locator(".examples .chip").first().click();
  await shows(range(page), "56–83.5 at most this wide");
  assert.deepEqual(await possible(page).allInnerTexts(), ["A", "B", "X"]);
  await fact(page, "role").selectOption("user");
  await shows(range(page), "66–68.5 both ends can happen");
  assert.deepEqual(await frame(page), [66, 68.5]);
  const told = await page.getByRole("img", { name: /Possible range/ }).getAttribute("aria-label");
  assert.equal(told, "Fit: 66. Grade thresholds: A from 60, B from 45, C from 30, D from 0. Possible range 66–68.5, both ends can happen.");
});

test("a score that nothing can move any more is settled", async () => {
  const page = await openThen();
  await policy(page, "bank-campaign").check();
  await page.getByRole("button", { name: "A stranger with a mortgage" }).click();
  await shows(range(page), "43 settled");
  assert.equal(await frame(page), undefined);
  await shows(page.locator(".grade-card .possible"), "Certain C");
  await shows(page.locator(".questions .hint"), "Nothing that is missing could change anything.");
});

test("a score that may turn out not to apply says so, and a grade that may stay unknown", async () => {
  const page = await openThen();
  const { paste } = await policyText(page);
  await paste(
    JSON.stringify({
      gradus: 1,
      name: "own",
      fields: { business: { type: "boolean" }, size: { type: "number" } },
      scores: { s: { for: "business", groups: { g: { rules: [{ id: "size", of: "size", bands: [[0, 10], [50, 40]] }] } } } },
      grades: { a: { of: "score.s", bands: [{ grade: "big", from: 40 }, { grade: "small", from: 0 }] } },
    }),
  );
  await page.getByRole("button", { name: "Clear" }).click();
  await shows(range(page), "0–40 both ends can happen, or no score at all");
  await shows(page.locator(".grade-card .possible dd"), "could also stay unknown");
  await fact(page, "business").selectOption("true");
  await shows(range(page), "0–40 both ends can happen");
  assert.deepEqual(await possible(page).allInnerTexts(), ["big", "small"]);
});

test("every score says its range, and every other grade what it may become", async () => {
  const page = await openThen();
  await shows(breakdown(page, "Engagement").locator(".span-text"), /^\S+–\S+ both ends can happen$/);
  await page.getByRole("button", { name: "From a purchased list" }).click();
  await shows(page.locator(".others dd").first(), "Cold Engagement is at least 0 could still be Hot, Warm");
  await shows(page.locator(".others dd").nth(1), "Low Lead grade: C × Heat: Cold could also stay unknown");
});

test("the question that moves the score most comes first, and leads to where it is told", async () => {
  const page = await openThen();
  await page.getByRole("button", { name: "Clear" }).click();
  await shows(page.locator(".question"), "Role in the decision ✓ can settle the grade up to 25 points");
  const points = (await page.locator(".question .moves").allInnerTexts()).map((text) => Number(/\d[\d.]*/.exec(text)?.[0] ?? 0));
  assert.deepEqual(points, [...points].sort((one, other) => other - one));
  await question(page, "monthly_budget").click();
  assert.equal(await focused(fact(page, "monthly_budget")), true);
  await page.keyboard.type("50000");
  await shows(score(page), "20");
  assert.equal(await question(page, "monthly_budget").count(), 0, "it has been answered");
  await page.locator(".questions summary").click();
  await question(page, "events.webinar").click();
  await shows(page.locator("*:focus"), "+ Add: Webinar");
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Webinar 1" }).waitFor();
  assert.equal(await question(page, "events.webinar").count(), 0, "events are known now");
});

test("an answer that can settle the grade settles it", async () => {
  const page = await openThen();
  await shows(question(page, "role"), /can settle the grade/);
  await question(page, "role").click();
  assert.equal(await focused(fact(page, "role")), true);
  await fact(page, "role").selectOption({ label: "Is studying" });
  await shows(page.locator(".grade-card .possible"), "Certain X");
});

test("a question that waits for consent leads to the consent", async () => {
  const page = await openThen();
  await fact(page, "wechat").fill("wx_chen");
  await page.locator(".questions summary").click();
  await shows(question(page, "wechat"), "WeChat needs consent does not move Fit");
  await question(page, "wechat").click();
  assert.equal(await focused(page.getByRole("checkbox", { name: "WeChat opens" })), true);
});

test("the advice, put into the form, gives the grade and the score that it promises", async () => {
  const page = await openThen();
  await shows(lift(page).locator(".lift-to"), "B → to A Fit 56 → 62");
  await shows(lift(page).locator(".changes li"), "Monthly budget now 3,000 CNY needs at least 5,000 CNY");
  await lift(page).getByRole("button", { name: "Monthly budget" }).click();
  assert.equal(await focused(fact(page, "monthly_budget")), true);
  await lift(page).getByRole("button", { name: "Fill this in" }).click();
  assert.equal(await fact(page, "monthly_budget").inputValue(), "5000");
  await shows(grade(page), "A");
  await shows(score(page), "62");
  await shows(lift(page).locator(".hint"), "It is the best grade already.");
  assert.equal(await focused(page.locator("#lift-heading")), true, "the button is gone, and the keyboard is not lost");
  await shows(page.locator(".answer [role=status]"), /^Lead grade: A · Fits very well/);
  await lift(page).getByRole("button", { name: "Undo" }).click();
  assert.equal(await fact(page, "monthly_budget").inputValue(), "3000");
  await shows(grade(page), "B");
  assert.equal(await lift(page).getByRole("button", { name: "Undo" }).count(), 0);
});

test("advice leads from the worst grade to the best, step by step, under each policy", async () => {
  const page = await openThen();
  for (const name of ["b2b-saas", "retail", "bank-campaign"]) {
    await policy(page, name).check();
    await page.getByRole("button", { name: "Clear" }).click();
    await shows(grade(page), "D");
    for (let steps = 0; (await lift(page).locator(".act").count()) > 0; steps++) {
      assert.ok(steps < 3, `${name} has three better grades`);
      const to = await lift(page).locator(".lift-to .badge").last().innerText();
      const promised = /→ (\S+)$/.exec((await lift(page).locator(".lift-to").innerText()).trim())[1];
      await lift(page).locator(".act").click();
      await shows(grade(page), to);
      await shows(score(page), promised);
    }
    await shows(lift(page).locator(".hint"), /^(It is the best grade already|No change of up to three facts reaches a better grade)\.$/);
  }
});

test("numbers between edges, texts of somebody's own and truths: each kind of need is said, and filled in as far as it can be", async () => {
  const page = await openThen();
  const { paste } = await policyText(page);
  const own = (when) =>
    paste(
      JSON.stringify({
        gradus: 1,
        name: "own",
        fields: { n: { type: "number" }, city: { type: "string" }, keen: { type: "boolean" } },
        grades: { g: { first: [{ grade: "good", when }, { grade: "bad" }] } },
      }),
    );
  const need = lift(page).locator(".needs dd");
  await own("n > 5.0 && n < 6.0");
  await fact(page, "n").fill("9");
  await shows(need, "more than 5 and less than 6");
  await lift(page).getByRole("button", { name: "Fill this in" }).click();
  await shows(grade(page), "good");
  assert.equal(await fact(page, "n").inputValue(), "5.9");
  await own("city != 'X' && n > 1.0");
  await fact(page, "n").fill("0");
  await fact(page, "city").fill("X");
  await shows(need.nth(1), "anything but X for you to fill in");
  await lift(page).getByRole("button", { name: "Fill in what can be filled in" }).click();
  assert.equal(await fact(page, "n").inputValue(), "2");
  assert.equal(await fact(page, "city").inputValue(), "X");
  await own("city in ['X', 'Y', 'Z']");
  await fact(page, "city").fill("");
  await shows(need, "X, Y or Z");
  await lift(page).getByRole("button", { name: "Fill this in" }).click();
  await shows(grade(page), "good");
  await own("keen");
  await fact(page, "keen").selectOption("false");
  await shows(need, "Yes");
  await lift(page).getByRole("button", { name: "Fill this in" }).click();
  await shows(grade(page), "good");
});

test("when a grade changes by itself is said, relative and absolute, with what it becomes", async () => {
  const page = await openThen();
  const told = /^When it changes by itself in \d+ days \d+ Nov 2026, \d\d:\d\d Heat Hot → to Warm Priority: high, medium, low High → to Medium/;
  await shows(turn(page), told);
  await shows(turn(page).locator(".hint"), "The downgrade buffer of the grades held now is counted in.");
  // Without that buffer the page, graded as of then, has to find the same.
  const { text, paste } = await policyText(page);
  const { tests, ...unbuffered } = JSON.parse(text);
  assert.ok(tests.length > 0);
  for (const band of unbuffered.grades.heat.bands) delete band.keep;
  await paste(JSON.stringify(unbuffered));
  await shows(page.locator(".card .tag"), "edited");
  await shows(turn(page).locator(".hint"), "");
  await shows(turn(page), told);
  const moment = Date.parse(await turn(page).locator("time").getAttribute("datetime"));
  const local = (moment) => new Date(moment + 8 * 3_600_000).toISOString().slice(0, 16); // the policy's offset
  await page.getByLabel("Graded as of").fill(local(moment - 60_000));
  await shows(turn(page).locator("strong"), "in 1 minute");
  await shows(page.locator(".others .badge"), "Hot");
  await page.getByLabel("Graded as of").fill(local(moment + 60_000));
  await shows(page.locator(".others .badge"), "Warm");
  await page.getByRole("button", { name: "From a purchased list" }).click();
  await shows(turn(page).locator(".hint"), "Not within ten years, as long as nothing new is known.");
});

test("the same in Chinese", async () => {
  const page = await openThen({ locale: "zh-CN" });
  await shows(page.locator(".grade-card .range"), "可能得分区间 56–83.5 至多如此");
  await shows(page.locator("#asks-heading"), "最该补问");
  await shows(question(page, "role"), "决策角色 ✓ 可确定评级 最多影响 25 分");
  await shows(page.locator("#lift-heading"), "提升建议");
  await shows(lift(page).locator(".changes li"), "每月预算 目前 3,000 CNY 需要 不小于 5,000 CNY");
  await shows(turn(page), /^何时自动变化 \d+天后 2026年11月\d+日 \d\d:\d\d 线索热度 热 → 变为 温 跟进优先级：高、中、低 高 → 变为 中 已计入现有评级的降级缓冲。$/);
  await lift(page).getByRole("button", { name: "填入表单" }).click();
  await shows(grade(page), "A");
  await shows(lift(page).locator(".hint"), "已是最高评级。");
});

test("what the linter finds stands with the errors, and says in words what it is", async () => {
  const page = await openThen();
  const { text, paste } = await policyText(page);
  const { tests, ...linted } = JSON.parse(text);
  assert.ok(tests.length > 0);
  linted.grades.lead.overrides.unshift({ when: "monthly_budget > 10 && monthly_budget < 5", grade: "X" });
  await paste(JSON.stringify(linted, null, 2));
  await shows(page.locator("#policy-status"), "In force, with 1 warning.");
  await shows(page.locator(".problems li"), /^Line \d+, column \d+ Warning thresholds_exclude /);
  await page.getByRole("button", { name: "简体中文" }).click();
  await shows(page.locator(".problems li"), /^第 \d+ 行第 \d+ 列 提醒 阈值互相排斥 /);
});
