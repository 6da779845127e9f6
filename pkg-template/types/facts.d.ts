// What may be told about a customer, as a policy's literal says.

import type { Channel, TouchName } from "./names.js";
import type { Flat } from "./policy.js";

/** A moment: ISO 8601 text, a `Date`, or milliseconds since 1970. Text without an offset is read in the policy's own. */
export type Instant = string | number | Date;

type NameOf<V> = V extends string
  ? V
  : V extends { readonly is: infer I extends string }
    ? I | (V extends { readonly also: readonly (infer A extends string)[] } ? A : never)
    : never;

type ValuesOf<F> = F extends { readonly values: readonly (infer V)[] } ? NameOf<V> : string;

type ValueOf<T, F> = T extends "number"
  ? number
  : T extends "boolean"
    ? boolean
    : T extends "date" | "timestamp"
      ? Instant
      : T extends "list"
        ? readonly string[]
        : T extends "string" | "level"
          ? ValuesOf<F>
          : unknown;

type FieldValue<F> = F extends { readonly type: infer T extends string } ? (string extends T ? unknown : ValueOf<T, F>) : unknown;

type AttributeValue<T> = T extends `${infer Base}?` ? ValueOf<Base, {}> : ValueOf<T, {}>;

type Event<A> = Flat<
  { readonly at: Instant } & {
    readonly [K in keyof A as A[K] extends `${string}?` ? never : K]: AttributeValue<A[K]>;
  } & {
    readonly [K in keyof A as A[K] extends `${string}?` ? K : never]?: AttributeValue<A[K]> | null | undefined;
  }
>;

type Declared<D> = D extends { readonly events: infer E }
  ? string extends keyof E
    ? { readonly [kind: string]: readonly object[] | null | undefined }
    : { readonly [K in keyof E]?: readonly Event<E[K]>[] | null | undefined }
  : {};

type Touched<D> = D extends { readonly touches: unknown }
  ? {
      /** How the customer was reached: what the caller writes down when a touch was made. */
      readonly touch?: readonly TouchEvent<D>[] | null | undefined;
    }
  : {};

type Events<D> = Flat<Declared<D> & Touched<D>>;

/** A touch that was made. */
export interface TouchEvent<D = unknown> {
  readonly at: Instant;
  /** The `touch` of the answer that it follows. A policy may have had others once. */
  readonly touch: TouchName<D> | (string & {});
  /** The `of` of the answer that it follows. */
  readonly of: string;
  readonly channel?: Channel<D> | (string & {}) | null | undefined;
  /** What came of it, such as one of the touch's `ends_on`. */
  readonly outcome?: string | null | undefined;
}

/** A contract of a customer. */
export interface Contract {
  readonly id: string;
  readonly product: string;
  readonly starts: Instant;
  /** The last day. Absent: it runs on. */
  readonly ends?: Instant | null | undefined;
  readonly value?: number | null | undefined;
  /** At its end it goes on by `term`. */
  readonly auto_renew?: boolean | null | undefined;
  /** A duration in `d`, `w`, `mo` or `y`: `"1y"`. */
  readonly term?: string | null | undefined;
  /** The `id` of the contract that follows it. */
  readonly successor?: string | null | undefined;
  readonly kind?: string | null | undefined;
}

/**
 * What may be told about a customer, by a policy's `fields` and `events`: everything may be
 * absent or `null`, which is missing. A policy that the compiler sees only as text or JSON
 * takes any names.
 */
export type Facts<D = unknown> = D extends { readonly fields: infer F }
  ? string extends keyof F
    ? AnyFacts
    : Flat<KnownFacts<D> & { readonly [K in keyof F]?: FieldValue<F[K]> | null | undefined }>
  : D extends { readonly gradus: 1 }
    ? Flat<KnownFacts<D>>
    : AnyFacts;

interface AnyFacts {
  readonly [name: string]: unknown;
}

interface KnownFacts<D> {
  /** The customer's own id. */
  readonly id?: string | null | undefined;
  /** What happened, by kind. Absent: nothing is known of events. A kind that is absent has not happened; one that is `null` is unknown. */
  readonly events?: Events<D> | null | undefined;
  /** All contracts, past ones too. Absent: nothing is known of contracts. */
  readonly contracts?: readonly Contract[] | null | undefined;
  /** The purposes that the customer agreed to. Absent: none. */
  readonly consent?: readonly string[] | null | undefined;
  /** Whether the customer agrees to be treated individually. */
  readonly personalised?: boolean | null | undefined;
}
