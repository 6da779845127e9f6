// json-logic-engine: one expression for the score and one for the grade, compiled to JavaScript.

import { LogicEngine } from "json-logic-engine";

export const name = "json-logic-engine";

/** @returns {(lead: object) => { grade: string, score: number }} */
export function compile({ groups, bands }) {
  const engine = new LogicEngine();
  const whole = groups.reduce((sum, { weight }) => sum + weight, 0);
  const parts = groups.map(({ weight, cap, rules }) => ({
    "*": [clamp({ "+": rules.map(points) }, cap), (100 * weight) / whole / cap[1]],
  }));
  const score = engine.build(clamp({ "+": parts }, [0, 100]));
  const grade = engine.build({ if: bands.flatMap(({ grade, from }, i) => (i < bands.length - 1 ? [{ ">=": [{ var: "score" }, from] }, grade] : [grade])) });
  return (lead) => {
    // JSON Logic has no rounding.
    const rounded = { score: Math.round(score(lead) * 1000) / 1000 };
    return { grade: grade(rounded), score: rounded.score };
  };
}

function points(rule) {
  if (rule.cases) return { if: [...rule.cases.flatMap(({ when, points }) => [condition(when), points]), 0] };
  return clamp({ "*": [{ var: rule.field }, rule.factor] }, rule.cap);
}

function condition({ any, all, field, op, value }) {
  if (any) return { or: any.map(condition) };
  if (all) return { and: all.map(condition) };
  const read = { var: field };
  switch (op) {
    case "known":
      return { "!==": [read, null] };
    case "==":
      return { "===": [read, value] };
    case "in":
      return { in: [read, value] };
    case "<":
    case "<=": // null counts as 0
      return { and: [{ "!==": [read, null] }, { [op]: [read, value] }] };
    default:
      return { [op]: [read, value] };
  }
}

function clamp(value, [low, high]) {
  return { max: [low, { min: [high, value] }] };
}
