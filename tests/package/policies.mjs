// Small policies for the tests here.

/** A field of each type, a kind of event, two scores, two grades. */
export const SMALL = {
  gradus: 1,
  name: "small",
  version: "1",
  fields: {
    budget: { type: "number", min: 0, also: ["money"] },
    industry: { type: "string", values: ["saas", { is: "other", also: ["其他"] }] },
    size: { type: "level", values: ["small", "large"] },
    company: { type: "string" },
    partner: { type: "boolean" },
    started: { type: "date" },
    seen: { type: "timestamp" },
    roles: { type: "list" },
    email: { type: "string", personal: true },
    unused: { type: "number" },
  },
  events: { visit: { page: "string", seconds: "number?" }, call: { minutes: "number" } },
  derive: { visits: { count: "visit" }, seconds: { sum: "visit.seconds" }, landing: { first: "visit.page" } },
  scores: {
    fit: {
      cap: [0, 200],
      groups: {
        who: {
          rules: [
            { id: "budget", of: "budget", bands: [[0, 0], [100, 10], [1000, 20.5]] },
            { id: "industry", of: "industry", points: { saas: 10, other: 5 } },
            { id: "size", when: "size >= 'large'", points: 10 },
            { id: "company", when: "company.contains('云')", points: 5 },
            { id: "partner", when: "partner", points: 5 },
            { id: "started", when: "started < today", points: 1 },
            { id: "seen", when: "seen <= now", points: 2 },
            { id: "roles", of: "roles", points: { decider: 20, "*": 1 } },
            { id: "email", when: "email.endsWith('.cn')", points: 3 },
          ],
        },
      },
    },
    engagement: {
      groups: { web: { rules: [{ id: "visits", value: "visits" }, { id: "seconds", when: "seconds > 10", points: 1 }, { id: "call", event: "call", when: "minutes > 1", points: 4 }] } },
    },
  },
  grades: {
    lead: { of: "score.fit", bands: [{ grade: "A", from: 50, keep: 5 }, { grade: "B", from: 20 }, { grade: "C", from: 0 }] },
    heat: { of: "score.engagement", bands: [{ grade: "hot", from: 2 }, { grade: "cold", from: 0 }] },
  },
  tests: [{ name: "nobody is a C", facts: {}, now: "2026-11-01T00:00:00Z", expect: { grades: { lead: "C" } } }],
};

export const FACTS = {
  budget: 1000,
  industry: "saas",
  size: "large",
  company: "云帆",
  partner: true,
  started: "2026-01-01",
  seen: 0,
  roles: ["decider"],
  email: "a@b.cn",
  events: { visit: [{ at: "2026-10-01", page: "/" }, { at: new Date(0), page: "/pricing", seconds: 20 }], call: [] },
};

export const NOW = { now: "2026-11-01T00:00:00Z" };

/** Stages with a timer and an owner, contracts, a balance, touches, a tier that is held. */
export const STAGED = {
  gradus: 1,
  name: "staged",
  fields: { budget: { type: "number", min: 0 }, owner: { type: "string" } },
  events: { order: { amount: "number" }, call: {}, redeem: { points: "number" } },
  derive: { orders: { count: "order" }, spend: { sum: "order.amount", within: "365d" } },
  scores: { fit: { groups: { who: { rules: [{ id: "budget", of: "budget", bands: [[0, 0], [1000, 60]] }] } } } },
  grades: {
    lead: { of: "score.fit", bands: [{ grade: "A", from: 50 }, { grade: "B", from: 0 }] },
    tier: { first: [{ grade: "gold", when: "spend >= 500" }, { grade: "regular" }], hold: { for: "12mo", grace: "30d", falls: "one" } },
  },
  lifecycle: {
    initial: "prospect",
    stages: [
      { stage: "prospect" },
      { stage: "qualified", owner: { field: "owner", lockout: "30d" }, timers: [{ timer: "first_call", within: "2wd", stops_on: "call", then: "pool" }] },
      { stage: "pool" },
      { stage: "active" },
      { stage: "loyal", final: true },
    ],
    renamed: { customer: "active" },
    transitions: [
      { from: "active", to: "loyal", when: "orders >= 3", stay: "30d" },
      { from: ["prospect", "pool"], to: "qualified", when: "grade.lead == 'A' && has(owner)" },
      { from: ["prospect", "qualified", "pool"], to: "active", when: "orders >= 1" },
    ],
  },
  contracts: { upcoming: "90d", due: "7d", grace: "30d", risk: "score.fit" },
  balances: { points: { earn: [{ event: "order", value: "floor(amount)" }], spend: "redeem.points", expires: "12mo" } },
  channels: { email: { consent: "marketing" } },
  touches: [
    { touch: "notice", anchor: "contract.ends", at: "-60d", until: "0d", channels: ["email"] },
    { touch: "welcome", anchor: "stage.active", at: "+3d" },
  ],
};
