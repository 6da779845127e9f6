/** Grades: manual, override, held, plain, in this order; and what the state remembers of them. */
import { evaluate, seen, type World } from './cel-evaluate.js';
import type { Grade, Hold, Policy } from './model.js';
import { step } from './problems.js';
import type { Remembered } from './state-next.js';
import type { Manual, State } from './state.js';
import { after } from './time.js';

export type Source = 'manual' | 'override' | 'held' | 'band' | 'first' | 'matrix' | 'unknown';

export interface GradeAnswer {
  shown: string | null;
  decidedBy: { source: Source; rules: string | null; path: string | null };
  /** The class that the rules gave, for the state; `null` if unknown and nothing was held, and always for a matrix. */
  remembered: Remembered | null;
  /** What bands or `first` give, whatever is held by `hold`. */
  earned: string | null;
}

interface Given { grade: string | null; source: Source; path: string | null }

const UNKNOWN: Given = { grade: null, source: 'unknown', path: null };

export function gradeOf(grade: Grade, world: World, scores: Map<string, bigint | null>, state: State): GradeAnswer {
  const overridden = firstOverride(grade, world);
  const earned = byRules(grade, world, scores, state.held.get(grade.name) ?? null);
  const { given, remembered } = grade.hold ? underHold(grade, grade.hold, earned, world, state) : withoutHold(grade, earned, state);
  const standing = overridden ?? given;

  if (world.watch && standing.grade !== null && standing.source !== 'held') seen(world.watch.classes, grade.name).add(standing.grade);
  const manual = manualInForce(state, grade.name, world.now);
  const shown: Given = manual ? { grade: manual.grade, source: 'manual', path: null } : standing;
  return {
    shown: shown.grade,
    decidedBy: { source: shown.source, rules: standing.grade, path: shown.path },
    remembered,
    earned: earned.grade,
  };
}

interface Kept { given: Given; remembered: Remembered | null }

/** With an unknown result the remembered class stays, though it is not shown. */
function withoutHold(grade: Grade, given: Given, state: State): Kept {
  const remembered = given.grade ?? state.held.get(grade.name);
  return { given, remembered: grade.how.is === 'matrix' || remembered === undefined ? null : { grade: remembered, confirmed: null } };
}

/** A class is gained at once, and lost only after a time. */
function underHold(grade: Grade, hold: Hold, earned: Given, world: World, state: State): Kept {
  const { now, policy } = world;
  const places = rankedOf(grade);
  const held = state.held.get(grade.name);
  const confirmedNow = (given: Given): Kept => ({ given, remembered: given.grade === null ? null : { grade: given.grade, confirmed: now } });
  if (held === undefined) return confirmedNow(earned);
  const g = places.indexOf(held);
  const e = earned.grade === null ? null : places.indexOf(earned.grade);
  // Where what is held is earned too, it is told how it is.
  const by = (place: number): Given => (place === e ? earned : { grade: places[place]!, source: 'held', path: step(`${grade.path}/${grade.how.is}`, place) });
  if (e !== null && e < g) return confirmedNow(earned);

  const confirmed = state.confirmed.get(grade.name) ?? now;
  const stays: Kept = { given: by(g), remembered: { grade: held, confirmed } };
  const { validUntil, graceUntil } = validity(hold, confirmed, policy);
  if (now < validUntil || e === null) return stays;
  if (e === g) return confirmedNow(earned);
  if (now < graceUntil) return stays;
  return confirmedNow(by(hold.falls === 'one' ? g + 1 : e));
}

/** Until when a class is held that was confirmed then, and until when at the latest. */
export function validity(hold: Hold, confirmed: number, policy: Policy): { validUntil: number; graceUntil: number } {
  const validUntil = after(confirmed, hold.for, policy);
  return { validUntil, graceUntil: hold.grace ? after(validUntil, hold.grace, policy) : validUntil };
}

/** Its bands or entries, best first; none of a matrix. */
export function rankedOf({ how }: Grade): string[] {
  return how.is === 'matrix' ? [] : (how.is === 'bands' ? how.bands : how.entries).map((entry) => entry.grade);
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
  const shown = world.grades.get(name);
  return shown === undefined ? -1 : rankedOf(world.policy.grades.get(name)!).indexOf(shown);
}
