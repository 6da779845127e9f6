// XState: a machine with a state for each stage and a guard for each transition, asked as a pure function. What the guards
// need of the events is worked out by hand, for a state machine has no windows over events.

import { assign, setup, transition } from "xstate";
import { cooled, derived, millis } from "../shop-by-hand.mjs";

export const name = "xstate";

const DAY = 86_400_000;
const stayed = ({ now, entry }, days) => now >= entry + days * DAY;

const machine = setup({
  guards: {
    gone: ({ context: { read } }) => read.orders >= 1 && read.quiet > 180,
    quiet: ({ context: { read } }) => read.quiet > 90,
    visits: ({ context: { read } }) => read.visits >= 3,
    bought: ({ context: { read } }) => read.orders >= 1,
    boughtAgain: ({ context: { read } }) => read.orders >= 2,
    often: ({ context }) => context.read.orders >= 5 && context.read.spend >= 500 && stayed(context, 30) && cooled(context.entered.loyal, 90, context.now),
    less: ({ context: { read } }) => read.spend < 300,
    awake: ({ context: { read } }) => read.quiet <= 30 && read.orders >= 2,
    back: ({ context }) => context.read.quiet <= 30 && (context.entered.won_back?.count ?? 0) < 3,
    backForGood: ({ context }) => context.read.spend >= 500 && context.read.complaints === 0 && stayed(context, 60),
  },
  actions: {
    enter: assign(({ context: { now, entered } }, { stage }) => {
      const since = new Date(now).toISOString();
      return { entry: now, since, entered: { ...entered, [stage]: { last: since, count: (entered[stage]?.count ?? 0) + 1 } } };
    }),
    ask: assign(({ event: { read, now } }) => ({ read, now })),
  },
}).createMachine({
  initial: "prospect",
  context: {},
  on: { ASK: { actions: "ask" } },
  states: states({
    prospect: [["lead", "visits"], ["first", "bought"]],
    lead: [["first", "bought"]],
    first: [["sleeping", "quiet"], ["repeat", "boughtAgain"]],
    repeat: [["sleeping", "quiet"], ["loyal", "often"]],
    loyal: [["sleeping", "quiet"], ["repeat", "less"]],
    sleeping: [["repeat", "awake"]],
    churned: [["won_back", "back"]],
    won_back: [["sleeping", "quiet"], ["loyal", "backForGood"]],
  }),
});

function states(all) {
  const always = (name, ways) => (name === "churned" ? ways : [["churned", "gone"], ...ways]).map(([target, guard]) => ({ target, guard }));
  return Object.fromEntries(Object.entries(all).map(([name, ways]) => [name, { entry: { type: "enter", params: { stage: name } }, always: always(name, ways) }]));
}

/** @returns {{ stage: string, since: string, state: object }} */
export function advance({ events }, { v, stage }, now) {
  // Without what it is to read no guard is asked, so that nothing moves before it is there.
  const context = { read: {}, now: 0, entry: millis(stage.since), since: stage.since, entered: stage.entered };
  const [{ value, context: after }] = transition(machine, machine.resolveState({ value: stage.name, context }), { type: "ASK", read: derived(events, now), now });
  const { since, entered } = after;
  return { stage: value, since, state: { v, stage: { name: value, since, entered } } };
}
