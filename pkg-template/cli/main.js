#!/usr/bin/env node
// npx gradus: check, test, grade, explain, replay, draw, diff, types and compile from a terminal.
// Exit codes: 0 fine, 1 the policy or the data is at fault, 2 the command line is.

import { check } from "./check.js";
import { compile } from "./compile.js";
import { diff } from "./diff.js";
import { draw } from "./draw.js";
import { explain } from "./explain.js";
import { Fault, Usage } from "./faults.js";
import { grade } from "./grade.js";
import { help } from "./help.js";
import { paint } from "./paint.js";
import { replay } from "./replay.js";
import { help as suggestion, quote } from "../lib/suggest.js";
import { test } from "./test.js";
import { types } from "./types.js";

const COMMANDS = { check, test, grade, explain, replay, draw, diff, types, compile };
const LATER = ["offers"];

async function main([command, ...args]) {
  if (command === undefined) {
    process.stderr.write(help("gradus"));
    return 2;
  }
  if (command === "help" || command === "--help" || command === "-h") {
    process.stdout.write(help(Object.hasOwn(COMMANDS, args[0]) ? args[0] : "gradus"));
    return 0;
  }
  if (command === "--version" || command === "-V") {
    process.stdout.write(`${GRADUS_VERSION}\n`);
    return 0;
  }
  if (LATER.includes(command)) throw new Usage(`\`gradus ${command}\` is not built yet`);
  if (!Object.hasOwn(COMMANDS, command)) {
    throw new Usage(`there is no command ${quote(command)}: ${suggestion(command, Object.keys(COMMANDS))}`);
  }
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help(command));
    return 0;
  }
  return COMMANDS[command](args);
}

function report(error) {
  const red = paint(process.stderr);
  if (error instanceof Usage || error instanceof Fault) {
    process.stderr.write(`${red("red", "error:")} ${error.message}\n`);
    if (error instanceof Usage) process.stderr.write("try `gradus --help`\n");
    return error instanceof Usage ? 2 : 1;
  }
  process.stderr.write(`${red("red", "error:")} ${error?.stack ?? error}\n`);
  return 1;
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

main(process.argv.slice(2))
  .catch(report)
  .then((code) => {
    process.exitCode = code;
  });
