// A lifecycle as Mermaid text, which GitHub, GitLab and many wikis draw.

import { bundled } from "./lifecycle-graph.js";

/** @param {import("./lifecycle-graph.js").Graph} graph as `lifecycleGraph` gives it */
export function mermaid({ title, description, any, stages, ways }) {
  const ids = new Map(stages.map(({ stage }, i) => [stage, `s${i}`]));
  const lines = ["flowchart TB", `  accTitle: ${plain(title)}`, `  accDescr: ${plain(description)}`];
  for (const stage of stages) {
    const text = [marked("b", stage.label), ...stage.timers.map((one) => marked("i", one))].join("<br/>");
    lines.push(`  ${ids.get(stage.stage)}${stage.final ? `[["${text}"]]` : `("${text}")`}`);
  }
  lines.push("  start((( ))) --> " + ids.get(stages.find(({ initial }) => initial).stage));
  if (ways.some(({ from }) => from === null)) lines.push(`  any(["${escaped(any)}"])`);
  ways.forEach((way, i) => {
    const text = [...(way.title === null ? [] : [marked("b", way.title)]), ...way.lines.map(escaped)].join("<br/>");
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

/** A line of its own; Mermaid breaks it where it is too long. */
function marked(mark, text) {
  return `<${mark}>${escaped(text)}</${mark}>`;
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
