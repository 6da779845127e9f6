// How many stood where at each date of a replay, and who moved.

import { paint, table } from "./paint.js";
import { rankedOf } from "./grading.js";
import { labelOf } from "./words.js";

const PHASES = ["running", "upcoming", "due", "grace", "lapsed", "renewed", "switched", "upgraded", "won_back"];

/** The grades that are held for a time: tiers. */
export function heldGrades({ grades = {} }) {
  return Object.keys(grades).filter((name) => grades[name].hold !== undefined);
}

/** Counts of one thing, by date and class. */
class Counts {
  /** @param {string[]} classes in the policy's order @param {number} dates */
  constructor(classes, dates) {
    this.classes = classes;
    this.byDate = Array.from({ length: dates }, () => new Map());
  }

  add(date, name) {
    const counts = this.byDate[date];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** The classes that stand at some date; those of the policy all of them. */
  shown(always) {
    const seen = (name) => this.byDate.some((counts) => counts.has(name));
    return [...this.classes.filter((name) => always || seen(name)), ...(seen(null) ? [null] : [])];
  }

  json() {
    return this.byDate.map((counts) => Object.fromEntries(this.shown(true).map((name) => [name, counts.get(name) ?? 0])));
  }
}

export class ReplayFigures {
  /** @param {object} document @param {string[]} dates */
  constructor(document, dates) {
    this.document = document;
    this.dates = dates;
    const { lifecycle, contracts, grades = {} } = document;
    this.stages = lifecycle === undefined ? null : new Counts(lifecycle.stages.map(({ stage }) => stage), dates.length);
    this.grades = new Map(heldGrades(document).map((name) => [name, new Counts([...rankedOf(grades[name]), ...(grades[name].also ?? []).map(({ grade }) => grade)], dates.length)]));
    this.contracts = contracts === undefined ? null : new Counts(PHASES, dates.length);
    /** Moves at each date, by stage before and stage after. @type {Map<string, Map<string, number>>[]} */
    this.moves = dates.map(() => new Map());
  }

  /** @param {number} date its place among the dates @param {import("../index.js").Advanced} answer */
  add(date, answer) {
    this.stages?.add(date, answer.stage);
    for (const [name, counts] of this.grades) counts.add(date, answer.held[name]?.grade ?? null);
    if (this.contracts !== null) for (const { phase } of answer.contracts ?? []) this.contracts.add(date, phase);
    for (const { from, to } of answer.transitions) {
      const moves = this.moves[date];
      if (!moves.has(from)) moves.set(from, new Map());
      moves.get(from).set(to, (moves.get(from).get(to) ?? 0) + 1);
    }
  }

  moved(from, to, dates = this.moves) {
    return dates.reduce((sum, moves) => sum + (moves.get(from)?.get(to) ?? 0), 0);
  }

  json() {
    const stages = this.stages?.classes ?? [];
    const movesAt = (dates) => stages.flatMap((from) => stages.map((to) => ({ from, to, count: this.moved(from, to, dates) }))).filter(({ count }) => count > 0);
    const [stageCounts, contractCounts] = [this.stages?.json(), this.contracts?.json()];
    const gradeCounts = [...this.grades].map(([name, counts]) => [name, counts.json()]);
    return {
      dates: this.dates.map((date, i) => ({
        date,
        stages: stageCounts?.[i] ?? null,
        grades: Object.fromEntries(gradeCounts.map(([name, counts]) => [name, counts[i]])),
        contracts: contractCounts?.[i] ?? null,
        moves: movesAt([this.moves[i]]),
      })),
      moves: movesAt(this.moves),
    };
  }

  /** As tables for the terminal. */
  lines(word, lang, stream) {
    const { grades, lifecycle } = this.document;
    const stageName = (name) => labelOf(lifecycle.stages.find(({ stage }) => stage === name)?.label, lang, name);
    const parts = [];
    if (this.stages !== null) parts.push(this.counted(word("stage_at"), this.stages, stageName, true, word, stream));
    for (const [name, counts] of this.grades) {
      const { bands = [], first = [], also = [] } = grades[name];
      const className = (one) => labelOf([...bands, ...first, ...also].find(({ grade }) => grade === one)?.label, lang, one);
      parts.push(this.counted(word("class_at").replace("{}", labelOf(grades[name].label, lang, name)), counts, className, true, word, stream));
    }
    if (this.contracts !== null) parts.push(this.counted(word("contracts_at"), this.contracts, (name) => word(`phase_${name}`), false, word, stream));
    if (this.stages !== null) parts.push(this.movesTable(stageName, word, stream));
    return parts.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
  }

  /** A line for each date, a column for each class. */
  counted(title, counts, nameOf, always, word, stream) {
    const colour = paint(stream);
    const classes = counts.shown(always);
    const cell = (count) => (count === 0 ? colour("dim", "·") : count.toLocaleString("en"));
    const rows = this.dates.map((date, i) => {
      const all = classes.map((name) => counts.byDate[i].get(name) ?? 0);
      return [date, ...all.map(cell), all.reduce((sum, one) => sum + one, 0).toLocaleString("en")];
    });
    return titled([title, ...classes.map((name) => (name === null ? word("unknown") : nameOf(name))), word("all")], rows, colour);
  }

  /** All moves: a line for each stage that was left, a column for each that was entered. */
  movesTable(nameOf, word, stream) {
    const colour = paint(stream);
    const { classes } = this.stages;
    const sum = (froms, tos) => froms.reduce((total, from) => total + tos.reduce((part, to) => part + this.moved(from, to), 0), 0);
    const froms = classes.filter((from) => sum([from], classes) > 0);
    const tos = classes.filter((to) => sum(classes, [to]) > 0);
    const cell = (count) => (count === 0 ? colour("dim", "·") : count.toLocaleString("en"));
    const rows = froms.map((from) => [nameOf(from), ...tos.map((to) => cell(this.moved(from, to))), sum([from], tos).toLocaleString("en")]);
    const all = [word("all"), ...tos.map((to) => sum(froms, [to]).toLocaleString("en")), sum(froms, tos).toLocaleString("en")];
    return titled([word("moves_between"), ...tos.map(nameOf), word("all")], [...rows, all], colour);
  }
}

function titled(head, rows, colour) {
  const [first, ...rest] = table([head, ...rows], `l${"r".repeat(head.length - 1)}`);
  return [colour("bold", first), ...rest];
}
