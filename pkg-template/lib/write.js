// One value into the buffer in Wasm memory: a payload of eight bytes, a byte of tag, and for
// texts and lists a place in the heap behind them.
//
// `payload` and `tag` are offsets from the buffer's start, for the buffer may move as it grows.

import { guarded } from "./instance.js";
import { byteLength, writeText } from "./text.js";
import { OTHER } from "./texts.js";

export const NUMBER = 1;
export const FALSE = 2;
export const TRUE = 3;
export const KNOWN = 4;
const TEXT = 5;
const DATE = 6;
const LIST = 7;
export const WRONG = 8;
export const UNREADABLE = 9;
const TOO_LONG = 10;
export const TOO_MANY = 11;
export const EVENTS = 12;
export const NO_EVENT = 13;
export const PRESENT = 14;
export const NULL = 15;

const TYPES = ["null", "boolean", "number", "string", "array", "object", "bigint", "symbol", "function", "undefined"];
export const ARRAY = TYPES.indexOf("array");
export const OBJECT = TYPES.indexOf("object");

const SOME_OTHER_TEXT = 0xffffffff;
const MAX_TEXT = 65536;
const MAX_LIST = 1000;
const FIRST_HEAP = 4096;

const getTime = Date.prototype.getTime;

/** Writes values into the buffer of one core. */
export class Writer {
  /** @param {number} heap where the heap begins */
  constructor(heap) {
    this.heap = heap;
    this.end = heap;
    this.base = 0;
    this.capacity = 0;
  }

  /** The instance, with views of its memory as it is now: any call may have moved it, a getter's too. */
  views() {
    const { instance } = this;
    if (instance.f64.length === 0) instance.take();
    return instance;
  }

  /** Takes this core's buffer as the place to write to. @param {import("./instance.js").Seat} seat */
  attach(seat) {
    this.seat = seat;
    this.instance = seat.instance;
    this.grow(this.heap + FIRST_HEAP);
  }

  grow(bytes) {
    const { instance, seat } = this;
    if (seat.core === null) instance.take(); // lost while a getter ran: throws
    this.base = guarded(instance, () => seat.core.buffer(bytes));
    this.capacity = bytes;
    instance.take();
  }

  /** Makes room for `bytes` at the end of the heap. */
  room(bytes) {
    const need = this.end + bytes;
    if (need > this.capacity) this.grow(Math.max(need, this.capacity * 2));
  }

  /** Takes a place in the heap for so many payloads and as many tags, all absent. */
  cells(count) {
    this.end = up8(this.end);
    const bytes = count * 8 + up8(count);
    this.room(bytes);
    const first = this.end;
    this.end += bytes;
    this.views().u8.fill(0, this.base + first + count * 8, this.base + this.end);
    return first;
  }

  mark(tag, what) {
    this.views().u8[this.base + tag] = what;
  }

  markNumber(payload, tag, what, number) {
    const { f64, u8 } = this.views();
    f64[(this.base + payload) >>> 3] = number;
    u8[this.base + tag] = what;
  }

  /** A payload of two halves. */
  markPair(payload, tag, what, lo, hi) {
    const { u32, u8 } = this.views();
    const at = (this.base + payload) >>> 2;
    u32[at] = lo;
    u32[at + 1] = hi;
    u8[this.base + tag] = what;
  }

  /** Something that no field takes: what it is. */
  markWrong(payload, tag, what, type) {
    if (type < 0) this.mark(tag, UNREADABLE);
    else this.markPair(payload, tag, what, type, 0);
  }

  /** @param {import("./shape.js").Shape} shape @param {boolean} whole */
  put(value, payload, tag, shape, cell, whole) {
    switch (typeof value) {
      case "number":
        return this.markNumber(payload, tag, NUMBER, value);
      case "string":
        return this.putText(value, payload, tag, shape, cell, whole);
      case "boolean":
        return this.mark(tag, value ? TRUE : FALSE);
      case "undefined":
        return;
      case "object":
        if (value !== null) this.putObject(value, payload, tag, shape, cell, whole);
        return;
      default:
        return this.markWrong(payload, tag, WRONG, typeOf(value));
    }
  }

  putText(text, payload, tag, shape, cell, whole) {
    const { length } = text;
    if (length > MAX_TEXT) return this.mark(tag, TOO_LONG);
    const id = shape.known[cell].find(text);
    if (id !== OTHER) return this.markPair(payload, tag, KNOWN, id, 0);
    if (length * 3 > MAX_TEXT && byteLength(text) > MAX_TEXT) return this.mark(tag, TOO_LONG);
    if (!whole && !shape.matters[cell]) return this.markPair(payload, tag, KNOWN, SOME_OTHER_TEXT, 0);
    this.room(length * 3);
    const { base, end } = this;
    this.end = writeText(this.views().u8, base + end, text) - base;
    this.markPair(payload, tag, TEXT, end, this.end - end);
  }

  putObject(value, payload, tag, shape, cell, whole) {
    const type = typeOf(value);
    if (type === ARRAY && shape.lists[cell]) return this.putList(value, payload, tag, shape, cell, whole);
    if (type !== OBJECT) return this.markWrong(payload, tag, WRONG, type);
    let time;
    try {
      time = getTime.call(value); // knows a Date of any realm, and nothing else
    } catch {
      return this.markWrong(payload, tag, WRONG, type);
    }
    this.markNumber(payload, tag, DATE, time);
  }

  putList(list, payload, tag, shape, cell, whole) {
    const count = lengthOf(list);
    if (count < 0) return this.mark(tag, UNREADABLE);
    if (count > MAX_LIST) return this.mark(tag, TOO_MANY);
    const first = this.cells(count);
    this.markPair(payload, tag, LIST, first, count);
    for (let i = 0; i < count; i++) {
      const [payload, tag] = [first + i * 8, first + count * 8 + i];
      let value;
      try {
        value = list[i];
      } catch {
        this.mark(tag, UNREADABLE);
        continue;
      }
      if (typeof value === "string") this.putText(value, payload, tag, shape, cell, whole);
      else this.markWrong(payload, tag, WRONG, typeOf(value));
    }
  }
}

/** What kind of value this is, as the core counts them; -1 for what cannot be asked (a revoked proxy). */
export function typeOf(value) {
  if (typeof value !== "object") return TYPES.indexOf(typeof value);
  if (value === null) return 0;
  try {
    return Array.isArray(value) ? ARRAY : OBJECT;
  } catch {
    return -1;
  }
}

/** An array's length; -1 where a proxy does not give a proper one. */
export function lengthOf(list) {
  try {
    const { length } = list;
    return Number.isSafeInteger(length) && length >= 0 ? length : -1;
  } catch {
    return -1;
  }
}

export function up8(bytes) {
  return Math.ceil(bytes / 8) * 8;
}
