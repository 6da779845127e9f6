// One look at a lead: the answer, and what could not be read of the facts.

import type { Advanced, Explanation, Grades, Policy, State, Warning } from "gradus";
import { GradusError, StateError } from "gradus";
import type { Document } from "./document";
import { isLifelong, offsetOf } from "./document";
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
  /** Where the customer stands; `null` if the policy says nothing of that. */
  readonly advanced: Advanced | null;
  /** What stands from the moment `changesAt` on; `null` if nothing changes by itself, or not for certain. */
  readonly later: Later | null;
  /** Why there is no answer at all. */
  readonly failure: string | null;
}

export interface Later {
  readonly grades: Grades;
  readonly advanced: Advanced | null;
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
    const look = (now: number | string, state: State | null) => {
      const options = { now, state, invalid: "missing" } as const;
      return { options, advanced: isLifelong(document) ? policy.advance(facts, options) : null };
    };
    const { options, advanced } = look(Number.isNaN(asOf) ? Date.now() : asOf, known(policy, lead.state));
    const answer = policy.explain(facts, options);
    const { changesAt, changesAtIsBound, state } = answer;
    const later = changesAt === null || changesAtIsBound ? null : look(changesAt, state);
    const warnings: Warning[] = [];
    for (const warning of answer.warnings) {
      const id = warning.code.startsWith("fact_") ? inputAt(warning.path, places) : undefined;
      if (id === undefined) warnings.push(warning);
      else if (!faults.has(id)) faults.set(id, warning);
    }
    return { answer, advanced, faults, warnings, later: later && { grades: policy.grade(facts, later.options).grades, advanced: later.advanced }, failure: null };
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    return { answer: null, advanced: null, faults: new Map(), warnings: [], later: null, failure: error.message };
  }
}

/** A state that the policy, whose text may have been changed since, still knows. */
function known(policy: Policy, state: State | null): State | null {
  try {
    return policy.migrate(state);
  } catch (error) {
    if (error instanceof StateError) return null;
    throw error;
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
