// The texts that the policy itself names, to their ids.
//
// A fact of such a field is nearly always one of a handful of texts. Their length and one
// character mostly tell them apart: then the text meant is found at once and compared once,
// which takes half as long as a Map that has to work out a hash and follow a chain. Where that
// does not tell them apart, a Map it is.

const PLACES = 16;
const FACTORS = [1, 3, 5, 7, 11, 13];
const LARGEST = 256;

/** Says that a text is none of them. */
export const OTHER = -1;

export class Texts {
  /** @param {Record<string, number>} known */
  constructor(known) {
    const entries = Object.entries(known);
    /** @type {Map<string, number> | null} */
    this.map = null;
    this.place = 0;
    this.factor = 0;
    this.mask = 0;
    /** @type {string[]} */
    this.texts = [""];
    /** @type {number[]} */
    this.ids = [OTHER];
    if (entries.length > 0 && !this.tellApart(entries)) this.map = new Map(entries);
  }

  tellApart(entries) {
    for (let size = 8; size <= LARGEST; size *= 2) {
      if (size < entries.length) continue;
      for (let place = 0; place < PLACES; place++) {
        for (const factor of FACTORS) {
          if (this.lay(entries, size, place, factor)) return true;
        }
      }
    }
    return false;
  }

  lay(entries, size, place, factor) {
    this.place = place;
    this.factor = factor;
    this.mask = size - 1;
    this.texts = new Array(size).fill("");
    this.ids = new Array(size).fill(OTHER);
    for (const [text, id] of entries) {
      const at = this.at(text);
      if (this.ids[at] !== OTHER) return false;
      this.texts[at] = text;
      this.ids[at] = id;
    }
    return true;
  }

  at(text) {
    const { length } = text;
    const code = this.place < length ? text.charCodeAt(this.place) : 0;
    return (length + code * this.factor) & this.mask;
  }

  /** The id of this text, or OTHER. @param {string} text @returns {number} */
  find(text) {
    if (this.map !== null) return this.map.get(text) ?? OTHER;
    const at = this.at(text);
    return this.texts[at] === text ? this.ids[at] : OTHER;
  }
}

export const noTexts = new Texts({});
