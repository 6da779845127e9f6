/** What a policy says, after reading: plain data that the other files interpret. */
import type { Node } from './cel-parse.js';
import type { Type } from './cel-check.js';
import type { Duration } from './time.js';

export interface Policy {
  name: string;
  /** Milliseconds that the policy's local time is ahead of UTC. */
  offset: number;
  /** 0 for Monday … 6 for Sunday. */
  weekStarts: number;
  fields: Map<string, Field>;
  protected: Set<string>;
  events: Map<string, EventKind>;
  derived: Map<string, Derived>;
  scores: Map<string, Score>;
  grades: Map<string, Grade>;
  tests: Test[];
  /** Where each part of the policy stands in the text, by its path. */
  places: () => Map<string, number>;
}

/** `value` of a date is its day, of an instant or duration its milliseconds, of a level its rank, of a class its name. */
export type Value = number | string | boolean | string[];
/** `undefined` is unknown. */
export type Maybe = Value | undefined;

export interface Field {
  name: string;
  type: Type;
  /** The `is` of each value; `null` where any is allowed, or where the declaration cannot be read. */
  values: string[] | null;
  /** From each `is` and `also` to the `is`. */
  accepts: Map<string, string>;
  min: number;
  max: number;
  default: Maybe;
  personal: boolean;
  /** Nobody can change it. */
  given: boolean;
  purpose: string | null;
}

export interface Attribute { type: Type; optional: boolean }
/** `null` where the kind's declaration cannot be read, so that any attribute might be meant. */
export type EventKind = Map<string, Attribute> | null;

/** What an expression, an `of` or a `since` reads. */
export type Reference =
  | { to: 'field' | 'derived' | 'score' | 'grade' | 'kind'; name: string }
  | { to: 'attribute'; kind: string; name: string }
  | { to: 'now' | 'today' | 'id' | 'consent' | 'personalised' | 'at' };

export interface Expression {
  path: string;
  node: Node;
  type: Type;
  /** The type of every node, and what every name in it refers to. */
  types: Map<Node, Type>;
  references: Map<Node, Reference>;
  /** Everything it names, in the order in which it first does. */
  reads: Reference[];
}

export type Aggregate = 'count' | 'sum' | 'mean' | 'min' | 'max' | 'first' | 'last' | 'distinct' | 'mode' | 'gap' | 'days_since';

export type Window =
  | { is: 'within'; length: Duration }
  | { is: 'between'; from: Duration; to: Duration }
  | { is: 'since'; reference: Reference; /** Whether its type is. */ known: boolean };

export interface Derived {
  name: string;
  path: string;
  type: Type;
  personal: boolean;
  /** What it names directly. */
  reads: Reference[];
  how:
    | { is: 'value'; expression: Expression }
    | { is: 'days_since_value'; reference: Reference }
    | { is: 'events'; aggregate: Aggregate; kind: string; attribute: string | null; when: Expression | null; window: Window | null; take: string; never: number | null }
    | { is: 'broken' };
}

export interface Cap { low: bigint; high: bigint }

export interface Score {
  name: string;
  path: string;
  weighted: boolean;
  for: Expression | null;
  cap: Cap;
  groups: Group[];
}

export interface Group {
  name: string;
  weight: bigint;
  cap: Cap;
  match: 'all' | 'first' | 'max';
  for: Expression | null;
  rules: Rule[];
}

export interface Rule {
  id: string;
  cap: Cap | null;
  how:
    | { is: 'condition'; when: Expression; points: bigint }
    | { is: 'bands'; of: Reference; bands: { edge: number; points: bigint }[] }
    | { is: 'map'; of: Reference; points: Map<string, bigint> }
    | { is: 'containing'; of: Reference; texts: { text: string; points: bigint }[] }
    | { is: 'value'; value: Expression }
    | { is: 'event'; kind: string; when: Expression | null; points: bigint; most: Most | null; decay: Decay | null };
}

export interface Most { count: number; per: 'day' | 'week' | 'month' | 'ever' }
export type Decay =
  | { is: 'half_life' | 'linear' | 'expires'; length: number }
  | { is: 'step'; share: bigint; every: number };

export interface Grade {
  name: string;
  path: string;
  /** Every class, those of `also` too. */
  classes: string[];
  overrides: { when: Expression; grade: string }[];
  how:
    | { is: 'bands'; score: string; bands: { grade: string; from: bigint; keep: bigint }[] }
    | { is: 'first'; entries: { grade: string; when: Expression | null; retain: Expression | null }[] }
    | { is: 'matrix'; rows: string; columns: string; grades: string[][] };
}

export interface Test {
  path: string;
  at: number;
  facts: unknown;
  state: unknown;
  now: unknown;
  grades: Map<string, string | null>;
  scores: Map<string, number | null>;
}
