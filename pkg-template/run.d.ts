// The face of gradus/run: compiled policies, and nothing that makes one.

import type { Explanation, Facts, Graded, Options } from "./index.js";

export { FactsError, GradusError, StateError } from "./index.js";
export type * from "./index.js";

/**
 * A policy that `npx gradus compile` (or `policy.compiled()` of gradus) wrote as bytes.
 *
 * ```js
 * import { Policy } from "gradus/run";
 * const policy = Policy.load(await (await fetch("/policy.gradus")).arrayBuffer());
 * policy.grade({ company_size: "50-199" }).grade;
 * ```
 *
 * Bytes say nothing to TypeScript: `Policy.load<typeof source>(bytes)`, with the type of what
 * `npx gradus types` wrote, gives the types of facts and answers.
 */
export class Policy<D = unknown> {
  private constructor();

  /**
   * Loads a compiled policy.
   * @throws {GradusError} `compiled_type` if these bytes are none, `compiled_version` if they were
   * written for another version of the form, `compiled_damaged` if they are cut off or altered
   */
  static load<D = unknown>(bytes: ArrayBuffer | ArrayBufferView): Policy<D>;

  /** The policy's name. */
  readonly name: string;
  /** The policy's version, if it says one. */
  readonly version: string | null;
  /** That of the document it was compiled from. */
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

  /** What `explain` returns as JSON text: the same bytes on every runtime, and as `gradus` gives. */
  explainJson(facts: Facts<D>, options?: Options): string;

  /** Gives its memory back at once. Without this it is given back when the policy is collected. */
  free(): void;
  [Symbol.dispose](): void;
}
