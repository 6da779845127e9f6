// What may be said beside the facts.

import { GradusError, StateError, problem } from "./errors.js";

const FIRST = -62135596800000; // 0001-01-01T00:00:00Z
const LAST = 253402300799999; // 9999-12-31T23:59:59.999Z
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):(\d\d))$/;
const NOT_BUILT = ["tally", "id", "trace"];

/** Options that one verb alone takes, as the other verbs see them. */
const ELSEWHERE = {
  receipt(receipt) {
    if (receipt !== undefined && receipt !== false) throw new GradusError("option", "only `explain` and `explainJson` of gradus give a receipt");
  },
  changesAt(changesAt) {
    if (changesAt !== undefined) throw new GradusError("option", "only `advance` and `advanceJson` are asked for `changesAt`; `explain` always tells it");
  },
};

/**
 * Checks that all options are known ones with a right value; `now` and `state` are read apart.
 * `own` has a check for each option that this verb takes beside those that all take.
 * @param {object} options @param {{ receipt?: (value: unknown) => void, changesAt?: (value: unknown) => void }} own
 */
export function checkOptions(options, own) {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new GradusError("option", "options are an object such as `{ now, state, strict, invalid }`");
  }
  for (const name in options) {
    switch (name) {
      case "now":
      case "state":
        break;
      case "strict":
        if (typeof options.strict !== "boolean" && options.strict !== undefined) {
          throw new GradusError("option", "the option `strict` is true or false");
        }
        break;
      case "invalid":
        if (options.invalid !== "missing" && options.invalid !== undefined) {
          throw new GradusError("option", 'the option `invalid` can only be "missing"');
        }
        break;
      case "receipt":
      case "changesAt":
        (own[name] ?? ELSEWHERE[name])(options[name]);
        break;
      default:
        if (!Object.hasOwn(options, name) || options[name] === undefined) break;
        if (NOT_BUILT.includes(name)) throw new GradusError("not_built", `the option \`${name}\` is not built yet: it comes with the offers piece`);
        throw new GradusError("option", `unknown option \`${name}\`; there are ${["now", "state", "strict", "invalid", ...Object.keys(own)].join(", ")}`);
    }
  }
}

/** Checks the option `changesAt` of a verb that takes it. */
export function checkChangesAt(changesAt) {
  if (typeof changesAt !== "boolean" && changesAt !== undefined) throw new GradusError("option", "the option `changesAt` is true or false");
}

/** The instant meant, in whole milliseconds since 1970. */
export function instantOf(now) {
  let ms;
  if (typeof now === "number") ms = Math.floor(now);
  else if (typeof now === "string") ms = parse(now);
  else ms = timeOf(now);
  if (ms >= FIRST && ms <= LAST) return ms;
  throw new GradusError(
    "option",
    "the option `now` is a Date, milliseconds since 1970, or a text such as `2026-11-01T08:00:00Z` with an offset, within the years 1 to 9999",
  );
}

function timeOf(date) {
  try {
    return Date.prototype.getTime.call(date);
  } catch {
    return NaN;
  }
}

function parse(text) {
  const parts = INSTANT.exec(text);
  if (!parts) return NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const [away, hours, minutes] = [parts[8] === "-" ? -1 : 1, Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC would take the years 0 to 99 as 1900 to 1999
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  return date.setUTCHours(hour, minute, second, ms) - away * (hours * 60 + minutes) * 60000;
}

/** The state as JSON text; none is the empty text. */
export function stateText(state) {
  if (state === undefined || state === null) return "";
  let text;
  try {
    text = JSON.stringify(state);
  } catch (error) {
    throw stateError(`the state cannot be written as JSON: ${oneLine(error)}`);
  }
  if (text === undefined) throw stateError(`expected an object, got a ${typeof state}`);
  return text;
}

function stateError(message) {
  return new StateError([problem("state_type", "", message)]);
}

/** What an exception says, in one line. */
export function oneLine(error) {
  try {
    return String(error?.message ?? error).split("\n")[0];
  } catch {
    return "it threw";
  }
}
