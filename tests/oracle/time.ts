/**
 * Time: instants are whole milliseconds since 1970 in UTC, dates are whole days since 1970-01-01,
 * and a policy has one fixed offset.
 */

export const DAY = 86_400_000;
const FIRST = instantOf(1, 1, 1, 0);
const LAST = instantOf(10000, 1, 1, 0) - 1;

/** Within 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z. */
export function isInstant(ms: number): boolean {
  return ms >= FIRST && ms <= LAST;
}

/** Days since 1970-01-01 of a date in the Gregorian calendar, also before it was invented. */
export function dayOf(year: number, month: number, day: number): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719162;
  for (let m = 1; m < month; m += 1) days += monthLength(year, m);
  return days + day - 1;
}

export function dateOf(day: number): { year: number; month: number; day: number } {
  let year = 1970 + Math.floor(day / 366) - 1;
  while (dayOf(year + 1, 1, 1) <= day) year += 1;
  while (dayOf(year, 1, 1) > day) year -= 1;
  let month = 1;
  while (month < 12 && dayOf(year, month + 1, 1) <= day) month += 1;
  return { year, month, day: day - dayOf(year, month, 1) + 1 };
}

export function monthLength(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function instantOf(year: number, month: number, day: number, msOfDay: number): number {
  return dayOf(year, month, day) * DAY + msOfDay;
}

/** The date on which an instant falls in the offset. */
export function dayAt(ms: number, offset: number): number {
  return Math.floor((ms + offset) / DAY);
}

/** The instant at which a date begins in the offset. */
export function midnight(day: number, offset: number): number {
  return day * DAY - offset;
}

/** The instant that a text names, or `null`. */
export function parseInstant(text: string, offset: number): number | null {
  const match =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null;
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milli = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  let zone = offset;
  if (match[8] === 'Z') {
    zone = 0;
  } else if (match[8]) {
    const [hours, minutes] = [Number(match[8].slice(1, 3)), Number(match[8].slice(4, 6))];
    if (hours > 23 || minutes > 59) return null;
    zone = (match[8][0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  }
  const ms = instantOf(year, month, day, ((hour * 60 + minute) * 60 + second) * 1000 + milli) - zone;
  return isInstant(ms) ? ms : null;
}

export function formatDate(day: number): string {
  const date = dateOf(day);
  return `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`;
}

export function formatInstant(ms: number): string {
  const day = Math.floor(ms / DAY);
  const rest = ms - day * DAY;
  const [hour, minute] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const [second, milli] = [Math.floor(rest / 1000) % 60, rest % 1000];
  return `${formatDate(day)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(milli, 3)}Z`;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}

/** `wd` are working days. */
export type Unit = 'm' | 'h' | 'd' | 'w' | 'mo' | 'y' | 'wd';
export interface Duration { count: number; unit: Unit }
/** A duration whose count may also be 0 or less. */
export type Shift = Duration;

/** What moving in local time needs to know; a policy is one. */
export interface Clock { offset: number; holidays: Set<number>; makeUp: Set<number> }

const FIXED: Record<string, number> = { m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

/** A policy's duration, such as `14d`; `null` if it is none. */
export function parseDuration(text: string): Duration | null {
  const match = /^([0-9]+)(mo|wd|m|h|d|w|y)$/.exec(text);
  if (!match) return null;
  const count = Number(match[1]);
  return count < 1 || count > 9999 ? null : { count, unit: match[2] as Unit };
}

/** A shift, such as `-90d`; `null` if it is none. */
export function parseShift(text: string): Shift | null {
  const match = /^([+-]?)([0-9]+)(mo|wd|m|h|d|w|y)$/.exec(text);
  if (!match || Number(match[2]) > 9999) return null;
  return { count: (match[1] === '-' ? -1 : 1) * Number(match[2]) || 0, unit: match[3] as Unit };
}

/** Its length if it is a fixed one (`m h d w`), else `null`. */
export function fixedLength({ count, unit }: Duration): number | null {
  return unit in FIXED ? count * FIXED[unit]! : null;
}

/** Its length for telling which of two is longer: a month counts as 30 days, a year as 365, a working day as one. */
export function roughLength(duration: Duration): number {
  if (duration.unit === 'wd') return duration.count * DAY;
  if (duration.unit === 'mo') return duration.count * 30 * DAY;
  if (duration.unit === 'y') return duration.count * 365 * DAY;
  return fixedLength(duration)!;
}

/** The instant that lies a duration before `ms`: calendar units move in the offset, clamped to the month's end. */
export function before(ms: number, duration: Duration, offset: number): number {
  const fixed = fixedLength(duration);
  if (fixed !== null) return ms - fixed;
  const day = dayAt(ms, offset);
  const moved = monthsLater(day, -(duration.unit === 'y' ? duration.count * 12 : duration.count));
  return moved * DAY + (ms + offset - day * DAY) - offset;
}

/** The same day so many months later or earlier, or the last of a shorter month. */
function monthsLater(day: number, months: number): number {
  const date = dateOf(day);
  const index = date.year * 12 + (date.month - 1) + months;
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return dayOf(year, month, Math.min(date.day, monthLength(year, month)));
}

/** A date moved by whole days, months or years; it may lie outside the years 0001–9999. */
export function laterDay(day: number, { count, unit }: Shift): number {
  if (unit === 'd' || unit === 'w') return day + count * (unit === 'w' ? 7 : 1);
  if (unit === 'mo' || unit === 'y') return monthsLater(day, unit === 'y' ? count * 12 : count);
  throw new Error(`${unit} moves no date`);
}

/** The instant that lies a shift after `ms`; what would lie outside the years 0001–9999 is their end or beginning. */
export function after(ms: number, shift: Shift, clock: Clock): number {
  const fixed = fixedLength(shift);
  if (fixed !== null) return clamp(ms + fixed);
  const day = dayAt(ms, clock.offset);
  const moved = shift.unit === 'wd' ? workingDayLater(day, shift.count, clock) : laterDay(day, shift);
  return clamp(moved * DAY + (ms + clock.offset - day * DAY) - clock.offset);
}

/** `times` shifts at once: months and years are added together, and clamped to the month's end once. */
export function afterMany(ms: number, shift: Shift, times: number, clock: Clock): number {
  return after(ms, { count: shift.count * times, unit: shift.unit }, clock);
}

/** Into the years 0001–9999. */
export function clamp(ms: number): number {
  return Math.min(Math.max(ms, FIRST), LAST);
}

/** The day on which the so many-th working day after a day falls, or before it; the day itself where that is 0. */
function workingDayLater(day: number, count: number, clock: Clock): number {
  const step = Math.sign(count);
  let [at, left] = [day, Math.abs(count)];
  while (left > 0 && at > FIRST / DAY - 2 && at < LAST / DAY + 2) {
    at += step;
    if (isWorkingDay(at, clock)) left -= 1;
  }
  return at;
}

export function isWorkingDay(day: number, { holidays, makeUp }: Clock): boolean {
  if (makeUp.has(day)) return true;
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7 < 5 && !holidays.has(day);
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A number that two instants share exactly if they lie in the same day, week or month of the offset. */
export function bucket(ms: number, per: 'day' | 'week' | 'month' | 'ever', offset: number, weekStarts: number): number {
  const day = dayAt(ms, offset);
  if (per === 'ever') return 0;
  if (per === 'day') return day;
  // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
  if (per === 'week') return Math.floor((day + 3 - weekStarts) / 7);
  const date = dateOf(day);
  return date.year * 12 + date.month;
}
