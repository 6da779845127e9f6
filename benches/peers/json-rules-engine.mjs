// json-rules-engine: a rule for each case, whose event brings the points. It has no sums: those are JavaScript.

import jsonRulesEngine from "json-rules-engine";

export const name = "json-rules-engine";

const OPERATORS = { "==": "equal", "<": "lessThan", "<=": "lessThanInclusive", ">=": "greaterThanInclusive", in: "in" };

/** @returns {(lead: object) => Promise<{ grade: string, score: number }>} */
export function compile({ groups, bands }) {
  const engine = new jsonRulesEngine.Engine([], { allowUndefinedFacts: true });
  groups.forEach(({ rules }, group) => {
    for (const rule of rules) {
      for (const [conditions, params] of casesOf(rule)) {
        engine.addRule({ conditions: { all: conditions }, event: { type: rule.id, params: { group, ...params } } });
      }
    }
  });
  const whole = groups.reduce((sum, { weight }) => sum + weight, 0);
  return async (lead) => {
    const { events } = await engine.run(lead);
    const points = groups.map(() => 0);
    for (const { params } of events) {
      points[params.group] += params.points ?? clamp(lead[params.field] * params.factor, params.cap);
    }
    let total = 0;
    groups.forEach(({ weight, cap }, i) => (total += (clamp(points[i], cap) * 100 * weight) / whole / cap[1]));
    const score = Math.round(clamp(total, [0, 100]) * 1000) / 1000;
    return { grade: bands.find(({ from }) => score >= from).grade, score };
  };
}

function casesOf({ cases, field, factor, cap }) {
  if (!cases) return [[[condition({ field, op: "known" })], { field, factor, cap }]];
  return cases.map(({ when, below, others, points }) => {
    const conditions = [condition(when)];
    if (below !== undefined) conditions.push(condition({ field: when.field, op: "<", value: below }));
    if (others) conditions.push({ fact: when.field, operator: "notIn", value: others });
    return [conditions, { points }];
  });
}

function condition({ any, all, field, op, value }) {
  if (any) return { any: any.map(condition) };
  if (all) return { all: all.map(condition) };
  if (op === "known") return { fact: field, operator: "notIn", value: [null, undefined] };
  return { fact: field, operator: OPERATORS[op], value };
}

function clamp(number, [low, high]) {
  return Math.max(low, Math.min(high, number));
}
