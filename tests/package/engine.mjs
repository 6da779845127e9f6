// The packed package as an engine: case lines in, answer lines out, as examples/cases.rs has
// them. GRADUS_PROJECT names a project with the package in it; without it, pkg/ is packed anew.
//
//   node tests/package/engine.mjs < cases.jsonl

import { createInterface } from "node:readline";
import { answerLine } from "./answers.mjs";
import { gradus } from "./project.mjs";

const api = await gradus();
createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(answerLine(api, JSON.parse(line)))}\n`);
});
