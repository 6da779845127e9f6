/** Deciding alone: scores and grades, and on request where the customer stands, without the ledger and all that is told about them. */
import { balanceOf, type BalanceAnswer } from './balances.js';
import type { Watch, World } from './cel-evaluate.js';
import { answered, partsOfContract, spokenOf, standings, type ContractAnswer, type Standing } from './contracts.js';
import { deriveAll } from './derive.js';
import { shown } from './exact.js';
import { factsAt, type EventFact, type Facts } from './facts.js';
import type { ContractFact } from './facts-contracts.js';
import { gradeOf, type GradeAnswer } from './grade.js';
import { live, type LifecycleAnswer } from './lifecycle.js';
import type { Maybe, Policy } from './model.js';
import { scoreOf, type ScoreAnswer } from './score.js';
import type { State } from './state.js';
import { touchesOf, type TouchAnswer } from './touches.js';

/** Everything that an answer depends on. */
export interface Situation {
  policy: Policy;
  facts: Facts;
  now: number;
  state: State;
  watch?: Watch | undefined;
}

export interface Decision {
  world: World;
  scores: Map<string, ScoreAnswer>;
  grades: Map<string, GradeAnswer>;
  /** `undefined` where the contracts are missing. */
  standings: Standing[] | undefined;
}

/** Scores and grades, which is all that the missing facts are tried for. */
export function decide({ policy, facts, now, state, watch }: Situation): Decision {
  const world: World = { policy, now, facts, derived: new Map(), scores: new Map(), grades: new Map(), contract: {}, stage: state.stage, balances: new Map(), arithmetic: new Set(), doubts: [], watch };
  deriveAll(world);
  const all = standings(world);
  const speaksOf = spokenOf(all ?? []);
  world.contract = partsOfContract(speaksOf, world);
  const scores = new Map<string, ScoreAnswer>();
  for (const score of policy.scores.values()) {
    const result = scoreOf(score, world);
    scores.set(score.name, result);
    world.scores.set(score.name, result.points === null ? undefined : shown(result.points));
  }
  world.contract = partsOfContract(speaksOf, world); // with its risk
  const points = new Map([...scores].map(([name, score]) => [name, score.points]));
  const grades = new Map<string, GradeAnswer>();
  for (const grade of policy.grades.values()) {
    const result = gradeOf(grade, world, points, state);
    grades.set(grade.name, result);
    world.grades.set(grade.name, result.shown ?? undefined);
  }
  return { world, scores, grades, standings: all };
}

/** Where the customer stands as well. */
export interface Whole extends Decision {
  contracts: ContractAnswer[] | null;
  lifecycle: LifecycleAnswer | null;
  balances: Map<string, BalanceAnswer | null>;
  touches: TouchAnswer[];
}

export function decideAll(situation: Situation): Whole {
  const { policy, state } = situation;
  const decision = decide(situation);
  const { world } = decision;
  const contracts = decision.standings ? answered(decision.standings, world) : null;
  const lifecycle = policy.lifecycle && live(policy.lifecycle, world, state.stage);
  const balances = new Map<string, BalanceAnswer | null>();
  for (const balance of policy.balances.values()) {
    const result = balanceOf(balance, world);
    balances.set(balance.name, result);
    world.balances.set(balance.name, result ? shown(result.balance) : undefined);
  }
  return { ...decision, contracts, lifecycle, balances, touches: touchesOf(world, decision.standings, lifecycle?.stage ?? null) };
}

/** The score that `score` of an answer tells: the one that the first grade bands, else the first declared. */
export function headline(policy: Policy): string | undefined {
  const [first] = policy.grades.values();
  return first?.how.is === 'bands' ? first.how.score : [...policy.scores.keys()][0];
}

/** The headline score in thousandths, a missing one as the bottom of its cap; 0 without scores. */
export function headlinePoints(policy: Policy, decision: Decision): bigint {
  const name = headline(policy);
  if (name === undefined) return 0n;
  return decision.scores.get(name)!.points ?? policy.scores.get(name)!.cap.low;
}

/** What a fact may become: `events.KIND` takes events, `contracts` contracts, everything else a value; `undefined` is missing. */
export type Given = Maybe | EventFact[] | ContractFact[];
export type Changes = ReadonlyMap<string, Given>;

export function changed(situation: Situation, changes: Changes): Situation {
  if (changes.size === 0) return situation;
  const facts: Facts = { ...situation.facts, values: new Map(situation.facts.values), events: new Map(situation.facts.events) };
  for (const [name, value] of changes) {
    if (name === 'id') facts.id = value as string | undefined;
    else if (name === 'personalised') facts.personalised = value as boolean | undefined;
    else if (name === 'contracts') facts.contracts = value as ContractFact[] | undefined;
    else if (name.startsWith('events.')) facts.events.set(name.slice('events.'.length), value as EventFact[] | undefined);
    else facts.values.set(name, value as Maybe);
  }
  return { ...situation, facts };
}

/** The same at another time. */
export function later(situation: Situation, now: number): Situation {
  return { ...situation, now, facts: factsAt(situation.facts, now) };
}
