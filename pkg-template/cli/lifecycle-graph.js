// A policy's lifecycle as what is drawn: stages, and the ways between them with what is said of each.

import { Sentences } from "./sentence.js";
import { labelOf } from "./words.js";

const WORDS = {
  any: ["any stage", "任一阶段"],
  from: ["from", "从"],
  to: ["to", "到"],
  starts: ["It begins in {}.", "起始阶段：{}。"],
  stages: ["Stages: {}.", "阶段：{}。"],
  moves: ["Ways: {}.", "流转：{}。"],
};

/** Above so many stages from which one way leads into another, they are drawn as one bundle. */
const BUNDLE = 3;

/**
 * @typedef {{ stage: string, label: string, final: boolean, initial: boolean, timers: string[] }} Stage
 * @typedef {{ from: string[] | null, to: string, timed: boolean, title: string | null, lines: string[] }} Way `from` is `null` for every other stage
 * @returns {{ title: string, description: string, any: string, initial: string, stages: Stage[], ways: Way[] }}
 */
export function lifecycleGraph(document, lang) {
  const { lifecycle } = document;
  const sentences = new Sentences(document, lang);
  const word = (key, inside) => WORDS[key][lang === "zh" ? 1 : 0].replace("{}", inside);
  const stages = lifecycle.stages.map(({ stage, label, final = false, timers = [] }) => ({
    stage,
    label: labelOf(label, lang, stage),
    final,
    initial: stage === lifecycle.initial,
    timers: timers.map(({ timer, label, within }) => labelOf(label, lang, `${timer}: ${sentences.duration(within)}`)),
  }));
  const ways = [...lifecycle.stages.flatMap((stage) => timed(stage, sentences, lang)), ...(lifecycle.transitions ?? []).map((one) => way(one, sentences, lang))];
  const nameOf = new Map(stages.map(({ stage, label }) => [stage, label]));
  const title = labelOf(document.label, lang, document.name ?? "policy");
  const told = ways.map(({ from, to, title, lines }) => {
    const froms = from === null ? word("any") : from.map((one) => nameOf.get(one)).join(lang === "zh" ? "、" : ", ");
    const said = [title, ...lines].filter((one) => one !== null).join(lang === "zh" ? "，" : ", ");
    return lang === "zh" ? `从${froms}到${nameOf.get(to)}（${said}）` : `from ${froms} to ${nameOf.get(to)} (${said})`;
  });
  const listed = (all, separator) => all.join(separator);
  const description = [
    word("starts", nameOf.get(lifecycle.initial)),
    word("stages", listed([...nameOf.values()], lang === "zh" ? "、" : ", ")),
    ...(told.length > 0 ? [word("moves", listed(told, lang === "zh" ? "；" : "; "))] : []),
  ].join(lang === "zh" ? "" : " ");
  return { title, description, any: word("any"), initial: lifecycle.initial, stages, ways };
}

/** The ways that timers lead. */
function timed({ stage, timers = [] }, sentences, lang) {
  return timers
    .filter(({ then }) => then !== undefined)
    .map(({ timer, label, within, then }) => ({
      from: [stage],
      to: then,
      timed: true,
      title: labelOf(label, lang, timer),
      // A timer's label mostly says how long there is.
      lines: [label === undefined ? sentences.word("not_within", sentences.duration(within)) : sentences.word("not_in_time")],
    }));
}

function way({ from, to, when, label, ...limits }, sentences, lang) {
  return {
    from: from === "*" ? null : [from].flat(),
    to,
    timed: false,
    title: labelOf(label, lang, null),
    lines: [...(when === undefined ? [] : [sentences.condition(when)]), ...sentences.limits(limits)],
  };
}

/** Whether a way is drawn as one bundle of lines, with its words said once. */
export function bundled({ from }) {
  return from !== null && from.length >= BUNDLE;
}
