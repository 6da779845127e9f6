/**
 * `range`, `possible`, and what a missing fact moves and settles, against what the plain interpreter decides
 * with values of the missing facts: all of them where they are few, else some at random.
 */
import type { Claims, Effort, MissingFact, Range } from './claims.js';
import { count, everyValue, everyWay, hasCells, someValue, someWay } from './completions.js';
import { changed, decide, headline, headlinePoints, type Changes, type Decision, type Situation } from './decide.js';
import { shown } from './exact.js';
import { manualInForce } from './grade.js';
import type { Grade, Policy, Score } from './model.js';
import { allMissing, allOpen, inOrder, type Open } from './open.js';
import type { Random } from './random.js';

/** One way in which the missing facts may turn out, and what it gives. */
interface Way { changes: Changes; scores: Map<string, bigint | null>; grades: Map<string, string | null> }

/** The most combinations of cells of which the page says that a range is exact. */
const EXACT_UP_TO = 4096;

/** Everything that was tried with the missing facts of one answer. */
export class Prospect {
  readonly policy: Policy;
  readonly open: Open[];
  /** Missing facts that could matter, in the order of section 10. */
  readonly listed: string[];
  readonly missing: string[];
  readonly ways: Way[] = [];
  /** Whether `ways` are all that there are, in the policy's cells: not where one is left out for a doubt. */
  readonly complete: boolean;
  readonly now: Decision;

  constructor(readonly situation: Situation, readonly effort: Effort, readonly random: Random) {
    this.policy = situation.policy;
    this.now = decide(situation);
    this.open = allOpen(this.now.world, situation.state);
    this.listed = inOrder(this.open.flatMap(({ facts }) => facts), this.policy);
    this.missing = allMissing(this.now.world);
    this.try(new Map());
    const few = count(this.listed, this.policy) <= effort.ways;
    const every = few && this.missing.length > 0 ? [...everyWay(this.listed, this.policy)] : [];
    const tried = every.filter((changes) => this.try(changes));
    this.complete = few && tried.length === every.length;
    if (this.missing.length === 0) return;
    // Facts that are not listed must not matter, so they are drawn too.
    const draws = few ? Math.ceil(effort.draws / 4) : effort.draws;
    for (let i = 0; i < draws; i += 1) this.try(someWay(this.missing, situation, random));
  }

  decided(changes: Changes): Decision | null {
    const decision = decide(changed(this.situation, changes));
    return decision.world.doubts.length > 0 ? null : decision;
  }

  /** Whether what it gives is beyond doubt. */
  private try(changes: Changes): boolean {
    const decision = this.decided(changes);
    if (!decision) return false;
    this.ways.push({
      changes,
      scores: new Map([...decision.scores].map(([name, { points }]) => [name, points])),
      grades: new Map([...decision.grades].map(([name, { shown: grade }]) => [name, grade])),
    });
    return true;
  }

  /** Whether the page promises an exact range: see section 11, `range`. */
  promisesExact(score: Score): boolean {
    const mine = this.open.filter((open) => open.score === score.name);
    if (readsResultsIn(score) || mine.some(({ is }) => is === 'value rule')) return false;
    const facts = new Set(mine.flatMap((open) => open.facts));
    if ([...facts].some((fact) => hasCells(fact, this.policy) !== 'cells')) return false;
    if (count([...facts], this.policy) <= EXACT_UP_TO) return true;
    const fed = [...facts].map((fact) => new Set(mine.filter((open) => open.facts.includes(fact)).map(({ group }) => group)).size);
    return mine.every((open) => open.facts.length === 1) && fed.every((groups) => groups === 1);
  }
}

export function checkRange(claims: Claims, prospect: Prospect): string | null {
  const { policy } = prospect;
  for (const score of policy.scores.values()) {
    const wrong = wrongRange(claims.range[score.name]!, score, prospect);
    if (wrong) return `range of ${score.name}: ${wrong}`;
  }
  for (const grade of policy.grades.values()) {
    const wrong = wrongPossible(claims.possible[grade.name]!, claims.range, grade, prospect);
    if (wrong) return `possible of ${grade.name}: ${wrong}`;
  }
  const misplaced = wrongOrder(claims.missing, policy);
  if (misplaced) return `missing: ${misplaced}`;
  for (const missing of claims.missing) {
    const wrong = wrongMoves(missing, prospect) ?? wrongSettles(missing, claims, prospect);
    if (wrong) return `missing ${missing.fact}: ${wrong}`;
  }
  return null;
}

function told(changes: Changes): string {
  return JSON.stringify(Object.fromEntries([...changes].map(([name, value]) => [name, value ?? null])));
}

// range

function wrongRange(range: Range | null, score: Score, prospect: Prospect): string | null {
  const given = prospect.ways.map((way) => ({ way, points: way.scores.get(score.name)! }));
  const present = given.filter(({ points }) => points !== null).map(({ way, points }) => ({ way, value: shown(points!) }));
  const absent = given.find(({ points }) => points === null);
  const exact = prospect.complete && prospect.promisesExact(score);
  if (range === null) return present.length > 0 ? `null, but ${told(present[0]!.way.changes)} gives ${present[0]!.value}` : null;

  if (JSON.stringify(Object.keys(range)) !== '["low","high","exact","mayBeMissing"]') return `its keys are ${Object.keys(range).join()}`;
  if (!(range.low <= range.high)) return 'low is above high';
  const outside = present.find(({ value }) => value < range.low || value > range.high);
  if (outside) return `${told(outside.way.changes)} gives ${outside.value}`;
  if (absent && !range.mayBeMissing) return `${told(absent.way.changes)} gives no score`;
  if (!(shown(score.cap.low) <= range.low && range.high <= shown(score.cap.high))) return 'it is beyond the cap';
  if (exact && !range.exact) return 'the page promises that it is exact';
  if (exact && present.length === 0) return 'no values give a score, so it should be null';
  if (!range.exact || !prospect.complete) return null;
  for (const end of ['low', 'high'] as const) if (!present.some(({ value }) => value === range[end])) return `exact, but nothing gives ${end}`;
  return range.mayBeMissing && !absent ? 'exact, but a score is always given' : null;
}

// possible

function wrongPossible(possible: string[] | null, ranges: Claims['range'], grade: Grade, prospect: Prospect): string | null {
  const { policy, situation, ways } = prospect;
  const unknown = ways.find((way) => way.grades.get(grade.name) === null);
  if (unknown && possible !== null) return `${told(unknown.changes)} leaves it unknown`;
  const manual = manualInForce(situation.state, grade.name, situation.now);
  if (manual) return JSON.stringify(possible) === JSON.stringify([manual.grade]) ? null : `the grade is given by hand, so only ${manual.grade} is`;
  if (possible !== null) {
    const classes = ways.find((way) => !possible.includes(way.grades.get(grade.name)!));
    if (classes) return `${told(classes.changes)} gives ${classes.grades.get(grade.name)}`;
    const order = possible.map((name) => grade.classes.indexOf(name));
    if (order.some((place, i) => place < 0 || (i > 0 && order[i - 1]! >= place))) return 'not its classes, best first';
  }
  if (grade.how.is !== 'bands' || grade.overrides.length > 0 || !prospect.complete) return null;
  const score = policy.scores.get(grade.how.score)!;
  const range = ranges[score.name];
  if (!prospect.promisesExact(score) || !range) return null;
  if (possible === null) return unknown ? null : 'null, though no values leave it unknown';
  const seen = new Set(ways.map((way) => way.grades.get(grade.name)!));
  return seen.size === 1 && possible.length > 1 ? `only ${[...seen].join()} is` : null;
}

// missing

function wrongOrder(missing: MissingFact[], policy: Policy): string | null {
  const place = inOrder(missing.map(({ fact }) => fact), policy);
  for (let i = 1; i < missing.length; i += 1) {
    const [a, b] = [missing[i - 1]!, missing[i]!];
    const order = b.moves - a.moves || Number(b.settles) - Number(a.settles) || place.indexOf(a.fact) - place.indexOf(b.fact);
    if (order > 0) return `${a.fact} stands before ${b.fact}`;
  }
  return null;
}

/** Over all values of this fact where it has cells, else over some. */
function wrongMoves({ fact, moves }: MissingFact, prospect: Prospect): string | null {
  const { policy, effort, situation, random } = prospect;
  const values = everyValue(fact, policy) ?? [];
  // Where little is to be tried, not every fact's every value is.
  if (values.length > effort.draws) return null;
  const tried = values.length > 0 ? values : Array.from({ length: Math.ceil(effort.draws / 2) }, () => someValue(fact, situation, random));
  const points = [headlinePoints(policy, prospect.now)];
  for (const value of tried) {
    const decision = prospect.decided(new Map([[fact, value]]));
    if (!decision) return null;
    points.push(headlinePoints(policy, decision));
  }
  const [low, high] = [points.reduce((a, b) => (a < b ? a : b)), points.reduce((a, b) => (a > b ? a : b))];
  const spread = shown(high - low);
  if (headline(policy) === undefined) return moves === 0 ? null : `moves ${moves}, but there is no score`;
  if (moves < spread) return `moves ${moves}, but its values move the score by ${spread}`;
  const bound = hasCells(fact, policy) !== 'cells' || readsResultsIn(policy.scores.get(headline(policy)!)!);
  return !bound && moves !== spread ? `moves ${moves}, but its cells move the score by ${spread}` : null;
}

/**
 * Sound: with some cell, every way that was tried gives one and the same class. The other way round only where a class can be told
 * from a range that the page promises to be exact, with this fact known too.
 */
function wrongSettles({ fact, settles }: MissingFact, claims: Claims, prospect: Prospect): string | null {
  const { policy, situation } = prospect;
  const [first] = policy.grades.values();
  const alreadyOne = !first || claims.possible[first.name]?.length === 1;
  if (alreadyOne || hasCells(fact, policy) === 'none') return settles ? `settles, but ${alreadyOne ? 'there is nothing to settle' : 'it has no cells'}` : null;

  const values = everyValue(fact, policy);
  if (!values) return null;
  const single = values.map((value) => {
    const seen = new Set(prospect.ways.filter((way) => way.changes.get(fact) === value).map((way) => way.grades.get(first.name) ?? null));
    return { value, one: seen.size <= 1 && ![...seen].includes(null) };
  });
  if (settles) return single.some(({ value, one }) => value !== undefined && one) ? null : 'settles, but with none of its cells there is but one class';
  if (!prospect.complete || first.how.is !== 'bands' || first.overrides.length > 0) return null;
  if (hasCells(fact, policy) !== 'cells' || !prospect.promisesExact(policy.scores.get(first.how.score)!)) return null;
  if (manualInForce(situation.state, first.name, situation.now)) return null;
  const settling = single.find(({ value, one }) => value !== undefined && one);
  return settling ? `does not settle, but with ${JSON.stringify(settling.value)} there is but one class` : null;
}

// What reads scores or grades

function readsResultsIn(score: Score): boolean {
  const conditions = [score.for, ...score.groups.flatMap((group) => [group.for, ...group.rules.map(({ how }) => (how.is === 'condition' || how.is === 'event' ? how.when : how.is === 'value' ? how.value : null))])];
  const named = score.groups.flatMap((group) => group.rules.map(({ how }) => ('of' in how ? how.of : null)));
  return [...conditions.flatMap((condition) => condition?.reads ?? []), ...named].some((reference) => reference?.to === 'score' || reference?.to === 'grade');
}
