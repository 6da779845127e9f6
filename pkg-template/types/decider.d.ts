/// <reference lib="esnext.disposable" />

// What every policy can be asked, whether it was compiled here or elsewhere.

import type { Explanation, Graded } from "./answers.js";
import type { AdvanceOptions, Options, State } from "./calls.js";
import type { Facts } from "./facts.js";
import type { Advanced } from "./lifecycle.js";

/** What every policy can be asked, in `gradus` and in `gradus/run`. */
export interface Decider<D = unknown> {
  /** The policy's name. */
  readonly name: string;
  /** The policy's version, if it says one. */
  readonly version: string | null;
  /** SHA-256 of the document, whatever its white space: 64 hexadecimal digits. */
  readonly fingerprint: string;

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
  explain(facts: Facts<D>, options?: Options): Explanation<D>;

  /** What `explain` returns as JSON text: the same bytes on every runtime. */
  explainJson(facts: Facts<D>, options?: Options): string;

  /**
   * Where the customer stands: the stage, what moved and what held it back, timers, held classes, contracts, touches
   * that are due, balances. Keep its `state`, and hand it back the next time.
   *
   * ```js
   * const { stage, transitions, touches, state } = policy.advance(facts, { state: customer.state });
   * ```
   * @throws {FactsError} if facts that the policy reads are not valid
   * @throws {StateError} if the state is not one that this policy gave
   */
  advance(facts: Facts<D>, options?: AdvanceOptions): Advanced<D>;

  /** What `advance` returns as JSON text: the same bytes on every runtime. */
  advanceJson(facts: Facts<D>, options?: AdvanceOptions): string;

  /**
   * The state as this version of the policy writes it: stages renamed, classes that it does not know forgotten. It
   * decides nothing; every other call takes states of older versions as well.
   * @throws {StateError} if the state is none of this policy, or in a stage that it does not have
   */
  migrate(state: State): State;
  migrate(state: State | null | undefined): State | null;

  /** Gives its memory back at once. Without this it is given back when the policy is collected. */
  free(): void;
  [Symbol.dispose](): void;
}
