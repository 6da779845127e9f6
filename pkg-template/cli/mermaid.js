// A lifecycle as Mermaid text, which GitHub, GitLab and many wikis draw.

import { bundled } from "./lifecycle-graph.js";

const LONGEST = 34; // characters of Latin; Chinese ones are twice as wide

/** @param {import("./lifecycle-graph.js").Graph} graph as `lifecycleGraph` gives it */
export function mermaid({ title, description, any, stages, ways }) {
  const ids = new Map(stages.map(({ stage }, i) => [stage, `s${i}`]));
  const lines = ["flowchart TB", `  accTitle: ${plain(title)}`, `  accDescr: ${plain(description)}`];
  for (const stage of stages) {
    const text = [`<b>${escaped(stage.label)}</b>`, ...stage.timers.map((one) => `⏱ ${escaped(one)}`)].join("<br/>");
    lines.push(`  ${ids.get(stage.stage)}${stage.final ? `[["${text}"]]` : `("${text}")`}`);
  }
  lines.push("  start((( ))) --> " + ids.get(stages.find(({ initial }) => initial).stage));
  if (ways.some(({ from }) => from === null)) lines.push(`  any(["${escaped(any)}"])`);
  ways.forEach((way, i) => {
    const text = [...(way.title === null ? [] : [`<b>${escaped(way.title)}</b>`]), ...way.lines.map(escaped)].map(wrap).join("<br/>");
    const arrow = way.timed ? `-. "${text}" .->` : text === "" ? "-->" : `-- "${text}" -->`;
    const from = way.from === null ? ["any"] : way.from.map((one) => ids.get(one));
    if (bundled(way)) {
      lines.push(`  j${i}(( ))`, ...from.map((one) => `  ${one} --- j${i}`), `  j${i} ${arrow} ${ids.get(way.to)}`);
    } else {
      for (const one of from) lines.push(`  ${one} ${arrow} ${ids.get(way.to)}`);
    }
  });
  return `${lines.join("\n")}\n`;
}

/** What stands for itself inside a quoted text of Mermaid. */
function escaped(text) {
  return flat(text).replace(/[#"<>&`\\]/g, (one) => `#${one.codePointAt(0)};`);
}

/** A title or description: to the end of its line. */
function plain(text) {
  return flat(text).replace(/[#;]/g, (one) => (one === ";" ? "," : ""));
}

function flat(text) {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Breaks a text that is long, between its words. */
function wrap(text) {
  let [line, lines] = ["", []];
  for (const word of text.match(/[\p{Script=Han}（“][）”，。、]*|[^\s\p{Script=Han}（“]+\s*|\s+/gu) ?? []) {
    const width = (one) => [...one.replace(/#\d+;|<\/?b>/g, "x")].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2 : 1), 0);
    if (line !== "" && width(line + word.trimEnd()) > LONGEST) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  return [...lines, line.trimEnd()].join("<br/>");
}
