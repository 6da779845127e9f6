/** The lifecycle: from the stage in the state, by timers and transitions, until nothing moves. */
import { evaluate, type World } from './cel-evaluate.js';
import type { Lifecycle, Maybe, Stage, Timer, Transition } from './model.js';
import { observe, type Observed } from './observe.js';
import type { StageState } from './state.js';
import { after } from './time.js';

export interface Move { from: string; to: string; timer: string | null; when: string | null; path: string; observed: Observed }
export type Hindrance = 'stay' | 'cooldown' | 'at_most' | 'lockout' | 'guard' | 'unknown';
export interface HeldBack { to: string; by: Hindrance[]; until: number | null; when: string | null; path: string; observed: Observed }
export interface TimerAnswer { timer: string; status: 'running' | 'stopped' | 'breached' | 'unknown'; ends: number; stoppedAt: number | null }

export interface LifecycleAnswer {
  /** After the call. */
  stage: StageState;
  moves: Move[];
  heldBack: HeldBack[];
  timers: TimerAnswer[];
  /** The stages of a loop, and the transition or timer that would close it. */
  loop: { stages: string[]; path: string } | null;
}

/** Leaves the stage in `world` as it is after the call. */
export function live(lifecycle: Lifecycle, world: World, before: StageState | null): LifecycleAnswer {
  const start = started(lifecycle, world, before);
  const moves: Move[] = [];
  const entered = [start.name];
  let stage = start;
  stand(world, stage);
  for (;;) {
    const move = nextMove(lifecycle, world, stage);
    if (!move) return answerOf(stage, moves, null);
    if (entered.includes(move.to)) {
      stand(world, start);
      return answerOf(start, [], { stages: [...entered, move.to], path: move.path });
    }
    stage = moved(lifecycle, world, stage, move);
    stand(world, stage);
    moves.push(move);
    entered.push(move.to);
  }

  function answerOf(at: StageState, made: Move[], loop: LifecycleAnswer['loop']): LifecycleAnswer {
    const left = at.left.filter((one) => world.now < lockedUntil(lifecycle, world, one));
    return { stage: { ...at, left }, moves: made, heldBack: allHeldBack(lifecycle, world, at), timers: timersOf(lifecycle, world, at), loop };
  }
}

function stand(world: World, { name, since }: StageState): void {
  world.stage = { name, since };
}

function started(lifecycle: Lifecycle, world: World, before: StageState | null): StageState {
  const { now } = world;
  const stage: StageState = before ?? { name: lifecycle.initial, since: now, owner: null, entered: new Map([[lifecycle.initial, { last: now, count: 1 }]]), left: [] };
  return { ...stage, owner: ownerIn(lifecycle.stages.get(stage.name)!, world) ?? stage.owner };
}

/** Who works on the customer, as the facts say now. */
function ownerIn({ owner }: Stage, world: World): string | null {
  return owner ? ((world.facts.values.get(owner.field) as string | undefined) ?? null) : null;
}

// Moving

function nextMove(lifecycle: Lifecycle, world: World, stage: StageState): Move | null {
  for (const timer of lifecycle.stages.get(stage.name)!.timers) {
    if (timer.then === null || timerOf(timer, world, stage).status !== 'breached') continue;
    return { from: stage.name, to: timer.then, timer: timer.name, when: null, path: timer.path, observed: {} };
  }
  for (const transition of leaving(lifecycle, stage)) {
    const { by } = hindrances(lifecycle, transition, world, stage);
    if (by.length > 0) continue;
    const { to, when, path } = transition;
    world.watch?.fired.add(path);
    return { from: stage.name, to, timer: null, when: when?.text ?? null, path, observed: when ? observe(when, world) : {} };
  }
  return null;
}

function leaving({ transitions }: Lifecycle, { name }: StageState): Transition[] {
  return transitions.filter(({ from }) => from.includes(name));
}

function moved(lifecycle: Lifecycle, world: World, stage: StageState, { to, timer }: Move): StageState {
  const { now } = world;
  const lockout = lifecycle.stages.get(stage.name)!.owner?.lockout ?? null;
  const remembered = timer !== null && lockout !== null && stage.owner !== null;
  return {
    name: to,
    since: now,
    owner: ownerIn(lifecycle.stages.get(to)!, world),
    entered: new Map(stage.entered).set(to, { last: now, count: Math.min((stage.entered.get(to)?.count ?? 0) + 1, Number.MAX_SAFE_INTEGER) }),
    left: remembered ? [...stage.left, { stage: stage.name, owner: stage.owner!, at: now }] : stage.left,
  };
}

// What holds a transition back

function hindrances(lifecycle: Lifecycle, transition: Transition, world: World, stage: StageState): { by: Hindrance[]; until: number | null } {
  const { now, policy } = world;
  const { to, stay, cooldown, atMost, when } = transition;
  const before = stage.entered.get(to);
  const by: Hindrance[] = [];
  const ends: number[] = [];
  const until = (hindrance: Hindrance, end: number): void => {
    if (now >= end) return;
    if (by.at(-1) !== hindrance) by.push(hindrance);
    ends.push(end);
  };
  if (stay) until('stay', after(stage.since, stay, policy));
  if (cooldown && before) until('cooldown', after(before.last, cooldown, policy));
  if (atMost !== null && before && before.count >= atMost) by.push('at_most');
  const owner = ownerIn(lifecycle.stages.get(to)!, world);
  for (const one of stage.left) if (one.stage === to && one.owner === owner) until('lockout', lockedUntil(lifecycle, world, one));
  const value: Maybe = when ? evaluate(when, world) : true;
  if (value === false) by.push('guard');
  if (value === undefined) by.push('unknown');
  return { by, until: by.includes('at_most') || ends.length === 0 ? null : Math.max(...ends) };
}

/** Where the stage locks nobody out any more: at once. */
function lockedUntil(lifecycle: Lifecycle, world: World, { stage, at }: StageState['left'][number]): number {
  const lockout = lifecycle.stages.get(stage)!.owner?.lockout;
  return lockout ? after(at, lockout, world.policy) : -Infinity;
}

/** Those that would fire are not held back: they closed a loop. */
function allHeldBack(lifecycle: Lifecycle, world: World, stage: StageState): HeldBack[] {
  return leaving(lifecycle, stage).flatMap((transition) => {
    const { to, when, path } = transition;
    const held = hindrances(lifecycle, transition, world, stage);
    return held.by.length === 0 ? [] : [{ to, ...held, when: when?.text ?? null, path, observed: when ? observe(when, world) : {} }];
  });
}

// Timers

function timersOf(lifecycle: Lifecycle, world: World, stage: StageState): TimerAnswer[] {
  return lifecycle.stages.get(stage.name)!.timers.map((timer) => timerOf(timer, world, stage));
}

function timerOf({ name, within, stopsOn }: Timer, { facts, now, policy }: World, { since }: StageState): TimerAnswer {
  const ends = after(since, within, policy);
  const kinds = stopsOn.map((kind) => facts.events.get(kind));
  const stops = kinds.flatMap((events) => events ?? []).map(({ at }) => at).filter((at) => since <= at && at < ends);
  if (stops.length > 0) return { timer: name, status: 'stopped', ends, stoppedAt: Math.min(...stops) };
  const status = kinds.includes(undefined) ? 'unknown' : now < ends ? 'running' : 'breached';
  return { timer: name, status, ends, stoppedAt: null };
}
