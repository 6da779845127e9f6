// gradus check policy.json …

import { Policy } from "./index.js";
import { read } from "./args.js";
import { paint } from "./paint.js";
import { readPolicy } from "./policy-file.js";
import { show } from "./problems.js";

export function check(args) {
  const { files, json, strict } = read(args, ["json", "strict"], { files: [1, Infinity] });
  let failed = false;
  for (const name of files) {
    const { text } = readPolicy(name);
    const problems = Policy.check(text);
    failed ||= problems.some((one) => strict || one.severity === "error");
    if (json) {
      for (const one of problems) process.stdout.write(`${JSON.stringify({ file: name, ...one })}\n`);
    } else if (problems.length > 0) {
      process.stderr.write(`${show(name, text, problems)}\n${tally(name, problems)}\n`);
    } else {
      process.stdout.write(`${name}: ${paint(process.stdout)("green", "no problems")} (${contents(text)})\n`);
    }
  }
  return failed ? 1 : 0;
}

function tally(name, problems) {
  const more = problems.filter((one) => one.severity === "warning").length;
  const errors = problems.length - more;
  return `${name}: ${[errors > 0 && count(errors, "error"), more > 0 && count(more, "warning")].filter(Boolean).join(", ")}`;
}

function contents(text) {
  const policy = Policy.compile(text);
  const { scores = {}, grades = {}, tests = [] } = policy.document;
  policy.free();
  const of = (things, one) => count(Object.keys(things).length, one);
  return `${of(scores, "score")}, ${of(grades, "grade")}, ${of(tests, "test")} passed`;
}

function count(number, one) {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
