// One object to one grade: gradus beside a function written by hand and beside other rule engines.
//
//   node benches/single.mjs [--quick] [--json] [--package DIR]
//
// policy.json has 40 rules over 16 fields. Every engine grades the same 2,000 leads, in which 12% of the
// values are missing, and must give the same score and grade for each before anything is timed.
// Then all of them run in one process, a slice each in turn, so that noise hits all alike.

import { gradeByHand } from "./by-hand.mjs";
import { makeLeads } from "./leads.mjs";
import { each, interleaved } from "./measure.mjs";
import * as jsonLogic from "./peers/json-logic.mjs";
import * as jsonRulesEngine from "./peers/json-rules-engine.mjs";
import * as zen from "./peers/zen.mjs";
import { describe, figure, options, policyText, setting, table, verdict, versionOf } from "./report.mjs";
import { rulesOf } from "./rules.mjs";

const LEADS = 2000;
const peers = [jsonLogic, zen, jsonRulesEngine];

const { json, quick, at } = options();
const { Policy } = await import(new URL("index.js", at));
const text = policyText();
const policy = Policy.compile(text);
const rules = rulesOf(JSON.parse(text));

const byHand = { name: "by hand, in JavaScript", grade: gradeByHand };
const gradus = { name: "gradus", grade: (lead) => policy.grade(lead) };
const others = peers.map((peer) => ({ name: `${peer.name} ${versionOf(peer.name)}`, grade: peer.compile(rules) }));
const everyone = [byHand, gradus, ...others];

const long = quick ? { rounds: 5, turns: 5, ms: 3 } : { rounds: 20, turns: 15, ms: 3 };
const leads = makeLeads(LEADS);
const grades = await agreed(everyone, leads);
const main = await interleaved(everyone, leads, long);

// Only now, for an engine that has seen objects of many shapes reads all of them more slowly.
const sparse = makeLeads(LEADS, { seed: 8, missing: "absent" });
await agreed(everyone, sparse);
const absent = await interleaved([byHand, gradus], sparse, long);

const explain = await interleaved([{ name: "explain", grade: (lead) => policy.explain(lead) }], leads, long);
const compile = each(quick ? 10 : 50, () => Policy.compile(text).free());

const slower = main.map(({ ratio }) => ratio.median / main[1].ratio.median);
const targets = [
  { name: "gradus to by hand", reached: main[1].ratio.median, most: 3 },
  { name: "json-logic-engine to gradus", reached: slower[2], least: 3 },
  { name: "ZEN to gradus", reached: slower[3], least: 80 },
  { name: "json-rules-engine to gradus", reached: slower[4], least: 300 },
];
const result = {
  setting: setting(at),
  leads: LEADS,
  grades,
  engines: main,
  absentKeys: absent,
  explainMicroseconds: explain[0].ns / 1000,
  compileMilliseconds: compile,
  targets,
};
console.log(json ? JSON.stringify(result, null, 2) : readable(result));

/** Throws unless every engine gives the same answer for every lead; else tells how many leads got which grade. */
async function agreed(engines, leads) {
  const counts = { A: 0, B: 0, C: 0, D: 0 };
  for (const lead of leads) {
    const expected = gradeByHand(lead);
    counts[expected.grade]++;
    for (const { name, grade } of engines) {
      const answer = await grade(lead);
      if (answer.score !== expected.score || answer.grade !== expected.grade) {
        throw new Error(`${name} says ${answer.grade}, ${answer.score}; by hand ${expected.grade}, ${expected.score}: ${JSON.stringify(lead)}`);
      }
    }
  }
  return counts;
}

function readable({ setting, grades, engines, absentKeys, explainMicroseconds, compileMilliseconds, targets }) {
  const row = ({ name, ns, ratio: { median, min, max } }, first) => {
    const range = ratio(median) === ratio(1) && min === max ? "" : `${figure(min)}–${figure(max)}`;
    return [name, figure(ns), ratio(median), range, first === undefined ? "" : ratio(median / first)];
  };
  return `
One lead to one grade: 40 rules, 16 fields, 12% of the values missing
${describe(setting)}
all engines agree on all ${LEADS} leads: ${Object.entries(grades).map(([grade, count]) => `${count} ${grade}`).join(", ")}

${table(["engine", "ns a lead", "to by hand", "min–max", "to gradus"], engines.map((one) => row(one, engines[1].ratio.median)))}

${table(["missing keys left out instead of null", "ns a lead", "to by hand", "min–max", "to gradus"], absentKeys.map((one) => row(one, absentKeys[1].ratio.median)))}

explain: ${figure(explainMicroseconds)} µs a lead     compile: ${figure(compileMilliseconds)} ms
${targets.map(verdict).join("\n")}
`;
}

function ratio(number) {
  return `${figure(number)}×`;
}
