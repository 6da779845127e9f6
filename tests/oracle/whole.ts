/**
 * The whole answer, with what it claims of how it might turn out worked out by trying everything there is. Where that is too much, or
 * facts have no cells, the claim is one that always holds and says little (`exact: false` and the whole cap). For the cases of tests/cases,
 * and to try the harness on itself.
 */
import type { Advanced } from './advance.js';
import { Later, lastInstant } from './changes-at.js';
import type { Claims, Effort, MissingFact, Needs, Next, Range } from './claims.js';
import type { Cell } from './cells.js';
import { inside } from './cells.js';
import { DEEP } from './compare.js';
import { everyValue } from './completions.js';
import { headline, headlinePoints, type Situation } from './decide.js';
import { shown } from './exact.js';
import type { Answer } from './explain.js';
import { manualInForce } from './grade.js';
import { likelyInstants } from './likely-instants.js';
import type { Field, Grade, Score } from './model.js';
import { rankIn, scoreOf, search, shownValue } from './next.js';
import { Random } from './random.js';
import { Prospect } from './range.js';
import { readState } from './state.js';
import { formatInstant } from './time.js';

/** `days`: for so long every day is looked at for a change. */
export function claimsOfOracle(answer: Answer, situation: Situation, effort: Effort = DEEP, days = 3660): Omit<Claims, 'grade' | 'score' | 'grades' | 'scores' | 'state'> {
  const { policy } = situation;
  const prospect = new Prospect(situation, effort, new Random(1));
  const changes = changesAt({ ...situation, state: readState(policy, answer.state).state }, days);
  const range = Object.fromEntries([...policy.scores.values()].map((score) => [score.name, rangeOf(score, prospect)]));
  const possible = Object.fromEntries([...policy.grades.values()].map((grade) => [grade.name, possibleOf(grade, prospect)]));
  const missing = answer.missing.map(({ fact, withheld }): MissingFact => ({ fact, withheld, moves: movesOf(fact, prospect), settles: settlesOf(fact, possible, prospect) }));
  // The sort is stable, and they come in the order of the document.
  missing.sort((a, b) => b.moves - a.moves || Number(b.settles) - Number(a.settles));
  return { range, possible, missing, next: nextOf(situation, answer, effort), changesAt: changes === null ? null : formatInstant(changes), changesAtIsBound: false };
}

/** With its keys in their order. */
export function wholeAnswer(answer: Answer, situation: Situation, effort?: Effort, days?: number): object {
  const { now, grade, score, grades, scores, decidedBy, ledger, coverage, withheld, state, warnings } = answer;
  return { now, grade, score, grades, scores, decidedBy, ledger, coverage, ...claimsOfOracle(answer, situation, effort, days), withheld, state, warnings };
}

/** What `advance` answers to the same call, asked for `changesAt`. */
export function wholeAdvance({ withheld, state, warnings, ...first }: Advanced, situation: Situation, days = 3660): object {
  const changes = changesAt({ ...situation, state: readState(situation.policy, state).state }, days);
  return { ...first, changesAt: changes === null ? null : formatInstant(changes), changesAtIsBound: false, withheld, state, warnings };
}

function rangeOf(score: Score, prospect: Prospect): Range | null {
  const given = prospect.ways.map((way) => way.scores.get(score.name)!);
  const present = given.filter((points) => points !== null);
  const mayBeMissing = present.length < given.length;
  if (!prospect.complete) return { low: shown(score.cap.low), high: shown(score.cap.high), exact: false, mayBeMissing: true };
  if (present.length === 0) return null;
  const [low, high] = [present.reduce((a, b) => (a < b ? a : b)), present.reduce((a, b) => (a > b ? a : b))];
  return { low: shown(low), high: shown(high), exact: true, mayBeMissing };
}

function possibleOf(grade: Grade, { ways, complete, situation }: Prospect): string[] | null {
  const manual = manualInForce(situation.state, grade.name, situation.now);
  if (manual) return [manual.grade];
  const seen = new Set(ways.map((way) => way.grades.get(grade.name)!));
  return !complete || ways.some((way) => way.grades.get(grade.name) === null) ? null : grade.classes.filter((name) => seen.has(name));
}

function movesOf(fact: string, prospect: Prospect): number {
  const { policy, now } = prospect;
  const values = everyValue(fact, policy);
  const score = policy.scores.get(headline(policy) ?? '');
  if (!score) return 0;
  if (!values) return shown(score.cap.high - score.cap.low);
  const points = [now, ...values.map((value) => prospect.decided(new Map([[fact, value]])) ?? now)].map((decision) => headlinePoints(policy, decision));
  return shown(points.reduce((a, b) => (a > b ? a : b)) - points.reduce((a, b) => (a < b ? a : b)));
}

function settlesOf(fact: string, possible: Claims['possible'], prospect: Prospect): boolean {
  const { policy, ways, complete } = prospect;
  const [first] = policy.grades.values();
  const values = everyValue(fact, policy);
  if (!first || !values || !complete || possible[first.name]?.length === 1) return false;
  return values.some((value) => {
    if (value === undefined) return false;
    const seen = new Set(ways.filter((way) => way.changes.get(fact) === value).map((way) => way.grades.get(first.name)));
    return seen.size === 1 && !seen.has(null);
  });
}

export function nextOf(situation: Situation, answer: Answer, effort: Effort): Next | null {
  const { policy, facts } = situation;
  const [grade] = policy.grades.values();
  if (!grade || grade.how.is === 'matrix' || manualInForce(situation.state, grade.name, situation.now)) return null;
  const { found } = search(situation, grade, rankIn(grade, answer.grades[grade.name]!), effort.changes, 3);
  if (typeof found === 'string') return null;
  const { candidates, cells, decision } = found.change;
  const changes = candidates.map(({ field }, i) => ({ fact: field.name, value: shownValue(field, facts.values.get(field.name)), needs: needsOf(cells[i]!, field) }));
  return { to: decision.grades.get(grade.name)!.shown!, score: scoreOf(decision, policy), changes };
}

/** The cell alone. */
function needsOf(cell: Cell, field: Field): Needs {
  if (cell.is === 'others') return { noneOf: cell.but };
  if (cell.is === 'value') return { oneOf: [shownValue(field, inside(cell)) as string] };
  if (cell.low === cell.high) return { is: cell.low };
  return { ...(cell.from ? { [cell.from.kind]: cell.from.at } : {}), ...(cell.to ? { [cell.to.kind === 'above' ? 'atMost' : 'below']: cell.to.at } : {}) };
}

/** Every day of ten years, and wherever else something might change; between two of them that differ, halving. */
function changesAt(situation: Situation, days: number): number | null {
  const end = lastInstant(situation.now, situation.policy.offset);
  const later = new Later(situation);
  const { life, others } = likelyInstants(situation, days);
  const instants = [...life, ...others, end].filter((instant) => situation.now < instant && instant <= end).sort((a, b) => a - b);
  let same = situation.now;
  for (const instant of instants) {
    if (!later.differs(instant)) {
      same = instant;
      continue;
    }
    let differs = instant;
    while (differs - same > 1) {
      const middle = Math.floor((same + differs) / 2);
      if (later.differs(middle)) differs = middle;
      else same = middle;
    }
    return differs;
  }
  return null;
}
