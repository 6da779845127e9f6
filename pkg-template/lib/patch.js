// A policy's document with changes: a merge patch that also reaches into arrays by name.
//
// The patch is the caller's object, so it may be anything: it is read once, each value by
// itself, in a bounded number of steps, and nothing of it is written to.

import { PolicyError, problem } from "./errors.js";
import { isObject, namingKey, own, pointer } from "./elements.js";
import { oneLine } from "./options.js";
import { help, quote } from "./suggest.js";

/** As deep and as large as a document may be: a larger patch cannot give one. */
const DEEPEST = 64;
const LARGEST = 1024 * 1024;
const TOLD = 100;

/** Stands for a value that cannot be used, about which a problem has been told. */
const NOTHING = Symbol("nothing");

/**
 * The document with the changes; neither is altered.
 * @param {object} document of a policy that compiled
 * @throws {PolicyError} with everything that is wrong with the patch
 */
export function patched(document, changes) {
  const patch = new Patch();
  const result = patch.start(document, changes);
  if (patch.count > 0) throw new PolicyError(patch.told());
  return result;
}

class Patch {
  constructor() {
    this.problems = [];
    this.count = 0;
    this.size = 0;
    /** The keys that lead to the value being read, and the objects on the way. */
    this.path = [];
    this.within = [];
  }

  start(document, changes) {
    if (kindOf(changes) !== "object") return this.tell("patch_type", `expected the changes as an object, got ${nameOf(changes)}`);
    return this.inside(changes, () => this.mergeObject(document, changes));
  }

  /** What becomes of `target` (`undefined` if there is none) under this patch. */
  merge(target, patch) {
    if (kindOf(patch) !== "object") return this.copy(patch);
    return this.inside(patch, () => {
      if (Array.isArray(target)) return this.mergeElements(target, patch);
      return this.mergeObject(isObject(target) ? target : {}, patch);
    });
  }

  mergeObject(target, patch) {
    // Without a prototype, `__proto__` is a key like any other.
    const result = Object.assign(Object.create(null), target);
    this.each(patch, (key, value) => {
      if (value !== null) {
        const merged = this.merge(own(target, key), value);
        if (merged !== NOTHING) result[key] = merged;
      } else if (Object.hasOwn(target, key)) {
        delete result[key];
      } else {
        this.tell("patch_unknown", `${quote(key)} is to be removed, and is not there`, help(key, Object.keys(target)));
      }
    });
    return result;
  }

  /** Elements by name; all names are those that the elements have before the patch. */
  mergeElements(target, patch) {
    const naming = namingKey(target);
    const changed = new Map();
    this.each(patch, (key, value) => {
      const places = naming === null ? [] : target.flatMap((one, i) => (one[naming] === key ? [i] : []));
      if (places.length === 1) changed.set(places[0], value === null ? NOTHING : this.merge(target[places[0]], value));
      else this.tell("patch_unknown", ...noElement(key, places.length, naming, target));
    });
    return target.map((one, i) => (changed.has(i) ? changed.get(i) : one)).filter((one) => one !== NOTHING);
  }

  /** A value that replaces whatever was there. */
  copy(value) {
    const kind = kindOf(value);
    switch (kind) {
      case "array":
        return this.inside(value, () => this.copyArray(value));
      case "object":
        return this.inside(value, () => this.copyObject(value));
      case "string":
        this.size += value.length;
        return value;
      case "number":
        return Number.isFinite(value) ? value : this.tell("patch_type", `${value} is no number of JSON`);
      case "boolean":
      case "null":
        return value;
      default:
        return this.tell("patch_type", `expected something that JSON can say, got ${nameOf(value)}`);
    }
  }

  copyArray(array) {
    const result = [];
    this.each(array, (_, value) => result.push(this.copy(value)));
    return result;
  }

  /** An object in an array: there `null` is a value, for an array replaces the whole. */
  copyObject(object) {
    const result = Object.create(null);
    this.each(object, (key, value) => {
      result[key] = this.copy(value);
    });
    return result;
  }

  /** Reads an object's or array's own values one by one. What cannot be read is told and left out. */
  each(container, take) {
    let keys;
    try {
      keys = Array.isArray(container) ? Array.from({ length: bounded(container.length) }, (_, i) => i) : Object.keys(container);
    } catch (error) {
      return this.unreadable(error);
    }
    for (const key of keys) {
      this.size += 1 + (typeof key === "string" ? key.length : 0);
      if (this.size > LARGEST) return;
      this.path.push(key);
      let value;
      let read = true;
      try {
        value = container[key];
      } catch (error) {
        this.unreadable(error);
        read = false;
      }
      if (read) take(key, value);
      this.path.pop();
    }
  }

  /** Goes into an object or array of the patch, unless that has no end. */
  inside(container, read) {
    if (this.within.includes(container)) return this.tell("patch_type", "it holds itself");
    if (this.within.length >= DEEPEST) return this.tell("patch_type", `it is nested deeper than the ${DEEPEST} levels that a policy may have`);
    this.within.push(container);
    const result = read();
    this.within.pop();
    if (this.within.length === 0 && this.size > LARGEST) {
      this.path = [];
      return this.tell("patch_type", "it is larger than the 1 MiB that a policy may have");
    }
    return result;
  }

  unreadable(error) {
    this.tell("patch_type", `reading it threw: ${oneLine(error)}`);
  }

  tell(code, message, what = null) {
    this.count++;
    if (this.count <= TOLD) this.problems.push(problem(code, pointer(this.path), message, what));
    return NOTHING;
  }

  told() {
    const more = this.count - TOLD;
    return more > 0 ? [...this.problems, problem("more_problems", "", `and ${more} more problem${more === 1 ? "" : "s"}`)] : this.problems;
  }
}

function noElement(key, places, naming, target) {
  if (places > 1) return [`${places} elements have the ${naming} ${quote(key)}`, "give the whole array"];
  if (naming === null) return [`the elements of this array have no names, so ${quote(key)} is none of them`, "give the whole array"];
  const names = target.map((one) => one[naming]);
  return [`no element has the ${naming} ${quote(key)}`, help(key, names) ?? "to add an element, give the whole array"];
}

/** What kind of JSON this is; anything else is "other". */
function kindOf(value) {
  if (value === null) return "null";
  if (typeof value !== "object") return ["string", "number", "boolean"].includes(typeof value) ? typeof value : "other";
  try {
    if (Array.isArray(value)) return "array";
    const prototype = Object.getPrototypeOf(value);
    // An object of another realm has another `Object.prototype`, which has no prototype either.
    return prototype === null || Object.getPrototypeOf(prototype) === null ? "object" : "other";
  } catch {
    return "other"; // a revoked proxy
  }
}

function nameOf(value) {
  const kind = kindOf(value);
  if (kind === "null") return "null";
  if (kind !== "other") return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
  if (value === undefined) return "undefined";
  if (typeof value !== "object") return `a ${typeof value}`;
  try {
    const name = value.constructor?.name;
    return typeof name === "string" && name !== "" ? `an object of the class ${quote(name)}` : "an object of a class";
  } catch {
    return "an object that cannot be read";
  }
}

/** An array may claim any length; more than this many elements are too many all the same. */
function bounded(length) {
  return Math.min(Number.isSafeInteger(length) && length >= 0 ? length : 0, LARGEST);
}
