// Instants as an export writes them, read in the policy's offset: never in the machine's own.

import { instant } from "./cells.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?$/;
const MILLISECONDS = /^\d{12,13}$/;
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** What a format may be made of, the longer first: what it reads, and as what. */
const PARTS = {
  YYYY: ["(\\d{4})", "year"],
  MM: ["(\\d{2})", "month"],
  M: ["(\\d{1,2})", "month"],
  DD: ["(\\d{2})", "day"],
  D: ["(\\d{1,2})", "day"],
  HH: ["(\\d{2})", "hour"],
  H: ["(\\d{1,2})", "hour"],
  hh: ["(\\d{2})", "twelve"],
  h: ["(\\d{1,2})", "twelve"],
  mm: ["(\\d{2})", "minute"],
  m: ["(\\d{1,2})", "minute"],
  ss: ["(\\d{2})", "second"],
  s: ["(\\d{1,2})", "second"],
  SSS: ["(\\d{3})", "millisecond"],
  A: ["([AaPp][Mm])", "half"],
  Z: ["(Z|[+-]\\d{2}:\\d{2})", "offset"],
};

/** Dates and instants of a policy. */
export class LocalTime {
  /** @param {object} document of a policy */
  constructor({ time = {} }) {
    this.offset = offsetOf(time.utc_offset ?? "+00:00");
    this.weekStarts = WEEKDAYS.indexOf(time.week_starts ?? "monday");
  }

  /** ISO 8601, or one of the other forms that cells may have; milliseconds since 1970, or `null`. */
  read(text) {
    if (MILLISECONDS.test(text)) return Number(text);
    const match = ISO.exec(instant(text) ?? text);
    if (match === null) return null;
    const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", offset] = match;
    return this.millis({ year, month, day, hour, minute, second, millisecond: fraction.slice(0, 3).padEnd(3, "0"), offset });
  }

  /**
   * A function that reads texts of this format, such as `M/D/YYYY H:mm`.
   * @returns {((text: string) => number | null) | null} `null` if it is no format
   */
  reader(format) {
    const kinds = [];
    const source = format.replace(/YYYY|SSS|MM|DD|HH|hh|mm|ss|[MDHhmsAZ]|[^]/g, (part) => {
      if (!Object.hasOwn(PARTS, part)) return part.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
      const [pattern, kind] = PARTS[part];
      kinds.push(kind);
      return pattern;
    });
    const right = ["year", "month", "day"].every((kind) => kinds.includes(kind)) && new Set(kinds).size === kinds.length && kinds.includes("twelve") === kinds.includes("half");
    if (!right) return null;
    const pattern = new RegExp(`^${source}$`);
    return (text) => {
      const match = pattern.exec(text);
      return match === null ? null : this.millis(Object.fromEntries(kinds.map((kind, i) => [kind, match[i + 1]])));
    };
  }

  /** Milliseconds of what is written, `null` if there is no such day or time. */
  millis({ year, month, day, hour = 0, twelve, half, minute = 0, second = 0, millisecond = 0, offset }) {
    if (twelve !== undefined && !(twelve >= 1 && twelve <= 12)) return null;
    const hours = twelve === undefined ? Number(hour) : (Number(twelve) % 12) + (/p/i.test(half) ? 12 : 0);
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hours < 24 && minute < 60 && second < 60)) return null;
    return utc(year, month - 1, day) + hours * HOUR + minute * MINUTE + second * 1000 + Number(millisecond) - (offset === undefined ? this.offset : offsetOf(offset));
  }

  /** `2011-01-01` for a midnight, `2011-01-01T08:30` else, in the policy's offset. */
  write(ms) {
    const text = new Date(ms + this.offset).toISOString();
    return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(/(:00)?\.000Z$|Z$/, "");
  }

  /** The instant so many times a duration later, clamped to the month's end as everywhere. */
  after(ms, { count, unit }, times) {
    const months = { mo: count, y: 12 * count }[unit];
    if (months === undefined) return ms + { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }[unit] * count * times;
    const date = new Date(ms + this.offset);
    const all = date.getUTCFullYear() * 12 + date.getUTCMonth() + months * times;
    const [year, month] = [Math.floor(all / 12), all % 12];
    const day = Math.min(date.getUTCDate(), daysIn(year, month + 1));
    return utc(year, month, day) + ((ms + this.offset) % DAY + DAY) % DAY - this.offset;
  }

  /** The first minute, hour, day, week, month or year that begins at this instant or later. */
  next(ms, { unit }) {
    const local = ms + this.offset;
    const up = (size, shift = 0) => Math.ceil((local - shift) / size) * size + shift - this.offset;
    // 1970-01-04 was a Sunday.
    if (unit === "w") return up(7 * DAY, (3 + this.weekStarts) * DAY);
    const size = { m: MINUTE, h: HOUR, d: DAY }[unit];
    if (size !== undefined) return up(size);
    const date = new Date(local);
    const [year, month] = [date.getUTCFullYear(), unit === "y" ? 0 : date.getUTCMonth()];
    const begun = utc(year, month, 1);
    const whole = begun === local ? begun : unit === "y" ? utc(year + 1, 0, 1) : utc(year + Math.floor((month + 1) / 12), (month + 1) % 12, 1);
    return whole - this.offset;
  }
}

/** `1mo` as its count and unit, `null` if it is none. @returns {{ count: number, unit: string } | null} */
export function durationOf(text) {
  const [, count, unit] = /^([1-9]\d{0,3})(m|h|d|w|mo|y)$/.exec(text) ?? [];
  return unit === undefined ? null : { count: Number(count), unit };
}

function offsetOf(text) {
  if (text === "Z") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(text);
  return (sign === "-" ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

function daysIn(year, month) {
  return new Date(utc(year, Number(month), 0)).getUTCDate();
}

/** As `Date.UTC`, which takes the years before 100 for others. */
function utc(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month), Number(day));
  return date.getTime();
}
