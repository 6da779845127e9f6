// Leads and customers as strange as real ones, the same for the same seed: for the policies that ship.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

export const NOW = "2026-11-02T00:00:00Z";

export const DAY = 86_400_000;
const FOLDER = join(root, "pkg-template", "policies");
const TEXTS = ["", " ", "CTO", "运营总监", "naïve café", "𝒢radus 🎯", 'say "no"\n\t\\', "\u2028\u0000\u007f", "a\ud800b", "x".repeat(300)];

/** The policies that ship, as text. */
export function shipped() {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return names.map((name) => readFileSync(join(FOLDER, name), "utf8"));
}

/** Case lines: about `count` leads over all of the policies. */
export function cases(count, seed = 1) {
  const dice = random(seed);
  const policies = shipped();
  return policies.map((policy) => {
    const document = JSON.parse(policy);
    return { policy, calls: Array.from({ length: Math.ceil(count / policies.length) }, () => call(document, dice)) };
  });
}

function call(document, dice) {
  const { fields, events = {}, lifecycle, contracts } = document;
  const facts = {};
  for (const [name, field] of Object.entries(fields)) if (dice() < 0.8) facts[name] = value(field, dice);
  if (dice() < 0.7) facts.consent = pick([[], ["telephone"], ["telephone", "wechat"], ["marketing", "telephone"]], dice);
  if (dice() < 0.8) {
    facts.events = {};
    for (const [kind, attributes] of Object.entries(events)) {
      if (dice() < 0.7) facts.events[kind] = Array.from({ length: Math.floor(dice() * 6) }, () => event(attributes, instant(dice), dice));
    }
    if (document.touches && dice() < 0.7) facts.events.touch = Array.from({ length: Math.floor(dice() * 4) }, () => touched(document, dice));
  }
  if (contracts && dice() < 0.8) facts.contracts = Array.from({ length: Math.floor(dice() * 4) }, (_, i) => contract(i, Date.parse(NOW), dice));
  if (dice() < 0.1) facts.unknown = TEXTS[3];
  const state = lifecycle && dice() < 0.6 ? { v: 1, stage: { name: pick(lifecycle.stages, dice).stage, since: instant(dice) } } : null;
  return { facts, options: { now: NOW, state, ...(dice() < 0.9 ? { invalid: "missing" } : {}) } };
}

/** A contract that begins and ends round an instant, in milliseconds. */
export function contract(i, about, dice) {
  const starts = about - Math.floor(dice() * 700) * DAY;
  const date = (ms) => new Date(ms).toISOString().slice(0, 10);
  return {
    id: `c-${i}`,
    product: pick(["seat", "phone", "云"], dice),
    starts: date(starts),
    ends: dice() < 0.2 ? null : date(starts + Math.floor(dice() * 800) * DAY),
    value: pick([null, 0, 1200, 99.95], dice),
    ...(dice() < 0.4 ? { auto_renew: dice() < 0.7, term: pick(["1mo", "1y", "30d"], dice) } : {}),
    ...(i > 0 && dice() < 0.3 ? { successor: `c-${i - 1}` } : {}),
    kind: pick([null, "monthly", "yearly"], dice),
  };
}

function touched({ touches, channels = {} }, dice) {
  const { touch, ends_on: ends = [] } = pick(touches, dice);
  return { at: instant(dice), touch, of: pick(["2026", "1", "c-0", "c-1"], dice), channel: pick([null, ...Object.keys(channels)], dice), outcome: pick([null, "x", ...ends], dice) };
}

export function value(field, dice) {
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

export function event(attributes, at, dice) {
  const one = { at };
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

export function pick(list, dice) {
  return list[Math.floor(dice() * list.length)];
}

/** mulberry32 */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
