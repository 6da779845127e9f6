/** The sections `time`, `fields`, `protected` and `events`. */
import { NOT_KNOWN, type Type } from './cel-check.js';
import type { Json, JsonArray, JsonObject } from './json.js';
import { plain } from './json.js';
import type { Attribute, EventKind, Field } from './model.js';
import { readWorkingDays } from './policy-calendar.js';
import { PLAIN_TYPES, type Reader } from './read.js';
import { readValue } from './value.js';
import { WEEKDAYS } from './time.js';

export function readTime(reader: Reader, json: Json): void {
  const object = reader.object(json, { optional: ['utc_offset', 'week_starts', 'holidays', 'make_up'] });
  const offset = object?.entries.get('utc_offset');
  if (offset) {
    const text = reader.string(offset);
    const match = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(text ?? '');
    const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : 0;
    if (text !== null && (!match || Number(match[3]) > 59 || minutes > 14 * 60)) reader.add('impossible_value', offset);
    else reader.declared.offset = (match?.[1] === '-' ? -minutes : minutes) * 60_000 || 0;
  }
  const starts = object?.entries.get('week_starts');
  if (starts) reader.declared.weekStarts = Math.max(0, WEEKDAYS.indexOf(reader.oneOf(starts, WEEKDAYS) ?? 'monday'));
  readWorkingDays(reader, object?.entries.get('holidays'), object?.entries.get('make_up'));
}

export function readFields(reader: Reader, json: Json): void {
  const object = reader.map(json);
  if (!object) {
    reader.declared.fieldsReadable = false;
    return;
  }
  const names = limited(reader, object, 1000);
  for (const [name, value] of names) {
    reader.checkName(name, value);
    reader.declared.fields.set(name, readField(reader, name, value));
  }
  readColumnNames(reader, names);
}

/** The first so many of a thing; more are too many and not looked at. */
export function limited(reader: Reader, json: JsonObject, most: number): [string, Json][] {
  if (json.entries.size > most) reader.add('too_many', json);
  return [...json.entries].slice(0, most);
}

export function limitedItems(reader: Reader, json: JsonArray, most: number): Json[] {
  if (json.items.length > most) reader.add('too_many', json);
  return json.items.slice(0, most);
}

const FIELD_TYPES = [...Object.keys(PLAIN_TYPES), 'level'];

function readField(reader: Reader, name: string, json: Json): Field {
  const field: Field = { name, type: NOT_KNOWN, values: null, accepts: new Map(), min: -Infinity, max: Infinity, default: undefined, personal: false, given: false, purpose: null };
  const object = reader.object(json, { required: ['type'], optional: ['values', 'min', 'max', 'unit', 'default', 'given', 'personal', 'purpose', 'also', 'label', 'note'] });
  if (!object) return field;
  const get = (key: string): Json | undefined => object.entries.get(key);
  reader.texts(object);

  const typeName = get('type') && reader.oneOf(get('type')!, FIELD_TYPES);
  if (typeName) field.type = typeName === 'level' ? { is: 'level', field: name } : PLAIN_TYPES[typeName]!;
  const fits = (...types: string[]): boolean => !typeName || types.includes(typeName);

  if (get('values')) {
    if (fits('string', 'level')) readValues(reader, field, get('values')!);
    else reader.add('unknown_key', get('values')!);
  } else if (typeName === 'level') {
    reader.add('missing_key', object);
  }
  // A level is what its values are.
  if (field.type.is === 'level' && !field.values) field.type = NOT_KNOWN;

  const bounds = ['min', 'max'].map((key) => {
    const bound = get(key);
    if (!bound) return null;
    return fits('number') ? reader.finite(bound) : reader.add('unknown_key', bound);
  });
  field.min = bounds[0] ?? -Infinity;
  field.max = bounds[1] ?? Infinity;
  if (field.min > field.max) reader.add('impossible_value', object);

  for (const key of ['unit', 'purpose']) if (get(key)) reader.string(get(key)!);
  for (const key of ['given', 'personal']) if (get(key)) reader.boolean(get(key)!);
  field.given = get('given')?.kind === 'boolean' && plain(get('given')!) === true;
  field.personal = get('personal')?.kind === 'boolean' && plain(get('personal')!) === true;
  field.purpose = get('purpose')?.kind === 'string' ? (plain(get('purpose')!) as string) : null;

  if (get('default')) readDefault(reader, field, get('default')!);
  return field;
}

function readDefault(reader: Reader, field: Field, json: Json): void {
  if (reader.declared.protected.has(field.name)) {
    reader.add('impossible_value', json);
    return;
  }
  if (field.type.is === 'not known') return;
  if (json.kind === 'null') {
    reader.add('wrong_type', json);
    return;
  }
  const { value, problems } = readValue(plain(json), field.type, field, json.path, reader.declared.offset);
  // Once, and at the default itself, also where elements of a list are bad: the first of them says what it is.
  const [problem] = problems;
  if (problem) reader.add(problem.code === 'fact_type' ? 'wrong_type' : 'impossible_value', json);
  field.default = value;
}

/** The values of a level or a string field, and the other texts that mean them. */
function readValues(reader: Reader, field: Field, json: Json): void {
  const array = reader.array(json);
  if (!array) return;
  if (array.items.length === 0) {
    if (field.type.is === 'level') reader.add('impossible_value', json);
    return;
  }
  const values: string[] = [];
  let readable = true;
  // Of two equal values the later one is the problem; of an `also` that repeats something, the `also`.
  const take = (text: Json, is: string | null, repeated: Json): string | null => {
    const value = reader.string(text);
    if (value === null) readable = false;
    else if (field.accepts.has(value)) reader.add('impossible_value', repeated);
    else field.accepts.set(value, is ?? value);
    return value;
  };
  for (const item of limitedItems(reader, array, 1000)) {
    if (item.kind === 'string') {
      values.push(take(item, null, item)!);
      continue;
    }
    const object = reader.object(item, { required: ['is'], optional: ['also', 'label', 'note'] });
    if (object) reader.texts(object);
    const [is, others] = ['is', 'also'].map((key) => object?.entries.get(key));
    const value = is ? take(is, null, item) : null;
    if (value !== null) values.push(value);
    else readable = false;
    const also = others && reader.array(others);
    if (also === null) readable = false;
    for (const other of also?.items ?? []) take(other, value, other);
  }
  field.values = readable ? values : null;
}

/** `also` of fields: other names of their columns, unique over all names of columns. */
function readColumnNames(reader: Reader, fields: [string, Json][]): void {
  const taken = new Set(fields.map(([name]) => name));
  for (const [, json] of fields) {
    const also = json.kind === 'object' ? json.entries.get('also') : undefined;
    const array = also && reader.array(also);
    for (const item of array?.items ?? []) {
      const name = reader.string(item);
      if (name === null) continue;
      if (taken.has(name)) reader.add('duplicate_name', item);
      taken.add(name);
    }
  }
}

export function readProtected(reader: Reader, json: Json): void {
  for (const item of reader.array(json)?.items ?? []) {
    const name = reader.string(item);
    if (name === null) continue;
    reader.checkIdentifier(name, item);
    reader.declared.protected.add(name);
  }
}

export function readEvents(reader: Reader, json: Json): void {
  const object = reader.map(json);
  if (!object) {
    reader.declared.eventsReadable = false;
    return;
  }
  let attributes = 0;
  for (const [name, value] of limited(reader, object, 1000)) {
    reader.checkIdentifier(name, value);
    if (RESERVED_KINDS.includes(name)) reader.add('reserved_name', value);
    const kind = readEventKind(reader, value);
    attributes += kind?.size ?? 0;
    reader.declared.events.set(name, kind);
  }
  if (attributes > 1000) reader.add('too_many', { path: '', at: 0 });
}

const RESERVED_KINDS = ['touch', 'offer'];

function readEventKind(reader: Reader, json: Json): EventKind {
  const object = reader.map(json);
  if (!object) return null;
  const kind = new Map<string, Attribute>();
  for (const [name, value] of object.entries) {
    reader.checkName(name, value, ['at']);
    const text = reader.string(value);
    const optional = text?.endsWith('?') ?? false;
    const base = optional ? text!.slice(0, -1) : (text ?? '');
    const type: Type | undefined = Object.hasOwn(PLAIN_TYPES, base) ? PLAIN_TYPES[base] : undefined;
    if (text !== null && !type) reader.add('impossible_value', value);
    kind.set(name, { type: type ?? NOT_KNOWN, optional });
  }
  return kind;
}

