// What the package answers to a case. This file also runs in browsers and workers.
//
// In: { policy, calls: [{ facts, options, migrate? }] }. Out: { answers: [text | { error, problems }], advanced: [the same
// of `advanceJson` with `changesAt`], warnings } or { problems }. A call with `migrate` has what `migrate` gives of its state.

/** @param {typeof import("gradus")} api */
export function answerLine({ Policy, PolicyError, FactsError, StateError }, { policy: text, calls }) {
  let policy;
  try {
    policy = Policy.compile(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { problems: pairs(error.problems.filter(({ severity }) => severity === "error")) };
  }
  const told = (answer) => {
    try {
      return answer();
    } catch (error) {
      if (!(error instanceof FactsError || error instanceof StateError)) throw error;
      return { error: error.code, problems: pairs(error.problems) };
    }
  };
  const [answers, advanced] = [[], []];
  for (const { facts, options, migrate = false } of calls) {
    const answer = told(() => (migrate ? JSON.stringify(policy.migrate(options.state)) : explained(policy, facts, options)));
    answers.push(answer);
    advanced.push(migrate ? answer : told(() => moved(policy, facts, options, answer)));
  }
  policy.free();
  return { answers, advanced, warnings: pairs(Policy.check(text)) };
}

/** What `explain` answers, if `grade` answers the same. (It has warnings of what it computes alone.) */
function explained(policy, facts, options) {
  const text = policy.explainJson(facts, options);
  return disagreement("grade", policy.grade(facts, options), text, ["grade", "score", "grades", "scores"]) ?? text;
}

/** What `advance` answers, if `explain` answers the same. */
function moved(policy, facts, options, explained) {
  const text = policy.advanceJson(facts, { ...options, changesAt: true });
  if (typeof explained !== "string") return "advance answers where explain does not";
  // Of what is no answer it has been told why.
  if (!explained.startsWith("{")) return text;
  const answer = JSON.parse(text);
  const { changesAt, changesAtIsBound, ...unasked } = answer;
  if (policy.advanceJson(facts, options) !== JSON.stringify(unasked)) return `advance answers something else with \`changesAt\`: ${text}`;
  return disagreement("advance", answer, explained, ["grades", "state", "changesAt", "changesAtIsBound", "withheld", "warnings"]) ?? text;
}

/** Where an answer says something else than `explain` does, or null. */
function disagreement(verb, answer, explained, parts) {
  const other = JSON.parse(explained);
  const part = parts.find((part) => JSON.stringify(answer[part]) !== JSON.stringify(other[part]));
  return part === undefined ? null : `${verb} and explain disagree about ${part}: ${JSON.stringify(answer)} and ${explained}`;
}

function pairs(problems) {
  return problems.map(({ code, path }) => [code, path]).sort((a, b) => (a.join() < b.join() ? -1 : 1));
}
