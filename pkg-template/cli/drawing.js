// A lifecycle as a picture (SVG): laid out by dagre, drawn here. It takes the colours of the
// reader's system, light or dark, and says in words what it shows.

import { layout, graphlib } from "@dagrejs/dagre";
import { bundled } from "./lifecycle-graph.js";
import { broken, wide } from "./text-width.js";

const FONT = 14;
const SMALL = 12;
const LINE = 18;
const STAGE = { padX: 16, padY: 10, least: 96, most: 200 };
const LABEL = { most: 190, pad: 4 };
const MARGIN = 16;

const STYLE = `
.gradus { --ink: #1f2328; --quiet: #57606a; --line: #6e7781; --fill: #f6f8fa; --ground: #ffffff; --timed: #9a4a00; font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
@media (prefers-color-scheme: dark) { .gradus { --ink: #e6edf3; --quiet: #adb5bd; --line: #8b949e; --fill: #21262d; --ground: #0d1117; --timed: #f0a95e; } }
.gradus .ground { fill: var(--ground); }
.gradus .stage rect { fill: var(--fill); stroke: var(--line); }
.gradus .stage.first rect { stroke-width: 2; }
.gradus .any rect { stroke-dasharray: 4 3; }
.gradus text { fill: var(--ink); font-size: ${SMALL}px; text-anchor: middle; }
.gradus .name { font-size: ${FONT}px; font-weight: 600; }
.gradus .title { font-weight: 600; }
.gradus .quiet { fill: var(--quiet); }
.gradus .way { fill: none; stroke: var(--line); stroke-width: 1.3; }
.gradus .timed { stroke: var(--timed); stroke-dasharray: 5 3; }
.gradus .words.late text { fill: var(--timed); }
.gradus .words rect { fill: var(--ground); opacity: 0.9; }
.gradus .head { fill: var(--line); }
.gradus .head.late { fill: var(--timed); }
.gradus .dot { fill: var(--line); }`;

/** @param {object} graph as `lifecycleGraph` gives it @param {string} lang */
export function drawing(graph, lang) {
  const laid = laidOut(graph);
  const { left, top, width, height } = bounds(laid);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="gradus" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" role="img" aria-labelledby="gradus-title gradus-description" lang="${lang === "zh" ? "zh-CN" : "en"}">`,
    `<title id="gradus-title">${escaped(graph.title)}</title>`,
    `<desc id="gradus-description">${escaped(graph.description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" x="${left}" y="${top}" width="${width}" height="${height}"/>`,
    ...laid.edges().map((id) => line(laid.edge(id))),
    ...laid.edges().map((id) => words(laid.edge(id))),
    ...laid.nodes().map((id) => node(laid.node(id))),
    "</svg>",
  ];
  return `${parts.filter((one) => one !== "").join("\n")}\n`;
}

/** The graph with places for everything. */
function laidOut({ any, stages, ways }) {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", ranksep: 36, nodesep: 44, edgesep: 22, marginx: MARGIN, marginy: MARGIN });
  graph.setNode("start", { kind: "dot", radius: 6, width: 12, height: 12 });
  for (const stage of stages) graph.setNode(`stage ${stage.stage}`, box(stage));
  if (ways.some(({ from }) => from === null)) graph.setNode("any", box({ label: any, timers: [], final: false, initial: false, any: true }));
  // Stages stand in the order in which they are declared: what leads back is laid out the other way round.
  const order = new Map(stages.map(({ stage }, i) => [`stage ${stage}`, i]));
  const lead = (from, to, name, about) => {
    const back = order.get(from) > order.get(to);
    graph.setEdge(...(back ? [to, from] : [from, to]), { width: 0, height: 0, lines: [], head: true, back, ...about }, name);
  };
  lead("start", `stage ${stages.find(({ initial }) => initial).stage}`, "start", {});
  ways.forEach((way, i) => {
    const to = `stage ${way.to}`;
    const from = way.from === null ? ["any"] : way.from.map((one) => `stage ${one}`);
    if (bundled(way)) {
      const joint = `joint ${i}`;
      graph.setNode(joint, { kind: "dot", radius: 3, width: 6, height: 6 });
      order.set(joint, order.get(to) - 0.5);
      for (const one of from) lead(one, joint, `${i}`, { head: false, timed: way.timed });
      lead(joint, to, `${i}`, labelled(way));
    } else {
      for (const one of from) lead(one, to, `${i}`, labelled(way));
    }
  });
  layout(graph);
  return graph;
}

/** What everything takes: lines may lead outside of what dagre says that the graph takes. */
function bounds(graph) {
  const places = [
    ...graph.nodes().map((id) => graph.node(id)),
    ...graph.edges().map((id) => graph.edge(id)).flatMap((edge) => [...edge.points, ...(edge.lines.length > 0 ? [edge] : [])]),
  ].map(({ x, y, width = 0, height = 0 }) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
  const [left, top] = [0, 1].map((i) => Math.floor(Math.min(...places.map((one) => one[i]))) - MARGIN);
  const [right, bottom] = [2, 3].map((i) => Math.ceil(Math.max(...places.map((one) => one[i]))) + MARGIN);
  return { left, top, width: right - left, height: bottom - top };
}

function box({ label, timers, final, initial, any = false }) {
  const inside = STAGE.most - 2 * STAGE.padX;
  const name = broken(label, inside, FONT, true);
  const quiet = timers.flatMap((one) => broken(one, inside, SMALL));
  const widest = Math.max(...name.map((one) => wide(one, FONT, true)), ...quiet.map((one) => wide(one, SMALL)));
  return {
    kind: "stage",
    name,
    quiet,
    final,
    initial,
    any,
    width: Math.max(STAGE.least, widest + 2 * STAGE.padX),
    height: (name.length + quiet.length) * LINE + 2 * STAGE.padY,
  };
}

function labelled({ title, lines, timed }) {
  const all = [
    ...(title === null ? [] : broken(title, LABEL.most, SMALL, true).map((text) => ({ text, title: true }))),
    ...lines.flatMap((one) => broken(one, LABEL.most, SMALL)).map((text) => ({ text, title: false })),
  ];
  const width = Math.max(0, ...all.map(({ text, title }) => wide(text, SMALL, title))) + 2 * LABEL.pad;
  return { lines: all, timed, width, height: all.length * (SMALL + 4) + 2 * LABEL.pad, labelpos: "c" };
}

function node(node) {
  const { x, y, width, height } = node;
  if (node.kind === "dot") return `<circle class="dot" cx="${at(x)}" cy="${at(y)}" r="${node.radius}"/>`;
  const [left, top] = [x - width / 2, y - height / 2];
  const rect = (inset) => `<rect x="${at(left + inset)}" y="${at(top + inset)}" width="${at(width - 2 * inset)}" height="${at(height - 2 * inset)}" rx="${10 - inset}"/>`;
  const first = top + STAGE.padY + LINE / 2;
  const line = (text, i, kind) => `<text class="${kind}" x="${at(x)}" y="${at(first + i * LINE)}" dy="0.35em">${escaped(text)}</text>`;
  return [
    `<g class="stage${node.initial ? " first" : ""}${node.any ? " any" : ""}">`,
    rect(0),
    ...(node.final ? [rect(4)] : []),
    ...node.name.map((text, i) => line(text, i, "name")),
    ...node.quiet.map((text, i) => line(text, node.name.length + i, "quiet")),
    "</g>",
  ].join("");
}

/** A smooth line through the places that dagre found, with a head where it ends at a stage. */
function line({ points: laid, timed, head, back }) {
  const points = back ? laid.toReversed() : laid;
  const [end, before] = [points.at(-1), points.at(-2)];
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const tip = head ? 8 : 0;
  const along = [...points.slice(0, -1), { x: end.x - dx * tip, y: end.y - dy * tip }];
  const path = `<path class="way${timed ? " timed" : ""}" d="${curve(along)}"/>`;
  if (!head) return path;
  const corner = (back, side) => `${at(end.x - dx * back - dy * side)} ${at(end.y - dy * back + dx * side)}`;
  return `${path}<path class="head${timed ? " late" : ""}" d="M${at(end.x)} ${at(end.y)}L${corner(9, 4)}L${corner(9, -4)}Z"/>`;
}

/** A quadratic spline: it passes through the middles, so it never leaves the corridor that was kept free for it. */
function curve(points) {
  const [first, ...rest] = points;
  const last = rest.pop();
  let path = `M${at(first.x)} ${at(first.y)}`;
  rest.forEach((one, i) => {
    const next = rest[i + 1] ?? last;
    const to = i + 1 < rest.length ? { x: (one.x + next.x) / 2, y: (one.y + next.y) / 2 } : last;
    path += `Q${at(one.x)} ${at(one.y)} ${at(to.x)} ${at(to.y)}`;
  });
  return rest.length === 0 ? `${path}L${at(last.x)} ${at(last.y)}` : path;
}

function words({ lines, x, y, width, height, timed }) {
  if (lines.length === 0) return "";
  const first = y - height / 2 + LABEL.pad + (SMALL + 4) / 2;
  return [
    `<g class="words${timed ? " late" : ""}"><rect x="${at(x - width / 2)}" y="${at(y - height / 2)}" width="${at(width)}" height="${at(height)}" rx="3"/>`,
    ...lines.map(({ text, title }, i) => `<text${title ? ' class="title"' : ""} x="${at(x)}" y="${at(first + i * (SMALL + 4))}" dy="0.35em">${escaped(text)}</text>`),
    "</g>",
  ].join("");
}

function at(number) {
  return String(Math.round(number * 10) / 10);
}

function escaped(text) {
  return text.replace(/[\p{Cc}]/gu, " ").replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);
}
