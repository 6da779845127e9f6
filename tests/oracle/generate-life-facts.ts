/** Contracts, touches and stages that probe a policy: at the edges of phases, shifts, timers, stays and holds. */
import { OWNERS } from './generate-life.js';
import type { Plain, PlainObject, Plan } from './generate-policy.js';
import { roughMs } from './generate-policy.js';
import type { Random } from './random.js';
import { DAY, dayAt, formatDate } from './time.js';

const IDS = ['c1', 'c2', 'c3', 'C', 'c1@2026'];

export class LifeFacts {
  constructor(
    private readonly random: Random,
    private readonly plan: Plan,
    private readonly now: number,
    private readonly dirty: boolean,
    private readonly instant: (ms: number) => Plain,
  ) {}

  private get today(): number {
    return dayAt(this.now, this.plan.offset);
  }

  /** Days from now, most often one of the policy's own lengths or right beside it. */
  private days(): number {
    const { random, plan } = this;
    const lengths = plan.life.lengths.map((length) => Math.round(roughMs(length) / DAY)).filter((days) => days < 4000);
    const base = lengths.length > 0 && random.chance(0.6) ? random.pick(lengths) : random.pick([0, 0, 1, 7, 28, 30, 31, 90, 365, 366, random.whole(0, 400)]);
    return base + random.pick([0, 0, 0, 1, -1]);
  }

  /** An instant so long ago that something of the policy ends or begins about now. */
  private past(): number {
    const { random, plan } = this;
    const length = plan.life.lengths.length > 0 && random.chance(0.7) ? roughMs(random.pick(plan.life.lengths)) : random.whole(0, 60) * DAY;
    const at = this.now - length * random.pick([1, 1, 1, 0, 0.5, 2]) + random.pick([0, 0, 1, -1, 1000, -3 * DAY, 3 * DAY]);
    return Math.max(random.chance(0.95) ? Math.min(at, this.now) : at, -6e13);
  }

  // Contracts

  contracts(): Plain {
    const { random, dirty } = this;
    if (dirty && random.chance(0.06)) return random.pick<Plain>([{}, 'none', 5, true, [null], [5], [[]]]);
    if (random.chance(0.001)) return Array.from({ length: 1001 }, () => null);
    const ids = random.shuffle(IDS).slice(0, random.pick([0, 1, 1, 2, 2, 3, 4]));
    return ids.map((id) => this.contract(id, ids));
  }

  private contract(id: string, ids: string[]): Plain {
    const { random, dirty } = this;
    const end = random.chance(0.1) ? null : this.today + (random.chance(0.55) ? this.days() : -this.days());
    const start = Math.min(end ?? Infinity, this.today + random.pick([-1, -1, -1, 1]) * this.days()) - (end !== null && random.chance(0.5) ? 365 : 0);
    const contract: PlainObject = { id, product: random.pick(['pro', 'pro', 'basic']), starts: this.date(start) };
    if (end !== null) contract['ends'] = this.date(end);
    if (random.chance(0.7)) contract['value'] = random.pick([100, 100, 200, 0, -1, 99.99]);
    if (random.chance(0.4)) {
      contract['auto_renew'] = random.chance(0.85);
      if (contract['auto_renew'] || random.chance(0.5)) contract['term'] = random.pick(['1y', '12mo', '1mo', '30d', '1d', '2w', '1mo', '9999y', '90d']);
    }
    if (random.chance(0.25)) contract['successor'] = random.pick([...ids.filter((other) => other !== id), 'gone']);
    if (random.chance(0.4)) contract['kind'] = random.pick(['support', 'licence']);
    if (random.chance(0.05)) contract['extra'] = 1;
    if (random.chance(0.03)) contract[random.pick(['ends', 'value', 'term', 'successor', 'kind'])] = null;
    return dirty && random.chance(0.35) ? this.spoilt(contract, ids) : contract;
  }

  private date(day: number): Plain {
    const { random, plan } = this;
    return random.chance(0.9) ? formatDate(day) : this.instant(day * DAY - plan.offset + random.pick([0, DAY - 1, -1]));
  }

  /** As people get contracts wrong. */
  private spoilt(contract: PlainObject, ids: string[]): Plain {
    const { random } = this;
    const without = (key: string): PlainObject => Object.fromEntries(Object.entries(contract).filter(([name]) => name !== key));
    return random.pick<() => Plain>([
      () => without(random.pick(['id', 'product', 'starts'])),
      () => ({ ...contract, id: random.pick<Plain>([5, ids[0]!, ids[0]!, 'x'.repeat(65_537)]) }),
      () => ({ ...contract, product: random.pick<Plain>([5, null, []]) }),
      () => ({ ...contract, starts: random.pick<Plain>(['2026-02-30', 'soon', true, 1e18]) }),
      () => ({ ...contract, ends: random.pick<Plain>(['2025-02-29', 'never', [], '0001-01-01', formatDate(this.today - 4000)]) }),
      () => ({ ...contract, value: random.pick<Plain>(['100', true, []]) }),
      () => ({ ...without('term'), auto_renew: random.pick<Plain>([true, true, 'yes', 1]) }),
      () => ({ ...contract, auto_renew: true, term: random.pick<Plain>(['1wd', '12h', '30m', '0d', '1.5y', '', 'year', 5, '10000d', '-1y', ' 1y']) }),
      () => ({ ...contract, successor: random.pick<Plain>([contract['id'] ?? null, 5, {}]) }),
      () => ({ ...contract, kind: 5, value: 'x' }),
    ])();
  }

  // Touches

  /** An event of the kind `touch`, mostly one that the policy knows. */
  touch(event: PlainObject): PlainObject {
    const { random, plan: { life } } = this;
    if (life.touches.length === 0 || random.chance(0.15)) return event;
    const touch = random.pick(life.touches);
    if (typeof event['touch'] === 'string') event['touch'] = touch.name;
    if (typeof event['of'] === 'string') event['of'] = this.of(touch.anchor);
    if (typeof event['channel'] === 'string' && life.channels.length > 0) event['channel'] = random.pick(life.channels);
    if (typeof event['outcome'] === 'string') event['outcome'] = random.pick([...touch.endsOn, 'renewed', 'refused', 'nobody home']);
    return event;
  }

  private of(anchor: string): string {
    const { random } = this;
    const year = Number(formatDate(this.today).slice(0, 4));
    if (anchor.startsWith('contract.')) return random.pick([...IDS, 'c1', 'c2', `c1@${formatDate(this.today + this.days())}`]);
    if (anchor.startsWith('stage.')) return random.pick(['1', '1', '2', '1.1', '1.2', '2.1', '01', '1.0']);
    if (anchor.startsWith('calendar.')) return random.pick(['2026-10-31', '2026-11-02', '2027-01-01', '2026-12-31', '2024-02-29', '2026-10-01']);
    return random.pick([String(year), String(year), String(year - 1), String(year + 1), '0', '1', '2', '12']);
  }

  // States

  confirmed(grade: Plain): PlainObject {
    return { grade, confirmed: this.instant(this.past()) };
  }

  stage(): Plain {
    const { random, plan: { life } } = this;
    const names = life.stages.length > 0 ? life.stages : ['prospect'];
    const some = (): string => (life.former.length > 0 && random.chance(0.12) ? random.pick(life.former) : random.pick(names));
    const stage: PlainObject = { name: some(), since: this.instant(this.past()) };
    if (random.chance(life.owners.has(stage['name'] as string) ? 0.7 : 0.08)) stage['owner'] = this.owner(stage['name'] as string);
    if (random.chance(0.75)) {
      const entered = new Set([...(random.chance(0.85) ? [stage['name'] as string] : []), ...Array.from({ length: random.whole(0, 3) }, some)]);
      stage['entered'] = Object.fromEntries(random.shuffle([...entered]).map((name) => [name, { last: name === stage['name'] && random.chance(0.8) ? stage['since']! : this.instant(this.past()), count: random.pick([1, 1, 1, 2, 3, 9]) }]));
    }
    if (life.owners.size > 0 && random.chance(0.6)) {
      const owned = [...life.owners.keys()];
      stage['left'] = Array.from({ length: random.whole(0, 2) }, () => {
        const left = random.chance(0.9) ? random.pick(owned) : some();
        return { stage: left, owner: this.owner(left), at: this.instant(this.past()) };
      });
    }
    return random.chance(0.15) ? Object.fromEntries(Object.entries(stage).reverse()) : stage;
  }

  /** One whom the facts may name too. */
  private owner(stage: string): string {
    const { random, plan } = this;
    const field = plan.fields.find(({ name }) => name === plan.life.owners.get(stage));
    return random.pick(field && field.values.length > 0 ? field.values : [...OWNERS, ...OWNERS, '']);
  }

  /** A state whose stage is not as it should be. */
  badStage(state: PlainObject): PlainObject {
    const { random } = this;
    const stage = state['stage'] as PlainObject;
    const entry = { last: '2026-01-01', count: 1 };
    return {
      ...state,
      stage: random.pick<Plain>([
        5, [], 'active', {}, { name: stage['name']! }, { since: stage['since']! }, { ...stage, name: 5 }, { ...stage, name: 'unheard_of' }, { ...stage, since: 'soon' }, { ...stage, since: true }, { ...stage, since: 1e18 },
        { ...stage, owner: 5 }, { ...stage, owner: null }, { ...stage, extra: 1 }, { ...stage, entered: [] }, { ...stage, entered: { unheard_of: entry } }, { ...stage, entered: { [String(stage['name'])]: 5 } },
        { ...stage, entered: { [String(stage['name'])]: { last: '2026-01-01' } } }, { ...stage, entered: { [String(stage['name'])]: { ...entry, count: random.pick<Plain>([0, 1.5, '1', -1, 1e300]) } } },
        { ...stage, entered: { [String(stage['name'])]: { ...entry, last: 'x', more: 1 } } }, { ...stage, left: {} }, { ...stage, left: [5] }, { ...stage, left: [{ stage: 'unheard_of', owner: 'li', at: 0 }] },
        { ...stage, left: [{ stage: stage['name']!, at: 0 }] }, { ...stage, left: [{ stage: stage['name']!, owner: 5, at: 'x', why: 1 }] },
      ]),
    };
  }
}
