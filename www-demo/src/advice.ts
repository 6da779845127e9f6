// Advice put into the form: a value for each fact that it would change.

import type { Explanation, Needs, Next, Policy, Step } from "gradus";
import type { Document, Field } from "./document";
import { named } from "./document";
import { told, type Lead } from "./lead";

/** How many ways to follow one advice are looked at. */
const WAYS = 200;

/** Steps from an edge that does not count itself to a value beyond it, as round as there is room for. */
const STEPS = [1, 0.1, 0.01, 0.001, 0.000_001];

/**
 * The lead with the advice followed, as far as values can be chosen for somebody: any text but some is a person's to
 * write. Of several ways the one that gives what the advice promises; all of them reach its grade.
 */
export function followed(lead: Lead, next: Next, policy: Policy, document: Document, { now }: Explanation): Lead {
  let leads: Lead[] = [lead];
  for (const step of next.changes) {
    const texts = textsFor(step, named(document.fields, step.fact));
    if (texts.length === 0) continue;
    leads = leads.flatMap((lead) => texts.map((text) => ({ ...lead, values: new Map(lead.values).set(step.fact, text) }))).slice(0, WAYS);
  }
  const keepsItsWord = (lead: Lead) => {
    const { grade, score } = policy.grade(told(lead, document).facts, { now, state: lead.state, invalid: "missing" });
    return grade === next.to && score === next.score;
  };
  return leads.find(keepsItsWord) ?? leads[0]!;
}

/** Whether there is a value for this fact that the form can be given. */
export function fillable(step: Step, document: Document): boolean {
  return textsFor(step, named(document.fields, step.fact)).length > 0;
}

/** What the form's input for this field could say, the nearest to what it says now first. */
function textsFor({ value, needs }: Step, field: Field | undefined): readonly string[] {
  if (field === undefined) return [];
  if ("oneOf" in needs) return needs.oneOf.map(String);
  if (field.type === "number") return numbersFor(needs, typeof value === "number" ? value : null, field).map(String);
  if (field.type === "boolean") return ["true", "false"];
  const forbidden = "noneOf" in needs ? needs.noneOf : [];
  return (field.values ?? []).map((one) => (typeof one === "string" ? one : one.is)).filter((one) => !forbidden.includes(one));
}

function numbersFor(needs: Needs, value: number | null, { min, max }: Field): readonly number[] {
  if ("is" in needs) return [needs.is];
  if ("oneOf" in needs || "noneOf" in needs) return [];
  const { atLeast = min ?? -Infinity, above = -Infinity, atMost = max ?? Infinity, below = Infinity } = needs;
  const fits = (number: number) => number >= atLeast && number > above && number <= atMost && number < below;
  const beyond = (edge: number, sign: 1 | -1) => STEPS.map((step) => Number((edge + sign * step).toFixed(6))).find(fits) ?? NaN;
  const low = above >= atLeast ? beyond(above, 1) : atLeast;
  const high = below <= atMost ? beyond(below, -1) : atMost;
  const near = [low, high].filter((number) => Number.isFinite(number) && fits(number));
  if (near.length === 0) return fits(0) ? [0] : []; // without any edge
  const from = value ?? 0;
  return [...new Set(near)].sort((one, other) => Math.abs(one - from) - Math.abs(other - from));
}
