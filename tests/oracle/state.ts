/** The document that a caller keeps beside a customer and hands back. */
import { isObject } from './facts.js';
import { wellFormed } from './json.js';
import type { Policy } from './model.js';
import { step } from './problems.js';
import { readInstant } from './value.js';

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
  /** As it came, the forgotten ones too. */
  heldBefore: Map<string, string>;
  /** Manual grades of classes that the policy still has, in force or not. */
  manual: Map<string, Manual>;
  /** As it came. */
  manualBefore: Record<string, unknown>;
  /** Places of grades or classes that the policy does not have. */
  unknown: string[];
}

export interface StateProblem { code: string; path: string }

const KEYS = ['v', 'policy', 'revision', 'held', 'manual'];
const MANUAL_KEYS = ['grade', 'until', 'by', 'why'];

export function readState(policy: Policy, raw: unknown): { state: State; problems: StateProblem[] } {
  const state: State = { revision: 0, stage: null, held: new Map(), confirmed: new Map(), heldBefore: new Map(), manual: new Map(), manualBefore: {}, unknown: [] };
  const problems: StateProblem[] = [];
  const bad = (code: string, path: string): void => void problems.push({ code, path });
  if (raw === undefined || raw === null) return { state, problems };
  if (!isObject(raw)) {
    bad('state_type', '');
    return { state, problems };
  }
  for (const key of Object.keys(raw)) if (!KEYS.includes(key)) bad(key === 'stage' ? 'not_built' : 'state_key', step('', key));

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

  if (raw['held'] !== undefined) {
    if (!isObject(raw['held'])) bad('state_type', '/held');
    else for (const [name, grade] of Object.entries(raw['held'])) readHeld(policy, state, name, grade, bad);
  }
  if (raw['manual'] !== undefined) {
    if (!isObject(raw['manual'])) bad('state_type', '/manual');
    else for (const [name, manual] of Object.entries(raw['manual'])) readManual(policy, state, name, manual, bad);
  }
  return { state, problems };
}

type Bad = (code: string, path: string) => void;

function readHeld(policy: Policy, state: State, name: string, raw: unknown, bad: Bad): void {
  const path = step('/held', name);
  if (typeof raw !== 'string') {
    bad('state_type', path);
    return;
  }
  const grade = wellFormed(raw);
  state.heldBefore.set(name, grade);
  const known = policy.grades.get(name);
  const ranked = known?.how.is === 'bands' ? known.how.bands : known?.how.is === 'first' ? known.how.entries : [];
  if (ranked.some((entry) => entry.grade === grade)) state.held.set(name, grade);
  else state.unknown.push(path); // also a matrix grade, and a class of `also`
}

function readManual(policy: Policy, state: State, name: string, raw: unknown, bad: Bad): void {
  const path = step('/manual', name);
  if (!isObject(raw)) {
    bad('state_type', path);
    return;
  }
  for (const key of Object.keys(raw)) if (!MANUAL_KEYS.includes(key)) bad('state_key', step(path, key));
  if (raw['grade'] === undefined) bad('state_type', path);
  else if (typeof raw['grade'] !== 'string') bad('state_type', step(path, 'grade'));
  for (const key of ['by', 'why']) if (raw[key] !== undefined && typeof raw[key] !== 'string') bad('state_type', step(path, key));
  let until: number | null = null;
  if (raw['until'] !== undefined) {
    const ms = readInstant(raw['until'], policy.offset);
    if (typeof ms === 'number') until = ms;
    else bad(ms === 'fact_type' ? 'state_type' : 'state_date', step(path, 'until'));
  }
  if (typeof raw['grade'] !== 'string') return;

  const grade = wellFormed(raw['grade']);
  state.manualBefore[name] = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, typeof value === 'string' ? wellFormed(value) : value]));
  const known = policy.grades.get(name);
  if (!known) state.unknown.push(path);
  else if (!known.classes.includes(grade)) state.unknown.push(step(path, 'grade'));
  else state.manual.set(name, { grade, until });
}
