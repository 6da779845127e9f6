/**
 * What an engine writes for each case line, one line each:
 *
 *   { "problems": [[code, path], …] }           the policy does not compile (errors only)
 *   { "answers": [answer, …] }                  one for each call
 *
 * where an answer is the text of `explainJson` as a JSON string, or
 *
 *   { "error": "facts" | "state", "problems": [[code, path], …] }
 *
 * Problems are compared as sets. Answers are compared byte for byte, but for the messages of warnings,
 * which are the library's own words.
 */
import type { Result } from './explain.js';
import { distinct } from './problems.js';

export type Pair = [code: string, path: string];
export type EngineAnswer = string | { error: string; problems: Pair[] };
export type EngineLine = { problems: Pair[] } | { answers: EngineAnswer[] };

function pairs(problems: { code: string; path: string }[]): Pair[] {
  return distinct(problems).map(({ code, path }) => [code, path]);
}

export function answerLine(problems: { code: string; path: string }[], results: Result[]): EngineLine {
  if (problems.length > 0) return { problems: pairs(problems) };
  return { answers: results.map((result) => ('error' in result ? { error: result.error, problems: pairs(result.problems) } : JSON.stringify(result.answer))) };
}

/** One text for everything that must agree. */
export function comparable(answer: EngineAnswer | { problems: Pair[] } | undefined): string {
  if (answer === undefined) return 'nothing';
  if (typeof answer === 'string') return withoutMessages(answer);
  const problems = pairs(answer.problems.map(([code, path]) => ({ code, path })));
  return JSON.stringify('error' in answer ? { error: answer.error, problems } : { problems });
}

/** `warnings` is the last key of an answer, so everything before it is compared as it stands. */
function withoutMessages(text: string): string {
  const at = text.lastIndexOf('"warnings":[');
  if (at < 0) return text;
  try {
    const warnings = JSON.parse(text.slice(at + '"warnings":'.length, -1)) as { code: string; path: string }[];
    return `${text.slice(0, at)}"warnings":${JSON.stringify(warnings.map(({ code, path }) => ({ code, path })))}}`;
  } catch {
    return text;
  }
}
