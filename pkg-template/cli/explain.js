// gradus explain: one customer, every point, and where they stand.

import { FactsError, StateError } from "./index.js";
import { consentOf, read, required } from "./args.js";
import { readJson } from "./columns.js";
import { Fault, Usage } from "./faults.js";
import { ledger } from "./ledger.js";
import { passes } from "./lifecycle.js";
import { compile } from "./policy-file.js";
import { instantOf, openRows } from "./rows.js";

const OPTIONS = ["policy", "facts", "row", "id", "state", "map", "encoding", "delimiter", "now", "consent", "strict", "json"];

export async function explain(args) {
  const options = read(args, OPTIONS, { files: [0, 1] });
  const policy = compile(required(options, "policy"));
  const [file] = options.files;
  if ((file === undefined) === (options.facts === undefined)) throw new Usage("either --facts FACTS.json, or a CSV file with --row or --id");
  const facts = file === undefined ? factsOf(options) : await rowOf(file, policy, options);
  const call = {
    now: instantOf(options, policy),
    state: options.state === undefined ? null : readJson(options.state),
    // A cell is as people typed it; a JSON file is as a program wrote it.
    ...(file === undefined ? { strict: options.strict === true } : options.strict ? {} : { invalid: "missing" }),
  };
  try {
    process.stdout.write(options.json ? `${policy.explainJson(facts, call)}\n` : told(policy, facts, call, options.lang));
  } catch (error) {
    if (error instanceof FactsError || error instanceof StateError) throw new Fault(error.message);
    throw error;
  }
  return 0;
}

function told(policy, facts, call, lang) {
  const advanced = passes(policy.document) ? policy.advance(facts, call) : null;
  return ledger(policy.explain(facts, call), advanced, policy, lang, process.stdout);
}

function factsOf(options) {
  const facts = readJson(options.facts);
  const consent = consentOf(options);
  if (consent === undefined || typeof facts !== "object" || facts === null || Object.hasOwn(facts, "consent")) return facts;
  return { ...facts, consent };
}

async function rowOf(file, policy, options) {
  if ((options.row === undefined) === (options.id === undefined)) throw new Usage("which row? --row N or --id ID");
  const wanted = Number(options.row);
  if (options.row !== undefined && !(Number.isInteger(wanted) && wanted > 0)) throw new Usage("--row is a number from 1");
  const rows = await openRows(file, policy, options);
  if (options.id !== undefined && !rows.columns.some(({ field }) => field === "id")) throw new Usage(`${file} has no column \`id\``);
  let count = 0;
  for await (const row of rows.rows) {
    const facts = rows.factsOf(row);
    count++;
    if (options.id === undefined ? count === wanted : facts.id === options.id) return facts;
  }
  throw new Fault(options.id === undefined ? `${file} has ${count} rows` : `${file} has no row whose id is ${options.id}`);
}
