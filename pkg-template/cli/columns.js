// Which column of a table is which fact.

import { readFileSync } from "node:fs";
import { help, quote } from "../lib/suggest.js";
import { Fault, fileFault } from "./faults.js";

const BUILTINS = { id: { type: "string" }, consent: { type: "list" }, personalised: { type: "boolean" } };

/**
 * Matches columns to facts: by the map, then by a field's name, then by its other names, then
 * by its labels; upper or lower case does not matter.
 * @param {string[]} header
 * @param {Record<string, string | null>} map
 * @returns {{ columns: { index: number, name: string, field: string, about: object }[], unmatched: string[], twice: string[] }}
 */
export function match(header, fields, map) {
  const known = { ...BUILTINS, ...fields };
  const byName = names(known);
  const mapped = mapOf(map, header, known);
  const taken = new Set(mapped.values());
  const columns = [];
  const unmatched = [];
  const twice = [];
  header.forEach((name, index) => {
    const field = mapped.has(name) ? mapped.get(name) : byName.get(fold(name));
    if (field === null || name === "") return;
    if (field === undefined) return unmatched.push(name);
    if (mapped.has(name) ? columns.some((one) => one.field === field) : taken.has(field)) return twice.push(name);
    taken.add(field);
    columns.push({ index, name, field, about: known[field] });
  });
  return { columns, unmatched, twice };
}

/** All that a column of each field may be called; the closer to its name, the stronger. */
function names(fields) {
  const byName = new Map();
  const add = (name, field) => byName.has(fold(name)) || byName.set(fold(name), field);
  for (const field of Object.keys(fields)) add(field, field);
  for (const [field, { also = [] }] of Object.entries(fields)) also.forEach((name) => add(name, field));
  for (const [field, { label = {} }] of Object.entries(fields)) {
    const labels = typeof label === "string" ? [label] : Object.values(label);
    labels.forEach((name) => add(name, field));
  }
  return byName;
}

export function fold(name) {
  return name.trim().normalize("NFKC").toLowerCase();
}

function mapOf(map, header, known) {
  const mapped = new Map();
  for (const [column, field] of Object.entries(map)) {
    if (!header.includes(column.trim())) throw new Fault(helped(`the map names the column ${quote(column)}, and the file has none of that name`, column, header));
    if (field !== null && !Object.hasOwn(known, field)) throw new Fault(helped(`the map sends ${quote(column)} to ${quote(field)}, which the policy does not declare`, field, Object.keys(known)));
    mapped.set(column.trim(), field);
  }
  return mapped;
}

/** The message, and what may have been meant. */
export function helped(message, word, candidates) {
  const more = help(word, candidates);
  return more === null ? message : `${message}: ${more}`;
}

/** The map of columns to fields in a file. */
export function readMap(file) {
  if (file === undefined) return {};
  const map = readJson(file);
  const right = typeof map === "object" && map !== null && Object.values(map).every((one) => one === null || typeof one === "string");
  if (!right) throw new Fault(`${file}: a map is an object from column to field, such as { "Company Size": "company_size" }`);
  return map;
}

/** JSON from a file, or from standard input. */
export function readJson(file) {
  let text;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw fileFault(file, error);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new Fault(`${file}: ${error.message}`);
  }
}
