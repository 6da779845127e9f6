// The JSON Schema that editors use: it accepts every policy that ships and the one in docs/policy.md,
// refuses policies that are wrong in ways a schema can see, and says something about every key.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");

const schema = JSON.parse(read("pkg-template/policy.schema.json"));
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, strictTuples: false, allErrors: true });
const validate = ajv.compile(schema);

const problems = (policy) => (validate(policy) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`));

function docsPolicy() {
  const blocks = [...read("docs/policy.md").matchAll(/^```json policy\n([\s\S]*?)^```/gm)];
  assert.ok(blocks.length >= 6, "docs/policy.md has its blocks");
  return Object.assign({}, ...blocks.map(([, text]) => JSON.parse(text)));
}

for (const name of ["b2b-saas", "retail", "bank-campaign", "retail-lifecycle", "subscription", "b2b-handoff"]) {
  test(`policies/${name}.json is valid`, () => {
    assert.deepEqual(problems(JSON.parse(read(`pkg-template/policies/${name}.json`))), []);
  });
}

test("the policy of docs/policy.md is valid", () => {
  assert.deepEqual(problems(docsPolicy()), []);
});

test("the smallest policy is valid", () => {
  assert.deepEqual(problems({ gradus: 1 }), []);
});

// One thing is wrong in each: what, where the schema must say so, and how to get there from a right policy.
const wrong = [
  ["no format version", "", (p) => delete p.gradus],
  ["a format version as text", "/gradus", (p) => (p.gradus = "1")],
  ["a later format version", "/gradus", (p) => (p.gradus = 2)],
  ["a misspelt section", "", (p) => (p.score = {})],
  ["a section that is not built yet", "/lifecycle", (p) => (p.lifecycle = {})],
  ["holidays, which are not built yet", "/time/holidays", (p) => (p.time.holidays = ["2026-10-01"])],
  ["a policy's name with a blank", "/name", (p) => (p.name = "my policy")],
  ["a label that is a number", "/label", (p) => (p.label = 5)],
  ["a label with a number for a language", "/label/en", (p) => (p.label = { en: 5 })],
  ["an offset of fifteen hours", "/time/utc_offset", (p) => (p.time.utc_offset = "+15:00")],
  ["a week that starts on Montag", "/time/week_starts", (p) => (p.time.week_starts = "montag")],
  ["a field's name with a hyphen", "/fields", (p) => (p.fields["job-title"] = { type: "string" })],
  ["a field called now", "/fields", (p) => (p.fields.now = { type: "string" })],
  ["a field without a type", "/fields/country", (p) => (p.fields.country = {})],
  ["a field of an unknown type", "/fields/country/type", (p) => (p.fields.country.type = "text")],
  ["an unknown key in a field", "/fields/country", (p) => (p.fields.country.optional = true)],
  ["a smallest text", "/fields/country/min", (p) => (p.fields.country.min = 1)],
  ["a closed list of numbers", "/fields/budget/values", (p) => (p.fields.budget.values = ["1", "2"])],
  ["a level without values", "/fields/size", (p) => delete p.fields.size.values],
  ["an empty list of values", "/fields/size/values", (p) => (p.fields.size.values = [])],
  ["a value without is", "/fields/size/values/0", (p) => (p.fields.size.values[0] = { label: "small" })],
  ["a number's default as text", "/fields/budget/default", (p) => (p.fields.budget.default = "0")],
  ["protected as an object", "/protected", (p) => (p.protected = { age: true })],
  ["an attribute of type level", "/events/visit/page", (p) => (p.events.visit.page = "level")],
  ["an attribute called at", "/events/visit", (p) => (p.events.visit.at = "timestamp")],
  ["a derived value of two kinds", "/derive/visits", (p) => (p.derive.visits.sum = "order.amount")],
  ["a derived value of no kind", "/derive/visits", (p) => (p.derive.visits = { within: "30d" })],
  ["two windows", "/derive/visits/between", (p) => (p.derive.visits.between = ["60d", "30d"])],
  ["a window on an expression", "/derive/twice/within", (p) => (p.derive.twice.within = "30d")],
  ["take without gap", "/derive/visits", (p) => (p.derive.visits.take = "mean")],
  ["never without days_since", "/derive/visits", (p) => (p.derive.visits.never = 9999)],
  ["a sum over a kind without attribute", "/derive/spend/sum", (p) => (p.derive.spend.sum = "order")],
  ["since stage, which is not built yet", "/derive/spend/since", (p) => (p.derive.spend.since = "stage")],
  ["working days, which are not built yet", "/derive/visits/within", (p) => (p.derive.visits.within = "2wd")],
  ["a duration of two units", "/derive/visits/within", (p) => (p.derive.visits.within = "1d12h")],
  ["a score without groups", "/scores/fit", (p) => delete p.scores.fit.groups],
  ["an unknown way to combine", "/scores/fit/combine", (p) => (p.scores.fit.combine = "mean")],
  ["a weighted group without weight", "/scores/fit/groups/need", (p) => delete p.scores.fit.groups.need.weight],
  ["a weight in a sum", "/scores/engagement/groups/interest/weight", (p) => (p.scores.engagement.groups.interest.weight = 1)],
  ["a weighted group with a top of 0", "/scores/fit/groups/need/cap/1", (p) => (p.scores.fit.groups.need.cap = [-10, 0])],
  ["a cap of one number", "/scores/fit/cap", (p) => (p.scores.fit.cap = [100])],
  ["a group without rules", "/scores/fit/groups/need/rules", (p) => (p.scores.fit.groups.need.rules = [])],
  ["an unknown match", "/scores/fit/groups/need/match", (p) => (p.scores.fit.groups.need.match = "any")],
  ["a rule without id", "/scores/fit/groups/need/rules/0", (p) => delete p.scores.fit.groups.need.rules[0].id],
  ["a rule of two kinds", "/scores/fit/groups/need/rules/0", (p) => (p.scores.fit.groups.need.rules[0].when = "true")],
  ["a rule of no kind", "/scores/fit/groups/need/rules/0", (p) => (p.scores.fit.groups.need.rules[0] = { id: "empty" })],
  ["points as text", "/scores/fit/groups/need/rules/1/points", (p) => (p.scores.fit.groups.need.rules[1].points = "20")],
  ["a band of one number", "/scores/fit/groups/need/rules/0/bands/0", (p) => (p.scores.fit.groups.need.rules[0].bands = [[5]])],
  ["a text key that a host would reorder", "/scores/fit/groups/need/rules/2/containing", (p) => (p.scores.fit.groups.need.rules[2].containing = { 17: 5 })],
  ["two kinds of decay", "/scores/engagement/groups/interest/rules/0/decay", (p) => (p.scores.engagement.groups.interest.rules[0].decay.linear = "30d")],
  ["a decay in months", "/scores/engagement/groups/interest/rules/0/decay/half_life", (p) => (p.scores.engagement.groups.interest.rules[0].decay.half_life = "1mo")],
  ["most per year", "/scores/engagement/groups/interest/rules/0/most/per", (p) => (p.scores.engagement.groups.interest.rules[0].most.per = "year")],
  ["a grade of two kinds", "/grades/lead", (p) => (p.grades.lead.first = [{ grade: "A" }])],
  ["bands without a score", "/grades/lead", (p) => delete p.grades.lead.of],
  ["bands of a field", "/grades/lead/of", (p) => (p.grades.lead.of = "budget")],
  ["a class without from", "/grades/lead/bands/0", (p) => delete p.grades.lead.bands[0].from],
  ["a negative keep", "/grades/lead/bands/0/keep", (p) => (p.grades.lead.bands[0].keep = -1)],
  ["an override without when", "/grades/lead/overrides/0", (p) => (p.grades.lead.overrides = [{ grade: "B" }])],
  ["hold, which is not built yet", "/grades/tier/hold", (p) => (p.grades.tier.hold = { for: "12mo" })],
  ["a matrix without columns", "/grades/priority/matrix", (p) => delete p.grades.priority.matrix.columns],
  ["a test without now", "/tests/0", (p) => delete p.tests[0].now],
  ["a test that expects nothing", "/tests/0/expect", (p) => (p.tests[0].expect = {})],
  ["a test that expects a stage", "/tests/0/expect", (p) => (p.tests[0].expect.stage = "mql")],
  ["a state of a later version", "/tests/0/state/v", (p) => (p.tests[0].state = { v: 2 })],
];

const right = () => ({
  gradus: 1,
  name: "right",
  time: { utc_offset: "+08:00", week_starts: "monday" },
  fields: {
    country: { type: "string" },
    budget: { type: "number", min: 0 },
    size: { type: "level", values: ["small", { is: "large", also: ["大"] }] },
    roles: { type: "list" },
  },
  protected: ["age"],
  events: { visit: { page: "string" }, order: { amount: "number" } },
  derive: {
    visits: { count: "visit", within: "30d" },
    spend: { sum: "order.amount" },
    twice: { value: "budget * 2" },
  },
  scores: {
    fit: {
      combine: "weighted",
      groups: {
        need: {
          weight: 1,
          rules: [
            { id: "budget", of: "budget", bands: [[0, 0], [5000, 40]] },
            { id: "large", when: "size >= 'large'", points: 20 },
            { id: "place", of: "country", containing: { 中国: 10 } },
            { id: "role", of: "roles", points: { decider: 30, "*": 0 } },
            { id: "more", value: "spend / 100", cap: [0, 10] },
          ],
        },
      },
    },
    engagement: {
      groups: {
        interest: {
          rules: [{ id: "visit", event: "visit", points: 1, most: { count: 3, per: "day" }, decay: { half_life: "14d" } }],
        },
      },
    },
  },
  grades: {
    lead: { of: "score.fit", bands: [{ grade: "A", from: 50, keep: 3 }, { grade: "B", from: 0 }] },
    tier: { first: [{ grade: "gold", when: "spend >= 5000", retain: "spend >= 4000" }, { grade: "regular" }] },
    priority: { matrix: { rows: "lead", columns: "tier", grades: [["high", "high"], ["high", "low"]] } },
  },
  tests: [{ name: "somebody", facts: {}, now: "2026-11-01", expect: { grades: { lead: "B" } } }],
});

test("the policy that the wrong ones start from is valid", () => {
  assert.deepEqual(problems(right()), []);
});

for (const [what, where, spoil] of wrong) {
  test(`refused: ${what}`, () => {
    const policy = right();
    spoil(policy);
    const found = problems(policy);
    assert.ok(found.length > 0, "the schema accepts it");
    assert.ok(found.some((line) => line.startsWith(`${where} `)), `nothing is said at ${where || "the root"}:\n${found.join("\n")}`);
  });
}

// Every object of the schema that lists keys for people; the branches of if, allOf and so on only narrow those.
function* listed(node, path = "#") {
  if (node === null || typeof node !== "object") return;
  for (const [name, value] of Object.entries(node)) {
    if (!["if", "then", "else", "allOf", "examples", "default"].includes(name)) yield* listed(value, `${path}/${name}`);
  }
  if (node.properties) yield [path, node];
}

const resolve = (node) => (node.$ref ? { ...schema.$defs[node.$ref.slice("#/$defs/".length)], ...node } : node);

test("every key has a description", () => {
  for (const [path, node] of listed(schema)) {
    for (const [key, value] of Object.entries(node.properties)) {
      assert.ok(resolve(value).description, `${path}/properties/${key}`);
    }
  }
});

test("no object takes a key that the schema does not know", () => {
  const open = ["#/$defs/text", "#/$defs/test/properties/facts", "#/$defs/test/properties/facts/properties/events/additionalProperties/items"];
  const found = [...listed(schema)].filter(([, node]) => node.additionalProperties !== false).map(([path]) => path);
  assert.deepEqual(found.sort(), open.sort());
});

test("the schema names no host but the dialect's", () => {
  const hosts = read("pkg-template/policy.schema.json").match(/\w+:\/\/[^"/]+/g);
  assert.deepEqual(hosts, ["https://json-schema.org"]);
});
