/** The sections `contracts` and `balances`. */
import { isKnown } from './cel-check.js';
import type { Json, JsonObject } from './json.js';
import type { Balance, ContractTerms } from './model.js';
import { readTarget } from './policy-derive.js';
import { limited, limitedItems } from './policy-facts.js';
import { readScoreName } from './policy-grades.js';
import { oneOrMore } from './policy-lifecycle.js';
import type { Reader } from './read.js';
import { roughLength, type Duration } from './time.js';

const MOST = 100;

export function readContracts(reader: Reader, json: Json): ContractTerms {
  const terms: ContractTerms = { path: json.path, upcoming: null, due: null, grace: null, risk: null, upgrade: null };
  const object = reader.object(json, { optional: ['upcoming', 'due', 'grace', 'risk', 'upgrade'] });
  if (!object) return terms;
  const { entries } = object;
  for (const key of ['upcoming', 'due', 'grace'] as const) if (entries.has(key)) terms[key] = wholeDays(reader, entries.get(key)!);
  if (terms.upcoming && terms.due && roughLength(terms.due) > roughLength(terms.upcoming)) reader.add('impossible_value', entries.get('due')!);
  if (entries.has('risk')) terms.risk = readScoreName(reader, entries.get('risk')!);
  if (entries.has('upgrade')) terms.upgrade = reader.expression(entries.get('upgrade')!, 'boolean');
  return terms;
}

function wholeDays(reader: Reader, json: Json): Duration | null {
  const duration = reader.plainDuration(json);
  return duration && (duration.unit === 'm' || duration.unit === 'h') ? reader.add('impossible_value', json) : duration;
}

export function readBalances(reader: Reader, json: Json): Map<string, Balance> {
  const all = new Map<string, Balance>();
  const object = reader.map(json);
  if (!object) return all;
  for (const [name, value] of limited(reader, object, MOST)) {
    reader.checkIdentifier(name, value);
    const balance = readBalance(reader, name, value);
    if (balance) all.set(name, balance);
  }
  return all;
}

function readBalance(reader: Reader, name: string, json: Json): Balance | null {
  const object = reader.object(json, { required: ['earn'], optional: ['spend', 'expires', 'label', 'note'] });
  if (!object) return null;
  const { entries } = object;
  reader.texts(object);
  const balance: Balance = { name, path: object.path, earn: [], spend: [], expires: null };

  const array = entries.has('earn') ? reader.array(entries.get('earn')!) : null;
  if (array && array.items.length === 0) reader.add('impossible_value', array);
  for (const item of array ? limitedItems(reader, array, MOST) : []) {
    const entry = reader.object(item, { required: ['event', 'value'], optional: ['when'] });
    const earning = entry && readEarning(reader, entry);
    if (earning) balance.earn.push(earning);
  }

  const spend = entries.get('spend');
  if (spend) {
    if (spend.kind === 'array' && spend.items.length > MOST) reader.add('too_many', spend);
    const looked = spend.kind === 'array' ? { ...spend, items: spend.items.slice(0, MOST) } : spend;
    balance.spend = oneOrMore(reader, looked, (_, one) => {
      const target = readTarget(reader, 'sum', one);
      return target?.attribute ? { kind: target.kind, attribute: target.attribute } : null;
    });
  }

  const expires = entries.get('expires');
  if (expires) balance.expires = expires.kind === 'string' && expires.value === 'year_end' ? 'year_end' : reader.plainDuration(expires);
  return balance;
}

/** What is earned must stay what it is, so its expressions read the event and fields alone. */
function readEarning(reader: Reader, { entries }: JsonObject): Balance['earn'][number] | null {
  const [eventJson, valueJson, whenJson] = [entries.get('event'), entries.get('value'), entries.get('when')];
  const kind = eventJson ? reader.string(eventJson) : null;
  const { events, eventsReadable } = reader.declared;
  const known = kind !== null && events.has(kind);
  if (kind !== null && !known && eventsReadable) reader.add('unknown_name', eventJson!);
  if (!known) {
    for (const json of [valueJson, whenJson]) if (json) reader.string(json);
    return null;
  }
  const event = { kind, attributes: events.get(kind) ?? null };
  const value = valueJson ? reader.expression(valueJson, 'number', event) : null;
  const when = whenJson ? reader.expression(whenJson, 'boolean', event) : null;
  if (value && isKnown(value.type) && !reader.isPoisoned(value) && reader.isPersonal(value.reads)) reader.add('personal_points', valueJson!);
  return value && { kind, value, when };
}
