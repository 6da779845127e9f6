// Rows of a file of events as what happened to each customer, in the order of time.

import { reader } from "./cells.js";
import { Fault } from "./faults.js";

/** Numbers of events are whole millionths, as the sums of a policy are: 3 × 0.1 is 0.3. */
const FINEST = 1_000_000;

/**
 * @typedef {{ at: number, kind: string, event: object } | { at: number, contract: object } | { at: number, facts: object }} Item
 * @typedef {{ id: string, row: number, items: Item[] }} Timeline
 */
export class Timelines {
  /**
   * @param {ReturnType<import("./event-map.js").readEventMap>} map
   * @param {import("./local-time.js").LocalTime} time
   */
  constructor(map, { header, delimiter, kinds, time }) {
    this.header = header;
    this.decimalComma = delimiter === ";";
    this.kinds = kinds;
    this.id = map.id;
    this.facts = map.facts.map(({ field, about, column }) => ({ field, column, read: reader(about, this) }));
    this.rules = map.rules.map((rule) => new RuleReader(rule, this, time));
    /** @type {Map<string, Timeline>} */
    this.customers = new Map();
    /** Lines of one event, by what they have in common. @type {Map<string, object>} */
    this.groups = new Map();
    /** Rows that are left out, by why. @type {Map<string, { count: number, first: number }>} */
    this.leftOut = new Map();
    this.events = 0;
  }

  /** @param {string[]} row @param {number} number from 1, the first after the header */
  add(row, number) {
    const id = (row[this.id] ?? "").trim();
    if (id === "") return this.leave(`without a customer (\`${this.header[this.id]}\`)`, number);
    const rule = this.rules.find((one) => one.fits(row));
    if (rule === undefined) return this.leave("that no rule of the map fits", number);
    const found = rule.read(row, this.kinds);
    if (found.fault !== undefined) return this.leave(found.fault, number);
    let customer = this.customers.get(id);
    if (customer === undefined) this.customers.set(id, (customer = { id, row: number, items: [] }));
    if (this.facts.length > 0) customer.items.push({ at: found.at, facts: Object.fromEntries(this.facts.map(({ field, column, read }) => [field, read(row[column])])) });
    const key = rule.keyOf(id, found.kind, row);
    const begun = key === null ? undefined : this.groups.get(key);
    if (begun !== undefined) return rule.join(begun, found);
    customer.items.push(found);
    if (key !== null) this.groups.set(key, found);
    this.events++;
  }

  leave(why, number) {
    const seen = this.leftOut.get(why);
    if (seen === undefined) this.leftOut.set(why, { count: 1, first: number });
    else seen.count++;
  }

  /** Everybody, each with what happened in the order of time; ties as they stand in the file. */
  *all() {
    this.groups.clear();
    for (const customer of this.customers.values()) {
      customer.items.sort((one, other) => one.at - other.at);
      yield customer;
    }
  }

  /** The first and the last instant at which anything happened. */
  span() {
    let [first, last] = [Infinity, -Infinity];
    for (const { items } of this.customers.values()) {
      for (const { at } of items) {
        if (at < first) first = at;
        if (at > last) last = at;
      }
    }
    return { first, last };
  }
}

/** One rule of the map, as functions of a row. */
class RuleReader {
  constructor({ at, group, when, kind, attributes, contract }, { header, decimalComma }, time) {
    this.header = header;
    this.decimalComma = decimalComma;
    this.time = time;
    this.group = group;
    this.tests = when.map(({ column, test }) => ({ column, holds: testOf(test, decimalComma) }));
    this.instant = { ...at, read: instantOf(at.format, time, header[at.column]) };
    this.kind = kind;
    this.cells = contract === undefined ? null : contract.map((one) => this.cell(one));
    this.attributes = attributes;
    /** @type {Map<string, object[]>} */
    this.byKind = new Map();
  }

  fits(row) {
    return this.tests.every(({ column, holds }) => holds((row[column] ?? "").trim()));
  }

  /** What the row tells: an event or a contract, or why it is neither. */
  read(row, kinds) {
    const { column } = this.instant;
    const at = this.instant.read((row[column] ?? "").trim());
    if (at === null) return { fault: `without a time that can be read (\`${this.header[column]}\`)` };
    if (this.cells !== null) return this.filled({ at, kind: null, contract: {} }, "contract", this.cells, row);
    const kind = this.kindOf(row);
    if (!Object.hasOwn(kinds, kind)) return { fault: `of a kind that the policy does not have: ${kind === "" ? "none" : `\`${kind}\``}` };
    let cells = this.byKind.get(kind);
    if (cells === undefined) this.byKind.set(kind, (cells = this.attributes(kind).map((one) => this.cell(one))));
    return this.filled({ at, kind, event: { at } }, "event", cells, row);
  }

  filled(found, part, cells, row) {
    for (const { name, optional, read, what } of cells) {
      const value = read(row);
      if (value === undefined || (value === null && !optional)) return { fault: `without ${part === "event" ? `\`${name}\` of \`${found.kind}\`` : `\`${name}\` of a contract`} that can be read (${what})` };
      if (value !== null) found[part][name] = value;
    }
    return found;
  }

  kindOf(row) {
    if (typeof this.kind === "string") return this.kind;
    const text = (row[this.kind.column] ?? "").trim();
    if (this.kind.values === null) return text;
    return Object.hasOwn(this.kind.values, text) ? this.kind.values[text] : text;
  }

  keyOf(id, kind, row) {
    return this.group === null ? null : JSON.stringify([id, kind, ...this.group.map((column) => row[column] ?? "")]);
  }

  /** Another line of the same event. */
  join(begun, { at, kind, event }) {
    if (at < begun.at) begun.at = begun.event.at = at;
    for (const { name, take } of this.byKind.get(kind)) {
      const [one, other] = [begun.event[name], event[name]];
      if (other === undefined) continue;
      begun.event[name] = one === undefined ? other : TAKE[take](one, other);
    }
  }

  /** A cell as a function of a row: its value, `null` where it is empty, `undefined` where it cannot be read. */
  cell({ name, type, optional, factors, value, take, format }) {
    const about = { name, optional, take };
    if (factors === null) return { ...about, what: "given by the map", read: () => value };
    const what = factors.filter(({ column }) => column !== undefined).map(({ column }) => `\`${this.header[column]}\``).join(" × ");
    if (type === "number") return { ...about, what, read: this.product(factors) };
    const [{ column }] = factors;
    const formatted = format === undefined ? null : instantOf(format, this.time, this.header[column]);
    const plain = reader({ type }, this);
    const dated = type === "date" || type === "timestamp";
    const read = (row) => {
      const text = (row[column] ?? "").trim();
      if (text === "") return null;
      const found = formatted === null ? plain(text) : formatted(text);
      if (found === null) return undefined;
      if (type === "boolean" && typeof found !== "boolean") return undefined;
      if (dated && formatted === null && this.time.read(String(found)) === null) return undefined;
      return found;
    };
    return { ...about, what, read };
  }

  product(factors) {
    const read = reader({ type: "number" }, this);
    return (row) => {
      let result = 1;
      for (const { column, times } of factors) {
        const one = column === undefined ? times : read(row[column]);
        if (one === null) return null;
        if (typeof one !== "number" || !Number.isFinite(one)) return undefined;
        result *= one;
      }
      return fine(result);
    };
  }
}

const TAKE = {
  sum: (one, other) => fine(one + other),
  first: (one) => one,
  last: (_, other) => other,
  min: (one, other) => (other < one ? other : one),
  max: (one, other) => (other > one ? other : one),
};

function fine(number) {
  const whole = Math.round(number * FINEST);
  return Number.isSafeInteger(whole) ? whole / FINEST + 0 : number;
}

/** Whether a cell's text is as the map wants it. */
function testOf({ is, starts, ends, above, below }, decimalComma) {
  const number = reader({ type: "number" }, { decimalComma });
  return (text) => {
    if (is !== undefined && !is.includes(text)) return false;
    if (starts !== undefined && !text.startsWith(starts)) return false;
    if (ends !== undefined && !text.endsWith(ends)) return false;
    if (above === undefined && below === undefined) return true;
    const value = number(text);
    return typeof value === "number" && !(value <= above) && !(value >= below);
  };
}

/** A function that reads instants; lines of one event mostly have the same text. */
function instantOf(format, time, column) {
  const readers = [format].flat().map((one) => {
    if (one === undefined) return (text) => time.read(text);
    const found = time.reader(one);
    if (found === null) throw new Fault(`the format \`${one}\` of \`${column}\` is none: it has year, month and day once each, such as M/D/YYYY H:mm`);
    return found;
  });
  let [last, known] = ["", null];
  return (text) => {
    if (text === last) return known;
    last = text;
    known = null;
    for (const read of readers) if ((known = read(text)) !== null) break;
    return known;
  };
}
