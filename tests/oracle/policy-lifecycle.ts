/** The section `lifecycle`: stages with their timers and owners, and how one leads to another. */
import { isKnown } from './cel-check.js';
import type { Json, JsonObject } from './json.js';
import type { Lifecycle, Stage, Timer, Transition } from './model.js';
import { limitedItems } from './policy-facts.js';
import type { Reader } from './read.js';

const MOST_STAGES = 100;
const MOST_TIMERS = 1000;
const MOST_TRANSITIONS = 1000;

export function readLifecycle(reader: Reader, json: Json): Lifecycle {
  const lifecycle: Lifecycle = { path: json.path, initial: '', stages: new Map(), renamed: new Map(), transitions: [] };
  const object = reader.object(json, { required: ['initial', 'stages'], optional: ['transitions', 'renamed'] });
  if (!object) return lifecycle;
  const { entries } = object;
  if (entries.has('stages')) lifecycle.stages = readStages(reader, entries.get('stages')!);
  if (entries.has('initial')) lifecycle.initial = readStageName(reader, entries.get('initial')!) ?? '';
  if (entries.has('renamed')) lifecycle.renamed = readRenamed(reader, entries.get('renamed')!);
  const array = entries.has('transitions') ? reader.array(entries.get('transitions')!) : null;
  for (const item of array ? limitedItems(reader, array, MOST_TRANSITIONS) : []) {
    const transition = readTransition(reader, item);
    if (transition) lifecycle.transitions.push(transition);
  }
  return lifecycle;
}

/** A stage that there is; names are not checked where not all stages could be read. */
export function readStageName(reader: Reader, json: Json): string | null {
  const name = reader.string(json);
  const { stages } = reader.declared;
  return name !== null && stages && !stages.includes(name) ? reader.add('unknown_name', json) : name;
}

function readStages(reader: Reader, json: Json): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  const array = reader.array(json);
  if (!array) return stages;
  if (array.items.length === 0) reader.add('impossible_value', json);
  const items = limitedItems(reader, array, MOST_STAGES);
  // Timers name stages below their own, so the names come first.
  const names = items.map((item) => {
    const name = item.kind === 'object' ? item.entries.get('stage') : undefined;
    return name?.kind === 'string' ? name.value : null;
  });
  reader.declared.stages = names.length > 0 && names.every((name) => name !== null) ? names : null;
  const counts = { timers: 0 };
  for (const item of items) {
    const object = reader.object(item, { required: ['stage'], optional: ['final', 'owner', 'timers', 'label', 'note'] });
    if (!object) continue;
    const stage = readStage(reader, object, counts);
    const nameJson = object.entries.get('stage');
    if (nameJson && stage.name !== '' && stages.has(stage.name)) reader.add('duplicate_name', nameJson);
    stages.set(stage.name, stage);
  }
  if (counts.timers > MOST_TIMERS) reader.add('too_many', { path: '', at: 0 });
  return stages;
}

function readStage(reader: Reader, object: JsonObject, counts: { timers: number }): Stage {
  const { entries } = object;
  reader.texts(object);
  const name = readName(reader, entries.get('stage'));
  const stage: Stage = { name, path: object.path, final: false, owner: null, timers: [] };
  if (entries.has('final')) stage.final = reader.boolean(entries.get('final')!) ?? false;
  if (entries.has('owner')) stage.owner = readOwner(reader, entries.get('owner')!);
  const array = entries.has('timers') ? reader.array(entries.get('timers')!) : null;
  const names: string[] = [];
  for (const item of array?.items ?? []) {
    counts.timers += 1;
    const timer = readTimer(reader, item, name, names);
    if (timer) stage.timers.push(timer);
    if (timer) reader.declared.timers.add(timer.name);
  }
  return stage;
}

/** A name that is a string of its own. */
export function readName(reader: Reader, json: Json | undefined): string {
  const name = json ? reader.string(json) : null;
  if (name !== null) reader.checkIdentifier(name, json!);
  return name ?? '';
}

function readOwner(reader: Reader, json: Json): Stage['owner'] {
  const object = reader.object(json, { required: ['field'], optional: ['lockout'] });
  if (!object) return null;
  const { entries } = object;
  const lockout = entries.has('lockout') ? reader.duration(entries.get('lockout')!) : null;
  const field = entries.has('field') ? readOwnerField(reader, entries.get('field')!) : null;
  return field === null ? null : { field, lockout };
}

/** A string field whose values the state may remember. */
function readOwnerField(reader: Reader, json: Json): string | null {
  const name = reader.string(json);
  if (name === null) return null;
  const { fields, fieldsReadable, protected: guarded } = reader.declared;
  if (guarded.has(name)) return reader.add('protected_fact', json);
  const field = fields.get(name);
  if (!field) return fieldsReadable ? reader.add('unknown_name', json) : null;
  if (isKnown(field.type) && field.type.is !== 'string') return reader.add('expr_type', json);
  return field.personal ? reader.add('impossible_value', json) : name;
}

function readTimer(reader: Reader, json: Json, stage: string, names: string[]): Timer | null {
  const object = reader.object(json, { required: ['timer', 'within'], optional: ['stops_on', 'then', 'label', 'note'] });
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);
  const nameJson = entries.get('timer');
  const name = readName(reader, nameJson);
  if (nameJson?.kind === 'string' && names.includes(name)) reader.add('duplicate_name', nameJson);
  names.push(name);
  const within = entries.has('within') ? reader.duration(entries.get('within')!) : null;
  const stopsOn = entries.has('stops_on') ? oneOrMore(reader, entries.get('stops_on')!, readKind) : [];
  const thenJson = entries.get('then');
  const then = thenJson ? readStageName(reader, thenJson) : null;
  if (then !== null && then === stage) reader.add('impossible_value', thenJson!);
  return { name, path: object.path, within: within ?? { count: 1, unit: 'd' }, stopsOn, then };
}

/** A string, or an array of at least one. */
export function oneOrMore<T>(reader: Reader, json: Json, read: (reader: Reader, json: Json) => T | null): T[] {
  if (json.kind !== 'string' && json.kind !== 'array') {
    reader.add('wrong_type', json);
    return [];
  }
  if (json.kind === 'array' && json.items.length === 0) reader.add('impossible_value', json);
  const items = json.kind === 'array' ? json.items : [json];
  return items.map((item) => read(reader, item)).filter((item) => item !== null);
}

/** A kind of events that there is. */
function readKind(reader: Reader, json: Json): string | null {
  const kind = reader.string(json);
  const { events, eventsReadable } = reader.declared;
  return kind !== null && eventsReadable && !events.has(kind) ? reader.add('unknown_name', json) : kind;
}

function readRenamed(reader: Reader, json: Json): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const [name, value] of reader.map(json)?.entries ?? []) {
    if (reader.declared.stages?.includes(name)) reader.add('impossible_value', value);
    const stage = readStageName(reader, value);
    if (stage !== null) renamed.set(name, stage);
  }
  return renamed;
}

function readTransition(reader: Reader, json: Json): Transition | null {
  const object = reader.object(json, { required: ['from', 'to'], optional: ['when', 'stay', 'cooldown', 'at_most', 'label', 'note'] });
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);
  if (!entries.has('when') && !entries.has('stay')) reader.add('missing_key', object);
  const fromJson = entries.get('from');
  const anywhere = fromJson?.kind === 'string' && fromJson.value === '*';
  const toJson = entries.get('to');
  const to = (toJson ? readStageName(reader, toJson) : null) ?? '';
  const from = !fromJson ? [] : anywhere ? (reader.declared.stages ?? []).filter((stage) => stage !== to) : oneOrMore(reader, fromJson, readStageName);
  if (toJson && to !== '' && from.includes(to)) reader.add('impossible_value', toJson);
  const when = entries.has('when') ? reader.expression(entries.get('when')!, 'boolean') : null;
  const [stay, cooldown] = ['stay', 'cooldown'].map((key) => (entries.has(key) ? reader.duration(entries.get(key)!) : null));
  const atMost = entries.has('at_most') ? reader.count(entries.get('at_most')!) : null;
  return { path: object.path, from, to, when, stay: stay ?? null, cooldown: cooldown ?? null, atMost };
}
