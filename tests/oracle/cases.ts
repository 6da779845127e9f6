/**
 * The cases of tests/cases through the oracle.
 *
 *   tsx cases.ts [file …]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEEP } from './compare.js';
import { answer, type Options } from './explain.js';
import { isObject } from './value.js';
import { untoldWarning, wrongWarning, type Warning } from './lint.js';
import { compile } from './policy.js';
import { distinct } from './problems.js';
import { CLAIMS } from './protocol.js';
import { watchRows } from './rows.js';
import { migrate } from './state-next.js';
import { wholeAdvance, wholeAnswer } from './whole.js';

interface CaseFile {
  policy?: unknown;
  facts?: unknown;
  options?: Partial<Options>;
  cases: { name: string; policy?: unknown; policyText?: string; facts?: unknown; options?: Partial<Options>; expect: unknown }[];
}

const NOW = Date.parse('2026-11-01T00:00:00Z');
const TEN_YEARS = 3660;

const folder = join(dirname(fileURLToPath(import.meta.url)), '../cases');

/** RFC 7396. */
function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (!isObject(value)) return value;
  if (Array.isArray(value['$repeat'])) {
    const [what, times] = value['$repeat'] as [unknown, number];
    return typeof what === 'string' ? what.repeat(times) : Array.from({ length: times }, () => expand(what));
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, expand(part)]));
}

/** Missing facts of which no case says how far they move anything may stand in any order: bounds are each engine's own. */
function inSomeOrder(missing: unknown): unknown {
  const list = missing as { fact: string }[];
  return list.some((one) => 'moves' in one) ? list : [...list].sort((a, b) => (a.fact < b.fact ? -1 : 1));
}

function matches(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(actual) && actual.length === expected.length && expected.every((part, i) => matches(part, actual[i]));
  if (isObject(expected) && isObject(actual) && Array.isArray(expected['missing']) && Array.isArray(actual['missing']) && inSomeOrder(expected['missing']) !== expected['missing']) {
    const plain = (actual['missing'] as { fact: string; withheld: boolean }[]).map(({ fact, withheld }) => ({ fact, withheld }));
    return matches({ ...expected, missing: null }, { ...actual, missing: null }) && matches(inSomeOrder(expected['missing']), inSomeOrder(plain));
  }
  if (isObject(expected)) return isObject(actual) && Object.entries(expected).every(([key, part]) => Object.hasOwn(actual, key) && matches(part, actual[key]));
  return Object.is(expected, actual);
}

function pairs(problems: { code: string; path: string }[]): [string, string][] {
  return distinct(problems).map(({ code, path }) => [code, path]);
}

function outcome(file: CaseFile, one: CaseFile['cases'][number]): unknown {
  const policy = one.policyText ?? JSON.stringify(expand(file.policy === undefined ? one.policy : one.policy === undefined ? file.policy : merge(file.policy, one.policy)));
  const compiled = compile(policy);
  if (compiled.problems.found.length > 0) return { problems: pairs(compiled.problems.asSet()) };
  if (isObject(one.expect) && Array.isArray(one.expect['lint'])) {
    const warnings = one.expect['lint'] as Warning[];
    return { lint: wrongWarning(warnings, compiled.policy, watchRows(compiled.policy, 500, NOW)) ?? untoldWarning(warnings, compiled.policy) };
  }
  const facts = expand(one.facts !== undefined ? one.facts : (file.facts ?? {}));
  const options = { now: '2026-11-01T00:00:00Z', ...(expand({ ...file.options, ...one.options }) as Partial<Options>) };
  if (isObject(one.expect) && 'migrate' in one.expect) {
    const migrated = migrate(compiled.policy, options.state);
    return 'problems' in migrated ? { state: pairs(migrated.problems) } : { migrate: migrated.state };
  }
  const result = answer(compiled.policy, facts, options);
  if ('error' in result) return { [result.error]: pairs(result.problems) };
  if (isObject(one.expect) && isObject(one.expect['advance'])) return { advance: wholeAdvance(result.advanced, result.situation, 'changesAt' in one.expect['advance'] ? TEN_YEARS : 0) };
  const asked = (key: string): boolean => isObject(one.expect) && key in one.expect;
  if (![...CLAIMS, 'missing'].some(asked)) return result.answer;
  return wholeAnswer(result.answer, result.situation, DEEP, asked('changesAt') ? TEN_YEARS : 0);
}

function sorted(expected: unknown): unknown {
  if (!isObject(expected)) return expected;
  for (const key of ['problems', 'facts', 'state']) {
    if (Array.isArray(expected[key])) return { [key]: pairs((expected[key] as [string, string][]).map(([code, path]) => ({ code, path }))) };
  }
  return expected;
}

const files = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
let count = 0;
let failed = 0;
for (const path of files) {
  const file = JSON.parse(readFileSync(path, 'utf8')) as CaseFile;
  for (const one of file.cases) {
    count += 1;
    const actual = outcome(file, one);
    const expected = sorted(expand(one.expect));
    // The oracle has no linter: the warnings that are expected must hold in rows drawn at random, and those that need no linter must be among them.
    const lints = isObject(expected) && 'lint' in expected && isObject(actual) && 'lint' in actual;
    const same = lints ? actual['lint'] === null : isObject(expected) && ['problems', 'facts', 'state'].some((key) => Array.isArray(expected[key])) ? JSON.stringify(expected) === JSON.stringify(actual) : isObject(actual) && ['now', 'advance', 'migrate'].some((key) => key in actual) && matches(expected, actual);
    if (same) continue;
    failed += 1;
    console.log(`${basename(path)}: ${one.name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(actual)}`);
  }
}
console.log(`${count} cases, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
