// What the package answers to a case. This file also runs in browsers and workers.
//
// In: { policy, calls: [{ facts, options }] }. Out: { answers: [text | { error, problems }], warnings } or { problems }.

/** @param {typeof import("gradus")} api */
export function answerLine({ Policy, PolicyError, FactsError, StateError }, { policy: text, calls }) {
  let policy;
  try {
    policy = Policy.compile(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { problems: pairs(error.problems.filter(({ severity }) => severity === "error")) };
  }
  const answers = calls.map(({ facts, options }) => {
    try {
      return agreed(policy, facts, options);
    } catch (error) {
      if (!(error instanceof FactsError || error instanceof StateError)) throw error;
      return { error: error.code, problems: pairs(error.problems) };
    }
  });
  policy.free();
  return { answers, warnings: pairs(Policy.check(text)) };
}

/** What `explain` answers, if `grade` answers the same. */
function agreed(policy, facts, options) {
  const text = policy.explainJson(facts, options);
  const long = JSON.parse(text);
  const short = policy.grade(facts, options);
  for (const part of ["grade", "score", "grades", "scores", "warnings"]) {
    if (JSON.stringify(short[part]) !== JSON.stringify(long[part])) {
      return `grade and explain disagree about ${part}: ${JSON.stringify(short)} and ${text}`;
    }
  }
  return text;
}

function pairs(problems) {
  return problems.map(({ code, path }) => [code, path]).sort((a, b) => (a.join() < b.join() ? -1 : 1));
}
