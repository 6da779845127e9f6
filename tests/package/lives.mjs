// Customers that live on: at each step some time passes, something happens to them, and the touches
// that were due may have been made. The same for the same seed.

import { DAY, contract, event, pick, random, value } from "./leads.mjs";

const BEGIN = Date.parse("2024-01-31T16:00:00Z");
const MINUTE = 60_000;

/** One customer of a policy. */
export class Life {
  /** @param {object} document @param {number} seed */
  constructor(document, seed) {
    this.document = document;
    this.dice = random(seed);
    this.now = BEGIN + Math.floor(this.dice() * 60 * DAY);
    const { fields, events = {}, channels = {}, contracts, touches } = document;
    const kinds = [...Object.keys(events), ...(touches ? ["touch"] : [])];
    this.facts = { id: `c-${seed}`, consent: this.consents(fields, channels), events: Object.fromEntries(kinds.map((kind) => [kind, this.dice() < 0.02 ? null : []])) };
    for (const [name, field] of Object.entries(fields)) if (this.dice() < 0.7) this.facts[name] = value(field, this.dice);
    if (contracts) this.facts.contracts = [];
  }

  consents(fields, channels) {
    const purposes = [...Object.values(fields).map(({ purpose }) => purpose), ...Object.values(channels).map(({ consent }) => consent)].filter(Boolean);
    return [...new Set(purposes)].filter(() => this.dice() < 0.7);
  }

  /** Lets time pass since this answer. @param {import("gradus").Advanced | null} answer */
  step(answer) {
    const { dice, document, facts } = this;
    const before = this.now;
    this.now = this.later(answer);
    const between = () => new Date(before + Math.floor(dice() * (this.now - before))).toISOString();
    for (const [kind, attributes] of Object.entries(document.events ?? {})) {
      if (facts.events[kind] === null || dice() < 0.75) continue;
      const one = event(attributes, between(), dice);
      if ("amount" in one && dice() < 0.9) one.amount = Math.floor(dice() * 90_000) / 100;
      if ("points" in one) one.points = Math.floor(dice() * 200);
      facts.events[kind].push(one);
    }
    for (const touch of answer?.touches ?? []) if (touch.status === "due" && facts.events.touch && dice() < 0.4) facts.events.touch.push(this.made(touch));
    const [name, field] = pick(Object.entries(document.fields), dice);
    if (dice() < 0.3) facts[name] = value(field, dice);
    if (facts.contracts && dice() < 0.08) this.sign();
  }

  /** Often the very instant at which an answer says that something ends or begins, or just before. */
  later(answer) {
    const { dice, now } = this;
    const told = answer === null ? [] : [...answer.timers.map(({ ends }) => ends), ...answer.heldBack.map(({ until }) => until), ...answer.touches.flatMap(({ opens, closes }) => [opens, closes]), ...Object.values(answer.held).flatMap(({ validUntil, graceUntil }) => [validUntil, graceUntil])];
    const coming = told.map((one) => (one === null ? NaN : Date.parse(one))).filter((one) => one > now + 1 && one < now + 400 * DAY);
    if (coming.length > 0 && dice() < 0.4) return pick(coming, dice) - pick([0, 0, 1], dice);
    return now + Math.floor(pick([MINUTE, 3 * 60 * MINUTE, DAY, DAY, 20 * DAY, 90 * DAY], dice) * (0.1 + dice()));
  }

  made({ touch, of, channel }) {
    const { ends_on: ends = [] } = this.document.touches.find((one) => one.touch === touch);
    return { at: new Date(this.now).toISOString(), touch, of, channel, outcome: pick([null, "sent", ...ends], this.dice) };
  }

  sign() {
    const { contracts } = this.facts;
    const one = contract(contracts.length, this.now, this.dice);
    const last = contracts.at(-1);
    if (last !== undefined && this.dice() < 0.5) last.successor = one.id;
    contracts.push({ ...one, successor: null });
  }
}
