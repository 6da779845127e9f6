// The names that a policy's literal declares, as unions. A policy that the compiler sees only as
// text or JSON has any names: then each of these is `string`.

/** The names in a section that is an object: fields, kinds of events, scores, balances, channels. */
export type NamesIn<D, Section extends string> = D extends { readonly [K in Section]: infer Named } ? keyof Named & string : never;

/** Each of a section's names with such a value. */
export type ByName<D, Section extends string, Value> =
  NamesIn<D, Section> extends infer N extends string ? ([N] extends [never] ? { [name: string]: Value } : { [K in N]: Value }) : never;

type ClassesIn<List> = List extends readonly (infer One)[] ? (One extends { readonly grade: infer C extends string } ? C : never) : never;

/** The classes of one grade, given as the policy has it. */
export type ClassOf<G> =
  | (G extends { readonly bands: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly first: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly also: infer List } ? ClassesIn<List> : never)
  | (G extends { readonly matrix: { readonly grades: readonly (readonly (infer C extends string)[])[] } } ? C : never);

/** The classes of a policy's grades: of all together, or of one by name. */
export type Class<D = unknown, Name extends string = string> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? string
    : string extends Name
      ? { [K in keyof G]: ClassOf<G[K]> }[keyof G]
      : Name extends keyof G
        ? ClassOf<G[Name]>
        : never
  : string;

/** Names, or `string` where there are none to know. */
type Known<N> = [N] extends [never] ? string : N;

type StagesOf<D> = D extends { readonly lifecycle: { readonly stages: readonly (infer S)[] } } ? S : never;

/** The stages of a policy's lifecycle. */
export type Stage<D = unknown> = Known<StagesOf<D> extends infer S ? (S extends { readonly stage: infer N extends string } ? N : never) : never>;

/** The timers of all stages, or of one. */
export type TimerName<D = unknown, In extends string = string> = Known<
  StagesOf<D> extends infer S
    ? S extends { readonly stage: infer N; readonly timers: readonly (infer T)[] }
      ? N extends In
        ? T extends { readonly timer: infer N extends string }
          ? N
          : never
        : never
      : never
    : never
>;

/** The touches of a policy. */
export type TouchName<D = unknown> = Known<
  D extends { readonly touches: readonly (infer T)[] } ? (T extends { readonly touch: infer N extends string } ? N : never) : never
>;

/** The channels of a policy. */
export type Channel<D = unknown> = Known<NamesIn<D, "channels">>;

/** The phases that a contract goes through. */
export type Phase = "running" | "upcoming" | "due" | "grace" | "lapsed" | "renewed" | "switched" | "upgraded" | "won_back";

/** Grades that hold their class for a time. */
export type HoldingGrade<D> = D extends { readonly grades: infer G } ? { [K in keyof G]: G[K] extends { readonly hold: unknown } ? K : never }[keyof G] & string : string;

/** What a fact may be called in answers: a field's name, `id`, `personalised`, `contracts`, or `events.KIND`. */
export type FactName<D = unknown> = D extends { readonly fields: infer F }
  ? string extends keyof F
    ? string
    :
        | (keyof F & string)
        | "id"
        | "personalised"
        | `events.${NamesIn<D, "events">}`
        | (D extends { readonly contracts: unknown } ? "contracts" : never)
        | (D extends { readonly touches: unknown } ? "events.touch" : never)
  : string;
