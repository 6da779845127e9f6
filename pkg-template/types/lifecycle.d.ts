// What `advance` answers.

import type { Grades, Observed } from "./answers.js";
import type { State, Warning } from "./calls.js";
import type { ByName, Channel, ClassOf, FactName, HoldingGrade, Phase, Stage, TimerName, TouchName } from "./names.js";

/** The answer of `advance`: where the customer stands after this call, what moved and why, what is due. */
export interface Advanced<D = unknown> {
  /** The instant it is about: `"2026-11-01T00:00:00.000Z"`. */
  now: string;
  /** The stage after this call; `null` where the policy has no lifecycle. */
  stage: Stage<D> | null;
  /** When it was entered. */
  since: string | null;
  /** The moves of this call, in order. */
  transitions: Transition<D>[];
  /** The transitions from `stage` that did not fire, and why. */
  heldBack: HeldBack<D>[];
  /** The timers of `stage`. */
  timers: Timer<D>[];
  grades: Grades<D>;
  /** Each grade with `hold`, once a class is held. */
  held: HeldGrades<D>;
  /** In the order of the facts; `null` where nothing is known of contracts. */
  contracts: ContractStatus[] | null;
  /** What is due, what is next, and what has become of the last ones. */
  touches: Touch<D>[];
  /** Each balance by name, `null` where it is unknown. */
  balances: ByName<D, "balances", Balance | null>;
  /** Only where the policy leads in a circle: the stages of it. Nothing was moved then. */
  loop?: Stage<D>[];
  /** Only if it was asked for: the instant at which something shown changes by itself if no fact does, within ten years. */
  changesAt?: string | null;
  /** Only if it was asked for: `changesAt` is but an instant before which nothing changes. */
  changesAtIsBound?: boolean;
  /** Names of facts that were given, and set aside for want of consent. */
  withheld: FactName<D>[];
  /** What to keep beside the customer, and to hand back the next time. */
  state: State;
  warnings: Warning[];
}

/** A move from one stage to another. */
export interface Transition<D = unknown> {
  from: Stage<D>;
  to: Stage<D>;
  /** The breached timer that moved the customer, if one did. */
  timer: TimerName<D> | null;
  /** The condition, if there is one. */
  when: string | null;
  /** JSON Pointer to the transition or timer, in the policy. */
  path: string;
  /** What the condition read, by name. */
  observed: { [name: string]: Observed };
}

/** A transition that did not fire. */
export interface HeldBack<D = unknown> {
  to: Stage<D>;
  /** All that holds it back: its condition is false (`guard`) or `unknown`, or it is too early, or was made too often. */
  by: ("stay" | "cooldown" | "at_most" | "lockout" | "guard" | "unknown")[];
  /** From when time alone does not hold it back any more; `null` if time does not, or always will. */
  until: string | null;
  when: string | null;
  /** JSON Pointer to the transition, in the policy. */
  path: string;
  observed: { [name: string]: Observed };
}

/** Something that has to be done in time. */
export interface Timer<D = unknown> {
  timer: TimerName<D>;
  /** `"unknown"`: nothing is known of the events that would stop it. */
  status: "running" | "stopped" | "breached" | "unknown";
  ends: string;
  stoppedAt: string | null;
}

/** Each grade with `hold`, once a class is held. */
export type HeldGrades<D = unknown> = D extends { readonly grades: infer G }
  ? string extends keyof G
    ? { [grade: string]: HeldGrade | undefined }
    : { [K in HoldingGrade<D> & keyof G]?: HeldGrade<ClassOf<G[K]>> }
  : { [grade: string]: HeldGrade | undefined };

/** A class that is held for a time. */
export interface HeldGrade<C extends string = string> {
  /** The class held after this call, whatever override or manual grade is shown. */
  grade: C;
  /** The class that is earned now; `null` if it is unknown. */
  earned: C | null;
  confirmed: string;
  /** Before this it does not fall. */
  validUntil: string;
  /** From this on it falls, unless it is earned again. */
  graceUntil: string;
  /** It is not earned any more, and has not fallen yet. */
  inGrace: boolean;
  /** What confirms this class, and what reaches the one before it (`null` if there is none). */
  next: { keep: ClassNeeds<C>; rise: ClassNeeds<C> | null };
}

/** What a class asks for: a condition, or a score. */
export interface ClassNeeds<C extends string = string> {
  grade: C;
  /** The condition, where the grade has conditions. */
  when: string | null;
  observed: { [name: string]: Observed };
  /** The score to reach, where the grade has bands. */
  atLeast: number | null;
  score: number | null;
  /** `null` if it is unknown. */
  met: boolean | null;
}

/** A contract as it stands. */
export interface ContractStatus {
  id: string;
  product: string;
  phase: Phase;
  /** Dates, `YYYY-MM-DD`; `ends` as moved on by `auto_renew`, `null` if it runs on. */
  starts: string;
  ends: string | null;
  /** Calendar days to its last, 0 on that day. */
  daysLeft: number | null;
  value: number | null;
  /** The score that the policy calls the contract's risk. */
  risk: number | null;
  /** Whether the customer could take more. */
  upgrade: boolean | null;
}

/** Something that should happen, or should have. */
export interface Touch<D = unknown> {
  touch: TouchName<D>;
  /** What it is about: a contract, a date, an entry into a stage. Hand both back in the event that says it was made. */
  of: string;
  status: "upcoming" | "due" | "done" | "missed" | "superseded";
  opens: string;
  closes: string;
  /** Of a due touch, the first of its channels that may be taken now. */
  channel: Channel<D> | null;
}

/** Points that are left. */
export interface Balance {
  balance: number;
  /** What of it expires, soonest first. */
  expiring: { at: string; amount: number }[];
}
