/**
 * Engines against the oracle, on generated cases.
 *
 *   tsx run.ts --cases 20000 --seed 1 --engine 'target/release/examples/cases' --engine 'node engine.mjs'
 *
 * Each engine reads case lines (see generate.ts) and writes answer lines (see protocol.ts).
 * The first difference is shrunk, printed, written to a file, and ends the run.
 * The last line is always `N cases, M differ`; the exit code is 0 if none do, else 1. The line before it says how many moments
 * of change the first engine gave, and how many of them were only bounds.
 *
 *   --cases N     how many cases: a call is one, a policy with problems is one (20000)
 *   --seed N      the first seed (1)
 *   --step N      from one seed to the next, where several processes share them (1)
 *   --engine CMD  a shell command; may stand several times
 *   --out FILE    where differences are written (differences.json)
 *   --all         go on after a difference and count them; the first of each engine and kind are told and written
 *   --told N      so many of them (20)
 *   --verbose     say how far it is
 *   --deep        check every claim of every answer as far as it can be checked (slow)
 *
 * What an answer claims of how it might turn out (claims.ts) is checked a little for every call, and for one call in 16 fully:
 * every way of the missing facts up to 1,024, else 40 at random; every change up to 1,000; 60 and more instants. With --deep
 * it is all of them up to 4,096 ways, 10,000 changes, 300 and more instants, for every call.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import type { Effort } from './claims.js';
import { answer } from './explain.js';
import { generate, type Case, type Judged } from './generate.js';
import { compile } from './policy.js';
import { DEEP, FULL, LIGHT, difference, otherBytes, type Difference, type Said } from './compare.js';
import { answerLine, type EngineLine } from './protocol.js';
import { shrink } from './shrink.js';

interface Options { cases: number; seed: number; step: number; engines: string[]; out: string; all: boolean; told: number; verbose: boolean; deep: boolean }

/** How many policies an engine may be behind the oracle. */
const AHEAD = 64;

function readOptions(words: string[]): Options {
  const options: Options = { cases: 20_000, seed: 1, step: 1, engines: [], out: 'differences.json', all: false, told: 20, verbose: false, deep: false };
  for (let i = 0; i < words.length; i += 1) {
    const value = words[i + 1] ?? '';
    switch (words[i]) {
      case '--cases': options.cases = Number(value); break;
      case '--seed': options.seed = Number(value); break;
      case '--step': options.step = Number(value); break;
      case '--engine': options.engines.push(value); break;
      case '--out': options.out = value; break;
      case '--told': options.told = Number(value); break;
      case '--all': options.all = true; continue;
      case '--verbose': options.verbose = true; continue;
      case '--deep': options.deep = true; continue;
      default: throw new Error(`unknown option ${words[i]}`);
    }
    i += 1;
  }
  return options;
}

const FULLY_CHECKED = 16;

function effortFor(options: Options, turn: number): Effort {
  if (options.deep) return DEEP;
  return turn % FULLY_CHECKED === 0 ? FULL : LIGHT;
}

/** A running engine: one line in, one line out. */
class Engine {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private readonly closed: Promise<unknown>;

  constructor(readonly command: string) {
    this.child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'] }) as unknown as ChildProcessWithoutNullStreams;
    this.reader = createInterface({ input: this.child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
    this.closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.stdin.on('error', () => undefined); // it died; the missing line says so
  }

  async send(line: string): Promise<void> {
    if (!this.child.stdin.write(`${line}\n`)) await Promise.race([new Promise((resolve) => this.child.stdin.once('drain', resolve)), this.closed]);
  }

  async receive(): Promise<EngineLine> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the engine ended too early: ${this.command}`);
    try {
      return JSON.parse(value) as EngineLine;
    } catch {
      throw new Error(`no line of JSON from ${this.command}: ${String(value).slice(0, 500)}`);
    }
  }

  async ask(one: Case): Promise<EngineLine> {
    await this.send(caseLine(one));
    return this.receive();
  }

  close(): void {
    this.child.stdin.end();
    this.reader.close();
  }
}

function caseLine({ seed, policy, calls }: Case): string {
  return JSON.stringify({ seed, policy, calls });
}

function ask(one: Case): Said & { doubtful: boolean } {
  const { policy, problems } = compile(one.policy);
  const results = problems.found.length > 0 ? [] : one.calls.map((call) => answer(policy, call.facts, call.options));
  return { line: answerLine(problems.asSet(), results), results, doubtful: results.some((result) => result.doubts.length > 0) };
}

/** A smaller case that still differs, told on the console. */
async function report(command: string, one: Case, found: Difference): Promise<object> {
  const engine = new Engine(command);
  const single: Case = { seed: one.seed, policy: one.policy, calls: found.call === null ? one.calls.slice(0, 1) : [one.calls[found.call]!] };
  const small = await shrink(single, async (candidate) => {
    const said = ask(candidate);
    return !said.doubtful && difference(said, await engine.ask(candidate), () => FULL, one.seed)?.what === found.what;
  });
  const last = difference(ask(small), await engine.ask(small), () => FULL, one.seed) ?? found; // other bytes than another engine's
  engine.close();
  console.log(`\nA difference (${last.what}), seed ${one.seed}, engine: ${command}`);
  console.log(`policy:  ${small.policy}`);
  if (small.calls[0]) console.log(`facts:   ${JSON.stringify(small.calls[0].facts)}\noptions: ${JSON.stringify(small.calls[0].options)}`);
  console.log(`oracle:  ${last.oracle}\nengine:  ${last.engine}\n`);
  return { seed: one.seed, engine: command, policy: small.policy, call: small.calls[0] ?? null, oracle: last.oracle, differs: last.engine, whole: single };
}

/** A case that is under way: what the oracle says, and what each engine will. */
interface Asked { judged: Judged; oracle: EngineLine; lines: Promise<EngineLine>[] }

/** How many moments of change were told, and how many only as a bound. */
const moments = { told: 0, bounds: 0 };

function countMoments(line: EngineLine): void {
  for (const text of 'answers' in line ? line.answers : []) {
    const at = typeof text === 'string' ? /"changesAt":"[^"]*","changesAtIsBound":(true|false)/.exec(text) : null;
    if (!at) continue;
    moments.told += 1;
    if (at[1] === 'true') moments.bounds += 1;
  }
}

async function compareAll(options: Options, engines: Engine[]): Promise<{ cases: number; differ: number }> {
  const differences: object[] = [];
  const told = new Map<string, number>();
  let cases = 0;
  let differ = 0;

  const compare = async ({ judged, oracle, lines }: Asked): Promise<void> => {
    const { seed, results } = judged;
    const first = engines.length > 0 ? await lines[0]! : null;
    if (first) countMoments(first);
    for (const [i, engine] of engines.entries()) {
      const line = await lines[i]!;
      // What the first engine claims is checked; the others must write the same bytes.
      const same = i > 0 ? otherBytes(first!, line) : null;
      const found = i === 0 || same ? (difference({ line: oracle, results }, line, (call) => effortFor(options, seed + call), seed) ?? same) : null;
      if (!found) continue;
      differ += 1;
      const kind = `${i} ${found.what}`;
      told.set(kind, (told.get(kind) ?? 0) + 1);
      if (told.get(kind)! > options.told) continue;
      differences.push(await report(engine.command, judged, found));
      writeFileSync(options.out, `${JSON.stringify(differences, null, 2)}\n`);
      if (!options.all) return;
    }
  };

  const asked: Asked[] = [];
  const started = Date.now();
  for (let seed = options.seed, next = 2000; cases < options.cases; seed += options.step) {
    const judged = generate(seed);
    cases += Math.max(1, judged.calls.length);
    const line = caseLine(judged);
    await Promise.all(engines.map((engine) => engine.send(line)));
    const lines = engines.map((engine) => engine.receive());
    lines.forEach((promise) => promise.catch(() => undefined)); // told when its turn comes
    asked.push({ judged, oracle: answerLine(judged.problems, judged.results), lines });
    if (asked.length > AHEAD) await compare(asked.shift()!);
    if (differ > 0 && !options.all) return { cases, differ };
    if (options.verbose && cases >= next) {
      console.log(`${cases} cases, ${((Date.now() - started) / 1000).toFixed(1)} s`);
      next += 2000;
    }
  }
  while (asked.length > 0 && (differ === 0 || options.all)) await compare(asked.shift()!);
  return { cases, differ };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const engines = options.engines.map((command) => new Engine(command));
  const { cases, differ } = await compareAll(options, engines);
  engines.forEach((engine) => engine.close());
  console.log(`${moments.told} moments of change, ${moments.bounds} of them bounds`);
  console.log(`${cases} cases, ${differ} differ`);
  process.exitCode = differ > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
