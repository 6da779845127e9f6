// What `grade` and `explain` answer.

import type { Receipt, State, Warning } from "./calls.js";
import type { ByName, Class, ClassOf, FactName } from "./names.js";

/** Each grade by name: its class, or `null` if it is unknown. */
export type Grades<D = unknown> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? { [name: string]: string | null }
    : { -readonly [K in keyof G]: ClassOf<G[K]> | null }
  : { [name: string]: string | null };

/** Each score by name: points with at most three decimals, or `null` if it is missing. */
export type Scores<D = unknown> = ByName<D, "scores", number | null>;

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
