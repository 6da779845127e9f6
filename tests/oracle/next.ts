/** `next`: the least change that reaches a better grade, against a search over every change of up to three facts. */
import type { Claims, Effort, Needs, Next } from './claims.js';
import { cellsOf, contains, down, freshText, inside, up, type Cell } from './cells.js';
import { changed, decide, headline, headlinePoints, type Decision, type Situation } from './decide.js';
import { abs, shown } from './exact.js';
import { manualInForce } from './grade.js';
import type { Facts } from './facts.js';
import type { Field, Grade, Policy, Value } from './model.js';
import { formatDate, formatInstant } from './time.js';

/** After so many tried changes a search may end. */
const MOST_TRIED = 10_000;
const MOST_FACTS = 3;

interface Candidate { field: Field; /** Its place in the document. */ place: number; cells: Cell[] }

export interface Change { candidates: Candidate[]; cells: Cell[]; decision: Decision; difference: bigint }

/** What a search found: the least change, that there is none, or that it was too far to look. */
type Found = { change: Change } | 'none' | 'too many';

export function checkNext(claims: Claims, situation: Situation, effort: Effort): string | null {
  const { next } = claims;
  const { policy } = situation;
  const [grade] = policy.grades.values();
  const rank = grade ? rankIn(grade, claims.grades[grade.name]!) : 0;
  const impossible = !grade || grade.how.is === 'matrix' || manualInForce(situation.state, grade.name, situation.now) !== null || rank === 0;
  if (impossible) return next === null ? null : 'next: there is nothing better to reach';

  const wrong = next && (wrongForm(next, grade, rank, situation) ?? wrongNeeds(next, grade, situation, effort));
  if (wrong) return `next: ${wrong}`;
  const { found, doubtful } = search(situation, grade, rank, effort.changes, next?.changes.length ?? MOST_FACTS);
  if (doubtful || found === 'too many') return null;
  if (next === null) return found === 'none' ? null : `next: null, but ${tell(found.change, policy)} would do`;
  if (found === 'none') return 'next: no such change of so few facts';
  const { change } = found;
  const chosen = JSON.stringify(change.candidates.map(({ field }) => field.name));
  const facts = JSON.stringify(next.changes.map(({ fact }) => fact));
  const to = gained(grade, change.decision);
  const least = tell(change, policy);
  if (facts !== chosen || next.to !== to || next.score !== scoreOf(change.decision, policy)) return `next: the least is ${least}`;
  const left = next.changes.find(({ needs }, i) => !meets(needs, change.cells[i]!, change.candidates[i]!.field, policy));
  return left ? `next: what ${left.fact} needs leaves out the least change, ${least}` : null;
}

/** The class that counts as reached: one that is only held, because nothing is known or worse is earned, does not. */
function gained(grade: Grade, decision: Decision): string | null {
  const { shown, earned, decidedBy } = decision.grades.get(grade.name)!;
  return grade.hold && decidedBy.source === 'held' ? earned : shown;
}

/** A better class is a smaller number; unknown and the classes of `also` come last. */
export function rankIn(grade: Grade, name: string | null): number {
  const { how } = grade;
  const ranked: { grade: string }[] = how.is === 'bands' ? how.bands : how.is === 'first' ? how.entries : [];
  const place = ranked.findIndex((one) => one.grade === name);
  return place < 0 ? Infinity : place;
}

export function scoreOf(decision: Decision, policy: Policy): number | null {
  const name = headline(policy);
  const points = name === undefined ? null : decision.scores.get(name)!.points;
  return points === null ? null : shown(points);
}

// The search

export function candidatesOf({ policy, facts }: Situation): { candidates: Candidate[]; doubtful: boolean } {
  const candidates: Candidate[] = [];
  let doubtful = false;
  for (const [place, field] of [...policy.fields.values()].entries()) {
    if (!facts.values.has(field.name) || !mayChange(field, facts)) continue;
    const cells = cellsOf(policy).get(field.name)!;
    if (cells.has === 'doubtful') doubtful = true;
    if (cells.has === 'cells') candidates.push({ field, place, cells: cells.list });
  }
  return { candidates, doubtful };
}

function mayChange(field: Field, { consent }: Facts): boolean {
  return !field.given && !field.personal && (field.purpose === null || consent.includes(field.purpose));
}

/** The least change of up to so many facts, if it is found with so many tries. */
export function search(situation: Situation, grade: Grade, rank: number, tries: number, most: number): { found: Found; doubtful: boolean } {
  const { policy, facts } = situation;
  const { candidates, doubtful } = candidatesOf(situation);
  const headBefore = headlinePoints(policy, decide(situation));
  const others = candidates.map((candidate) => ({ ...candidate, cells: candidate.cells.filter((cell) => !contains(cell, facts.values.get(candidate.field.name))) }));
  let tried = 0;
  for (let size = 1; size <= most; size += 1) {
    let best: Change | null = null;
    const groups = combinations(others, size);
    tried += groups.reduce((sum, group) => sum + group.reduce((product, { cells }) => product * cells.length, 1), 0);
    if (tried > Math.min(tries, MOST_TRIED)) return { found: 'too many', doubtful };
    for (const group of groups) {
      // In the order in which the page prefers them, so that the first of equal ones stays.
      for (const cells of product(group.map((candidate) => candidate.cells))) {
        const decision = decide(changed(situation, new Map(group.map(({ field }, i) => [field.name, inside(cells[i]!)]))));
        if (decision.world.doubts.length > 0) return { found: 'too many', doubtful };
        if (rankIn(grade, gained(grade, decision)) >= rank) continue;
        const difference = abs(headlinePoints(policy, decision) - headBefore);
        if (!best || difference < best.difference) best = { candidates: group, cells, decision, difference };
      }
    }
    if (best) return { found: { change: best }, doubtful };
  }
  return { found: 'none', doubtful };
}

/** In order of the document, compared one after the other. */
function combinations<T>(list: T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, i) => combinations(list.slice(i + 1), size - 1).map((rest) => [one, ...rest]));
}

function* product<T>(lists: T[][]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (!first) return yield [];
  for (const one of first) for (const others of product(rest)) yield [one, ...others];
}

function tell(change: Change, policy: Policy): string {
  const parts = change.candidates.map(({ field }, i) => `${field.name}: ${JSON.stringify(shownValue(field, inside(change.cells[i]!)))}`);
  return `${parts.join(', ')} (score ${scoreOf(change.decision, policy)})`;
}

// What is claimed

function wrongForm(next: Next, grade: Grade, rank: number, { policy, facts }: Situation): string | null {
  if (JSON.stringify(Object.keys(next)) !== '["to","score","changes"]') return `its keys are ${Object.keys(next).join()}`;
  if (rankIn(grade, next.to) >= rank) return `${next.to} is not better`;
  if (next.changes.length < 1 || next.changes.length > MOST_FACTS) return `${next.changes.length} changes`;
  let before = -1;
  for (const change of next.changes) {
    if (JSON.stringify(Object.keys(change)) !== '["fact","value","needs"]') return `the keys of a change are ${Object.keys(change).join()}`;
    const field = policy.fields.get(change.fact);
    if (!field) return `${change.fact} is no field`;
    if (!mayChange(field, facts)) return `${field.name} cannot be changed`;
    if (cellsOf(policy).get(field.name)!.has === 'none') return `${field.name} has no cells`;
    const place = [...policy.fields.keys()].indexOf(field.name);
    if (place <= before) return 'not in document order';
    before = place;
    if (JSON.stringify(change.value) !== JSON.stringify(shownValue(field, facts.values.get(field.name)))) return `${field.name} is not ${JSON.stringify(change.value)} now`;
    const badly = badNeeds(change.needs, field);
    if (badly) return `what ${field.name} needs: ${badly}`;
  }
  return null;
}

export function shownValue(field: Field, value: Value | undefined): unknown {
  if (value === undefined) return null;
  switch (field.type.is) {
    case 'level': return field.values![value as number];
    case 'date': return formatDate(value as number);
    case 'timestamp': return formatInstant(value as number);
    default: return value;
  }
}

function badNeeds(needs: Needs, field: Field): string | null {
  const keys = Object.keys(needs).join();
  if (field.type.is === 'number') return badBound(needs, field) ?? (['', 'is', 'atLeast', 'above', 'atMost', 'below', 'atLeast,atMost', 'atLeast,below', 'above,atMost', 'above,below'].includes(keys) ? null : `its keys are ${keys}`);
  if (keys === 'noneOf' && field.type.is === 'string' && !field.values?.length) return null;
  if (keys !== 'oneOf' || needs.oneOf!.length === 0) return `its keys are ${keys}`;
  const fits = (value: unknown): boolean => (field.type.is === 'boolean' ? typeof value === 'boolean' : typeof value === 'string' && (!field.values?.length || field.values.includes(value)));
  return needs.oneOf!.every(fits) ? null : 'something that it cannot be';
}

/** A bound that the field has anyway is left out; of two neighbouring doubles the one with the shorter text is told. */
function badBound({ atLeast, above, atMost, below }: Needs, field: Field): string | null {
  if ((atLeast ?? Infinity) <= field.min || (above ?? Infinity) < field.min) return 'no less than its least';
  if ((atMost ?? -Infinity) >= field.max || (below ?? -Infinity) > field.max) return 'no more than its most';
  const long = (told: number | undefined, other: (value: number) => number): boolean => told !== undefined && String(other(told)).length < String(told).length;
  return long(atLeast, down) || long(above, up) || long(atMost, up) || long(below, down) ? 'a longer text than there need be' : null;
}

/** Every combination of what is needed, at its edges and in each cell that it reaches into, must do. */
function wrongNeeds(next: Next, grade: Grade, situation: Situation, effort: Effort): string | null {
  const { policy } = situation;
  const values = next.changes.map(({ fact, needs }) => needed(needs, policy.fields.get(fact)!, policy));
  const empty = values.findIndex((list) => list.length === 0);
  if (empty >= 0) return `nothing that ${next.changes[empty]!.fact} may be is what it needs`;
  let tries = Math.max(effort.changes, 8);
  let reached = false;
  let doubtful = false;
  for (const combination of product(values)) {
    if ((tries -= 1) < 0) return null;
    const decision = decide(changed(situation, new Map(next.changes.map(({ fact }, i) => [fact, combination[i]]))));
    if (decision.world.doubts.length > 0) {
      doubtful = true;
      continue;
    }
    const given = gained(grade, decision);
    if (rankIn(grade, given) > rankIn(grade, next.to)) return `${JSON.stringify(combination)} gives ${given}`;
    reached ||= given === next.to && scoreOf(decision, policy) === next.score;
  }
  return reached || doubtful ? null : `nothing of it gives ${next.to} with ${next.score}`;
}

/** Values that meet what is needed: both edges, and one in each cell. */
function needed(needs: Needs, field: Field, policy: Policy): Value[] {
  const { list } = cellsOf(policy).get(field.name)!;
  if (needs.oneOf) return needs.oneOf.map((value) => (field.type.is === 'level' ? field.values!.indexOf(value as string) : value));
  if (needs.noneOf) {
    const named = list.flatMap((cell) => (cell.is === 'value' ? [cell.value as string] : []));
    return [freshText([...named, ...needs.noneOf]), ...named.filter((text) => !needs.noneOf!.includes(text))];
  }
  const { low, high } = interval(needs, field);
  const within = list.flatMap((cell) => (cell.is === 'numbers' ? [Math.max(cell.low, low), Math.min(cell.high, high)] : []));
  return [...new Set([low, high, ...within])].filter((value) => low <= value && value <= high);
}

/** As the first and the last double that do. */
function interval(needs: Needs, field: Field): { low: number; high: number } {
  const least = Math.max(field.min, -Number.MAX_VALUE);
  const most = Math.min(field.max, Number.MAX_VALUE);
  const low = needs.is ?? needs.atLeast ?? (needs.above === undefined ? least : up(needs.above));
  const high = needs.is ?? needs.atMost ?? (needs.below === undefined ? most : down(needs.below));
  return { low: Math.max(least, low), high: Math.min(most, high) };
}

/** Whether all of a cell meets what is needed. */
function meets(needs: Needs, cell: Cell, field: Field, policy: Policy): boolean {
  if (cell.is === 'numbers') {
    const { low, high } = interval(needs, field);
    return low <= cell.low && cell.high <= high;
  }
  const value = inside(cell);
  if (needs.noneOf) return cell.is === 'others' || !needs.noneOf.includes(value as string);
  return cell.is === 'value' && needed(needs, field, policy).includes(value);
}
