/**
 * `changesAt`: the first millisecond at which a shown grade changes by itself. What is claimed is checked at and just before the claimed
 * instant; whether anything changes earlier is looked for at every instant where something might: where an event comes to pass, enters or
 * leaves a window, or loses points, at the edges of days and months, at a manual grade's `until`, around every constant of the policy, and at random ones between.
 */
import type { Claims, Effort } from './claims.js';
import { constantsOf } from './completions.js';
import { decide, later, type Situation } from './decide.js';
import type { Policy } from './model.js';
import type { Random } from './random.js';
import { readState } from './state.js';
import { DAY, before, dateOf, dayAt, dayOf, fixedLength, formatInstant, isInstant, monthLength, parseInstant, type Duration } from './time.js';

const YEARS = 10;

export function checkChangesAt(claims: Claims, situation: Situation, effort: Effort, random: Random): string | null {
  const { changesAt, changesAtIsBound } = claims;
  const { now, policy } = situation;
  if (effort.instants === 0) return null;
  if (typeof changesAtIsBound !== 'boolean' || (changesAt === null && changesAtIsBound)) return 'changesAtIsBound: no bound';
  const at = changesAt === null ? null : parseInstant(changesAt, 0);
  if (at === null && changesAt !== null) return `changesAt: ${changesAt} is no instant`;
  if (at !== null && formatInstant(at) !== changesAt) return `changesAt: ${changesAt} is not written as instants are`;
  const end = lastInstant(now, policy.offset);
  if (at !== null && (at <= now || at > end)) return 'changesAt: not within ten years';

  const later = new Later({ ...situation, state: readState(policy, claims.state).state });
  if (later.base === null) return null;
  if (at !== null && !changesAtIsBound) {
    if (later.gradesAt(at) === later.base) return 'changesAt: nothing changes then';
    if (at - 1 > now && later.differs(at - 1)) return 'changesAt: it has changed a millisecond before';
  }
  const stop = at ?? end + 1;
  for (const instant of someInstants(situation, stop, effort.instants, random)) {
    if (later.differs(instant)) return `changesAt: ${formatInstant(instant)} gives ${later.gradesAt(instant)} instead of ${later.base}`;
  }
  return null;
}

/** Ten calendar years on, at most the end of 9999. */
export function lastInstant(now: number, offset: number): number {
  const date = dateOf(dayAt(now, offset));
  const sinceMidnight = now + offset - dayAt(now, offset) * DAY;
  const day = dayOf(date.year + YEARS, date.month, Math.min(date.day, monthLength(date.year + YEARS, date.month)));
  return Math.min(day * DAY + sinceMidnight - offset, dayOf(10000, 1, 1) * DAY - 1);
}

/** The grades that would be shown later, from the returned state. */
export class Later {
  readonly base: string | null;

  constructor(private readonly situation: Situation) {
    this.base = this.gradesAt(situation.now);
  }

  /** As text; `null` where no two engines need agree. */
  gradesAt(instant: number): string | null {
    const decision = decide(later(this.situation, instant));
    if (decision.world.doubts.length > 0) return null;
    return JSON.stringify([...decision.grades.values()].map((grade) => grade.shown));
  }

  differs(instant: number): boolean {
    const grades = this.gradesAt(instant);
    return grades !== null && grades !== this.base;
  }
}

/** Instants from just after now to just before `stop`, at most so many. */
function someInstants(situation: Situation, stop: number, most: number, random: Random): number[] {
  const { now } = situation;
  const inside = (instant: number): boolean => now < instant && instant < stop;
  const telling = likelyInstants(situation).filter(inside);
  const chosen = telling.length > most ? random.shuffle(telling).slice(0, most) : telling;
  // Small spans are as likely as large ones.
  for (let i = 0; i < most / 2; i += 1) chosen.push(now + Math.ceil(Math.exp(random.unit() * Math.log(stop - now))));
  return chosen.filter(inside);
}

/** Where something might change, whether it does or not. */
export function likelyInstants(situation: Situation, days = 40): number[] {
  const { policy, facts, now, state } = situation;
  const { offset } = policy;
  const found = new Set<number>();
  const add = (...instants: number[]): void => instants.forEach((instant) => [instant, instant + 1].filter(isInstant).forEach((one) => found.add(one)));
  for (const { until } of state.manual.values()) if (until !== null) add(until);
  const windows = windowsOf(policy);
  const times = [...constantsOf(policy).instants];
  for (const field of policy.fields.values()) {
    const value = facts.values.get(field.name);
    if (field.type.is === 'timestamp' && value !== undefined) times.push(value as number);
    if (field.type.is === 'date' && value !== undefined) times.push((value as number) * DAY - offset);
  }
  for (const [kind, events] of facts.allEvents) {
    for (const { at } of events ?? []) {
      add(at);
      times.push(at);
      for (const window of windows.get(kind) ?? []) add(leaves(at, window, offset));
    }
  }
  for (const time of times) {
    add(time);
    for (const number of constantsOf(policy).numbers) {
      const span = Math.round(number * DAY);
      if (Math.abs(span) < 20_000 * DAY) add(time + span, (dayAt(time, offset) + Math.round(number)) * DAY - offset, (dayAt(time, offset) + Math.round(number) + 1) * DAY - offset);
    }
  }
  const today = dayAt(now, offset);
  for (let day = 1; day <= days; day += 1) add((today + day) * DAY - offset);
  return [...found];
}

/** The lengths after which an event of a kind is seen otherwise. */
function windowsOf(policy: Policy): Map<string, Duration[]> {
  const found = new Map<string, Duration[]>();
  const add = (kind: string, ...lengths: Duration[]): void => void found.set(kind, [...(found.get(kind) ?? []), ...lengths]);
  for (const { how } of policy.derived.values()) {
    if (how.is !== 'events' || !how.window) continue;
    if (how.window.is === 'within') add(how.kind, how.window.length);
    if (how.window.is === 'between') add(how.kind, how.window.from, how.window.to);
  }
  for (const { how } of [...policy.scores.values()].flatMap((score) => score.groups.flatMap((group) => group.rules))) {
    if (how.is !== 'event' || !how.decay) continue;
    const length = how.decay.is === 'step' ? how.decay.every : how.decay.length;
    for (const times of [1, 2, 3, 4]) add(how.kind, { count: (length * times) / 60_000, unit: 'm' });
  }
  return found;
}

/** The first instant from which a window of this length, looking back, has left `at` behind. */
function leaves(at: number, window: Duration, offset: number): number {
  const fixed = fixedLength(window);
  if (fixed !== null) return at + fixed;
  let [low, high] = [at, at + 400 * DAY * window.count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (before(middle, window, offset) >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}
