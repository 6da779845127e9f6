/**
 * What an engine claims of how an answer might turn out, checked against what the plain interpreter decides.
 * The page leaves some of it free (a range need not be exact), so each claim is checked as a property:
 *
 *   range.ts       range, possible, moves, settles and the order of missing, over values of the missing facts
 *   next.ts        the least change that reaches a better grade
 *   changes-at.ts  the moment at which something shown changes by itself
 *
 * How much of it is tried is the `Effort`: the shares are in run.ts.
 */
import { checkChangesAt } from './changes-at.js';
import type { Situation } from './decide.js';
import { checkNext } from './next.js';
import { Prospect, checkRange } from './range.js';
import { Random } from './random.js';

export interface Effort {
  /** Ways of the missing facts tried one by one, where there are no more than this. */
  ways: number;
  /** Ways drawn at random where there are more, or where facts have no cells. */
  draws: number;
  /** Changes tried in the search for the least one. */
  changes: number;
  /** Instants at which everything is decided again. */
  instants: number;
}

export interface Range { low: number; high: number; exact: boolean; mayBeMissing: boolean }
export interface MissingFact { fact: string; withheld: boolean; moves: number; settles: boolean }
export type Needs = { is?: number; atLeast?: number; above?: number; atMost?: number; below?: number; oneOf?: (string | boolean)[]; noneOf?: string[] };
export interface Next { to: string; score: number | null; changes: { fact: string; value: unknown; needs: Needs }[] }

/** The keys of an answer that are checked here. */
export interface Claims {
  grade: string | null;
  score: number | null;
  grades: Record<string, string | null>;
  scores: Record<string, number | null>;
  range: Record<string, Range | null>;
  possible: Record<string, string[] | null>;
  missing: MissingFact[];
  next: Next | null;
  changesAt: string | null;
  changesAtIsBound: boolean;
  state: unknown;
}

/** The first claim that does not hold, in words; `null` if all do. */
export function wrongClaim(claims: Claims, situation: Situation, effort: Effort, seed: number): string | null {
  const random = new Random(seed);
  const prospect = new Prospect(situation, effort, random);
  return checkRange(claims, prospect) ?? checkNext(claims, situation, effort) ?? checkChangesAt(claims, situation, effort, random);
}
