// A policy as its author writes it, and what changes of one are.

/**
 * A policy as an object, as far as types need to know it. `gradus/policy.schema.json` describes
 * all of it, so that an editor completes and checks a `.json` file.
 */
export interface PolicySource {
  /** The schema's URL, for editors. */
  readonly $schema?: string;
  /** The version of the format: `1`. */
  readonly gradus: number;
  /** An identifier; it may contain `-`. States carry it. */
  readonly name?: string;
  readonly version?: string;
  readonly label?: Text;
  readonly note?: Text;
  /** Offset, first day of the week, and which days are worked. */
  readonly time?: { readonly utc_offset?: string; readonly week_starts?: string; readonly holidays?: readonly string[]; readonly make_up?: readonly string[] };
  /** Festivals and other days that touches count from, each with its dates. */
  readonly calendar?: { readonly [name: string]: readonly string[] | undefined };
  /** What a caller may tell about a customer. */
  readonly fields?: { readonly [name: string]: FieldSource };
  /** Names of facts that nothing may read. */
  readonly protected?: readonly string[];
  /** Kinds of things that happened, each with its attributes and their types. */
  readonly events?: { readonly [kind: string]: { readonly [attribute: string]: string | undefined } | undefined };
  readonly derive?: object;
  readonly scores?: object;
  readonly grades?: object;
  /** Stages, and how one leads to another. */
  readonly lifecycle?: object;
  /** Phases of contracts. */
  readonly contracts?: object;
  /** Points that are earned, spent, and expire. */
  readonly balances?: object;
  /** How customers are reached. */
  readonly channels?: object;
  /** What should happen, and when. */
  readonly touches?: readonly unknown[];
  readonly tests?: readonly unknown[];
}

/** A text for people: one, or one for each language (`{ en: "Fit", zh: "匹配度" }`). */
export type Text = string | { readonly [language: string]: string | undefined };

/** What a policy says of one field. */
export interface FieldSource {
  /** `number`, `string`, `boolean`, `date`, `timestamp`, `level` or `list`. */
  readonly type: string;
  /** The values that a string or level may take; of a level, lowest first. */
  readonly values?: readonly (string | { readonly is: string; readonly also?: readonly string[]; readonly label?: Text; readonly note?: Text })[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly default?: unknown;
  /** Nobody can change it: advice leaves it alone. */
  readonly given?: boolean;
  /** It appears in no output. */
  readonly personal?: boolean;
  /** The consent that it needs. */
  readonly purpose?: string;
  /** Other names of its column. */
  readonly also?: readonly string[];
  readonly label?: Text;
  readonly note?: Text;
}

/**
 * Changes of a policy: a merge patch. Objects are merged key by key, `null` removes, everything
 * else replaces. Arrays of objects that have an `id`, `name`, `grade`, `stage`, `timer` or `touch`
 * are patched by an object whose keys are those: `{ rules: { industry: { points: { saas: 70 } } } }`.
 */
export interface PolicyChanges {
  readonly gradus?: number;
  readonly [key: string]: unknown;
}

/** A policy's literal type with changes. */
export type Changed<D, P> = D extends { readonly gradus: number } ? (string extends keyof P ? unknown : ChangedValue<D, P>) : unknown;

type ChangedValue<T, P> = P extends readonly unknown[]
  ? P
  : P extends object
    ? T extends readonly unknown[]
      ? { readonly [I in keyof T]: ChangedElement<T[I], P> }
      : T extends object
        ? ChangedObject<T, P>
        : P
    : P;

type ChangedObject<T, P> = Flat<
  { readonly [K in keyof T as K extends keyof P ? (P[K] extends null ? never : K) : K]: K extends keyof P ? ChangedValue<T[K], P[K]> : T[K] } & {
    readonly [K in Exclude<keyof P, keyof T>]: P[K];
  }
>;

/** An element of an array by the first key that can name it; one that is removed is `never`. */
type ChangedElement<E, P> = NamingOf<E> extends infer N extends keyof P ? (P[N] extends null ? never : ChangedValue<E, P[N]>) : E;

type NamingOf<E> = E extends { readonly id: infer N }
  ? N
  : E extends { readonly name: infer N }
    ? N
    : E extends { readonly grade: infer N }
      ? N
      : E extends { readonly stage: infer N }
        ? N
        : E extends { readonly timer: infer N }
          ? N
          : E extends { readonly touch: infer N }
            ? N
            : never;

/** An intersection as one object type. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** A change between two policies. */
export interface Change {
  /**
   * JSON Pointer, elements of arrays by name: `/scores/fit/groups/need/rules/industry/points/saas`; transitions,
   * which have none, by their place in this policy (of one that is added, in the other).
   */
  path: string;
  /** `"moved"`: it has another place among those in both, where order means something. */
  change: "added" | "removed" | "changed" | "moved";
  /** A line for people: "points for `saas` of rule `industry` in group `need` of score `fit`: 60 → 70". */
  words: string;
  /** The value before, or `null` if there was none; of what moved, the name of what it came after. */
  from: unknown;
  /** The value after, or `null` if there is none; of what moved, the name of what it comes after now. */
  to: unknown;
}
