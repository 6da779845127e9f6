/**
 * What an engine writes for each case line, one line each:
 *
 *   { "problems": [[code, path], …] }                          the policy does not compile (errors only)
 *   { "answers": [answer, …], "warnings": [[code, path], …] }  one answer for each call; the warnings of `Policy.check`
 *
 * where an answer is the text of `explainJson` as a JSON string, or
 *
 *   { "error": "facts" | "state", "problems": [[code, path], …] }
 *
 * Problems are compared as sets. Of an answer, its keys and their order, and what is decided, are compared byte for byte, but for
 * the messages of warnings, which are the library's own words. What is claimed of how it might turn out is checked in claims.ts.
 * Without `warnings` (an engine that has no linter) nothing is checked of them.
 */
import type { Claims } from './claims.js';
import type { Answer, Result } from './explain.js';
import { distinct } from './problems.js';

export type Pair = [code: string, path: string];
export type EngineAnswer = string | { error: string; problems: Pair[] };
export type EngineLine = { problems: Pair[] } | { answers: EngineAnswer[]; warnings?: Pair[] };

function pairs(problems: { code: string; path: string }[]): Pair[] {
  return distinct(problems).map(({ code, path }) => [code, path]);
}

export function answerLine(problems: { code: string; path: string }[], results: Result[]): EngineLine {
  if (problems.length > 0) return { problems: pairs(problems) };
  return { answers: results.map((result) => ('error' in result ? { error: result.error, problems: pairs(result.problems) } : JSON.stringify(withoutClaims(result.answer)))) };
}

/** One text for everything that must agree. */
export function comparable(answer: EngineAnswer | { problems: Pair[] } | undefined): string {
  if (answer === undefined) return 'nothing';
  if (typeof answer === 'string') return decided(answer);
  const problems = pairs(answer.problems.map(([code, path]) => ({ code, path })));
  return JSON.stringify('error' in answer ? { error: answer.error, problems } : { problems });
}

/** The oracle's answer with the keys of the claims in their places. */
function withoutClaims(answer: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.keys(KEYS).map((key) => [key, CLAIMS.includes(key) ? null : answer[key as keyof Answer]]));
}

/** The keys of an answer in their order; `null` marks those that are claims. */
const KEYS = {
  now: '', grade: '', score: '', grades: '', scores: '', decidedBy: '', ledger: '', coverage: '',
  range: null, possible: null, missing: '', next: null, changesAt: null, changesAtIsBound: null, withheld: '', state: '', warnings: '',
};
export const CLAIMS = Object.entries(KEYS).filter(([, claim]) => claim === null).map(([key]) => key);

/** An answer without what is only claimed; its text as it stands where it is not written as ECMAScript writes JSON. */
function decided(text: string): string {
  const parsed = parse(text);
  if (!parsed || JSON.stringify(parsed) !== text) return text;
  const answer = parsed as Record<string, unknown> & { missing?: { fact: string; withheld: boolean }[]; warnings?: { code: string; path: string }[] };
  const keys = Object.keys(answer).join() === Object.keys(KEYS).join() ? {} : { keys: Object.keys(answer) };
  const missing = answer.missing?.map(({ fact, withheld }) => [fact, withheld]).sort();
  const rest = Object.entries(answer).filter(([key]) => !CLAIMS.includes(key));
  return JSON.stringify({ ...keys, ...Object.fromEntries(rest), missing, warnings: answer.warnings?.map(({ code, path }) => [code, path]) });
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
