// A page in a real Chromium, under a policy that allows nothing but its own scripts and Wasm.

import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { launch } from "../browser/chromium.mjs";

export const CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** Serves a folder, and gives a page of it to `use`; what the page complains of is an error. */
export async function withPage(folder, use, { policy = CONTENT_SECURITY_POLICY } = {}) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-security-policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await launch();
  const complaints = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    return await use(page, `http://127.0.0.1:${server.address().port}`, complaints);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
