/** Reading the parts of which every section is made: objects with known keys, names, numbers, durations, expressions. */
import { Checker, DATE, NOT_KNOWN, NUMBER, PHASE, STAGE, STRING, isKnown, type Scope, type Type } from './cel-check.js';
import { ExpressionProblem, parseExpression, type Node } from './cel-parse.js';
import { thousandths } from './exact.js';
import type { Json, JsonArray, JsonObject } from './json.js';
import { PHASES, type Cap, type ContractPart, type EventKind, type Expression, type Field, type Reference } from './model.js';
import { Problems, type Place } from './problems.js';
import { fixedLength, parseDuration, parseShift, type Duration, type Shift } from './time.js';

const RESERVED = new Set([
  'now', 'today', 'stage', 'stage_days', 'id', 'events', 'contracts', 'owns', 'consent', 'personalised',
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import',
  'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);

export interface Keys {
  required?: string[];
  optional?: string[];
  notBuilt?: string[];
}

/** What has been declared so far, and what will be: enough to say of any name whether it is known, later or unknown. */
export class Declared {
  offset = 0;
  weekStarts = 0;
  holidays = new Set<number>();
  makeUp = new Set<number>();
  /** False where the whole section cannot be read, so that nobody can say what it declares. */
  fieldsReadable = true;
  eventsReadable = true;
  fields = new Map<string, Field>();
  protected = new Set<string>();
  events = new Map<string, EventKind>();
  /** Computed so far. */
  derived = new Map<string, { type: Type; personal: boolean }>();
  scores = new Map<string, { cap: Cap | null }>();
  grades = new Map<string, { kind: 'bands' | 'first' | 'matrix' | null; ranked: number | null; classes: string[] | null }>();
  /** All that the sections declare. */
  all = { derived: new Set<string>(), scores: new Set<string>(), grades: new Set<string>(), balances: new Set<string>() };
  /** Which sections there are, faulty ones too. */
  has = { lifecycle: false, contracts: false };
  /** Whether `contract.risk` is declared; `null` where that cannot be told. */
  risk: boolean | null = false;
  /** How far the order of computation has come. */
  reached: Reached = 'derived';
  /** Names of stages; `null` where not all could be read. */
  stages: string[] | null = null;
  calendars = new Set<string>();
  channels = new Set<string>();
  /** Of any stage. */
  timers = new Set<string>();
  touches = new Set<string>();
}

/** The order of computation, as far as expressions stand in it: those of a section read what comes before it. */
const ORDER = ['derived', 'scores', 'grades', 'upgrade', 'transitions', 'balances', 'touches'] as const;
export type Reached = (typeof ORDER)[number];

export class Reader {
  readonly declared = new Declared();

  constructor(readonly problems: Problems) {}

  add(code: string, place: Place): null {
    this.problems.add(code, place);
    return null;
  }

  // Shapes

  object(json: Json, keys: Keys): JsonObject | null {
    const object = this.map(json);
    if (!object) return null;
    for (const key of keys.required ?? []) if (!object.entries.has(key)) this.add('missing_key', object);
    const known = [...(keys.required ?? []), ...(keys.optional ?? [])];
    for (const [key, value] of object.entries) {
      if (keys.notBuilt?.includes(key)) this.add('not_built', value);
      else if (!known.includes(key)) this.add('unknown_key', value);
    }
    return object;
  }

  /** An object whose keys are names or values. */
  map(json: Json): JsonObject | null {
    return json.kind === 'object' ? json : this.add('wrong_type', json);
  }

  array(json: Json): JsonArray | null {
    return json.kind === 'array' ? json : this.add('wrong_type', json);
  }

  string(json: Json): string | null {
    return json.kind === 'string' ? json.value : this.add('wrong_type', json);
  }

  boolean(json: Json): boolean | null {
    return json.kind === 'boolean' ? json.value : this.add('wrong_type', json);
  }

  oneOf<T extends string>(json: Json, list: readonly T[]): T | null {
    const value = this.string(json);
    if (value === null) return null;
    return (list as readonly string[]).includes(value) ? (value as T) : this.add('impossible_value', json);
  }

  /** A text for people: a string, or one for each language. */
  texts(object: JsonObject): void {
    for (const key of ['label', 'note']) {
      const json = object.entries.get(key);
      if (!json || json.kind === 'string') continue;
      if (json.kind !== 'object') this.add('wrong_type', json);
      else for (const value of json.entries.values()) this.string(value);
    }
  }

  // Numbers

  /** Any finite number, as a double. */
  finite(json: Json): number | null {
    if (json.kind !== 'number') return this.add('wrong_type', json);
    const value = Number(json.text);
    return Number.isFinite(value) ? (value === 0 ? 0 : value) : this.add('impossible_value', json);
  }

  /** A whole number of at least 1. */
  count(json: Json): number | null {
    const value = this.finite(json);
    return value !== null && (value < 1 || !Number.isInteger(value)) ? this.add('impossible_value', json) : value;
  }

  /** A number with three decimals, in thousandths. */
  thousandths(json: Json): bigint | null {
    if (json.kind !== 'number') return this.add('wrong_type', json);
    const value = thousandths(json.text);
    return typeof value === 'bigint' ? value : this.add(value, json);
  }

  cap(json: Json): Cap | null {
    const array = this.array(json);
    if (!array) return null;
    if (array.items.length !== 2) return this.add('impossible_value', json);
    const [low, high] = array.items.map((item) => this.thousandths(item));
    if (low === null || high === null) return null;
    return low! < high! ? { low: low!, high: high! } : this.add('impossible_value', json);
  }

  // Durations

  duration(json: Json): Duration | null {
    const text = this.string(json);
    if (text === null) return null;
    return parseDuration(text) ?? this.add('impossible_value', json);
  }

  /** One that has no working days. */
  plainDuration(json: Json): Duration | null {
    const duration = this.duration(json);
    return duration?.unit === 'wd' ? this.add('impossible_value', json) : duration;
  }

  shift(json: Json): Shift | null {
    const text = this.string(json);
    if (text === null) return null;
    return parseShift(text) ?? this.add('impossible_value', json);
  }

  fixedDuration(json: Json): number | null {
    const duration = this.duration(json);
    return duration && (fixedLength(duration) ?? this.add('impossible_value', json));
  }

  // Names

  /** The name of a field, derived value or attribute, which is a key. */
  checkName(name: string, place: Place, extra: string[] = []): void {
    if (!isIdentifier(name)) this.add('bad_name', place);
    else if (RESERVED.has(name) || extra.includes(name)) this.add('reserved_name', place);
  }

  /** The name of anything else. */
  checkIdentifier(name: string, place: Place): void {
    if (!isIdentifier(name)) this.add('bad_name', place);
  }

  // Expressions

  expression(json: Json, wanted: 'boolean' | 'number' | 'any', event: Scope['event'] = null): Expression | null {
    const text = this.string(json);
    if (text === null) return null;
    const types = new Map<Node, Type>();
    const references = new Map<Node, Reference>();
    const checker = new Checker(this.scope(event), types, references);
    try {
      const node = parseExpression(text);
      const type = checker.check(node);
      const fits = wanted === 'any' ? type.is !== 'list' && type.is !== 'written list' : type.is === wanted;
      if (isKnown(type) && !fits) throw new ExpressionProblem('expr_type');
      return { path: json.path, text, node, type, types, references, reads: checker.reads };
    } catch (error) {
      if (!(error instanceof ExpressionProblem)) throw error;
      return this.add(error.code, json);
    }
  }

  scope(event: Scope['event']): Scope {
    const { declared } = this;
    return {
      offset: declared.offset,
      protected: declared.protected,
      event,
      named: (name) => this.named(name),
      score: (name) => (declared.scores.has(name) ? { type: NUMBER } : declared.all.scores.has(name) ? 'later' : null),
      grade: (name) => (declared.grades.has(name) ? { type: { is: 'class', grade: name } } : declared.all.grades.has(name) ? 'later' : null),
      contract: (part) => this.contractPart(part),
      balance: (name) => (!declared.all.balances.has(name) ? null : this.hasReached('touches') ? { type: NUMBER } : 'later'),
      stage: () => (!declared.has.lifecycle ? null : this.hasReached('transitions') ? 'known' : 'later'),
      fieldsOnly: declared.reached === 'balances',
      values: (field) => declared.fields.get(field)?.values ?? null,
      classes: (grade) => (grade === STAGE.grade ? declared.stages : grade === PHASE.grade ? [...PHASES] : (declared.grades.get(grade)?.classes ?? null)),
    };
  }

  private hasReached(part: Reached): boolean {
    return ORDER.indexOf(this.declared.reached) >= ORDER.indexOf(part);
  }

  private contractPart(part: string): { type: Type } | 'later' | null {
    const { has, risk } = this.declared;
    if (!has.contracts || !Object.hasOwn(CONTRACT_PARTS, part)) return null;
    if (part === 'risk' && risk !== true) return risk === null ? { type: NOT_KNOWN } : null;
    return this.hasReached(part === 'risk' ? 'grades' : 'scores') ? { type: CONTRACT_PARTS[part as ContractPart] } : 'later';
  }

  named(name: string): { reference: Reference; type: Type } | 'later' | null {
    const { declared } = this;
    const field = declared.fields.get(name);
    if (field) return { reference: { to: 'field', name }, type: field.type };
    const derived = declared.derived.get(name);
    if (derived) return { reference: { to: 'derived', name }, type: derived.type };
    if (declared.all.derived.has(name)) return 'later';
    return declared.fieldsReadable ? null : { reference: { to: 'field', name }, type: NOT_KNOWN };
  }

  /** What an `of`, `since` or `days_since` names; `null` after a problem. */
  reference(json: Json, options: { scores: boolean }): { reference: Reference; type: Type } | null {
    const text = this.string(json);
    if (text === null) return null;
    const scope = this.scope(null);
    const dotted = /^(score|grade|contract)\.(.*)$/s.exec(text);
    if (options.scores && dotted) {
      const [, to, name] = dotted as unknown as [string, 'score' | 'grade' | 'contract', string];
      const found = scope[to](name);
      if (found === null) return this.add('unknown_name', json);
      if (found === 'later') return this.add('expr_later', json);
      return { reference: { to, name } as Reference, type: found.type };
    }
    if (this.declared.protected.has(text)) return this.add('protected_fact', json);
    const found = this.named(text);
    if (found === null) return this.add('unknown_name', json);
    if (found === 'later') return this.add('expr_later', json);
    return found;
  }

  /** Whether an expression reads something whose type is not known. */
  isPoisoned({ types }: Expression): boolean {
    return [...types].some(([node, type]) => (node.kind === 'name' || node.kind === 'select') && !isKnown(type));
  }

  /** Whether any of these would show something personal. */
  isPersonal(reads: Reference[]): boolean {
    return reads.some((reference) => {
      if (reference.to === 'field') return this.declared.fields.get(reference.name)?.personal ?? false;
      if (reference.to === 'derived') return this.declared.derived.get(reference.name)?.personal ?? false;
      return reference.to === 'id';
    });
  }
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
}

export const PLAIN_TYPES: Record<string, Type> = {
  number: NUMBER, string: STRING, boolean: { is: 'boolean' }, date: { is: 'date' }, timestamp: { is: 'timestamp' }, list: { is: 'list' },
};

export const CONTRACT_PARTS: Record<ContractPart, Type> = {
  phase: PHASE, starts: DATE, ends: DATE, days_left: NUMBER, value: NUMBER, product: STRING, kind: STRING, risk: NUMBER,
};
