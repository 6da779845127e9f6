/**
 * Cases for engines to agree on: policies with calls, and policies with problems.
 *
 *   tsx generate.ts --cases 1000 --seed 1 > cases.jsonl
 *
 * Each line: { "seed", "policy": "<text>", "calls": [{ "facts", "options": { "now", "state"?, "strict"?, "invalid"? } }] }.
 * A case is a call, or a policy with problems (which has no calls).
 */
import { fileURLToPath } from 'node:url';
import { answer, type Result } from './explain.js';
import { generateCall, type Call } from './generate-facts.js';
import { generatePolicy, type Plain, type PlainObject, type Plan } from './generate-policy.js';
import { mutate, writeJson } from './mutate.js';
import type { Policy } from './model.js';
import { compile } from './policy.js';
import { Random } from './random.js';

export interface Case {
  seed: number;
  policy: string;
  calls: Call[];
}

/** A case with what the oracle says of it. */
export interface Judged extends Case {
  /** Empty for a policy that compiles. */
  problems: { code: string; path: string }[];
  results: Result[];
}

const CALLS = 8;

export function generate(seed: number): Judged {
  const random = new Random(seed);
  const plan = generatePolicy(random);
  if (random.chance(0.12)) addTests(random, plan);
  if (random.chance(0.55)) {
    const policy = mutate(random, plan);
    const { problems } = compile(policy);
    return problems.found.length > 0 ? { seed, policy, calls: [], problems: problems.asSet(), results: [] } : judge(random, seed, policy, plan);
  }
  return judge(random, seed, writeJson(random, plan.policy), plan);
}

function judge(random: Random, seed: number, text: string, plan: Plan): Judged {
  const { policy, problems } = compile(text);
  if (problems.found.length > 0) throw new Error(`seed ${seed}: a good policy has problems: ${JSON.stringify(problems.found)}`);
  const calls: Call[] = [];
  const results: Result[] = [];
  for (let i = 0; i < CALLS; i += 1) {
    const call = generateCall(random, plan);
    const result = answer(policy, call.facts, call.options);
    if (result.doubts.length > 0) continue;
    calls.push(call);
    results.push(result);
  }
  return { seed, policy: text, calls, problems: [], results };
}

/** Tests that come out. */
function addTests(random: Random, plan: Plan): void {
  const { policy, problems } = compile(JSON.stringify(plan.policy));
  if (problems.found.length > 0) return;
  const tests: Plain[] = [];
  for (let i = 0; i < random.whole(1, 3); i += 1) {
    const test = testOf(random, policy, generateCall(random, plan), i);
    if (test) tests.push(test);
  }
  plan.policy['tests'] = tests;
}

function testOf(random: Random, policy: Policy, call: Call, i: number): PlainObject | null {
  const { now, state } = call.options;
  const result = answer(policy, call.facts, { now, state });
  if (!('answer' in result) || result.doubts.length > 0) return null;
  const { grades, scores } = result.answer;
  const expect: PlainObject = {};
  if (Object.keys(grades).length > 0) expect['grades'] = Object.fromEntries(random.some(Object.entries(grades), 0.8));
  if (!('grades' in expect) || random.chance(0.6)) expect['scores'] = Object.fromEntries(random.some(Object.entries(scores), 0.8));
  return { name: `test ${i}`, facts: call.facts, ...(state === undefined ? {} : { state }), now, expect };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();

function main(): void {
  const option = (name: string, otherwise: number): number => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(process.argv[at + 1]);
  };
  let left = option('cases', 1000);
  for (let seed = option('seed', 1); left > 0; seed += 1) {
    const { policy, calls } = generate(seed);
    left -= Math.max(1, calls.length);
    process.stdout.write(`${JSON.stringify({ seed, policy, calls })}\n`);
  }
}
