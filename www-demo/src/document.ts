// What the page reads of a policy's document, to draw a form from it and to call things by their labels.

import type { Policy } from "gradus";

/** A text for people, or one for each language. */
export type Text = string | { readonly [language: string]: string };

export type Type = "number" | "string" | "boolean" | "date" | "timestamp" | "level" | "list";

interface Labelled {
  readonly label?: Text;
  readonly note?: Text;
}

export interface Choice extends Labelled {
  readonly is: string;
}

export interface Field extends Labelled {
  readonly type: Type;
  readonly values?: readonly (string | Choice)[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly default?: unknown;
  readonly personal?: boolean;
  readonly purpose?: string;
}

export interface Rule extends Labelled {
  readonly id: string;
}

export interface Group extends Labelled {
  readonly weight?: number;
  readonly cap?: readonly [number, number];
  readonly rules: readonly Rule[];
}

export interface Score extends Labelled {
  readonly combine?: "sum" | "weighted";
  readonly cap?: readonly [number, number];
  readonly groups: Named<Group>;
}

/** A class of a grade, where it is declared. */
export interface Class extends Labelled {
  readonly grade: string;
  readonly from?: number;
  readonly keep?: number;
  readonly when?: string;
}

export interface Grade extends Labelled {
  readonly of?: string;
  readonly bands?: readonly Class[];
  readonly first?: readonly Class[];
  readonly also?: readonly Class[];
  readonly overrides?: readonly Class[];
  readonly matrix?: { readonly rows: string; readonly columns: string; readonly grades: readonly (readonly string[])[] };
}

export interface Stage extends Labelled {
  readonly stage: string;
  readonly timers?: readonly (Labelled & { readonly timer: string })[];
}

export interface Lifecycle {
  readonly stages: readonly Stage[];
}

export interface Touch extends Labelled {
  readonly touch: string;
  readonly channels?: readonly string[];
}

export interface Channel extends Labelled {
  readonly consent?: string;
}

export interface Named<Value> {
  readonly [name: string]: Value;
}

export interface Document extends Labelled {
  readonly name: string;
  readonly version?: string;
  readonly time?: { readonly utc_offset?: string };
  readonly fields: Named<Field>;
  readonly protected: readonly string[];
  readonly events: Named<Named<string>>;
  readonly derive: Named<Labelled>;
  readonly scores: Named<Score>;
  readonly grades: Named<Grade>;
  readonly lifecycle?: Lifecycle;
  readonly contracts?: object;
  readonly balances: Named<Labelled>;
  readonly channels: Named<Channel>;
  readonly touches: readonly Touch[];
}

const NOTHING = { fields: {}, protected: [], events: {}, derive: {}, scores: {}, grades: {}, balances: {}, channels: {}, touches: [] };

/** The document of a policy that has compiled, so that everything in it is what it should be. */
export function documentOf(policy: Policy): Document {
  return { name: policy.name, ...NOTHING, ...(policy.document as object) };
}

/** A named thing, if it is declared: `constructor` may be a name, and every object has one. */
export function named<Value>(things: Named<Value> | undefined, name: string): Value | undefined {
  return things && Object.hasOwn(things, name) ? things[name] : undefined;
}

/** What a JSON Pointer points to. */
export function pointed(document: Document, path: string): unknown {
  let at: unknown = document;
  for (const part of path.split("/").slice(1)) {
    if (typeof at !== "object" || at === null) return undefined;
    at = named(at as Named<unknown>, part.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return at;
}

export function capOf({ cap = [0, 100] }: { readonly cap?: readonly [number, number] }): readonly [number, number] {
  return cap;
}

/** The score that a grade of bands is made of. */
export function scoreOf(document: Document, grade: string): string | undefined {
  return named(document.grades, grade)?.of?.replace("score.", "");
}

/** The score of an answer: the one that the first grade bands, else the first that is declared. */
export function mainScore(document: Document): string | undefined {
  const [grade] = Object.keys(document.grades);
  return (grade === undefined ? undefined : scoreOf(document, grade)) ?? Object.keys(document.scores)[0];
}

/** The offset that dates and times without one are read in. */
export function offsetOf(document: Document): string {
  return document.time?.utc_offset ?? "+00:00";
}

/** Whether the policy says where a customer stands, and what is due. */
export function isLifelong({ lifecycle, balances, touches }: Document): boolean {
  return lifecycle !== undefined || touches.length > 0 || Object.keys(balances).length > 0;
}

/** The purposes that fields and channels need consent for, each with those fields' names. */
export function purposesOf(document: Document): Map<string, string[]> {
  const purposes = new Map<string, string[]>();
  for (const [name, { purpose }] of Object.entries(document.fields)) {
    if (purpose !== undefined) purposes.set(purpose, [...(purposes.get(purpose) ?? []), name]);
  }
  for (const { consent } of Object.values(document.channels)) if (consent !== undefined && !purposes.has(consent)) purposes.set(consent, []);
  return purposes;
}

/** Whether anything in the policy computes with this fact, which no field declares. */
export function reads(document: Document, fact: "id" | "personalised"): boolean {
  const { derive, scores, grades, lifecycle, contracts, balances, touches } = document;
  return new RegExp(`"(when|value|for|retain|upgrade)":"([^"\\\\]|\\\\.)*\\b${fact}\\b`).test(JSON.stringify({ derive, scores, grades, lifecycle, contracts, balances, touches }));
}

/** A grade's classes, best first as far as the policy says. Those beside the scale (`also`) have no rank. */
export function ranked({ bands, first, matrix }: Grade): string[] {
  if (matrix) return [...new Set(matrix.grades.flat())];
  return (bands ?? first ?? []).map(({ grade }) => grade);
}
