/** Facts that probe a policy: at, just below and just above whatever it compares with. */
import { NUMBERS, ODD_NUMBERS, TEXTS, randomDate, randomInstant, type Cuts, type Kind } from './generate-expression.js';
import type { FieldPlan, GradePlan, KindPlan, Plain, PlainObject, Plan } from './generate-policy.js';
import { LifeFacts } from './generate-life-facts.js';
import type { Random } from './random.js';
import { dayOf, formatDate, formatInstant, parseInstant } from './time.js';

export interface Call {
  facts: Plain;
  options: { now: Plain; state?: Plain; strict?: boolean; invalid?: 'missing' };
}

const DAY = 86_400_000;

export function generateCall(random: Random, plan: Plan): Call {
  return new Caller(random, plan).call();
}

export class Caller {
  private readonly now: number;
  private readonly life: LifeFacts;
  /** Whether some facts may be wrong. */
  private readonly dirty: boolean;
  /** How likely a fact is to be left out. */
  private readonly gaps: number;

  /** Without a `now`: any. */
  constructor(private readonly random: Random, private readonly plan: Plan, now?: number) {
    this.dirty = random.chance(0.2);
    this.gaps = random.pick(plan.plain ? [0, 0.2, 0.4, 0.7] : [0, 0.05, 0.05, 0.3]);
    this.now = now ?? this.someNow();
    this.life = new LifeFacts(random, plan, this.now, this.dirty, (ms) => this.instantText(ms, random.chance(0.1)));
  }

  call(): Call {
    const { random } = this;
    const options = this.options();
    if (random.chance(0.4)) options.state = this.state();
    if (this.dirty && random.chance(0.02)) return { facts: random.pick<Plain>([null, [], 5, 'facts', true]), options };
    return { facts: this.facts(), options };
  }

  /** All but the state. */
  options(): Call['options'] {
    const { random } = this;
    const options: Call['options'] = { now: random.chance(0.2) ? this.now : this.nowText() };
    if (random.chance(0.1)) options.strict = true;
    if (this.dirty && random.chance(0.6)) options.invalid = 'missing';
    return options;
  }

  facts(): PlainObject {
    const { random } = this;
    const facts: PlainObject = {};
    for (const field of random.chance(0.8) ? this.plan.fields : random.shuffle(this.plan.fields)) {
      if (random.chance(this.gaps)) continue;
      facts[field.name] = random.chance(this.gaps / 3) ? null : this.dirty && random.chance(0.2) ? this.badValue(field.kind, field) : this.value(field.kind, field.cuts, field);
    }
    if (random.chance(1 - this.gaps / 2)) facts['consent'] = this.dirty && random.chance(0.1) ? random.pick<Plain>(['marketing', 5, ['marketing', null], [1, 'ads'], {}]) : random.some(['marketing', 'ads', 'profil', 'other', 'ads'], 1 - this.gaps);
    if (random.chance(0.8 - this.gaps)) facts['id'] = this.dirty && random.chance(0.2) ? 7 : random.pick(TEXTS);
    if (random.chance(0.8 - this.gaps)) facts['personalised'] = this.dirty && random.chance(0.2) ? 'yes' : random.chance(0.5);
    if (random.chance(0.9)) facts['events'] = this.events();
    if (random.chance(0.06)) facts[random.pick(['zzz', 'gender', 'Budget', 'ü/~', 'contracts', 'owns', 'now'])] = random.pick<Plain>([1, null, 'x', [], {}]);
    if (this.plan.life.hasContracts ? random.chance(1 - this.gaps / 2) : random.chance(0.02)) facts['contracts'] = this.life.contracts();
    return facts;
  }

  // Time

  private someNow(): number {
    const { random } = this;
    const [year, month, day] = random.pick([[2026, 11, 1], [2024, 2, 29], [2024, 3, 31], [2025, 2, 28], [2026, 12, 31], [2027, 1, 1], [2026, 5, 31], [2023, 3, 29], [2026, 7, 15], [1970, 1, 1], [2000, 3, 1]] as const);
    if (random.chance(0.01)) return random.pick([dayOf(9999, 12, 30), dayOf(1, 1, 3), dayOf(1, 3, 1)]) * DAY;
    const midnight = dayOf(year, month, day) * DAY - this.plan.offset;
    return midnight + random.pick([0, 0, -1, 1, 12 * 3_600_000, DAY - 1, random.whole(0, DAY - 1)]);
  }

  /** With its offset, as `now` must be. */
  private nowText(): string {
    const { random, now } = this;
    const minutes = Math.abs(now) > 6e13 ? 0 : random.pick([0, 0, 0, 330, -570]);
    if (minutes === 0) return random.chance(0.2) && now % 60_000 === 0 ? `${formatInstant(now).slice(0, 16)}Z` : formatInstant(now);
    return `${formatInstant(now + minutes * 60_000).slice(0, 23)}${minutes < 0 ? '-09:30' : '+05:30'}`;
  }

  private instantText(ms: number, asNumber: boolean): Plain {
    const { random } = this;
    if (asNumber) return ms + (random.chance(0.2) ? 0.5 : 0);
    const text = formatInstant(ms);
    return random.weighted<string>([
      [6, () => text],
      [1, () => (ms % 60_000 === 0 ? `${text.slice(0, 16)}Z` : ms % 1000 === 0 ? `${text.slice(0, 19)}Z` : text)],
      [1, () => `${formatInstant(ms + this.plan.offset).slice(0, 23)}`],
      [1, () => `${formatInstant(ms + 5.5 * 3_600_000).slice(0, 23).replace('T', ' ')}+05:30`],
      [0.5, () => `${text.slice(0, 23)}9Z`],
    ]);
  }

  private edgeAges(kind: KindPlan): number[] {
    return kind.ages.length > 0 ? kind.ages : [DAY, 30 * DAY];
  }

  // Values

  private value(kind: Kind, cuts: Cuts, field: FieldPlan | null): Plain {
    const { random } = this;
    switch (kind) {
      case 'boolean': return random.chance(0.5);
      case 'number': return this.number(cuts, field);
      case 'list': return this.list(cuts);
      case 'date': return this.date(cuts);
      case 'timestamp': return this.timestamp(cuts);
      default: return this.string(cuts, field);
    }
  }

  private number(cuts: Cuts, field: FieldPlan | null): number {
    const { random } = this;
    const edges = [...cuts.numbers, ...(field?.min != null ? [field.min] : []), ...(field?.max != null ? [field.max] : [])];
    const base = edges.length > 0 && random.chance(0.8) ? random.pick(edges) : random.pick([...NUMBERS, ...ODD_NUMBERS, -3, 7.77, 123456789.125]);
    const value = base + random.pick([0, 0, 0, 0, 0.001, -0.001, 1, -1, 0.0005]);
    const near = random.pick([value, value, value, up(value), down(value)]);
    const [min, max] = [field?.min ?? -Infinity, field?.max ?? Infinity];
    return Math.min(max, Math.max(min, near));
  }

  private string(cuts: Cuts, field: FieldPlan | null): string {
    const { random } = this;
    if (field && field.values.length > 0) return random.pick([...field.values, ...field.values, ...field.also]);
    if (random.chance(0.002)) return random.pick(['总'.repeat(21_845), 'x'.repeat(65_536), 'x'.repeat(65_537), '😀'.repeat(16_384), 'x'.repeat(40_000)]);
    const base = cuts.texts.length > 0 && random.chance(0.75) ? random.pick(cuts.texts) : random.pick(TEXTS);
    return random.pick([base, base, base, base, base, base, `${base}!`, base.slice(0, -1), `x${base}`, base.toUpperCase(), '\ud83d', `${base}\udc00`]);
  }

  /** Often with elements that repeat. */
  private list(cuts: Cuts): string[] {
    const { random } = this;
    if (random.chance(0.1)) return [];
    if (random.chance(0.002)) return Array.from({ length: random.pick([1000, 1001]) }, () => 'decider');
    const list = [...random.some(TEXTS, 0.08), ...random.some(cuts.texts, 0.5), ...random.some(['decider', 'decider', 'saas'], 0.3)];
    return random.chance(0.4) ? random.shuffle([...list, ...random.some(list, 0.5)]) : list;
  }

  private date(cuts: Cuts): Plain {
    const { random } = this;
    const base = cuts.dates.length > 0 && random.chance(0.7) ? random.pick(cuts.dates) : random.chance(0.3) ? formatDate(Math.floor((this.now + this.plan.offset) / DAY)) : randomDate(random);
    const ms = parseInstant(base, this.plan.offset)!;
    const day = Math.floor((ms + this.plan.offset) / DAY) + random.pick([0, 0, 0, 1, -1, 30]);
    if (random.chance(0.75)) return formatDate(day);
    return this.instantText(day * DAY - this.plan.offset + random.pick([0, -1, 1, DAY - 1]), random.chance(0.2));
  }

  private timestamp(cuts: Cuts): Plain {
    const { random } = this;
    if (random.chance(0.15)) return random.chance(0.5) ? randomDate(random) : randomInstant(random);
    const base = cuts.instants.length > 0 && random.chance(0.6) ? parseInstant(random.pick(cuts.instants), this.plan.offset)! : this.now - random.pick([0, DAY, 30 * DAY, 365 * DAY]);
    return this.instantText(base + random.pick([0, 0, 1, -1]), random.chance(0.2));
  }

  private badValue(kind: Kind, field: FieldPlan | null): Plain {
    const { random } = this;
    const wrong: Plain[] = [5, 'text', true, [], {}, ['x'], [null], ['a', 5], '5', 'true'];
    switch (kind) {
      case 'number': return random.pick<Plain>([...wrong, 1e9, -1e9, (field?.min ?? 0) - 0.001, down(field?.min ?? 0), up(field?.max ?? 1)]);
      case 'date':
      case 'timestamp': return random.pick<Plain>([...wrong, '2026-02-29', '2026-13-01', '2026-11-31', '2026-11-01T24:00', '2026-11-01T10:60Z', '0000-01-01', '2026-11-01T10:00:00+24:00', '2026-1-1', ' 2026-11-01', '2026-11-01T', '1e3', '', 1e18, '2100-02-29', '2026-11-01t10:00z']);
      case 'list': return random.pick<Plain>([...wrong, ['a', null, 3, 'b', {}]]);
      default: return random.pick<Plain>([...wrong, 'SAAS', 'nothing of the kind', '']);
    }
  }

  // Events

  private events(): Plain {
    const { random } = this;
    if (random.chance(0.05)) return null;
    if (this.dirty && random.chance(0.05)) return random.pick<Plain>([[], 'events', 5, true]);
    const events: PlainObject = {};
    for (const kind of this.plan.kinds) {
      if (random.chance(0.12)) continue;
      if (random.chance(this.gaps / 2)) events[kind.name] = null;
      else if (this.dirty && random.chance(0.1)) events[kind.name] = random.pick<Plain>([{}, 'none', 0, false]);
      else events[kind.name] = this.eventsOf(kind);
    }
    if (random.chance(0.04)) events['not_declared'] = random.pick<Plain>([[], [{ at: 'x' }], 5]);
    return events;
  }

  private eventsOf(kind: KindPlan): Plain[] {
    const { random } = this;
    const times: number[] = [];
    const crowd = random.chance(0.08);
    return Array.from({ length: crowd ? random.whole(12, 40) : random.pick([0, 1, 2, 3, 4, 6, 9]) }, () => {
      if (this.dirty && random.chance(0.05)) return random.pick<Plain>([null, 5, 'event', []]);
      const at = times.length > 0 && random.chance(crowd ? 0.8 : 0.2) ? random.pick(times) : this.eventTime(kind);
      times.push(at);
      const event: PlainObject = {};
      if (!(this.dirty && random.chance(0.05))) event['at'] = this.dirty && random.chance(0.06) ? this.badValue('timestamp', null) : this.instantText(at, random.chance(0.2));
      for (const attribute of kind.attributes) {
        const absent = attribute.optional ? this.gaps : this.dirty ? 0.05 : 0;
        if (random.chance(absent)) {
          if (random.chance(0.5)) event[attribute.name] = null;
          continue;
        }
        event[attribute.name] = this.dirty && random.chance(0.08) ? this.badValue(attribute.kind, null) : this.attribute(attribute.kind, attribute.cuts);
      }
      if (random.chance(0.03)) event['extra'] = 1;
      return kind.name === 'touch' ? this.life.touch(event) : event;
    });
  }

  private attribute(kind: Kind, cuts: Cuts): Plain {
    const { random } = this;
    if (kind === 'number' && random.chance(0.6)) return random.pick([10, 10, 20, 0.1, 0.2, 0.0000005, -0.0000005, 1.0000005, 99.99, 33.333333333, 1e9, ...(random.chance(0.02) ? [2 ** 63, -(2 ** 63), 9.2e18, -9.2e18, 9223372036854774784, 1e300] : [])]);
    if (kind === 'string' && random.chance(0.5)) return random.pick(['/pricing', '/', 'a', 'b', 'saas']);
    return this.value(kind, cuts, null);
  }

  private eventTime(kind: KindPlan): number {
    const { random, now, plan: { offset } } = this;
    const midnight = (days: number): number => Math.floor((now + offset) / DAY) * DAY - offset - days * DAY;
    return random.weighted<number>([
      [5, () => now - Math.floor(random.pick(this.edgeAges(kind)) * random.pick([1, 1, 1, 1, 2, 3, 4, 10, 0.5, 0.25])) + random.pick([0, 0, 1, -1])],
      [4, () => now - random.whole(0, 90 * DAY)],
      [2, () => now - random.whole(0, 3 * DAY)],
      [2, () => midnight(random.whole(0, 40)) + random.pick([0, -1, 1])],
      [0.7, () => midnight(random.whole(0, 40)) + random.pick([0, -1, 1, DAY, DAY - 1])],
      [0.7, () => this.monthStart(random.whole(0, 3)) + random.pick([0, -1, 1])],
      [1, () => now],
      [this.plan.plain ? 1.5 : 0.4, () => now + random.pick([1, DAY, 1000, random.whole(1, 60 * DAY)])],
    ]);
  }

  /** The first midnight of this month, or of one so many before it, in the policy's offset. */
  private monthStart(back: number): number {
    const [year, month] = formatInstant(this.now + this.plan.offset).split('-').map(Number) as [number, number];
    const index = year * 12 + (month - 1) - back;
    return dayOf(Math.floor(index / 12), (index % 12) + 1, 1) * DAY - this.plan.offset;
  }

  // State

  private state(): Plain {
    const { random } = this;
    if (random.chance(0.05)) return null;
    const state: PlainObject = { v: 1 };
    if (random.chance(0.5)) state['policy'] = (this.plan.policy['name'] as string | undefined) ?? 'policy';
    if (random.chance(0.6)) state['revision'] = random.pick([0, 1, 41, 2 ** 53 - 2]);
    const held: PlainObject = {};
    const manual: PlainObject = {};
    for (const grade of this.plan.grades) {
      // A matrix is not remembered, nor a class of `also`.
      if (grade.kind === 'matrix' ? random.chance(0.06) : random.chance(0.7)) held[grade.name] = random.chance(0.04) ? 'Renamed' : random.chance(0.06) ? random.pick(grade.classes) : random.pick([grade.ranked[0] ?? grade.classes[0]!, ...grade.ranked]);
      if (Object.hasOwn(held, grade.name) && (grade.hold ? random.chance(0.85) : random.chance(0.03))) held[grade.name] = this.life.confirmed(held[grade.name]!);
      if (random.chance(0.2)) manual[grade.name] = this.manual(grade);
    }
    if (random.chance(0.03)) held['renamed_grade'] = 'A';
    if (random.chance(0.03)) manual['renamed_grade'] = { grade: 'A', why: '\ud83d why' };
    if (random.chance(0.8)) state['held'] = random.chance(0.2) ? Object.fromEntries(Object.entries(held).reverse()) : held;
    if (random.chance(0.7)) state['manual'] = manual;
    if (this.plan.life.stages.length > 0 ? random.chance(0.75) : random.chance(0.02)) state['stage'] = this.life.stage();
    if (random.chance(0.05)) return this.badState(state);
    return 'stage' in state && random.chance(0.06) ? this.life.badStage(state) : state;
  }

  private manual(grade: GradePlan): PlainObject {
    const { random } = this;
    const manual: PlainObject = { grade: random.chance(0.05) ? 'Renamed' : random.pick(grade.classes) };
    if (random.chance(0.7)) manual['until'] = random.chance(0.15) ? formatInstant(this.now + this.plan.offset).slice(0, 10) : this.instantText(this.now + random.pick([0, 1, -1, 30 * DAY, -DAY, 5 * DAY + 1]), random.chance(0.15));
    if (random.chance(0.4)) manual['by'] = '李';
    if (random.chance(0.4)) manual['why'] = 'a "known" person\n😀';
    return random.chance(0.3) ? Object.fromEntries(Object.entries(manual).reverse()) : manual;
  }

  private badState(state: PlainObject): Plain {
    const { random } = this;
    const { v: _, ...rest } = state;
    return random.pick<Plain>([
      [], 5, 'state', rest, { ...state, v: 2 }, { ...state, v: '1' }, { ...state, policy: 'another' }, { ...state, policy: 5 }, { ...state, revision: 1.5 },
      { ...state, revision: -1 }, { ...state, revision: '3' }, { ...state, held: [] }, { ...state, held: { lead: 5 } }, { ...state, manual: 'A' }, { ...state, stage: null }, { ...state, held: { lead: { grade: 'A' } } }, { ...state, held: { lead: { grade: 'A', confirmed: 'soon' } } },
      { ...state, extra: 1 }, { ...state, manual: { lead: 'A' } }, { ...state, manual: { lead: {} } }, { ...state, manual: { lead: { grade: 7 } } },
      { ...state, manual: { lead: { grade: 'A', until: 'soon' } } }, { ...state, manual: { lead: { grade: 'A', until: true } } }, { ...state, manual: { lead: { grade: 'A', by: 5 } } },
      { ...state, manual: { lead: { grade: 'A', who: 'me' } } },
    ]);
  }
}

// The next double up and down

function neighbour(value: number, by: 1n | -1n): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return by === 1n ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? by : -by));
  const next = view.getFloat64(0);
  return Number.isFinite(next) ? next : value;
}

function up(value: number): number {
  return neighbour(value, 1n);
}

function down(value: number): number {
  return neighbour(value, -1n);
}
