// Rows of a table as facts, one object used again for each row.

import { GradusError } from "./index.js";
import { consentOf } from "./args.js";
import { reader } from "./cells.js";
import { match, readMap } from "./columns.js";
import { openCsv } from "./csv.js";
import { Usage } from "./faults.js";

/** Opens a CSV file to be read as facts of this policy. */
export async function openRows(file, policy, options) {
  const table = await openCsv(file, options);
  return { ...table, ...reading(table, policy, readMap(options.map), options) };
}

/** How a table's rows are read as facts of this policy. */
export function reading(table, policy, map, options) {
  const matched = match(table.header, policy.fields, map);
  const decimalComma = table.delimiter === ";";
  const readers = matched.columns.map(({ about }) => reader(about, { decimalComma }));
  const { columns } = matched;
  const facts = {};
  for (const { field } of columns) facts[field] = null;
  const consent = consentOf(options);
  if (consent && !columns.some(({ field }) => field === "consent")) facts.consent = consent;

  /** The facts of a row: always the same object. */
  function factsOf(row) {
    for (let i = 0; i < columns.length; i++) facts[columns[i].field] = readers[i](row[columns[i].index]);
    return facts;
  }
  return { ...matched, factsOf };
}

/** What is said of the columns: once, before anything else. */
export function tellColumns({ encoding, guessed, unmatched, twice, columns }, policy, tell) {
  if (guessed) tell(`read as ${encoding.toUpperCase()}, for it is not UTF-8 (--encoding names another)`);
  if (unmatched.length > 0) tell(`columns that are no field: ${unmatched.join(", ")}`);
  if (twice.length > 0) tell(`columns of a field that has another column already: ${twice.join(", ")}`);
  const there = new Set(columns.map(({ field }) => field));
  const without = Object.keys(policy.fields).filter((field) => !there.has(field));
  if (without.length > 0) tell(`fields without a column: ${without.join(", ")}`);
}

/** The instant that the command is about; a date alone is its midnight in the policy's offset. */
export function instantOf({ now }, policy) {
  if (now === undefined) return Date.now();
  const offset = policy.document.time?.utc_offset ?? "+00:00";
  const full = /^\d{4}-\d\d-\d\d$/.test(now) ? `${now}T00:00:00${offset}` : now;
  try {
    policy.grade({}, { now: full });
  } catch (error) {
    if (error instanceof GradusError && error.code === "option") throw new Usage("--now is an instant such as 2026-11-01 or 2026-11-01T08:00:00Z");
    throw error;
  }
  return full;
}
