// The demo page for a test file: built from the sources, served, opened in a real browser.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before } from "node:test";
import { buildPage, servePage } from "../../www-demo/serve.mjs";
import { launch } from "./chromium.mjs";

/** An English desktop, where a test asks for nothing else. */
const VISITOR = { locale: "en-GB", viewport: { width: 1280, height: 900 } };

/**
 * Readies the page for the tests of one file. No test may leave an error in the console, break the
 * page's own Content-Security-Policy, or send a request to anywhere else.
 * @returns {{ open(visitor?: object): Promise<import("playwright-core").Page> }}
 */
export function demo() {
  const trouble = [];
  const contexts = [];
  let folder, server, browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gradus-demo-"));
    await buildPage({ outDir: folder });
    server = await servePage({ outDir: folder });
    browser = await launch();
  });

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    assert.deepEqual(trouble.splice(0), []);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const open = async (visitor = {}) => {
    const context = await browser.newContext({ ...VISITOR, ...visitor });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(String(error)));
    context.on("request", (request) => request.url().startsWith(server.url) || trouble.push(`asked for ${request.url()}`));
    await page.goto(server.url);
    await page.locator("h1").waitFor();
    return page;
  };

  return { open };
}

/** Waits until the locator's text is this. */
export async function shows(locator, text) {
  let found;
  for (let tries = 0; tries < 100; tries++) {
    found = (await locator.count()) === 0 ? "" : (await locator.first().innerText()).replace(/\s+/g, " ").trim();
    if (typeof text === "string" ? found === text : text.test(found)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`expected ${text}, found ${JSON.stringify(found)}`);
}

/** Whether the keyboard stands there. */
export function focused(locator) {
  return locator.evaluate((one) => one === document.activeElement);
}

/** The class in the large badge. */
export function grade(page) {
  return page.locator(".main-grade .badge");
}

/** The score beside the large badge. */
export function score(page) {
  return page.locator(".main-grade .figure strong");
}

/** A score's own section, by what it is called. */
export function breakdown(page, name) {
  return page.locator(".score").filter({ has: page.getByRole("heading", { name }) });
}

/** A fact's input, by its name in the policy. */
export function fact(page, name) {
  return page.locator(`[id="fact-${name}"]`);
}

export function policy(page, name) {
  return page.locator(`input[name="policy"][value="${name}"]`);
}

/** Opens the policy's text: what stands there, and a way to paste another one. (`fill` inserts line by line, which takes Chromium many seconds.) */
export async function policyText(page) {
  await page.locator(".policy-text summary").click();
  const area = page.locator("#policy-text");
  const paste = (text) =>
    area.evaluate((area, text) => {
      area.value = text;
      area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    }, text);
  return { area, text: await area.inputValue(), paste };
}
