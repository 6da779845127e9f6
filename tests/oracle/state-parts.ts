/** The parts of which states are made: instants, texts, objects with known keys. */
import { wellFormed } from './json.js';
import type { Policy } from './model.js';
import { step } from './problems.js';
import { readInstant } from './value.js';

export type Bad = (code: string, path: string) => void;

export function unknownKeys(object: Record<string, unknown>, known: string[], path: string, bad: Bad): void {
  for (const key of Object.keys(object)) if (!known.includes(key)) bad('state_key', step(path, key));
}

/** An instant of an object that must have it; `null` after a problem. */
export function readTime(policy: Policy, object: Record<string, unknown>, key: string, path: string, bad: Bad): number | null {
  if (object[key] === undefined) {
    bad('state_type', path);
    return null;
  }
  const ms = readInstant(object[key], policy.offset);
  if (typeof ms === 'number') return ms;
  bad(ms === 'fact_type' ? 'state_type' : 'state_date', step(path, key));
  return null;
}

/** A text of an object that must have it; `null` after a problem. */
export function readText(object: Record<string, unknown>, key: string, path: string, bad: Bad): string | null {
  const text = object[key];
  if (typeof text === 'string') return wellFormed(text);
  bad('state_type', text === undefined ? path : step(path, key));
  return null;
}
