// What gradus gives for one conformance case.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// The installed package; or, while working on it, the module that GRADUS names (`GRADUS=pkg/index.js`).
const { GRADUS } = process.env;
const { Policy } = await import(GRADUS ? pathToFileURL(resolve(GRADUS)).href : "gradus");

const NOW = "2026-11-01T00:00:00Z";

/**
 * One of `{ code, message }`, the policy does not compile; `{ unknown: true }`, the expression is unknown with the
 * warning `arithmetic`; `{ value }`, what the ledger shows that a rule has read.
 */
export function gives(testCase) {
  const source = policyOf(testCase);
  const errors = Policy.check(source).filter((problem) => problem.severity === "error");
  const codes = [...new Set(errors.map((problem) => problem.code))];
  if (errors.length > 0) return { code: codes.join(), message: errors[0].message };

  const policy = Policy.compile(source);
  const { ledger, warnings } = policy.explain(testCase.facts, { now: NOW });
  policy.free();

  const line = (rule) => ledger.cel.find((entry) => entry.rule === rule);
  const { result } = line("value").observed;
  if (result === null && warnings.some((warning) => warning.code === "arithmetic")) return { unknown: true };
  const agrees = !isBoolean(testCase) || Boolean(line("condition")) === result;
  return { value: agrees ? result : `${result}, but not as a condition` };
}

/** The expression as a derived value that a rule reads, and, where it must give a boolean, as a condition. */
function policyOf(testCase) {
  const rules = [{ id: "value", when: "has(result) || !has(result)", points: 1 }];
  if (isBoolean(testCase)) rules.push({ id: "condition", when: testCase.expr, points: 1 });
  return {
    gradus: 1,
    fields: testCase.fields,
    derive: { result: { value: testCase.expr } },
    scores: { cel: { groups: { cel: { rules } } } },
  };
}

function isBoolean({ wanted }) {
  return typeof wanted.value === "boolean";
}
