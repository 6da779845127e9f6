// What is said beside the facts, the state that goes from call to call, and what goes wrong.

import type { Facts, Instant } from "./facts.js";

/** What may be said beside the facts. */
export interface Options {
  /**
   * The instant that the answer is about. Default: the host's clock. As text with an offset:
   * `"2026-11-01T08:00:00Z"`.
   */
  readonly now?: Instant | undefined;
  /** What an earlier `advance` or `explain` returned as `state` for this customer, to be kept by the caller. */
  readonly state?: State | null | undefined;
  /** Names that the policy does not declare are errors. Default: they are ignored. */
  readonly strict?: boolean | undefined;
  /** Facts that are not valid are taken as missing, with a warning each. Default: they throw. */
  readonly invalid?: "missing" | undefined;
}

/** What may be said beside the facts of `explain`. */
export interface ExplainOptions extends Options {
  /**
   * Adds a receipt by which the decision can be replayed and verified. Give a secret wherever
   * facts are personal: without one, anybody can try likely facts against a receipt.
   */
  readonly receipt?: boolean | { readonly secret: string } | undefined;
}

/** What may be said beside the facts of `advance`. */
export interface AdvanceOptions extends Options {
  /** Also finds out when something shown changes by itself, which costs several decisions. */
  readonly changesAt?: boolean | undefined;
}

/** What the caller keeps beside a customer. Only `v` must be there. */
export interface State {
  readonly v: number;
  /** The name of the policy that wrote it. */
  readonly policy?: string;
  /** Rises by one whenever `held` or `stage` changes. */
  readonly revision?: number;
  /** Where the customer stands. */
  readonly stage?: StageState;
  /** The classes that the rules gave the last time. */
  readonly held?: { readonly [grade: string]: string | HeldClass };
  /** Grades that a person gave; they go before the rules. */
  readonly manual?: { readonly [grade: string]: ManualGrade };
}

/** Where a customer stands, and has been. */
export interface StageState {
  readonly name: string;
  /** When it was entered. */
  readonly since: Instant;
  /** Who works on the customer there. */
  readonly owner?: string;
  /** Every stage ever entered: when last, and how often. */
  readonly entered?: { readonly [stage: string]: { readonly last: Instant; readonly count: number } };
  /** Who was moved out of what, and may not have it again yet. */
  readonly left?: readonly { readonly stage: string; readonly owner: string; readonly at: Instant }[];
}

/** A class that is held for a time. */
export interface HeldClass {
  readonly grade: string;
  readonly confirmed: Instant;
}

/** A grade that a person gave. */
export interface ManualGrade {
  readonly grade: string;
  /** Without it, for good. */
  readonly until?: Instant;
  readonly by?: string;
  readonly why?: string;
}

/**
 * By this anybody who has the policy, the facts and the state can replay a decision. Each hash
 * is HMAC-SHA256 in hexadecimal digits.
 */
export interface Receipt {
  v: 1;
  /** The version of gradus that decided. */
  engine: string;
  /** The policy's name. */
  policy: string;
  /** The policy's version, if it says one. */
  version: string | null;
  /** The policy's `fingerprint`. */
  fingerprint: string;
  now: string;
  strict: boolean;
  invalid: "error" | "missing";
  /** Hash of the facts that the policy reads, as it reads them. */
  facts: string;
  /** Hash of the state that came in. */
  state: string;
  tally: null;
  /** Hash of the answer without its receipt. */
  answer: string;
  /** Hash of this receipt without its seal. */
  seal: string;
}

/** What a receipt is held against. */
export interface Evidence<D = unknown> {
  readonly facts: Facts<D>;
  /** The state that came in, if there was one. */
  readonly state?: State | null | undefined;
  readonly tally?: null | undefined;
  /** The secret that the receipt was made with. */
  readonly secret?: string | undefined;
}

/** Whether a receipt holds; if not, what is not as it was. */
export type Verdict =
  | { ok: true }
  | { ok: false; differs: ("receipt" | "engine" | "policy" | "facts" | "state" | "tally" | "answer")[] };

/** Something about an answer that the caller may want to know, and log. */
export interface Warning {
  code: string;
  path: string;
  message: string;
}

/** Something wrong with a policy, with facts or with a state. */
export interface Problem {
  severity: "error" | "warning";
  /** A stable name, listed in the policy reference. */
  code: string;
  /** JSON Pointer to the place. */
  path: string;
  /** The place in a policy's text, from 1; `null` for facts and states. */
  line: number | null;
  /** In UTF-16 code units, from 1. */
  column: number | null;
  message: string;
  help: string | null;
}

/** What `policy.test()` found. */
export interface TestResults {
  passed: number;
  failed: number;
  /** In the policy's order. */
  tests: { name: string; passed: boolean; problem: Problem | null }[];
}

/** Bytes of Wasm memory. */
export interface MemoryUsage {
  /** Of the memory that all policies of this process share. It never shrinks. */
  instance: number;
  /** Held by this policy. */
  policy: number;
}
