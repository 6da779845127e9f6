// Who moves between the classes of a grade when another policy decides.

import { percent } from "./figures.js";
import { paint, table } from "./paint.js";

const COLOURS = { stays: "bold", rises: "green", falls: "red", other: "yellow" };

/** Counts of rows by the class before and the class after. */
export class Moves {
  /**
   * @param {string[]} before classes of the old policy @param {string[]} after those of the new
   * @param {string[]} ranked those of the new that are better and worse, the best first
   */
  constructor(before, after, ranked) {
    this.before = before;
    this.after = after;
    this.ranked = ranked;
    /** @type {Map<string | null, Map<string | null, number>>} */
    this.counts = new Map();
    this.rows = 0;
  }

  add(from, to) {
    this.rows++;
    let row = this.counts.get(from);
    if (row === undefined) this.counts.set(from, (row = new Map()));
    row.set(to, (row.get(to) ?? 0) + 1);
  }

  count(from, to) {
    return this.counts.get(from)?.get(to) ?? 0;
  }

  /** All that happened, in the order of the classes; `null` is unknown. */
  json() {
    const all = [];
    for (const from of [...this.before, null]) {
      for (const to of [...this.after, null]) {
        const count = this.count(from, to);
        if (count > 0) all.push({ from, to, count });
      }
    }
    return all;
  }

  /** As a matrix: a line for each class before, a column for each after. */
  lines(title, word, stream) {
    const colour = paint(stream);
    const sum = (froms, tos) => froms.reduce((total, from) => total + tos.reduce((part, to) => part + this.count(from, to), 0), 0);
    const [before, after] = [[...this.before, null], [...this.after, null]];
    const froms = before.filter((from) => from !== null || sum([from], after) > 0);
    const tos = after.filter((to) => to !== null || sum(before, [to]) > 0);
    const name = (one) => one ?? word("unknown");
    const cell = (from, to) => {
      const count = this.count(from, to);
      if (count === 0) return colour("dim", "·");
      return colour(COLOURS[this.kind(from, to)], count.toLocaleString("en"));
    };
    const figures = (count) => [count.toLocaleString("en"), percent(count / this.rows)];
    const head = [`${title}: ${word("before_after")}`, ...tos.map(name), word("all"), word("share")];
    const rows = froms.map((from) => [name(from), ...tos.map((to) => cell(from, to)), ...figures(sum([from], tos))]);
    const all = [word("all"), ...tos.map((to) => sum(froms, [to]).toLocaleString("en")), ...figures(this.rows)];
    const shares = [word("share"), ...tos.map((to) => percent(sum(froms, [to]) / this.rows)), "", ""];
    const [first, ...rest] = table([head, ...rows, all, shares], `l${"r".repeat(tos.length + 2)}`);
    return [colour("bold", first), ...rest, `  ${this.summary(word)}`];
  }

  /** How many stay, rise, fall; what becomes known or unknown, or has no order, is a change of another kind. */
  summary(word) {
    const totals = this.ranked.length > 0 ? { stays: 0, rises: 0, falls: 0, other: 0 } : { stays: 0, other: 0 };
    for (const { from, to, count } of this.json()) {
      totals[this.kind(from, to)] += count;
    }
    return Object.entries(totals)
      .filter(([kind, count]) => kind !== "other" || count > 0 || this.ranked.length === 0)
      .map(([kind, count]) => `${word(kind)} ${count.toLocaleString("en")} (${percent(count / this.rows)})`)
      .join(", ");
  }

  kind(from, to) {
    if (from === to) return "stays";
    const [before, after] = [this.ranked.indexOf(from), this.ranked.indexOf(to)];
    if (before < 0 || after < 0) return "other";
    return after < before ? "rises" : "falls";
  }
}
