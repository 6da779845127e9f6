/** The sections `channels` and `touches`. */
import { isKnown, isTime, STRING } from './cel-check.js';
import type { Json } from './json.js';
import type { Anchor, Channel, EventKind, Touch } from './model.js';
import { limited, limitedItems } from './policy-facts.js';
import { readName, readStageName } from './policy-lifecycle.js';
import type { Reader } from './read.js';

const MOST_CHANNELS = 100;
const MOST_TOUCHES = 1000;

/** What events of the kind `touch` carry; no policy declares them. */
export function touchEvents(): EventKind {
  return new Map(['touch', 'of', 'channel', 'outcome'].map((name) => [name, { type: STRING, optional: name === 'channel' || name === 'outcome' }]));
}

export function readChannels(reader: Reader, json: Json): Map<string, Channel> {
  const all = new Map<string, Channel>();
  const object = reader.map(json);
  if (!object) return all;
  for (const [name, value] of limited(reader, object, MOST_CHANNELS)) {
    reader.checkIdentifier(name, value);
    reader.declared.channels.add(name);
    const channel = readChannel(reader, name, value);
    if (channel) all.set(name, channel);
  }
  return all;
}

function readChannel(reader: Reader, name: string, json: Json): Channel | null {
  const object = reader.object(json, { optional: ['consent', 'hours', 'max', 'within', 'label', 'note'] });
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);
  if (entries.has('max') !== entries.has('within')) reader.add('missing_key', object);
  const consent = entries.has('consent') ? reader.string(entries.get('consent')!) : null;
  const hours = entries.has('hours') ? readHours(reader, entries.get('hours')!) : null;
  const count = entries.has('max') ? reader.count(entries.get('max')!) : null;
  const within = entries.has('within') ? reader.plainDuration(entries.get('within')!) : null;
  return { name, path: object.path, consent, hours, max: count !== null && within ? { count, within } : null };
}

function readHours(reader: Reader, json: Json): Channel['hours'] {
  const array = reader.array(json);
  if (!array) return null;
  if (array.items.length !== 2) return reader.add('impossible_value', json);
  const [from, to] = array.items.map((item) => {
    const text = reader.string(item);
    if (text === null) return null;
    const match = /^([0-9]{2}):([0-9]{2})$/.exec(text);
    if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return reader.add('impossible_value', item);
    return (Number(match[1]) * 60 + Number(match[2])) * 60_000;
  });
  if (from == null || to == null) return null;
  return from === to ? reader.add('impossible_value', json) : { from, to };
}

export function readTouches(reader: Reader, json: Json): Touch[] {
  const array = reader.array(json);
  const touches: Touch[] = [];
  const names: string[] = [];
  for (const item of array ? limitedItems(reader, array, MOST_TOUCHES) : []) {
    const touch = readTouch(reader, item, names);
    if (touch) touches.push(touch);
  }
  reader.declared.touches = new Set(names);
  return touches;
}

const OPTIONAL = ['at', 'until', 'open', 'every', 'for', 'when', 'channels', 'ends_on', 'label', 'note'];

function readTouch(reader: Reader, json: Json, names: string[]): Touch | null {
  const object = reader.object(json, { required: ['touch', 'anchor'], optional: OPTIONAL });
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);
  const get = (key: string): Json | undefined => entries.get(key);
  const read = <T>(key: string, how: (json: Json) => T | null): T | null => (get(key) ? how(get(key)!) : null);

  const name = readName(reader, get('touch'));
  if (get('touch')?.kind === 'string' && names.includes(name)) reader.add('duplicate_name', get('touch')!);
  if (get('touch')?.kind === 'string') names.push(name);
  const anchor = read('anchor', (one) => readAnchor(reader, one));

  const both = get('until') && get('open');
  if (both) reader.add('unknown_key', get('open')!);
  // What is fixed to a contract or a calendar does not come again.
  const once = /^(contract|calendar)\./.test(get('anchor')?.kind === 'string' ? (get('anchor') as { value: string }).value : '');
  if (once && get('every')) reader.add('unknown_key', get('every')!);
  if (get('for') && !get('every')) reader.add('unknown_key', get('for')!);

  const at = read('at', (one) => reader.shift(one));
  const until = read('until', (one) => reader.shift(one));
  const open = both ? null : read('open', (one) => reader.duration(one));
  const every = once ? null : read('every', (one) => reader.plainDuration(one));
  const last = get('every') ? read('for', (one) => reader.plainDuration(one)) : null;
  const when = read('when', (one) => reader.expression(one, 'boolean'));
  const channels = read('channels', (one) => texts(reader, one)) ?? [];
  channels.forEach(([channel, place], i) => {
    if (channels.slice(0, i).some(([other]) => other === channel)) reader.add('impossible_value', place);
    else if (!reader.declared.channels.has(channel)) reader.add('unknown_name', place);
  });
  const endsOn = (read('ends_on', (one) => texts(reader, one)) ?? []).map(([text]) => text);
  if (!anchor) return null;
  const anchorText = (get('anchor') as { value: string }).value;
  return { name, path: object.path, anchor, anchorText, at: at ?? { count: 0, unit: 'd' }, until, open, every, for: last, when, channels: channels.map(([channel]) => channel), endsOn };
}

/** At least one text, each with its place. */
function texts(reader: Reader, json: Json): [string, Json][] {
  const array = reader.array(json);
  if (array && array.items.length === 0) reader.add('impossible_value', json);
  return (array?.items ?? []).flatMap((item): [string, Json][] => {
    const text = reader.string(item);
    return text === null ? [] : [[text, item]];
  });
}

function readAnchor(reader: Reader, json: Json): Anchor | null {
  const text = reader.string(json);
  if (text === null) return null;
  const { has, calendars } = reader.declared;
  const dot = text.indexOf('.');
  const [scope, name] = dot < 0 ? ['', text] : [text.slice(0, dot), text.slice(dot + 1)];
  if (scope === 'contract') return has.contracts && (name === 'starts' || name === 'ends') ? { is: 'contract', part: name } : reader.add('unknown_name', json);
  if (scope === 'calendar') return calendars.has(name) ? { is: 'calendar', name } : reader.add('unknown_name', json);
  if (scope === 'stage') {
    if (!has.lifecycle) return reader.add('unknown_name', json);
    const stage = readStageName(reader, { ...json, kind: 'string', value: name });
    return stage === null ? null : { is: 'stage', name };
  }
  const found = reader.reference(json, { scores: false });
  if (!found) return null;
  if (isKnown(found.type) && !isTime(found.type)) return reader.add('expr_type', json);
  return { is: 'value', reference: found.reference, date: found.type.is === 'date' };
}
