// Hosts, each as a function from case lines to answer lines.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { copyFileSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { folderWith, node, project, root } from "./project.mjs";

const answers = readFileSync(new URL("answers.mjs", import.meta.url), "utf8");

/** What every host runs: cases as JSON text in, answers as JSON text out. */
const RUN = `
import * as gradus from "gradus";
import { answerLine } from "./answers.mjs";
export const run = (text) => JSON.stringify(JSON.parse(text).map((line) => answerLine(gradus, line)));
`;

export function app(name, files = {}) {
  return folderWith(name, { "answers.mjs": answers, "run.mjs": RUN, ...files });
}

export function nodeEsm(cases) {
  const folder = app("node-esm", {
    "main.mjs": `import { copyFileSync, readFileSync } from "node:fs"; import { run } from "./run.mjs"; process.stdout.write(run(readFileSync(0, "utf8")));`,
  });
  return output(node([join(folder, "main.mjs")], { input: JSON.stringify(cases) }));
}

export function nodeCommon(cases) {
  const folder = app("node-common", {
    "main.cjs": `const gradus = require("gradus");
      const input = require("node:fs").readFileSync(0, "utf8");
      import("./answers.mjs").then(({ answerLine }) => process.stdout.write(JSON.stringify(JSON.parse(input).map((line) => answerLine(gradus, line)))));`,
  });
  return output(node([join(folder, "main.cjs")], { input: JSON.stringify(cases) }));
}

/** The crate itself, without Wasm. */
export function native(cases) {
  const ran = spawnSync("cargo", ["run", "--release", "--quiet", "--example", "cases"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    input: cases.map((line) => `${JSON.stringify(line)}\n`).join(""),
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout.trim().split("\n").map((line) => JSON.parse(line));
}

function output({ status, stdout, stderr }) {
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Cloudflare's runtime, which is given the package's own files as modules. */
export async function workerd(cases) {
  const folder = app("workerd");
  const bundle = await build({
    stdin: {
      contents: `import { run } from "./run.mjs"; export default { async fetch(request) { return new Response(run(await request.text())); } };`,
      resolveDir: folder,
    },
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["./gradus_bg.wasm"],
  });
  const wasm = join(project().folder, "node_modules", "gradus", "gradus_bg.wasm");
  const port = await freePort();
  folderWith("workerd", {
    "worker.js": bundle.outputFiles[0].text,
    "config.capnp": `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")] );
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "gradus_bg.wasm", wasm = embed "gradus_bg.wasm")],
  compatibilityDate = "2026-01-01" );
`,
  });
  copyFileSync(wasm, join(folder, "gradus_bg.wasm"));
  const { default: binary } = createRequire(import.meta.url)("workerd");
  const child = spawn(binary, ["serve", join(folder, "config.capnp")], { stdio: ["ignore", "inherit", "inherit"] });
  try {
    return await ask(`http://127.0.0.1:${port}/`, cases, child);
  } finally {
    const gone = child.exitCode === null ? once(child, "exit") : null;
    child.kill("SIGKILL");
    await gone;
  }
}

async function ask(url, cases, child) {
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode}`);
    try {
      const response = await fetch(url, { method: "POST", body: JSON.stringify(cases) });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status}: ${text}`);
      return JSON.parse(text);
    } catch (error) {
      if (tries > 100 || error.cause?.code !== "ECONNREFUSED") throw error;
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Vercel's edge runtime: the bundler gives the Wasm as a module, which is of another realm there. */
export async function edgeLight(cases) {
  const folder = app("edge-light");
  const { outputFiles } = await build({
    stdin: {
      contents: `import { run } from "./run.mjs"; addEventListener("fetch", (event) => event.respondWith(event.request.text().then((text) => new Response(run(text)))));`,
      resolveDir: folder,
    },
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light"],
    plugins: [
      {
        name: "wasm-module",
        setup(build) {
          build.onResolve({ filter: /\.wasm\?module$/ }, () => ({ path: "wasm", namespace: "wasm" }));
          build.onLoad({ filter: /./, namespace: "wasm" }, () => ({ contents: "export default GRADUS_WASM" }));
        },
      },
    ],
  });
  const { EdgeRuntime } = await import("edge-runtime");
  const bytes = readFileSync(join(project().folder, "node_modules", "gradus", "gradus_bg.wasm"));
  const module = new WebAssembly.Module(bytes);
  const runtime = new EdgeRuntime({ extend: (context) => Object.assign(context, { GRADUS_WASM: module }), initialCode: outputFiles[0].text });
  const response = await runtime.dispatchFetch("https://edge.test/", { method: "POST", body: JSON.stringify(cases) });
  return response.json();
}
