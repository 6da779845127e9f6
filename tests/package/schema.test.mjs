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
  ["a section that is not built yet", "/offers", (p) => (p.offers = {})],
  ["a holiday that is no date", "/time/holidays/0", (p) => (p.time.holidays = ["2026-10-1"])],
  ["a Saturday that is worked twice", "/time/make_up", (p) => (p.time.make_up = ["2026-10-10", "2026-10-10"])],
  ["a festival without dates", "/calendar/spring_festival", (p) => (p.calendar.spring_festival = [])],
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
  ["a kind of events called touch", "/events", (p) => (p.events.touch = {})],
  ["a derived value of two kinds", "/derive/visits", (p) => (p.derive.visits.sum = "order.amount")],
  ["a derived value of no kind", "/derive/visits", (p) => (p.derive.visits = { within: "30d" })],
  ["two windows", "/derive/visits/between", (p) => (p.derive.visits.between = ["60d", "30d"])],
  ["a window on an expression", "/derive/twice/within", (p) => (p.derive.twice.within = "30d")],
  ["take without gap", "/derive/visits", (p) => (p.derive.visits.take = "mean")],
  ["never without days_since", "/derive/visits", (p) => (p.derive.visits.never = 9999)],
  ["a sum over a kind without attribute", "/derive/spend/sum", (p) => (p.derive.spend.sum = "order")],
  ["working days where nothing has to be done", "/derive/visits/within", (p) => (p.derive.visits.within = "2wd")],
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
  ["hold without for", "/grades/tier/hold", (p) => (p.grades.tier.hold = { grace: "30d" })],
  ["hold in working days", "/grades/tier/hold/for", (p) => (p.grades.tier.hold.for = "30wd")],
  ["a held class that falls all the way", "/grades/tier/hold/falls", (p) => (p.grades.tier.hold.falls = "all")],
  ["a matrix that is held", "/grades/priority", (p) => (p.grades.priority.hold = { for: "12mo" })],
  ["a matrix without columns", "/grades/priority/matrix", (p) => delete p.grades.priority.matrix.columns],
  ["a lifecycle without an initial stage", "/lifecycle", (p) => delete p.lifecycle.initial],
  ["a lifecycle without stages", "/lifecycle/stages", (p) => (p.lifecycle.stages = [])],
  ["a stage without a name", "/lifecycle/stages/0", (p) => (p.lifecycle.stages[0] = {})],
  ["a stage's name with a blank", "/lifecycle/stages/0/stage", (p) => (p.lifecycle.stages[0].stage = "sales qualified")],
  ["an owner without a field", "/lifecycle/stages/1/owner", (p) => (p.lifecycle.stages[1].owner = { lockout: "30d" })],
  ["a timer without within", "/lifecycle/stages/1/timers/0", (p) => delete p.lifecycle.stages[1].timers[0].within],
  ["a timer of no time", "/lifecycle/stages/1/timers/0/within", (p) => (p.lifecycle.stages[1].timers[0].within = "0wd")],
  ["a timer that no event stops", "/lifecycle/stages/1/timers/0/stops_on", (p) => (p.lifecycle.stages[1].timers[0].stops_on = [])],
  ["a transition from nowhere", "/lifecycle/transitions/0/from", (p) => (p.lifecycle.transitions[0].from = [])],
  ["a transition to nowhere", "/lifecycle/transitions/0", (p) => delete p.lifecycle.transitions[0].to],
  ["a transition without when and stay", "/lifecycle/transitions/0", (p) => delete p.lifecycle.transitions[0].when],
  ["a transition that fires at most never", "/lifecycle/transitions/0/at_most", (p) => (p.lifecycle.transitions[0].at_most = 0)],
  ["a stage that is renamed to a list", "/lifecycle/renamed/customer", (p) => (p.lifecycle.renamed.customer = ["active"])],
  ["a phase in hours", "/contracts/due", (p) => (p.contracts.due = "12h")],
  ["a risk that is no score", "/contracts/risk", (p) => (p.contracts.risk = "grade.lead")],
  ["a label of all contracts", "/contracts", (p) => (p.contracts.label = "Contracts")],
  ["a balance that nothing earns", "/balances/points", (p) => delete p.balances.points.earn],
  ["an earning without value", "/balances/points/earn/0", (p) => delete p.balances.points.earn[0].value],
  ["spending a kind without attribute", "/balances/points/spend/0", (p) => (p.balances.points.spend = ["order"])],
  ["points that expire on working days", "/balances/points/expires", (p) => (p.balances.points.expires = "30wd")],
  ["hours without an end", "/channels/sms/hours", (p) => (p.channels.sms.hours = ["09:00"])],
  ["hours that end when they begin", "/channels/sms/hours", (p) => (p.channels.sms.hours = ["09:00", "09:00"])],
  ["an hour of a clock that strikes twelve", "/channels/sms/hours/1", (p) => (p.channels.sms.hours = ["09:00", "8:00 pm"])],
  ["a most of contacts without a time", "/channels/sms", (p) => delete p.channels.sms.within],
  ["a touch without an anchor", "/touches/0", (p) => delete p.touches[0].anchor],
  ["a touch that counts from a contract's value", "/touches/0/anchor", (p) => (p.touches[0].anchor = "contract.value")],
  ["a shift of no unit", "/touches/0/at", (p) => (p.touches[0].at = "-90")],
  ["until beside open", "/touches/0/open", (p) => (p.touches[0].open = "14d")],
  ["for without every", "/touches/0/for", (p) => (p.touches[0].for = "1y")],
  ["a contract's end that comes every year", "/touches/0/every", (p) => (p.touches[0].every = "1y")],
  ["a festival that comes every year", "/touches/2/every", (p) => (p.touches[2].every = "1y")],
  ["a channel named twice", "/touches/0/channels", (p) => (p.touches[0].channels = ["sms", "sms"])],
  ["no outcome that ends a touch", "/touches/0/ends_on", (p) => (p.touches[0].ends_on = [])],
  ["a test without now", "/tests/0", (p) => delete p.tests[0].now],
  ["a test that expects nothing", "/tests/0/expect", (p) => (p.tests[0].expect = {})],
  ["a test that expects offers", "/tests/0/expect", (p) => (p.tests[0].expect.offers = [])],
  ["a test that expects an unknown stage", "/tests/0/expect/stage", (p) => (p.tests[0].expect.stage = null)],
  ["a test that expects an unknown phase", "/tests/0/expect/contracts/c1", (p) => (p.tests[0].expect.contracts = { c1: "ended" })],
  ["a test that expects an unknown status of a touch", "/tests/0/expect/touches/care", (p) => (p.tests[0].expect.touches.care = "open")],
  ["a contract without a product", "/tests/0/facts/contracts/0", (p) => delete p.tests[0].facts.contracts[0].product],
  ["a state whose stage has no since", "/tests/0/state/stage", (p) => delete p.tests[0].state.stage.since],
  ["a held class without a time", "/tests/0/state/held/tier", (p) => (p.tests[0].state.held.tier = { grade: "gold" })],
  ["a state of a later version", "/tests/0/state/v", (p) => (p.tests[0].state = { v: 2 })],
];

const right = () => ({
  gradus: 1,
  name: "right",
  time: { utc_offset: "+08:00", week_starts: "monday", holidays: ["2026-10-01"], make_up: ["2026-10-10"] },
  calendar: { spring_festival: ["2026-02-17", "2027-02-06"] },
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
    lately: { count: "visit", since: "stage" },
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
    tier: { first: [{ grade: "gold", when: "spend >= 5000", retain: "spend >= 4000" }, { grade: "regular" }], hold: { for: "12mo", grace: "30d", falls: "one" } },
    priority: { matrix: { rows: "lead", columns: "tier", grades: [["high", "high"], ["high", "low"]] } },
  },
  lifecycle: {
    initial: "prospect",
    stages: [
      { stage: "prospect", label: { zh: "潜在客户" } },
      { stage: "qualified", owner: { field: "country", lockout: "5wd" }, timers: [{ timer: "first_visit", within: "2wd", stops_on: "visit", then: "prospect" }] },
      { stage: "active", final: true },
    ],
    renamed: { customer: "active" },
    transitions: [
      { from: "prospect", to: "qualified", when: "spend >= 100", cooldown: "90d", at_most: 3 },
      { from: ["qualified"], to: "active", stay: "30d" },
      { from: "*", to: "prospect", when: "spend < 1", note: "Nobody stays for nothing." },
    ],
  },
  contracts: { upcoming: "90d", due: "7d", grace: "1mo", risk: "score.engagement", upgrade: "spend > 100" },
  balances: {
    points: { earn: [{ event: "order", value: "floor(amount)", when: "amount > 0" }], spend: "order.amount", expires: "year_end" },
    stars: { earn: [{ event: "visit", value: "1" }], spend: ["order.amount"], expires: "12mo" },
  },
  channels: { email: {}, sms: { consent: "marketing", hours: ["09:00", "20:00"], max: 2, within: "7d" } },
  touches: [
    { touch: "notice", anchor: "contract.ends", at: "-90d", until: "0d", when: "spend > 1", channels: ["sms", "email"], ends_on: ["renewed"] },
    { touch: "care", anchor: "stage.active", every: "30d", for: "180d", open: "5wd" },
    { touch: "festival", anchor: "calendar.spring_festival", at: "-10wd" },
  ],
  tests: [
    {
      name: "somebody",
      facts: { contracts: [{ id: "c1", product: "suite", starts: "2026-01-01", ends: null, term: "1y" }] },
      state: {
        v: 1,
        held: { lead: "A", tier: { grade: "gold", confirmed: "2026-03-01T00:00:00Z" } },
        stage: { name: "active", since: 0, entered: { active: { last: 0, count: 1 } }, left: [{ stage: "qualified", owner: "CN", at: 0 }] },
      },
      now: "2026-11-01",
      expect: {
        grades: { lead: "B" },
        stage: "active",
        timers: { first_visit: "running" },
        contracts: { c1: "running" },
        balances: { points: null, stars: 3 },
        touches: { care: "due", notice: null },
      },
    },
  ],
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
  const open = ["#/$defs/text", "#/$defs/test/properties/facts", "#/$defs/test/properties/facts/properties/contracts/items", "#/$defs/test/properties/facts/properties/events/additionalProperties/items"];
  const found = [...listed(schema)].filter(([, node]) => node.additionalProperties !== false).map(([path]) => path);
  assert.deepEqual(found.sort(), open.sort());
});

test("the schema names no host but the dialect's", () => {
  const hosts = read("pkg-template/policy.schema.json").match(/\w+:\/\/[^"/]+/g);
  assert.deepEqual(hosts, ["https://json-schema.org"]);
});
