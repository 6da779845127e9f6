/** Where an engine's line differs from what the oracle says, and what it claims that does not hold. */
import type { Watch } from './cel-evaluate.js';
import { wrongClaim, type Effort } from './claims.js';
import { decideAll, type Situation } from './decide.js';
import type { Result } from './explain.js';
import { newWatch, untoldWarning, wrongWarning } from './lint.js';
import { ADVANCED, claimsOf, comparable, momentOf, type EngineLine } from './protocol.js';

/** What the oracle says of a case. */
export interface Said { line: EngineLine; results: Result[] }

/** `call` is `null` where the policy itself is judged differently. */
export interface Difference { what: 'problems' | 'answer' | 'advance' | 'claim' | 'warning' | 'bytes'; call: number | null; oracle: string; engine: string }

/** Enough to find what is badly wrong. */
export const LIGHT: Effort = { ways: 12, draws: 4, changes: 6, instants: 4 };
export const FULL: Effort = { ways: 1024, draws: 40, changes: 1000, instants: 60 };
/** As far as an engine looks itself. */
export const DEEP: Effort = { ways: 4096, draws: 60, changes: 10_000, instants: 300 };

export function difference(said: Said, engine: EngineLine, effort: (call: number) => Effort, seed: number): Difference | null {
  const { line: oracle, results } = said;
  if ('problems' in oracle || 'problems' in engine) {
    const [a, b] = [oracle, engine].map((line) => ('problems' in line ? comparable(line) : 'compiles'));
    return a === b ? null : { what: 'problems', call: null, oracle: a!, engine: b! };
  }
  const watch = newWatch();
  const { warnings } = engine;
  let warned = null as Difference | null;
  for (let i = 0; i < Math.max(oracle.answers.length, engine.answers.length); i += 1) {
    const [a, b] = [comparable(oracle.answers[i]), comparable(engine.answers[i])];
    if (a !== b) return { what: 'answer', call: i, oracle: a, engine: b };
    const [c, d] = [comparable(oracle.advanced[i], ADVANCED), comparable(engine.advanced?.[i], ADVANCED)];
    if (c !== d) return { what: 'advance', call: i, oracle: c, engine: d };
    const [result, text, advance] = [results[i], engine.answers[i], engine.advanced[i]];
    if (!result || !('answer' in result) || typeof text !== 'string' || typeof advance !== 'string') continue;
    const [explained, advanced] = [momentOf(text), momentOf(advance)];
    if (explained !== advanced) return { what: 'claim', call: i, oracle: `explain says ${explained}`, engine: `advance says ${advanced}` };
    const wrong = wrongClaim(claimsOf(text), watched(result.situation, watch), effort(i), seed);
    if (wrong) return { what: 'claim', call: i, oracle: wrong, engine: text };
    const contradicted = warnings && warned === null ? wrongWarning(warnings, result.situation.policy, watch) : null;
    if (contradicted !== null) warned = { what: 'warning', call: i, oracle: contradicted, engine: JSON.stringify(warnings) };
  }
  if (warned) return warned;
  const policy = results.flatMap((result) => ('situation' in result ? [result.situation.policy] : []))[0];
  const untold = policy && warnings && untoldWarning(warnings, policy);
  return untold ? { what: 'warning', call: null, oracle: untold, engine: JSON.stringify(warnings) } : null;
}

/** The linter speaks of facts, not of states: with a grade given by hand or held, only what the facts alone give is watched. */
function watched(situation: Situation, watch: Watch): Situation {
  const { state } = situation;
  if (state.held.size === 0 && state.manual.size === 0) return { ...situation, watch };
  decideAll({ ...situation, state: { ...state, held: new Map(), manual: new Map() }, watch });
  return situation;
}

/** All engines must write the same bytes. */
export function otherBytes(one: EngineLine, other: EngineLine): Difference | null {
  const [a, b] = [one, other].map((line) => ('answers' in line ? line.answers.map((answer, i) => JSON.stringify([answer, line.advanced?.[i]])) : []));
  const call = a!.findIndex((answer, i) => answer !== b![i]);
  if (call >= 0) return { what: 'bytes', call, oracle: `the first engine writes ${a![call]!}`, engine: b![call] ?? 'nothing' };
  const [c, d] = [one, other].map((line) => JSON.stringify('answers' in line ? (line.warnings ?? null) : null));
  return c === d ? null : { what: 'bytes', call: null, oracle: `the first engine warns ${c!}`, engine: d! };
}
