// A shop's customers with fifty events each, and the state that each was left in: the same ones every time.

import { random } from "./leads.mjs";

export const NOW = Date.parse("2026-11-01T00:00:00Z");
const DAY = 86_400_000;
const EVENTS = 50;
const STAGES = ["prospect", "lead", "first", "repeat", "loyal", "sleeping", "churned", "won_back"];

/**
 * @param {number} count @param {{ seed?: number, times?: "text" | "number" }} [how] whether events have their time as JSON does,
 * as ISO 8601 text, or in milliseconds
 * @returns {{ facts: object, state: object }[]}
 */
export function makeCustomers(count, { seed = 7, times = "text" } = {}) {
  const draw = random(seed);
  // From text and back, as a web service gets them.
  return Array.from({ length: count }, () => JSON.parse(JSON.stringify(customer(draw, times))));
}

function customer(draw, times) {
  const iso = (ms) => new Date(ms).toISOString();
  const ago = (days) => NOW - Math.floor(draw() * days * DAY);
  const at = (ms) => (times === "text" ? iso(ms) : ms);
  const orders = Math.floor(draw() * 12);
  const last = draw() < 0.5 ? 60 : 600;
  const events = { order: [], visit: [], complaint: [] };
  for (let i = 0; i < EVENTS; i++) {
    if (i < orders) events.order.push({ at: at(ago(last + 400 * draw())), amount: Math.floor(draw() * 200) });
    else if (draw() < 0.9) events.visit.push({ at: at(ago(200)) });
    else events.complaint.push({ at: at(ago(300)) });
  }
  const stage = STAGES[Math.floor(draw() * STAGES.length)];
  const since = ago(100);
  const entered = { [stage]: { last: iso(since), count: 1 + Math.floor(draw() * 4) } };
  const earlier = STAGES[Math.floor(draw() * STAGES.length)];
  if (earlier !== stage) entered[earlier] = { last: iso(since - Math.floor(draw() * 90 * DAY)), count: 1 };
  return { facts: { events }, state: { v: 1, stage: { name: stage, since: iso(since), entered } } };
}
