// What the reference names and a later version brings: it says so, instead of being undefined.

import { GradusError } from "./errors.js";

const LATER = {
  offers: "the offers piece",
  decide: "the piece that takes all decisions in one",
  decideJson: "the piece that takes all decisions in one",
  table: "the piece for many customers",
  tableFromCsv: "the piece for many customers",
};

/** Gives the class the verbs of later pieces, each of which throws. */
export function later(type) {
  for (const [verb, piece] of Object.entries(LATER)) {
    Object.defineProperty(type.prototype, verb, {
      value() {
        throw new GradusError("not_built", `\`policy.${verb}\` is not built yet: it comes with ${piece}`);
      },
      configurable: true,
      writable: true,
    });
  }
}
