// One look at a lead: the answer, and what could not be read of the facts.

import type { Explanation, Grades, Policy, Warning } from "gradus";
import { GradusError } from "gradus";
import type { Document } from "./document";
import { offsetOf } from "./document";
import type { Lead } from "./lead";
import { told } from "./lead";
import { momentOf } from "./time";

/** Something wrong with one input, as gradus says it. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

export interface Reading {
  readonly answer: Explanation | null;
  /** By the id of the input that is at fault. */
  readonly faults: ReadonlyMap<string, Fault>;
  readonly warnings: readonly Warning[];
  /** The grades from the moment `changesAt` on; `null` if nothing changes by itself, or not for certain. */
  readonly later: Grades | null;
  /** Why there is no answer at all. */
  readonly failure: string | null;
}

/** The ids of inputs, which faults and links point to. */
export const idOf = {
  fact: (name: string) => `fact-${name}`,
  purpose: (purpose: string) => `consent-${purpose}`,
  event: (key: number) => `event-${key}`,
  at: (key: number) => `event-${key}-at`,
  attribute: (key: number, name: string) => `event-${key}-attribute-${name}`,
  kind: (kind: string) => `add-${kind}`,
  asOf: "as-of",
};

/** Facts that are not valid count as missing here, so that one slip of the keyboard does not take the grade away. */
export function read(policy: Policy, document: Document, lead: Lead): Reading {
  const { facts, places } = told(lead, document);
  try {
    const faults = new Map<string, Fault>();
    const asOf = momentOf(lead.asOf, offsetOf(document));
    if (lead.asOf !== "" && Number.isNaN(asOf)) faults.set(idOf.asOf, { code: "fact_date", message: "" });
    const answer = policy.explain(facts, { now: Number.isNaN(asOf) ? Date.now() : asOf, invalid: "missing" });
    const { changesAt, changesAtIsBound, state } = answer;
    const later = changesAt === null || changesAtIsBound ? null : policy.grade(facts, { now: changesAt, state, invalid: "missing" }).grades;
    const warnings: Warning[] = [];
    for (const warning of answer.warnings) {
      const id = warning.code.startsWith("fact_") ? inputAt(warning.path, places) : undefined;
      if (id === undefined) warnings.push(warning);
      else if (!faults.has(id)) faults.set(id, warning);
    }
    return { answer, faults, warnings, later, failure: null };
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    return { answer: null, faults: new Map(), warnings: [], later: null, failure: error.message };
  }
}

/** The input that made the fact at this path. */
function inputAt(path: string, places: ReadonlyMap<string, number>): string | undefined {
  const [, first = "", kind, index, attribute] = path.split("/");
  if (first !== "events") return idOf.fact(first);
  const key = places.get(`/events/${kind}/${index}`);
  if (key === undefined) return undefined;
  if (attribute === undefined) return idOf.event(key);
  return attribute === "at" ? idOf.at(key) : idOf.attribute(key, attribute);
}
