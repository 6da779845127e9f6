/** The next call about a customer: some time later, with what has happened since, and the state that the last answer returned. */
import type { Advanced } from './advance.js';
import { Caller, type Call } from './generate-facts.js';
import type { Plain, PlainObject, Plan } from './generate-policy.js';
import { roughMs } from './generate-policy.js';
import type { Random } from './random.js';
import { DAY, formatInstant, isInstant, parseInstant } from './time.js';
import { isObject } from './value.js';

export function nextCall(random: Random, plan: Plan, before: Call, answered: Advanced): Call {
  const now = later(random, plan, answered);
  const caller = new Caller(random, plan, now);
  const facts = structuredClone(before.facts) as PlainObject;
  const fresh = caller.facts();
  for (const [name, value] of Object.entries(fresh)) if (name !== 'events' && random.chance(name === 'contracts' ? 0.2 : 0.15)) facts[name] = value;
  addEvents(random, facts, fresh);
  addTouches(random, plan, facts, answered, now);
  if (random.chance(0.15)) succeed(random, facts);
  const state = random.chance(0.12) ? olderNames(random, plan, answered) : answered.state;
  return { facts, options: { ...caller.options(), state: structuredClone(state) as unknown as Plain } };
}

/** Most often where something was said to end or begin, or a millisecond beside it; seldom before the last call. */
function later(random: Random, plan: Plan, { now, timers, heldBack, held, touches, balances }: Advanced): number {
  const from = parseInstant(now, 0)!;
  const texts = [
    ...timers.map(({ ends }) => ends),
    ...heldBack.map((one) => (one as { until: string | null }).until),
    ...Object.values(held).flatMap((one) => Object.entries(one).filter(([key]) => /Until$/.test(key)).map(([, value]) => value as string)),
    ...touches.flatMap(({ opens, closes }) => [opens, closes]),
    ...Object.values(balances).flatMap((balance) => balance?.expiring.map(({ at }) => at) ?? []),
  ];
  const ahead = texts.filter((text) => text !== null).map((text) => parseInstant(text, 0)!).filter((at) => at > from && at < from + 4000 * DAY);
  const { lengths } = plan.life;
  const at = random.weighted<number>([
    [ahead.length > 0 ? 5 : 0, () => random.pick(ahead) + random.pick([0, 0, 0, -1, 1])],
    [lengths.length > 0 ? 2 : 0, () => from + roughMs(random.pick(lengths)) + random.pick([0, 0, -1, DAY])],
    [2, () => from + random.whole(0, 40 * DAY)],
    [1, () => from + random.whole(0, 400 * DAY)],
    [0.5, () => from],
    [0.4, () => from - random.pick([1, DAY, 40 * DAY])],
  ]);
  return isInstant(at) ? at : from;
}

/** Some of the events that might have happened meanwhile. */
function addEvents(random: Random, facts: PlainObject, fresh: PlainObject): void {
  if (!isObject(facts['events']) || !isObject(fresh['events'])) return;
  const events = facts['events'] as PlainObject;
  for (const [kind, list] of Object.entries(fresh['events'] as PlainObject)) {
    if (Array.isArray(events[kind]) && Array.isArray(list)) events[kind] = random.shuffle([...events[kind], ...random.some(list, 0.2)]);
  }
}

/** What was due has been done, or what was done had an outcome. */
function addTouches(random: Random, plan: Plan, facts: PlainObject, { now, touches }: Advanced, until: number): void {
  if (touches.length === 0) return;
  if (!isObject(facts['events'])) facts['events'] = {};
  const events = facts['events'] as PlainObject;
  const made = Array.isArray(events['touch']) ? events['touch'] : [];
  const from = parseInstant(now, 0)!;
  for (const { touch, of, opens, closes, channel } of random.some(touches, 0.35)) {
    const edges = [from, until, parseInstant(opens, 0)!, parseInstant(closes, 0)!, parseInstant(closes, 0)! - 1].filter((at) => at <= until || random.chance(0.1));
    const ended = plan.life.touches.find(({ name }) => name === touch)?.endsOn ?? [];
    made.push({
      at: formatInstant(random.pick(edges)), touch, of,
      ...(channel !== null && random.chance(0.8) ? { channel } : {}),
      ...(ended.length > 0 && random.chance(0.5) ? { outcome: random.pick(ended) } : random.chance(0.2) ? { outcome: 'nobody home' } : {}),
    });
  }
  events['touch'] = made;
}

/** A contract is followed by another. */
function succeed(random: Random, facts: PlainObject): void {
  const { contracts } = facts;
  if (!Array.isArray(contracts) || contracts.length < 2) return;
  const [one, other] = random.shuffle(contracts.filter((contract) => isObject(contract))) as PlainObject[];
  if (one && other) one['successor'] = other['id'] ?? null;
}

/** The state as an older version of the policy wrote it, before its stages were renamed. */
function olderNames(random: Random, plan: Plan, { state }: Advanced): object {
  const { former } = plan.life;
  if (former.length === 0) return state;
  const { stage } = structuredClone(state) as { stage?: { name: string; entered: Record<string, unknown> } };
  if (!stage) return state;
  const old = random.pick(former);
  if (random.chance(0.7)) stage.name = old;
  const entered = Object.entries(stage.entered).map(([name, entry]) => [random.chance(0.4) ? old : name, entry] as const);
  return { ...state, stage: { ...stage, entered: Object.fromEntries(entered) } };
}
