/** Good policies of every shape, and what facts should probe in them. */
import { Expressions, NUMBERS, ODD_NUMBERS, TEXTS, noCuts, randomDate, randomInstant, type Cuts, type Kind, type Named } from './generate-expression.js';
import { lcm, thousandths } from './exact.js';
import { Life, type LifePlan } from './generate-life.js';
import { PLAIN_NUMBERS, plainCondition } from './generate-plain.js';
import type { Random } from './random.js';

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
export type PlainObject = { [key: string]: Plain };

export interface FieldPlan {
  name: string;
  kind: Kind;
  values: string[];
  /** Other texts for the values. */
  also: string[];
  min: number | null;
  max: number | null;
  purpose: string | null;
  personal: boolean;
  cuts: Cuts;
}

export interface AttributePlan { name: string; kind: Kind; optional: boolean; cuts: Cuts }
export interface KindPlan { name: string; attributes: AttributePlan[]; /** Ages in milliseconds at which something changes. */ ages: number[] }
export interface GradePlan { name: string; kind: 'bands' | 'first' | 'matrix'; ranked: string[]; classes: string[]; hold: boolean }

/** `personal` may err on the safe side: it only keeps personal points out of `value` rules. */
interface DerivedPlan { derived: PlainObject; kind: Kind; of?: string; personal: boolean }

export interface Plan {
  policy: PlainObject;
  /** Whether its conditions are plain ones, over fields that mostly have cells: much may then be missing. */
  plain: boolean;
  offset: number;
  fields: FieldPlan[];
  kinds: KindPlan[];
  grades: GradePlan[];
  life: LifePlan;
}

const FIELD_NAMES = ['budget', 'size', 'industry', 'country', 'email', 'roles', 'title', 'trial', 'seen', 'partner', 'score', 'grade', 'balance', 'X_1', 'a', 'at', 'toString', 'amount', 'page', 'budget2'];
const KIND_NAMES = ['visit', 'order', 'bill', 'budget', 'call'];
const ATTRIBUTE_NAMES = ['page', 'amount', 'due', 'paid', 'open', 'product', 'budget', 'tags', 'when'];
const DERIVED_NAMES = ['orders', 'spend', 'quiet', 'gap1', 'source', 'delight', 'recent', 'd1', 'd2', 'constructor', 'trial_days', 'size_of'];
const CLASSES = ['A', 'B', 'C', 'D', 'hot', 'cold', 'gold', 'X', 'A1', 'regular'];
const PURPOSES = ['marketing', 'ads', 'profil'];
const DAY = 86_400_000;

export function generatePolicy(random: Random): Plan {
  return new Maker(random).make();
}

class Maker {
  private readonly policy: PlainObject = { gradus: 1 };
  private readonly fields: FieldPlan[] = [];
  private readonly kinds: KindPlan[] = [];
  private readonly grades: GradePlan[] = [];
  private readonly scope: Named[] = [];
  /** Scores that are just a number that the facts give, so that they can lie at any edge: the cuts of that number. */
  private readonly ladders = new Map<string, Cuts>();
  private offset = 0;
  private readonly plain: boolean;
  private life!: Life;

  constructor(private readonly random: Random) {
    this.plain = random.chance(0.5);
  }

  make(): Plan {
    this.head();
    const { random, policy, plain, fields, kinds, grades, scope } = this;
    this.life = new Life({ random, policy, plain, fields, kinds, grades, scope, condition: () => this.condition(), text: () => this.text() });
    this.declareFields();
    this.declareEvents();
    if (this.life.hasTouches) this.kinds.push(this.life.touchKind());
    for (const name of ['now', 'today', 'id', 'consent', 'personalised'] as const) {
      const kind = ({ now: 'timestamp', today: 'date', id: 'string', consent: 'list', personalised: 'boolean' } as const)[name];
      this.scope.push({ text: name, kind, cuts: noCuts(), personal: name === 'id' });
    }
    if (this.random.chance(this.plain ? 0.5 : 0.8)) this.derive();
    this.scope.push(...this.life.contractNames());
    this.scores();
    this.scope.push(...this.life.riskName());
    if (this.random.chance(0.85)) this.declareGrades();
    this.life.declare();
    return { policy, plain, offset: this.offset, fields, kinds, grades, life: this.life.plan };
  }

  private text(): PlainObject {
    return this.random.chance(0.05) ? { [this.random.pick(['label', 'note'])]: this.random.pick<Plain>(['People', '人', { en: 'People', zh: '人' }, {}]) } : {};
  }

  private head(): void {
    const { random, policy } = this;
    if (random.chance(0.05)) policy['$schema'] = 'https://example.com/policy.json';
    if (random.chance(0.5)) policy['name'] = random.pick(['saas-signup', 'p', 'Lead_2', 'policy']);
    if (random.chance(0.2)) policy['version'] = '2026.11';
    Object.assign(policy, this.text());
    if (random.chance(0.75)) {
      const time: PlainObject = {};
      if (random.chance(0.85)) {
        const minutes = random.pick([0, 480, -300, 330, 840, -840, -720, 1, -1, 345, 570, -210, 60]);
        this.offset = minutes * 60_000;
        const size = Math.abs(minutes);
        time['utc_offset'] = `${minutes < 0 || (minutes === 0 && random.chance(0.5)) ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
      }
      if (random.chance(0.5)) time['week_starts'] = random.pick(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
      policy['time'] = time;
    }
  }

  // Fields and events

  private declareFields(): void {
    const { random } = this;
    const fields: PlainObject = {};
    const names = random.shuffle(FIELD_NAMES).slice(0, random.whole(1, 8));
    for (const [i, name] of names.entries()) {
      const kind = random.pick<Kind>(['number', 'number', 'number', 'string', 'string', 'level', 'level', 'boolean', ...(this.plain ? ['number', 'boolean', 'boolean', 'string', 'level'] as const : []), 'date', 'timestamp', 'list']);
      const plan: FieldPlan = { name, kind, values: [], also: [], min: null, max: null, purpose: null, personal: false, cuts: noCuts() };
      const field: PlainObject = { type: kind };
      if (kind === 'level' || (kind === 'string' && random.chance(0.4))) this.values(plan, field);
      if (kind === 'number' && random.chance(0.3)) {
        plan.min = random.pick([0, -1, -100, 0.1, 1]);
        field['min'] = plan.min;
      }
      if (kind === 'number' && random.chance(0.25)) {
        plan.max = random.pick([1, 10, 100, 1e6, 1.5]);
        field['max'] = plan.max;
      }
      if (random.chance(0.1)) field['unit'] = 'CNY';
      if (random.chance(0.1)) field['given'] = random.chance(0.7);
      plan.personal = random.chance(this.plain ? 0.07 : 0.2);
      if (plan.personal) field['personal'] = true;
      if (random.chance(this.plain ? 0.07 : 0.2)) field['purpose'] = plan.purpose = random.pick(PURPOSES);
      if (random.chance(this.plain ? 0.05 : 0.2)) field['default'] = this.defaultOf(plan);
      if (random.chance(0.1)) field['also'] = [`column ${i}`, `列${i}`];
      Object.assign(field, this.text());
      fields[name] = field;
      this.fields.push(plan);
      this.scope.push({ text: name, kind, ...(kind === 'level' ? { of: name } : {}), ...(plan.values.length > 0 ? { values: plan.values } : {}), cuts: plan.cuts, personal: plan.personal });
    }
    this.policy['fields'] = fields;
    if (random.chance(0.2)) this.policy['protected'] = ['gender', 'age'];
  }

  private values(plan: FieldPlan, field: PlainObject): void {
    const { random } = this;
    const texts = random.shuffle(['1-49', '50-199', '200+', 'saas', 'other', '其他', '😀', '', 'A', '1000', '0', '__proto__', 'a😀b']).slice(0, random.whole(1, 5));
    plan.values = texts;
    field['values'] = texts.map((text, i) => {
      if (random.chance(0.5)) return text;
      const value: PlainObject = { is: text };
      if (random.chance(0.6)) {
        const also = [`${text} also`, `又${i}`, `${text.toLowerCase()}?`].slice(random.whole(0, 1), random.whole(0, 3));
        plan.also.push(...also);
        value['also'] = also;
      }
      return Object.assign(value, this.text());
    });
  }

  private defaultOf(plan: FieldPlan): Plain {
    const { random } = this;
    switch (plan.kind) {
      case 'number': return plan.min ?? plan.max ?? random.pick(NUMBERS);
      case 'boolean': return random.chance(0.5);
      case 'date': return random.chance(0.8) ? randomDate(random) : randomInstant(random);
      case 'timestamp': return random.chance(0.8) ? randomInstant(random) : 1_790_000_000_000;
      case 'list': return random.some(TEXTS, 0.1);
      default: return plan.values.length > 0 ? random.pick([...plan.values, ...plan.also]) : random.pick(TEXTS);
    }
  }

  private declareEvents(): void {
    const { random } = this;
    const count = random.pick([0, 1, 1, 2, 2, 3]);
    if (count === 0) return;
    const events: PlainObject = {};
    for (const name of random.shuffle(KIND_NAMES).slice(0, count)) {
      const attributes = random.shuffle(ATTRIBUTE_NAMES).slice(0, random.whole(0, 4)).map((attribute) => ({
        name: attribute, kind: random.pick<Kind>(['number', 'number', 'string', 'string', 'boolean', 'date', 'timestamp', 'list']), optional: random.chance(0.35), cuts: noCuts(),
      }));
      events[name] = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.kind + (attribute.optional ? '?' : '')]));
      this.kinds.push({ name, attributes, ages: [] });
    }
    this.policy['events'] = events;
  }

  /** An expression in the present scope, or in that of an event's condition. */
  private expression(kind: Kind, depth: number, options: { event?: KindPlan; impersonal?: boolean; derived?: boolean } = {}): string {
    return new Expressions(this.random, this.scopeOf(options)).write(kind, depth);
  }

  /** `fields`: mostly of fields, and not of facts that everybody has. */
  private scopeOf(options: { event?: KindPlan | undefined; impersonal?: boolean; derived?: boolean; fields?: boolean }): Named[] {
    const { event } = options;
    let scope = this.scope.filter((named) => !options.impersonal || !named.personal);
    if (options.derived) scope = scope.filter((named) => DERIVED_NAMES.includes(named.text) || this.random.chance(0.2));
    if (options.fields) scope = scope.filter((named) => this.fields.some((field) => field.name === named.text));
    if (!event) return scope;
    const own: Named[] = event.attributes.map((attribute) => ({ text: attribute.name, kind: attribute.kind, cuts: attribute.cuts }));
    own.push({ text: 'at', kind: 'timestamp', cuts: noCuts() });
    return [...own, ...own, ...scope.filter((named) => !own.some((mine) => mine.text === named.text))];
  }

  /** Whether a text names anything personal, or seems to. */
  private isPersonal(...texts: (Plain | undefined)[]): boolean {
    const words = new Set(texts.flatMap((text) => (typeof text === 'string' ? (text.match(/[A-Za-z][A-Za-z0-9_]*/g) ?? []) : [])));
    return this.scope.some((named) => named.personal && words.has(named.text));
  }

  private condition(event?: KindPlan): string {
    if (this.plain && this.random.chance(0.95)) return plainCondition(this.random, this.scopeOf({ event, fields: this.random.chance(0.7) }));
    return this.expression('boolean', this.random.pick([1, 1, 2, 2, 3]), event ? { event } : {});
  }

  // Derived values

  private derive(): void {
    const { random } = this;
    const derive: PlainObject = {};
    const names = random.shuffle(DERIVED_NAMES).filter((name) => !this.fields.some((field) => field.name === name));
    for (const name of names.slice(0, random.pick([1, 2, 3, 4, 5, 6, 10]))) {
      const plan: DerivedPlan = this.kinds.length > 0 && random.chance(0.75) ? this.overEvents() : this.ofValue();
      derive[name] = Object.assign(plan.derived, this.text());
      this.scope.push({ text: name, kind: plan.kind, ...(plan.of ? { of: plan.of, values: this.fields.find((field) => field.name === plan.of)!.values } : {}), cuts: noCuts(), personal: plan.personal });
    }
    this.policy['derive'] = derive;
  }

  private ofValue(): DerivedPlan {
    const { random } = this;
    const times = this.scope.filter((named) => (named.kind === 'date' || named.kind === 'timestamp') && named.text !== 'now' && named.text !== 'today' && !this.kinds.some((kind) => kind.name === named.text));
    if (times.length > 0 && random.chance(0.3)) {
      const time = random.pick(times);
      return { derived: { days_since: time.text }, kind: 'number', personal: time.personal ?? false };
    }
    const levels = this.scope.filter((named) => named.kind === 'level');
    if (levels.length > 0 && random.chance(0.15)) {
      const level = random.pick(levels);
      return { derived: { value: level.text }, kind: 'level', of: level.of!, personal: level.personal ?? false };
    }
    const kind = random.pick<Kind>(['number', 'number', 'number', 'string', 'boolean', 'date', 'timestamp', 'duration']);
    const value = this.expression(kind, random.whole(1, 3), { derived: random.chance(0.5) });
    return { derived: { value }, kind, personal: this.isPersonal(value) };
  }

  private overEvents(): DerivedPlan {
    const { random } = this;
    const event = random.pick(this.kinds);
    const attribute = (...kinds: Kind[]): AttributePlan | undefined => {
      const fitting = event.attributes.filter((one) => kinds.includes(one.kind));
      return fitting.length > 0 ? random.pick(fitting) : undefined;
    };
    const plain: Kind[] = ['number', 'string', 'boolean', 'date', 'timestamp'];
    let derived: PlainObject = { count: event.name };
    let kind: Kind = 'number';
    const how = random.pick(['count', 'sum', 'mean', 'min', 'max', 'first', 'last', 'distinct', 'mode', 'gap', 'days_since']);
    if (how === 'gap') derived = { gap: event.name, ...(random.chance(0.7) ? { take: random.pick(['median', 'mean', 'min', 'max']) } : {}) };
    if (how === 'days_since') derived = { days_since: event.name, ...(random.chance(0.5) ? { never: random.pick([9999, 0, -1, 0.5]) } : {}) };
    if ((how === 'first' || how === 'last') && random.chance(0.3)) {
      derived = { [how]: event.name };
      kind = 'timestamp';
    } else if (how !== 'count' && how !== 'gap' && how !== 'days_since') {
      const of = how === 'sum' || how === 'mean' ? attribute('number') : how === 'min' || how === 'max' ? attribute('number', 'date', 'timestamp') : attribute(...plain);
      if (of) {
        derived = { [how]: `${event.name}.${of.name}` };
        kind = ['min', 'max', 'first', 'last', 'mode'].includes(how) ? of.kind : 'number';
      }
    }
    if (random.chance(0.4)) derived['when'] = this.condition(event);
    this.window(derived, event);
    return { derived, kind, personal: this.isPersonal(derived['when'], derived['since']) };
  }

  private window(derived: PlainObject, event: KindPlan): void {
    const { random } = this;
    const times = this.scope.filter((named) => (named.kind === 'date' || named.kind === 'timestamp') && named.text !== 'now' && named.text !== 'today');
    random.weighted([
      [4, () => undefined],
      [3, () => void (derived['within'] = this.duration(event, true))],
      [1.5, () => {
        const [from, to] = random.pick([['60d', '30d'], ['3mo', '2mo'], ['1y', '6mo'], ['2w', '1d'], ['1mo', '29d'], ['48h', '90m']]);
        derived['between'] = [from!, to!];
        event.ages.push(roughMs(from!), roughMs(to!));
      }],
      [times.length > 0 ? 2 : 0, () => void (derived['since'] = random.pick(times).text)],
      [this.life.hasLifecycle ? 2 : 0, () => void (derived['since'] = 'stage')],
    ]);
  }

  private duration(event: KindPlan, calendar: boolean): string {
    const { random } = this;
    const text = random.pick(['15m', '36h', '1d', '14d', '30d', '365d', '2w', '1w', '24h', ...(calendar ? ['1mo', '3mo', '1y', '12mo', '9999y', '13mo'] : ['9999w'])]);
    event.ages.push(roughMs(text));
    return text;
  }

  // Scores

  private scores(): void {
    const { random } = this;
    const scores: PlainObject = {};
    const names = random.shuffle(['fit', 'engagement', 'churn', 'value', 'fit2']).slice(0, random.pick([1, 1, 2, 3]));
    for (const name of names) {
      scores[name] = this.score();
      this.scope.push({ text: `score.${name}`, kind: 'number', cuts: noCuts() });
    }
    const numbers = this.fields.filter((field) => field.kind === 'number' && !field.personal);
    if (numbers.length > 0 && random.chance(0.3)) {
      const field = random.pick(numbers);
      scores['ladder'] = { cap: [-100, 1000], groups: { g: { cap: [-100, 1000], rules: [{ id: 'r', value: field.name }] } } };
      this.ladders.set('ladder', field.cuts);
      this.scope.push({ text: 'score.ladder', kind: 'number', cuts: field.cuts });
    }
    this.policy['scores'] = scores;
  }

  private score(): PlainObject {
    const { random } = this;
    const weighted = random.chance(0.5);
    const score: PlainObject = {};
    if (weighted || random.chance(0.3)) score['combine'] = weighted ? 'weighted' : 'sum';
    Object.assign(score, this.text());
    if (random.chance(this.plain ? 0.2 : 0.3)) score['for'] = this.condition();
    if (random.chance(0.5)) score['cap'] = random.pick(weighted ? [[0, 100], [0, 1], [-50, 50], [10, 90], [0, 33.333]] : [[0, 100], [-100, 100], [5, 60], [-20, -10], [0, 1000], [0, 0.5]]);
    const groups: PlainObject = {};
    for (const name of random.shuffle(['need', 'power', 'role', 'loyalty', 'g']).slice(0, random.pick([1, 2, 2, 3]))) groups[name] = this.group(weighted);
    score['groups'] = groups;
    if (weighted && random.chance(0.2)) this.makeFine(score);
    return score;
  }

  /** Weights and caps that have little in common: the exact mean takes long numbers, near the longest there may be. */
  private makeFine(score: PlainObject): void {
    const { random } = this;
    if (random.chance(0.5)) score['cap'] = random.pick([[0, 999999.937], [-1e9, 1e9], [0, 99.991], [-1, 1]]);
    let tops = 1n;
    const groups = Object.values(score['groups'] as Record<string, PlainObject>);
    for (const group of groups) {
      const top = random.pick([99.991, 33.331, 7.001, 999.983, 0.997, 12.007, 1000003.019, 0.001, 999999.937, 999999999.989, 1e9]);
      const weight = random.pick([0.997, 12.007, 35.003, 1e6, 999999.893, 1, 1e9, 0]);
      const grown = lcm(tops, thousandths(String(top)) as bigint);
      if (grown * 3n * 1_000_000_000_000n >= 1n << 126n) continue;
      tops = grown;
      group['cap'] = [random.pick([0, 0, -top, -1e9, -0.001]), top];
      group['weight'] = weight;
      for (const rule of group['rules'] as PlainObject[]) if (typeof rule['points'] === 'number' && random.chance(0.4)) rule['points'] = random.pick([top, top / 2, -top, 999999.999, 1e9, -1e9, 0.001].map((points) => thousandth(points, 3)));
    }
    // Any group that kept its own cap and weight is covered by the factor of three only if it is no finer than a thousand.
    const all = groups.map((group) => ({ top: thousandths(String(((group['cap'] as number[] | undefined) ?? [0, 100])[1])) as bigint, weight: thousandths(String(group['weight'])) as bigint }));
    const size = all.reduce((sofar, { top }) => lcm(sofar, top), 1n) * all.reduce((sum, { weight }) => sum + weight, 0n);
    if (size >= 1n << 126n) for (const group of groups) group['cap'] = [-40, 100];
  }

  private group(weighted: boolean): PlainObject {
    const { random } = this;
    const group: PlainObject = {};
    if (weighted) group['weight'] = random.pick([35, 30, 15, 20, 1, 1, 1, 0, 0.5, 33.333]);
    if (random.chance(0.6)) group['cap'] = random.pick(weighted ? [[0, 60], [0, 40], [-40, 100], [0, 3], [10, 20], [-5, 7]] : [[0, 60], [-40, 100], [-100, 0], [10, 20], [-50, -10], [0, 0.001]]);
    if (random.chance(0.5)) group['match'] = random.pick(['all', 'first', 'max']);
    if (random.chance(0.3)) group['for'] = this.condition();
    Object.assign(group, this.text());
    const ids = random.shuffle(['r1', 'r2', 'big', 'late', 'spend', 'A', 'x_1']).slice(0, random.pick([1, 1, 2, 3, 4]));
    group['rules'] = ids.map((id) => this.rule(id));
    if (group['match'] === 'first' || group['match'] === 'max') {
      // Caps that make several matches alike.
      for (const rule of group['rules'] as PlainObject[]) if (random.chance(0.3)) rule['cap'] = random.pick([[5, 15], [0, 10], [-10, 10], [-5, 0]]);
    }
    if (!('cap' in group) && JSON.stringify(group['rules']).includes('-')) group['cap'] = [-50, 100];
    return group;
  }

  private points(): number {
    if (this.random.chance(0.03)) return this.random.pick([1e9, -1e9, 999999999.999, 123456.789]);
    return this.random.pick([8, 10, 20, 40, 60, 100, 5, 1, 3, 0.5, 1.001, 33.333, 0, -5, -40, -0.001, 150]);
  }

  private rule(id: string): PlainObject {
    const { random } = this;
    const rule: PlainObject = { id, ...this.text() };
    random.weighted([
      [3, () => void Object.assign(rule, { when: this.condition(), points: this.points() })],
      [this.plain ? 5 : 3, () => this.bandsRule(rule)],
      [this.plain ? 5 : 3, () => this.mapRule(rule)],
      [this.plain ? 0.2 : 2, () => this.containingRule(rule)],
      [this.plain ? 0.3 : 2, () => void (rule['value'] = this.expression('number', random.whole(0, 3), { impersonal: true }))],
      [this.plain ? 2 : 4, () => this.eventRule(rule)],
    ]);
    if (random.chance(0.25)) rule['cap'] = random.pick([[0, 80], [-10, 10], [5, 15], [0, 0.5], [-100, -1]]);
    return rule;
  }

  private orElse(rule: PlainObject): void {
    Object.assign(rule, { when: this.condition(), points: this.points() });
  }

  /** In a plain policy mostly fields. */
  private plainFields(fits: (named: Named) => boolean): Named[] {
    const all = this.scope.filter((named) => fits(named) && !named.text.startsWith('contract.'));
    const fields = all.filter((named) => this.fields.some((field) => field.name === named.text));
    return this.plain && fields.length > 0 && this.random.chance(0.85) ? fields : all;
  }

  private bandsRule(rule: PlainObject): void {
    const { random } = this;
    const numbers = this.plainFields((named) => named.kind === 'number');
    if (numbers.length === 0) return this.orElse(rule);
    const named = random.pick(numbers);
    const edges = [...new Set(Array.from({ length: random.whole(1, 5) }, () => random.pick(this.plain ? PLAIN_NUMBERS : random.chance(0.06) ? ODD_NUMBERS : NUMBERS)))].sort((a, b) => a - b);
    named.cuts?.numbers.push(...edges);
    Object.assign(rule, { of: named.text, bands: edges.map((edge) => [edge, this.points()]) });
  }

  private mapRule(rule: PlainObject): void {
    const { random } = this;
    const texts = this.plainFields((named) => ['string', 'level', 'list'].includes(named.kind) && !['id', 'consent'].includes(named.text));
    if (texts.length === 0) return this.orElse(rule);
    const named = random.pick(texts);
    const keys = random.some(named.values ?? random.shuffle(TEXTS).slice(0, 6), 0.7).filter((key) => key !== '*');
    if (!named.values) named.cuts?.texts.push(...keys);
    const points = Object.fromEntries(keys.map((key) => [key, this.points()] as const));
    if (keys.length === 0 || random.chance(0.4)) points['*'] = this.points();
    Object.assign(rule, { of: named.text, points });
  }

  private containingRule(rule: PlainObject): void {
    const { random } = this;
    const texts = this.scope.filter((named) => named.kind === 'string' && named.text !== 'id' && !named.text.startsWith('contract.'));
    if (texts.length === 0) return this.orElse(rule);
    const named = random.pick(texts);
    const overlapping = random.pick([['总', '总监', '监', '产品总监', '产品'], ['a', 'aa', 'aaa', 'ab', 'b'], ['VP', 'V', 'P', 'SVP', '01'], ['😀', 'a😀', '😀b', 'a😀b', '01a']]);
    const keys = (random.chance(0.4) ? random.shuffle(overlapping) : random.shuffle(TEXTS)).slice(0, random.whole(1, 5)).filter((key) => key !== '' && !/^(0|[1-9][0-9]*)$/.test(key));
    if (keys.length === 0) keys.push('01', '监');
    named.cuts?.texts.push(...keys, keys.join(' '), keys.join(''));
    Object.assign(rule, { of: named.text, containing: Object.fromEntries(keys.map((key) => [key, this.points()] as const)) });
  }

  private eventRule(rule: PlainObject): void {
    const { random } = this;
    if (this.kinds.length === 0) return this.orElse(rule);
    const event = random.pick(this.kinds);
    Object.assign(rule, { event: event.name, points: this.points() || 7 });
    if (random.chance(0.4)) rule['when'] = this.condition(event);
    if (random.chance(0.5)) rule['most'] = { count: random.pick([1, 1, 2, 3, 5, 1000000]), per: random.pick(['day', 'week', 'month', 'ever']) };
    if (random.chance(0.6)) {
      rule['decay'] = random.weighted<PlainObject>([
        [2, () => ({ half_life: this.duration(event, false) })],
        [1, () => ({ linear: this.duration(event, false) })],
        [1, () => ({ step: { share: random.pick([0.25, 1, 0.333, 0.1, 0.001, 0.5, 0.999]), every: this.duration(event, false) } })],
        [1, () => ({ expires: this.duration(event, false) })],
      ]);
    }
  }

  // Grades

  private declareGrades(): void {
    const { random } = this;
    const grades: PlainObject = {};
    for (const name of random.shuffle(['lead', 'heat', 'priority', 'tier', 'segment', 'fit']).slice(0, random.pick([1, 2, 2, 3, 4]))) {
      const plan: GradePlan = { name, kind: 'bands', ranked: [], classes: [], hold: false };
      const ranked = this.grades.filter((grade) => grade.kind !== 'matrix');
      plan.kind = random.pick(ranked.length > 1 ? ['bands', 'first', 'matrix', 'matrix'] : ranked.length > 0 ? ['bands', 'first', 'matrix'] : ['bands', 'first']);
      const grade = plan.kind === 'bands' ? this.bandsGrade(plan) : plan.kind === 'first' ? this.firstGrade(plan) : this.matrixGrade(plan, ranked);
      Object.assign(grade, this.text());
      if (plan.kind !== 'matrix' && random.chance(0.2)) {
        plan.hold = true;
        grade['hold'] = this.life.hold();
      }
      if (random.chance(0.25)) {
        const extra = ['X', 'Z9', 'none'].filter((one) => !plan.classes.includes(one)).slice(0, random.whole(0, 2));
        plan.classes.push(...extra);
        grade['also'] = extra.map((one) => ({ grade: one, ...this.text() }));
      }
      if (random.chance(0.35)) grade['overrides'] = Array.from({ length: random.whole(0, 3) }, () => ({ when: this.condition(), grade: random.pick(plan.classes), ...(random.chance(0.1) ? { note: 'so' } : {}) }));
      grades[name] = grade;
      this.grades.push(plan);
      this.scope.push({ text: `grade.${name}`, kind: 'class', of: name, values: plan.classes });
    }
    this.policy['grades'] = grades;
  }

  private classNames(plan: GradePlan): string[] {
    plan.ranked = this.random.shuffle(CLASSES).slice(0, this.random.pick([1, 2, 3, 4]));
    plan.classes = [...plan.ranked];
    return plan.ranked;
  }

  private bandsGrade(plan: GradePlan): PlainObject {
    const { random } = this;
    const scores = Object.entries(this.policy['scores'] as Record<string, PlainObject>);
    const [score, body] = random.pick(scores);
    const [low, high] = (body['cap'] as [number, number] | undefined) ?? [0, 100];
    const classes = this.classNames(plan);
    const froms = new Set<number>([random.chance(0.8) ? low : Math.max(-1e9, low - 5)]);
    while (froms.size < classes.length) froms.add(thousandth(low + random.unit() * (high - low), random.pick([0, 0, 1, 3])));
    const falling = [...froms].sort((a, b) => b - a);
    // Every edge is at least the bottom; rounding may have gone below it, which only makes it the last.
    const ladder = this.ladders.get(score);
    const bands = classes.map((grade, i) => ({ grade, from: falling[i]!, ...(random.chance(ladder ? 0.8 : 0.4) ? { keep: random.pick([0, 3, 0.5, 10, 100, 0.001]) } : {}) }));
    ladder?.numbers.push(...bands.flatMap(({ from, keep }) => [from, thousandth(from - (keep ?? 0), 3), thousandth(from - (keep ?? 0) - 0.0005, 4)]));
    return { of: `score.${score}`, bands };
  }

  private firstGrade(plan: GradePlan): PlainObject {
    const { random } = this;
    const classes = this.classNames(plan);
    return {
      first: classes.map((grade, i) => ({
        grade,
        ...(i < classes.length - 1 || random.chance(0.3) ? { when: this.condition() } : {}),
        ...(random.chance(0.35) ? { retain: this.condition() } : {}),
        ...(random.chance(0.25) ? this.edges() : {}),
      })),
    };
  }

  /** A class that is won at one edge and kept down to another. */
  private edges(): PlainObject {
    const { random } = this;
    const numbers = this.scope.filter((named) => named.kind === 'number' && named.cuts);
    if (numbers.length === 0) return {};
    const { text, cuts } = random.pick(numbers);
    const [won, kept] = random.pick([[5, 3], [100, 99.5], [1, 1], [0, -1], [10, 12]] as const);
    cuts!.numbers.push(won, kept);
    return { when: `${text} >= ${won}`, retain: `${text} ${random.pick(['>=', '>'])} ${kept}` };
  }

  private matrixGrade(plan: GradePlan, ranked: GradePlan[]): PlainObject {
    const { random } = this;
    const [rows, columns] = [random.pick(ranked), random.pick(ranked)];
    const grades = rows.ranked.map(() => columns.ranked.map(() => random.pick(CLASSES)));
    plan.classes = [...new Set(grades.flat())];
    return { matrix: { rows: rows.name, columns: columns.name, grades } };
  }
}

function thousandth(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** The length of a duration or shift, a month counting as 30 days: near enough to put events near its edge. */
export function roughMs(text: string): number {
  const [, count, unit] = /^[+-]?([0-9]+)([a-z]+)$/.exec(text)!;
  return Number(count) * ({ wd: DAY, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY, mo: 30 * DAY, y: 365 * DAY } as Record<string, number>)[unit!]!;
}
