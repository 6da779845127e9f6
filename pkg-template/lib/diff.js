// What turns one policy's document into another's, change by change.

import { isObject, namingKey, own, pointer } from "./elements.js";
import { phrase } from "./phrase.js";
import { transitionsByName } from "./transitions.js";

/**
 * @typedef {{ path: string, change: "added" | "removed" | "changed" | "moved", words: string, from: unknown, to: unknown }} Change
 */

/**
 * The changes in this document's order; what is added to an object or array comes after what
 * was in it, in the other's order.
 * @param {object} from @param {object} to @param {"en" | "zh"} [language] @returns {Change[]}
 */
export function diff(from, to, language = "en") {
  const comparison = new Comparison(from, to, language);
  comparison.objects(from, to, []);
  return comparison.changes;
}

class Comparison {
  constructor(from, to, language) {
    this.documents = [from, to];
    this.language = language;
    /** @type {Change[]} */
    this.changes = [];
  }

  tell(change, keys, from, to) {
    const names = keys.map((key) => (key instanceof Place ? key.name : key));
    this.changes.push({ path: pointer(keys), change, words: phrase(change, names, from, to, this.language), from, to });
  }

  values(from, to, keys) {
    if (isObject(from) && isObject(to)) return this.objects(from, to, keys);
    if (Array.isArray(from) && Array.isArray(to)) {
      if (keys.length === 2 && keys[0] === "lifecycle" && keys[1] === "transitions") return this.transitions(from, to, keys);
      const naming = namingKey(from, to);
      const [before, after] = [from, to].map((array) => naming && byName(array, naming));
      if (before && after) return this.named(before, after, keys);
    }
    if (!same(from, to)) this.tell("changed", keys, from, to);
  }

  objects(from, to, keys) {
    this.named(new Map(Object.entries(from)), new Map(Object.entries(to)), keys);
  }

  /** They have a name for people, and for programs their place. */
  transitions(from, to, keys) {
    const [before, after] = transitionsByName(from, to);
    const [placesBefore, placesAfter] = [before, after].map((all) => [...all.keys()]);
    this.named(before, after, keys, (name) => new Place(name, before.has(name) ? placesBefore.indexOf(name) : placesAfter.indexOf(name)));
  }

  /** Things with names: an object's values, or an array's elements. */
  named(from, to, keys, keyOf = (name) => name) {
    const moved = this.isOrdered(keys) ? movedOf([...from.keys()], [...to.keys()]) : new Map();
    for (const [name, before] of from) {
      const path = [...keys, keyOf(name)];
      if (!to.has(name)) {
        this.tell("removed", path, before, null);
        continue;
      }
      if (moved.has(name)) this.tell("moved", path, ...moved.get(name));
      this.values(before, to.get(name), path);
    }
    for (const [name, after] of to) if (!from.has(name)) this.tell("added", [...keys, keyOf(name)], null, after);
  }

  /** Whether the order of what stands there means something. */
  isOrdered(keys) {
    const [section, , part, group, list] = keys;
    switch (keys.length) {
      case 1: // the first grade, or else the first score, is the answer's; of touches that open together the later stands
        return section === "scores" || section === "grades" || section === "touches";
      case 2: // the first that may fire does
        return section === "lifecycle" && keys[1] === "transitions";
      case 3:
        return section === "grades" && ["bands", "first", "overrides"].includes(part);
      case 4: // the first that is breached moves
        return section === "lifecycle" && group === "timers";
      case 5: // which of several matches counts
        return section === "scores" && list === "rules" && this.documents.some((one) => ["first", "max"].includes(one.scores[keys[1]].groups[group].match));
      case 7:
        return section === "scores" && list === "rules" && keys[6] === "containing";
      default:
        return false;
    }
  }
}

/** The key of an element that has no name in the document: its place, and what people call it. */
class Place {
  constructor(name, place) {
    this.name = name;
    this.place = place;
  }

  toString() {
    return String(this.place);
  }
}

/** The elements by name, or `null` if two share one. */
function byName(array, naming) {
  const elements = new Map(array.map((one) => [one[naming], one]));
  return elements.size === array.length ? elements : null;
}

/**
 * The fewest names whose moving gives the other order, among those common to both.
 * @returns {Map<string, [string | null, string | null]>} which name each came after, and comes after now
 */
function movedOf(from, to) {
  const [inFrom, inTo] = [new Set(from), new Set(to)];
  const [before, after] = [from.filter((name) => inTo.has(name)), to.filter((name) => inFrom.has(name))];
  const places = new Map(after.map((name, place) => [name, place]));
  const stays = longestRise(before.map((name) => places.get(name)));
  const moved = new Map();
  before.forEach((name, place) => {
    if (!stays.has(place)) moved.set(name, [before[place - 1] ?? null, after[places.get(name) - 1] ?? null]);
  });
  return moved;
}

/** The indices of a longest rising part of these numbers, which are all different. */
function longestRise(numbers) {
  /** The index of the least number that ends a rise of each length, and what comes before each index. */
  const ends = [];
  const before = [];
  numbers.forEach((number, i) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[i] = ends[low - 1];
    ends[low] = i;
  });
  const rise = new Set();
  for (let i = ends.at(-1); i !== undefined; i = before[i]) rise.add(i);
  return rise;
}

/** Whether two values of JSON are equal; the order of keys is no difference. */
function same(one, other) {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && same(one[key], own(other, key)));
}
