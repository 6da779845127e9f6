/** Ways in which missing facts may turn out: every one where there are few, else some drawn at random. */
import { cellsOf, ends, inside } from './cells.js';
import type { Node } from './cel-parse.js';
import type { Changes, Given, Situation } from './decide.js';
import type { EventFact } from './facts.js';
import type { ContractFact } from './facts-contracts.js';
import { used } from './used.js';
import type { Type } from './cel-check.js';
import type { Expression, Field, Maybe, Policy } from './model.js';
import { nodesOf } from './open.js';
import type { Random } from './random.js';
import { DAY, dayAt, isInstant } from './time.js';

/** Whether a fact has cells: `personalised` is no field, but has two values. */
export function hasCells(fact: string, policy: Policy): 'cells' | 'doubtful' | 'none' {
  return fact === 'personalised' ? 'cells' : (cellsOf(policy).get(fact)?.has ?? 'none');
}

/** Every value of a fact that could matter, missing first; `null` where it has no cells that can be told. */
export function everyValue(fact: string, policy: Policy): Given[] | null {
  if (fact === 'personalised') return [undefined, false, true];
  const cells = cellsOf(policy).get(fact);
  return cells && cells.list.length > 0 ? [undefined, ...cells.list.map(inside)] : null;
}

/** How many ways there are; `Infinity` where they cannot be counted. */
export function count(facts: string[], policy: Policy): number {
  return facts.reduce((product, fact) => product * (everyValue(fact, policy)?.length ?? Infinity), 1);
}

/** Every way; only where `count` is finite. */
export function* everyWay(facts: string[], policy: Policy): Generator<Changes> {
  const values = facts.map((fact) => everyValue(fact, policy)!);
  const places = facts.map(() => 0);
  for (;;) {
    yield new Map(facts.map((fact, i) => [fact, values[i]![places[i]!]]));
    let i = 0;
    while (i < facts.length && places[i] === values[i]!.length - 1) places[i++] = 0;
    if (i === facts.length) return;
    places[i]! += 1;
  }
}

export function someWay(facts: string[], situation: Situation, random: Random): Changes {
  const stays = random.pick([0, 0.2, 0.5]);
  return new Map(facts.filter(() => !random.chance(stays)).map((fact) => [fact, someValue(fact, situation, random)]));
}

/** Any value that the declaration allows, most often one near something that the policy names. */
export function someValue(fact: string, situation: Situation, random: Random): Given {
  const { policy } = situation;
  if (fact === 'personalised') return random.chance(0.5);
  if (fact === 'id') return someText(constantsOf(policy).texts, random);
  if (fact === 'contracts') return someContracts(situation, random);
  if (fact.startsWith('events.')) return someEvents(fact.slice('events.'.length), situation, random);
  const field = policy.fields.get(fact)!;
  const cells = cellsOf(policy).get(fact)!;
  if (cells.list.length > 0 && random.chance(0.8)) return random.pick(ends(random.pick(cells.list)));
  return plainValue(field.type, field, situation, random);
}

function plainValue(type: Type, field: Field | null, situation: Situation, random: Random): Maybe {
  const { now, policy } = situation;
  const { numbers, texts, instants } = constantsOf(policy);
  switch (type.is) {
    case 'boolean': return random.chance(0.5);
    case 'level': return random.whole(0, field!.values!.length - 1);
    case 'string': return field?.values && field.values.length > 0 ? random.pick(field.values) : someText(texts, random);
    case 'list': return [...random.some(texts, 0.4), ...random.some(['decider', 'x'], 0.2)];
    case 'number': {
      const near = random.pick([...numbers, 0, 1, 50, -20, 1e6]) + random.pick([0, 0, 0.001, -0.001, 1, -1]);
      const value = random.chance(0.04) ? random.pick([1e300, -1e300, 5e-324, Number.MAX_VALUE]) : near;
      return Math.min(Math.max(value, field?.min ?? -Infinity), field?.max ?? Infinity) + 0;
    }
    default: {
      const near = random.pick([...instants, now, now]) + random.pick([0, 1, -1, DAY, -DAY, -30 * DAY, 400 * DAY]);
      const ms = isInstant(near) ? near : now;
      return type.is === 'date' ? dayAt(ms, policy.offset) : ms;
    }
  }
}

function someText(texts: string[], random: Random): string {
  const base = random.pick([...texts, 'something else', '']);
  return random.pick([base, base, base, `${base}!`, `x${base}`, base.toUpperCase(), base + random.pick([...texts, ''])]);
}

/** Events that are not in the future; at most a few. */
function someEvents(kind: string, situation: Situation, random: Random): EventFact[] {
  const { now, policy } = situation;
  const needed = used(policy).kinds.get(kind) ?? new Set();
  const events = Array.from({ length: random.pick([0, 1, 2, 4, 8]) }, (): EventFact => {
    const at = Math.max(now - random.pick([0, 1, DAY, random.whole(0, 40) * DAY, random.whole(0, 500 * DAY)]), -62_135_596_800_000);
    const attributes = new Map<string, Maybe>();
    for (const [name, { type, optional }] of policy.events.get(kind) ?? []) if (needed.has(name) && !(optional && random.chance(0.3))) attributes.set(name, plainValue(type, null, situation, random));
    return { at, attributes };
  });
  return events.sort((a, b) => a.at - b.at);
}

/** At most a few, most of them open. */
function someContracts(situation: Situation, random: Random): ContractFact[] {
  const { now, policy } = situation;
  const { numbers, texts } = constantsOf(policy);
  const today = dayAt(now, policy.offset);
  return Array.from({ length: random.pick([0, 1, 1, 2, 4]) }, (_, i): ContractFact => {
    const starts = today - random.pick([0, 1, 30, 365, 1000, -10]);
    const ends = random.chance(0.15) ? undefined : Math.max(starts, today + random.pick([0, 1, -1, 7, 30, 90, -30, 365, random.whole(-100, 200)]));
    const autoRenew = random.chance(0.2);
    return {
      id: `c${i}`, product: someText(texts, random), starts, ends, autoRenew, term: autoRenew ? { count: 1, unit: random.pick(['mo', 'y'] as const) } : undefined,
      value: random.chance(0.3) ? undefined : random.pick([...numbers, 0, 1000]) + random.pick([0, 0, 1, -1]),
      successor: i > 0 && random.chance(0.2) ? random.pick(['c0', 'elsewhere']) : undefined,
      kind: random.chance(0.5) ? undefined : someText(texts, random),
    };
  });
}

// What a policy names

export interface Constants { numbers: number[]; texts: string[]; instants: number[] }

const constants = new WeakMap<Policy, Constants>();

/** Every literal in the policy's expressions, and the edges and keys of its rules. */
export function constantsOf(policy: Policy): Constants {
  let found = constants.get(policy);
  if (!found) {
    found = findConstants(policy);
    constants.set(policy, found);
  }
  return found;
}

function findConstants(policy: Policy): Constants {
  const found: Constants = { numbers: [], texts: [], instants: [] };
  for (const expression of expressionsOf(policy)) {
    for (const node of nodesOf(expression.node)) collect(node, found);
  }
  for (const score of policy.scores.values()) {
    for (const { how } of score.groups.flatMap((group) => group.rules)) {
      if (how.is === 'bands') found.numbers.push(...how.bands.map(({ edge }) => edge));
      if (how.is === 'map') found.texts.push(...how.points.keys());
      if (how.is === 'containing') found.texts.push(...how.texts.map(({ text }) => text));
    }
  }
  return found;
}

function collect(node: Node, found: Constants): void {
  if (node.kind === 'number') found.numbers.push(node.value, -node.value);
  if (node.kind !== 'string') return;
  const ms = Date.parse(node.value);
  if (/^[0-9]{4}-/.test(node.value) && Number.isFinite(ms)) found.instants.push(ms);
  else found.texts.push(node.value);
}

/** Every expression of the policy, section by section. */
export function expressionsOf(policy: Policy): Expression[] {
  const all: (Expression | null)[] = [];
  for (const { how } of policy.derived.values()) all.push(how.is === 'value' ? how.expression : how.is === 'events' ? how.when : null);
  for (const score of policy.scores.values()) {
    all.push(score.for);
    for (const group of score.groups) {
      all.push(group.for);
      for (const { how } of group.rules) all.push(how.is === 'condition' || how.is === 'event' ? how.when : how.is === 'value' ? how.value : null);
    }
  }
  for (const grade of policy.grades.values()) {
    if (grade.how.is === 'first') all.push(...grade.how.entries.flatMap((entry) => [entry.when, entry.retain]));
    all.push(...grade.overrides.map(({ when }) => when));
  }
  all.push(...(policy.lifecycle?.transitions ?? []).map(({ when }) => when), policy.contracts?.upgrade ?? null);
  for (const { earn } of policy.balances.values()) all.push(...earn.flatMap(({ value, when }) => [value, when]));
  all.push(...(policy.touches ?? []).map(({ when }) => when));
  return all.filter((expression) => expression !== null);
}
