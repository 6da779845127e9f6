// The command line.

import { parseArgs } from "node:util";
import { Usage } from "./faults.js";

const ALL = {
  policy: { type: "string", short: "p" },
  output: { type: "string", short: "o" },
  outcome: { type: "string" },
  map: { type: "string" },
  encoding: { type: "string" },
  delimiter: { type: "string" },
  now: { type: "string" },
  consent: { type: "string" },
  strict: { type: "boolean" },
  facts: { type: "string" },
  state: { type: "string" },
  row: { type: "string" },
  id: { type: "string" },
  json: { type: "boolean" },
  on: { type: "string" },
  format: { type: "string" },
  every: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  moves: { type: "string" },
  lang: { type: "string" },
};

/** Reads a command's arguments, of which these options are its own. */
export function read(args, own, { files }) {
  const options = Object.fromEntries([...own, "lang"].map((name) => [name, ALL[name]]));
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Usage(error.message.split(". ")[0]);
  }
  const { values, positionals } = parsed;
  if (positionals.length < files[0]) throw new Usage(positionals.length === 0 ? "which file?" : "and which other file?");
  if (positionals.length > files[1]) throw new Usage(`one file too many: ${positionals[files[1]]}`);
  if (values.lang && !["en", "zh"].includes(values.lang)) throw new Usage("--lang is en or zh");
  return { ...values, lang: values.lang ?? language(), files: positionals };
}

function language() {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "zh" : "en";
}

/** The option that a command cannot do without. */
export function required(options, name) {
  if (options[name] === undefined) throw new Usage(`--${name} is missing`);
  return options[name];
}

/** `marketing,telephone` as a list. */
export function consentOf(options) {
  if (options.consent === undefined) return undefined;
  return options.consent.split(",").map((one) => one.trim()).filter(Boolean);
}
