/**
 * The cells of fields: sets of values within which nothing that the policy asks comes out differently (section 11).
 * Two readings are kept apart. `cells` is what the page says has cells without any doubt; `doubtful` is a field that is compared
 * with what is a constant all the same, though it is not written as one.
 */
import { evaluate, type World } from './cel-evaluate.js';
import type { Node } from './cel-parse.js';
import { compareText } from './cel-evaluate.js';
import type { Expression, Field, Maybe, Policy, Reference, Value } from './model.js';
import { partsOf } from './open.js';

/** Where a number's cell begins or ends. */
export interface Edge { at: number; kind: 'atLeast' | 'above' }

export type Cell =
  /** All doubles from `low` to `high`, both included; `from` and `to` are the edges (the end of one cell is the beginning of the next). */
  | { is: 'numbers'; low: number; high: number; from: Edge | null; to: Edge | null }
  | { is: 'value'; value: Value }
  /** Texts that the policy does not name. */
  | { is: 'others'; but: string[] };

export interface Cells {
  has: 'cells' | 'doubtful' | 'none';
  /** In order, the lowest first, without *missing*; empty where the values cannot be told apart. */
  list: Cell[];
}

const known = new WeakMap<Policy, Map<string, Cells>>();

export function cellsOf(policy: Policy): Map<string, Cells> {
  let found = known.get(policy);
  if (!found) {
    const uses = new Uses(policy);
    found = new Map([...policy.fields.values()].map((field) => [field.name, makeCells(field, uses.of(field.name))]));
    known.set(policy, found);
  }
  return found;
}

/** Cells for conditions alone, such as those of a lifecycle, which cut fields otherwise than scores and grades do. */
export function cellsFor(policy: Policy, conditions: Expression[]): Map<string, Cells> {
  const uses = new Uses(policy, conditions);
  return new Map([...policy.fields.values()].map((field) => [field.name, makeCells(field, uses.of(field.name))]));
}

/** A value inside the cell. */
export function inside(cell: Cell): Value {
  if (cell.is === 'value') return cell.value;
  if (cell.is === 'others') return freshText(cell.but);
  if (cell.low <= 0 && 0 <= cell.high) return 0;
  return cell.low === -Number.MAX_VALUE ? cell.high : cell.low;
}

/** Values at the ends of the cell. */
export function ends(cell: Cell): Value[] {
  return cell.is === 'numbers' ? [cell.low, cell.high] : [inside(cell)];
}

export function contains(cell: Cell, value: Maybe): boolean {
  if (value === undefined) return false;
  if (cell.is === 'numbers') return cell.low <= (value as number) && (value as number) <= cell.high;
  return cell.is === 'value' ? cell.value === value : !cell.but.includes(value as string);
}

export function freshText(but: string[]): string {
  let text = 'something else';
  while (but.includes(text)) text += '!';
  return text;
}

function makeCells(field: Field, use: Use): Cells {
  const has = use.more ? 'none' : use.doubtful ? 'doubtful' : 'cells';
  // Where the values are finitely many, it does not matter what is asked of them.
  const finite = (list: Cell[]): Cells => ({ has: 'cells', list });
  switch (field.type.is) {
    case 'boolean': return finite([false, true].map((value) => ({ is: 'value', value })));
    case 'level': return finite(field.values!.map((_, value) => ({ is: 'value', value })));
    case 'string':
      if (field.values && field.values.length > 0) return finite(field.values.map((value) => ({ is: 'value', value })));
      return { has, list: has === 'none' ? [] : textCells(use.texts) };
    case 'number': return { has, list: has === 'none' ? [] : numberCells(field, use.edges) };
    default: return { has: 'none', list: [] };
  }
}

function textCells(texts: Set<string>): Cell[] {
  const named = [...texts].sort(compareText);
  return [...named.map((value): Cell => ({ is: 'value', value })), { is: 'others', but: named }];
}

function numberCells(field: Field, edges: Edge[]): Cell[] {
  const min = Math.max(field.min, -Number.MAX_VALUE);
  const max = Math.min(field.max, Number.MAX_VALUE);
  // By the first value of the cell that begins there.
  const starts = new Map<number, Edge>();
  for (const edge of edges) {
    const first = edge.kind === 'atLeast' ? edge.at : up(edge.at);
    if (first > min && first <= max && !starts.has(first)) starts.set(first, edge);
  }
  const firsts = [...starts.keys()].sort((a, b) => a - b);
  return [min, ...firsts].map((low, i) => ({
    is: 'numbers', low: low === 0 ? 0 : low, high: i < firsts.length ? down(firsts[i]!) : max, from: starts.get(low) ?? null, to: starts.get(firsts[i] ?? NaN) ?? null,
  }));
}

// What scores and grades ask of fields; what the lifecycle, contracts, balances and touches ask leaves these as they are

interface Use { edges: Edge[]; texts: Set<string>; more: boolean; doubtful: boolean }

class Uses {
  private readonly found = new Map<string, Use>();

  /** Without `conditions`: what scores and grades ask. */
  constructor(private readonly policy: Policy, conditions: Expression[] | null = null) {
    if (conditions) {
      conditions.forEach((condition) => this.condition(condition));
      return;
    }
    for (const derived of policy.derived.values()) {
      if (derived.how.is === 'value') this.expression(derived.how.expression, false);
      if (derived.how.is === 'events') this.condition(derived.how.when);
    }
    for (const score of policy.scores.values()) {
      this.condition(score.for);
      for (const group of score.groups) {
        this.condition(group.for);
        for (const { how } of group.rules) {
          if (how.is === 'condition' || how.is === 'event') this.condition(how.when);
          else if (how.is === 'value') this.expression(how.value, false);
          else if (how.of.to === 'field') this.ruleOf(this.of(how.of.name), how);
        }
      }
    }
    for (const grade of policy.grades.values()) {
      for (const { when } of grade.overrides) this.condition(when);
      if (grade.how.is === 'first') for (const entry of grade.how.entries) [entry.when, entry.retain].forEach((when) => this.condition(when));
    }
  }

  of(field: string): Use {
    if (!this.found.has(field)) this.found.set(field, { edges: [], texts: new Set(), more: false, doubtful: false });
    return this.found.get(field)!;
  }

  private ruleOf(use: Use, how: { is: string; bands?: { edge: number }[]; points?: unknown }): void {
    if (how.is === 'bands') use.edges.push(...how.bands!.map(({ edge }): Edge => ({ at: edge === 0 ? 0 : edge, kind: 'atLeast' })));
    else if (how.is === 'map') for (const text of (how.points as Map<string, bigint>).keys()) { if (text !== '*') use.texts.add(text); }
    else use.more = true;
  }

  private condition(expression: Expression | null): void {
    if (expression) this.expression(expression, true);
  }

  /** `asked`: whether the whole is asked as a condition, so that a bare boolean in it is too. */
  private expression(expression: Expression, asked: boolean): void {
    new Walk(this.policy, expression, (name) => this.of(name)).walk(expression.node, asked);
  }
}

class Walk {
  constructor(private readonly policy: Policy, private readonly expression: Expression, private readonly use: (field: string) => Use) {}

  walk(node: Node, asked: boolean): void {
    const field = this.field(node);
    if (field !== null) {
      if (!asked) this.use(field).more = true;
      return;
    }
    if (node.kind === 'call' && node.name === 'has') return;
    if (node.kind === 'unary' && node.op === '!') return this.walk(node.operand, true);
    if (node.kind === 'binary') {
      const { op, left, right } = node;
      if (op === '&&' || op === '||') return [left, right].forEach((part) => this.walk(part, true));
      if (op === 'in' && right.kind === 'list') return this.among(left, right.items);
      if (['==', '!=', '<', '<=', '>', '>='].includes(op)) return this.comparison(op, left, right);
    }
    if (node.kind === 'conditional') {
      this.walk(node.condition, true);
      return [node.yes, node.no].forEach((part) => this.walk(part, asked));
    }
    for (const part of partsOf(node)) this.walk(part, false);
  }

  private among(left: Node, items: Node[]): void {
    const field = this.field(left);
    if (field !== null && items.every((item) => this.isConstant(item))) {
      for (const item of items) this.compared(field, '==', item);
      return;
    }
    this.walk(left, false);
    for (const item of items) this.walk(item, false);
  }

  private comparison(op: string, left: Node, right: Node): void {
    const turned: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
    const [a, b] = [this.field(left), this.field(right)];
    if (a !== null && this.isConstant(right)) return this.compared(a, op, right);
    if (b !== null && this.isConstant(left)) return this.compared(b, turned[op] ?? op, left);
    [left, right].forEach((part) => this.walk(part, false));
  }

  /** One that is written as anything but a literal is doubtful. */
  private isConstant(node: Node): boolean {
    return constantOf(node, this.expression, this.policy) !== undefined;
  }

  private compared(field: string, op: string, constant: Node): void {
    const use = this.use(field);
    const value = constantOf(constant, this.expression, this.policy)!;
    if (!isLiteral(constant)) use.doubtful = true;
    if (typeof value === 'string') {
      use.texts.add(value);
      if (op !== '==' && op !== '!=') use.more = true;
    }
    if (typeof value !== 'number' || this.policy.fields.get(field)!.type.is !== 'number') return;
    const at = value === 0 ? 0 : value;
    if (op !== '>' && op !== '<=') use.edges.push({ at, kind: 'atLeast' });
    if (op !== '>=' && op !== '<') use.edges.push({ at, kind: 'above' });
  }

  private field(node: Node): string | null {
    if (node.kind === 'call' && ['math.least', 'math.greatest'].includes(node.name) && node.args.length === 1) return this.field(node.args[0]!);
    const reference: Reference | undefined = this.expression.references.get(node);
    return node.kind === 'name' && reference?.to === 'field' ? reference.name : null;
  }
}

function isLiteral(node: Node): boolean {
  return ['number', 'string', 'boolean'].includes(node.kind) || (node.kind === 'unary' && node.op === '-' && node.operand.kind === 'number');
}

/** The value of what names nothing; `undefined` of what names something, or has none. */
export function constantOf(node: Node, expression: Expression, policy: Policy): Maybe {
  if (isLiteral(node)) return node.kind === 'unary' ? -(node.operand as { value: number }).value : (node as { value: Value }).value;
  const names = (part: Node): boolean => part.kind === 'name' || part.kind === 'select' || part.kind === 'list' || partsOf(part).some(names);
  if (names(node)) return undefined;
  const nothing = { policy, now: 0, arithmetic: new Set(), doubts: [], facts: { values: new Map() } } as unknown as World;
  return evaluate({ ...expression, node, type: expression.types.get(node)! }, nothing);
}

// The next double

export function up(value: number): number {
  return next(value, 1n);
}

export function down(value: number): number {
  return next(value, -1n);
}

function next(value: number, by: 1n | -1n): number {
  if (value === 0) return by === 1n ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? by : -by));
  const found = view.getFloat64(0);
  if (!Number.isFinite(found)) return value;
  return found === 0 ? 0 : found;
}
