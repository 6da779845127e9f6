/** What a line of the ledger shows of the facts that its rule read. */
import { lookUp, type World } from './cel-evaluate.js';
import { STAGE, type Type } from './cel-check.js';
import type { Expression, Maybe, Reference } from './model.js';
import { CONTRACT_PARTS } from './read.js';
import { formatDate, formatInstant } from './time.js';

export type Shown = number | string | boolean | string[] | null | { personal: true };
export type Observed = Record<string, Shown>;

export function observe(expression: Expression, world: World): Observed {
  return Object.assign({}, ...expression.reads.map((reference) => observeOne(reference, world))) as Observed;
}

export function observeOne(reference: Reference, world: World): Observed {
  const value = lookUp(reference, world);
  const name = ['score', 'grade', 'contract', 'balance'].includes(reference.to) && 'name' in reference ? `${reference.to}.${reference.name}` : 'name' in reference ? reference.name : reference.to;
  if (value === undefined) return { [name]: null };
  return { [name]: isPersonal(reference, world) ? { personal: true } : show(value, typeOf(reference, world), world) };
}

function isPersonal(reference: Reference, world: World): boolean {
  if (reference.to === 'field') return world.policy.fields.get(reference.name)!.personal;
  if (reference.to === 'derived') return world.policy.derived.get(reference.name)!.personal;
  return reference.to === 'id';
}

function typeOf(reference: Reference, world: World): Type {
  switch (reference.to) {
    case 'field': return world.policy.fields.get(reference.name)!.type;
    case 'derived': return world.policy.derived.get(reference.name)!.type;
    case 'score': return { is: 'number' };
    case 'grade': return { is: 'class', grade: reference.name };
    case 'contract': return CONTRACT_PARTS[reference.name];
    case 'stage': return STAGE;
    case 'stage_days':
    case 'balance': return { is: 'number' };
    case 'now': return { is: 'timestamp' };
    case 'today': return { is: 'date' };
    case 'personalised': return { is: 'boolean' };
    case 'consent': return { is: 'list' };
    default: throw new Error(`nothing shows ${reference.to}`);
  }
}

function show(value: Exclude<Maybe, undefined>, type: Type, world: World): Shown {
  switch (type.is) {
    case 'date': return formatDate(value as number);
    case 'timestamp': return formatInstant(value as number);
    case 'level': return world.policy.fields.get(type.field)!.values![value as number]!;
    default: return value;
  }
}
