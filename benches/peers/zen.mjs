// ZEN: a JDM graph with one expression node. A decision table alone takes as long, before its points are
// added up.

import { ZenEngine } from "@gorules/zen-engine";

export const name = "@gorules/zen-engine";

/** @returns {(lead: object) => Promise<{ grade: string, score: number }>} */
export function compile(rules) {
  const decision = new ZenEngine().createDecision(graph(expressions(rules)));
  return async (lead) => (await decision.evaluate(lead)).result;
}

function expressions({ groups, bands }) {
  const whole = groups.reduce((sum, { weight }) => sum + weight, 0);
  const parts = groups.map(({ weight, cap, rules }) => `${clamp(rules.map(points).join(" + "), cap)} * ${(100 * weight) / whole / cap[1]}`);
  const classes = bands.slice(0, -1).map(({ grade, from }) => `$.score >= ${from} ? "${grade}" : `);
  return [
    { key: "score", value: `round(${clamp(parts.join(" + "), [0, 100])} * 1000) / 1000` },
    { key: "grade", value: `${classes.join("")}"${bands.at(-1).grade}"` },
  ];
}

function points(rule) {
  if (rule.cases) return `(${rule.cases.map(({ when, points }) => `${condition(when)} ? ${points} : `).join("")}0)`;
  return `(${rule.field} != null ? ${clamp(`${rule.field} * ${rule.factor}`, rule.cap)} : 0)`;
}

function condition({ any, all, field, op, value }) {
  if (any) return `(${any.map(condition).join(" or ")})`;
  if (all) return `(${all.map(condition).join(" and ")})`;
  if (op === "known") return `${field} != null`;
  if (op === "==" || op === "in") return `${field} ${op} ${JSON.stringify(value)}`;
  return `(${field} != null and ${field} ${op} ${value})`;
}

function clamp(value, [low, high]) {
  return `max([${low}, min([${high}, ${value}])])`;
}

function graph(expressions) {
  const edge = (sourceId, targetId) => ({ id: `${sourceId}-${targetId}`, type: "edge", sourceId, targetId });
  const node = (id, type, content) => ({ id, name: id, type, content, position: { x: 0, y: 0 } });
  return {
    nodes: [
      node("input", "inputNode", {}),
      node("grade", "expressionNode", { expressions: expressions.map((one) => ({ id: one.key, ...one })) }),
      node("output", "outputNode", {}),
    ],
    edges: [edge("input", "grade"), edge("grade", "output")],
  };
}
