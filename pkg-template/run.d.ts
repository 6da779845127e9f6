// The face of gradus/run: compiled policies, and nothing that makes one.

import type { Decider } from "./types/decider.js";

export { FactsError, GradusError, StateError } from "./index.js";
export type * from "./index.js";

export interface Policy<D = unknown> extends Decider<D> {}

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
}
