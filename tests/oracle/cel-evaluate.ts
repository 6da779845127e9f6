/** The value of an expression: `undefined` is unknown. */
import { parseLength, type Type } from './cel-check.js';
import type { Node } from './cel-parse.js';
import { fraction, multiply, ofDouble, round } from './exact.js';
import type { EventFact, Facts } from './facts.js';
import type { ContractPart, Expression, Maybe, Policy, Reference, Value } from './model.js';
import { DAY, dayAt, isInstant, midnight, parseInstant } from './time.js';
import { isTooLong } from './value.js';

/** All that is known while an answer is made. */
export interface World {
  policy: Policy;
  now: number;
  facts: Facts;
  derived: Map<string, Maybe>;
  /** As the number that people see. */
  scores: Map<string, number | undefined>;
  /** As shown. */
  grades: Map<string, string | undefined>;
  /** What `contract.X` reads: the parts of one contract, or none. */
  contract: Partial<Record<ContractPart, Maybe>>;
  /** The present stage, and when it was entered. */
  stage: { name: string; since: number } | null;
  /** As the number that people see. */
  balances: Map<string, number | undefined>;
  /** Paths of expressions whose arithmetic had no answer. */
  arithmetic: Set<string>;
  /** What no other implementation need agree with; the generator leaves such calls out. */
  doubts: string[];
  /** What conditions came out as, for the linter's claims. */
  watch?: Watch | undefined;
}

/** What has been seen in any row of facts of a policy. */
export interface Watch {
  /** By path: what a condition came out as. */
  conditions: Map<string, Set<Maybe>>;
  /** By grade: classes that anything but a manual grade, or one held, gave. */
  classes: Map<string, Set<string>>;
  /** Paths of rules that were chosen under `first`. */
  chosen: Set<string>;
  /** Paths of groups that were at the top of their cap. */
  tops: Set<string>;
  /** Paths of transitions that fired, or would have if that had not closed a loop. */
  fired: Set<string>;
}

export function evaluate(expression: Expression, world: World, event: EventFact | null = null): Maybe {
  const value = new Evaluator(expression, world, event).value(expression.node);
  if (world.watch && expression.type.is === 'boolean') seen(world.watch.conditions, expression.path).add(value);
  return value;
}

export function seen<T>(sets: Map<string, Set<T>>, key: string): Set<T> {
  if (!sets.has(key)) sets.set(key, new Set());
  return sets.get(key)!;
}

export function lookUp(reference: Reference, world: World, event: EventFact | null = null): Maybe {
  switch (reference.to) {
    case 'field': return world.facts.values.get(reference.name);
    case 'derived': return world.derived.get(reference.name);
    case 'score': return world.scores.get(reference.name);
    case 'grade': return world.grades.get(reference.name);
    case 'contract': return world.contract[reference.name];
    case 'stage': return world.stage?.name;
    case 'stage_days': return world.stage ? dayAt(world.now, world.policy.offset) - dayAt(world.stage.since, world.policy.offset) : undefined;
    case 'balance': return world.balances.get(reference.name);
    case 'attribute': return event!.attributes.get(reference.name);
    case 'at': return event!.at;
    case 'now': return world.now;
    case 'today': return dayAt(world.now, world.policy.offset);
    case 'id': return world.facts.id;
    case 'consent': return world.facts.consent;
    case 'personalised': return world.facts.personalised;
    case 'kind': throw new Error('a kind of events has no value');
  }
}

const MAX_DURATION = 315_576_000_000_000;

class Evaluator {
  constructor(private readonly expression: Expression, private readonly world: World, private readonly event: EventFact | null) {}

  value(node: Node): Maybe {
    switch (node.kind) {
      case 'number': return node.value === 0 ? 0 : node.value;
      case 'string':
      case 'boolean': return node.value;
      case 'name':
      case 'select': return lookUp(this.expression.references.get(node)!, this.world, this.event);
      case 'list':
      case 'unsupported': throw new Error(`a ${node.kind} has no value`);
      case 'unary': return this.unary(node.op, node.operand);
      case 'conditional': return this.conditional(node);
      case 'call': return this.call(node);
      case 'binary': return this.binary(node);
    }
  }

  private type(node: Node): Type {
    return this.expression.types.get(node)!;
  }

  private noAnswer(): undefined {
    this.world.arithmetic.add(this.expression.path);
    return undefined;
  }

  private unary(op: '!' | '-', operand: Node): Maybe {
    const value = this.value(operand);
    if (value === undefined) return undefined;
    return op === '!' ? !value : this.number(-(value as number));
  }

  private conditional(node: Node & { kind: 'conditional' }): Maybe {
    const condition = this.value(node.condition);
    if (condition === undefined) return undefined;
    const branch = condition ? node.yes : node.no;
    const value = this.value(branch);
    return this.type(node).is === 'timestamp' && value !== undefined ? this.instant(branch, value) : value;
  }

  private binary(node: Node & { kind: 'binary' }): Maybe {
    const { op, left, right } = node;
    if (op === '&&' || op === '||') {
      const deciding = op === '||';
      const first = this.value(left);
      if (first === deciding) return deciding;
      const second = this.value(right);
      if (second === deciding) return deciding;
      return first === undefined || second === undefined ? undefined : !deciding;
    }
    if (op === 'in') return this.contained(left, right);
    const [first, second] = [this.value(left), this.value(right)];
    if (['==', '!=', '<', '<=', '>', '>='].includes(op)) return this.compare(op, left, first, right, second);
    if (first === undefined || second === undefined) return undefined;
    return this.arithmetic(op, node, first, second);
  }

  private contained(left: Node, right: Node): Maybe {
    const x = this.value(left);
    if (right.kind !== 'list') {
      const list = this.value(right);
      return x === undefined || list === undefined ? undefined : (list as string[]).includes(x as string);
    }
    let result: Maybe = false;
    for (const item of right.items) {
      const equal = this.compare('==', left, x, item, this.value(item));
      if (equal === true) return true;
      if (equal === undefined) result = undefined;
    }
    return result;
  }

  private compare(op: string, left: Node, first: Maybe, right: Node, second: Maybe): Maybe {
    if (first === undefined || second === undefined) return undefined;
    const order = this.order(left, first, right, second);
    switch (op) {
      case '==': return order === 0;
      case '!=': return order !== 0;
      case '<': return order < 0;
      case '<=': return order <= 0;
      case '>': return order > 0;
      default: return order >= 0;
    }
  }

  /** Below, at or above 0 as `first` is less than, equal to or more than `second`. */
  private order(left: Node, first: Value, right: Node, second: Value): number {
    const [a, b] = [this.type(left), this.type(right)];
    if (a.is === 'level' || b.is === 'level') return this.rank(left, first, b) - this.rank(right, second, a);
    if (a.is === 'timestamp' && b.is === 'date') second = this.instant(right, second);
    if (a.is === 'date' && b.is === 'timestamp') first = this.instant(left, first);
    if (typeof first === 'string') return compareText(first, second as string);
    return first < second ? -1 : first > second ? 1 : 0;
  }

  /** A level's rank; a literal beside a level is one too. */
  private rank(node: Node, value: Value, other: Type): number {
    if (this.type(node).is === 'level') return value as number;
    if (other.is !== 'level') throw new Error('no level beside a literal');
    return this.world.policy.fields.get(other.field)!.values!.indexOf(value as string);
  }

  /** A date stands for its midnight. */
  private instant(node: Node, value: Value): number {
    if (this.type(node).is !== 'date') return value as number;
    const ms = midnight(value as number, this.world.policy.offset);
    if (!isInstant(ms)) this.world.doubts.push('a midnight outside the years 0001–9999');
    return ms;
  }

  private arithmetic(op: string, node: Node & { kind: 'binary' }, first: Value, second: Value): Maybe {
    const type = this.type(node).is;
    if (type === 'string') {
      const text = (first as string) + (second as string);
      return isTooLong(text) ? this.noAnswer() : text;
    }
    const [a, b] = [first as number, second as number];
    if (type === 'timestamp') {
      const ms = op === '+' ? this.instantOrLength(node.left, a) + this.instantOrLength(node.right, b) : this.instant(node.left, a) - b;
      return isInstant(ms) ? ms : this.noAnswer();
    }
    if (type === 'duration') {
      const times = this.type(node.left).is !== 'duration';
      const both = this.type(node.left).is === 'date' && this.type(node.right).is === 'date';
      if (both) return this.duration((a - b) * DAY);
      if (times) return this.duration(this.instant(node.left, a) - this.instant(node.right, b));
      return this.duration(op === '+' ? a + b : a - b);
    }
    switch (op) {
      case '+': return this.number(a + b);
      case '-': return this.number(a - b);
      case '*': return this.number(a * b);
      case '/': return this.number(a / b);
      default: return this.number(a % b);
    }
  }

  private instantOrLength(node: Node, value: number): number {
    return this.type(node).is === 'duration' ? value : this.instant(node, value);
  }

  private duration(ms: number): Maybe {
    return Math.abs(ms) > MAX_DURATION ? this.noAnswer() : this.number(ms);
  }

  private number(x: number): Maybe {
    if (!Number.isFinite(x)) return this.noAnswer();
    return x === 0 ? 0 : x;
  }

  private call(node: Node & { kind: 'call' }): Maybe {
    const operands = [...(node.target ? [node.target] : []), ...node.args];
    const [only] = operands;
    if (node.name === 'has') {
      return this.value(only!) !== undefined;
    }
    if (node.name === 'size' && only!.kind === 'list') {
      const items = only!.items.map((item) => this.value(item));
      if (items.includes(undefined)) this.world.doubts.push('the size of a written list with something unknown in it');
      return items.includes(undefined) ? undefined : items.length;
    }
    const values = operands.map((operand) => this.value(operand));
    if (values.includes(undefined)) return undefined;
    const numbers = values as number[];
    const [text, part] = values as string[];
    switch (node.name) {
      case 'size': return Array.isArray(values[0]) ? values[0].length : [...text!].length;
      case 'startsWith': return text!.startsWith(part!);
      case 'endsWith': return text!.endsWith(part!);
      case 'contains': return text!.includes(part!);
      case 'lowerAscii': return text!.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      case 'upperAscii': return text!.replace(/[a-z]/g, (letter) => letter.toUpperCase());
      case 'floor': return this.number(Math.floor(numbers[0]!));
      case 'round': return this.number(roundDouble(numbers[0]!));
      case 'math.abs': return this.number(Math.abs(numbers[0]!));
      case 'math.least': return Math.min(...numbers);
      case 'math.greatest': return Math.max(...numbers);
      case 'days': return this.duration(daysToMs(numbers[0]!));
      case 'in_days': return this.number(numbers[0]! / DAY);
      case 'duration': return parseLength(text!)!;
      case 'date': return dayAt(parseInstant(text!, this.world.policy.offset)!, this.world.policy.offset);
      case 'timestamp': return parseInstant(text!, this.world.policy.offset)!;
      default: throw new Error(`no such function: ${node.name}`);
    }
  }
}

/** Half away from zero; exact, since a double with a fraction has room for the next whole number. */
function roundDouble(x: number): number {
  const magnitude = Math.abs(x);
  const whole = Math.floor(magnitude);
  const rounded = magnitude - whole >= 0.5 ? whole + 1 : whole;
  return x < 0 ? -rounded : rounded;
}

/** n · 86,400,000, exactly, then half away from zero. */
function daysToMs(n: number): number {
  if (Math.abs(n) > 1e9) return Infinity; // far beyond what a duration may be
  return Number(round(multiply(ofDouble(n), fraction(BigInt(DAY)))));
}

/** By code point. */
export function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
