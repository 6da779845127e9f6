// Problems of a policy: file, line, column, the line itself with a caret, and help.

import { cut, paint, width } from "./paint.js";

const COLUMNS = 100;

/** All of them, as they stand in the terminal. @param {import("../index.js").Problem[]} problems */
export function show(file, text, problems) {
  const lines = text.split(/\r\n|\n|\r/);
  return problems.map((one) => `${showOne(file, lines, one)}\n`).join("\n");
}

function showOne(file, lines, { severity, code, path, line, column, message, help }) {
  const colour = paint(process.stderr);
  const kind = colour(severity === "error" ? "red" : "yellow", severity);
  const out = [`${kind}: ${colour("bold", message)} [${code}]`];
  const margin = String(line ?? "").length;
  const place = line === null ? file : `${file}:${line}:${column}`;
  out.push(`${" ".repeat(margin)} ${colour("blue", "-->")} ${place}${path ? `  ${path}` : ""}`);
  if (line !== null && lines[line - 1] !== undefined) {
    const { before, after } = around(lines[line - 1], column - 1);
    const bar = colour("blue", "|");
    out.push(`${" ".repeat(margin)} ${bar}`);
    out.push(`${colour("blue", String(line))} ${bar} ${before}${after}`);
    out.push(`${" ".repeat(margin)} ${bar} ${" ".repeat(width(before))}${colour("red", "^")}`);
  }
  if (help) out.push(`${" ".repeat(margin)} ${colour("cyan", "= help:")} ${help}`);
  return out.join("\n");
}

/** The part of a line round a place in it: the lines of a document without line ends are long. */
function around(line, at) {
  const flat = (text) => text.replaceAll("\t", "  ");
  const start = at > COLUMNS / 2 && line.length > COLUMNS ? at - COLUMNS / 2 : 0;
  const before = (start > 0 ? "…" : "") + flat(line.slice(start, at));
  return { before, after: cut(flat(line.slice(at)), Math.max(20, COLUMNS - width(before))) };
}
