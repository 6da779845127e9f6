/** The section `tests`: their shape. Whether they come out is known once there is a policy. */
import type { Json } from './json.js';
import { plain } from './json.js';
import type { Test } from './model.js';
import { limitedItems } from './policy-facts.js';
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

function readExpect(reader: Reader, test: Test, json: Json): void {
  const object = reader.map(json);
  if (!object) return;
  for (const [key, value] of object.entries) if (key !== 'grades' && key !== 'scores') reader.add('not_built', value);
  if (!object.entries.has('grades') && !object.entries.has('scores')) reader.add('missing_key', object);
  const { declared } = reader;

  const grades = object.entries.get('grades');
  for (const [name, value] of (grades && reader.map(grades)?.entries) ?? []) {
    const wanted = value.kind === 'null' ? null : reader.string(value);
    const known = declared.grades.get(name);
    const classes = known?.classes;
    if (!known || (wanted !== null && classes && !classes.includes(wanted))) reader.add('unknown_name', value);
    else test.grades.set(name, wanted);
  }

  const scores = object.entries.get('scores');
  for (const [name, value] of (scores && reader.map(scores)?.entries) ?? []) {
    const wanted = value.kind === 'null' ? null : reader.finite(value);
    if (!declared.scores.has(name)) reader.add('unknown_name', value);
    else test.scores.set(name, wanted);
  }
}
