/** One fact: what each type takes. */
import type { Type } from './cel-check.js';
import { wellFormed } from './json.js';
import type { Field, Maybe } from './model.js';
import { step } from './problems.js';
import { dayAt, isInstant, parseInstant } from './time.js';

export const MAX_TEXT = 65_536;
const MAX_LIST = 1_000;

export interface FactProblem { code: string; path: string }

/** The value, or what is wrong with it (then `value` is `undefined`). `raw` is neither null nor undefined. */
export function readValue(raw: unknown, type: Type, field: Field | null, path: string, offset: number): { value: Maybe; problems: FactProblem[] } {
  const bad = (code: string): { value: Maybe; problems: FactProblem[] } => ({ value: undefined, problems: [{ code, path }] });
  const good = (value: Maybe): { value: Maybe; problems: FactProblem[] } => ({ value, problems: [] });

  switch (type.is) {
    case 'boolean':
      return typeof raw === 'boolean' ? good(raw) : bad('fact_type');
    case 'number':
      if (typeof raw !== 'number') return bad('fact_type');
      if (!Number.isFinite(raw)) return bad('fact_not_finite');
      if (field && (raw < field.min || raw > field.max)) return bad('fact_range');
      return good(raw === 0 ? 0 : raw);
    case 'string':
    case 'level': {
      if (typeof raw !== 'string') return bad('fact_type');
      const text = wellFormed(raw);
      if (isTooLong(text)) return bad('fact_too_long');
      if (!field?.values) return good(text);
      const is = field.accepts.get(text);
      if (is === undefined) return bad('fact_value');
      return good(type.is === 'level' ? field.values.indexOf(is) : is);
    }
    case 'list': {
      if (!Array.isArray(raw)) return bad('fact_type');
      if (raw.length > MAX_LIST) return bad('fact_too_many');
      const elements = raw.map((element: unknown, i) => (element === null || element === undefined ? { value: undefined, problems: [{ code: 'fact_type', path: step(path, i) }] } : readValue(element, { is: 'string' }, null, step(path, i), offset)));
      const problems = elements.flatMap((element) => element.problems);
      return problems.length > 0 ? { value: undefined, problems } : good(elements.map((element) => element.value as string));
    }
    case 'date':
    case 'timestamp': {
      const ms = readInstant(raw, offset);
      if (typeof ms === 'string') return bad(ms);
      return good(type.is === 'date' ? dayAt(ms, offset) : ms);
    }
    default:
      throw new Error(`no type of facts: ${type.is}`);
  }
}

/** Milliseconds, or the code of what is wrong. */
export function readInstant(raw: unknown, offset: number): number | string {
  if (typeof raw === 'string') return parseInstant(raw, offset) ?? 'fact_date';
  if (typeof raw !== 'number') return 'fact_type';
  if (!Number.isFinite(raw)) return 'fact_not_finite';
  const ms = Math.floor(raw);
  return isInstant(ms) ? (ms === 0 ? 0 : ms) : 'fact_date';
}

export function isTooLong(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') > MAX_TEXT;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of the object itself; `null` and `undefined` are both missing. */
export function property(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}
