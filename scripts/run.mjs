// Running other programs.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The top of the project. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const windows = process.platform === "win32";

/** Runs a command with its output shown; throws if it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawn(command, args, { stdio: "inherit", ...options });
  if (error) throw new Error(`${command} could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`\`${[command, ...args].join(" ")}\` ended with exit code ${status}`);
}

/** What a command prints, or null if it fails or is not there. */
export function output(command, args, options = {}) {
  const { status, stdout } = spawn(command, args, { encoding: "utf8", ...options });
  return status === 0 ? stdout.trim() : null;
}

function spawn(command, args, options) {
  // npm and npx are scripts on Windows, which only a shell starts.
  return spawnSync(command, args, { cwd: root, shell: windows && /^np[mx]$/.test(command), ...options });
}
