/** What anything in a policy reads. */
import type { Expression, Policy, Reference } from './model.js';

export interface Used {
  fields: Set<string>;
  kinds: Map<string, Set<string>>;
  consent: boolean;
  id: boolean;
  personalised: boolean;
}

/** What anything in the policy reads. */
export function used(policy: Policy): Used {
  if (!usedBy.has(policy)) usedBy.set(policy, findUsed(policy));
  return usedBy.get(policy)!;
}

const usedBy = new WeakMap<Policy, Used>();

function findUsed(policy: Policy): Used {
  const found: Used = { fields: new Set(), kinds: new Map(), consent: false, id: false, personalised: false };
  const attributes = (kind: string): Set<string> => {
    if (!found.kinds.has(kind)) found.kinds.set(kind, new Set());
    return found.kinds.get(kind)!;
  };
  for (const reference of everythingRead(policy)) {
    if (reference.to === 'field') found.fields.add(reference.name);
    if (reference.to === 'kind') attributes(reference.name);
    if (reference.to === 'attribute') attributes(reference.kind).add(reference.name);
    if (reference.to === 'consent') found.consent = true;
    if (reference.to === 'id') found.id = true;
    if (reference.to === 'personalised') found.personalised = true;
  }
  if ([...found.fields].some((name) => policy.fields.get(name)!.purpose !== null)) found.consent = true;
  if ([...policy.channels.values()].some((channel) => channel.consent !== null)) found.consent = true;
  if (policy.touches) for (const name of policy.events.get('touch')!.keys()) attributes('touch').add(name);
  return found;
}

function everythingRead(policy: Policy): Reference[] {
  const of = (expression: Expression | null): Reference[] => expression?.reads ?? [];
  const all: Reference[] = [...policy.derived.values()].flatMap((derived) => derived.reads);
  for (const score of policy.scores.values()) {
    all.push(...of(score.for));
    for (const group of score.groups) {
      all.push(...of(group.for));
      for (const { how } of group.rules) {
        if (how.is === 'condition') all.push(...of(how.when));
        else if (how.is === 'value') all.push(...of(how.value));
        else if (how.is === 'event') all.push({ to: 'kind', name: how.kind }, ...of(how.when));
        else all.push(how.of);
      }
    }
  }
  for (const grade of policy.grades.values()) {
    for (const override of grade.overrides) all.push(...override.when.reads);
    if (grade.how.is === 'first') for (const entry of grade.how.entries) all.push(...of(entry.when), ...of(entry.retain));
  }
  all.push(...readByLifecycle(policy), ...of(policy.contracts?.upgrade ?? null));
  for (const { earn, spend } of policy.balances.values()) {
    for (const { kind, value, when } of earn) all.push({ to: 'kind', name: kind }, ...value.reads, ...of(when));
    for (const { kind, attribute } of spend) all.push({ to: 'kind', name: kind }, { to: 'attribute', kind, name: attribute });
  }
  for (const { anchor, when } of policy.touches ?? []) {
    if (anchor.is === 'value') all.push(anchor.reference);
    all.push(...of(when));
  }
  return all;
}

function readByLifecycle({ lifecycle }: Policy): Reference[] {
  if (!lifecycle) return [];
  const owners = [...lifecycle.stages.values()].flatMap(({ owner }): Reference[] => (owner ? [{ to: 'field', name: owner.field }] : []));
  const kinds = [...lifecycle.stages.values()].flatMap(({ timers }) => timers.flatMap(({ stopsOn }) => stopsOn.map((name): Reference => ({ to: 'kind', name }))));
  return [...owners, ...kinds, ...lifecycle.transitions.flatMap(({ when }) => when?.reads ?? [])];
}

