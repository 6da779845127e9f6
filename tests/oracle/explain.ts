/**
 * The answer of section 10 of the reference, but for what says how it might turn out (`range`, `possible`, `next`, `changesAt`,
 * what a missing fact moves and settles): those need not be one thing exactly, and are checked in claims.ts.
 */
import { advancedOf, type Advanced } from './advance.js';
import { decideAll, headline, type Situation, type Whole } from './decide.js';
import { shown } from './exact.js';
import { readFacts } from './facts.js';
import type { GradeAnswer } from './grade.js';
import type { World } from './cel-evaluate.js';
import { allOpen, inOrder } from './open.js';
import type { Policy } from './model.js';
import { compile } from './policy.js';
import { distinct, step } from './problems.js';
import { coverageOf, ledgerOf, type Line } from './score.js';
import { writeState, type Remembered, type StateDocument } from './state-next.js';
import { readState, stateWarnings, type State } from './state.js';
import { formatInstant } from './time.js';
import { isObject, readInstant } from './value.js';

export interface Options {
  now: unknown;
  state?: unknown;
  strict?: boolean;
  invalid?: 'missing' | 'error' | undefined;
}

export interface Answer {
  now: string;
  grade: string | null;
  score: number | null;
  grades: Record<string, string | null>;
  scores: Record<string, number | null>;
  decidedBy: Record<string, GradeAnswer['decidedBy']>;
  ledger: Record<string, Line[]>;
  coverage: Record<string, number | null>;
  missing: { fact: string; withheld: boolean }[];
  withheld: string[];
  state: StateDocument;
  /** Without messages: those are the library's own words. */
  warnings: { code: string; path: string }[];
}

export type Result =
  | { answer: Answer; /** What `advance` answers to the same call. */ advanced: Advanced; situation: Situation; doubts: string[] }
  | { error: 'facts' | 'state' | 'option'; problems: { code: string; path: string }[]; doubts: string[] };

export function explain(policyText: string, facts: unknown, options: Options): Result {
  const { policy, problems } = compile(policyText);
  if (problems.found.length > 0) throw new Error('a policy with problems answers nothing');
  return answer(policy, facts, options);
}

export function answer(policy: Policy, rawFacts: unknown, options: Options): Result {
  const now = readNow(options.now);
  if (now === null) return { error: 'option', problems: [{ code: 'option', path: 'now' }], doubts: [] };

  const { state, problems: stateProblems } = readState(policy, options.state);
  const facts = readFacts(policy, rawFacts, now, options.strict ?? false);
  const factsProblems = [...(options.invalid === 'missing' ? [] : facts.problems), ...facts.fatal, ...facts.unknown];
  const doubts: string[] = [];
  if (!isObject(rawFacts)) return { error: 'facts', problems: told(factsProblems), doubts };
  if (stateProblems.length > 0) return { error: 'state', problems: told(stateProblems), doubts };
  if (factsProblems.length > 0) return { error: 'facts', problems: told(factsProblems), doubts };

  const situation: Situation = { policy, facts, now, state };
  const whole = decideAll(situation);
  const { world, scores, grades } = whole;
  const rest = { withheld: facts.withheld, state: nextState(situation, whole), warnings: warnings(whole, options, state) };
  const numbers = mapped(scores, (score) => (score.points === null ? null : shown(score.points)));
  const [first] = policy.grades.values();
  const score = headline(policy);
  return {
    answer: {
      now: formatInstant(now),
      grade: first ? grades.get(first.name)!.shown : null,
      score: score === undefined ? null : numbers[score]!,
      grades: mapped(grades, (grade) => grade.shown),
      scores: numbers,
      decidedBy: mapped(grades, (grade) => grade.decidedBy),
      ledger: mapped(scores, (score) => ledgerOf(score, world)),
      coverage: mapped(scores, coverageOf),
      missing: missing(world, state),
      ...rest,
    },
    advanced: advancedOf(whole, rest),
    situation,
    doubts: world.doubts,
  };
}

/** Milliseconds, or a text that says its offset. */
function readNow(now: unknown): number | null {
  if (typeof now === 'string' && !/:.*(Z|[+-][0-9]{2}:[0-9]{2})$/.test(now)) return null;
  const ms = readInstant(now, 0);
  return typeof ms === 'number' ? ms : null;
}

function mapped<A, B>(map: Map<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}

/** The first 100, then one `more_problems`; as a set. */
function told(problems: { code: string; path: string }[]): { code: string; path: string }[] {
  const first = problems.slice(0, 100);
  if (problems.length > 100) first.push({ code: 'more_problems', path: '' });
  return distinct(first);
}

// Missing facts

/** Missing facts that anything open reads. How far each moves the answer and whether it settles it is checked elsewhere. */
function missing(world: World, state: State): Answer['missing'] {
  const names = inOrder(allOpen(world, state).flatMap((open) => open.facts), world.policy);
  return names.map((fact) => ({ fact, withheld: world.facts.withheld.includes(fact) }));
}

// The next state

function nextState({ policy, state }: Situation, { grades, lifecycle }: Whole): Answer['state'] {
  const held = new Map<string, Remembered>();
  for (const [name, { remembered }] of grades) if (remembered) held.set(name, remembered);
  return writeState(policy, state, { stage: lifecycle?.stage ?? null, held });
}

// Warnings

function warnings({ world, lifecycle }: Whole, options: Options, state: State): { code: string; path: string }[] {
  const { facts } = world;
  const list: { code: string; path: string }[] = [];
  if (options.invalid === 'missing') list.push(...facts.problems);
  for (const kind of facts.future) list.push({ code: 'future_event', path: step('/events', kind) });
  list.push(...stateWarnings(state, world.now));
  if (lifecycle?.loop) list.push({ code: 'stage_loop', path: lifecycle.loop.path });
  for (const path of arithmeticInOrder(world)) list.push({ code: 'arithmetic', path });
  return list.slice(0, 100);
}

/** Paths whose arithmetic had no answer, by place in the policy. */
function arithmeticInOrder(world: World): string[] {
  if (world.arithmetic.size < 2) return [...world.arithmetic];
  const places = world.policy.places();
  return [...world.arithmetic].sort((a, b) => places.get(a)! - places.get(b)!);
}

