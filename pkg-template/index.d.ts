// The face of gradus. Written by hand, because a type is documentation; tests/package/types
// compiles against it.

import type { Explanation } from "./types/answers.js";
import type { Evidence, ExplainOptions, MemoryUsage, Problem, Receipt, TestResults, Verdict } from "./types/calls.js";
import type { Decider } from "./types/decider.js";
import type { Facts } from "./types/facts.js";
import type { Change, Changed, FieldSource, PolicyChanges, PolicySource } from "./types/policy.js";

export type * from "./types/answers.js";
export type * from "./types/calls.js";
export type * from "./types/facts.js";
export type * from "./types/lifecycle.js";
export type { Channel, Class, FactName, Phase, Stage, TimerName, TouchName } from "./types/names.js";
export type { Change, Changed, FieldSource, PolicyChanges, PolicySource, Text } from "./types/policy.js";

export interface Policy<D = unknown> extends Decider<D> {}

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
export class Policy<D = unknown> {
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

  /** The fields that it declares, as the document has them: their types, values, labels. */
  readonly fields: D extends { readonly fields: infer F } ? F : { readonly [name: string]: FieldSource };
  /** The whole document, read-only. */
  readonly document: D extends PolicySource ? D : PolicySource;

  /**
   * The same grades, with every point accounted for, what is open and what would help, and the state to keep.
   * @throws {FactsError} if facts that the policy reads are not valid
   * @throws {StateError} if the state is not one that this policy gave
   */
  explain(facts: Facts<D>, options?: ExplainOptions): Explanation<D>;

  /** The same as JSON text: the same bytes on every runtime. */
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

  /** How much Wasm memory there is, and how much of it this policy holds. */
  memoryUsage(): MemoryUsage;

  /** The policy in the form that `gradus/run` loads, without tests, labels and notes: what `npx gradus compile` writes. */
  compiled(): Uint8Array;

  /** Runs the policy's own tests. (`compile` has run them too: a policy whose tests fail does not compile.) */
  test(): TestResults;
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
