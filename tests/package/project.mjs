// An empty project with the packed package installed in it: what every test here imports from.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packs pkg/ and installs the tarball into a new empty project; returns its folder. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), "gradus-package-"));
  npm(["pack", join(root, "pkg"), "--pack-destination", folder, "--silent"], folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(["install", "--offline", "--no-audit", "--no-fund", "--silent", `./${tarball}`], folder);
  return { folder, tarball: join(folder, tarball) };
}

let shared;

/** The project of this process: the one that scripts/test.mjs has made, else one of its own. */
export function project() {
  if (shared === undefined) {
    shared = process.env.GRADUS_PROJECT ? found(process.env.GRADUS_PROJECT) : install();
    if (!process.env.GRADUS_PROJECT) process.on("exit", () => rmSync(shared.folder, { recursive: true, force: true }));
  }
  return shared;
}

function found(folder) {
  return { folder, tarball: join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))) };
}

/** The installed package's own folder. */
export function installed() {
  return join(project().folder, "node_modules", "gradus");
}

/** The package as Node imports it. @returns {Promise<typeof import("gradus")>} */
export async function gradus(entry = "index.js") {
  return import(pathToFileURL(join(installed(), entry)).href);
}

/** A folder inside the project, with these files in it. @param {Record<string, string>} files */
export function folderWith(name, files) {
  const folder = join(project().folder, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Copies a folder of this one's into the project. */
export function copied(name) {
  const folder = join(project().folder, name);
  cpSync(fileURLToPath(new URL(name, import.meta.url)), folder, { recursive: true });
  return folder;
}

/** Runs Node in the project. */
export function node(args, options = {}) {
  return spawnSync(process.execPath, args, { cwd: project().folder, encoding: "utf8", maxBuffer: 1 << 28, ...options });
}

function npm(args, cwd) {
  const { status, stderr, error } = spawnSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${error?.message ?? stderr}`);
}
