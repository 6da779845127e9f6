/** Where something might change by itself, whether it does or not. */
import { constantsOf } from './completions.js';
import { begins, type Standing } from './contracts.js';
import { decideAll, type Situation } from './decide.js';
import { validity } from './grade.js';
import type { Policy } from './model.js';
import { DAY, after, before, dayAt, fixedLength, isInstant, midnight, type Duration } from './time.js';

/** `life`: where something of the lifecycle, a held class, contracts, balances or touches ends or begins. For so many days every midnight is one. */
export function likelyInstants(situation: Situation, days = 40): { life: number[]; others: number[] } {
  return { life: around(lifeInstants(situation, days)), others: around(otherInstants(situation, days)) };
}

/** Each instant and the one after it. */
function around(instants: Iterable<number>): number[] {
  return [...new Set([...instants].flatMap((instant) => [instant, instant + 1]))].filter(isInstant);
}

/** Where an event comes to pass, enters or leaves a window, or loses points, a manual grade ends, a day begins, and around every constant of the policy. */
function otherInstants(situation: Situation, days: number): Set<number> {
  const { policy, facts, now, state } = situation;
  const { offset } = policy;
  const found = new Set<number>();
  const add = (...instants: number[]): void => instants.forEach((instant) => found.add(instant));
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
  return found;
}

function lifeInstants(situation: Situation, days: number): number[] {
  const { policy, state } = situation;
  const { world, contracts, touches, balances } = decideAll(situation);
  return [
    ...[...state.confirmed].flatMap(([name, confirmed]) => Object.values(validity(policy.grades.get(name)!.hold!, confirmed, policy))),
    ...stageInstants(situation),
    ...(contracts ?? []).flatMap((one) => phaseEdges(one, world.policy)),
    ...touches.flatMap(({ opens, closes }) => [opens, closes]),
    ...[...balances.values()].flatMap((one) => one?.expiring.map(({ at }) => at) ?? []),
    ...channelInstants(situation, days),
  ];
}

/** Ends of timers, stays, cooldowns and lock-outs. */
function stageInstants({ policy, state: { stage } }: Situation): number[] {
  const { lifecycle } = policy;
  if (!lifecycle || !stage) return [];
  const found = lifecycle.stages.get(stage.name)!.timers.map(({ within }) => after(stage.since, within, policy));
  for (const { from, to, stay, cooldown } of lifecycle.transitions) {
    if (!from.includes(stage.name)) continue;
    if (stay) found.push(after(stage.since, stay, policy));
    const entered = stage.entered.get(to);
    if (cooldown && entered) found.push(after(entered.last, cooldown, policy));
  }
  for (const { stage: name, at } of stage.left) {
    const lockout = lifecycle.stages.get(name)!.owner?.lockout;
    if (lockout) found.push(after(at, lockout, policy));
  }
  return found;
}

function phaseEdges({ fact, ends }: Standing, policy: Policy): number[] {
  if (ends === undefined) return [begins(fact.starts, policy)];
  const { upcoming, due, grace } = policy.contracts!;
  const [first, over] = [begins(ends, policy), begins(ends + 1, policy)];
  const earlier = [upcoming, due].flatMap((one) => (one ? [after(first, { count: -one.count, unit: one.unit }, policy)] : []));
  return [begins(fact.starts, policy), ...earlier, first, over, ...(grace ? [after(over, grace, policy)] : [])];
}

/** Where a channel's hours begin and end, and where a contact leaves its window. */
function channelInstants({ policy, facts, now }: Situation, days: number): number[] {
  const { offset } = policy;
  const today = dayAt(now, offset);
  const everyDay = Array.from({ length: days + 1 }, (_, i) => midnight(today + i, offset));
  return [...policy.channels.values()].flatMap(({ hours, max }) => [
    ...(hours ? everyDay.flatMap((day) => [day + hours.from, day + hours.to]) : []),
    ...(max ? (facts.allEvents.get('touch') ?? []).map(({ at }) => leaves(at, max.within, offset)) : []),
  ]);
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
