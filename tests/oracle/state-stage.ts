/** `stage` of a state: where the customer stands, and where it stood. Stages that were renamed since are what they are called now. */
import { isObject } from './value.js';
import { wellFormed } from './json.js';
import type { Lifecycle, Policy } from './model.js';
import { step } from './problems.js';
import { readText, readTime, unknownKeys, type Bad } from './state-parts.js';
import type { StageState, State } from './state.js';
import { formatInstant } from './time.js';

const KEYS = ['name', 'since', 'owner', 'entered', 'left'];

export function readStage(policy: Policy, state: State, raw: unknown, bad: Bad): void {
  const { lifecycle } = policy;
  if (!lifecycle) {
    state.notes.push({ path: '/stage', at: null });
    state.before.stage = {};
    return;
  }
  if (!isObject(raw)) {
    bad('state_type', '/stage');
    return;
  }
  unknownKeys(raw, KEYS, '/stage', bad);
  for (const key of ['name', 'since']) if (raw[key] === undefined) bad('state_type', '/stage');
  const stage: StageState = { name: '', since: 0, owner: null, entered: new Map(), left: [] };
  const before: Record<string, unknown> = {};
  // In the caller's order, which is that of the warnings.
  for (const key of Object.keys(raw)) {
    if (raw[key] === undefined) continue;
    if (key === 'name') {
      const text = readText(raw, 'name', '/stage', bad);
      if (text !== null) stage.name = known(lifecycle, text, '/stage/name', bad);
      before['name'] = text;
    }
    if (key === 'since') {
      stage.since = noted(policy, state, raw, 'since', '/stage', bad);
      before['since'] = formatInstant(stage.since);
    }
    if (key === 'owner') before['owner'] = stage.owner = readText(raw, 'owner', '/stage', bad);
    if (key === 'entered') before['entered'] = readEntered(policy, state, stage, raw[key], bad);
    if (key === 'left') {
      const left = readLeft(policy, state, stage, raw[key], bad);
      // No entries are no key; their order is no difference.
      if (left.length > 0) before['left'] = [...left].sort((a, b) => (instantOf(a) < instantOf(b) ? -1 : Number(instantOf(a) > instantOf(b))));
    }
  }
  if (!stage.entered.has(stage.name)) stage.entered.set(stage.name, { last: stage.since, count: 1 });
  state.stage = stage;
  state.before.stage = before;
}

/** The stage that a name means now. */
function known({ stages, renamed }: Lifecycle, name: string, path: string, bad: Bad): string {
  const now = stages.has(name) ? name : renamed.get(name);
  if (now === undefined) bad('state_stage', path);
  return now ?? name;
}

function noted(policy: Policy, state: State, object: Record<string, unknown>, key: string, path: string, bad: Bad): number {
  const at = readTime(policy, object, key, path, bad);
  if (at !== null) state.notes.push({ path: step(path, key), at });
  return at ?? 0;
}

function readEntered(policy: Policy, state: State, stage: StageState, raw: unknown, bad: Bad): Record<string, unknown> {
  const before: Record<string, unknown> = {};
  if (!isObject(raw)) {
    bad('state_type', '/stage/entered');
    return before;
  }
  for (const [key, entry] of Object.entries(raw)) {
    const path = step('/stage/entered', key);
    const name = known(policy.lifecycle!, wellFormed(key), path, bad);
    if (!isObject(entry)) {
      bad('state_type', path);
      continue;
    }
    unknownKeys(entry, ['last', 'count'], path, bad);
    const last = noted(policy, state, entry, 'last', path, bad);
    let count = 1;
    if (typeof entry['count'] === 'number' && Number.isSafeInteger(entry['count']) && entry['count'] >= 1) count = entry['count'];
    else bad('state_type', entry['count'] === undefined ? path : step(path, 'count'));
    const other = stage.entered.get(name);
    stage.entered.set(name, other ? { last: Math.max(other.last, last), count: Math.min(other.count + count, Number.MAX_SAFE_INTEGER) } : { last, count });
    before[key] = { last: formatInstant(last), count };
  }
  return before;
}

/** When an entry was left, as it is written: such texts sort as the instants do. */
function instantOf(entry: unknown): string {
  return isObject(entry) ? String(entry['at']) : '';
}

function readLeft(policy: Policy, state: State, stage: StageState, raw: unknown, bad: Bad): unknown[] {
  if (!Array.isArray(raw)) {
    bad('state_type', '/stage/left');
    return [];
  }
  return (raw as unknown[]).map((entry, i) => {
    const path = step('/stage/left', i);
    if (!isObject(entry)) {
      bad('state_type', path);
      return entry;
    }
    unknownKeys(entry, ['stage', 'owner', 'at'], path, bad);
    const name = readText(entry, 'stage', path, bad);
    const owner = readText(entry, 'owner', path, bad);
    const at = noted(policy, state, entry, 'at', path, bad);
    stage.left.push({ stage: name === null ? '' : known(policy.lifecycle!, name, step(path, 'stage'), bad), owner: owner ?? '', at });
    return { stage: name, owner, at: formatInstant(at) };
  });
}
