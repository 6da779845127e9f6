/** Bad policies from good ones: one to three things go wrong, as people make them go wrong. */
import type { Plain, PlainObject, Plan } from './generate-policy.js';
import { LIFE_MUTATIONS, LIFE_NAMES, LIFE_VALUES } from './mutate-life.js';
import { isObject, put, rename, section, someSpot, spots, type Mutation, type Spot } from './mutate-parts.js';
import type { Random } from './random.js';

/** A policy text that probably has problems; what they are is for the checker to say. */
export function mutate(random: Random, plan: Plan): string {
  const policy = structuredClone(plan.policy);
  const count = random.pick([1, 1, 1, 1, 2, 2, 3]);
  for (let i = 0; i < count; i += 1) {
    // A mutation that finds nothing to change leaves its turn to another.
    for (let tries = 0; tries < 8 && !random.pick(TREE_MUTATIONS)(random, policy, plan); tries += 1);
  }
  const text = writeJson(random, policy);
  // A text that is cut must not be cut within a character.
  return random.chance(0.15) ? wellCut(random.pick(TEXT_MUTATIONS)(random, text)) : text;
}

const SECTIONS = /^\/(fields|events|derive|scores|grades|tests|time|protected|calendar|lifecycle|contracts|balances|channels|touches)$/;
const EXPRESSION_KEYS = ['when', 'for', 'retain', 'value', 'upgrade'];

function isExpression({ key, value, path }: Spot): boolean {
  return typeof value === 'string' && EXPRESSION_KEYS.includes(String(key)) && !/^\/fields|^\/events|\/hold\/|^\/touches\/[0-9]+\/for$|\/points\/|\/containing\//.test(path);
}

function rules(policy: PlainObject): PlainObject[] {
  return spots(policy).filter(({ path, value }) => /^\/scores\/[^/]+\/groups\/[^/]+\/rules\/[0-9]+$/.test(path) && isObject(value)).map(({ value }) => value as PlainObject);
}

const BAD_NAMES = ['1abc', 'a-b', '', '_x', 'é', 'a b', 'a.b', '人'];
const RESERVED = ['stage', 'stage_days', 'events', 'contracts', 'owns', 'true', 'in', 'for', 'null', 'while', 'package'];

/** Each is wrong in its own way; `X` stands for something that is in scope. */
const BAD_EXPRESSIONS = [
  '!-1', '!-.5', '!-0x1', '!-x', '-!x', '!!-1', '!!-X', '!(-1)', '-1u', '- -1 == 1 && zzz', '1--1 + zzz', 'today - today && zzz_unknown', 'zzz_unknown && today - today', '1 ? zzz_unknown : 2', 'true ? zzz_unknown : 1 + "a"', '1 in ["a", zzz_unknown]', '1 in [1, "a", zzz_unknown]', '("a" in [1]) == zzz_unknown', '1 + true == zzz_unknown', '1 == "a" || zzz_unknown',
  'size(1, zzz_unknown)', '"a".foo(zzz_unknown)', 'zzz_unknown.foo(1)', 'foo(zzz_unknown)', 'has(zzz_unknown, 1)', 'has(foo(1))', 'has(score.zzz)', 'floor(zzz_unknown) + "a"', 'duration(zzz_unknown) > days(1)', 'date("x", zzz_unknown)', 'days(1, zzz_unknown)', 'math.least("a", zzz_unknown)', '"a".contains(1, zzz_unknown)', 'size(["a", 1, zzz_unknown])', '["a"].size() == zzz_unknown',
  'X.map(x, x)', 'score.zzz.x', 'X.size', 'score(1)', 'grade.x.y == "A"', 'r"\\d" == zzz', "'\\xff' == 1", '"\\u00e9".size() == "a"', '.5 > "a"', '5. > 1', '1.e3 > 1', '0xZZ', '0X1F', '1_000', 'TRUE', 'in', 'X in', "in ['a']", '1e400 > 1', '-1e400 < 1', '{"a": 1}.a', '[,] == 1', '{,}', 'X in [,]', 'X.has(1)', '1 .size()', 'X == X == X', 'true == 1 < 2', '1 < 2 == 2 > 1', 'X ? X : X', 'true || null', 'null == null', "b'' == b''", 'X[zzz_unknown]', '[zzz_unknown]', '{zzz_unknown: 1}', 'Msg{a: zzz_unknown}', 'a.b.Msg{a: 1}', '.Msg{a: 1}',
  '', '   ', '1 +', '(1', "'abc", '1 2', 'a &&', '&& true', 'true ?', 'true ? 1', '1 = 1', 'a ! b', '5x', "'\\q'", "'a\nb'", '"\\ud800"', 'for', 'if == 1', 'x.true', '[1, 2', 'f(1,', '#', 'true & false', 'true | false', '-!true', '!-1', 'true ? true ? 1 : 2 : 3', '// nothing but a comment', "'\\400'", '0x',
  'null', "b'x'", '1u', '{}', "{'a': 1}", '[1][0]', "['a'].exists(x, x == 'a')", "'a'.matches('b')", '.x', 'foo(1)', 'string(1)', 'int("1")', 'X.y', 'Msg{a: 1}', 'math.sqrt(4)', 'X.floor()', 'contains("a", "b")', 'X[0]', 'type(1)', '"a".charAt(0)', '"a".exists()', 'X{}',
  '1', "'a'", 'now', 'consent', '[1]', '1 + true', "'a' - 'b'", '!1', '-true', '-"a"', '1 < "a"', 'true + true', '"a" * 2', 'now + now', 'now + today', 'today - 1', 'now * 2', 'true ? 1 : "a"', '1 ? true : false', '1 && true', 'true || "a"', 'consent == consent', '1 in 1', '1 in ["a"]', '1 in consent', '"a" in "abc"', 'size(1) > 0', 'size() > 0', 'floor("a") > 0', 'floor(1, 2) > 0', 'round() > 0', 'math.least() > 0', 'math.abs(1, 2) > 0', '"a".contains(1)', '"a".startsWith()', 'days("a") > days(1)', 'in_days(1) > 0', 'duration(1) > days(1)', 'date(id) < today', 'has(1)', 'has()', 'has(now, today)', 'has(1 + 1)', '"a".lowerAscii() > 1', 'today == "2026-01-01"', 'days(1) == 1', 'now < 5', 'personalised == 1', '[1] == [1]', 'size([1, "a"]) > 0', '1 < 2 < 3',
  'zzz_unknown', 'zzz_unknown > 1', 'true && zzz_unknown', 'has(zzz_unknown)', 'score.zzz > 1', "grade.zzz == 'A'", 'zzz.startsWith("a")', 'math > 1', 'score > 1000 && zzz',
  'stage == "x"', 'stage_days > 3', '"x" in owns', 'contract.days_left > 3', 'balance.points > 3', 'contract.risk > 1', 'contract.phase == "due"', 'contract.phase == "overdue"', 'contract.zzz == 1', 'contract > 1', 'stage.x', 'stage < "a"', 'stage == contract.phase', 'has(contract.zzz)', 'has(balance.zzz)', 'has(stage)', 'contract.value(1)', 'contract.starts < today', 'stage_days == "1"',
  "date('2026-02-30') < today", "duration('1x') > days(1)", "duration('1ns') > days(1)", "timestamp('now') < now", "duration('') > days(1)", "duration('9999999999999s') > days(1)", 'duration("1mo") > days(1)',
  `${'('.repeat(65)}1${')'.repeat(65)} == 1`, `${'!'.repeat(66)}true`, `true || ${'a'.repeat(10_001)}`,
];

const TREE_MUTATIONS: Mutation[] = [
  // An unknown key.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ value, path }) => isObject(value) && !/^\/(fields|events|derive|scores|grades|calendar|balances|channels)$|\/(points|containing|label|note|groups|renamed)$|^\/events\//.test(path));
    if (!spot) return false;
    (spot.value as PlainObject)[random.pick(['zzz', 'Type', 'lable', '~/', 'point', 'role'])] = random.pick<Plain>([1, 'x', {}, null]);
    return true;
  },
  // A wrong type.
  (random, policy) => {
    const whole = random.chance(0.03);
    const spot = someSpot(random, policy, ({ path }) => SECTIONS.test(path) === whole);
    if (!spot) return false;
    const type = (value: Plain): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
    const other = random.pick(([null, 5, 'text', true, [], {}] as Plain[]).filter((value) => type(value) !== type(spot.value)));
    put(spot, other);
    return true;
  },
  // A missing key.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ holder }) => !Array.isArray(holder));
    if (!spot) return false;
    delete (spot.holder as PlainObject)[spot.key];
    return true;
  },
  // A bad or reserved name.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ path }) => /^\/(fields|events|derive|scores|grades|calendar|balances|channels)\/[^/]+$|^\/events\/[^/]+\/[^/]+$|\/groups\/[^/]+$/.test(path));
    if (!spot) return false;
    rename(spot.holder as PlainObject, String(spot.key), random.pick([...BAD_NAMES, ...RESERVED]));
    return true;
  },
  (random, policy) => {
    const spot = someSpot(random, policy, ({ key, value }) => ['id', 'grade', 'name', 'stage', 'timer', 'touch'].includes(String(key)) && typeof value === 'string');
    if (!spot) return false;
    put(spot, random.pick(BAD_NAMES));
    return true;
  },
  (random, policy) => {
    const events = Object.values(section(policy, 'events')).filter(isObject);
    if (events.length === 0) return false;
    random.pick(events)[random.pick(['at', 'stage', 'true', 'x-y'])] = random.pick(['number', 'level', 'text', 'date??']);
    return true;
  },
  // Two things of one name.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ path, value }) => /\/rules$|\/bands$|\/first$|\/stages$|\/timers$|^\/touches$/.test(path) && Array.isArray(value) && value.length > 1);
    if (!spot) return false;
    const [first, second] = random.shuffle((spot.value as Plain[]).filter(isObject));
    const key = ({ rules: 'id', stages: 'stage', timers: 'timer', touches: 'touch' } as Record<string, string>)[String(spot.key)] ?? 'grade';
    if (first && second) first[key] = second[key] ?? 'A';
    return true;
  },
  (random, policy) => {
    const fields = Object.keys(section(policy, 'fields'));
    const derive = section(policy, 'derive');
    if (fields.length === 0 || Object.keys(derive).length === 0) return false;
    const unread = fields.filter((name) => !JSON.stringify([policy['derive'], policy['scores'], policy['grades']]).includes(name));
    if (unread.length === 0) return false;
    rename(derive, random.pick(Object.keys(derive)), random.pick(unread));
    return true;
  },
  (random, policy) => {
    const fields = Object.entries(section(policy, 'fields')).filter(([, field]) => isObject(field));
    if (fields.length === 0) return false;
    (random.pick(fields)[1] as PlainObject)['also'] = random.pick<Plain>([['x', 'x'], [random.pick(fields)[0]], [5], 'x', []]);
    return true;
  },
  // Expressions.
  ...Array.from({ length: 5 }, (): Mutation => (random, policy) => {
    const spot = someSpot(random, policy, isExpression);
    if (!spot) return false;
    put(spot, mutateExpression(random, spot.value as string));
    return true;
  }),
  // Names that nothing declares.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ key, value, path }) => typeof value === 'string' && (['of', 'event', 'count', 'sum', 'mean', 'min', 'max', 'first', 'last', 'distinct', 'mode', 'gap', 'days_since', 'since', 'rows', 'columns', 'initial', 'then', 'from', 'to', 'field', 'anchor', 'stops_on', 'spend', 'risk'].includes(String(key)) || /\/overrides\/[0-9]+\/grade$|\/expect\/(grades|timers|contracts|touches)\/|\/expect\/stage$|\/(renamed|from|channels|stops_on|spend)\/[^/]+$/.test(path)));
    if (!spot) return false;
    const names = [...Object.keys(section(policy, 'fields')), ...Object.keys(section(policy, 'derive')), ...Object.keys(section(policy, 'grades')), ...Object.keys(section(policy, 'scores')).map((name) => `score.${name}`), ...Object.keys(section(policy, 'grades')).map((name) => `grade.${name}`), ...Object.keys(section(policy, 'events')), ...LIFE_NAMES];
    put(spot, random.pick([`${spot.value as string}_x`, 'zzz', 'score.zzz', 'grade.zzz', 'a.b.c', '', 'id', 'consent', 'now', ...random.shuffle(names).slice(0, 4)]));
    return true;
  },
  // Impossible values.
  ...Array.from({ length: 3 }, (): Mutation => (random, policy) => {
    const bad: [RegExp, Plain[]][] = [
      [/\/cap$/, [[100, 0], [5, 5], [0], [0, 1, 2], ['a', 'b'], [0, 1e10], [-1, 0], []]],
      [/\/(within|half_life|linear|expires|every)$/, ['0d', '14', 'd', '1.5d', '10000d', '14 d', '-1d', '2wd', '3mo', '1y', '']],
      ...LIFE_VALUES,
      [/\/between$/, [['30d', '60d'], ['30d', '30d'], ['1mo', '30d'], ['1d'], ['12mo', '1y'], ['1d', '5wd']]],
      [/\/utc_offset$/, ['+8:00', '+15:00', '+14:01', '08:00', '+08:60', 'Z', '']],
      [/\/week_starts$/, ['Monday', 'mon', '']],
      [/^\/fields\/[^/]+\/type$/, ['int', 'Number', 'text', '']],
      [/^\/events\/[^/]+\/[^/]+$/, ['level', 'int', 'number??', '?', 'level?']],
      [/\/(combine|match|per|take)$/, ['mean', 'most', 'year', '']],
      [/\/share$/, [0, -0.5, 1.001, 2]],
      [/\/count$/, [0, -1, 1.5]],
      [/\/weight$/, [-1, 1e10]],
      [/\/keep$/, [-1, -0.001]],
      [/\/(values|bands|first|rules|grades|groups|points|containing)$/, [[], {}]],
      [/\/values\/[0-9]+$/, ['saas', '1-49', { is: 'saas' }, { is: 'x', also: ['x'] }, { is: 'y', also: ['saas', 'saas'] }, {}]],
      [/\/default$/, ['nothing of the kind', -1e9, '2026-02-30', null, ['a', 5], 5, 'x', true]],
      [/\/min$/, [1e9]],
      [/\/gradus$/, [2, '1', null, 1.5]],
      [/\/points\/[^/]+$/, [1e10, -1e10]],
      [/\/name$/, ['', 'a b', '1']],
      [/\/now$/, ['soon', '2026-02-30', true, 1e18]],
    ];
    const fitting = spots(policy).flatMap((spot) => bad.filter(([pattern]) => pattern.test(spot.path)).map(([, values]) => ({ spot, values })));
    if (fitting.length === 0) return false;
    const { spot, values } = random.pick(fitting);
    put(spot, structuredClone(random.pick(values)));
    return true;
  }),
  // More than three decimals, or too large.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ value, path }) => typeof value === 'number' && path.startsWith('/scores') || path.startsWith('/grades') && typeof value === 'number');
    if (!spot) return false;
    put(spot, random.pick([0.0005, (spot.value as number) + 0.0001, 1e-7, 1e9 + 1, -1e9 - 1, 1e300]));
    return true;
  },
  // Edges and bands out of order, or not covering.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ key, value }) => key === 'bands' && Array.isArray(value));
    if (!spot) return false;
    const bands = spot.value as Plain[];
    if (bands.length > 1 && random.chance(0.6)) {
      const at = random.whole(0, bands.length - 2);
      [bands[at], bands[at + 1]] = [bands[at + 1]!, bands[at]!];
    } else {
      const last = bands.at(-1);
      if (isObject(last)) last['from'] = random.pick([99, 0.001, -1, 50]);
      else if (Array.isArray(last) && bands.length > 1 && Array.isArray(bands[0])) last[0] = (bands[0] as Plain[])[0] ?? 0;
    }
    return true;
  },
  // A matrix of the wrong shape.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ path, value }) => /\/matrix\/grades$/.test(path) && Array.isArray(value) && value.length > 0);
    if (!spot) return false;
    const rows = spot.value as Plain[];
    const row = random.pick(rows);
    random.pick([() => void rows.pop(), () => void rows.push(['A']), () => void (Array.isArray(row) && row.pop()), () => void (Array.isArray(row) && row.push('A'))])();
    return true;
  },
  // Points that the default cap hides.
  (random, policy) => {
    const spot = someSpot(random, policy, ({ path, value }) => /\/groups\/[^/]+$/.test(path) && isObject(value));
    if (!spot) return false;
    const group = spot.value as PlainObject;
    delete group['cap'];
    group['rules'] = [{ id: 'r', when: 'true', points: -1 }, ...(random.chance(0.5) ? [{ id: 's', when: 'true', points: random.pick([0, -5, 1]) }] : []), ...(random.chance(0.2) ? [{ id: 't', value: '1' }] : [])];
    return true;
  },
  // Protected and personal facts.
  (random, policy, plan) => {
    policy['protected'] = [...random.some(plan.fields.map((field) => field.name), 0.3), ...random.some(['gender', 'id', 'zzz'], 0.3)];
    return true;
  },
  (random, policy) => {
    const fields = Object.values(section(policy, 'fields')).filter(isObject);
    if (fields.length === 0) return false;
    for (const field of fields) if (random.chance(0.5)) field['personal'] = true;
    return true;
  },
  (random, policy) => {
    const found = rules(policy).filter((rule) => 'value' in rule);
    if (found.length === 0) return false;
    random.pick(found)['value'] = random.pick(['size(id)', 'has(id) ? 1 : 2', '1 + size(id.lowerAscii())']);
    return true;
  },
  // What is not built yet.
  (random, policy) => {
    random.pick([
      () => void (policy[random.pick(['offers', 'actions'])] = {}),
      () => void (policy['tests'] = [{ name: 't', facts: {}, now: 0, expect: { grades: {}, [random.pick(['offers', 'chosen', 'actions'])]: 'x' } }]),
    ])();
    return true;
  },
  ...LIFE_MUTATIONS,
  // Tests that do not come out, or expect what is not there.
  (random, policy) => {
    const score = Object.keys(section(policy, 'scores'))[0] ?? 'zzz';
    const grade = Object.keys(section(policy, 'grades'))[0] ?? 'zzz';
    const test: PlainObject = { name: 't', facts: {}, now: '2026-11-01', expect: { scores: { [score]: 123.456 } } };
    random.pick([
      () => undefined,
      () => void (test['expect'] = { grades: { [grade]: 'Nobody' } }),
      () => void (test['expect'] = { scores: { zzz: 1 } }),
      () => void (test['expect'] = { scores: { [score]: '5' }, grades: { [grade]: 5 } }),
      () => Object.assign(test, { state: { v: 2 } }),
      () => Object.assign(test, { facts: [] }),
      () => Object.assign(test, { label: 'x' }),
      () => void delete test['now'],
    ])();
    policy['tests'] = [...(Array.isArray(policy['tests']) ? policy['tests'] : []), test];
    return true;
  },
  // Kinds: none, or more than one.
  (random, policy) => {
    const found = rules(policy);
    if (found.length === 0) return false;
    const rule = random.pick(found);
    const ofEvents = random.pick([rule, ...found.filter((one) => 'event' in one)]);
    random.pick([
      () => Object.assign(rule, { value: '1' }),
      () => Object.assign(rule, { of: 'zzz', bands: [[0, 1]] }),
      () => Object.assign(rule, { when: 'true' }),
      () => { for (const key of Object.keys(rule)) if (key !== 'id') delete rule[key]; },
      () => Object.assign(ofEvents, { most: random.pick<Plain>([{ count: 1, per: 'day' }, { count: 0, per: 'day' }, { count: 1.5, per: 'ever' }, { count: 1, per: 'year' }, {}, [], { count: 1e300, per: 'week' }]) }),
      () => Object.assign(ofEvents, { decay: random.pick<Plain>([{}, { half_life: '1d', linear: '1d' }, { expires: '1mo' }, { step: { share: 1 } }, { step: '1d' }, { zzz: 1 }, { half_life: '1d', zzz: 1 }, { linear: '01d' }, { step: { share: 0.0005, every: '1d' } }, { step: { share: 1, every: '2wd' } }]) }),
    ])();
    return true;
  },
  (random, policy) => {
    const derived = Object.values(section(policy, 'derive')).filter(isObject);
    if (derived.length === 0) return false;
    Object.assign(random.pick(derived), random.pick<PlainObject>([{ count: 'visit' }, { value: '1' }, { never: 5 }, { take: 'mean' }, { within: '1d', since: 'now' }, { when: 'true' }, { within: '1d' }, { never: 'x' }]));
    return true;
  },
  (random, policy) => {
    const grades = Object.values(section(policy, 'grades')).filter(isObject);
    if (grades.length === 0) return false;
    const grade = random.pick(grades);
    random.pick([
      () => Object.assign(grade, { bands: [] }),
      () => Object.assign(grade, { of: 'score.fit' }),
      () => Object.assign(grade, { also: [{ grade: 'A' }, { grade: 'A' }] }),
      () => Object.assign(grade, { overrides: [{ when: 'true', grade: 'Nobody' }] }),
      () => { for (const key of ['bands', 'first', 'matrix']) delete grade[key]; },
    ])();
    return true;
  },
  // Values that a literal or a map's key is none of.
  (random, policy) => {
    const fields = Object.values(section(policy, 'fields')).filter(isObject).filter((field) => Array.isArray(field['values']) && field['values'].length > 0);
    if (fields.length === 0) return false;
    (random.pick(fields)['values'] as Plain[])[0] = 'renamed';
    return true;
  },
  // Another text of a value, where only the value itself may stand.
  (random, policy, plan) => {
    const field = plan.fields.find(({ also, values }) => also.length > 0 && values.length > 0);
    if (!field) return false;
    const [alias, value] = [random.pick(field.also), random.pick(field.values)];
    const spot = someSpot(random, policy, (one) => isExpression(one) && !/^\/derive/.test(one.path));
    const map = rules(policy).find((rule) => rule['of'] === field.name && isObject(rule['points']));
    if (map && random.chance(0.6)) (map['points'] as PlainObject)[alias] = 1;
    else if (spot) put(spot, random.pick([`${field.name} == ${JSON.stringify(alias)}`, `${field.name} in [${JSON.stringify(value)}, ${JSON.stringify(alias)}]`, `${JSON.stringify(alias)} != ${field.name} || zzz`, `${field.name}.lowerAscii() == ${JSON.stringify(alias)}`]));
    else return false;
    return true;
  },
  // A cap that is impossible under a grade's bands, and a type that is not known under a value rule.
  (random, policy) => {
    const scores = Object.values(section(policy, 'scores')).filter(isObject);
    if (scores.length === 0) return false;
    const score = random.pick(scores);
    score['combine'] = random.pick(['weighted', 'weighted', 'sum']);
    score['cap'] = random.pick<Plain>([[-1, 0], [-5, -1], [5, 5], [0, 1e10], [-1]]);
    return true;
  },
  (random, policy, plan) => {
    const found = rules(policy).filter((rule) => 'value' in rule);
    const personal = plan.fields.find((field) => field.personal && field.kind === 'number');
    const fields = section(policy, 'fields');
    if (found.length === 0 || !personal) return false;
    const other = random.pick(plan.fields).name;
    random.pick(found)['value'] = random.pick([personal.name, `${personal.name} + (has(${other}) ? 1 : 2)`, `has(${other}) ? ${personal.name} : 0`, `(${other} == ${other}) ? ${personal.name} : 0`]);
    if (random.chance(0.5) && isObject(fields[other])) (fields[other] as PlainObject)['type'] = 'int';
    return true;
  },
  (_, policy) => {
    policy['$schema'] = 5;
    return true;
  },
  // Something read before it is there.
  (random, policy) => {
    const name = random.pick(['derive', 'scores', 'grades']);
    const map = section(policy, name);
    const reversed = Object.entries(map).reverse();
    if (reversed.length < 2) return false;
    policy[name] = Object.fromEntries(reversed);
    return true;
  },
  // More than anybody wants to read, or than the limits allow.
  (random, policy) => {
    if (!random.chance(0.15)) return false;
    if (random.chance(0.5)) for (let i = 0; i < 130; i += 1) policy[`zzz${i}`] = i;
    else policy['scores'] = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`s${i}`, { groups: { g: { rules: [{ id: 'r', when: 'true', points: 1 }] } } }]));
    return true;
  },
  // A mean that cannot be held.
  (random, policy) => {
    if (!random.chance(0.2)) return false;
    const primes = [999999999.989, 999999999.961, 999999999.937, 999999999.899, 999999999.863, 999999999.857];
    section(policy, 'scores')['fine'] = { combine: 'weighted', cap: [0, 1e9], groups: Object.fromEntries(primes.map((top, i) => [`g${i}`, { weight: 1e9, cap: [0, top], rules: [{ id: 'r', when: 'true', points: 1 }] }])) };
    return true;
  },
];

function mutateExpression(random: Random, text: string): string {
  const names = text.match(/[A-Za-z][A-Za-z0-9_.]*/g) ?? ['now'];
  const at = random.whole(0, Math.max(0, text.length - 1));
  return random.weighted<string>([
    [6, () => random.pick(BAD_EXPRESSIONS).replaceAll('X', random.pick(names))],
    [1, () => wellCut(text.slice(0, at) + text.slice(at + 1))],
    [1, () => wellCut(text.slice(0, at) + random.pick(['(', ')', '!', '+', "'", '"', ' 5 ', '.', ',', '=', '\\', '[', '}', '?', '@']) + text.slice(at))],
    [1, () => text.replace(random.pick(names), 'zzz')],
    [1, () => text.replace(/==|<=|>=|<|>/, random.pick(['+', '&&', 'in', '=', '*']))],
    [1, () => `${text} && ${random.pick(['1', 'zzz', 'true'])}`],
    [1, () => `(${text})${random.pick(['', ')', ' + 1', '.size()'])}`],
    [3, () => otherTokens(random, text)],
  ]);
}

/** Leaves out a token, writes it twice, changes it for another or for its neighbour. */
function otherTokens(random: Random, text: string): string {
  const tokens = text.match(/\s+|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|"[^"]*"|'[^']*'|&&|\|\||[<>=!]=|./gsu) ?? [];
  const at = random.whole(0, Math.max(0, tokens.length - 1));
  random.pick([
    () => void tokens.splice(at, 1),
    () => void tokens.splice(at, 0, tokens[at] ?? '1'),
    () => void tokens.splice(at, 1, random.pick(['1', '-1', "'a'", 'true', 'now', 'today', '(', ')', '[', ']', ',', '.', '!', '-', '+', '&&', '||', '?', ':', '==', '<', 'in', 'null', 'has', 'size', 'score', 'zzz', '%'])),
    () => void tokens.splice(at, 2, ...tokens.slice(at, at + 2).reverse()),
  ])();
  return tokens.join('');
}

/** A cut may have halved a surrogate pair. */
function wellCut(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '');
}

const TEXT_MUTATIONS: ((random: Random, text: string) => string)[] = [
  ...Array.from({ length: 3 }, () => (random: Random, text: string) => {
    const at = random.whole(0, text.length - 1);
    return text.slice(0, at) + random.pick(['', '', ...'{}[]",:0e.-\\/ntu \u0000\u00a0\t']) + text.slice(at + random.whole(0, 1));
  }),
  // More decimals than doubles tell.
  ...Array.from({ length: 2 }, () => (random: Random, text: string) => {
    const numbers = [...text.matchAll(/(?<=[:,[] ?)-?[0-9]+(?:\.[0-9]+)?(?=[,}\]\s])/g)].filter(({ index }) => !/"(gradus|v|revision)": ?$/.test(text.slice(0, index)));
    if (numbers.length === 0) return text;
    const { index, 0: number } = random.pick(numbers);
    const other = `${number}${number.includes('.') ? '' : '.'}${random.pick(['00000000000000000000001', '0000', '00000000000000000000000000', '0000000000000000e-1', '5e3', '0e0', '0E+2'])}`;
    return text.slice(0, index) + other + text.slice(index + number.length);
  }),
  (random, text) => {
    const places = [...text.matchAll(/\{(?=")/g)].map(({ index }) => index + 1);
    const at = random.pick(places.length > 0 ? places : [0]);
    return `${text.slice(0, at)}${random.pick(['"zzz":1,"zzz":2,', '"label":"a","label":5,', '"zzz":{"a":1,"a":2},', '/**/', '"note":"// none /* here */",'])}${text.slice(at)}`;
  },
  (random, text) => text.slice(0, random.whole(0, text.length - 1)),
  (random, text) => `${random.pick(['// a comment\n', '/* a\ncomment */'])}${text}`,
  (random, text) => text.replace(/,/, random.pick([', // why\n', ', /* why */ ', ',,', ';'])),
  (_, text) => text.replace('{', '{"gradus": 1, '),
  (_, text) => text.replace(/\}\s*$/, ', "fields": {}, "zzz": 1}'),
  (_, text) => text.replace(/\}\s*$/, ',}'),
  (random, text) => text.replace(/"/, random.pick(["'", '""', '\\"'])),
  (random, text) => random.pick(['', ' ', '[]', '5', '"policy"', 'null', `${'['.repeat(65)}${']'.repeat(65)}`, `${'['.repeat(64)}${']'.repeat(64)}`, `${text} x`, `${text}${text}`, '{"gradus": 01}', '{"gradus": 1, "name": "\t"}', '{"gradus": 1, "version": "\\x"}', '{"gradus": +1}', '{"gradus": 1.}', '{"gradus": NaN}', '\uFEFF\uFEFF{"gradus": 1}', '{"gradus": 1, "version": "\\u12"}']),
  (random, text) => text.replace(/"(rules|groups)"/, (key) => (random.chance(0.5) ? `${key}: [], ${key}` : `${key.replace('r', 'R')}`)),
];

/** JSON text in one of the many ways of writing the same. */
export function writeJson(random: Random, value: Plain): string {
  const spaced = random.chance(0.2);
  const odd = random.chance(0.3);
  const write = (part: Plain, indent: string): string => {
    const deeper = `${indent}  `;
    const [open, between, close] = spaced ? [`\n${deeper}`, `,\n${deeper}`, `\n${indent}`] : ['', ',', ''];
    if (Array.isArray(part)) return part.length === 0 ? '[]' : `[${open}${part.map((item) => write(item, deeper)).join(between)}${close}]`;
    if (isObject(part)) {
      const entries = Object.entries(part).map(([key, item]) => `${text(key)}:${spaced ? ' ' : ''}${write(item, deeper)}`);
      return entries.length === 0 ? '{}' : `{${open}${entries.join(between)}${close}}`;
    }
    if (typeof part === 'string') return text(part);
    if (typeof part === 'number' && odd) return number(part);
    return JSON.stringify(part);
  };
  const text = (part: string): string => {
    const plain = JSON.stringify(part);
    return odd && random.chance(0.2) ? plain.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/') : plain;
  };
  const number = (part: number): string => {
    const plain = JSON.stringify(part);
    if (!/^-?[0-9]+(\.[0-9]+)?$/.test(plain)) return plain;
    if (plain.includes('.')) return random.pick([plain, `${plain}0`, `${plain}e0`, `${plain}00E+00`]);
    const tenfold = plain === '0' ? '0.0e+1' : `${plain}0e-1`;
    return random.pick([plain, plain, `${plain}.0`, `${plain}e0`, tenfold, `${plain}.000`]);
  };
  return `${random.chance(0.03) ? '\uFEFF' : ''}${write(value, '')}${random.chance(0.1) ? '\n' : ''}`;
}
