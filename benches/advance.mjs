// Where a customer stands: gradus beside a function written by hand and beside XState.
//
//   node benches/advance.mjs [--quick] [--json] [--package DIR]
//
// shop.json has ten transitions between eight stages; a customer has fifty events and the state of the last call. All three
// must leave each of 2,000 customers in the same stage, entered at the same time, before anything is timed. Then they run in
// one process, a slice each in turn. `changesAt` is not asked for.

import { readFileSync } from "node:fs";
import { NOW, makeCustomers } from "./customers.mjs";
import { interleaved, median } from "./measure.mjs";
import * as xstate from "./peers/xstate.mjs";
import { describe, figure, options, setting, table, verdict, versionOf } from "./report.mjs";
import { advanceByHand } from "./shop-by-hand.mjs";
import { watched } from "./wasm-calls.mjs";

const CUSTOMERS = 2000;

const { json, quick, at } = options();
const wasm = watched();
const { Policy } = await import(new URL("index.js", at));
const policy = Policy.compile(readFileSync(new URL("shop.json", import.meta.url), "utf8"));

const byHand = { name: "by hand, in JavaScript", grade: ({ facts, state }) => advanceByHand(facts, state, NOW) };
const gradus = { name: "gradus", grade: ({ facts, state }) => policy.advance(facts, { now: NOW, state }) };
const text = { name: "gradus, as text", grade: ({ facts, state }) => policy.advanceJson(facts, { now: NOW, state }) };
const peer = { name: `${xstate.name} ${versionOf(xstate.name)}`, grade: ({ facts, state }) => xstate.advance(facts, state, NOW) };

const long = quick ? { rounds: 5, turns: 5, ms: 3 } : { rounds: 20, turns: 15, ms: 3 };
const customers = makeCustomers(CUSTOMERS);
const moves = agreed([byHand, gradus, peer], customers);
const main = await interleaved([byHand, gradus, text, peer], customers, long);
const numbered = makeCustomers(CUSTOMERS, { times: "number" });
agreed([byHand, gradus, peer], numbered);
const numbers = await interleaved([byHand, gradus, peer], numbered, long);

// Once the facts are in Wasm memory: the core's own call alone, a customer after the other.
const inWasm = customers.slice(0, quick ? 50 : 400).map((customer) => wasm.again(() => text.grade(customer)));

const result = {
  setting: setting(at),
  customers: CUSTOMERS,
  moves,
  engines: main,
  timesAsNumbers: numbers,
  inWasmMicroseconds: median(inWasm) / 1000,
  targets: [{ name: "xstate to gradus", reached: main[3].ratio.median / main[1].ratio.median, least: 1 }],
};
console.log(json ? JSON.stringify(result, null, 2) : readable(result));

/** Throws unless everybody leaves every customer in the same place; else tells how many moved. */
function agreed(engines, customers) {
  let moved = 0;
  for (const customer of customers) {
    const expected = engines[0].grade(customer);
    if (expected.moves.length > 0) moved++;
    const said = ({ stage, since, state }) => JSON.stringify([stage, since, Object.entries(state.stage.entered).sort()]);
    for (const { name, grade } of engines) {
      const answer = grade(customer);
      if (said(answer) !== said(expected)) throw new Error(`${name} says ${said(answer)}; by hand ${said(expected)}: ${JSON.stringify(customer)}`);
    }
  }
  return moved;
}

function readable({ setting, moves, engines, timesAsNumbers, inWasmMicroseconds, targets }) {
  const row = ({ name, ns, ratio: { median, min, max } }, first) => [name, figure(ns / 1000), `${figure(median)}×`, median === min ? "" : `${figure(min)}–${figure(max)}`, `${figure(median / first)}×`];
  const rows = (all) => all.map((one) => row(one, all[1].ratio.median));
  return `
One customer, fifty events, ten transitions, the state of the last call
${describe(setting)}
all agree on all ${CUSTOMERS} customers, of whom ${moves} move

${table(["", "µs a customer", "to by hand", "min–max", "to gradus"], rows(engines))}

${table(["times of events in milliseconds", "µs a customer", "to by hand", "min–max", "to gradus"], rows(timesAsNumbers))}

once the facts are in Wasm memory, with the state handed over: ${figure(inWasmMicroseconds)} µs
${targets.map(verdict).join("\n")}
`;
}
