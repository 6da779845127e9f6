/** Calendars, lifecycles, contracts, balances, channels and touches of every shape, and what facts and states should probe in them. */
import { Expressions, type Kind, type Named } from './generate-expression.js';
import { plainCondition } from './generate-plain.js';
import type { FieldPlan, GradePlan, KindPlan, Plain, PlainObject } from './generate-policy.js';
import { PHASES } from './model.js';
import type { Random } from './random.js';
import { CONTRACT_PARTS } from './read.js';

/** What facts and states can be drawn round. */
export interface LifePlan {
  stages: string[];
  /** Names that are no stages any more. */
  former: string[];
  /** Stages with an owner, and the field that says who it is. */
  owners: Map<string, string>;
  /** Lengths after which something ends or begins: of timers, stays, cooldowns, lock-outs, holds, phases, shifts and expiries. */
  lengths: string[];
  hasContracts: boolean;
  touches: { name: string; anchor: string; channels: string[]; endsOn: string[] }[];
  channels: string[];
}

/** What the rest of the policy offers. */
export interface Ground {
  random: Random;
  policy: PlainObject;
  plain: boolean;
  fields: FieldPlan[];
  kinds: KindPlan[];
  grades: GradePlan[];
  scope: Named[];
  condition(): string;
  text(): PlainObject;
}

/** Who may work on a customer. */
export const OWNERS = ['li', 'wang'];
const STAGES = ['prospect', 'active', 'loyal', 'churned', 'pool', 'sql', 'A', 'true', 'stage'];
const FORMER = ['customer', 'lead_1', 'former'];
const LENGTHS = ['1wd', '2wd', '5wd', '15m', '36h', '1d', '2d', '7d', '30d', '1w', '1mo', '3mo', '1y'];
const CALENDAR_LENGTHS = ['1d', '30d', '90d', '1w', '1mo', '3mo', '12mo', '1y', '2d'];
const SHIFTS = ['0d', '-90d', '-30d', '-7d', '-1d', '+3d', '+0h', '1mo', '-1mo', '-1y', '2wd', '-2wd', '12h', '-36h', '30d', '0wd', '-15m'];
const DATES = ['2026-11-02', '2026-11-01', '2026-10-31', '2026-10-10', '2026-10-01', '2026-10-02', '2024-02-29', '2024-03-01', '2026-12-31', '2027-01-01', '2027-01-04', '2025-02-28', '2025-03-03', '2026-07-15', '2026-02-17', '2027-02-06', '2023-03-29'];

export class Life {
  readonly plan: LifePlan = { stages: [], former: [], owners: new Map(), lengths: [], hasContracts: false, touches: [], channels: [] };
  readonly hasLifecycle: boolean;
  private readonly hasBalances: boolean;
  readonly hasTouches: boolean;
  private readonly hasRisk: boolean;
  private readonly calendars: string[] = [];

  constructor(private readonly ground: Ground) {
    const { random, plain } = ground;
    const any = random.chance(plain ? 0.55 : 0.65);
    this.hasLifecycle = any && random.chance(0.7);
    this.plan.hasContracts = any && random.chance(0.45);
    this.hasBalances = any && random.chance(0.4);
    this.hasTouches = any && random.chance(0.55);
    this.hasRisk = random.chance(0.5);
    if (any) this.time();
    if (this.hasLifecycle) this.plan.stages = random.shuffle(STAGES).slice(0, random.pick([1, 2, 3, 3, 4, 5]));
  }

  private length(pool: string[]): string {
    const text = this.ground.random.pick(pool);
    this.plan.lengths.push(text);
    return text;
  }

  private time(): void {
    const { random, policy } = this.ground;
    const days = random.shuffle(DATES);
    const time = policy['time'] as PlainObject | undefined;
    if (time && random.chance(0.6)) {
      const holidays = days.slice(0, random.whole(0, 6));
      time['holidays'] = holidays;
      if (random.chance(0.6)) time['make_up'] = days.filter((day) => !holidays.includes(day)).slice(0, random.whole(0, 4));
    }
    if (!random.chance(0.5)) return;
    const calendar: PlainObject = {};
    for (const name of random.shuffle(['spring_festival', 'sales', 'C1']).slice(0, random.whole(1, 2))) {
      calendar[name] = random.shuffle(DATES).slice(0, random.whole(1, 6));
      this.calendars.push(name);
    }
    policy['calendar'] = calendar;
  }

  /** The kind of events that nobody declares. */
  touchKind(): KindPlan {
    const { ground } = this;
    const attributes = ['touch', 'of', 'channel', 'outcome'].map((name) => ({ name, kind: 'string' as Kind, optional: name === 'channel' || name === 'outcome', cuts: { numbers: [], texts: ['sms', 'refused', 'renewed'], dates: [], instants: [] } }));
    return { name: 'touch', attributes, ages: ground.random.chance(0.5) ? [7 * 86_400_000] : [] };
  }

  // What `contract`, `stage` and `balance` name, from where they may be named on

  contractNames(): Named[] {
    if (!this.plan.hasContracts) return [];
    return Object.entries(CONTRACT_PARTS).filter(([part]) => part !== 'risk').map(([part, type]) => ({
      text: `contract.${part}`, kind: type.is as Kind, ...(part === 'phase' ? { of: '(phase)', values: [...PHASES] } : {}),
      cuts: { numbers: [0, 1, 30, 100], texts: ['pro', 'basic'], dates: [], instants: [] },
    }));
  }

  riskName(): Named[] {
    return this.plan.hasContracts && this.hasRisk ? [{ text: 'contract.risk', kind: 'number' }] : [];
  }

  /** In place of what `hold` any grade may have. */
  hold(): PlainObject {
    const { random } = this.ground;
    return {
      for: this.length(CALENDAR_LENGTHS),
      ...(random.chance(0.6) ? { grace: this.length(CALENDAR_LENGTHS) } : {}),
      ...(random.chance(0.6) ? { falls: random.pick(['earned', 'one']) } : {}),
    };
  }

  /** After the grades, in the order in which everything is computed. */
  declare(): void {
    const { policy, scope, random } = this.ground;
    if (this.plan.hasContracts) policy['contracts'] = this.contracts();
    if (this.hasLifecycle) {
      scope.push({ text: 'stage', kind: 'class', of: '(stage)', values: this.plan.stages }, { text: 'stage_days', kind: 'number', cuts: { numbers: [0, 1, 3, 30], texts: [], dates: [], instants: [] } });
      policy['lifecycle'] = this.lifecycle();
    }
    if (this.hasBalances) {
      const balances: PlainObject = {};
      for (const name of random.shuffle(['points', 'miles', 'B']).slice(0, random.whole(1, 2))) {
        if (this.ground.kinds.length > 0) balances[name] = this.balance();
      }
      policy['balances'] = balances;
      scope.push(...Object.keys(balances).map((name): Named => ({ text: `balance.${name}`, kind: 'number' })));
    }
    if (this.hasTouches) {
      if (random.chance(0.75)) policy['channels'] = this.channels();
      policy['touches'] = Array.from({ length: random.pick([0, 1, 1, 2, 3, 4, 6]) }, (_, i) => this.touch(i)).filter((touch) => touch !== null);
    }
  }

  private condition(): string {
    const { random, scope } = this.ground;
    const life = scope.filter(({ text }) => /^(contract|balance)\.|^stage/.test(text));
    if (random.chance(0.09)) return 'true';
    if (life.length > 0 && random.chance(0.35)) return plainCondition(random, life);
    return this.ground.condition();
  }

  // Sections 16 and 17

  private lifecycle(): PlainObject {
    const { random } = this.ground;
    const { stages, plan } = { stages: this.plan.stages, plan: this.plan };
    const lifecycle: PlainObject = { initial: random.chance(0.7) ? stages[0]! : random.pick(stages), stages: stages.map((stage) => this.stage(stage)) };
    const transitions = Array.from({ length: random.pick([0, 2, 3, 4, 5, 7]) }, () => this.transition()).filter((one) => one !== null);
    if (transitions.length > 0 || random.chance(0.3)) lifecycle['transitions'] = transitions;
    if (random.chance(0.5)) {
      plan.former = FORMER.slice(0, random.whole(1, 3));
      lifecycle['renamed'] = Object.fromEntries(plan.former.map((name) => [name, random.pick(stages)]));
    }
    return lifecycle;
  }

  private stage(name: string): PlainObject {
    const { random, fields, kinds } = this.ground;
    const stage: PlainObject = { stage: name, ...this.ground.text() };
    if (random.chance(0.15)) stage['final'] = random.chance(0.8);
    const owners = fields.filter((field) => field.kind === 'string' && !field.personal);
    if (owners.length > 0 && random.chance(0.6)) {
      const { name: field, cuts } = random.pick(owners);
      cuts.texts.push(...OWNERS);
      stage['owner'] = { field, ...(random.chance(0.75) ? { lockout: this.length(LENGTHS) } : {}) };
      this.plan.owners.set(name, field);
    }
    const others = this.plan.stages.filter((other) => other !== name);
    if (random.chance(0.6)) {
      stage['timers'] = random.shuffle(['first_call', 't2', 'A']).slice(0, random.whole(0, 2)).map((timer): PlainObject => ({
        timer,
        within: this.length(LENGTHS),
        ...(kinds.length > 0 && random.chance(0.7) ? { stops_on: random.chance(0.6) ? random.pick(kinds).name : random.shuffle(kinds).slice(0, 2).map((kind) => kind.name) } : {}),
        ...(others.length > 0 && random.chance(0.65) ? { then: random.pick(others) } : {}),
        ...this.ground.text(),
      }));
    }
    return stage;
  }

  private transition(): PlainObject | null {
    const { random } = this.ground;
    const { stages } = this.plan;
    const to = random.pick(stages);
    // Mostly onwards: so that more moves follow each other, and fewer come back.
    const onwards = random.chance(0.6);
    const others = stages.filter((stage, i) => stage !== to && (!onwards || i < stages.indexOf(to)));
    if (others.length === 0) return null;
    const transition: PlainObject = { from: random.weighted<Plain>([[1, () => '*'], [3, () => random.pick(others)], [2, () => random.shuffle(others).slice(0, random.whole(1, 3))]]), to };
    if (random.chance(0.9)) transition['when'] = this.condition();
    if (!('when' in transition) || random.chance(0.25)) transition['stay'] = this.length(LENGTHS);
    if (random.chance(0.2)) transition['cooldown'] = this.length(LENGTHS);
    if (random.chance(0.2)) transition['at_most'] = random.pick([1, 1, 2, 3]);
    return Object.assign(transition, this.ground.text());
  }

  private contracts(): PlainObject {
    const { random, policy } = this.ground;
    const contracts: PlainObject = {};
    const [upcoming, due] = random.pick([['90d', '7d'], ['3mo', '1mo'], ['1y', '30d'], ['30d', '30d'], ['1mo', '30d'], ['2w', '1d']] as const);
    if (random.chance(0.75)) contracts['upcoming'] = upcoming;
    if (random.chance(0.6)) contracts['due'] = due;
    if (random.chance(0.7)) contracts['grace'] = this.length(CALENDAR_LENGTHS);
    this.plan.lengths.push(upcoming, due);
    if (this.hasRisk) contracts['risk'] = `score.${random.pick(Object.keys(policy['scores'] as PlainObject))}`;
    if (random.chance(0.5)) contracts['upgrade'] = this.condition();
    return contracts;
  }

  // Section 18

  private balance(): PlainObject {
    const { random, kinds } = this.ground;
    const earning = (): PlainObject => {
      const kind = random.pick(kinds);
      return { event: kind.name, value: this.earned(kind), ...(random.chance(0.35) ? { when: this.timeless(kind) } : {}) };
    };
    const balance: PlainObject = { earn: Array.from({ length: random.pick([1, 1, 2, 3]) }, earning), ...this.ground.text() };
    const spendable = kinds.flatMap((kind) => kind.attributes.filter((attribute) => attribute.kind === 'number').map((attribute) => `${kind.name}.${attribute.name}`));
    if (spendable.length > 0 && random.chance(0.7)) balance['spend'] = random.chance(0.6) ? random.pick(spendable) : random.shuffle(spendable).slice(0, 2);
    if (random.chance(0.7)) balance['expires'] = random.chance(0.25) ? 'year_end' : this.length(['12mo', '30d', '1d', '36h', '1y', '2w', '1mo', '9999y']);
    return balance;
  }

  private earned(kind: KindPlan): string {
    const { random, plain } = this.ground;
    const numbers = kind.attributes.filter((attribute) => attribute.kind === 'number');
    if (numbers.length > 0 && random.chance(0.75)) {
      const { name } = random.pick(numbers);
      return random.pick([name, name, `floor(${name})`, `${name} * 10`, `${name} / 3`, `-${name}`, `${name} - 15`, `1 / (${name} - 10)`]);
    }
    if (plain || random.chance(0.6)) return random.pick(['10', '1', '0.0005', '-0.0005', '-10', '0', '2e9', '33.3335']);
    return new Expressions(random, this.timelessScope(kind, false), true).write('number', random.whole(0, 2));
  }

  private timeless(kind: KindPlan): string {
    const { random, plain } = this.ground;
    const scope = this.timelessScope(kind, true);
    return scope.length > 1 && (plain || random.chance(0.6)) ? plainCondition(random, scope) : new Expressions(random, scope, true).write('boolean', random.whole(1, 2));
  }

  /** What an event carries, and fields. Plain conditions over dates read `now` and `today`, so dates stay out of them. */
  private timelessScope(kind: KindPlan, plain: boolean): Named[] {
    const { fields, scope } = this.ground;
    const own: Named[] = kind.attributes.map((attribute) => ({ text: attribute.name, kind: attribute.kind, cuts: attribute.cuts }));
    const mine = scope.filter((named) => fields.some((field) => field.name === named.text) && !own.some((one) => one.text === named.text) && named.text !== 'at' && (plain || !named.personal));
    const all = [...own, ...mine].filter((named) => !plain || !['date', 'timestamp'].includes(named.kind));
    return all.length > 0 ? all : [{ text: 'at', kind: 'timestamp' }];
  }

  // Section 19

  private channels(): PlainObject {
    const { random } = this.ground;
    this.plan.channels = random.shuffle(['email', 'sms', 'phone', 'wechat']).slice(0, random.whole(1, 3));
    return Object.fromEntries(this.plan.channels.map((name): [string, PlainObject] => [name, {
      ...(random.chance(0.5) ? { consent: random.pick(['marketing', 'ads', 'profil']) } : {}),
      ...(random.chance(0.5) ? { hours: random.pick([['09:00', '20:00'], ['22:00', '06:00'], ['00:00', '12:00'], ['12:00', '00:00'], ['23:59', '00:00'], ['08:30', '08:31']]) } : {}),
      ...(random.chance(0.4) ? { max: random.pick([1, 1, 2, 3]), within: this.length(CALENDAR_LENGTHS) } : {}),
      ...this.ground.text(),
    }]));
  }

  private touch(i: number): PlainObject | null {
    const { random, scope, fields } = this.ground;
    const anchor = this.anchor();
    if (anchor === null) return null;
    const touch: PlainObject = { touch: random.pick(['notice', 'care', 'T']) + i, anchor };
    const fixed = /^(contract|calendar)\./.test(anchor);
    if (random.chance(0.85)) touch['at'] = this.length(SHIFTS);
    random.weighted<void>([
      [1, () => undefined],
      [1, () => void (touch['until'] = this.length(SHIFTS))],
      [1, () => void (touch['open'] = this.length(LENGTHS))],
    ]);
    if (!fixed && random.chance(0.55)) {
      touch['every'] = random.pick(['1y', '1mo', '30d', '1w', '12h', '1d', '2y', '6mo', '12mo', ...(random.chance(0.05) ? ['1m', '9999y'] : [])]);
      if (random.chance(0.4)) touch['for'] = random.pick(['180d', '1y', '1mo', '5y', '1d', '2y']);
    }
    const times = scope.filter(({ kind, text }) => !['date', 'timestamp'].includes(kind) || fields.some((field) => field.name === text));
    if (random.chance(0.35)) touch['when'] = random.chance(0.5) ? plainCondition(random, times) : this.condition();
    const channels = random.shuffle(this.plan.channels).slice(0, random.whole(0, 3));
    if (channels.length > 0) touch['channels'] = channels;
    const endsOn = random.some(['renewed', 'refused', ''], 0.25);
    if (endsOn.length > 0) touch['ends_on'] = endsOn;
    this.plan.touches.push({ name: touch['touch'] as string, anchor, channels, endsOn });
    return Object.assign(touch, this.ground.text());
  }

  /** Often that of another touch: only those of one anchor have to do with each other. */
  private anchor(): string | null {
    const { random, scope } = this.ground;
    if (this.plan.touches.length > 0 && random.chance(0.45)) return random.pick(this.plan.touches).anchor;
    const times = scope.filter(({ kind, text }) => ['date', 'timestamp'].includes(kind) && !['now', 'today'].includes(text) && !text.includes('.'));
    const all = [...times.map(({ text }) => text), ...this.calendars.map((name) => `calendar.${name}`), ...this.plan.stages.map((stage) => `stage.${stage}`)];
    const contracts = this.plan.hasContracts ? ['contract.starts', 'contract.ends', 'contract.ends'] : [];
    const pool = random.chance(0.5) && contracts.length > 0 ? contracts : [...all, ...contracts];
    return pool.length > 0 ? random.pick(pool) : null;
  }
}
