// What is still open in an answer, and what would change it, as lines that a person reads.
//
// `say` is what the ledger's lines are written with: words, colours, language, fields.

import { table } from "./paint.js";
import { valueText } from "./values.js";
import { labelOf } from "./words.js";

/** `may become 40 to 85`, or nothing where the score is settled. */
export function rangeOf(range, word) {
  if (!range || (range.low === range.high && !range.mayBeMissing)) return "";
  const values = range.low === range.high ? String(range.low) : `${range.low} ${word("to")} ${range.high}`;
  return [word("may_become"), values, range.mayBeMissing && `${word("or")} ${word("no_score")}`, !range.exact && word("at_most")].filter(Boolean).join(" ");
}

/** `may become A, B`, or nothing where the grade is settled. */
export function openOf(possible, word) {
  if (!possible || possible.length < 2) return "";
  return `${word("may_become")} ${possible.map((one) => one ?? word("unknown")).join(", ")}`;
}

/** What is missing, with what each fact could do, and what was set aside. */
export function missingOf({ missing, withheld }, say) {
  const { word, colour } = say;
  const lines = [];
  if (missing.length > 0) {
    const rows = missing.map(({ fact, withheld, moves, settles }) => [
      nameOf(fact, say) + (withheld ? ` (${word("no_consent")})` : ""),
      moves > 0 ? `${word("moves")} ${moves} ${word(moves === 1 ? "of_point" : "of_points")}` : "",
      settles ? word("settles") : "",
    ]);
    lines.push("", colour("yellow", word("missing")), ...table(rows, "lll"));
  }
  if (withheld.length > 0) lines.push("", colour("yellow", word("withheld")), `  ${withheld.map((fact) => nameOf(fact, say)).join(", ")}`);
  return lines;
}

/** The least change that reaches a better grade. */
export function betterOf({ next }, say) {
  if (next === null) return [];
  const { word, colour } = say;
  const reached = `${word("reaches")} ${next.to}${next.score === null ? "" : ` (${next.score})`}`;
  const rows = next.changes.map(({ fact, value, needs }) => [
    nameOf(fact, say),
    needsText(needs, say.fields[fact], say),
    colour("dim", `(${word("now")} ${valueText(value, say.fields[fact], say)})`),
  ]);
  return ["", `${colour("green", word("better"))}: ${colour("bold", reached)}`, ...table(rows, "lll")];
}

/** When a grade changes although nobody tells anything; with `more`, anything that `advance` tells. */
export function byItselfOf({ changesAt, changesAtIsBound }, more, { word, colour }) {
  if (changesAt === null) return [];
  const key = changesAtIsBound ? "no_change_before" : "changes_at";
  return ["", `${colour("cyan", word("by_itself"))}: ${word(more ? `any_${key}` : key)} ${changesAt}`];
}

function nameOf(fact, { word, fields, lang }) {
  if (fact === "contracts") return word("contracts");
  return labelOf(fields[fact]?.label, lang, fact);
}

const BOUNDS = { atLeast: "at_least", above: "above", atMost: "not_above", below: "below" };

function needsText(needs, field, say) {
  const { word } = say;
  const texts = (values) => values.map((one) => valueText(one, field, say)).join(` ${word("or")} `);
  if ("is" in needs) return valueText(needs.is, field, say);
  if ("oneOf" in needs) return texts(needs.oneOf);
  if ("noneOf" in needs) return `${word("none_of")} ${texts(needs.noneOf)}`;
  return Object.entries(BOUNDS)
    .filter(([bound]) => bound in needs)
    .map(([bound, key]) => `${word(key)} ${valueText(needs[bound], field, say)}`)
    .join(` ${word("and")} `);
}
