/** The section `derive`. */
import { NOT_KNOWN, NUMBER, TIMESTAMP, isKnown, isTime, type Scope, type Type } from './cel-check.js';
import type { Json, JsonObject } from './json.js';
import type { Aggregate, Derived, Expression, Reference, Window } from './model.js';
import { limited } from './policy-facts.js';
import type { Reader } from './read.js';
import { roughLength } from './time.js';

const AGGREGATES = ['count', 'sum', 'mean', 'min', 'max', 'first', 'last', 'distinct', 'mode', 'gap', 'days_since'];
const KINDS = [...AGGREGATES, 'value'];
const WINDOWS = ['within', 'between', 'since'];
const OTHER_KEYS = ['when', ...WINDOWS, 'never', 'take', 'label', 'note'];

export function readDerive(reader: Reader, json: Json): Map<string, Derived> {
  const all = new Map<string, Derived>();
  const object = reader.map(json);
  if (!object) return all;
  for (const [name, value] of limited(reader, object, 1000)) {
    reader.checkName(name, value);
    if (reader.declared.fields.has(name)) reader.add('duplicate_name', value);
    const derived = readDerived(reader, name, value);
    derived.personal = reader.isPersonal(derived.reads);
    all.set(name, derived);
    reader.declared.derived.set(name, { type: derived.type, personal: derived.personal });
  }
  return all;
}

/** What reads something that has a problem, or is not known, is not known either. */
function readDerived(reader: Reader, name: string, json: Json): Derived {
  const derived: Derived = { name, path: json.path, type: NOT_KNOWN, personal: false, reads: [], how: { is: 'broken' } };
  const object = reader.map(json);
  if (!object) return derived;
  reader.texts(object);
  const kinds = KINDS.filter((kind) => object.entries.has(kind));
  if (kinds.length !== 1) {
    reader.add('derive_kind', object);
    onlyKeys(reader, object, [...KINDS, ...OTHER_KEYS]);
    return derived;
  }
  const kind = kinds[0]!;
  const of = object.entries.get(kind)!;
  if (kind === 'value') {
    onlyKeys(reader, object, ['value', 'label', 'note']);
    const expression = reader.expression(of, 'any');
    if (!expression) return derived;
    const type = reader.isPoisoned(expression) ? NOT_KNOWN : expression.type;
    return { ...derived, type, reads: expression.reads, how: { is: 'value', expression } };
  }
  if (kind === 'days_since' && of.kind === 'string' && isValue(reader, of.value)) return daysSinceValue(reader, derived, object, of);
  return overEvents(reader, derived, object, kind as Aggregate, of);
}

function onlyKeys(reader: Reader, object: JsonObject, keys: string[]): void {
  for (const [key, value] of object.entries) if (!keys.includes(key)) reader.add('unknown_key', value);
}

/** Whether a name is that of a field or derived value (or may be), and of no kind of events. */
function isValue(reader: Reader, name: string): boolean {
  const { declared } = reader;
  if (!declared.eventsReadable || declared.events.has(name)) return false;
  return declared.fields.has(name) || declared.all.derived.has(name) || !declared.fieldsReadable;
}

/** `days_since` of a field or derived value. */
function daysSinceValue(reader: Reader, derived: Derived, object: JsonObject, of: Json): Derived {
  onlyKeys(reader, object, ['days_since', 'label', 'note']);
  const found = reader.reference(of, { scores: false });
  if (found && isKnown(found.type) && !isTime(found.type)) reader.add('expr_type', of);
  if (!found || !isTime(found.type)) return derived;
  return { ...derived, type: NUMBER, reads: [found.reference], how: { is: 'days_since_value', reference: found.reference } };
}

function overEvents(reader: Reader, derived: Derived, object: JsonObject, aggregate: Aggregate, of: Json): Derived {
  const { entries } = object;
  const allowed = [aggregate, 'when', ...WINDOWS, 'label', 'note'];
  if (aggregate === 'days_since') allowed.push('never');
  if (aggregate === 'gap') allowed.push('take');
  onlyKeys(reader, object, allowed);

  const target = readTarget(reader, aggregate, of);
  let known = target !== null && isKnown(target.type);
  const event: Scope['event'] = target ? { kind: target.kind, attributes: reader.declared.events.get(target.kind) ?? null } : null;

  let when: Expression | null = null;
  const whenJson = entries.get('when');
  if (whenJson) {
    // Where the kind is not known, nobody can say what the condition's names mean.
    if (event) when = reader.expression(whenJson, 'boolean', event);
    else reader.string(whenJson);
    if (!when || reader.isPoisoned(when)) known = false;
  }

  const [windowKey, ...others] = [...entries.keys()].filter((key) => WINDOWS.includes(key));
  for (const key of others) reader.add('unknown_key', entries.get(key)!);
  const window = windowKey === undefined ? null : readWindow(reader, windowKey, entries.get(windowKey)!);
  if (windowKey === 'since' && !(window?.is === 'since_stage' || (window?.is === 'since' && window.known))) known = false;

  const neverJson = aggregate === 'days_since' ? entries.get('never') : undefined;
  const never = neverJson ? reader.finite(neverJson) : null;
  const takeJson = aggregate === 'gap' ? entries.get('take') : undefined;
  const take = (takeJson && reader.oneOf(takeJson, ['median', 'mean', 'min', 'max'])) || 'median';
  if (!target) return derived;

  const since = window?.is === 'since' ? [window.reference] : [];
  const reads: Reference[] = [{ to: 'kind', name: target.kind }, ...(target.attribute !== null ? [{ to: 'attribute' as const, kind: target.kind, name: target.attribute }] : []), ...(when?.reads ?? []), ...since];
  const type = known ? resultType(aggregate, target.type) : NOT_KNOWN;
  return { ...derived, type, reads, how: { is: 'events', aggregate, kind: target.kind, attribute: target.attribute, when, window, take, never } };
}

export interface Target { kind: string; attribute: string | null; type: Type }

/** The kind, or kind and attribute, that is aggregated; `null` where even the kind is not known. */
export function readTarget(reader: Reader, aggregate: Aggregate, json: Json): Target | null {
  const text = reader.string(json);
  if (text === null) return null;
  const { events, eventsReadable, protected: guarded } = reader.declared;
  if (!eventsReadable) return null;
  const takesKind = ['count', 'gap', 'days_since', 'first', 'last'].includes(aggregate);
  const takesAttribute = !['count', 'gap', 'days_since'].includes(aggregate);
  const wrong = (code: string, kind: string): Target => {
    reader.add(code, json);
    return { kind, attribute: null, type: NOT_KNOWN };
  };
  if (events.has(text)) return takesKind ? { kind: text, attribute: null, type: TIMESTAMP } : wrong('expr_type', text);
  const dot = text.indexOf('.');
  const [kind, attribute] = [text.slice(0, dot), text.slice(dot + 1)];
  if (!takesAttribute || dot < 0 || !events.has(kind)) return reader.add(aggregate === 'days_since' && guarded.has(text) ? 'protected_fact' : 'unknown_name', json);
  const attributes = events.get(kind);
  if (!attributes) return { kind, attribute, type: NOT_KNOWN };
  const type = attribute === 'at' ? TIMESTAMP : attributes.get(attribute)?.type;
  if (!type) return wrong('unknown_name', kind);
  return !isKnown(type) || takes(aggregate, type) ? { kind, attribute, type } : wrong('expr_type', kind);
}

function takes(aggregate: Aggregate, type: Type): boolean {
  if (aggregate === 'sum' || aggregate === 'mean') return type.is === 'number';
  if (aggregate === 'min' || aggregate === 'max') return type.is === 'number' || isTime(type);
  return type.is !== 'list';
}

function resultType(aggregate: Aggregate, attribute: Type): Type {
  return ['min', 'max', 'first', 'last', 'mode'].includes(aggregate) ? attribute : NUMBER;
}

function readWindow(reader: Reader, key: string, json: Json): Window | null {
  if (key === 'within') {
    const length = reader.plainDuration(json);
    return length && { is: 'within', length };
  }
  if (key === 'between') {
    const array = reader.array(json);
    if (!array) return null;
    if (array.items.length !== 2) return reader.add('impossible_value', json);
    const [from, to] = array.items.map((item) => reader.plainDuration(item));
    if (!from || !to) return null;
    return roughLength(from) > roughLength(to) ? { is: 'between', from, to } : reader.add('impossible_value', json);
  }
  if (json.kind === 'string' && json.value === 'stage') return reader.declared.has.lifecycle ? { is: 'since_stage' } : reader.add('unknown_name', json);
  const found = reader.reference(json, { scores: false });
  if (!found) return null;
  if (isKnown(found.type) && !isTime(found.type)) return reader.add('expr_type', json);
  return { is: 'since', reference: found.reference, known: isKnown(found.type) };
}
