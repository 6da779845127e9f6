// What `grade` and `diff` do with a row.

import { FactsError } from "./index.js";
import { Fault } from "./faults.js";

/** Grades a row; facts that are not valid are the data's fault. @param {number} row from 1 */
export function gradeRow(policy, facts, call, row) {
  try {
    return policy.grade(facts, call);
  } catch (error) {
    if (error instanceof FactsError) throw new Fault(`row ${row}: ${error.message}`);
    throw error;
  }
}

/** The classes of a grade that are better and worse than each other, the best first; of a matrix none are. */
export function rankedOf({ bands = [], first = [] }) {
  return [...bands, ...first].map(({ grade }) => grade);
}

/** All classes of a grade, as the document has it: each once, in its order. */
export function classesOf(grade) {
  const { matrix, also = [] } = grade;
  return [...new Set([...rankedOf(grade), ...(matrix?.grades.flat() ?? []), ...also.map(({ grade }) => grade)])];
}

/** Cells that were not valid, by field. */
export class Invalid {
  constructor() {
    /** @type {Map<string, { cells: number, first: number, last: number }>} */
    this.byField = new Map();
  }

  /** @param {{ path: string }[]} warnings of a row's answer @param {number} row */
  note(warnings, row) {
    for (const { path } of warnings) {
      const [, field] = path.split("/");
      const seen = this.byField.get(field);
      if (seen === undefined) this.byField.set(field, { cells: 1, first: row, last: row });
      else if (seen.last !== row) Object.assign(seen, { cells: seen.cells + 1, last: row });
    }
  }

  tell(columns, tell) {
    for (const { name, field } of columns) {
      const seen = this.byField.get(field);
      if (seen) tell(`cells of \`${name}\` that are not valid and count as missing: ${seen.cells.toLocaleString("en")} (the first in row ${seen.first})`);
    }
  }
}

/** @param {number} rows how many have more or fewer cells than the header */
export function tellOdd(rows, tell) {
  if (rows > 0) tell(`rows with more or fewer cells than the header: ${rows.toLocaleString("en")}`);
}
