// Where a customer stands, what is due, and why, as lines that a person reads.
//
// `say` is what the ledger's lines are written with: words, colours, language, document, fields.

import { table } from "./paint.js";
import { Sentences } from "./sentence.js";
import { observedText } from "./values.js";
import { labelOf } from "./words.js";

/** Whether time alone changes something that `advance` tells: else there is nothing to show. */
export function passes({ lifecycle, contracts, balances, touches, grades = {} }) {
  return [lifecycle, contracts, balances, touches].some((section) => section !== undefined) || Object.values(grades).some(({ hold }) => hold !== undefined);
}

/** @param {import("../index.js").Advanced} answer */
export function lifecycleOf(answer, say) {
  const parts = [stageOf(answer, say), closeOf(answer, say), timersOf(answer, say), heldOf(answer, say), contractsOf(answer, say), touchesOf(answer, say), balancesOf(answer, say)];
  return parts.filter((lines) => lines.length > 0).flatMap((lines) => ["", ...lines]);
}

/** The stage, and the moves that led there. */
function stageOf({ stage, since, transitions, loop }, say) {
  if (stage === null) return [];
  const { word, colour } = say;
  const lines = [`${colour("bold", word("stage"))}: ${colour("bold", stageName(stage, say))}  ${colour("dim", `${word("since")} ${since}`)}`];
  const rows = transitions.map(({ from, to, timer, when, path, observed }) => [
    `${stageName(from, say)} → ${colour("green", stageName(to, say))}`,
    timer === null ? reasonOf(path, when, say) : `${timerName(from, timer, say)}: ${word("breached")}`,
    colour("dim", observedText(observed, say)),
  ]);
  lines.push(...columns(rows));
  if (loop !== undefined) lines.push(`  ${colour("yellow", word("loop"))}: ${loop.map((one) => stageName(one, say)).join(" → ")}`);
  return lines;
}

/** The transitions that did not fire, and what held each back. */
function closeOf({ heldBack }, say) {
  if (heldBack.length === 0) return [];
  const { word, colour } = say;
  const rows = heldBack.map(({ to, by, until, when, path, observed }) => [
    `→ ${stageName(to, say)}`,
    reasonOf(path, when, say),
    colour("yellow", reasonsOf(by, until, word)),
    colour("dim", observedText(observed, say)),
  ]);
  return [colour("yellow", word("held_back")), ...columns(rows)];
}

/** What time alone holds back stands first, with its end. */
function reasonsOf(by, until, word) {
  const [timely, others] = [TIMELY, (one) => !TIMELY(one)].map((which) => by.filter(which).map((one) => word(`by_${one}`)));
  if (until !== null) timely.push(`${timely.pop()} ${word("until")} ${until}`);
  return [...timely, ...others].join(", ");
}

const TIMELY = (one) => one === "stay" || one === "cooldown" || one === "lockout";

function timersOf({ stage, timers }, say) {
  if (timers.length === 0) return [];
  const { word, colour } = say;
  const rows = timers.map(({ timer, status, ends, stoppedAt }) => [
    timerName(stage, timer, say),
    colour({ running: "cyan", stopped: "green", breached: "red", unknown: "yellow" }[status], word(`timer_${status}`)),
    stoppedAt === null ? `${word("ends")} ${ends}` : stoppedAt,
  ]);
  return [colour("bold", word("timers")), ...columns(rows)];
}

/** Classes that are held for a time: how long, and what keeps or lifts them. */
function heldOf({ held }, say) {
  const { word, colour, lang, document } = say;
  return Object.entries(held).flatMap(([name, one]) => {
    const until = one.inGrace ? colour("yellow", `${word("grace_until")} ${one.graceUntil}`) : `${word("held_until")} ${one.validUntil}`;
    const earned = one.earned === one.grade ? "" : `${word("earned")} ${one.earned ?? word("unknown")}`;
    const { keep, rise } = one.next;
    const rows = [needOf(word("to_keep"), keep, say), ...(rise === null ? [] : [needOf(`${word("to_rise")} ${rise.grade}`, rise, say)])];
    return [[`${colour("bold", labelOf(document.grades[name].label, lang, name))}: ${colour("bold", one.grade)}`, until, earned].filter(Boolean).join("  "), ...columns(rows)];
  });
}

function needOf(title, { when, observed, atLeast, score, met }, say) {
  const { word, colour } = say;
  const needs = atLeast !== null ? `${word("at_least")} ${atLeast}` : when === null ? word("nothing_else") : conditionOf(when, say);
  const read = atLeast === null ? observedText(observed, say) : `${word("now")} ${score ?? word("unknown")}`;
  const verdict = met === null ? colour("yellow", word("unknown")) : met ? colour("green", word("met")) : colour("red", word("not_met"));
  return [title, needs, verdict, colour("dim", read)];
}

function contractsOf({ contracts }, say) {
  const { word, colour, document } = say;
  if (document.contracts === undefined) return [];
  const title = colour("bold", word("contracts"));
  if (contracts === null) return [`${title}  ${word("unknown")}`];
  const rows = contracts.map(({ id, product, phase, ends, daysLeft, value, risk, upgrade }) => [
    id,
    product,
    colour({ upcoming: "cyan", due: "yellow", grace: "red", lapsed: "red" }[phase] ?? "green", word(`phase_${phase}`)),
    ends === null ? word("no_end") : `${word("ends")} ${ends} (${daysLeft} ${word("days")})`,
    value === null ? "" : `${word("value")} ${value}`,
    risk === null ? "" : `${word("risk")} ${risk}`,
    upgrade === true ? colour("green", word("upgrade")) : "",
  ]);
  return [title, ...columns(rows)];
}

const URGENCY = ["due", "upcoming", "missed", "superseded", "done"];

/** What is due first. */
function touchesOf({ touches }, say) {
  if (touches.length === 0) return [];
  const { word, colour, lang, document } = say;
  const rows = [...touches]
    .sort((one, other) => URGENCY.indexOf(one.status) - URGENCY.indexOf(other.status))
    .map(({ touch, of, status, opens, closes, channel }) => {
      const declared = document.touches.find((one) => one.touch === touch);
      const by = channel === null ? word("no_channel") : `${word("by_channel")} ${labelOf(document.channels[channel].label, lang, channel)}`;
      return [
        colour({ due: "green", upcoming: "cyan", missed: "red" }[status] ?? "dim", word(`touch_${status}`)),
        labelOf(declared.label, lang, touch),
        of,
        status === "upcoming" ? `${word("opens")} ${opens}` : `${word("until")} ${closes}`,
        status === "due" && declared.channels !== undefined ? by : "",
      ];
    });
  return [colour("bold", word("touches")), ...columns(rows)];
}

function balancesOf({ balances }, say) {
  const { word, colour, lang, document } = say;
  const rows = Object.entries(balances).map(([name, one]) => [
    labelOf(document.balances[name].label, lang, name),
    one === null ? word("unknown") : colour("bold", String(one.balance)),
    (one?.expiring ?? []).map(({ at, amount }) => `${amount} ${word("expires")} ${at}`).join(", "),
  ]);
  return rows.length === 0 ? [] : [colour("bold", word("balances")), ...table(rows, "lrl")];
}

/** Rows as lines, without the columns in which nothing stands. */
function columns(rows) {
  const filled = (rows[0] ?? []).map((_, i) => rows.some((row) => row[i] !== ""));
  return table(rows.map((row) => row.filter((_, i) => filled[i])), "l".repeat(filled.filter(Boolean).length));
}

function stageName(name, { lang, document }) {
  return new Sentences(document, lang).stage(name);
}

function timerName(stage, name, { lang, document }) {
  const timers = document.lifecycle.stages.find((one) => one.stage === stage)?.timers ?? [];
  return labelOf(timers.find(({ timer }) => timer === name)?.label, lang, name);
}

/** A transition's label, or else its condition. */
function reasonOf(path, when, say) {
  const place = /^\/lifecycle\/transitions\/(\d+)$/.exec(path);
  return labelOf(place && say.document.lifecycle.transitions[place[1]]?.label, say.lang, when === null ? "" : conditionOf(when, say));
}

function conditionOf(when, { lang, document }) {
  return new Sentences(document, lang).condition(when);
}
