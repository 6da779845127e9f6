/** Grades: manual, override, held, plain, in this order; and what the state remembers of them. */
import { evaluate, seen, type World } from './cel-evaluate.js';
import type { Grade } from './model.js';
import { step } from './problems.js';
import type { Manual, State } from './state.js';

export type Source = 'manual' | 'override' | 'held' | 'band' | 'first' | 'matrix' | 'unknown';

export interface GradeAnswer {
  shown: string | null;
  decidedBy: { source: Source; rules: string | null; path: string | null };
  /** The class that the rules gave, for the state; `null` if unknown, and always for a matrix. */
  remembered: string | null;
}

interface Given { grade: string | null; source: Source; path: string | null }

const UNKNOWN: Given = { grade: null, source: 'unknown', path: null };

export function gradeOf(grade: Grade, world: World, scores: Map<string, bigint | null>, state: State): GradeAnswer {
  const overridden = firstOverride(grade, world);
  const given = byRules(grade, world, scores, state.held.get(grade.name) ?? null);
  const standing = overridden ?? given;

  if (world.watch && standing.grade !== null && standing.source !== 'held') seen(world.watch.classes, grade.name).add(standing.grade);
  const manual = manualInForce(state, grade.name, world.now);
  const shown: Given = manual ? { grade: manual.grade, source: 'manual', path: null } : standing;
  return {
    shown: shown.grade,
    decidedBy: { source: shown.source, rules: standing.grade, path: shown.path },
    remembered: grade.how.is === 'matrix' ? null : given.grade,
  };
}

export function manualInForce(state: State, grade: string, now: number): Manual | null {
  const manual = state.manual.get(grade);
  return manual && (manual.until === null || now < manual.until) ? manual : null;
}

/** The first override whose condition is true; those after it are not looked at. */
function firstOverride(grade: Grade, world: World): Given | null {
  for (const [i, { when, grade: name }] of grade.overrides.entries()) {
    if (evaluate(when, world) === true) return { grade: name, source: 'override', path: step(`${grade.path}/overrides`, i) };
  }
  return null;
}

function byRules(grade: Grade, world: World, scores: Map<string, bigint | null>, held: string | null): Given {
  const { how } = grade;
  switch (how.is) {
    case 'bands': {
      const score = scores.get(how.score)!;
      if (score === null) return UNKNOWN;
      const plain = how.bands.findIndex((band) => band.from <= score);
      const kept = how.bands.findIndex((band) => band.grade === held);
      const band = (i: number, source: Source): Given => ({ grade: how.bands[i]!.grade, source, path: step(`${grade.path}/bands`, i) });
      if (kept >= 0 && kept < plain && score >= how.bands[kept]!.from - how.bands[kept]!.keep) return band(kept, 'held');
      return band(plain, 'band');
    }
    case 'first': {
      for (const [i, entry] of how.entries.entries()) {
        const retaining = entry.grade === held && entry.retain !== null;
        const condition = retaining ? entry.retain : entry.when;
        const value = condition ? evaluate(condition, world) : true;
        if (value === undefined) return UNKNOWN;
        if (value === true) return { grade: entry.grade, source: retaining ? 'held' : 'first', path: step(`${grade.path}/first`, i) };
      }
      return UNKNOWN;
    }
    case 'matrix': {
      const [row, column] = [rankOf(how.rows, world), rankOf(how.columns, world)];
      if (row < 0 || column < 0) return UNKNOWN;
      return { grade: how.grades[row]![column]!, source: 'matrix', path: step(step(`${grade.path}/matrix/grades`, row), column) };
    }
  }
}

/** The place of a grade's shown class among its bands or entries; −1 if it is none of them. */
function rankOf(name: string, world: World): number {
  const { how } = world.policy.grades.get(name)!;
  const ranked = how.is === 'bands' ? how.bands : how.is === 'first' ? how.entries : [];
  return (ranked as { grade: string }[]).findIndex((entry) => entry.grade === world.grades.get(name));
}
