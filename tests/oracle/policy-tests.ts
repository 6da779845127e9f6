/** The section `tests`: their shape. Whether they come out is known once there is a policy. */
import type { Json } from './json.js';
import { plain } from './json.js';
import { PHASES, TIMER_STATUSES, TOUCH_STATUSES, type Test } from './model.js';
import { limitedItems } from './policy-facts.js';
import { readStageName } from './policy-lifecycle.js';
import type { Reader } from './read.js';
import { readInstant } from './value.js';

export function readTests(reader: Reader, json: Json): Test[] {
  const array = reader.array(json);
  return array ? limitedItems(reader, array, 1000).map((item) => readTest(reader, item)) : [];
}

function readTest(reader: Reader, json: Json): Test {
  const test: Test = { path: json.path, at: json.at, facts: {}, state: undefined, now: 0, grades: new Map(), scores: new Map(), stage: undefined, timers: new Map(), contracts: new Map(), balances: new Map(), touches: new Map() };
  const object = reader.object(json, { required: ['name', 'facts', 'now', 'expect'], optional: ['state', 'note'] });
  if (!object) return test;
  const get = (key: string): Json | undefined => object.entries.get(key);
  reader.texts(object);

  const name = get('name') && reader.string(get('name')!);
  if (name === '') reader.add('impossible_value', get('name')!);
  const facts = get('facts');
  if (facts && reader.map(facts)) test.facts = plain(facts);
  const state = get('state');
  if (state) test.state = plain(state);
  const now = get('now');
  if (now) {
    test.now = plain(now);
    const ms = readInstant(test.now, reader.declared.offset);
    if (typeof ms === 'string') reader.add(ms === 'fact_type' ? 'wrong_type' : 'impossible_value', now);
  }
  if (get('expect')) readExpect(reader, test, get('expect')!);
  return test;
}

const EXPECTED = ['grades', 'scores', 'stage', 'timers', 'contracts', 'balances', 'touches'];

function readExpect(reader: Reader, test: Test, json: Json): void {
  const object = reader.object(json, { optional: EXPECTED, notBuilt: ['offers', 'chosen', 'actions'] });
  if (!object) return;
  const { entries } = object;
  if (!EXPECTED.some((key) => entries.has(key))) reader.add('missing_key', object);
  const { declared } = reader;
  const each = (key: string, read: (name: string, value: Json) => void): void => {
    const map = entries.get(key);
    for (const [name, value] of (map && reader.map(map)?.entries) ?? []) read(name, value);
  };

  each('grades', (name, value) => {
    const wanted = value.kind === 'null' ? null : reader.string(value);
    const known = declared.grades.get(name);
    const classes = known?.classes;
    if (!known || (wanted !== null && classes && !classes.includes(wanted))) reader.add('unknown_name', value);
    else test.grades.set(name, wanted);
  });
  const numbers = (key: 'scores' | 'balances', known: { has(name: string): boolean }): void => each(key, (name, value) => {
    const wanted = value.kind === 'null' ? null : reader.finite(value);
    if (!known.has(name)) reader.add('unknown_name', value);
    else test[key].set(name, wanted);
  });
  numbers('scores', declared.scores);
  numbers('balances', declared.all.balances);

  const stage = entries.get('stage');
  if (stage) test.stage = (declared.has.lifecycle ? readStageName(reader, stage) : reader.string(stage) === null ? null : reader.add('unknown_name', stage)) ?? undefined;
  each('timers', (name, value) => {
    const wanted = reader.string(value);
    if (!declared.timers.has(name) || (wanted !== null && !isOneOf(TIMER_STATUSES, wanted))) reader.add('unknown_name', value);
    else if (wanted !== null) test.timers.set(name, wanted);
  });
  each('contracts', (id, value) => {
    const wanted = reader.string(value);
    if (wanted !== null && !isOneOf(PHASES, wanted)) reader.add('unknown_name', value);
    else if (wanted !== null) test.contracts.set(id, wanted);
  });
  each('touches', (name, value) => {
    const wanted = value.kind === 'null' ? null : reader.string(value);
    if (!declared.touches.has(name) || (wanted !== null && !isOneOf(TOUCH_STATUSES, wanted))) reader.add('unknown_name', value);
    else test.touches.set(name, wanted);
  });
}

function isOneOf(list: readonly string[], text: string): boolean {
  return list.includes(text);
}
