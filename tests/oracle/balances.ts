/** Balances: points that are earned, spent, and expire. Amounts are whole thousandths. */
import { evaluate, type World } from './cel-evaluate.js';
import { clamp, fraction, ofDouble, round } from './exact.js';
import type { Balance, Maybe, Policy } from './model.js';
import { after, clamp as withinYears, dateOf, dayAt, dayOf, midnight } from './time.js';

export interface BalanceAnswer {
  balance: bigint;
  /** Soonest first, one for each instant. */
  expiring: { at: number; amount: bigint }[];
}

/** Something that happened to a balance. */
interface Booking { at: number; earns: boolean; amount: bigint }
/** What is left of what was earned at once. */
interface Lot { left: bigint; expires: number | null }

/** `null` where it is unknown. */
export function balanceOf(balance: Balance, world: World): BalanceAnswer | null {
  const bookings = bookingsOf(balance, world);
  if (!bookings) return null;
  let lots: Lot[] = []; // oldest first
  let debt = 0n;
  const expire = (now: number): void => void (lots = lots.filter(({ expires }) => expires === null || expires > now));

  for (const { at, earns, amount } of bookings) {
    expire(at);
    if (earns && amount > 0n) {
      const paid = amount < debt ? amount : debt;
      debt -= paid;
      if (amount > paid) lots.push({ left: amount - paid, expires: expiry(balance, at, world.policy) });
    } else if (earns && amount < 0n) {
      take([...lots].reverse(), -amount);
    } else if (amount > 0n) {
      debt += take(lots, amount);
    }
    lots = lots.filter(({ left }) => left > 0n);
  }
  expire(world.now);

  const expiring = new Map<number, bigint>();
  for (const { left, expires } of lots) if (expires !== null) expiring.set(expires, (expiring.get(expires) ?? 0n) + left);
  return {
    balance: lots.reduce((sum, { left }) => sum + left, 0n) - debt,
    expiring: [...expiring].map(([at, amount]) => ({ at, amount })).sort((a, b) => a.at - b.at),
  };
}

/** From the first lots on, as far as there are any; what is lacking. */
function take(lots: Lot[], amount: bigint): bigint {
  for (const lot of lots) {
    const taken = lot.left < amount ? lot.left : amount;
    lot.left -= taken;
    amount -= taken;
  }
  return amount;
}

function expiry({ expires }: Balance, at: number, policy: Policy): number | null {
  if (expires === null) return null;
  if (expires === 'year_end') return withinYears(midnight(dayOf(dateOf(dayAt(at, policy.offset)).year + 1, 1, 1), policy.offset));
  return after(at, expires, policy);
}

/** In the order in which they are taken; `null` where anything is unknown. All is asked, also behind what is unknown. */
function bookingsOf({ earn, spend }: Balance, world: World): Booking[] | null {
  const bookings: Booking[] = [];
  let known = true;
  const book = (at: number, earns: boolean, value: Maybe): void => {
    if (value === undefined) known = false;
    else bookings.push({ at, earns, amount: amountOf(value as number) });
  };
  for (const { kind, when, value } of earn) {
    const events = world.facts.events.get(kind);
    known &&= events !== undefined;
    for (const event of events ?? []) {
      const counts = when ? evaluate(when, world, event) : true;
      known &&= counts !== undefined;
      if (counts === true) book(event.at, true, evaluate(value, world, event));
    }
  }
  for (const { kind, attribute } of spend) {
    const events = world.facts.events.get(kind);
    known &&= events !== undefined;
    for (const { at, attributes } of events ?? []) book(at, false, attributes.get(attribute));
  }
  // Earnings stand before spendings, each in the order of the policy, then the caller's; sort() is stable.
  return known ? bookings.sort((a, b) => a.at - b.at) : null;
}

const MOST = 1_000_000_000_000n;

function amountOf(value: number): bigint {
  const { n, d } = ofDouble(value);
  return clamp(round(fraction(n * 1000n, d)), -MOST, MOST);
}
