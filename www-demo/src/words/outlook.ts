// What is still open, and what would change it, in words.

import type { Explanation, Needs, Range } from "gradus";
import type { Field } from "../document";
import { offsetOf } from "../document";
import { DAY, shifted } from "../time";
import { TAG } from "./language";
import type { Words } from "./names";

/** The classes that a grade may still be, best first; `null`: it may also stay unknown, and gradus does not say which. */
export function possibleOf({ possible }: Explanation, grade: string): readonly string[] | null {
  const classes: readonly (string | null)[] | null = possible[grade] ?? null;
  return classes?.every((one): one is string => one !== null) ? classes : null;
}

export function isSettled({ low, high, mayBeMissing }: Range): boolean {
  return low === high && !mayBeMissing;
}

/** `67.5–92` */
export function spanText({ low, high }: Range, words: Words): string {
  return low === high ? words.number(low) : words.say.range.span(words.number(low), words.number(high));
}

/** How far the ends of a range are to be relied on. */
export function surenessText(range: Range, { say }: Words): string {
  const { settled, exact, bound, orNone } = say.range;
  if (isSettled(range)) return settled;
  const ends = range.exact ? exact : bound;
  return range.mayBeMissing ? orNone(ends) : ends;
}

/** What advice asks of a fact: `at least 20,000 CNY`. */
export function needsText(needs: Needs, field: Field | undefined, words: Words): string {
  const { needs: say } = words.say;
  const value = (one: number | string | boolean) => words.value(field, one);
  if ("is" in needs) return value(needs.is);
  if ("oneOf" in needs) return new Intl.ListFormat(formatTag(words), { type: "disjunction" }).format(needs.oneOf.map(value));
  if ("noneOf" in needs) return needs.noneOf.length === 0 ? say.any : say.noneOf(words.list(needs.noneOf.map(value)));
  const { atLeast, above, atMost, below } = needs;
  const edges = [
    atLeast !== undefined && say.atLeast(value(atLeast)),
    above !== undefined && say.above(value(above)),
    atMost !== undefined && say.atMost(value(atMost)),
    below !== undefined && say.below(value(below)),
  ].filter((edge) => edge !== false);
  return edges.length === 0 ? say.any : edges.join(say.and);
}

/** A moment in the policy's offset: `21 Nov 2026, 00:00`. */
export function momentText(moment: string, words: Words): string {
  const at = shifted(Date.parse(moment), offsetOf(words.document));
  return new Intl.DateTimeFormat(formatTag(words), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(at);
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [["year", 365.2425 * DAY], ["month", 30.436875 * DAY], ["day", DAY], ["hour", DAY / 24], ["minute", DAY / 1440]];

/** How long it is from one moment to a later one: `in 18 days`. Of a unit there are at least two, so that "in 1 month" is not said of six weeks. */
export function distanceText(from: string, to: string, { language }: Words): string {
  const span = Date.parse(to) - Date.parse(from);
  const [unit, length] = UNITS.find(([, length]) => span >= 2 * length) ?? ["minute", DAY / 1440];
  return new Intl.RelativeTimeFormat(TAG[language], { numeric: "always" }).format(Math.max(1, Math.round(span / length)), unit);
}

/** Dates that no reader takes for another day: 2 Nov, not 11/2. */
function formatTag({ language }: Words): string {
  return language === "en" ? "en-GB" : TAG[language];
}
