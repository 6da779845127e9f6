/** Places in a policy, and what may be done to them. */
import type { Plain, PlainObject, Plan } from './generate-policy.js';
import type { Random } from './random.js';

export type Mutation = (random: Random, policy: PlainObject, plan: Plan) => boolean;

/** A place in the document: what holds it, and under which key. */
export interface Spot { holder: PlainObject | Plain[]; key: string | number; value: Plain; path: string }

export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function spots(policy: PlainObject): Spot[] {
  const found: Spot[] = [];
  const walk = (holder: PlainObject | Plain[], path: string): void => {
    for (const [key, value] of Object.entries(holder)) {
      const here = `${path}/${key}`;
      found.push({ holder, key: Array.isArray(holder) ? Number(key) : key, value, path: here });
      if (typeof value === 'object' && value !== null) walk(value, here);
    }
  };
  walk(policy, '');
  // The facts and states of tests are not the policy's own.
  return found.filter(({ path }) => !/^\/tests\/[0-9]+\/(facts|state)\//.test(path));
}

export function put(spot: Spot, value: Plain): void {
  (spot.holder as Record<string | number, Plain>)[spot.key] = value;
}

export function someSpot(random: Random, policy: PlainObject, fits: (spot: Spot) => boolean): Spot | null {
  const fitting = spots(policy).filter(fits);
  return fitting.length > 0 ? random.pick(fitting) : null;
}

/** Renames a key in its place. */
export function rename(holder: PlainObject, from: string, to: string): void {
  const entries = Object.entries(holder).map(([key, value]) => [key === from ? to : key, value] as const);
  for (const key of Object.keys(holder)) delete holder[key];
  for (const [key, value] of entries) if (!Object.hasOwn(holder, key)) holder[key] = value;
}

export function section(policy: PlainObject, name: string): PlainObject {
  const found = policy[name];
  return isObject(found) ? found : {};
}
