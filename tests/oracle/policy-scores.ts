/** The section `scores`. */
import { isKnown } from './cel-check.js';
import { lcm, thousandths } from './exact.js';
import type { Json, JsonObject } from './json.js';
import type { Cap, Decay, Group, Most, Rule, Score } from './model.js';
import { limited, limitedItems } from './policy-facts.js';
import type { Reader } from './read.js';

const DEFAULT_CAP: Cap = { low: 0n, high: 100_000n };

export function readScores(reader: Reader, json: Json): Map<string, Score> {
  const all = new Map<string, Score>();
  const object = reader.map(json);
  if (!object) return all;
  const counts = { groups: 0, rules: 0 };
  for (const [name, value] of limited(reader, object, 100)) {
    reader.checkIdentifier(name, value);
    const { score, cap } = readScore(reader, name, value, counts);
    if (score) all.set(name, score);
    reader.declared.scores.set(name, { cap });
  }
  if (counts.groups > 1000 || counts.rules > 10_000) reader.add('too_many', { path: '', at: 0 });
  return all;
}

function readScore(reader: Reader, name: string, json: Json, counts: { groups: number; rules: number }): { score: Score | null; cap: Cap | null } {
  const object = reader.object(json, { required: ['groups'], optional: ['combine', 'for', 'cap', 'label', 'note'] });
  if (!object) return { score: null, cap: null };
  const { entries } = object;
  reader.texts(object);
  const combine = entries.has('combine') ? reader.oneOf(entries.get('combine')!, ['sum', 'weighted'] as const) : 'sum';
  const condition = entries.has('for') ? reader.expression(entries.get('for')!, 'boolean') : null;
  const cap = readCap(reader, entries.get('cap'), combine);

  const groups: Group[] = [];
  const fine: Fine[] = [];
  const groupsJson = entries.get('groups');
  const map = groupsJson && reader.map(groupsJson);
  if (map && map.entries.size === 0) reader.add('impossible_value', map);
  for (const [groupName, value] of map?.entries ?? []) {
    reader.checkIdentifier(groupName, value);
    counts.groups += 1;
    const { group, weight, top } = readGroup(reader, groupName, value, combine, counts);
    if (group) groups.push(group);
    fine.push({ weight, top });
  }
  const score: Score = { name, path: json.path, weighted: combine === 'weighted', for: condition, cap: cap ?? DEFAULT_CAP, groups };
  if (score.weighted && isTooFine(fine)) reader.add('too_fine', object);
  return { score, cap };
}

/** In a weighted score the top must be positive; a cap with a problem is not known. */
function readCap(reader: Reader, json: Json | undefined, combine: string | null): Cap | null {
  if (!json) return DEFAULT_CAP;
  const cap = reader.cap(json);
  return combine === 'weighted' && cap && cap.high <= 0n ? reader.add('impossible_value', json) : cap;
}

/** A group's weight and its cap's top, each `null` where it has a problem of its own. */
interface Fine { weight: bigint | null; top: bigint | null }

/** Whether the exact mean over one common denominator outgrows what the library holds; only where every weight and cap is known. */
function isTooFine(groups: Fine[]): boolean {
  if (groups.some(({ weight, top }) => weight === null || top === null)) return false;
  const tops = groups.reduce((sofar, { top }) => lcm(sofar, top!), 1n);
  const weights = groups.reduce((sum, { weight }) => sum + weight!, 0n);
  return tops * weights >= 1n << 126n;
}

function readGroup(reader: Reader, name: string, json: Json, combine: string | null, counts: { rules: number }): Fine & { group: Group | null } {
  const object = reader.object(json, { required: combine === 'weighted' ? ['rules', 'weight'] : ['rules'], optional: ['weight', 'cap', 'match', 'for', 'label', 'note'] });
  if (!object) return { group: null, weight: null, top: null };
  const { entries } = object;
  reader.texts(object);

  let weight: bigint | null = null;
  const weightJson = entries.get('weight');
  if (weightJson && combine === 'sum') {
    reader.add('impossible_value', weightJson);
  } else if (weightJson) {
    weight = reader.thousandths(weightJson);
    if (weight !== null && weight < 0n) weight = reader.add('impossible_value', weightJson);
  }
  const cap = readCap(reader, entries.get('cap'), combine);
  const match = entries.has('match') ? reader.oneOf(entries.get('match')!, ['all', 'first', 'max'] as const) : 'all';
  const condition = entries.has('for') ? reader.expression(entries.get('for')!, 'boolean') : null;

  const rules: (Rule | null)[] = [];
  const rulesJson = entries.get('rules');
  const array = rulesJson && reader.array(rulesJson);
  if (array && array.items.length === 0) reader.add('impossible_value', array);
  const ids = new Set<string>();
  for (const item of array?.items ?? []) {
    counts.rules += 1;
    rules.push(readRule(reader, item, ids));
  }
  if (!entries.has('cap') && array && array.items.length > 0 && isHidden(array.items)) reader.add('hidden_points', object);
  const complete = cap !== null && match !== null && rules.every((rule) => rule !== null);
  const group = complete ? { name, weight: weight ?? 0n, cap, match, for: condition, rules: rules as Rule[] } : null;
  return { group, weight, top: cap && cap.high };
}

/** Whether the default cap would make all points of a group vanish; only where all of them can be read. */
function isHidden(rules: Json[]): boolean {
  const points = rules.flatMap(pointsOf);
  return points.every((one) => one !== null && one <= 0n) && points.some((one) => one! < 0n);
}

/** All the points that a rule may give; `null` for what cannot be told. */
function pointsOf(rule: Json): (bigint | null)[] {
  if (rule.kind !== 'object') return [null];
  const kind = kindOf(rule);
  if (kind === null || kind === 'value') return [null];
  const read = (json: Json | undefined): bigint | null => {
    const value = json?.kind === 'number' ? thousandths(json.text) : null;
    return typeof value === 'bigint' ? value : null;
  };
  if (kind === 'when' || kind === 'event') return [read(rule.entries.get('points'))];
  const json = rule.entries.get(kind)!;
  if (kind === 'bands') return json.kind === 'array' ? json.items.map((pair) => (pair.kind === 'array' && pair.items.length === 2 ? read(pair.items[1]) : null)) : [null];
  return json.kind === 'object' ? [...json.entries.values()].map(read) : [null];
}

const COMMON = ['id', 'cap', 'label', 'note'];
const OF_KINDS = ['bands', 'points', 'containing'] as const;
const ALL_KEYS = [...COMMON, 'when', 'points', 'of', 'bands', 'containing', 'value', 'event', 'most', 'decay'];

function readRule(reader: Reader, json: Json, ids: Set<string>): Rule | null {
  const object = reader.map(json);
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);

  let id: string | null = null;
  const idJson = entries.get('id');
  if (!idJson) {
    reader.add('missing_key', object);
  } else if ((id = reader.string(idJson)) !== null) {
    reader.checkIdentifier(id, idJson);
    if (ids.has(id)) reader.add('duplicate_name', idJson);
    ids.add(id);
  }
  const capJson = entries.get('cap');
  const cap = capJson ? reader.cap(capJson) : null;
  const how = readHow(reader, object);
  return id === null || (capJson && !cap) || !how ? null : { id, cap, how };
}

/** The kind of a rule is told by `event`, `value`, `of` with one of three, or else `when`; `null` if it is not one kind. */
function kindOf(object: JsonObject): 'when' | 'value' | 'event' | 'bands' | 'points' | 'containing' | null {
  const has = (key: string): boolean => object.entries.has(key);
  const kinds = (['event', 'value', 'of'] as const).filter(has) as ('event' | 'value' | 'of' | 'when')[];
  if (has('when') && !has('event')) kinds.push('when');
  if (kinds.length !== 1) return null;
  const [kind] = kinds;
  if (kind !== 'of') return kind!;
  const ofKinds = OF_KINDS.filter(has);
  return ofKinds.length === 1 ? ofKinds[0]! : null;
}

function readHow(reader: Reader, object: JsonObject): Rule['how'] | null {
  const kind = kindOf(object);
  switch (kind) {
    case null:
      reader.add('rule_kind', object);
      keys(reader, object, ALL_KEYS, []);
      return null;
    case 'when': return readCondition(reader, object);
    case 'value': return readValueRule(reader, object);
    case 'event': return readEventRule(reader, object);
    default: return readOf(reader, object, kind);
  }
}

function keys(reader: Reader, object: JsonObject, known: string[], required: string[]): void {
  for (const key of required) if (!object.entries.has(key)) reader.add('missing_key', object);
  for (const [key, value] of object.entries) if (!known.includes(key)) reader.add('unknown_key', value);
}

function readCondition(reader: Reader, object: JsonObject): Rule['how'] | null {
  keys(reader, object, [...COMMON, 'when', 'points'], ['points']);
  const when = reader.expression(object.entries.get('when')!, 'boolean');
  const points = optional(object, 'points', (json) => reader.thousandths(json));
  return when && points !== null ? { is: 'condition', when, points } : null;
}

function optional<T>(object: JsonObject, key: string, read: (json: Json) => T | null): T | null {
  const json = object.entries.get(key);
  return json ? read(json) : null;
}

function readValueRule(reader: Reader, object: JsonObject): Rule['how'] | null {
  keys(reader, object, [...COMMON, 'value'], []);
  const json = object.entries.get('value')!;
  const value = reader.expression(json, 'number');
  if (value && !reader.isPoisoned(value) && reader.isPersonal(value.reads)) reader.add('personal_points', json);
  return value && { is: 'value', value };
}

function readOf(reader: Reader, object: JsonObject, kind: string): Rule['how'] | null {
  keys(reader, object, [...COMMON, 'of', kind], []);
  const ofJson = object.entries.get('of')!;
  const found = reader.reference(ofJson, { scores: true });
  const wanted = kind === 'bands' ? ['number'] : kind === 'containing' ? ['string'] : ['string', 'level', 'list', 'class'];
  let of = found;
  if (found && isKnown(found.type) && !wanted.includes(found.type.is)) of = reader.add('expr_type', ofJson);

  const json = object.entries.get(kind)!;
  if (kind === 'bands') {
    const bands = readBands(reader, json);
    return of && bands && { is: 'bands', of: of.reference, bands };
  }
  const entries = readPoints(reader, json);
  if (kind === 'containing') {
    let good = true;
    for (const [key, value] of json.kind === 'object' ? json.entries : []) {
      if (key !== '' && !isArrayIndex(key)) continue;
      reader.add('impossible_value', value);
      good = false;
    }
    return of && entries && good ? { is: 'containing', of: of.reference, texts: entries.map(([text, points]) => ({ text, points })) } : null;
  }
  if (of && json.kind === 'object') {
    const allowed = of.type.is === 'level' ? reader.scope(null).values(of.type.field)
      : of.type.is === 'class' ? reader.scope(null).classes(of.type.grade)
      : of.reference.to === 'field' && isKnown(of.type) ? reader.scope(null).values(of.reference.name) : null;
    if (allowed) for (const [key, value] of json.entries) if (key !== '*' && !allowed.includes(key)) reader.add('impossible_value', value);
  }
  return of && entries && { is: 'map', of: of.reference, points: new Map(entries) };
}

/** The canonical text of a whole number from 0 to 2^32 − 2. */
function isArrayIndex(key: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(key) && Number(key) <= 4294967294;
}

function readBands(reader: Reader, json: Json): { edge: number; points: bigint }[] | null {
  const array = reader.array(json);
  if (!array) return null;
  if (array.items.length === 0) return reader.add('impossible_value', json);
  const bands: { edge: number; points: bigint }[] = [];
  let previous: number | null = null; // the last edge that is known
  let good = true;
  for (const item of limitedItems(reader, array, 10_000)) {
    const pair = reader.array(item);
    if (pair && pair.items.length !== 2) reader.add('impossible_value', item);
    if (!pair || pair.items.length !== 2) {
      good = false;
      continue;
    }
    const edge = reader.finite(pair.items[0]!);
    const points = reader.thousandths(pair.items[1]!);
    if (edge !== null && previous !== null && edge <= previous) {
      reader.add('bands_order', item);
    }
    previous = edge ?? previous;
    if (edge === null || points === null) good = false;
    else bands.push({ edge, points });
  }
  return good ? bands : null;
}

function readPoints(reader: Reader, json: Json): [string, bigint][] | null {
  const object = reader.map(json);
  if (!object) return null;
  if (object.entries.size === 0) return reader.add('impossible_value', json);
  const entries = limited(reader, object, 10_000).map(([key, value]) => [key, reader.thousandths(value)] as const);
  return entries.every(([, points]) => points !== null) ? (entries as unknown as [string, bigint][]) : null;
}

function readEventRule(reader: Reader, object: JsonObject): Rule['how'] | null {
  keys(reader, object, [...COMMON, 'event', 'points', 'when', 'most', 'decay'], ['points']);
  const eventJson = object.entries.get('event')!;
  const kind = reader.string(eventJson);
  const { events, eventsReadable } = reader.declared;
  const known = kind !== null && events.has(kind);
  if (kind !== null && !known && eventsReadable) reader.add('unknown_name', eventJson);
  const whenJson = object.entries.get('when');
  let when = null;
  if (whenJson && known) when = reader.expression(whenJson, 'boolean', { kind, attributes: events.get(kind) ?? null });
  else if (whenJson) reader.string(whenJson);
  const points = optional(object, 'points', (json) => reader.thousandths(json));
  const most = optional(object, 'most', (json) => readMost(reader, json));
  const decay = optional(object, 'decay', (json) => readDecay(reader, json));
  const complete = known && points !== null && (when || !whenJson);
  return complete ? { is: 'event', kind, when, points, most, decay } : null;
}

function readMost(reader: Reader, json: Json): Most | null {
  const object = reader.object(json, { required: ['count', 'per'] });
  if (!object) return null;
  const count = optional(object, 'count', (json) => reader.count(json));
  const perJson = object.entries.get('per');
  const per = perJson ? reader.oneOf(perJson, ['day', 'week', 'month', 'ever'] as const) : null;
  return count !== null && per ? { count, per } : null;
}

const DECAYS = ['half_life', 'linear', 'step', 'expires'];

function readDecay(reader: Reader, json: Json): Decay | null {
  const object = reader.object(json, { optional: DECAYS });
  if (!object) return null;
  const kinds = DECAYS.filter((kind) => object.entries.has(kind));
  if (kinds.length !== 1) return reader.add('decay_kind', object);
  const kind = kinds[0] as 'half_life' | 'linear' | 'step' | 'expires';
  const of = object.entries.get(kind)!;
  if (kind !== 'step') {
    const length = reader.fixedDuration(of);
    return length === null ? null : { is: kind, length };
  }
  const step = reader.object(of, { required: ['share', 'every'] });
  if (!step) return null;
  const share = optional(step, 'share', (value) => reader.thousandths(value));
  if (share !== null && (share <= 0n || share > 1000n)) reader.add('impossible_value', step.entries.get('share')!);
  const every = optional(step, 'every', (value) => reader.fixedDuration(value));
  return share !== null && every !== null ? { is: 'step', share, every } : null;
}
