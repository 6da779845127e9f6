/**
 * Engines against the oracle, on generated cases.
 *
 *   tsx run.ts --cases 20000 --seed 1 --engine 'target/release/gradus-cases' --engine 'node wasm-cases.js'
 *
 * Each engine reads case lines (see generate.ts) and writes answer lines (see protocol.ts).
 * The first difference is shrunk, printed, written to a file, and ends the run with exit code 1.
 *
 *   --cases N     how many cases: a call is one, a policy with problems is one (20000)
 *   --seed N      the first seed (1)
 *   --engine CMD  a shell command; may stand several times
 *   --out FILE    where differences are written (differences.json)
 *   --all         go on after a difference and count them by engine; the first twenty are written
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { answer } from './explain.js';
import { generate, type Case } from './generate.js';
import { compile } from './policy.js';
import { answerLine, comparable, type EngineLine } from './protocol.js';
import { shrink } from './shrink.js';

interface Options { cases: number; seed: number; engines: string[]; out: string; all: boolean }

function readOptions(words: string[]): Options {
  const options: Options = { cases: 20_000, seed: 1, engines: [], out: 'differences.json', all: false };
  for (let i = 0; i < words.length; i += 1) {
    const value = words[i + 1] ?? '';
    switch (words[i]) {
      case '--cases': options.cases = Number(value); break;
      case '--seed': options.seed = Number(value); break;
      case '--engine': options.engines.push(value); break;
      case '--out': options.out = value; break;
      case '--all': options.all = true; continue;
      default: throw new Error(`unknown option ${words[i]}`);
    }
    i += 1;
  }
  return options;
}

/** A running engine: one line in, one line out. */
class Engine {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor(readonly command: string) {
    this.child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'] }) as unknown as ChildProcessWithoutNullStreams;
    this.reader = createInterface({ input: this.child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
    this.child.stdin.on('error', () => undefined); // it died; the missing line says so
  }

  async send(line: string): Promise<void> {
    if (!this.child.stdin.write(`${line}\n`)) await Promise.race([once(this.child.stdin, 'drain'), once(this.child, 'close')]);
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

export interface Difference { call: number | null; oracle: string; engine: string }

/** Where two answer lines first differ: `call` is `null` where the policy itself is judged differently. */
export function difference(oracle: EngineLine, engine: EngineLine): Difference | null {
  if ('problems' in oracle || 'problems' in engine) {
    const [a, b] = [oracle, engine].map((line) => ('problems' in line ? comparable(line) : 'compiles'));
    return a === b ? null : { call: null, oracle: a!, engine: b! };
  }
  for (let i = 0; i < Math.max(oracle.answers.length, engine.answers.length); i += 1) {
    const [a, b] = [comparable(oracle.answers[i]), comparable(engine.answers[i])];
    if (a !== b) return { call: i, oracle: a, engine: b };
  }
  return null;
}

function ask(one: Case): { line: EngineLine; doubtful: boolean } {
  const { policy, problems } = compile(one.policy);
  const results = problems.found.length > 0 ? [] : one.calls.map((call) => answer(policy, call.facts, call.options));
  return { line: answerLine(problems.asSet(), results), doubtful: results.some((result) => result.doubts.length > 0) };
}

async function report(engine: Engine, one: Case, found: Difference): Promise<object> {
  const single = { ...one, calls: found.call === null ? [] : [one.calls[found.call]!] };
  const small = await shrink(single, async (candidate) => {
    const { line, doubtful } = ask(candidate);
    return !doubtful && difference(line, await engine.ask(candidate)) !== null;
  });
  const last = difference(ask(small).line, await engine.ask(small)) ?? found;
  console.log(`\nA difference, seed ${one.seed}, engine: ${engine.command}`);
  console.log(`policy:  ${small.policy}`);
  if (small.calls[0]) console.log(`facts:   ${JSON.stringify(small.calls[0].facts)}\noptions: ${JSON.stringify(small.calls[0].options)}`);
  console.log(`oracle:  ${last.oracle}\nengine:  ${last.engine}\n`);
  return { seed: one.seed, engine: engine.command, policy: small.policy, call: small.calls[0] ?? null, oracle: last.oracle, differs: last.engine, whole: single };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const engines = options.engines.map((command) => new Engine(command));
  const started = Date.now();
  const differences: object[] = [];
  const counts = new Map<string, number>();
  let cases = 0;
  let bad = 0;
  for (let seed = options.seed, next = 2000; cases < options.cases; seed += 1) {
    const judged = generate(seed);
    cases += Math.max(1, judged.calls.length);
    bad += judged.problems.length > 0 ? 1 : 0;
    const oracle = answerLine(judged.problems, judged.results);
    await Promise.all(engines.map((engine) => engine.send(caseLine(judged))));
    const lines = await Promise.all(engines.map((engine) => engine.receive()));
    for (const [i, engine] of engines.entries()) {
      const found = difference(oracle, lines[i]!);
      if (!found) continue;
      counts.set(engine.command, (counts.get(engine.command) ?? 0) + 1);
      if (differences.length < 20) {
        differences.push(await report(engine, judged, found));
        writeFileSync(options.out, `${JSON.stringify(differences, null, 2)}\n`);
      }
      if (!options.all) {
        engines.forEach((other) => other.close());
        console.log(`after ${cases} cases; written to ${options.out}`);
        process.exitCode = 1;
        return;
      }
    }
    if (cases >= next) {
      console.log(`${cases} cases, ${((Date.now() - started) / 1000).toFixed(1)} s`);
      next += 2000;
    }
  }
  engines.forEach((engine) => engine.close());
  console.log(`${cases} cases (${bad} policies with problems) in ${((Date.now() - started) / 1000).toFixed(1)} s, ${engines.length} engines`);
  for (const [command, count] of counts) console.log(`${count} policies differ: ${command}`);
  if (counts.size > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(2);
});
