/** The state that goes back to the caller: after a call, or as this version of the policy writes one that came in. */
import type { Policy } from './model.js';
import { readState, type StageState, type State, type StateProblem } from './state.js';
import { formatInstant } from './time.js';

export interface StateDocument {
  v: 1;
  policy: string;
  revision: number;
  /** Only where the policy has a `lifecycle`. */
  stage?: unknown;
  held: Record<string, unknown>;
  manual: Record<string, unknown>;
}

/** What a grade remembers; `confirmed` only of one with `hold`. */
export interface Remembered { grade: string; confirmed: number | null }

/** `held` by grade, of any order; `left` of the stage is what is still locked out. */
export function writeState(policy: Policy, before: State, next: { stage: StageState | null; held: Map<string, Remembered> }): StateDocument {
  const stage = next.stage && writeStage(policy, next.stage);
  const held: Record<string, unknown> = {};
  for (const name of policy.grades.keys()) {
    const remembered = next.held.get(name);
    if (remembered) held[name] = remembered.confirmed === null ? remembered.grade : { grade: remembered.grade, confirmed: formatInstant(remembered.confirmed) };
  }
  const differs = !alike(before.before.stage ?? null, stage) || !alike(before.before.held ?? {}, held);
  const revision = Math.min(before.revision + (differs ? 1 : 0), Number.MAX_SAFE_INTEGER);
  return { v: 1, policy: policy.name, revision, ...(stage ? { stage } : {}), held, manual: before.manualBefore };
}

function writeStage(policy: Policy, { name, since, owner, entered, left }: StageState): unknown {
  const { stages } = policy.lifecycle!;
  const times = [...stages.keys()].filter((one) => entered.has(one)).map((one) => [one, { last: formatInstant(entered.get(one)!.last), count: entered.get(one)!.count }]);
  const oldestFirst = [...left].sort((a, b) => a.at - b.at);
  return {
    name,
    since: formatInstant(since),
    ...(owner !== null && stages.get(name)!.owner ? { owner } : {}),
    entered: Object.fromEntries(times) as unknown,
    ...(left.length > 0 ? { left: oldestFirst.map((one) => ({ stage: one.stage, owner: one.owner, at: formatInstant(one.at) })) } : {}),
  };
}

/** Whatever the order of keys. */
function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, inOrder(part)]));
}

/** `policy.migrate(state)`: nothing is decided, so a class with `hold` that came as a text stays one. */
export function migrate(policy: Policy, raw: unknown): { state: StateDocument | null } | { problems: StateProblem[] } {
  if (raw === undefined || raw === null) return { state: null };
  const { state, problems } = readState(policy, raw);
  if (problems.length > 0) return { problems };
  const held = new Map([...state.held].map(([name, grade]) => [name, { grade, confirmed: state.confirmed.get(name) ?? null }]));
  return { state: writeState(policy, state, { stage: state.stage, held }) };
}
