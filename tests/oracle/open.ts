/** What is open: what is unknown, asks `has` of something missing, or reads a score or a grade that is open; and the missing facts that it reads. */
import { evaluate, lookUp, type World } from './cel-evaluate.js';
import type { Node } from './cel-parse.js';
import { used } from './used.js';
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
}

/** The scores and grades above that are open. */
interface Results { score: Set<string>; grade: Set<string> }

export function allOpen(world: World, state: State): Open[] {
  const silent = quiet(world);
  const results: Results = { score: new Set(), grade: new Set() };
  const found: Open[] = [];
  for (const score of world.policy.scores.values()) {
    const before = found.length;
    const add = (group: string | null, is: Open['is'], reads: Reference[]): void => void found.push({ score: score.name, group, is, facts: missingAmong(reads, world) });
    const whole = stand(score.for, silent, results);
    if (whole.open) add(null, 'for', score.for!.reads);
    if (whole.value === false && !whole.open) continue;
    for (const group of score.groups) {
      const part = stand(group.for, silent, results);
      if (part.open) add(group.name, 'for', group.for!.reads);
      if (part.value === false && !part.open) continue;
      for (const rule of group.rules) if (ruleIsOpen(rule, silent, results)) add(group.name, rule.how.is === 'value' ? 'value rule' : 'rule', readBy(rule));
    }
    if (found.length > before) results.score.add(score.name);
  }
  for (const grade of world.policy.grades.values()) {
    const before = found.length;
    const { how } = grade;
    const conditions = [grade.overrides.map(({ when }) => when as Expression | null)];
    const held = state.held.get(grade.name);
    if (how.is === 'first') conditions.push(how.entries.map((entry) => (entry.grade === held && entry.retain ? entry.retain : entry.when)));
    for (const list of conditions) {
      for (const condition of list) {
        const { value, open } = stand(condition, silent, results);
        if (open) found.push({ score: null, group: null, is: 'grade', facts: missingAmong(condition!.reads, world) });
        if (value === true && !open) break;
      }
    }
    const reads = how.is === 'bands' ? results.score.has(how.score) : how.is === 'matrix' && [how.rows, how.columns].some((name) => results.grade.has(name));
    if (found.length > before || reads) results.grade.add(grade.name);
  }
  return found;
}

/** A condition that is not there is true. */
function stand(condition: Expression | null, world: World, results: Results): { value: Maybe; open: boolean } {
  if (!condition) return { value: true, open: false };
  const value = evaluate(condition, world);
  return { value, open: value === undefined || asksOfMissing(condition, world) || condition.reads.some((reference) => leavesOpen(reference, world, results)) };
}

function ruleIsOpen(rule: Rule, world: World, results: Results): boolean {
  const { how } = rule;
  if (outcomeOf(rule, world).matches === 'unknown') return true;
  const expression = how.is === 'condition' || how.is === 'event' ? how.when : how.is === 'value' ? how.value : null;
  return (expression !== null && asksOfMissing(expression, world)) || readBy(rule).some((reference) => leavesOpen(reference, world, results));
}

/** Whether what is read leaves open what reads it, though that is known. */
function leavesOpen(reference: Reference, world: World, results: Results): boolean {
  if (reference.to === 'contract' && reference.name === 'risk') return results.score.has(world.policy.contracts!.risk!); // it is that score
  return reference.to === 'score' || reference.to === 'grade' ? results[reference.to].has(reference.name) : derivedAsks(reference, world);
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
    if (reference.to === 'contract' && facts.contracts === undefined) names.add('contracts');
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
  if (policy.contracts && facts.contracts === undefined) names.push('contracts');
  const kinds = [...facts.events].filter(([, events]) => events === undefined).map(([kind]) => `events.${kind}`);
  return [...names, ...kinds];
}

/** Fields in document order, `id`, `personalised`, `contracts`, kinds. */
export function inOrder(names: Iterable<string>, policy: Policy): string[] {
  const order = [...policy.fields.keys(), 'id', 'personalised', 'contracts', ...[...policy.events.keys()].map((kind) => `events.${kind}`)];
  const wanted = new Set(names);
  return order.filter((name) => wanted.has(name));
}

