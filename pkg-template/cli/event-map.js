// The map of a file of events: which column is the customer's id, when it happened, what
// happened, its attributes, and which lines are one event. Here it is read and checked; what
// it makes of rows stands in event-rows.js.

import { helped, readJson } from "./columns.js";
import { Fault } from "./faults.js";

/** What an event of a kind that no policy declares may carry. */
const TOUCH = { touch: "string", of: "string", channel: "string?", outcome: "string?" };
const CONTRACT = {
  id: "string", product: "string", starts: "date", ends: "date?", value: "number?", auto_renew: "boolean?", term: "string?", kind: "string?", follows: "string?",
};
/** What is needed whatever the policy reads; of the policy's own kinds the core knows what it reads. */
const NEEDED = new Map([[TOUCH, ["touch", "of"]], [CONTRACT, ["id", "product", "starts"]]]);
const TAKES = ["sum", "first", "last", "min", "max"];
const KEYS = {
  "": ["id", "at", "group", "events", "facts"],
  at: ["column", "format"],
  event: ["kind", "when", "attributes", "at", "group"],
  contract: ["contract", "when", "at"],
  kind: ["column", "values"],
  when: ["is", "starts", "ends", "above", "below"],
  cell: ["column", "product", "value", "take", "format"],
};

/**
 * Reads a map, for a file with this header and a policy.
 * @returns {{ id: number, facts: { field: string, about: object, column: number }[], rules: Rule[] }}
 * @typedef {{ column: number, format?: string | string[] }} Time
 * @typedef {{ name: string, type: string, optional: boolean, factors: ({ column: number } | { times: number })[] | null, value?: unknown, take: string, format?: string }} Cell one column, or a product of several
 * @typedef {{ at: Time, group: number[] | null, when: { column: number, test: object }[], kind?: string | { column: number, values: object | null }, attributes: (kind: string) => Cell[], contract?: Cell[] }} Rule
 */
export function readEventMap(file, header, policy) {
  return new MapReader(file, header, policy).read(readJson(file));
}

class MapReader {
  constructor(file, header, policy) {
    this.file = file;
    this.header = header;
    this.policy = policy;
    const { events = {}, touches } = policy.document;
    /** @type {Record<string, Record<string, string>>} */
    this.kinds = touches === undefined ? events : { ...events, touch: TOUCH };
  }

  read(map) {
    this.object(map, "", KEYS[""]);
    const id = this.column(this.need(map, "id", ""), "/id");
    const at = map.at === undefined ? null : this.time(map.at, "/at");
    const group = map.group === undefined ? null : this.group(map.group, "/group");
    const events = this.need(map, "events", "");
    if (!Array.isArray(events) || events.length === 0) this.fail("/events", "an array of what rows may be, at least one");
    const rules = events.map((one, i) => this.rule(one, `/events/${i}`, { at, group }));
    return { id, facts: this.facts(map.facts ?? {}), rules };
  }

  rule(rule, path, { at, group }) {
    const contract = typeof rule === "object" && rule !== null && Object.hasOwn(rule, "contract");
    this.object(rule, path, contract ? KEYS.contract : KEYS.event);
    const time = rule.at === undefined ? at : this.time(rule.at, `${path}/at`);
    if (time === null) this.fail(path, "an `at`, here or for all: the column that says when it happened");
    const common = { at: time, when: this.conditions(rule.when ?? {}, `${path}/when`) };
    if (contract) return { ...common, group: null, contract: this.cells(rule.contract, CONTRACT, `${path}/contract`), attributes: () => [] };
    const kind = this.kind(this.need(rule, "kind", path), `${path}/kind`);
    const given = rule.attributes ?? {};
    const byKind = new Map();
    const attributes = (name) => {
      if (!byKind.has(name)) byKind.set(name, this.cells(given, this.kinds[name], `${path}/attributes`, typeof kind === "object"));
      return byKind.get(name);
    };
    // What is wrong is told before a row is read.
    for (const name of typeof kind === "string" ? [kind] : Object.values(kind.values ?? {})) attributes(name);
    return { ...common, group: rule.group === undefined ? group : this.group(rule.group, `${path}/group`), kind, attributes };
  }

  kind(kind, path) {
    if (typeof kind === "string") return this.known(kind, path);
    this.object(kind, path, KEYS.kind);
    const values = kind.values ?? null;
    if (values !== null) {
      this.object(values, `${path}/values`);
      for (const [text, name] of Object.entries(values)) this.known(name, `${path}/values/${text}`);
    }
    return { column: this.column(this.need(kind, "column", path), `${path}/column`), values };
  }

  known(kind, path) {
    if (typeof kind === "string" && Object.hasOwn(this.kinds, kind)) return kind;
    throw new Fault(helped(`${this.at(path)}: the policy has no kind of events \`${kind}\``, String(kind), Object.keys(this.kinds)));
  }

  /** Columns and what must hold of them, all of them. */
  conditions(when, path) {
    this.object(when, path);
    return Object.entries(when).map(([column, test]) => {
      const at = `${path}/${column}`;
      const plain = typeof test === "string" || typeof test === "number" ? { is: [String(test)] } : Array.isArray(test) ? { is: test.map(String) } : test;
      this.object(plain, at, KEYS.when);
      if (Object.keys(plain).length === 0) this.fail(at, "a text, an array of texts, or an object of starts, ends, above, below");
      for (const key of ["above", "below"]) if (plain[key] !== undefined && typeof plain[key] !== "number") this.fail(`${at}/${key}`, "a number");
      return { column: this.column(column, at), test: { ...plain, ...(plain.is === undefined ? {} : { is: [plain.is].flat().map(String) }) } };
    });
  }

  /** How each attribute comes out of a row's cells; of a kind that a column names, those that it has. */
  cells(given, declared, path, several = false) {
    this.object(given, path);
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(declared, name) && !several) throw new Fault(helped(`${this.at(`${path}/${name}`)}: there is no attribute \`${name}\``, name, Object.keys(declared)));
    }
    const absent = NEEDED.get(declared)?.find((name) => !Object.hasOwn(given, name));
    if (absent !== undefined) this.fail(path, `\`${absent}\``);
    return Object.keys(given).filter((name) => Object.hasOwn(declared, name)).map((name) => this.cell(name, given[name], declared[name], `${path}/${name}`));
  }

  cell(name, given, declared, path) {
    const type = declared.replace("?", "");
    const plain = typeof given === "string" ? { column: given } : given;
    this.object(plain, path, KEYS.cell);
    const sources = ["column", "product", "value"].filter((key) => Object.hasOwn(plain, key));
    if (sources.length !== 1) this.fail(path, "one of `column`, `product` and `value`");
    const take = plain.take ?? (type === "number" ? "sum" : "first");
    if (!TAKES.includes(take)) this.fail(`${path}/take`, `one of ${TAKES.join(", ")}`);
    if (take === "sum" && type !== "number") this.fail(`${path}/take`, "first, last, min or max: only numbers have a sum");
    if (plain.format !== undefined) this.format(plain.format, `${path}/format`);
    const about = { name, type, optional: declared.endsWith("?"), take, format: plain.format };
    if (Object.hasOwn(plain, "value")) return { ...about, value: plain.value, factors: null };
    if (plain.column !== undefined) return { ...about, factors: [{ column: this.column(plain.column, path) }] };
    if (type !== "number") this.fail(`${path}/product`, `a column: \`${name}\` is no number`);
    if (!Array.isArray(plain.product) || plain.product.length === 0) this.fail(`${path}/product`, "an array of columns and numbers");
    const factor = (one, i) => (typeof one === "number" ? { times: one } : { column: this.column(one, `${path}/product/${i}`) });
    return { ...about, factors: plain.product.map(factor) };
  }

  facts(facts) {
    this.object(facts, "/facts");
    return Object.entries(facts).map(([field, column]) => {
      const known = { consent: { type: "list" }, personalised: { type: "boolean" }, ...this.policy.fields };
      if (!Object.hasOwn(known, field)) throw new Fault(helped(`${this.at(`/facts/${field}`)}: the policy has no field \`${field}\``, field, Object.keys(known)));
      return { field, about: known[field], column: this.column(column, `/facts/${field}`) };
    });
  }

  time(time, path) {
    const plain = typeof time === "string" ? { column: time } : time;
    this.object(plain, path, KEYS.at);
    if (plain.format !== undefined) [plain.format].flat().forEach((one) => this.format(one, `${path}/format`));
    return { column: this.column(this.need(plain, "column", path), path), format: plain.format };
  }

  format(format, path) {
    if (typeof format !== "string" || format === "") this.fail(path, "a format such as M/D/YYYY H:mm");
  }

  group(group, path) {
    return [group].flat().map((one) => this.column(one, path));
  }

  column(name, path) {
    const index = typeof name === "string" ? this.header.indexOf(name.trim()) : -1;
    if (index >= 0) return index;
    throw new Fault(helped(`${this.at(path)}: the file has no column \`${name}\``, String(name), this.header));
  }

  need(object, key, path) {
    if (!Object.hasOwn(object, key)) this.fail(path, `\`${key}\``);
    return object[key];
  }

  object(value, path, keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.fail(path, "an object");
    const stranger = keys === undefined ? undefined : Object.keys(value).find((key) => !keys.includes(key));
    if (stranger !== undefined) throw new Fault(helped(`${this.at(`${path}/${stranger}`)}: a map has no such key there`, stranger, keys));
  }

  fail(path, expected) {
    throw new Fault(`${this.at(path)}: expected ${expected}`);
  }

  at(path) {
    return `${this.file}${path === "" ? "" : ` at ${path}`}`;
  }
}
