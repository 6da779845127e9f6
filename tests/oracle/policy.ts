/** From a policy's text to its problems, or to the model of it. */
import type { Advanced } from './advance.js';
import { answer, type Answer } from './explain.js';
import { readJson, type Json } from './json.js';
import type { Policy, Test } from './model.js';
import { readCalendars } from './policy-calendar.js';
import { readBalances, readContracts } from './policy-contracts.js';
import { readDerive } from './policy-derive.js';
import { readEvents, readFields, readProtected, readTime } from './policy-facts.js';
import { readGrades } from './policy-grades.js';
import { readLifecycle } from './policy-lifecycle.js';
import { readScores } from './policy-scores.js';
import { readTests } from './policy-tests.js';
import { readChannels, readTouches, touchEvents } from './policy-touches.js';
import { Problems } from './problems.js';
import { Reader } from './read.js';
import { readInstant } from './value.js';

const SECTIONS = ['time', 'calendar', 'fields', 'protected', 'events', 'derive', 'scores', 'grades', 'lifecycle', 'contracts', 'balances', 'channels', 'touches', 'tests'];
const LATER = ['offers', 'actions'];

/** The problems of a policy text, each pair of code and path once. */
export function check(text: string): { code: string; path: string }[] {
  return compile(text).problems.asSet();
}

/** The policy is only fit for use if there are no problems. */
export function compile(text: string): { policy: Policy; problems: Problems } {
  const problems = new Problems();
  const json = readJson(text, problems);
  const policy = readPolicy(json, problems);
  if (problems.found.length === 0) runTests(policy, problems);
  return { policy, problems };
}

function readPolicy(json: Json | null, problems: Problems): Policy {
  const policy: Policy = {
    name: 'policy', offset: 0, weekStarts: 0, holidays: new Set(), makeUp: new Set(), calendars: new Map(), fields: new Map(), protected: new Set(), events: new Map(),
    derived: new Map(), scores: new Map(), grades: new Map(), lifecycle: null, contracts: null, balances: new Map(), channels: new Map(), touches: null, tests: [], places: () => new Map(),
  };
  if (!json) return policy;
  if (json.kind !== 'object') {
    problems.add('not_a_policy', { path: '', at: json.at });
    return policy;
  }
  const reader = new Reader(problems);
  reader.object(json, { required: ['gradus'], optional: ['$schema', 'name', 'version', 'label', 'note', ...SECTIONS], notBuilt: LATER });
  reader.texts(json);
  const get = (key: string): Json | undefined => json.entries.get(key);

  const gradus = get('gradus');
  if (gradus && !(gradus.kind === 'number' && Number(gradus.text) === 1)) reader.add('format_version', gradus);
  const name = get('name');
  if (name) {
    policy.name = reader.string(name) ?? 'policy';
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(policy.name)) reader.add('bad_name', name);
  }
  for (const key of ['$schema', 'version']) if (get(key)) reader.string(get(key)!);

  const { declared } = reader;
  const keysOf = (section: Json | undefined): Set<string> => new Set(section?.kind === 'object' ? section.entries.keys() : []);
  declared.all = { derived: keysOf(get('derive')), scores: keysOf(get('scores')), grades: keysOf(get('grades')), balances: keysOf(get('balances')) };

  const contracts = get('contracts');
  declared.has = { lifecycle: get('lifecycle') !== undefined, contracts: contracts !== undefined };
  declared.risk = contracts && contracts.kind !== 'object' ? null : (contracts?.entries.has('risk') ?? false);

  const read = (key: string, how: (reader: Reader, json: Json) => void): void => {
    const section = get(key);
    if (section) how(reader, section);
  };
  read('time', readTime);
  read('calendar', (_, section) => void (policy.calendars = readCalendars(reader, section)));
  read('protected', readProtected);
  read('fields', readFields);
  read('events', readEvents);
  if (get('touches')) declared.events.set('touch', touchEvents());
  read('derive', (_, section) => void (policy.derived = readDerive(reader, section)));
  declared.reached = 'scores';
  read('scores', (_, section) => void (policy.scores = readScores(reader, section)));
  declared.reached = 'grades';
  read('grades', (_, section) => void (policy.grades = readGrades(reader, section)));
  declared.reached = 'upgrade';
  read('contracts', (_, section) => void (policy.contracts = readContracts(reader, section)));
  declared.reached = 'transitions';
  read('lifecycle', (_, section) => void (policy.lifecycle = readLifecycle(reader, section)));
  declared.reached = 'balances';
  read('balances', (_, section) => void (policy.balances = readBalances(reader, section)));
  declared.reached = 'touches';
  read('channels', (_, section) => void (policy.channels = readChannels(reader, section)));
  read('touches', (_, section) => void (policy.touches = readTouches(reader, section)));
  read('tests', (_, section) => void (policy.tests = readTests(reader, section)));

  policy.places = () => placesOf(json);
  policy.offset = declared.offset;
  policy.weekStarts = declared.weekStarts;
  policy.holidays = declared.holidays;
  policy.makeUp = declared.makeUp;
  policy.fields = declared.fields;
  policy.protected = declared.protected;
  policy.events = declared.events;
  return policy;
}

function placesOf(json: Json, places = new Map<string, number>()): Map<string, number> {
  places.set(json.path, json.at);
  if (json.kind === 'object') for (const value of json.entries.values()) placesOf(value, places);
  if (json.kind === 'array') for (const value of json.items) placesOf(value, places);
  return places;
}

function runTests(policy: Policy, problems: Problems): void {
  for (const test of policy.tests) {
    const result = answer(policy, test.facts, { now: readInstant(test.now, policy.offset), state: test.state });
    if (!('answer' in result) || !comesOut(test, result.answer, result.advanced)) problems.add('test_failed', test);
  }
}

function comesOut(test: Test, { grades, scores }: Answer, { stage, timers, contracts, balances, touches }: Advanced): boolean {
  const all = <T>(expected: Map<string, T>, found: (name: string) => T | undefined): boolean => [...expected].every(([name, wanted]) => found(name) === wanted);
  return all(test.grades, (name) => grades[name])
    && all(test.scores, (name) => scores[name])
    && (test.stage === undefined || test.stage === stage)
    && all(test.timers, (name) => timers.find(({ timer }) => timer === name)?.status)
    && all(test.contracts, (name) => contracts?.find(({ id }) => id === name)?.phase)
    && all(test.balances, (name) => balances[name]?.balance ?? null)
    && all(test.touches, (name) => touches.find(({ touch }) => touch === name)?.status ?? null);
}
