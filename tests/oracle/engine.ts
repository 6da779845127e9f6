/**
 * The oracle as an engine: case lines in, answer lines out. Useful to try the harness on itself, and as an example of the protocol.
 *
 *   tsx engine.ts < cases.jsonl
 */
import { createInterface } from 'node:readline';
import { answer } from './explain.js';
import { compile } from './policy.js';
import type { Case } from './generate.js';
import { answerLine } from './protocol.js';

createInterface({ input: process.stdin }).on('line', (line) => {
  const { policy: text, calls } = JSON.parse(line) as Case;
  const { policy, problems } = compile(text);
  const results = problems.found.length > 0 ? [] : calls.map((call) => answer(policy, call.facts, call.options));
  process.stdout.write(`${JSON.stringify(answerLine(problems.asSet(), results))}\n`);
});
