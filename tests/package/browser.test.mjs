// In a page that allows nothing but its own scripts and Wasm, a form is graded as it is filled in.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CONTENT_SECURITY_POLICY, withPage } from "./browser.mjs";
import { folderWith, installed } from "./project.mjs";

const POLICY = {
  gradus: 1,
  fields: { budget: { type: "number" }, industry: { type: "string", values: ["saas", "retail"] } },
  scores: {
    fit: {
      groups: {
        all: { rules: [
          { id: "budget", of: "budget", bands: [[0, 0], [1000, 50]] },
          { id: "industry", of: "industry", points: { saas: 30, retail: 10 } },
        ] },
      },
    },
  },
  grades: { lead: { of: "score.fit", bands: [{ grade: "A", from: 60 }, { grade: "B", from: 0 }] } },
};

const FORM = (load) => `
${load}
const policy = Policy.compile(${JSON.stringify(POLICY)});
const form = document.querySelector("form");
function show() {
  const { budget, industry } = Object.fromEntries(new FormData(form));
  const { grade, score } = policy.grade({ budget: budget === "" ? null : Number(budget), industry: industry || null });
  document.querySelector("output").textContent = grade + " " + score;
}
form.addEventListener("input", show);
show();
`;

const ENTRIES = {
  "the entry with the Wasm inside": 'import { Policy } from "./index.js";',
  "the slim entry, the Wasm by its URL": 'import { init, Policy } from "./slim.js"; await init("/gradus_bg.wasm");',
  "the slim entry, the Wasm as a response": 'import { init, Policy } from "./slim.js"; await init(fetch("/gradus_bg.wasm"));',
};

for (const [name, load] of Object.entries(ENTRIES)) {
  test(name, async () => {
    const folder = folderWith("form", { "form.js": FORM(load), "form.html": readFileSync(new URL("form.html", import.meta.url), "utf8") });
    for (const file of ["index.js", "slim.js", "gradus_bg.wasm"]) copyFileSync(join(installed(), file), join(folder, file));
    await withPage(folder, async (page, url, complaints) => {
      await page.goto(`${url}/form.html`);
      const output = () => page.textContent("output");
      await page.waitForFunction(() => document.querySelector("output").textContent !== "");
      assert.equal(await output(), "B 0");
      await page.fill("[name=budget]", "2000");
      assert.equal(await output(), "B 50");
      await page.selectOption("select", "saas");
      assert.equal(await output(), "A 80");
      assert.deepEqual(complaints, []);
    });
  });
}

test("where the page forbids Wasm, the error says what to allow", async () => {
  const folder = folderWith("forbidden", { "page.html": "<!doctype html><title>x</title>" });
  copyFileSync(join(installed(), "index.js"), join(folder, "index.js"));
  const strict = CONTENT_SECURITY_POLICY.replace(" 'wasm-unsafe-eval'", "");
  await withPage(
    folder,
    async (page, url) => {
      await page.goto(`${url}/page.html`);
      const error = await page.evaluate(async () => {
        const { Policy } = await import("/index.js");
        try {
          Policy.compile({ gradus: 1 });
        } catch (error) {
          return { name: error.name, code: error.code, message: error.message };
        }
      });
      assert.equal(error.name, "GradusError");
      assert.equal(error.code, "internal");
      assert.match(error.message, /wasm-unsafe-eval/);
    },
    { policy: strict },
  );
});
