/** Deciding alone: scores and grades, without the ledger and all that is told about them. */
import type { Watch, World } from './cel-evaluate.js';
import { deriveAll } from './derive.js';
import { shown } from './exact.js';
import { factsAt, type EventFact, type Facts } from './facts.js';
import { gradeOf, type GradeAnswer } from './grade.js';
import type { Maybe, Policy } from './model.js';
import { scoreOf, type ScoreAnswer } from './score.js';
import type { State } from './state.js';

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
}

export function decide({ policy, facts, now, state, watch }: Situation): Decision {
  const world: World = { policy, now, facts, derived: new Map(), scores: new Map(), grades: new Map(), contract: {}, stage: null, balances: new Map(), arithmetic: new Set(), doubts: [], watch };
  deriveAll(world);
  const scores = new Map<string, ScoreAnswer>();
  for (const score of policy.scores.values()) {
    const result = scoreOf(score, world);
    scores.set(score.name, result);
    world.scores.set(score.name, result.points === null ? undefined : shown(result.points));
  }
  const points = new Map([...scores].map(([name, score]) => [name, score.points]));
  const grades = new Map<string, GradeAnswer>();
  for (const grade of policy.grades.values()) {
    const result = gradeOf(grade, world, points, state);
    grades.set(grade.name, result);
    world.grades.set(grade.name, result.shown ?? undefined);
  }
  return { world, scores, grades };
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

/** What a fact may become: `events.KIND` takes events, everything else a value; `undefined` is missing. */
export type Given = Maybe | EventFact[];
export type Changes = ReadonlyMap<string, Given>;

export function changed(situation: Situation, changes: Changes): Situation {
  if (changes.size === 0) return situation;
  const facts: Facts = { ...situation.facts, values: new Map(situation.facts.values), events: new Map(situation.facts.events) };
  for (const [name, value] of changes) {
    if (name === 'id') facts.id = value as string | undefined;
    else if (name === 'personalised') facts.personalised = value as boolean | undefined;
    else if (name.startsWith('events.')) facts.events.set(name.slice('events.'.length), value as EventFact[] | undefined);
    else facts.values.set(name, value as Maybe);
  }
  return { ...situation, facts };
}

/** The same at another time. */
export function later(situation: Situation, now: number): Situation {
  return { ...situation, now, facts: factsAt(situation.facts, now) };
}
