// Facts into Wasm memory: only what the policy reads, into one flat buffer.
//
// The buffer has a slot for each thing that the policy reads: first the payloads, then the
// tags, then the heap. `packPlain` is the hot path of the package. It looks at each key once, in the
// order in which the keys stand: the one way of reading an object that engines make as fast as
// reading an array. It remembers the keys of the last call, so that facts of the same shape
// need no look-up.

import { GradusError } from "./errors.js";
import { Shape, UNUSED, isPlain } from "./shape.js";
import { OTHER } from "./texts.js";
import * as tags from "./write.js";
import { ARRAY, OBJECT, Writer, lengthOf, typeOf, up8 } from "./write.js";

const { NUMBER, FALSE, TRUE, KNOWN, WRONG, UNREADABLE, TOO_MANY, EVENTS, NO_EVENT, PRESENT, NULL } = tags;

const MAX_EVENTS = 100000;
const MAX_CONTRACTS = 1000;

/** Writes facts into the buffer of one core, by the plan that the core gave. */
export class Packer extends Writer {
  constructor({ fields, builtins, events, contracts }) {
    const eventsSlot = fields.length + 3;
    const contractsSlot = eventsSlot + 1 + events.length;
    const slots = contracts === null ? contractsSlot : contractsSlot + 1;
    super(slots * 8 + up8(slots));
    this.tags = slots * 8;
    this.eventsSlot = eventsSlot;
    this.contractsSlot = contractsSlot;
    this.busy = false;

    this.facts = new Shape();
    for (const field of fields) this.facts.add(field);
    this.facts.add({ name: "id", type: "string", text: true }, builtins.id);
    this.facts.add({ name: "consent", type: "list", text: true }, builtins.consent);
    this.facts.add({ name: "personalised", type: "boolean", text: true }, builtins.personalised);
    this.facts.add({ name: "events", type: "events", text: true }, events.length > 0);

    // The slots of the kinds lie before that of the contracts.
    for (const { kind } of events) this.facts.add({ name: kind, type: "events", text: true }, false);
    this.facts.add({ name: "contracts", type: "contracts", text: true }, contracts !== null);

    this.kinds = new Map(events.map(({ kind }, i) => [kind, i]));
    this.rows = events.map(({ attributes }) => {
      const row = new Shape();
      row.add({ name: "at", type: "timestamp", text: true });
      for (const attribute of attributes) row.add(attribute);
      return row;
    });
    this.contract = new Shape();
    for (const column of contracts ?? []) this.contract.add(column);
  }

  /**
   * Writes the facts and returns how many bytes of the buffer they take, or -1 if their keys
   * cannot be read. With `whole`, every text is written, for `explain` may show it.
   * @param {object} facts @param {boolean} whole
   */
  pack(facts, whole) {
    if (this.busy) throw new GradusError("internal", "a getter of the facts calls the policy that is reading them");
    this.busy = true;
    try {
      if (isPlain(facts)) this.packPlain(facts, whole);
      else this.packOwn(facts, whole);
      this.views(); // throws if a getter has lost the instance
      return this.end;
    } catch (error) {
      if (error instanceof GradusError) throw error;
      return -1;
    } finally {
      this.busy = false;
    }
  }

  packPlain(facts, whole) {
    const { facts: shape } = this;
    const { keys, order, known } = shape;
    let { f64, u32, u8 } = this.views();
    let at = this.base >>> 3;
    let tags = this.base + this.tags;
    this.clear(f64);
    let i = 0;
    for (const key in facts) {
      const slot = keys[i] === key ? order[i] : shape.find(i, key);
      i++;
      if (slot === UNUSED) continue;
      let value;
      try {
        value = facts[key];
      } catch {
        this.mark(this.tags + slot, UNREADABLE);
        continue;
      }
      if (f64.length === 0) ({ f64, u32, u8 } = this.views()); // a getter has called another policy
      if (typeof value === "number") {
        f64[at + slot] = value;
        u8[tags + slot] = NUMBER;
        continue;
      }
      if (typeof value === "string") {
        const id = known[slot].find(value);
        if (id !== OTHER) {
          u32[(at + slot) << 1] = id;
          u8[tags + slot] = KNOWN;
          continue;
        }
      } else if (typeof value === "boolean") {
        u8[tags + slot] = value ? TRUE : FALSE;
        continue;
      } else if (value === undefined || value === null) {
        continue;
      }
      this.putFact(value, slot, whole);
      ({ f64, u32, u8 } = this.views());
      at = this.base >>> 3;
      tags = this.base + this.tags;
    }
  }

  /** The same for an object of a class, of another realm, or in a process with a polluted prototype. */
  packOwn(facts, whole) {
    this.clear(this.views().f64);
    const keys = Object.keys(facts);
    for (let i = 0; i < keys.length; i++) {
      const slot = this.facts.find(i, keys[i]);
      if (slot === UNUSED) continue;
      let value;
      try {
        value = facts[keys[i]];
      } catch {
        this.mark(this.tags + slot, UNREADABLE);
        continue;
      }
      this.putFact(value, slot, whole);
    }
  }

  /** All slots absent, the heap empty. */
  clear(f64) {
    this.end = this.heap;
    for (let i = (this.base + this.tags) >>> 3, end = (this.base + this.heap) >>> 3; i < end; i++) f64[i] = 0;
  }

  putFact(value, slot, whole) {
    if (slot === this.eventsSlot) this.putEvents(value, slot * 8, this.tags + slot, whole);
    else if (slot === this.contractsSlot) this.putContracts(value, slot * 8, this.tags + slot, whole);
    else this.put(value, slot * 8, this.tags + slot, this.facts, slot, whole);
  }

  putEvents(events, payload, tag, whole) {
    if (events === undefined || events === null) return;
    const type = typeOf(events);
    if (type !== OBJECT) return this.markWrong(payload, tag, WRONG, type);
    this.mark(tag, PRESENT);
    /** @type {{ kind: number, list: unknown[], count: number }[]} */
    const lists = [];
    let count = 0;
    try {
      for (const name of Object.keys(events)) {
        const kind = this.kinds.get(name);
        if (kind === undefined) continue;
        const list = this.kindOf(events, name, kind);
        if (list === null) continue;
        count += list.count;
        lists.push(list);
      }
    } catch {
      return this.mark(tag, UNREADABLE);
    }
    if (count > MAX_EVENTS) return this.mark(tag, TOO_MANY);
    for (const { kind, list, count } of lists) {
      this.putRows(list, count, this.eventsSlot + 1 + kind, this.rows[kind], whole);
    }
  }

  putContracts(list, payload, tag, whole) {
    if (list === undefined || list === null) return;
    const type = typeOf(list);
    if (type !== ARRAY) return this.markWrong(payload, tag, WRONG, type);
    const count = lengthOf(list);
    if (count < 0) return this.mark(tag, UNREADABLE);
    if (count > MAX_CONTRACTS) return this.mark(tag, TOO_MANY);
    this.putRows(list, count, this.contractsSlot, this.contract, whole);
  }

  /** The array of one kind of events, or null where there is none: then its slot says why. */
  kindOf(events, name, kind) {
    const slot = this.eventsSlot + 1 + kind;
    const tag = this.tags + slot;
    let list;
    try {
      list = events[name];
    } catch {
      this.mark(tag, UNREADABLE);
      return null;
    }
    if (list === undefined) return null;
    if (list === null) {
      this.mark(tag, NULL);
      return null;
    }
    const type = typeOf(list);
    if (type !== ARRAY) {
      this.markWrong(slot * 8, tag, WRONG, type);
      return null;
    }
    const count = lengthOf(list);
    if (count >= 0) return { kind, list, count };
    this.mark(tag, UNREADABLE);
    return null;
  }

  /** The objects of an array as rows of cells: events of a kind, or contracts. */
  putRows(list, count, slot, row, whole) {
    const width = row.known.length;
    const first = this.cells(count * width);
    const tags = first + count * width * 8;
    this.markPair(slot * 8, this.tags + slot, EVENTS, first, count);
    for (let i = 0; i < count; i++) {
      const cell = i * width;
      try {
        this.putRow(list[i], row, first + cell * 8, tags + cell, whole);
      } catch (error) {
        if (error instanceof GradusError) throw error;
        for (let j = 0; j < width; j++) this.mark(tags + cell + j, UNREADABLE);
      }
    }
  }

  putRow(object, row, payload, tag, whole) {
    const type = typeOf(object);
    if (type !== OBJECT) return this.markWrong(payload, tag, NO_EVENT, type);
    let i = 0;
    if (isPlain(object)) {
      for (const key in object) this.putCell(object, key, i++, row, payload, tag, whole);
    } else {
      for (const key of Object.keys(object)) this.putCell(object, key, i++, row, payload, tag, whole);
    }
  }

  putCell(object, key, i, row, payload, tag, whole) {
    const cell = row.keys[i] === key ? row.order[i] : row.find(i, key);
    if (cell === UNUSED) return;
    let value;
    try {
      value = object[key];
    } catch {
      return this.mark(tag + cell, UNREADABLE);
    }
    this.put(value, payload + cell * 8, tag + cell, row, cell, whole);
  }
}
