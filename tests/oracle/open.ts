/** What is open: what is unknown, or asks `has` of something missing; and the missing facts that it reads. */
import { evaluate, lookUp, type World } from './cel-evaluate.js';
import type { Node } from './cel-parse.js';
import { used } from './facts.js';
import type { Derived, Expression, Maybe, Policy, Reference, Rule } from './model.js';
import { outcomeOf, quiet, readBy } from './score.js';
import type { State } from './state.js';

/** Something open that could still matter, and the missing facts that it reads. */
export interface Open {
  /** `null` in grades. */
  score: string | null;
  /** `null` for the `for` of a score, and in grades. */
  group: string | null;
  is: 'for' | 'rule' | 'value rule' | 'grade';
  facts: string[];
  /** Whether it reads a score or a grade. */
  readsResults: boolean;
}

export function allOpen(world: World, state: State): Open[] {
  const silent = quiet(world);
  const found: Open[] = [];
  const add = (where: Omit<Open, 'facts' | 'readsResults'>, reads: Reference[]): void => {
    found.push({ ...where, facts: missingAmong(reads, world), readsResults: reads.some(({ to }) => to === 'score' || to === 'grade') });
  };
  for (const score of world.policy.scores.values()) {
    const inScore = (group: string | null, is: Open['is']): Omit<Open, 'facts' | 'readsResults'> => ({ score: score.name, group, is });
    const whole = stand(score.for, silent);
    if (whole.open) add(inScore(null, 'for'), score.for!.reads);
    if (whole.value === false && !whole.open) continue;
    for (const group of score.groups) {
      const part = stand(group.for, silent);
      if (part.open) add(inScore(group.name, 'for'), group.for!.reads);
      if (part.value === false && !part.open) continue;
      for (const rule of group.rules) if (ruleIsOpen(rule, silent)) add(inScore(group.name, rule.how.is === 'value' ? 'value rule' : 'rule'), readBy(rule));
    }
  }
  for (const grade of world.policy.grades.values()) {
    const conditions = [grade.overrides.map(({ when }) => when as Expression | null)];
    const held = state.held.get(grade.name);
    if (grade.how.is === 'first') conditions.push(grade.how.entries.map((entry) => (entry.grade === held && entry.retain ? entry.retain : entry.when)));
    for (const list of conditions) {
      for (const condition of list) {
        const { value, open } = stand(condition, silent);
        if (open) add({ score: null, group: null, is: 'grade' }, condition!.reads);
        if (value === true && !open) break;
      }
    }
  }
  return found;
}

/** A condition that is not there is true. */
function stand(condition: Expression | null, world: World): { value: Maybe; open: boolean } {
  if (!condition) return { value: true, open: false };
  const value = evaluate(condition, world);
  return { value, open: value === undefined || asksOfMissing(condition, world) || condition.reads.some((reference) => derivedAsks(reference, world)) };
}

function ruleIsOpen(rule: Rule, world: World): boolean {
  const { how } = rule;
  if (outcomeOf(rule, world).matches === 'unknown') return true;
  const expression = how.is === 'condition' || how.is === 'event' ? how.when : how.is === 'value' ? how.value : null;
  return (expression !== null && asksOfMissing(expression, world)) || readBy(rule).some((reference) => derivedAsks(reference, world));
}

/** Whether a derived value, or one that it reads, asks `has` of something missing. */
function derivedAsks(reference: Reference, world: World): boolean {
  if (reference.to !== 'derived') return false;
  const derived = world.policy.derived.get(reference.name)!;
  const expression = expressionOf(derived);
  return (expression !== null && asksOfMissing(expression, world)) || derived.reads.some((read) => derivedAsks(read, world));
}

function expressionOf({ how }: Derived): Expression | null {
  return how.is === 'value' ? how.expression : how.is === 'events' ? how.when : null;
}

/** An event's own attributes are no facts: asking `has` of them leaves nothing open. */
function asksOfMissing(expression: Expression, world: World): boolean {
  return asked(expression).some((reference) => reference.to !== 'attribute' && reference.to !== 'at' && lookUp(reference, world) === undefined);
}

const askedOf = new WeakMap<Expression, Reference[]>();

/** Every name of which the expression asks `has`. */
export function asked(expression: Expression): Reference[] {
  let found = askedOf.get(expression);
  if (!found) {
    found = [];
    for (const node of nodesOf(expression.node)) {
      if (node.kind === 'call' && node.name === 'has') found.push(expression.references.get(node.args[0]!)!);
    }
    askedOf.set(expression, found);
  }
  return found;
}

export function partsOf(node: Node): Node[] {
  switch (node.kind) {
    case 'unary': return [node.operand];
    case 'binary': return [node.left, node.right];
    case 'conditional': return [node.condition, node.yes, node.no];
    case 'call': return [...(node.target ? [node.target] : []), ...node.args];
    case 'list': return node.items;
    default: return [];
  }
}

export function nodesOf(node: Node): Node[] {
  return [node, ...partsOf(node).flatMap(nodesOf)];
}

// Missing facts

/** The names of missing facts among what is read, directly or through derived values. */
function missingAmong(reads: Reference[], world: World): string[] {
  const { facts, policy } = world;
  const names = new Set<string>();
  const followed = new Set<string>();
  const follow = (reference: Reference): void => {
    if (reference.to === 'field' && facts.values.get(reference.name) === undefined) names.add(reference.name);
    if (reference.to === 'kind' && facts.events.get(reference.name) === undefined) names.add(`events.${reference.name}`);
    if ((reference.to === 'id' || reference.to === 'personalised') && facts[reference.to] === undefined) names.add(reference.to);
    if (reference.to !== 'derived' || followed.has(reference.name)) return;
    followed.add(reference.name);
    policy.derived.get(reference.name)!.reads.forEach(follow);
  };
  reads.forEach(follow);
  return [...names];
}

/** Every used fact that is missing, in the order in which facts are listed. */
export function allMissing({ facts, policy }: World): string[] {
  const needs = used(policy);
  const names = [...facts.values].filter(([, value]) => value === undefined).map(([name]) => name);
  for (const name of ['id', 'personalised'] as const) if (needs[name] && facts[name] === undefined) names.push(name);
  const kinds = [...facts.events].filter(([, events]) => events === undefined).map(([kind]) => `events.${kind}`);
  return [...names, ...kinds];
}

/** Fields in document order, `id`, `personalised`, kinds. */
export function inOrder(names: Iterable<string>, policy: Policy): string[] {
  const order = [...policy.fields.keys(), 'id', 'personalised', ...[...policy.events.keys()].map((kind) => `events.${kind}`)];
  const wanted = new Set(names);
  return order.filter((name) => wanted.has(name));
}

