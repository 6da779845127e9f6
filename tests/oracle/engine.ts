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
import { wholeAdvance, wholeAnswer } from './whole.js';

createInterface({ input: process.stdin }).on('line', (text) => {
  const { policy: document, calls } = JSON.parse(text) as Case;
  const { policy, problems } = compile(document);
  const results = problems.found.length > 0 ? [] : calls.map((call) => answer(policy, call.facts, call.options));
  const line = answerLine(problems.asSet(), results);
  if ('answers' in line) {
    line.answers = results.map((result, i) => ('answer' in result ? JSON.stringify(wholeAnswer(result.answer, result.situation)) : line.answers[i]!));
    line.advanced = results.map((result, i) => ('answer' in result ? JSON.stringify(wholeAdvance(result.advanced, result.situation)) : line.advanced[i]!));
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
});
