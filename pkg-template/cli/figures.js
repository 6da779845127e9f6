// How a file came out: for each class of a grade its count, its share, and the rate of an outcome.

import { bar, paint, table } from "./paint.js";

const Z = 1.959963984540054; // the normal distribution's 97.5% point

/** Wilson's interval for a rate of `hits` in `n`, at 95%. (E. B. Wilson, JASA 22, 1927.) */
export function wilson(hits, n) {
  const p = hits / n;
  const z2 = (Z * Z) / n;
  const middle = (p + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Counts of one grade by class. */
export class Figures {
  /** @param {string[]} classes in the policy's order */
  constructor(classes) {
    this.byClass = new Map(classes.map((name) => [name, { rows: 0, known: 0, hits: 0 }]));
    this.byClass.set(null, { rows: 0, known: 0, hits: 0 });
  }

  /** @param {boolean | null} outcome */
  add(name, outcome) {
    const figures = this.byClass.get(name);
    figures.rows++;
    if (outcome === null) return;
    figures.known++;
    if (outcome) figures.hits++;
  }

  /** As lines for the terminal. */
  lines(title, word, { outcome, stream }) {
    const colour = paint(stream);
    const classes = [...this.byClass].filter(([name, { rows }]) => name !== null || rows > 0);
    const sum = (key) => classes.reduce((total, [, figures]) => total + figures[key], 0);
    const all = { rows: sum("rows"), known: sum("known"), hits: sum("hits") };
    const top = Math.max(...classes.map(([, { known, hits }]) => (known > 0 ? hits / known : 0)));
    const row = (name, figures, barred) => {
      const share = all.rows > 0 ? figures.rows / all.rows : 0;
      const cells = [name, figures.rows.toLocaleString("en"), percent(share), barred ? bar(share, 16) : ""];
      if (!outcome) return cells;
      if (figures.known === 0) return [...cells, "–", "", ""];
      const rate = figures.hits / figures.known;
      const [low, high] = wilson(figures.hits, figures.known);
      return [...cells, percent(rate), `${percent(low)} – ${percent(high)}`, barred && top > 0 ? bar(rate / top, 16) : ""];
    };
    const head = [title, word("count"), word("share"), "", ...(outcome ? [outcome, word("interval"), ""] : [])];
    const rows = [head, ...classes.map(([name, figures]) => row(name ?? word("unknown"), figures, true)), row(word("all"), all, false)];
    const [first, ...rest] = table(rows, outcome ? "lrrlrrl" : "lrrl");
    return [colour("bold", first), ...rest];
  }
}

/** @param {number} share of one; 0 of 0 has none */
export function percent(share) {
  if (Number.isNaN(share)) return "–";
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 1)}%`;
}
