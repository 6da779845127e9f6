/** What a policy says, after reading: plain data that the other files interpret. */
import type { Node } from './cel-parse.js';
import type { Type } from './cel-check.js';
import type { Duration, Shift } from './time.js';

export interface Policy {
  name: string;
  /** Milliseconds that the policy's local time is ahead of UTC. */
  offset: number;
  /** 0 for Monday … 6 for Sunday. */
  weekStarts: number;
  /** Days on which nobody works, and days that are worked though they are a Saturday or Sunday. */
  holidays: Set<number>;
  makeUp: Set<number>;
  /** The days of each, earliest first. */
  calendars: Map<string, number[]>;
  fields: Map<string, Field>;
  protected: Set<string>;
  /** Where there are touches the kind `touch` too, last. */
  events: Map<string, EventKind>;
  derived: Map<string, Derived>;
  scores: Map<string, Score>;
  grades: Map<string, Grade>;
  /** `null` where the policy has none. */
  lifecycle: Lifecycle | null;
  contracts: ContractTerms | null;
  balances: Map<string, Balance>;
  channels: Map<string, Channel>;
  /** In document order; `null` where the policy has no `touches`, which is not the same as an empty list. */
  touches: Touch[] | null;
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
  | { to: 'contract'; name: ContractPart }
  | { to: 'balance'; name: string }
  | { to: 'now' | 'today' | 'id' | 'consent' | 'personalised' | 'at' | 'stage' | 'stage_days' };

/** `contract.X` in expressions; `starts` and `ends` are days. */
export type ContractPart = 'phase' | 'starts' | 'ends' | 'days_left' | 'value' | 'product' | 'kind' | 'risk';

export interface Expression {
  path: string;
  /** As written. */
  text: string;
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
  | { is: 'since'; reference: Reference; /** Whether its type is. */ known: boolean }
  /** Since the entry into the stage that the state names. */
  | { is: 'since_stage' };

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
  /** Never with a matrix. */
  hold: Hold | null;
  how:
    | { is: 'bands'; score: string; bands: { grade: string; from: bigint; keep: bigint }[] }
    | { is: 'first'; entries: { grade: string; when: Expression | null; retain: Expression | null }[] }
    | { is: 'matrix'; rows: string; columns: string; grades: string[][] };
}

export interface Hold { for: Duration; grace: Duration | null; falls: 'earned' | 'one' }

// Section 16

export interface Lifecycle {
  path: string;
  initial: string;
  /** In document order. */
  stages: Map<string, Stage>;
  /** From a name that is no stage any more to a stage. */
  renamed: Map<string, string>;
  transitions: Transition[];
}

export interface Stage {
  name: string;
  path: string;
  final: boolean;
  owner: { field: string; lockout: Duration | null } | null;
  timers: Timer[];
}

export interface Timer {
  name: string;
  path: string;
  within: Duration;
  /** Kinds of events; none where nothing stops it. */
  stopsOn: string[];
  then: string | null;
}

export interface Transition {
  path: string;
  /** `"*"` written out: every stage but `to`, in document order. */
  from: string[];
  to: string;
  when: Expression | null;
  stay: Duration | null;
  cooldown: Duration | null;
  atMost: number | null;
}

// Section 17

export interface ContractTerms {
  path: string;
  upcoming: Duration | null;
  due: Duration | null;
  grace: Duration | null;
  /** The name of a score. */
  risk: string | null;
  upgrade: Expression | null;
}

export const PHASES = ['running', 'upcoming', 'due', 'grace', 'lapsed', 'renewed', 'won_back', 'switched', 'upgraded'] as const;
export type Phase = (typeof PHASES)[number];

// Section 18

export interface Balance {
  name: string;
  path: string;
  earn: { kind: string; value: Expression; when: Expression | null }[];
  spend: { kind: string; attribute: string }[];
  expires: Duration | 'year_end' | null;
}

// Section 19

export interface Channel {
  name: string;
  path: string;
  consent: string | null;
  /** Milliseconds since local midnight; `from` inclusive, `to` exclusive, over midnight where it is the smaller. */
  hours: { from: number; to: number } | null;
  max: { count: number; within: Duration } | null;
}

export type Anchor =
  | { is: 'contract'; part: 'starts' | 'ends' }
  /** `date` where it is a date, which stands for its midnight, and no timestamp. */
  | { is: 'value'; reference: Reference; date: boolean }
  | { is: 'calendar'; name: string }
  | { is: 'stage'; name: string };

export interface Touch {
  name: string;
  path: string;
  anchor: Anchor;
  /** As written: two touches have the same anchor if they have the same text. */
  anchorText: string;
  at: Shift;
  until: Shift | null;
  open: Duration | null;
  every: Duration | null;
  for: Duration | null;
  when: Expression | null;
  /** None where the touch has no `channels`. */
  channels: string[];
  endsOn: string[];
}

export const TIMER_STATUSES = ['running', 'stopped', 'breached', 'unknown'] as const;
export const TOUCH_STATUSES = ['due', 'upcoming', 'done', 'missed', 'superseded'] as const;

// Section 8

export interface Test {
  path: string;
  at: number;
  facts: unknown;
  state: unknown;
  now: unknown;
  grades: Map<string, string | null>;
  scores: Map<string, number | null>;
  /** `undefined` where nothing is expected of it. */
  stage: string | undefined;
  timers: Map<string, string>;
  /** From a contract's id to its phase. */
  contracts: Map<string, string>;
  balances: Map<string, number | null>;
  touches: Map<string, string | null>;
}
