/** From what a caller gives to what is known: used facts only, consent first, then defaults. */
import { LIST, STRING, BOOLEAN } from './cel-check.js';
import { readContracts, type ContractFact } from './facts-contracts.js';
import type { Maybe, Policy } from './model.js';
import { step } from './problems.js';
import { used, type Used } from './used.js';
import { isObject, property, readInstant, readValue, type FactProblem } from './value.js';

export interface EventFact {
  at: number;
  attributes: Map<string, Maybe>;
}

export interface Facts {
  /** Known fields only; defaults included. */
  values: Map<string, Maybe>;
  /** Fields that consent removed, in document order. */
  withheld: string[];
  id: string | undefined;
  consent: string[];
  personalised: boolean | undefined;
  /** In the caller's order; `undefined` where they are missing, and where the policy has no `contracts`. */
  contracts: ContractFact[] | undefined;
  /** Used kinds (`touch` too, where the policy has touches): events in time order that are not in the future, or `undefined` where nothing is known of the kind. */
  events: Map<string, EventFact[] | undefined>;
  /** The same with those in the future, for deciding later. */
  allEvents: Map<string, EventFact[] | undefined>;
  /** Places that are not as declared, in order. */
  problems: FactProblem[];
  /** Kinds with events in the future, in document order. */
  future: string[];
  /** Problems that no option forgives. */
  fatal: FactProblem[];
  /** Under `strict`, names that nobody declared; no option forgives them either. */
  unknown: FactProblem[];
}

/** The same facts, decided at another time: other events are in the future. */
export function factsAt(facts: Facts, now: number): Facts {
  return { ...facts, events: new Map([...facts.allEvents].map(([kind, events]) => [kind, events?.filter((event) => event.at <= now)])) };
}

export function readFacts(policy: Policy, raw: unknown, now: number, strict: boolean): Facts {
  const facts: Facts = { values: new Map(), withheld: [], id: undefined, consent: [], personalised: undefined, contracts: undefined, events: new Map(), allEvents: new Map(), problems: [], future: [], fatal: [], unknown: [] };
  if (!isObject(raw)) {
    facts.fatal.push({ code: 'facts_type', path: '' });
    return facts;
  }
  const needs = used(policy);
  const { offset } = policy;

  // Consent comes first because it decides which fields are looked at; its problems are told after theirs.
  let consentProblems: FactProblem[] = [];
  if (needs.consent && property(raw, 'consent') !== undefined) {
    const { value, problems } = readValue(property(raw, 'consent'), LIST, null, '/consent', offset);
    facts.consent = (value as string[] | undefined) ?? [];
    consentProblems = problems;
  }

  for (const field of policy.fields.values()) {
    if (!needs.fields.has(field.name)) continue;
    let given = property(raw, field.name);
    if (field.purpose !== null && !facts.consent.includes(field.purpose)) {
      if (given !== undefined) facts.withheld.push(field.name);
      given = undefined;
    }
    let known: Maybe;
    if (given !== undefined) {
      const { value, problems } = readValue(given, field.type, field, step('', field.name), offset);
      facts.problems.push(...problems);
      known = value;
    }
    facts.values.set(field.name, known ?? field.default);
  }

  const id = property(raw, 'id');
  if (needs.id && id !== undefined) {
    const { value, problems } = readValue(id, STRING, null, '/id', offset);
    facts.id = value as string | undefined;
    facts.problems.push(...problems);
  }
  facts.problems.push(...consentProblems);
  const personalised = property(raw, 'personalised');
  if (needs.personalised && personalised !== undefined) {
    const { value, problems } = readValue(personalised, BOOLEAN, null, '/personalised', offset);
    facts.personalised = value as boolean | undefined;
    facts.problems.push(...problems);
  }

  const contracts = property(raw, 'contracts');
  if (policy.contracts && contracts !== undefined) facts.contracts = readContracts(contracts, offset, facts.problems);

  readEvents(policy, needs, facts, property(raw, 'events'), now);
  if (strict) facts.unknown.push(...unknownNames(policy, needs, raw));
  return facts;
}

function readEvents(policy: Policy, needs: Used, facts: Facts, raw: unknown, now: number): void {
  const kinds = [...policy.events.keys()].filter((kind) => needs.kinds.has(kind));
  for (const kind of kinds) setEvents(facts, kind, undefined, now);
  if (kinds.length === 0 || raw === undefined) return;
  if (!isObject(raw)) {
    facts.problems.push({ code: 'fact_type', path: '/events' });
    return;
  }
  const count = kinds.reduce((sum, kind) => sum + (Array.isArray(property(raw, kind)) ? (raw[kind] as unknown[]).length : 0), 0);
  if (count > 100_000) {
    facts.fatal.push({ code: 'fact_too_many', path: '/events' });
    return;
  }
  for (const kind of kinds) {
    if (!Object.hasOwn(raw, kind) || raw[kind] === undefined) {
      setEvents(facts, kind, [], now);
      continue;
    }
    if (raw[kind] === null) continue;
    const path = step('/events', kind);
    if (!Array.isArray(raw[kind])) {
      facts.problems.push({ code: 'fact_type', path });
      continue;
    }
    const events: EventFact[] = [];
    (raw[kind] as unknown[]).forEach((event, i) => {
      const read = readEvent(policy, kind, needs.kinds.get(kind)!, facts, event, step(path, i));
      if (read) events.push(read);
    });
    if (events.some((event) => event.at > now)) facts.future.push(kind);
    setEvents(facts, kind, events.sort((a, b) => a.at - b.at), now); // sort() is stable
  }
}

function setEvents(facts: Facts, kind: string, inOrder: EventFact[] | undefined, now: number): void {
  facts.allEvents.set(kind, inOrder);
  facts.events.set(kind, inOrder?.filter((event) => event.at <= now));
}

/** One event, or `null` where it is to be dropped. */
function readEvent(policy: Policy, kind: string, needed: Set<string>, facts: Facts, raw: unknown, path: string): EventFact | null {
  if (!isObject(raw)) {
    facts.problems.push({ code: 'fact_type', path });
    return null;
  }
  const { offset } = policy;
  const attributes = [...policy.events.get(kind)!].filter(([name]) => needed.has(name));
  const at = property(raw, 'at');
  const lacks = at === undefined || attributes.some(([name, attribute]) => !attribute.optional && property(raw, name) === undefined);
  if (lacks) facts.problems.push({ code: 'fact_absent', path });

  const ms = at === undefined ? 'absent' : readInstant(at, offset);
  if (typeof ms === 'string' && at !== undefined) facts.problems.push({ code: ms, path: step(path, 'at') });

  const values = new Map<string, Maybe>();
  for (const [name, attribute] of attributes) {
    const given = property(raw, name);
    if (given === undefined) continue;
    const { value, problems } = readValue(given, attribute.type, null, step(path, name), offset);
    facts.problems.push(...problems);
    values.set(name, value);
  }
  return lacks || typeof ms === 'string' ? null : { at: ms, attributes: values };
}

const KNOWN = ['id', 'events', 'consent', 'personalised', 'contracts', 'owns'];

/** What `strict` refuses: names that nobody declared, in the caller's order. */
function unknownNames(policy: Policy, needs: Used, raw: Record<string, unknown>): FactProblem[] {
  const problems: FactProblem[] = [];
  const unknown = (path: string): void => void problems.push({ code: 'fact_unknown', path });
  for (const [name, value] of Object.entries(raw)) {
    if (name !== 'events') {
      if (!policy.fields.has(name) && !KNOWN.includes(name)) unknown(step('', name));
      continue;
    }
    if (!isObject(value)) continue;
    for (const [kind, events] of Object.entries(value)) {
      const path = step('/events', kind);
      if (!policy.events.has(kind)) unknown(path);
      if (!needs.kinds.has(kind) || !Array.isArray(events)) continue;
      events.forEach((event, i) => {
        if (!isObject(event)) return;
        for (const name of Object.keys(event)) if (name !== 'at' && !policy.events.get(kind)!.has(name)) unknown(step(step(path, i), name));
      });
    }
  }
  return problems;
}
