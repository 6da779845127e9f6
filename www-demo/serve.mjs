// npm run demo: builds the page and serves it.

import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setup } from "../scripts/setup.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const pkg = fileURLToPath(new URL("../pkg/package.json", import.meta.url));
const dist = fileURLToPath(new URL("dist", import.meta.url));

/** Builds the page from the package in pkg/. */
export async function buildPage({ outDir = dist } = {}) {
  const { build } = await import("vite"); // not above: `npm run demo` may have to install it first
  await build({ root: here, logLevel: "warn", build: { outDir } });
}

/** Serves the built page: where it is, and how to stop. Port 0 takes any that is free. */
export async function servePage({ outDir = dist, port = 0 } = {}) {
  const { preview } = await import("vite");
  const server = await preview({ root: here, logLevel: "warn", build: { outDir }, preview: { host: "127.0.0.1", port } });
  return { url: `http://127.0.0.1:${server.httpServer.address().port}/`, close: () => server.close() };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  setup();
  if (!existsSync(pkg)) await (await import("../scripts/build.mjs")).buildPackage();
  console.log("building the page to www-demo/dist/");
  await buildPage();
  const { url } = await servePage({ port: 4173 });
  console.log(`the page is at ${url} (Ctrl+C ends it)`);
}
