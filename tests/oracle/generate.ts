/**
 * Cases for engines to agree on: policies with calls, and policies with problems.
 *
 *   tsx generate.ts --cases 1000 --seed 1 > cases.jsonl
 *
 * Each line: { "seed", "policy": "<text>", "calls": [{ "facts", "options": { "now", "state"?, "strict"?, "invalid"? } }] }.
 * A case is a call, or a policy with problems (which has no calls).
 */
import { fileURLToPath } from 'node:url';
import type { Advanced } from './advance.js';
import { answer, type Result } from './explain.js';
import { nextCall } from './generate-chain.js';
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
  // Customers of whom something was asked before.
  const known: { call: Call; advanced: Advanced }[] = [];
  const chained = plan.life.stages.length + plan.life.touches.length > 0 || plan.grades.some(({ hold }) => hold) ? 0.55 : 0.1;
  for (let i = 0; i < CALLS; i += 1) {
    const before = known.length > 0 && random.chance(chained) ? (random.chance(0.7) ? known.at(-1)! : random.pick(known)) : null;
    const call = before ? nextCall(random, plan, before.call, before.advanced) : generateCall(random, plan);
    const result = answer(policy, call.facts, call.options);
    if (result.doubts.length > 0) continue;
    if ('answer' in result) known.push({ call, advanced: result.advanced });
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
  const { stage, timers, contracts, balances, touches } = result.advanced;
  const some = (entries: [string, Plain][]): PlainObject => Object.fromEntries(random.some(entries, 0.8));
  const expect: PlainObject = {};
  if (Object.keys(grades).length > 0) expect['grades'] = some(Object.entries(grades));
  if (!('grades' in expect) || random.chance(0.6)) expect['scores'] = some(Object.entries(scores));
  if (stage !== null && random.chance(0.8)) expect['stage'] = stage;
  if (timers.length > 0 && random.chance(0.8)) expect['timers'] = some(timers.map(({ timer, status }) => [timer, status]));
  if (contracts && contracts.length > 0 && random.chance(0.8)) expect['contracts'] = some(contracts.map(({ id, phase }) => [id, phase]));
  if (Object.keys(balances).length > 0 && random.chance(0.8)) expect['balances'] = some(Object.entries(balances).map(([name, one]) => [name, one && one.balance]));
  // Of each touch its first entry.
  const firsts = touches.filter(({ touch }, i) => touches.findIndex((other) => other.touch === touch) === i);
  if (touches.length > 0 && random.chance(0.8)) expect['touches'] = some(firsts.map(({ touch, status }) => [touch, status]));
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
