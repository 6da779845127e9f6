/**
 * The checks of claims, checked: what trying everything gives must pass, and each way of spoiling it must be noticed; so must each way
 * of spoiling what `advance` answers.
 *
 *   tsx self-check.ts [--cases N]
 *
 * Prints, for each way, how often it could be done and how often it was noticed; fails where something true is refused,
 * or where a way is never noticed. Not every single one can be: a range that is a little too wide may be right.
 */
import { down } from './cells.js';
import { wrongClaim, type Claims, type Needs } from './claims.js';
import { FULL, LIGHT, difference } from './compare.js';
import type { Result } from './explain.js';
import { generate } from './generate.js';
import { formatInstant, parseInstant } from './time.js';
import { answerLine, type EngineLine } from './protocol.js';
import { claimsOfOracle, nextOf, wholeAdvance, wholeAnswer } from './whole.js';

/** Changes an answer in place; `false` where that cannot be done to it. */
type Spoil = (claims: Claims) => boolean;

const ranges = (claims: Claims) => Object.values(claims.range).filter((range) => range !== null);
const inside = (claims: Claims) => ranges(claims).filter(({ exact, low, high }) => exact && low < high);
const some = <T>(list: T[], change: (one: T) => void): boolean => {
  if (list.length > 0) change(list[0]!);
  return list.length > 0;
};
const numeric = (needs: Needs): needs is { atLeast: number } => needs.atLeast !== undefined;

const SPOILS: Record<string, Spoil> = {
  'low too high': (claims) => some(inside(claims), (range) => (range.low += 0.001)),
  'high too low': (claims) => some(inside(claims), (range) => (range.high -= 0.001)),
  'exact, but too wide': (claims) => some(inside(claims), (range) => (range.low -= 0.001)),
  'may be missing, not said': (claims) => some(ranges(claims).filter(({ exact, mayBeMissing }) => exact && mayBeMissing), (range) => (range.mayBeMissing = false)),
  'said to be missing, never is': (claims) => some(ranges(claims).filter(({ exact, mayBeMissing }) => exact && !mayBeMissing), (range) => (range.mayBeMissing = true)),
  'no range': (claims) => some(Object.keys(claims.range).filter((name) => claims.range[name] && claims.scores[name] !== null), (name) => (claims.range[name] = null)),
  'not exact': (claims) => some(inside(claims), (range) => (range.exact = false)),
  'a class too few': (claims) => some(Object.values(claims.possible).filter((list) => list !== null && list.length > 1), (list) => list!.pop()),
  'never unknown': (claims) => some(Object.keys(claims.possible).filter((name) => claims.possible[name] === null && claims.grades[name]), (name) => (claims.possible[name] = [claims.grades[name]!])),
  'moves too much': (claims) => some(claims.missing.slice(0, 1), (missing) => (missing.moves += 0.001)),
  'moves too little': (claims) => some(claims.missing.filter(({ moves }) => moves > 0).slice(-1), (missing) => (missing.moves -= 0.001)),
  'settles nothing': (claims) => some(claims.missing.filter(({ settles }) => settles), (missing) => (missing.settles = false)),
  'settles after all': (claims) => some(claims.missing.filter(({ settles }) => !settles), (missing) => (missing.settles = true)),
  'missing in another order': (claims) => claims.missing.length > 1 && Boolean(claims.missing.reverse()),
  'no advice': (claims) => some(claims.next ? [claims] : [], () => (claims.next = null)),
  'another score': (claims) => some(claims.next ? [claims.next] : [], (next) => (next.score = (next.score ?? 0) + 1)),
  'needs too little': (claims) => some((claims.next?.changes ?? []).filter(({ needs }) => numeric(needs)), ({ needs }) => (needs.atLeast! -= 0.001)),
  'needs no upper edge': (claims) => some((claims.next?.changes ?? []).filter(({ needs }) => needs.below !== undefined || needs.atMost !== undefined), ({ needs }) => {
    delete needs.below;
    delete needs.atMost;
    if (Object.keys(needs).length === 0) needs.atLeast = -1e9;
  }),
  'needs an edge with a longer text': (claims) => some((claims.next?.changes ?? []).filter(({ needs }) => needs.atLeast !== undefined), ({ needs }) => {
    needs.above = down(needs.atLeast!);
    delete needs.atLeast;
  }),
  'the change of more facts': (claims) => some((claims.next?.changes ?? []).length > 1 ? [claims.next!] : [], (next) => next.changes.pop()),
  'a moment too late': (claims) => some(claims.changesAt ? [claims] : [], () => (claims.changesAt = formatInstant(parseInstant(claims.changesAt!, 0)! + 1))),
  'a moment too early': (claims) => some(claims.changesAt ? [claims] : [], () => (claims.changesAt = formatInstant(parseInstant(claims.changesAt!, 0)! - 1))),
  'never changes': (claims) => some(claims.changesAt ? [claims] : [], () => (claims.changesAt = null)),
  'a bound too late': (claims) => some(claims.changesAt ? [claims] : [], () => {
    claims.changesAt = formatInstant(parseInstant(claims.changesAt!, 0)! + 1000);
    claims.changesAtIsBound = true;
  }),
};

/** Changes what `advance` answers, which must agree in all but its claims. */
const ADVANCED: Record<string, (advanced: Record<string, unknown>) => boolean> = {
  'advance: another stage': (advanced) => advanced['stage'] !== null && Boolean((advanced['stage'] = 'elsewhere')),
  'advance: no timers': (advanced) => (advanced['timers'] as unknown[]).splice(0).length > 0,
  'advance: a touch too few': (advanced) => (advanced['touches'] as unknown[]).splice(0, 1).length > 0,
  'advance: a loop, not said': (advanced) => 'loop' in advanced && delete advanced['loop'],
  'advance: another moment than explain': (advanced) => Boolean((advanced['changesAt'] = '2000-01-01T00:00:00.000Z')),
  'advance: keys in another order': (advanced) => {
    const { stage } = advanced;
    delete advanced['stage'];
    return (advanced['stage'] = stage) !== undefined;
  },
};

type Answered = Extract<Result, { answer: unknown }>;

/** Noticed so often, a way needs no more trying. */
const OFTEN = 10;

const OPTION = process.argv.indexOf('--cases');
const CASES = OPTION < 0 ? 140 : Number(process.argv[OPTION + 1]);
/** So many more are of a kind that is rare: with advice about several facts or about a number, with a loop, with one missing fact that settles a grade of bands alone. */
const RARE = { several: 2, number: Math.ceil(CASES / 10), loop: 2, settled: Math.ceil(CASES / 20) };
type Rare = keyof typeof RARE;

const counts = new Map([...Object.keys(SPOILS), ...Object.keys(ADVANCED)].map((name) => [name, { done: 0, noticed: 0 }]));
let refused = 0;
let cases = 0;

function check(result: Answered, seed: number): void {
  const { answer, situation } = result;
  cases += 1;
  const text = JSON.stringify(wholeAnswer(answer, situation, FULL, 60));
  const wrong = wrongClaim(JSON.parse(text) as Claims, situation, FULL, seed);
  if (wrong) {
    refused += 1;
    console.log(`seed ${seed}: refused, though everything was tried: ${wrong}`);
    return;
  }
  for (const [name, spoil] of Object.entries(SPOILS)) {
    const count = counts.get(name)!;
    const claims = JSON.parse(text) as Claims;
    if (count.noticed >= OFTEN || !spoil(claims) || JSON.stringify(claims) === text) continue;
    count.done += 1;
    if (wrongClaim(claims, situation, FULL, seed)) count.noticed += 1;
  }
  checkAdvanced(result, text, seed);
}

function checkAdvanced(result: Answered, text: string, seed: number): void {
  const said = { line: answerLine([], [result]), results: [result] };
  const { changesAt } = JSON.parse(text) as Claims;
  const told = JSON.stringify({ ...wholeAdvance(result.advanced, result.situation, 0), changesAt });
  const differs = (advanced: string): boolean => difference(said, { answers: [text], advanced: [advanced] } satisfies EngineLine, () => LIGHT, seed) !== null;
  if (differs(told)) {
    refused += 1;
    console.log(`seed ${seed}: what advance answers is refused`);
  }
  for (const [name, spoil] of Object.entries(ADVANCED)) {
    const count = counts.get(name)!;
    const advanced = JSON.parse(told) as Record<string, unknown>;
    if (count.noticed >= OFTEN || !spoil(advanced)) continue;
    count.done += 1;
    if (differs(JSON.stringify(advanced))) count.noticed += 1;
  }
}

function rarity({ answer, advanced, situation }: Answered): Rare | null {
  if (advanced.loop) return 'loop';
  const [first] = situation.policy.grades.values();
  const alone = first?.how.is === 'bands' && first.overrides.length === 0 && answer.missing.length === 1;
  if (alone && claimsOfOracle(answer, situation, LIGHT, 0).missing[0]!.settles) return 'settled';
  const next = nextOf(situation, answer, { ...LIGHT, changes: 50 });
  if (!next) return null;
  if (next.changes.length > 1) return 'several';
  return ['atLeast', 'above', 'atMost', 'below'].some((key) => key in next.changes[0]!.needs) ? 'number' : null;
}

for (let seed = 1; cases < CASES || Object.values(RARE).some((left) => left > 0); seed += 1) {
  for (const result of generate(seed).results) {
    if (!('answer' in result)) continue;
    const rare = cases < CASES ? null : rarity(result);
    if (cases >= CASES && (rare === null || RARE[rare] === 0)) continue;
    if (rare !== null) RARE[rare] -= 1;
    check(result, seed);
  }
}
for (const [name, { done, noticed }] of counts) console.log(`${name.padEnd(36)} ${String(noticed).padStart(5)} of ${done} noticed`);
const blind = [...counts.values()].filter(({ noticed }) => noticed === 0).length;
console.log(`${cases} cases, ${refused + blind} differ`);
if (refused + blind > 0) process.exitCode = 1;
