// An explanation as a table that a person reads.

import { betterOf, byItselfOf, missingOf, openOf, rangeOf } from "./advice.js";
import { lifecycleOf } from "./lifecycle.js";
import { paint, table, width } from "./paint.js";
import { observedText } from "./values.js";
import { labelOf, words } from "./words.js";

/**
 * @param {import("../index.js").Explanation} answer
 * @param {import("../index.js").Advanced | null} advanced the same customer's, if time alone can change anything
 */
export function ledger(answer, advanced, policy, lang, stream) {
  const word = words(lang);
  const colour = paint(stream);
  const { document } = policy;
  const say = { word, colour, lang, document, fields: { ...policy.document.derive, ...policy.fields } };
  const lines = [`${labelOf(document.label, lang, policy.name)} · ${answer.now}`, "", ...gradesOf(answer, say)];
  for (const name of Object.keys(answer.scores)) lines.push("", ...scoreOf(name, answer, say));
  if (advanced !== null) lines.push(...lifecycleOf(advanced, say));
  lines.push(...missingOf(answer, say), ...betterOf(answer, say), ...byItselfOf(answer, advanced !== null, say));
  if (answer.warnings.length > 0) {
    lines.push("", colour("yellow", word("warnings")), ...answer.warnings.map(({ path, message }) => `  ${path}: ${message}`));
  }
  return `${lines.join("\n")}\n`;
}

function gradesOf({ grades, decidedBy, possible }, { word, colour, lang, document }) {
  const rows = Object.entries(grades).map(([name, shown]) => {
    const { source, rules, path } = decidedBy[name];
    const why = source === "unknown" ? "" : [word(source), path].filter(Boolean).join(" ");
    const instead = source === "manual" && rules !== null ? `(${rules})` : "";
    return [labelOf(document.grades[name].label, lang, name), colour("bold", shown ?? word("unknown")), colour("dim", `${why} ${instead}`.trim()), openOf(possible[name], word)];
  });
  return table(rows, "llll");
}

function scoreOf(name, { scores, ledger, coverage, range }, say) {
  const { word, colour, lang, document } = say;
  const score = document.scores[name];
  const title = colour("bold", labelOf(score.label, lang, name));
  const open = colour("yellow", rangeOf(range[name], word));
  if (scores[name] === null) return [`${title}  ${word("no_score")}  ${open}`.trimEnd()];
  const lines = ledger[name].map((line) => rowOf(line, score, say));
  const head = [word("group"), word("rule"), word("read"), word("points"), word("counts")];
  const total = [word("total"), "", "", "", String(scores[name])];
  const [first, ...rest] = table([head, ...lines, total], "lllrr");
  const rule = colour("dim", "─".repeat(Math.max(...[first, ...rest].map(width))));
  const known = colour("dim", `${word("known")} ${Math.round(coverage[name] * 100)}%`);
  return [`${title}  ${scores[name]}  ${known}  ${open}`.trimEnd(), colour("dim", first), ...rest.slice(0, -1), rule, colour("bold", rest.at(-1))];
}

function rowOf({ kind, group, rule, observed, points, counts }, score, say) {
  const { word, lang } = say;
  const groupOf = group === null ? undefined : score.groups[group];
  const ruleOf = groupOf?.rules.find(({ id }) => id === rule);
  const named = rule === null ? "" : labelOf(ruleOf?.label, lang, rule);
  const what = kind === "rule" ? named : [named, word(kind)].filter(Boolean).join(": ");
  return [
    group === null ? "" : labelOf(groupOf?.label, lang, group),
    what,
    observedText(observed, say),
    kind === "left_out" ? "" : String(points),
    kind === "left_out" ? "" : signed(counts),
  ];
}

function signed(counts) {
  return counts > 0 ? `+${counts}` : String(counts);
}
