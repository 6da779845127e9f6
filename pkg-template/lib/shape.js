// What there is to read of one kind of object, and where each thing goes.

import { Texts, noTexts } from "./texts.js";

const MANY = 1024;

/** Marks a key that the policy does not read. */
export const UNUSED = -1;

/** The facts themselves, a kind of event, or a contract. A cell is the place of one of its values. */
export class Shape {
  constructor() {
    /** @type {Map<string, number>} */
    this.cells = new Map();
    /** By cell: the texts that the policy names; whether any other text matters; whether it is a list. */
    /** @type {Texts[]} */
    this.known = [];
    this.matters = [];
    this.lists = [];
    /** The keys of the object that was read last, as they stood, and their cells. */
    this.keys = [];
    this.order = [];
  }

  /**
   * Adds the next cell.
   * @param {{ name: string, type: string, text: boolean, known?: Record<string, number> }} value
   * @param {boolean} [used] a cell that is not used keeps its place and is never read
   */
  add({ name, type, text, known }, used = true) {
    const cell = this.known.length;
    this.known.push(known ? new Texts(known) : noTexts);
    // Of dates and lists every text matters. A lone surrogate is read as U+FFFD: where the policy
    // names that, the text has to be seen.
    const named = type === "string" || type === "level";
    this.matters.push(text || !named || Object.keys(known ?? {}).some((one) => one.includes("\ufffd")));
    this.lists.push(type === "list");
    if (used) this.cells.set(name, cell);
  }

  /** The cell of a key that does not stand where it stood the last time. */
  find(i, key) {
    const cell = this.cells.get(key) ?? UNUSED;
    if (i < MANY) {
      this.keys[i] = key;
      this.order[i] = cell;
    }
    return cell;
  }
}

const EMPTY = {};

/**
 * Whether `for … in` over this object gives its own keys and no others: its prototype is the
 * usual one or none, and nobody has added to that. May throw, if the object is a proxy.
 */
export function isPlain(object) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const _ in EMPTY) return false;
  return true;
}
