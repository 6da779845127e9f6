/** Scores: matches, points, the ledger, coverage. Points are whole thousandths throughout. */
import { evaluate, lookUp, type Watch, type World } from './cel-evaluate.js';
import { abs, add, clamp, divide, fraction, halvings, multiply, ofDouble, round, shown, type Fraction } from './exact.js';
import type { EventFact } from './facts.js';
import type { Cap, Decay, Expression, Group, Maybe, Most, Reference, Rule, Score } from './model.js';
import { observe, observeOne, type Observed } from './observe.js';
import { bucket } from './time.js';

export interface Line {
  kind: 'rule' | 'decay' | 'rule_cap' | 'group_cap' | 'score_cap' | 'left_out';
  group: string | null;
  rule: string | null;
  observed: Observed | null;
  points: number;
  counts: number;
}

export interface ScoreAnswer {
  /** `null` where the score is missing. */
  points: bigint | null;
  /** For the ledger and the coverage, which are only computed when asked for: a score is decided far more often than told. */
  score: Score;
  for: Maybe;
  groups: GroupAnswer[];
}

/** What a rule or a condition read, told only in the ledger. */
type Read = { expression: Expression } | { reference: Reference } | { shown: Observed };

/** A line before anybody knows what it counts. */
interface Draft {
  kind: Line['kind'];
  group: string | null;
  rule: string | null;
  observed: Read | null;
  points: bigint;
}

/** One match: its points before decay, and what decay took. */
interface Match { points: bigint; decay: bigint }
interface Outcome { rule: Rule; matches: Match[] | 'unknown'; observed: Read }

interface GroupAnswer {
  group: Group;
  for: Maybe;
  outcomes: Outcome[];
  /** The matches that count. */
  counted: Counted[];
  /** Before the group's cap, and after it. */
  sum: bigint;
  points: bigint;
}

const MOST_POINTS = 1_000_000_000_000n;

export function scoreOf(score: Score, world: World): ScoreAnswer {
  const condition = score.for ? evaluate(score.for, world) : true;
  if (condition !== true) return { points: null, score, for: condition, groups: [] };
  const groups = score.groups.map((group) => groupOf(score, group, world));
  const taking = groups.filter((group) => group.for === true);
  const points = score.weighted ? weightedMean(score, taking) : clamp(taking.reduce((sum, group) => sum + group.points, 0n), score.cap.low, score.cap.high);
  return { points, score, for: condition, groups };
}

/** What takes no part does not warn. */
export function quiet(world: World): World {
  return { ...world, arithmetic: new Set() };
}

export function readBy({ how }: Rule): Reference[] {
  if (how.is === 'condition') return how.when.reads;
  if (how.is === 'value') return how.value.reads;
  if (how.is === 'event') return [{ to: 'kind', name: how.kind }, ...(how.when?.reads ?? [])];
  return [how.of];
}

// Groups

function groupOf(score: Score, group: Group, world: World): GroupAnswer {
  const condition = group.for ? evaluate(group.for, world) : true;
  const inside = condition === true ? world : quiet(world);
  const outcomes = condition === false ? [] : group.rules.map((rule) => outcomeOf(rule, inside));
  if (condition !== true) return { group, for: condition, outcomes, counted: [], sum: 0n, points: 0n };
  const counted = group.match === 'all' ? outcomes.flatMap(together) : chosen(outcomes, group.match);
  const sum = counted.reduce((points, { capped }) => points + capped, 0n);
  const answer: GroupAnswer = { group, for: condition, outcomes, counted, sum, points: clamp(sum, group.cap.low, group.cap.high) };
  if (world.watch) watch(score, answer, world.watch);
  return answer;
}

function draftsOf({ group, for: condition, counted, sum, points }: GroupAnswer): Draft[] {
  if (condition !== true) return [{ kind: 'left_out', group: group.name, rule: null, observed: { expression: group.for! }, points: 0n }];
  const drafts = counted.flatMap(({ rule, match, capped, observed }): Draft[] => {
    const line = { group: group.name, rule: rule.id, observed: null };
    return [
      { ...line, kind: 'rule', observed, points: match.points },
      { ...line, kind: 'decay', points: match.decay },
      { ...line, kind: 'rule_cap', points: capped - (match.points + match.decay) },
    ];
  });
  return [...drafts, { kind: 'group_cap', group: group.name, rule: null, observed: null, points: points - sum }];
}

function watch(score: Score, { group, counted, points }: GroupAnswer, watched: Watch): void {
  const path = `${score.path}/groups/${group.name}`;
  if (group.match === 'first') for (const { rule } of counted) watched.chosen.add(`${path}/rules/${group.rules.indexOf(rule)}`);
  if (points === group.cap.high) watched.tops.add(path);
}

/** What counts of a rule: a match, and its points within the rule's cap. */
interface Counted { rule: Rule; match: Match; capped: bigint; observed: Read }

/** Under `all` the matches of a rule are one; a rule that matches nothing gives nothing, whatever its cap. */
function together({ rule, matches, observed }: Outcome): Counted[] {
  if (matches === 'unknown' || matches.length === 0) return [];
  const points = matches.reduce((sum, one) => sum + one.points, 0n);
  const match = bounded(points, matches.reduce((sum, one) => sum + one.decay, points));
  return [{ rule, match, capped: capOf(rule, match), observed }];
}

/** Under `first` and `max` one match is the group's only one. */
function chosen(outcomes: Outcome[], match: 'first' | 'max'): Counted[] {
  const all = outcomes.flatMap(({ rule, matches, observed }) => (matches === 'unknown' ? [] : matches.map((one) => ({ rule, match: one, capped: capOf(rule, one), observed }))));
  if (all.length === 0) return [];
  if (match === 'first') return [all[0]!];
  return [all.reduce((best, one) => (one.capped > best.capped ? one : best))];
}

function capOf(rule: Rule, match: Match): bigint {
  const points = match.points + match.decay;
  return rule.cap ? clamp(points, rule.cap.low, rule.cap.high) : points;
}

/** A rule's points before and after decay, each within what a rule may give. */
function bounded(before: bigint, after: bigint): Match {
  const points = clamp(before, -MOST_POINTS, MOST_POINTS);
  return { points, decay: clamp(after, -MOST_POINTS, MOST_POINTS) - points };
}

// Rules

export function outcomeOf(rule: Rule, world: World): Outcome {
  const { how } = rule;
  switch (how.is) {
    case 'condition': {
      const value = evaluate(how.when, world);
      return { rule, matches: value === undefined ? 'unknown' : value ? plain(how.points) : [], observed: { expression: how.when } };
    }
    case 'value': {
      const value = evaluate(how.value, world);
      return { rule, matches: value === undefined ? 'unknown' : plain(valuePoints(value as number)), observed: { expression: how.value } };
    }
    case 'event': return eventOutcome(rule, how, world);
    default: {
      const value = lookUp(how.of, world);
      return { rule, matches: value === undefined ? 'unknown' : plain(...entriesFound(how, value, world)), observed: { reference: how.of } };
    }
  }
}

function plain(...points: bigint[]): Match[] {
  return points.map((one) => ({ points: one, decay: 0n }));
}

/** A double's thousandths: exactly, then half away from zero. */
function valuePoints(value: number): bigint {
  const { n, d } = ofDouble(value);
  return clamp(round(fraction(n * 1000n, d)), -MOST_POINTS, MOST_POINTS);
}

/** The points of every match of a known value. */
function entriesFound(how: Rule['how'] & { is: 'bands' | 'map' | 'containing' }, value: Exclude<Maybe, undefined>, world: World): bigint[] {
  if (how.is === 'bands') {
    const below = how.bands.filter((band) => band.edge <= (value as number));
    return below.length > 0 ? [below.at(-1)!.points] : [];
  }
  if (how.is === 'containing') return how.texts.filter(({ text }) => (value as string).includes(text)).map(({ points }) => points);
  const texts = Array.isArray(value) ? [...new Set(value)] : [nameOf(how.of, value, world)];
  return texts.map((text) => how.points.get(text) ?? how.points.get('*')).filter((points) => points !== undefined);
}

/** A level by its name; other texts are themselves. */
function nameOf(reference: Reference, value: Exclude<Maybe, undefined>, world: World): string {
  if (typeof value === 'string') return value;
  const { policy } = world;
  const type = reference.to === 'field' ? policy.fields.get(reference.name)!.type : policy.derived.get((reference as { name: string }).name)!.type;
  return policy.fields.get((type as { field: string }).field)!.values![value as number]!;
}

// Event rules

function eventOutcome(rule: Rule, how: Rule['how'] & { is: 'event' }, world: World): Outcome {
  const events = world.facts.events.get(how.kind);
  const unknown: Outcome = { rule, matches: 'unknown', observed: { shown: { [how.kind]: null } } };
  if (events === undefined) return unknown;
  const conditions = events.map((event) => (how.when ? evaluate(how.when, world, event) : true));
  if (conditions.includes(undefined)) return unknown;
  const newestFirst = events.filter((_, i) => conditions[i] === true).reverse();
  const kept = how.most ? newest(newestFirst, how.most, world) : newestFirst;

  let count = 0n;
  let points = 0n;
  for (const event of kept) {
    const decayed = how.decay ? round(decay(how.points, world.now - event.at, how.decay, world)) : how.points;
    if (how.decay && decayed === 0n) continue;
    count += 1n;
    points += decayed;
  }
  const full = count * how.points;
  return { rule, matches: count === 0n ? [] : [bounded(full, points)], observed: { shown: { [how.kind]: Number(count) } } };
}

/** The newest few of each day, week or month of the policy's offset. */
function newest(newestFirst: EventFact[], most: Most, world: World): EventFact[] {
  const seen = new Map<number, number>();
  return newestFirst.filter((event) => {
    const key = bucket(event.at, most.per, world.policy.offset, world.policy.weekStarts);
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key)! <= most.count;
  });
}

/** What is left of points at an age, exactly (a half-life to some 90 digits). */
function decay(points: bigint, age: number, how: Decay, world: World): Fraction {
  const whole = fraction(points);
  switch (how.is) {
    case 'expires': return age < how.length ? whole : fraction(0n);
    case 'linear': return age >= how.length ? fraction(0n) : multiply(whole, fraction(BigInt(how.length - age), BigInt(how.length)));
    case 'step': {
      const left = 1000n - how.share * BigInt(Math.floor(age / how.every));
      return left <= 0n ? fraction(0n) : multiply(whole, fraction(left, 1000n));
    }
    case 'half_life': {
      const share = halvings(BigInt(age), BigInt(how.length));
      const left = { n: points * share.n, d: share.d };
      if (age % how.length !== 0 && isNearTie(left)) world.doubts.push('a half-life near a tie');
      return left;
    }
  }
}

/** So near to half way between two thousandths that the last bits of a double decide. */
function isNearTie({ n, d }: Fraction): boolean {
  const scale = 1_000_000_000_000n;
  const twice = (2n * abs(n) * scale) / d;
  const rest = twice % (2n * scale);
  const margin = 10n + twice / 100_000_000_000_000n;
  return rest > scale - margin && rest < scale + margin;
}

// Scores

/** Σ weight · (points ÷ cap top) ÷ Σ weight · the score's cap top; `null` where nothing weighs. */
function weightedMean(score: Score, taking: GroupAnswer[]): bigint | null {
  const weights = taking.reduce((sum, { group }) => sum + group.weight, 0n);
  if (weights === 0n) return null;
  const sum = taking.map(({ group, points }) => share(points, group)).reduce(add, fraction(0n));
  return clamp(round(scaled(sum, weights, score.cap)), score.cap.low, score.cap.high);
}

function share(points: bigint, group: Group): Fraction {
  return fraction(group.weight * points, group.cap.high);
}

function scaled(sum: Fraction, weights: bigint, cap: Cap): Fraction {
  return multiply(divide(sum, fraction(weights)), fraction(cap.high));
}

function tell(read: Read, world: World): Observed {
  if ('shown' in read) return read.shown;
  return 'expression' in read ? observe(read.expression, world) : observeOne(read.reference, world);
}

export function ledgerOf({ score, groups, points }: ScoreAnswer, world: World): Line[] {
  if (points === null) return [];
  const lines: Line[] = [];
  const weights = groups.filter((group) => group.for === true).reduce((sum, { group }) => sum + group.weight, 0n);
  let exact = fraction(0n);
  let counted = 0n;
  const write = (draft: Draft, counts: bigint): void => {
    counted += counts;
    if (draft.points === 0n && counts === 0n && draft.kind !== 'left_out') return;
    lines.push({ kind: draft.kind, group: draft.group, rule: draft.rule, observed: draft.observed && tell(draft.observed, world), points: shown(draft.points), counts: shown(counts) });
  };
  for (const answer of groups) {
    const { group } = answer;
    for (const draft of draftsOf(answer)) {
      if (!score.weighted || draft.kind === 'left_out') {
        write(draft, draft.points);
        continue;
      }
      exact = add(exact, share(draft.points, group));
      write(draft, round(scaled(exact, weights, score.cap)) - counted);
    }
  }
  const changed = points - counted;
  write({ kind: 'score_cap', group: null, rule: null, observed: null, points: score.weighted ? 0n : changed }, changed);
  return lines;
}

const PARTS = 1_000_000n;

/** Nothing of a score that is not asked for. */
export function coverageOf({ score, for: asked, groups }: ScoreAnswer): number | null {
  if (asked !== true) return asked === false ? null : 0;
  let weights = 0n;
  let decided = 0n;
  for (const { group, for: condition, outcomes } of groups) {
    if (condition === false) continue;
    const weight = score.weighted ? group.weight : group.cap.high - group.cap.low;
    const known = BigInt(outcomes.filter((outcome) => outcome.matches !== 'unknown').length);
    weights += weight;
    decided += condition === undefined ? 0n : weight * ((PARTS * known) / BigInt(group.rules.length));
  }
  return weights === 0n ? 1 : shown(round(fraction(decided, weights * 1000n)));
}

