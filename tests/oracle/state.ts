/** The document that a caller keeps beside a customer and hands back: reading it. */
import { wellFormed } from './json.js';
import type { Policy } from './model.js';
import { step } from './problems.js';
import { readText, readTime, unknownKeys, type Bad } from './state-parts.js';
import { readStage } from './state-stage.js';
import { formatInstant } from './time.js';
import { isObject } from './value.js';

export interface Manual { grade: string; until: number | null }

/** Where the customer stands, after renaming: every stage in it is one of the policy's. */
export interface StageState {
  name: string;
  since: number;
  owner: string | null;
  /** Every stage ever entered, the present one too. */
  entered: Map<string, { last: number; count: number }>;
  /** Oldest first. */
  left: { stage: string; owner: string; at: number }[];
}

export interface State {
  revision: number;
  /** `null` where none came in, and in a policy without `lifecycle`. */
  stage: StageState | null;
  /** Remembered classes that the policy still has. */
  held: Map<string, string>;
  /** When each held class of a grade with `hold` was confirmed; one that is not here was confirmed `now`. */
  confirmed: Map<string, number>;
  /** `stage` and `held` as they came, the forgotten ones too, but with every instant as the library writes it; `undefined` where there was none. */
  before: { stage: unknown; held: unknown };
  /** Manual grades of classes that the policy still has, in force or not. */
  manual: Map<string, Manual>;
  /** As it came. */
  manualBefore: Record<string, unknown>;
  /** What to warn of, in order: what the policy does not have, and instants of which those after `now` are warned of. */
  notes: { path: string; at: number | null }[];
}

export interface StateProblem { code: string; path: string }

const KEYS = ['v', 'policy', 'revision', 'stage', 'held', 'manual'];
const HELD_KEYS = ['grade', 'confirmed'];
const MANUAL_KEYS = ['grade', 'until', 'by', 'why'];

export function readState(policy: Policy, raw: unknown): { state: State; problems: StateProblem[] } {
  const state: State = { revision: 0, stage: null, held: new Map(), confirmed: new Map(), before: { stage: undefined, held: undefined }, manual: new Map(), manualBefore: {}, notes: [] };
  const problems: StateProblem[] = [];
  const bad: Bad = (code, path) => void problems.push({ code, path });
  if (raw === undefined || raw === null) return { state, problems };
  if (!isObject(raw)) {
    bad('state_type', '');
    return { state, problems };
  }
  unknownKeys(raw, KEYS, '', bad);

  if (typeof raw['v'] !== 'number' && raw['v'] !== undefined) bad('state_type', '/v');
  else if (raw['v'] !== 1) bad('state_version', '/v');
  if (raw['policy'] !== undefined) {
    if (typeof raw['policy'] !== 'string') bad('state_type', '/policy');
    else if (raw['policy'] !== policy.name) bad('state_policy', '/policy');
  }
  const revision = raw['revision'];
  if (revision !== undefined) {
    if (typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0) state.revision = revision === 0 ? 0 : revision;
    else bad('state_type', '/revision');
  }

  if (raw['stage'] !== undefined) readStage(policy, state, raw['stage'], bad);
  if (raw['held'] !== undefined) {
    state.before.held = {};
    if (!isObject(raw['held'])) bad('state_type', '/held');
    else for (const [name, grade] of Object.entries(raw['held'])) readHeld(policy, state, name, grade, bad);
  }
  if (raw['manual'] !== undefined) {
    if (!isObject(raw['manual'])) bad('state_type', '/manual');
    else for (const [name, manual] of Object.entries(raw['manual'])) readManual(policy, state, name, manual, bad);
  }
  return { state, problems };
}

/** Of what came in: `state_unknown`, and `state_future` for what lies after `now`. */
export function stateWarnings(state: State, now: number): StateProblem[] {
  return state.notes.filter(({ at }) => at === null || at > now).map(({ path, at }) => ({ code: at === null ? 'state_unknown' : 'state_future', path }));
}

function readHeld(policy: Policy, state: State, name: string, raw: unknown, bad: Bad): void {
  const path = step('/held', name);
  let grade: string | null;
  let confirmed: number | null = null;
  if (typeof raw === 'string') {
    grade = wellFormed(raw);
  } else if (isObject(raw)) {
    unknownKeys(raw, HELD_KEYS, path, bad);
    grade = readText(raw, 'grade', path, bad);
    confirmed = readTime(policy, raw, 'confirmed', path, bad);
    if (grade === null || confirmed === null) return;
  } else {
    bad('state_type', path);
    return;
  }
  (state.before.held as Record<string, unknown>)[name] = confirmed === null ? grade : { grade, confirmed: formatInstant(confirmed) };
  const known = policy.grades.get(name);
  const ranked = known?.how.is === 'bands' ? known.how.bands : known?.how.is === 'first' ? known.how.entries : [];
  if (!ranked.some((entry) => entry.grade === grade)) { // also a matrix grade, and a class of `also`
    state.notes.push({ path, at: null });
    return;
  }
  state.held.set(name, grade);
  if (!known!.hold || confirmed === null) return;
  state.confirmed.set(name, confirmed);
  state.notes.push({ path: step(path, 'confirmed'), at: confirmed });
}

function readManual(policy: Policy, state: State, name: string, raw: unknown, bad: Bad): void {
  const path = step('/manual', name);
  if (!isObject(raw)) {
    bad('state_type', path);
    return;
  }
  unknownKeys(raw, MANUAL_KEYS, path, bad);
  const grade = readText(raw, 'grade', path, bad);
  for (const key of ['by', 'why']) if (raw[key] !== undefined) readText(raw, key, path, bad);
  const until = raw['until'] === undefined ? null : readTime(policy, raw, 'until', path, bad);
  if (grade === null) return;

  state.manualBefore[name] = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, typeof value === 'string' ? wellFormed(value) : value]));
  const known = policy.grades.get(name);
  if (!known) state.notes.push({ path, at: null });
  else if (!known.classes.includes(grade)) state.notes.push({ path: step(path, 'grade'), at: null });
  else state.manual.set(name, { grade, until });
}
