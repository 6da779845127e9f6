/** How people get calendars, lifecycles, contracts, balances, channels and touches wrong. */
import type { Plain, PlainObject } from './generate-policy.js';
import { isObject, put, section, someSpot, spots, type Mutation } from './mutate-parts.js';

/** Names that are right somewhere, and wrong elsewhere. */
export const LIFE_NAMES = ['*', 'contract.starts', 'contract.ends', 'contract.value', 'contract.', 'calendar.spring_festival', 'calendar.zzz', 'stage.active', 'stage.zzz', 'stage', 'stage_days', 'balance.points', 'due', 'running', 'touch', 'touch.of', 'active', 'sms'];

/** What belongs at a path, and is never right there. */
export const LIFE_VALUES: [RegExp, Plain[]][] = [
  [/\/(holidays|make_up)$|^\/calendar\/[^/]+$/, [['2026-02-29'], ['2026-1-1'], ['2026-10-01', '2026-10-01'], [5], ['2026-10-01T00:00'], [], '2026-10-01', ['9999-12-31', '0001-01-01', '0000-01-01']]],
  [/\/(stay|cooldown|lockout|upcoming|due|grace|expires|for|open|within)$/, ['2wd', '1wd', '0wd', '0d', '-1d', '+1d', '12h', '15m', '1y', '9999y', '10000y', 'soon', 'year_end', 5]],
  [/^\/touches\/[0-9]+\/(at|until)$/, ['1', 'd', '--1d', '+-1d', '- 1d', '-0d', '+9999wd', '-10000d', '1.5d', '', 5, '01d', '-2WD']],
  [/\/at_most$|\/max$/, [0, -1, 1.5, '1', 1e300, null]],
  [/\/hours$/, [['09:00'], ['09:00', '09:00'], ['9:00', '20:00'], ['24:00', '00:00'], ['23:60', '01:00'], ['', 5], '09:00-20:00', ['00:00', '12:00', '23:00'], []]],
  [/\/(channels|ends_on)$/, [[], [5], ['sms', 'sms'], ['zzz', 'zzz'], 'sms', ['']]],
  [/\/(stages|transitions|timers|earn|spend|stops_on|from)$/, [[], {}, [5], ['zzz'], [null], 'zzz']],
  [/\/renamed$/, [{ old: 'zzz' }, { active: 'loyal', loyal: 'active' }, { 'a b': 'active' }, [], { old: 5 }]],
  [/\/falls$/, ['two', 'Earned', true]],
  [/\/owner$/, [{}, { field: 'zzz' }, { field: 'gender' }, { field: 'now' }, 'owner', { field: 'owner', lockout: '0d' }, null]],
  [/\/expect\/(stage|timers|contracts|balances|touches)$/, ['zzz', { zzz: 'due' }, { c1: 'overdue' }, { zzz: 1 }, { zzz: null }, 5, {}, { c1: 'due' }]],
  [/\/final$/, ['yes', 0]],
];

/** Where the policy has one; any of an array. */
function part(policy: PlainObject, pattern: RegExp): { path: string; value: PlainObject }[] {
  return spots(policy).filter(({ path, value }) => pattern.test(path) && isObject(value)).map(({ path, value }) => ({ path, value: value as PlainObject }));
}

const PARTS = {
  stage: /^\/lifecycle\/stages\/[0-9]+$/, timer: /\/timers\/[0-9]+$/, transition: /^\/lifecycle\/transitions\/[0-9]+$/, contracts: /^\/contracts$/,
  balance: /^\/balances\/[^/]+$/, earning: /\/earn\/[0-9]+$/, channel: /^\/channels\/[^/]+$/, touch: /^\/touches\/[0-9]+$/, hold: /\/hold$/, grade: /^\/grades\/[^/]+$/, derived: /^\/derive\/[^/]+$/,
};

/** What may go wrong with each part by being added to it. */
const ADDED: [keyof typeof PARTS, PlainObject[]][] = [
  ['stage', [{ label: 5 }, { owner: { field: 'email', lockout: '1d' } }, { owner: { field: 'size' } }, { timers: [{ timer: 't', within: '1d' }, { timer: 't', within: '1d', then: 'zzz' }] }, { name: 'x' }]],
  ['timer', [{ then: 'zzz' }, { stops_on: 'touch' }, { stops_on: ['touch', 'offer'] }, { stops_on: 'zzz' }, { when: 'true' }]],
  ['transition', [{ when: 'balance.points > 1' }, { when: 'now' }, { when: 'contract.days_left < 5 && stage_days > 1' }, { at_most: 1 }, { from: '*' }, { to: '*' }, { then: 'x' }]],
  ['contracts', [{ due: '9999d' }, { upcoming: '1mo', due: '31d' }, { upcoming: '1y', due: '12mo' }, { upcoming: '12mo', due: '1y' }, { risk: 'score.zzz' }, { risk: 'score.fit' }, { risk: 'contract.risk' }, { upgrade: 'stage == "active"' }, { upgrade: 'contract.risk > 1' }, { upgrade: 'contract.value' }, { label: 'x' }]],
  ['balance', [{ spend: 'zzz.x' }, { spend: ['order.amount', 'order.page', 'order', 'order.at', 'touch.of'] }, { expires: '1wd' }, { expires: 'yearly' }, { earn: [{ event: 'order' }] }, { earn: [{ event: 'zzz', value: 'zzz +' }] }, { when: 'true' }, { earn: [] }]],
  ['earning', [{ value: 'in_days(now - at)' }, { value: 'in_days(today - at)' }, { value: 'score.fit' }, { value: 'balance.points' }, { value: 'orders' }, { value: 'size(id)' }, { value: '"a"' }, { value: 'size(consent)' }, { when: 'grade.lead == "A"' }, { when: 'personalised' }, { when: 'has(stage)' }, { when: 'contract.phase == "due"' }, { when: 'zzz' }, { label: 'x' }, { value: 'zzz_unknown' }]],
  ['channel', [{ max: 1 }, { within: '7d' }, { max: 2, within: '1wd' }, { consent: 5 }, { open: '1d' }]],
  ['touch', [{ until: '1d', open: '1d' }, { until: '1d', open: 'soon' }, { for: '1y' }, { every: '1wd' }, { every: '1y', for: '1wd' }, { every: 'soon', for: 'late' }, { anchor: 'contract.ends' }, { anchor: 'stage.zzz' }, { anchor: 'calendar.zzz', every: '1y' }, { anchor: 'now' }, { anchor: 'today' }, { anchor: 'budget' }, { anchor: 'gender' }, { anchor: 'score.fit' }, { when: 'balance.points > 1 || stage_days > 3' }, { when: 'contract.zzz' }, { channels: ['zzz'] }, { event: 'x' }]],
  ['hold', [{ for: '1wd' }, { for: 12 }, { grace: '0d' }, { falls: 'two' }, { until: '1d' }]],
  ['grade', [{ hold: { for: '12mo' } }, { hold: {} }, { hold: { for: '1wd', grace: '30d' } }, { hold: 5 }]],
  ['derived', [{ since: 'stage' }, { since: 'stage', within: '1d' }, { within: '2wd' }, { between: ['5wd', '1d'] }]],
];

const NEW_SECTIONS: PlainObject = {
  calendar: { spring_festival: ['2026-02-17'] },
  lifecycle: { initial: 'active', stages: [{ stage: 'active' }] },
  contracts: { upcoming: '90d' },
  balances: { points: { earn: [{ event: 'order', value: '1' }] } },
  channels: { sms: {} },
  touches: [{ touch: 'x', anchor: 'contract.ends' }],
};

export const LIFE_MUTATIONS: Mutation[] = [
  // Something is added to a part that cannot have it, or has it otherwise.
  ...Array.from({ length: 3 }, (): Mutation => (random, policy) => {
    const [name, added] = random.pick(ADDED);
    const parts = part(policy, PARTS[name]);
    if (parts.length === 0) return false;
    Object.assign(random.pick(parts).value, structuredClone(random.pick(added)));
    return true;
  }),
  // A section goes, and what names its things is left behind; or it is there with nothing in it, or of another kind.
  (random, policy) => {
    const name = random.pick(Object.keys(NEW_SECTIONS));
    random.pick([
      () => void delete policy[name],
      () => void delete policy[name],
      () => void (policy[name] = {}),
      () => void (policy[name] = []),
      () => void (policy[name] = random.pick<Plain>([5, null, 'x'])),
      () => void (policy[name] = structuredClone(NEW_SECTIONS[name]!)),
    ])();
    return true;
  },
  // A required key of a part goes.
  (random, policy) => {
    const parts = Object.values(PARTS).flatMap((pattern) => part(policy, pattern)).filter(({ value }) => Object.keys(value).length > 0);
    if (parts.length === 0) return false;
    const { value } = random.pick(parts);
    delete value[random.pick(Object.keys(value))];
    return true;
  },
  // A stage is called otherwise where it is declared.
  (random, policy) => {
    const stages = part(policy, PARTS.stage);
    if (stages.length === 0) return false;
    random.pick(stages).value['stage'] = random.pick<Plain>(['renamed_stage', 5, '', 'a b', null]);
    return true;
  },
  // A stage that is led into from itself.
  (random, policy) => {
    const transitions = part(policy, PARTS.transition);
    if (transitions.length === 0) return false;
    const { value } = random.pick(transitions);
    value['from'] = random.pick<Plain>([value['to'] ?? null, [value['to'] ?? null], [value['from'] ?? null, value['to'] ?? null].flat()]);
    return true;
  },
  // Kinds of events that are reserved.
  (random, policy) => {
    policy['events'] = { ...section(policy, 'events'), [random.pick(['touch', 'touch', 'offer'])]: random.pick<Plain>([{}, { of: 'string' }, { touch: 'number', of: 'string' }]) };
    return true;
  },
  // A day that is free and worked.
  (random, policy) => {
    const days = random.shuffle(['2026-10-01', '2026-10-10', '2026-10-02']);
    policy['time'] = Object.fromEntries(random.shuffle([['holidays', days.slice(0, 2)], ['make_up', days.slice(1)], ...Object.entries(section(policy, 'time')).filter(([key]) => !/^(holidays|make_up)$/.test(key))] as [string, Plain][]));
    return true;
  },
  // What a rule bands or maps must be a field, a derived value, a score or a grade.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ key, path }) => key === 'of' && path.startsWith('/scores/'));
    if (!spot) return false;
    put(spot, random.pick(['contract.value', 'contract.phase', 'stage', 'stage_days', 'balance.points', 'contract.product']));
    return true;
  },
];
