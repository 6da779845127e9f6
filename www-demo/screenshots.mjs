// The pictures of the page in docs/pictures: node www-demo/screenshots.mjs
// The machine needs a font that has Chinese (Debian: fonts-noto-cjk), or the Chinese one shows boxes.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/browser/chromium.mjs";
import { buildPage, servePage } from "./serve.mjs";

const PICTURES = [
  { file: "page-en-light.png", visitor: { locale: "en-GB", colorScheme: "light", viewport: { width: 1440, height: 1080 } } },
  { file: "page-zh-dark.png", visitor: { locale: "zh-CN", colorScheme: "dark", viewport: { width: 390, height: 1066 }, deviceScaleFactor: 2 }, at: "#answer" },
];

const folder = new URL("../docs/pictures/", import.meta.url);
mkdirSync(folder, { recursive: true });
await buildPage();
const server = await servePage();
const browser = await launch();
try {
  for (const { file, visitor, at } of PICTURES) {
    const page = await browser.newPage(visitor);
    await page.clock.setFixedTime("2026-11-02T09:00:00+08:00"); // decay counts from here, so that a picture is the same tomorrow
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(server.url);
    if (at) await page.locator(at).evaluate((part) => part.scrollIntoView());
    const path = fileURLToPath(new URL(file, folder));
    await page.screenshot({ path });
    await page.close();
    console.log(path);
  }
} finally {
  await browser.close();
  await server.close();
}
