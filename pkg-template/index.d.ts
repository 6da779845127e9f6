/// <reference lib="esnext.disposable" />

// The face of gradus. Written by hand, because a type is documentation; tests/package/types
// compiles against it.

/**
 * A policy as an object, as far as types need to know it. `gradus/policy.schema.json` describes
 * all of it, so that an editor completes and checks a `.json` file.
 */
export interface PolicySource {
  /** The schema's URL, for editors. */
  readonly $schema?: string;
  /** The version of the format: `1`. */
  readonly gradus: number;
  /** An identifier; it may contain `-`. States carry it. */
  readonly name?: string;
  readonly version?: string;
  readonly label?: Text;
  readonly note?: Text;
  readonly time?: { readonly utc_offset?: string; readonly week_starts?: string };
  /** What a caller may tell about a customer. */
  readonly fields?: { readonly [name: string]: FieldSource };
  /** Names of facts that nothing may read. */
  readonly protected?: readonly string[];
  /** Kinds of things that happened, each with its attributes and their types. */
  readonly events?: { readonly [kind: string]: { readonly [attribute: string]: string | undefined } | undefined };
  readonly derive?: object;
  readonly scores?: object;
  readonly grades?: object;
  readonly tests?: readonly unknown[];
}

/** A text for people: one, or one for each language (`{ en: "Fit", zh: "匹配度" }`). */
export type Text = string | { readonly [language: string]: string | undefined };

/** What a policy says of one field. */
export interface FieldSource {
  /** `number`, `string`, `boolean`, `date`, `timestamp`, `level` or `list`. */
  readonly type: string;
  /** The values that a string or level may take; of a level, lowest first. */
  readonly values?: readonly (string | { readonly is: string; readonly also?: readonly string[]; readonly label?: Text; readonly note?: Text })[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly default?: unknown;
  /** Nobody can change it: advice leaves it alone. */
  readonly given?: boolean;
  /** It appears in no output. */
  readonly personal?: boolean;
  /** The consent that it needs. */
  readonly purpose?: string;
  /** Other names of its column. */
  readonly also?: readonly string[];
  readonly label?: Text;
  readonly note?: Text;
}

/** A moment: ISO 8601 text, a `Date`, or milliseconds since 1970. Text without an offset is read in the policy's own. */
export type Instant = string | number | Date;

// ─── What a policy's literal says about facts and answers ────────────────────────────────

type NameOf<V> = V extends string
  ? V
  : V extends { readonly is: infer I extends string }
    ? I | (V extends { readonly also: readonly (infer A extends string)[] } ? A : never)
    : never;

type ValuesOf<F> = F extends { readonly values: readonly (infer V)[] } ? NameOf<V> : string;

type ValueOf<T, F> = T extends "number"
  ? number
  : T extends "boolean"
    ? boolean
    : T extends "date" | "timestamp"
      ? Instant
      : T extends "list"
        ? readonly string[]
        : T extends "string" | "level"
          ? ValuesOf<F>
          : unknown;

type FieldValue<F> = F extends { readonly type: infer T extends string } ? (string extends T ? unknown : ValueOf<T, F>) : unknown;

type AttributeValue<T> = T extends `${infer Base}?` ? ValueOf<Base, {}> : ValueOf<T, {}>;

type Event<A> = Flat<
  { readonly at: Instant } & {
    readonly [K in keyof A as A[K] extends `${string}?` ? never : K]: AttributeValue<A[K]>;
  } & {
    readonly [K in keyof A as A[K] extends `${string}?` ? K : never]?: AttributeValue<A[K]> | null | undefined;
  }
>;

type Events<D> = D extends { readonly events: infer E }
  ? string extends keyof E
    ? { readonly [kind: string]: readonly object[] | null | undefined }
    : { readonly [K in keyof E]?: readonly Event<E[K]>[] | null | undefined }
  : {};

type Flat<T> = { [K in keyof T]: T[K] };

type Names<D, Key extends string> = D extends { readonly [K in Key]: infer Named } ? keyof Named & string : never;

type ClassesIn<List> = List extends readonly (infer One)[] ? (One extends { readonly grade: infer C extends string } ? C : never) : never;

type ClassOf<G> =
  | (G extends { readonly bands: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly first: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly also: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly matrix: { readonly grades: readonly (readonly (infer C extends string)[])[] } } ? C : never);

/**
 * What may be told about a customer, by a policy's `fields` and `events`: everything may be
 * absent or `null`, which is missing. A policy that the compiler sees only as text or JSON
 * takes any names.
 */
export type Facts<D = unknown> = D extends { readonly fields: infer F }
  ? string extends keyof F
    ? AnyFacts
    : Flat<KnownFacts<D> & { readonly [K in keyof F]?: FieldValue<F[K]> | null | undefined }>
  : D extends { readonly gradus: 1 }
    ? Flat<KnownFacts<D>>
    : AnyFacts;

interface AnyFacts {
  readonly [name: string]: unknown;
}

interface KnownFacts<D> {
  /** The customer's own id. */
  readonly id?: string | null | undefined;
  /** What happened, by kind. Absent: nothing is known of events. A kind that is absent has not happened; one that is `null` is unknown. */
  readonly events?: Events<D> | null | undefined;
  /** The purposes that the customer agreed to. Absent: none. */
  readonly consent?: readonly string[] | null | undefined;
  /** Whether the customer agrees to be treated individually. */
  readonly personalised?: boolean | null | undefined;
}

/** The classes of a policy's grades: of all together, or of one by name. */
export type Class<D = unknown, Name extends string = string> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? string
    : string extends Name
      ? { [K in keyof G]: ClassOf<G[K]> }[keyof G]
      : Name extends keyof G
        ? ClassOf<G[Name]>
        : never
  : string;

/** Each grade by name: its class, or `null` if it is unknown. */
export type Grades<D = unknown> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? { [name: string]: string | null }
    : { -readonly [K in keyof G]: ClassOf<G[K]> | null }
  : { [name: string]: string | null };

/** Each score by name: points with at most three decimals, or `null` if it is missing. */
export type Scores<D = unknown> = ByName<D, "scores", number | null>;

type ByName<D, Key extends string, Value> =
  Names<D, Key> extends infer N extends string
    ? [N] extends [never]
      ? { [name: string]: Value }
      : { [K in N]: Value }
    : never;

// ─── Changes ─────────────────────────────────────────────────────────────────────────────

/**
 * Changes of a policy: a merge patch. Objects are merged key by key, `null` removes, everything
 * else replaces. Arrays of objects that have an `id`, `name` or `grade` are patched by an object
 * whose keys are those: `{ rules: { industry: { points: { saas: 70 } } } }`.
 */
export interface PolicyChanges {
  readonly gradus?: number;
  readonly [key: string]: unknown;
}

/** A policy's literal type with changes. */
export type Changed<D, P> = D extends { readonly gradus: number } ? (string extends keyof P ? unknown : ChangedValue<D, P>) : unknown;

type ChangedValue<T, P> = P extends readonly unknown[]
  ? P
  : P extends object
    ? T extends readonly unknown[]
      ? { readonly [I in keyof T]: ChangedElement<T[I], P> }
      : T extends object
        ? ChangedObject<T, P>
        : P
    : P;

type ChangedObject<T, P> = Flat<
  { readonly [K in keyof T as K extends keyof P ? (P[K] extends null ? never : K) : K]: K extends keyof P ? ChangedValue<T[K], P[K]> : T[K] } & {
    readonly [K in Exclude<keyof P, keyof T>]: P[K];
  }
>;

/** An element of an array by the first key that can name it; one that is removed is `never`. */
type ChangedElement<E, P> = NamingOf<E> extends infer N extends keyof P ? (P[N] extends null ? never : ChangedValue<E, P[N]>) : E;

type NamingOf<E> = E extends { readonly id: infer N } ? N : E extends { readonly name: infer N } ? N : E extends { readonly grade: infer N } ? N : never;

// ─── Calls ───────────────────────────────────────────────────────────────────────────────

/** What may be said beside the facts. */
export interface Options {
  /**
   * The instant that the answer is about. Default: the host's clock. As text with an offset:
   * `"2026-11-01T08:00:00Z"`.
   */
  readonly now?: Instant | undefined;
  /** What an earlier `explain` returned as `state` for this customer, to be kept by the caller. */
  readonly state?: State | null | undefined;
  /** Names that the policy does not declare are errors. Default: they are ignored. */
  readonly strict?: boolean | undefined;
  /** Facts that are not valid are taken as missing, with a warning each. Default: they throw. */
  readonly invalid?: "missing" | undefined;
}

/** What may be said beside the facts of `explain`. */
export interface ExplainOptions extends Options {
  /**
   * Adds a receipt by which the decision can be replayed and verified. Give a secret wherever
   * facts are personal: without one, anybody can try likely facts against a receipt.
   */
  readonly receipt?: boolean | { readonly secret: string } | undefined;
}

/** The answer of `grade`. */
export interface Graded<D = unknown> {
  /** The class of the first grade that the policy declares, or `null` if unknown. */
  grade: Class<D> | null;
  /** The score behind it. */
  score: number | null;
  grades: Grades<D>;
  scores: Scores<D>;
  warnings: Warning[];
}

/** The answer of `explain`: the same grades, every point accounted for, what is open, and what would help. */
export interface Explanation<D = unknown> {
  /** The instant it is about: `"2026-11-01T00:00:00.000Z"`. */
  now: string;
  grade: Class<D> | null;
  score: number | null;
  grades: Grades<D>;
  scores: Scores<D>;
  /** For each grade, what decided it. */
  decidedBy: ByName<D, "grades", Decision>;
  /** For each score, its points line by line. The `counts` of all lines add up to the score. */
  ledger: ByName<D, "scores", LedgerLine[]>;
  /** For each score, how much of it is decided, 0 to 1; `null` where the score does not apply. */
  coverage: ByName<D, "scores", number | null>;
  /** For each score, what it may become once the missing facts are known; `null` where it is missing whatever they are. */
  range: ByName<D, "scores", Range | null>;
  /** For each grade, the classes that it may still be, best first; `null`: it may be unknown. */
  possible: Possible<D>;
  /** Missing facts that could matter, the one that moves the score most first: the next question to ask. */
  missing: MissingFact<D>[];
  /** The least change of known facts that reaches a better grade, or `null`. */
  next: Next<D> | null;
  /** The instant at which a shown grade changes by itself if no fact does, within ten years; else `null`. */
  changesAt: string | null;
  /** `changesAt` is only an instant before which nothing changes. */
  changesAtIsBound: boolean;
  /** Names of facts that were given, and set aside for want of consent. */
  withheld: FactName<D>[];
  /** What to keep beside the customer, and to hand back the next time. */
  state: State;
  warnings: Warning[];
  /** Only if it was asked for. */
  receipt?: Receipt;
}

/** What a score may become. */
export interface Range {
  /** No values of the missing facts give less. */
  low: number;
  /** No values of the missing facts give more. */
  high: number;
  /** Some values give `low`, and some give `high`: these are no mere bounds. */
  exact: boolean;
  /** Some values give no score at all; `low` and `high` speak of the others. */
  mayBeMissing: boolean;
}

/** Each grade by name: the classes that it may still be, best first; `null` where it may be unknown. */
export type Possible<D = unknown> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? { [name: string]: string[] | null }
    : { -readonly [K in keyof G]: ClassOf<G[K]>[] | null }
  : { [name: string]: string[] | null };

/** What a fact may be called in answers: a field's name, `id`, `personalised`, or `events.KIND`. */
export type FactName<D = unknown> = D extends { readonly fields: infer F }
  ? string extends keyof F
    ? string
    : (keyof F & string) | "id" | "personalised" | `events.${Names<D, "events">}`
  : string;

/** A change that reaches a better grade. */
export interface Next<D = unknown> {
  /** The class of the answer's `grade` that it reaches. */
  to: Class<D>;
  /** The score then. */
  score: number | null;
  /** The facts to change, at most three, in the policy's order. */
  changes: Step<D>[];
}

/** One fact to change. */
export interface Step<D = unknown> {
  fact: D extends { readonly fields: infer F } ? (string extends keyof F ? string : keyof F & string) : string;
  /** As it is now; `null` if it is missing. */
  value: number | string | boolean | null;
  /** What it has to be. */
  needs: Needs;
}

/**
 * What a fact has to be. A number: that one, or within up to two edges (`atLeast` and `atMost`
 * include theirs). Another: one of these, or any text but these.
 */
export type Needs =
  | { is: number }
  | { atLeast?: number; above?: number; atMost?: number; below?: number }
  | { oneOf: (string | boolean)[] }
  | { noneOf: string[] };

/** What decided a grade. */
export interface Decision {
  /** `"manual"`: a person did. `"held"`: kept from the last time by `keep` or `retain`. */
  source: "manual" | "override" | "held" | "band" | "first" | "matrix" | "unknown";
  /** The class that would stand without a manual grade. */
  rules: string | null;
  /** JSON Pointer to what gave the class, in the policy. */
  path: string | null;
}

/** One line of a ledger. */
export interface LedgerLine {
  /** A rule, what decay took from it, what a cap changed, or a group that takes no part. */
  kind: "rule" | "decay" | "rule_cap" | "group_cap" | "score_cap" | "left_out";
  group: string | null;
  rule: string | null;
  /** What the rule read, by name. Personal values show as `{ personal: true }`. */
  observed: { [name: string]: Observed } | null;
  /** The points of this line, within its group. */
  points: number;
  /** Its part of the score. */
  counts: number;
}

/** A value that a rule read. */
export type Observed = number | string | boolean | string[] | { personal: true } | null;

/** A fact that is missing and could matter. */
export interface MissingFact<D = unknown> {
  /** The name of a field, `id`, `personalised`, or `events.KIND`. */
  fact: FactName<D>;
  /** It was given, and set aside for want of consent. */
  withheld: boolean;
  /** How many points of the answer's `score` this fact alone could move it by, all others as they are. */
  moves: number;
  /** Some value of it would leave the first grade one possible class. */
  settles: boolean;
}

/** What the caller keeps beside a customer. Only `v` must be there. */
export interface State {
  readonly v: number;
  /** The name of the policy that wrote it. */
  readonly policy?: string;
  /** Rises by one whenever `held` or `manual` changes. */
  readonly revision?: number;
  /** The classes that the rules gave the last time. */
  readonly held?: { readonly [grade: string]: string };
  /** Grades that a person gave; they go before the rules. */
  readonly manual?: { readonly [grade: string]: ManualGrade };
}

/** A grade that a person gave. */
export interface ManualGrade {
  readonly grade: string;
  /** Without it, for good. */
  readonly until?: Instant;
  readonly by?: string;
  readonly why?: string;
}

/**
 * By this anybody who has the policy, the facts and the state can replay a decision. Each hash
 * is HMAC-SHA256 in hexadecimal digits.
 */
export interface Receipt {
  v: 1;
  /** The version of gradus that decided. */
  engine: string;
  /** The policy's name. */
  policy: string;
  /** The policy's version, if it says one. */
  version: string | null;
  /** The policy's `fingerprint`. */
  fingerprint: string;
  now: string;
  strict: boolean;
  invalid: "error" | "missing";
  /** Hash of the facts that the policy reads, as it reads them. */
  facts: string;
  /** Hash of the state that came in. */
  state: string;
  tally: null;
  /** Hash of the answer without its receipt. */
  answer: string;
  /** Hash of this receipt without its seal. */
  seal: string;
}

/** What a receipt is held against. */
export interface Evidence<D = unknown> {
  readonly facts: Facts<D>;
  /** The state that came in, if there was one. */
  readonly state?: State | null | undefined;
  readonly tally?: null | undefined;
  /** The secret that the receipt was made with. */
  readonly secret?: string | undefined;
}

/** Whether a receipt holds; if not, what is not as it was. */
export type Verdict =
  | { ok: true }
  | { ok: false; differs: ("receipt" | "engine" | "policy" | "facts" | "state" | "tally" | "answer")[] };

/** A change between two policies. */
export interface Change {
  /** JSON Pointer, elements of arrays by name: `/scores/fit/groups/need/rules/industry/points/saas`. */
  path: string;
  /** `"moved"`: it has another place among those in both, where order means something. */
  change: "added" | "removed" | "changed" | "moved";
  /** A line for people: "points for `saas` of rule `industry` in group `need` of score `fit`: 60 → 70". */
  words: string;
  /** The value before, or `null` if there was none; of what moved, the name of what it came after. */
  from: unknown;
  /** The value after, or `null` if there is none; of what moved, the name of what it comes after now. */
  to: unknown;
}

/** Bytes of Wasm memory. */
export interface MemoryUsage {
  /** Of the memory that all policies of this process share. It never shrinks. */
  instance: number;
  /** Held by this policy. */
  policy: number;
}

/** Something about an answer that the caller may want to know, and log. */
export interface Warning {
  code: string;
  path: string;
  message: string;
}

/** Something wrong with a policy, with facts or with a state. */
export interface Problem {
  severity: "error" | "warning";
  /** A stable name, listed in the policy reference. */
  code: string;
  /** JSON Pointer to the place. */
  path: string;
  /** The place in a policy's text, from 1; `null` for facts and states. */
  line: number | null;
  /** In UTF-16 code units, from 1. */
  column: number | null;
  message: string;
  help: string | null;
}

/** What `policy.test()` found. */
export interface TestResults {
  passed: number;
  failed: number;
  /** In the policy's order. */
  tests: { name: string; passed: boolean; problem: Problem | null }[];
}

/**
 * A compiled policy. It never changes: to load another version, compile that one and drop this.
 *
 * ```js
 * import { Policy } from "gradus";
 * import source from "gradus/policies/b2b-saas";
 *
 * const policy = Policy.compile(source);
 * policy.grade({ company_size: "50-199" }).grade;
 * ```
 */
export class Policy<const D = unknown> {
  private constructor();

  /**
   * Compiles a policy given as JSON text: its facts may have any names.
   * @throws {PolicyError} with all of its problems
   */
  static compile(source: string): Policy;
  /**
   * Compiles a policy given as an object. If it is a literal (or one of `gradus/policies/*`), the types of
   * its facts, grades and scores follow from it.
   * @throws {PolicyError} with all of its problems
   */
  static compile<const D extends PolicySource>(source: D): Policy<D>;

  /**
   * All problems of a policy, never thrown: errors; or, where there are none, warnings of what is
   * allowed and hardly meant. Empty: there is nothing to say.
   */
  static check(source: unknown): Problem[];

  /** The policy's name. */
  readonly name: string;
  /** The policy's version, if it says one. */
  readonly version: string | null;
  /** The fields that it declares, as the document has them: their types, values, labels. */
  readonly fields: D extends { readonly fields: infer F } ? F : { readonly [name: string]: FieldSource };
  /** The whole document, read-only. */
  readonly document: D extends PolicySource ? D : PolicySource;

  /**
   * Scores and grades a customer: the fast path.
   * @throws {FactsError} if facts that the policy reads are not valid
   * @throws {StateError} if the state is not one that this policy gave
   */
  grade(facts: Facts<D>, options?: Options): Graded<D>;

  /**
   * The same grades, with every point accounted for, what is open and what would help, and the state to keep.
   * @throws {FactsError} if facts that the policy reads are not valid
   * @throws {StateError} if the state is not one that this policy gave
   */
  explain(facts: Facts<D>, options?: ExplainOptions): Explanation<D>;

  /** What `explain` returns as JSON text: the same bytes on every runtime. */
  explainJson(facts: Facts<D>, options?: ExplainOptions): string;

  /**
   * Decides again and tells whether a receipt holds.
   * @throws {GradusError} `receipt_type` if it is no receipt, `receipt_version` if it is one of another version
   * @throws {FactsError} if facts that the policy reads are not valid
   * @throws {StateError} if the state is not one that this policy gave
   */
  verify(receipt: Receipt, evidence: Evidence<D>): Verdict;

  /**
   * A new policy from this one's document with changes. Its own tests do not run: `test()` runs them.
   *
   * ```js
   * policy.with({ scores: { fit: { groups: { need: { rules: { industry: { points: { saas: 70 } } } } } } } });
   * ```
   * @throws {PolicyError} with `patch_type` and `patch_unknown` for what is wrong with the
   * changes, else with what is wrong with the resulting policy
   */
  with<const P extends PolicyChanges>(changes: P): Policy<Changed<D, P>>;

  /** What turns this policy's document into the other's, in its own words and order. */
  diff(other: Policy<any>): Change[];

  /** SHA-256 of the document, whatever its white space: 64 hexadecimal digits. */
  readonly fingerprint: string;

  /** How much Wasm memory there is, and how much of it this policy holds. */
  memoryUsage(): MemoryUsage;

  /** The policy in the form that `gradus/run` loads, without tests, labels and notes: what `npx gradus compile` writes. */
  compiled(): Uint8Array;

  /** Runs the policy's own tests. (`compile` has run them too: a policy whose tests fail does not compile.) */
  test(): TestResults;

  /** Gives its memory back at once. Without this it is given back when the policy is collected. */
  free(): void;
  [Symbol.dispose](): void;
}

/** The base of every error that gradus throws. */
export class GradusError extends Error {
  /**
   * `"option"`, `"not_built"`, `"memory"`, `"internal"`, `"receipt_type"`, `"receipt_version"`,
   * `"compiled_type"`, `"compiled_version"`, `"compiled_damaged"`; of the others `"policy"`, `"facts"`, `"state"`.
   */
  readonly code: string;
  /** Whether the same call may succeed if it is made again: only `"memory"`. */
  readonly retryable: boolean;
  constructor(code: string, message: string, more?: { retryable?: boolean; cause?: unknown });
}

/** The policy does not compile. */
export class PolicyError extends GradusError {
  readonly problems: Problem[];
  constructor(problems: Problem[]);
}

/** The facts of a call are not valid. */
export class FactsError extends GradusError {
  readonly problems: Problem[];
  constructor(problems: Problem[]);
}

/** The state of a call is not valid. */
export class StateError extends GradusError {
  readonly problems: Problem[];
  constructor(problems: Problem[]);
}
