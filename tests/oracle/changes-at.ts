/**
 * `changesAt`: the first millisecond at which something shown changes by itself. What is claimed is checked at and just before the claimed
 * instant; whether anything changes earlier is looked for where something might (likely-instants.ts), and at random instants between.
 */
import type { Claims, Effort } from './claims.js';
import { decideAll, later, type Situation, type Whole } from './decide.js';
import { shown } from './exact.js';
import { validity } from './grade.js';
import { likelyInstants } from './likely-instants.js';
import type { Random } from './random.js';
import { readState } from './state.js';
import { DAY, dateOf, dayAt, dayOf, formatInstant, monthLength, parseInstant } from './time.js';

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

  const returned: Situation = { ...situation, state: readState(policy, claims.state).state };
  const later = new Later(returned);
  if (later.base === null) return null;
  if (at !== null && !changesAtIsBound) {
    if (later.shownAt(at) === later.base) return 'changesAt: nothing changes then';
    if (at - 1 > now && later.differs(at - 1)) return 'changesAt: it has changed a millisecond before';
  }
  const stop = at ?? end + 1;
  for (const instant of someInstants(returned, stop, effort.instants, random)) {
    if (later.differs(instant)) return `changesAt: ${formatInstant(instant)} gives ${later.shownAt(instant)} instead of ${later.base}`;
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

/** What would be shown later, from the returned state. */
export class Later {
  readonly base: string | null;

  constructor(private readonly situation: Situation) {
    this.base = this.shownAt(situation.now);
  }

  /** As text; `null` where no two engines need agree. */
  shownAt(instant: number): string | null {
    const whole = decideAll(later(this.situation, instant));
    return whole.world.doubts.length > 0 ? null : JSON.stringify(shownIn(whole));
  }

  differs(instant: number): boolean {
    const shown = this.shownAt(instant);
    return shown !== null && shown !== this.base;
  }
}

/** All that counts as shown; no scores, no instants, and not what holds a transition back. */
function shownIn({ world, grades, lifecycle, contracts, touches, balances }: Whole): unknown {
  const { policy, now } = world;
  const inGrace = [...policy.grades.values()].map(({ name, hold }) => {
    const { remembered } = grades.get(name)!;
    return hold && remembered?.confirmed != null ? now >= validity(hold, remembered.confirmed, policy).validUntil : false;
  });
  return [
    [...grades.values()].map((grade) => grade.shown),
    inGrace,
    lifecycle && [lifecycle.stage.name, lifecycle.timers.map(({ timer, status }) => [timer, status])],
    contracts?.map(({ phase }) => phase),
    touches.map(({ touch, of, status, channel }) => [touch, of, status, channel]),
    [...balances.values()].map((one) => one && shown(one.balance)),
  ];
}

/** Instants from just after now to just before `stop`, at most so many, and some at random. */
function someInstants(situation: Situation, stop: number, most: number, random: Random): number[] {
  const { now } = situation;
  const inside = (instant: number): boolean => now < instant && instant < stop;
  const few = (instants: number[], count: number): number[] => (instants.length > count ? random.shuffle(instants).slice(0, count) : instants);
  const { life, others } = likelyInstants(situation);
  const named = few(life.filter(inside), Math.ceil(most / 2));
  const chosen = [...named, ...few(others.filter(inside), most - named.length)];
  // Small spans are as likely as large ones.
  for (let i = 0; i < most / 2; i += 1) chosen.push(now + Math.ceil(Math.exp(random.unit() * Math.log(stop - now))));
  return chosen.filter(inside);
}
