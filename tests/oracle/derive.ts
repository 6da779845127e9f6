/** Derived values: computed in document order from fields and events. */
import { evaluate, lookUp, type World } from './cel-evaluate.js';
import { fraction, ofDouble, round, toDouble } from './exact.js';
import type { EventFact } from './facts.js';
import type { Derived, Maybe, Reference, Value, Window } from './model.js';
import { before, dayAt, midnight } from './time.js';

export function deriveAll(world: World): void {
  for (const derived of world.policy.derived.values()) world.derived.set(derived.name, derive(derived, world));
}

function derive(derived: Derived, world: World): Maybe {
  const { how } = derived;
  if (how.is === 'broken') throw new Error('a derived value with a problem');
  if (how.is === 'value') return evaluate(how.expression, world);
  const today = dayAt(world.now, world.policy.offset);
  if (how.is === 'days_since_value') {
    const value = lookUp(how.reference, world) as number | undefined;
    return value === undefined ? undefined : today - dayOfValue(how.reference, value, world);
  }

  const events = world.facts.events.get(how.kind);
  if (events === undefined) return undefined;
  const inside = within(how.window, events, world);
  if (inside === undefined) return undefined;
  const conditions = inside.map((event) => (how.when ? evaluate(how.when, world, event) : true));
  if (conditions.includes(undefined)) return undefined;
  const taken = inside.filter((_, i) => conditions[i] === true);

  if (how.aggregate === 'count') return taken.length;
  if (how.aggregate === 'gap') return gap(taken, how.take, world);
  if (how.aggregate === 'days_since') return taken.length === 0 ? (how.never ?? undefined) : today - dayAt(taken.at(-1)!.at, world.policy.offset);

  const attribute = (event: EventFact): Maybe => (how.attribute === null || how.attribute === 'at' ? event.at : event.attributes.get(how.attribute));
  if (how.aggregate === 'first' || how.aggregate === 'last') {
    const chosen = how.aggregate === 'first' ? taken[0] : taken.at(-1);
    return chosen && attribute(chosen);
  }
  const values = taken.map(attribute);
  if (values.includes(undefined)) return undefined;
  switch (how.aggregate) {
    case 'min': return taken.length === 0 ? undefined : Math.min(...(values as number[]));
    case 'max': return taken.length === 0 ? undefined : Math.max(...(values as number[]));
    case 'distinct': return new Set(values).size;
    case 'mode': return mostFrequent(values as Value[]);
    default: return total(values as number[], how.aggregate, derived, world);
  }
}

function dayOfValue(reference: Reference, value: number, world: World): number {
  const { policy } = world;
  const type = reference.to === 'field' ? policy.fields.get(reference.name)!.type : policy.derived.get((reference as { name: string }).name)!.type;
  return type.is === 'date' ? value : dayAt(value, policy.offset);
}

/** The events in a window; `undefined` where its start is unknown. */
function within(window: Window | null, events: EventFact[], world: World): EventFact[] | undefined {
  const { now, policy: { offset } } = world;
  if (!window) return events;
  if (window.is === 'since_stage') return world.stage ? events.filter((event) => event.at >= world.stage!.since) : undefined;
  if (window.is === 'since') {
    const value = lookUp(window.reference, world) as number | undefined;
    if (value === undefined) return undefined;
    const { reference } = window;
    const type = reference.to === 'field' ? world.policy.fields.get(reference.name)!.type : world.policy.derived.get((reference as { name: string }).name)!.type;
    const start = type.is === 'date' ? midnight(value, offset) : value;
    return events.filter((event) => event.at >= start);
  }
  const after = before(now, window.is === 'within' ? window.length : window.from, offset);
  const until = window.is === 'within' ? now : before(now, window.to, offset);
  return events.filter((event) => after < event.at && event.at <= until);
}

/** Whole calendar days between neighbours. */
function gap(taken: EventFact[], take: string, world: World): Maybe {
  const days = taken.map((event) => dayAt(event.at, world.policy.offset));
  const gaps = days.slice(1).map((day, i) => day - days[i]!).sort((a, b) => a - b);
  const count = gaps.length;
  if (count === 0) return undefined;
  if (take === 'min') return gaps[0];
  if (take === 'max') return gaps.at(-1);
  if (take === 'mean') return toDouble(fraction(BigInt(gaps.reduce((a, b) => a + b, 0)), BigInt(count)));
  const middle = Math.floor(count / 2);
  return count % 2 === 1 ? gaps[middle] : toDouble(fraction(BigInt(gaps[middle - 1]! + gaps[middle]!), 2n));
}

/** Of several equally frequent values the one seen last. */
function mostFrequent(values: Value[]): Maybe {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...values].reverse().find((value) => counts.get(value) === most);
}

const MILLION = 1_000_000n;

function total(values: number[], aggregate: string, derived: Derived, world: World): Maybe {
  if (aggregate === 'mean' && values.length === 0) return undefined;
  if (values.some((value) => Math.abs(value) >= 2 ** 63)) {
    world.arithmetic.add(derived.path);
    return undefined;
  }
  const sum = values.map((value) => round(fraction(ofDouble(value).n * MILLION, ofDouble(value).d))).reduce((a, b) => a + b, 0n);
  return toDouble(fraction(sum, aggregate === 'mean' ? MILLION * BigInt(values.length) : MILLION));
}

