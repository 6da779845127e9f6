/** The occurrences of a touch: when each opens and closes, and which two are answered. */
import type { World } from './cel-evaluate.js';
import type { Touch } from './model.js';
import { DAY, after, afterMany, clamp, dayOf } from './time.js';

export interface Occurrence { of: string; opens: number; closes: number }

/** From where the occurrences of one anchor count: the first, or all of a calendar, the earliest first. */
export interface Start { at: number; of: (k: number, at: number) => string }

/** So long a touch is open where nothing else closes it. */
const OPEN_FOR = 30 * DAY;
const LAST = dayOf(10000, 1, 1) * DAY - 1;
/** So many that never open are stepped over before the search gives up. */
const MOST_STEPS = 1000;

export function occurrencesOf(touch: Touch, starts: Start[], world: World): { last: Occurrence | null; next: Occurrence | null } {
  if (starts.length === 0) return { last: null, next: null };
  const line = touch.every ? repeated(touch, starts[0]!, world) : listed(starts);
  const opens = (k: number): number => after(line.at(k), touch.at, world.policy);
  const occurrence = (k: number): Occurrence | null => {
    const opening = opens(k);
    const closes = touch.until ? after(line.at(k), touch.until, world.policy)
      : touch.open ? after(opening, touch.open, world.policy)
        : Math.min(k < line.last ? opens(k + 1) : Infinity, clamp(opening + OPEN_FOR));
    return closes > opening ? { of: line.of(k), opens: opening, closes } : null;
  };

  // The first that has not opened yet: what opens never opens before what comes earlier (but see `repeated`).
  let [low, high] = [line.first, line.last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (opens(middle) > world.now) high = middle;
    else low = middle + 1;
  }
  const search = (from: number, step: 1 | -1): Occurrence | null => {
    for (let k = from, steps = 0; line.first <= k && k <= line.last; k += step, steps += 1) {
      if (steps > MOST_STEPS) {
        world.doubts.push('too many occurrences that never open');
        return null;
      }
      const found = occurrence(k);
      if (found) return found;
    }
    return null;
  };
  return { last: search(low - 1, -1), next: search(low, 1) };
}

interface Line { first: number; last: number; at: (k: number) => number; of: (k: number) => string }

function listed(starts: Start[]): Line {
  return { first: 0, last: starts.length - 1, at: (k) => starts[k]!.at, of: (k) => starts[k]!.of(k, starts[k]!.at) };
}

/** Up to `for`, and to the end of the year 9999. */
function repeated({ every, for: length, anchor, at: shift }: Touch, start: Start, { policy, doubts }: World): Line {
  const at = (k: number): number => afterMany(start.at, every!, k, policy);
  if (['m', 'h'].includes(every!.unit) && ['wd', 'mo', 'y'].includes(shift.unit)) doubts.push('occurrences that do not open one after the other');
  const until = length ? after(start.at, length, policy) : LAST;
  const inside = (k: number): boolean => at(k) <= until && at(k) < LAST;
  // What lies beyond is never reached, so the last is looked for only as far as it goes.
  let [low, high] = [0, 1];
  while (inside(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (inside(middle)) low = middle;
    else high = middle;
  }
  return { first: anchor.is === 'stage' ? 1 : 0, last: low, at, of: (k) => start.of(k, at(k)) };
}
