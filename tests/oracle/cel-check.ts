/** Types of expressions: from a tree and what is in scope to a type, or to the first problem from left to right, operands before their operator. */
import { ExpressionProblem, type Node } from './cel-parse.js';
import type { EventKind, Reference } from './model.js';
import { parseInstant } from './time.js';

const FUNCTIONS = ['size', 'floor', 'round', 'math.least', 'math.greatest', 'math.abs', 'duration', 'days', 'in_days', 'date', 'timestamp'];
const METHODS = ['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii'];

export type Type =
  | { is: 'number' | 'string' | 'boolean' | 'date' | 'timestamp' | 'duration' | 'list' }
  | { is: 'level'; field: string }
  /** Of a grade; or of what has classes as a grade has: a stage, a contract's phase. */
  | { is: 'class'; grade: string }
  /** A list written out, as `size` takes it. */
  | { is: 'written list' }
  /** Of something whose declaration has a problem of its own: fits everywhere, and raises nothing. */
  | { is: 'not known' };

export const NUMBER: Type = { is: 'number' };
export const STRING: Type = { is: 'string' };
export const BOOLEAN: Type = { is: 'boolean' };
export const DATE: Type = { is: 'date' };
export const TIMESTAMP: Type = { is: 'timestamp' };
export const DURATION: Type = { is: 'duration' };
export const LIST: Type = { is: 'list' };
/** No grade has such a name. */
export const STAGE: Type & { is: 'class' } = { is: 'class', grade: '(stage)' };
export const PHASE: Type & { is: 'class' } = { is: 'class', grade: '(phase)' };
export const NOT_KNOWN: Type = { is: 'not known' };

/** What names mean where an expression stands. */
export interface Scope {
  offset: number;
  protected: Set<string>;
  /** Field or derived value: its type; `later` if it is computed later; `null` if nothing declares it. */
  named(name: string): { reference: Reference; type: Type } | 'later' | null;
  score(name: string): { type: Type } | 'later' | null;
  grade(name: string): { type: Type } | 'later' | null;
  contract(part: string): { type: Type } | 'later' | null;
  balance(name: string): { type: Type } | 'later' | null;
  /** `stage` and `stage_days`. */
  stage(): 'known' | 'later' | null;
  /** Whether nothing but an event's attributes, `at` and fields may be read, as where points are earned. */
  fieldsOnly: boolean;
  /** The kind of events that a `when` looks at. */
  event: { kind: string; attributes: EventKind } | null;
  /** The values of a level or of a string field; `null` if any text is right. */
  values(field: string): string[] | null;
  classes(grade: string): string[] | null;
}

export function isKnown(type: Type): boolean {
  return type.is !== 'not known';
}

export class Checker {
  readonly reads: Reference[] = [];
  /** The type of every node, for the evaluator. */
  constructor(private readonly scope: Scope, private readonly types: Map<Node, Type>, private readonly references: Map<Node, Reference>) {}

  /** `listed`: whether a written list may stand here. */
  check(node: Node, listed = false): Type {
    const type: Type = listed && node.kind === 'list' ? this.writtenList(node.items) : this.typeOf(node);
    this.types.set(node, type);
    return type;
  }

  /** The elements of a list that `size` takes are of one type, told one element after the other. */
  private writtenList(items: Node[]): Type {
    let known: Type | null = null;
    for (const item of items) {
      const type = this.check(item);
      if (!isKnown(type)) continue;
      known ??= type;
      if (!sameType(type, known)) throw new ExpressionProblem('expr_type');
    }
    return { is: 'written list' };
  }

  private typeOf(node: Node): Type {
    switch (node.kind) {
      case 'number':
        if (!Number.isFinite(node.value)) throw new ExpressionProblem('impossible_value');
        return NUMBER;
      case 'string': return STRING;
      case 'boolean': return BOOLEAN;
      case 'name':
      case 'select': return this.name(node);
      // A written list is only for `in` and `size`, which look at it themselves.
      case 'list': throw new ExpressionProblem('expr_unsupported');
      case 'unsupported':
        if (node.operand) this.check(node.operand);
        throw new ExpressionProblem('expr_unsupported');
      case 'unary': return this.unary(node.op, node.operand);
      case 'conditional': return this.conditional(node.condition, node.yes, node.no);
      case 'call': return this.call(node);
      case 'binary': return this.binary(node.op, node.left, node.right);
    }
  }

  private name(node: Node & { kind: 'name' | 'select' }): Type {
    if (node.kind === 'select') {
      const to = node.scope as 'score' | 'grade' | 'contract' | 'balance';
      const found = this.scope[to](node.name);
      if (found === null) throw new ExpressionProblem('unknown_name');
      if (found === 'later' || this.scope.fieldsOnly) throw new ExpressionProblem('expr_later');
      return this.refer(node, { to, name: node.name } as Reference, found.type);
    }
    const { name } = node;
    if (this.scope.event) {
      const { kind, attributes } = this.scope.event;
      if (name === 'at') return this.refer(node, { to: 'at' }, TIMESTAMP);
      const attribute = attributes?.get(name);
      if (attribute) return this.refer(node, { to: 'attribute', kind, name }, attribute.type);
    }
    if (this.scope.protected.has(name)) throw new ExpressionProblem('protected_fact');
    if (this.scope.fieldsOnly && ['now', 'today', 'id', 'consent', 'personalised'].includes(name)) throw new ExpressionProblem('expr_later');
    if (name === 'now') return this.refer(node, { to: 'now' }, TIMESTAMP);
    if (name === 'today') return this.refer(node, { to: 'today' }, DATE);
    if (name === 'id') return this.refer(node, { to: 'id' }, STRING);
    if (name === 'consent') return this.refer(node, { to: 'consent' }, LIST);
    if (name === 'personalised') return this.refer(node, { to: 'personalised' }, BOOLEAN);
    if (name === 'owns') throw new ExpressionProblem('not_built');
    if (name === 'stage' || name === 'stage_days') {
      const found = this.scope.stage();
      if (found === null) throw new ExpressionProblem('unknown_name');
      if (found === 'later' || this.scope.fieldsOnly) throw new ExpressionProblem('expr_later');
      if (name === 'stage' && this.scope.classes(STAGE.grade) === null) return NOT_KNOWN; // not all of them could be read
      return this.refer(node, { to: name }, name === 'stage' ? STAGE : NUMBER);
    }
    if (this.scope.event && this.scope.event.attributes === null) return NOT_KNOWN;
    const found = this.scope.named(name);
    if (found === null) throw new ExpressionProblem('unknown_name');
    if (found === 'later' || (this.scope.fieldsOnly && found.reference.to !== 'field')) throw new ExpressionProblem('expr_later');
    return this.refer(node, found.reference, found.type);
  }

  private refer(node: Node, reference: Reference, type: Type): Type {
    this.references.set(node, reference);
    if (!this.reads.some((known) => sameReference(known, reference))) this.reads.push(reference);
    return type;
  }

  private unary(op: '!' | '-', operand: Node): Type {
    const type = this.check(operand);
    if (op === '!') {
      want(type, 'boolean');
      return BOOLEAN;
    }
    want(type, 'number', 'duration');
    return type;
  }

  private conditional(condition: Node, yes: Node, no: Node): Type {
    const [type, first, second] = [condition, yes, no].map((part) => this.check(part)) as [Type, Type, Type];
    want(type, 'boolean');
    if (!isKnown(first) || !isKnown(second)) return NOT_KNOWN;
    if (isTime(first) && isTime(second)) return first.is === second.is ? first : TIMESTAMP;
    if (!sameType(first, second)) throw new ExpressionProblem('expr_type');
    return first;
  }

  private binary(op: string, left: Node, right: Node): Type {
    const first = this.check(left);
    if (op === 'in') {
      this.contained(left, first, right);
      return BOOLEAN;
    }
    const second = this.check(right);
    if (op === '&&' || op === '||') {
      want(first, 'boolean');
      want(second, 'boolean');
      return BOOLEAN;
    }
    if (['==', '!=', '<', '<=', '>', '>='].includes(op)) {
      this.comparable(left, first, right, second, op === '==' || op === '!=');
      return BOOLEAN;
    }
    return arithmetic(op, first, second);
  }

  private contained(left: Node, first: Type, right: Node): void {
    if (right.kind === 'list') {
      // One element after the other: what is wrong with the first is told before the second is looked at.
      for (const item of right.items) this.comparable(left, first, item, this.check(item), true);
      return;
    }
    const second = this.check(right);
    want(second, 'list');
    if (isKnown(second)) want(first, 'string');
  }

  /** Whether two operands compare; a string literal beside a level, class or string field is one of its values. */
  private comparable(left: Node, first: Type, right: Node, second: Type, equality: boolean): void {
    if (this.literalBeside(left, right, second, equality) || this.literalBeside(right, left, first, equality)) return;
    if (!isKnown(first) || !isKnown(second)) return;
    const ordered = ['number', 'string', 'boolean', 'duration', 'level'].includes(first.is) && sameType(first, second);
    const times = isTime(first) && isTime(second);
    const classes = equality && first.is === 'class' && sameType(first, second);
    if (!ordered && !times && !classes) throw new ExpressionProblem('expr_type');
  }

  private literalBeside(literal: Node, other: Node, type: Type, equality: boolean): boolean {
    if (literal.kind !== 'string') return false;
    if (type.is === 'class' && !equality) throw new ExpressionProblem('expr_type');
    const allowed = type.is === 'level' ? this.scope.values(type.field) : type.is === 'class' ? this.scope.classes(type.grade) : this.fieldValues(other);
    if (allowed && !allowed.includes(literal.value)) throw new ExpressionProblem('impossible_value');
    return type.is === 'level' || type.is === 'class';
  }

  private fieldValues(node: Node): string[] | null {
    const reference = this.references.get(node);
    return reference?.to === 'field' && this.types.get(node)?.is === 'string' ? this.scope.values(reference.name) : null;
  }

  private call(node: Node & { kind: 'call' }): Type {
    const { name, target, args } = node;
    if (name === 'has' && !target) {
      const [only] = args;
      args.forEach((arg) => this.check(arg));
      if (args.length !== 1 || (only!.kind !== 'name' && only!.kind !== 'select')) throw new ExpressionProblem('expr_type');
      return BOOLEAN;
    }
    const types = target ? [this.check(target, name === 'size' && args.length === 0)] : [];
    if (!(target ? METHODS : FUNCTIONS).includes(name)) throw new ExpressionProblem('expr_unsupported');
    for (const arg of args) types.push(this.check(arg, name === 'size' && !target && args.length === 1));
    const count = (n: number): void => {
      if (types.length !== n) throw new ExpressionProblem('expr_type');
    };
    switch (name) {
      case 'size':
        count(1);
        want(types[0]!, 'string', 'list', 'written list');
        return NUMBER;
      case 'startsWith': case 'endsWith': case 'contains':
        count(2);
        types.forEach((type) => want(type, 'string'));
        return BOOLEAN;
      case 'lowerAscii': case 'upperAscii':
        count(1);
        want(types[0]!, 'string');
        return STRING;
      case 'floor': case 'round': case 'math.abs':
        count(1);
        want(types[0]!, 'number');
        return NUMBER;
      case 'math.least': case 'math.greatest':
        if (types.length === 0) throw new ExpressionProblem('expr_type');
        types.forEach((type) => want(type, 'number'));
        return NUMBER;
      case 'days':
        count(1);
        want(types[0]!, 'number');
        return DURATION;
      case 'in_days':
        count(1);
        want(types[0]!, 'duration');
        return NUMBER;
      case 'duration': case 'date': case 'timestamp': {
        count(1);
        const literal = args[0]!;
        if (literal.kind !== 'string') throw new ExpressionProblem('expr_type');
        const value = name === 'duration' ? parseLength(literal.value) : parseInstant(literal.value, this.scope.offset);
        if (value === null) throw new ExpressionProblem('impossible_value');
        return name === 'duration' ? DURATION : name === 'date' ? DATE : TIMESTAMP;
      }
      default: throw new Error(`no such function: ${name}`);
    }
  }
}

function want(type: Type, ...allowed: Type['is'][]): void {
  if (isKnown(type) && !allowed.includes(type.is)) throw new ExpressionProblem('expr_type');
}

function arithmetic(op: string, first: Type, second: Type): Type {
  const [a, b] = [first.is, second.is];
  if (!isKnown(first) || !isKnown(second)) return NOT_KNOWN;
  if (a === 'number' && b === 'number') return NUMBER;
  if (op === '*' || op === '/' || op === '%') throw new ExpressionProblem('expr_type');
  if (a === 'duration' && b === 'duration') return DURATION;
  if (isTime(first) && b === 'duration') return TIMESTAMP;
  if (op === '+' && a === 'duration' && isTime(second)) return TIMESTAMP;
  if (op === '+' && a === 'string' && b === 'string') return STRING;
  if (op === '-' && isTime(first) && isTime(second)) return DURATION;
  throw new ExpressionProblem('expr_type');
}

export function isTime(type: Type): boolean {
  return type.is === 'date' || type.is === 'timestamp';
}

export function sameType(a: Type, b: Type): boolean {
  if (a.is === 'level' && b.is === 'level') return a.field === b.field;
  if (a.is === 'class' && b.is === 'class') return a.grade === b.grade;
  return a.is === b.is;
}

export function sameReference(a: Reference, b: Reference): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const MAX_DURATION = 315_576_000_000_000n;

/** The milliseconds of `duration('…')`: an optional sign, then decimal numbers with units; `null` if it is none. */
export function parseLength(text: string): number | null {
  if (!/^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ms|us|ns|w|d|h|m|s))+$/.test(text)) return null;
  const nanoseconds: Record<string, bigint> = {
    w: 604_800_000_000_000n, d: 86_400_000_000_000n, h: 3_600_000_000_000n, m: 60_000_000_000n, s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n,
  };
  const parts = [...text.matchAll(/([0-9]*)(?:\.([0-9]*))?(ms|us|ns|w|d|h|m|s)/g)];
  const places = Math.max(...parts.map((part) => (part[2] ?? '').length));
  const scale = 10n ** BigInt(places);
  let total = 0n; // nanoseconds · scale
  for (const [, whole, decimals = '', unit] of parts) total += BigInt(whole! + decimals.padEnd(places, '0')) * nanoseconds[unit!]!;
  const millisecond = 1_000_000n * scale;
  if (total % millisecond !== 0n) return null;
  const ms = total / millisecond;
  if (ms > MAX_DURATION) return null;
  return text.startsWith('-') ? Number(-ms) : Number(ms);
}
