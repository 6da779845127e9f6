// policy.json taken apart, so that each peer gets the same rules in its own language.
//
// A condition is `{ any: [condition] }`, `{ all: [condition] }` or `{ field, op, value }`, `op` one of
// `== < <= >= in known`. Levels have no order in the peers: here they are lists of the levels meant.

/**
 * Each group's rules as `{ id, cases: [{ when, points }] }`, of which the first case that holds counts,
 * or as `{ id, field, factor, cap }`.
 */
export function rulesOf(policy) {
  const [score] = Object.values(policy.scores);
  const [grade] = Object.values(policy.grades);
  return {
    groups: Object.entries(score.groups).map(([name, { weight, cap, rules }]) => ({
      name,
      weight,
      cap,
      rules: rules.map((rule) => ({ id: rule.id, ...ruleOf(rule, policy.fields) })),
    })),
    bands: grade.bands,
  };
}

function ruleOf(rule, fields) {
  if (rule.bands) {
    const cases = rule.bands.map(([edge, points], i) => ({
      when: { field: rule.of, op: ">=", value: edge },
      below: rule.bands[i + 1]?.[0],
      points,
    }));
    return { cases: cases.reverse() };
  }
  if (rule.when) return { cases: [{ when: condition(rule.when, fields), points: rule.points }] };
  if (rule.value) {
    const [, field, factor] = /^(\w+) \* ([\d.]+)$/.exec(rule.value);
    return { field, factor: Number(factor), cap: rule.cap };
  }
  const named = Object.keys(rule.points).filter((value) => value !== "*");
  const cases = named.map((value) => ({ when: { field: rule.of, op: "==", value }, points: rule.points[value] }));
  if ("*" in rule.points) cases.push({ when: { field: rule.of, op: "known" }, others: named, points: rule.points["*"] });
  return { cases };
}

/** The part of CEL that policy.json uses. */
function condition(text, fields) {
  const tokens = text.match(/\w+|'[^']*'|[<>=!]=|&&|\|\||[<>()[\],!]/g);
  const next = () => tokens.shift();
  const literal = (token) => (token.startsWith("'") ? token.slice(1, -1) : Number(token));
  const chain = (part, separator, join) => {
    const parts = [part()];
    while (tokens[0] === separator) {
      next();
      parts.push(part());
    }
    return parts.length === 1 ? parts[0] : { [join]: parts };
  };
  const any = () => chain(all, "||", "any");
  const all = () => chain(one, "&&", "all");
  const one = () => {
    const token = next();
    if (token === "(") {
      const inner = any();
      next();
      return inner;
    }
    if (token === "!") return { field: next(), op: "==", value: false };
    if (!/^([<>=]|[<>=]=|in)$/.test(tokens[0] ?? "")) return { field: token, op: "==", value: true };
    const op = next();
    if (op !== "in") return ordered({ field: token, op, value: literal(next()) }, fields);
    const value = [];
    while (next() !== "]") value.push(literal(next()));
    return { field: token, op, value };
  };
  return any();
}

/** Levels by name instead of by rank. */
function ordered({ field, op, value }, fields) {
  const { type, values } = fields[field];
  if (type !== "level" || op === "==") return { field, op, value };
  const at = values.indexOf(value);
  return { field, op: "in", value: op === ">=" ? values.slice(at) : values.slice(0, at + 1) };
}
