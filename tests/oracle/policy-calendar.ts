/** Dates: holidays and days that are worked all the same, and the section `calendar`. */
import type { Json } from './json.js';
import { limited, limitedItems } from './policy-facts.js';
import type { Reader } from './read.js';
import { dayAt, parseInstant } from './time.js';

const MOST_DATES = 1000;
const MOST_CALENDARS = 100;

/** `holidays` and `make_up`: no date twice, and none in both. */
export function readWorkingDays(reader: Reader, holidays: Json | undefined, makeUp: Json | undefined): void {
  const { declared } = reader;
  const given = [holidays, makeUp].map((json) => (json ? readDates(reader, json) : []));
  const [first, second] = given as [Dated[], Dated[]];
  declared.holidays = new Set(first.map(({ day }) => day));
  declared.makeUp = new Set(second.map(({ day }) => day));
  for (const one of first) {
    for (const other of second) if (one.day === other.day) reader.add('impossible_value', one.json.at > other.json.at ? one.json : other.json);
  }
}

export function readCalendars(reader: Reader, json: Json): Map<string, number[]> {
  const all = new Map<string, number[]>();
  const object = reader.map(json);
  if (!object) return all;
  for (const [name, value] of limited(reader, object, MOST_CALENDARS)) {
    reader.checkIdentifier(name, value);
    reader.declared.calendars.add(name);
    const dates = readDates(reader, value);
    if (value.kind === 'array' && value.items.length === 0) reader.add('impossible_value', value);
    all.set(name, dates.map(({ day }) => day).sort((a, b) => a - b));
  }
  return all;
}

interface Dated { day: number; json: Json }

function readDates(reader: Reader, json: Json): Dated[] {
  const array = reader.array(json);
  const found: Dated[] = [];
  for (const item of array ? limitedItems(reader, array, MOST_DATES) : []) {
    const text = reader.string(item);
    if (text === null) continue;
    const ms = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? parseInstant(text, 0) : null;
    if (ms === null || found.some(({ day }) => day === dayAt(ms, 0))) reader.add('impossible_value', item);
    else found.push({ day: dayAt(ms, 0), json: item });
  }
  return found;
}
