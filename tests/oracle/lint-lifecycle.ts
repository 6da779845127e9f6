/** The linter's warnings about a lifecycle. Which stages lead where is read from the policy; what conditions can be, from what was seen. */
import { evaluate, type Watch } from './cel-evaluate.js';
import { cellsFor, inside } from './cells.js';
import { changed, decide, type Situation } from './decide.js';
import { readFacts } from './facts.js';
import type { Warning } from './lint.js';
import type { Lifecycle, Maybe, Policy, Transition } from './model.js';
import { readState } from './state.js';

/** What is certain from the text alone. */
export function expectedOfLifecycle({ lifecycle }: Policy): Warning[] {
  if (!lifecycle) return [];
  const ledInto = new Set(stepsOf(lifecycle, () => true).map(([, to]) => to));
  const left = new Set(stepsOf(lifecycle, () => true).map(([from]) => from));
  const reached = reachedBy(lifecycle, () => true);
  return [...lifecycle.stages.values()].flatMap(({ name, path, final }): Warning[] => [
    ...(name !== lifecycle.initial && !ledInto.has(name) ? [['stage_no_entry', path] as Warning] : []),
    ...(ledInto.has(name) && !reached.has(name) ? [['stage_unreachable', path] as Warning] : []),
    ...(!left.has(name) && !final ? [['stage_dead_end', path] as Warning] : []),
  ]);
}

export function wrongOfLifecycle(code: string, path: string, policy: Policy, watch: Watch): string | null {
  const { lifecycle } = policy;
  if (!lifecycle) return 'there is no lifecycle';
  if (code === 'stage_unreachable') {
    const stage = [...lifecycle.stages.values()].find((one) => one.path === path);
    if (!stage) return 'there is no such stage';
    if (!stepsOf(lifecycle, () => true).some(([, to]) => to === stage.name)) return 'nothing leads into it';
    const canBeTrue = ({ when }: Transition): boolean => !when || (watch.conditions.get(when.path)?.has(true) ?? false);
    return reachedBy(lifecycle, canBeTrue).has(stage.name) ? 'it can be reached by conditions that were true' : null;
  }
  const at = lifecycle.transitions.findIndex((one) => one.path === path);
  const transition = lifecycle.transitions[at];
  if (!transition) return 'there is no such transition';
  const earlier = lifecycle.transitions.slice(0, at).filter((one) => isFree(one, lifecycle));
  if (code === 'transition_shadowed') {
    if (watch.fired.has(path)) return 'it fired';
    return transition.from.every((stage) => earlier.some(({ from }) => from.includes(stage))) ? null : 'no earlier one stands in its way from each of its stages';
  }
  if (!isFree(transition, lifecycle)) return 'something holds it back';
  const partners = earlier.filter((other) => other.from.includes(transition.to) && transition.from.includes(other.to) && [other, transition].every(({ when }) => !when || when.reads.every(({ to }) => to === 'field')));
  return partners.some((other) => bothTrue(policy, other, transition) !== 'never') ? null : 'no earlier one leads back when it fires';
}

/** Whether nothing but its condition holds it back. */
function isFree({ stay, cooldown, atMost, to }: Transition, { stages }: Lifecycle): boolean {
  return !stay && !cooldown && atMost === null && !stages.get(to)!.owner?.lockout;
}

/** From each stage to each that a timer or a transition leads to. */
function stepsOf({ stages, transitions }: Lifecycle, counts: (transition: Transition) => boolean): [string, string][] {
  const timers = [...stages.values()].flatMap(({ name, timers: all }) => all.flatMap(({ then }): [string, string][] => (then === null ? [] : [[name, then]])));
  return [...timers, ...transitions.filter(counts).flatMap(({ from, to }) => from.map((one): [string, string] => [one, to]))];
}

function reachedBy(lifecycle: Lifecycle, counts: (transition: Transition) => boolean): Set<string> {
  const steps = stepsOf(lifecycle, counts);
  const reached = new Set([lifecycle.initial]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const [from, to] of steps) if (reached.has(from)) reached.add(to);
  }
  return reached;
}

const MOST_WAYS = 4096;

/** Over all values of the fields that both read; `maybe` where those cannot be tried. */
function bothTrue(policy: Policy, one: Transition, other: Transition): 'some' | 'never' | 'maybe' {
  const conditions = [one.when, other.when].filter((when) => when !== null);
  const fields = [...new Set(conditions.flatMap(({ reads }) => reads.map((reference) => (reference as { name: string }).name)))];
  const cells = cellsFor(policy, conditions);
  const values = fields.map((field): Maybe[] => [undefined, ...cells.get(field)!.list.map(inside)]);
  const ways = values.reduce((product, { length }) => product * length, 1);
  if (fields.some((field) => cells.get(field)!.has !== 'cells') || ways > MOST_WAYS) return 'maybe';
  const nothing: Situation = { policy, facts: readFacts(policy, {}, 0, false), now: 0, state: readState(policy, null).state };
  for (let way = 0; way < ways; way += 1) {
    let left = way;
    const changes = new Map(fields.map((field, i) => {
      const value = values[i]![left % values[i]!.length];
      left = Math.floor(left / values[i]!.length);
      return [field, value];
    }));
    const { world } = decide(changed(nothing, changes));
    if (conditions.every((condition) => evaluate(condition, world) === true)) return 'some';
  }
  return 'never';
}
