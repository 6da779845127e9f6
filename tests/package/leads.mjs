// Leads as strange as real ones, the same for the same seed: for the policies that ship.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

export const NOW = "2026-11-02T00:00:00Z";

const POLICIES = ["b2b-saas", "retail", "bank-campaign", "retail-lifecycle", "subscription", "b2b-handoff"];
const DAY = 86_400_000;
const TEXTS = ["", " ", "CTO", "运营总监", "naïve café", "𝒢radus 🎯", 'say "no"\n\t\\', "\u2028\u0000\u007f", "a\ud800b", "x".repeat(300)];

/** Case lines: about `count` leads over all of the policies. */
export function cases(count, seed = 1) {
  const dice = random(seed);
  return POLICIES.map((name) => {
    const policy = readFileSync(join(root, "pkg-template", "policies", `${name}.json`), "utf8");
    const document = JSON.parse(policy);
    const calls = Array.from({ length: Math.ceil(count / POLICIES.length) }, () => call(document, dice));
    return { policy, calls };
  });
}

function call({ fields, events = {} }, dice) {
  const facts = {};
  for (const [name, field] of Object.entries(fields)) if (dice() < 0.8) facts[name] = value(field, dice);
  if (dice() < 0.7) facts.consent = pick([[], ["telephone"], ["telephone", "wechat"], ["marketing", "telephone"]], dice);
  if (dice() < 0.8) {
    facts.events = {};
    for (const [kind, attributes] of Object.entries(events)) {
      if (dice() < 0.7) facts.events[kind] = Array.from({ length: Math.floor(dice() * 6) }, () => event(attributes, dice));
    }
  }
  if (dice() < 0.1) facts.unknown = TEXTS[3];
  return { facts, options: { now: NOW, ...(dice() < 0.9 ? { invalid: "missing" } : {}) } };
}

function value(field, dice) {
  if (dice() < 0.03) return pick([null, true, -1, "?", [], "2026-02-30"], dice);
  switch (field.type) {
    case "number":
      return number(dice);
    case "boolean":
      return dice() < 0.5;
    case "date":
    case "timestamp":
      return instant(dice);
    case "list":
      return Array.from({ length: Math.floor(dice() * 4) }, () => pick(TEXTS, dice));
    default:
      if (!field.values || dice() < 0.05) return pick(TEXTS, dice);
      return pick(field.values.flatMap((one) => (typeof one === "string" ? [one] : [one.is, ...(one.also ?? [])])), dice);
  }
}

function event(attributes, dice) {
  const one = { at: instant(dice) };
  for (const [name, type] of Object.entries(attributes)) {
    if (!type.endsWith("?") || dice() < 0.7) one[name] = type.startsWith("string") ? pick(["/pricing", "/docs", ...TEXTS], dice) : value({ type: type.replace("?", "") }, dice);
  }
  return one;
}

function number(dice) {
  return pick([0, 1, Math.floor(dice() * 100), Math.floor(dice() * 100000), dice() * 1000, 1e-7, 123456.789], dice);
}

function instant(dice) {
  const ms = Date.parse(NOW) - Math.floor(dice() * 200 * DAY) + 5 * DAY;
  const iso = new Date(ms).toISOString();
  return pick([iso, iso.slice(0, 10), `${iso.slice(0, 19)}+08:00`, iso.slice(0, 16)], dice);
}

function pick(list, dice) {
  return list[Math.floor(dice() * list.length)];
}

/** mulberry32 */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
