/**
 * What an engine writes for each case line, one line each:
 *
 *   { "problems": [[code, path], …] }                          the policy does not compile (errors only)
 *   { "answers": [answer, …], "advanced": [answer, …],         one of each for each call
 *     "warnings": [[code, path], …] }                          those of `Policy.check`
 *
 * where an answer is the text of `explainJson` (of `advanceJson` with `changesAt: true` under `advanced`) as a JSON string, or
 *
 *   { "error": "facts" | "state", "problems": [[code, path], …] }
 *
 * Problems are compared as sets. Of an answer, its keys and their order, and what is decided, are compared byte for byte, but for
 * the messages of warnings, which are the library's own words. What is claimed of how it might turn out is checked in claims.ts.
 * Without `warnings` (an engine that has no linter) nothing is checked of them.
 */
import type { Advanced } from './advance.js';
import type { Claims } from './claims.js';
import type { Answer, Result } from './explain.js';
import { distinct } from './problems.js';

export type Pair = [code: string, path: string];
export type EngineAnswer = string | { error: string; problems: Pair[] };
export type EngineLine = { problems: Pair[] } | { answers: EngineAnswer[]; advanced: EngineAnswer[]; warnings?: Pair[] };

function pairs(problems: { code: string; path: string }[]): Pair[] {
  return distinct(problems).map(({ code, path }) => [code, path]);
}

export function answerLine(problems: { code: string; path: string }[], results: Result[]): EngineLine {
  if (problems.length > 0) return { problems: pairs(problems) };
  const said = (of: (result: Answered) => object): EngineAnswer[] => results.map((result) => ('error' in result ? { error: result.error, problems: pairs(result.problems) } : JSON.stringify(of(result))));
  return { answers: said(({ answer }) => withoutClaims(answer, EXPLAINED)), advanced: said(({ advanced }) => withoutClaims(advanced, ADVANCED)) };
}

/** One text for everything that must agree. */
export function comparable(answer: EngineAnswer | { problems: Pair[] } | undefined, keys: Keys = EXPLAINED): string {
  if (answer === undefined) return 'nothing';
  if (typeof answer === 'string') return decided(answer, keys);
  const problems = pairs(answer.problems.map(([code, path]) => ({ code, path })));
  return JSON.stringify('error' in answer ? { error: answer.error, problems } : { problems });
}

type Answered = Extract<Result, { answer: unknown }>;
/** The keys of an answer in their order; `null` marks those that are claims, `maybe` those that need not be there. */
type Keys = Record<string, '' | null | 'maybe'>;

const EXPLAINED: Keys = {
  now: '', grade: '', score: '', grades: '', scores: '', decidedBy: '', ledger: '', coverage: '',
  range: null, possible: null, missing: '', next: null, changesAt: null, changesAtIsBound: null, withheld: '', state: '', warnings: '',
};
export const ADVANCED: Keys = {
  now: '', stage: '', since: '', transitions: '', heldBack: '', timers: '', grades: '', held: '', contracts: '', touches: '', balances: '',
  loop: 'maybe', changesAt: null, changesAtIsBound: null, withheld: '', state: '', warnings: '',
};
export const CLAIMS = Object.entries(EXPLAINED).filter(([, claim]) => claim === null).map(([key]) => key);

/** The oracle's answer with the keys of the claims in their places. */
function withoutClaims(answer: Answer | Advanced, keys: Keys): object {
  const told = Object.keys(keys).filter((key) => keys[key] !== 'maybe' || key in answer);
  return Object.fromEntries(told.map((key) => [key, keys[key] === null ? null : (answer as unknown as Record<string, unknown>)[key]]));
}

/** An answer without what is only claimed; its text as it stands where it is not written as ECMAScript writes JSON. */
function decided(text: string, keys: Keys): string {
  const parsed = parse(text);
  if (!parsed || JSON.stringify(parsed) !== text) return text;
  const answer = parsed as Record<string, unknown> & { missing?: { fact: string; withheld: boolean }[]; warnings?: { code: string; path: string }[] };
  const expected = Object.keys(keys).filter((key) => keys[key] !== 'maybe' || key in answer);
  const inOrder = Object.keys(answer).join() === expected.join() ? {} : { keys: Object.keys(answer) };
  const missing = answer.missing?.map(({ fact, withheld }) => [fact, withheld]).sort();
  const rest = Object.entries(answer).filter(([key]) => keys[key] !== null);
  return JSON.stringify({ ...inOrder, ...Object.fromEntries(rest), missing, warnings: answer.warnings?.map(({ code, path }) => [code, path]) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What an answer's text claims. */
export function claimsOf(text: string): Claims {
  return JSON.parse(text) as Claims;
}

/** When it changes, as either answer tells it. */
export function momentOf(text: string): string {
  const { changesAt, changesAtIsBound } = JSON.parse(text) as Claims;
  return JSON.stringify({ changesAt, changesAtIsBound });
}
