// A real browser for the tests: the one that is installed, else one that Playwright installs,
// else the system's package where we may install it.

import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
    .filter((name) => process.env[name])
    .map((name) => join(process.env[name], "Google", "Chrome", "Application", "chrome.exe")),
];

/** Quiet ones: nothing that the browser itself asks of the network. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium or Chrome. Throws if there is none and none can be had: no test is passed over for that. */
export async function launch() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}

/** Where the browser is; fetched if there is none. */
export function executable() {
  return installed() ?? fetched();
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = process.platform === "win32" ? [] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROME_PATH, ...onPath, ...ELSEWHERE].find((path) => path && existsSync(path));
}

function fetched() {
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  const got = succeeds(process.execPath, [cli, "install", "chromium"]) && existsSync(own);
  const path = got ? own : packaged();
  if (path) return path;
  throw new Error("no Chromium or Chrome was found, and none could be installed: install either, or name it in CHROME_PATH");
}

/** Debian's and Ubuntu's package, if we are root. */
function packaged() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const apt = (...args) => succeeds("apt-get", ["-qq", ...args]);
  if (!apt("install", "-y", "chromium") && !(apt("update") && apt("install", "-y", "chromium"))) return undefined;
  return installed();
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}
