import type { LedgerLine } from "gradus";
import { capOf, named, ranked } from "../document";
import { decimalsOf, type Words } from "../words/names";
import { tone } from "./badge";
import { useWords } from "./context";
import { scale, share } from "./scale";

const ROW = 2.4; // in rem, as all heights here
const THICK = 0.6;
const LABEL = 1.1;
const LEVELS = 3;
const LONGEST = 30;

interface Bar {
  readonly line: LedgerLine;
  readonly from: number;
  readonly to: number;
}

interface Edge {
  readonly name: string;
  readonly from: number;
  readonly tone: string;
  /** Which line its label stands on: close neighbours are written below each other. */
  level: number;
}

/** How the score comes about: each line that counts, from where the one before it ended. */
export function Waterfall({ score, lines, value }: { score: string; lines: readonly LedgerLine[]; value: number }) {
  const words = useWords();
  const { say } = words;
  const bars = barsOf(lines);
  const [low, high] = capOf(named(words.document.scores, score) ?? {});
  const reached = bars.flatMap(({ from, to }) => [from, to]);
  const at = scale(Math.min(0, low, ...reached), Math.max(high, ...reached));
  const edges = edgesOf(score, words);
  const head = 0.4 + LABEL * Math.max(1, ...edges.map(({ level }) => level + 1));
  const height = head + ROW * (bars.length + 1);
  const decimals = decimalsOf(bars.map(({ line }) => line.counts));
  return (
    <figure class="waterfall">
      <svg role="img" aria-label={say.score.chart(words.score(score), words.number(value), bars.length)} height={`${height}rem`}>
        <desc>{say.score.chartHint}</desc>
        {edges.map(({ name, from, tone, level }) => (
          <g key={name} class={tone}>
            <line class="edge" x1={share(at(from))} x2={share(at(from))} y1={`${LABEL * (level + 1)}rem`} y2="100%" />
            <text class="edge" x={share(at(from))} y={`${0.8 + LABEL * level}rem`} text-anchor="middle">{say.score.edge(name, words.number(from))}</text>
          </g>
        ))}
        {bars.map(({ line, from, to }, i) => (
          <Row
            key={i}
            kind={`${line.kind === "rule" ? "" : "changed "}${to < from ? "down" : "up"}`}
            y={head + i * ROW}
            name={shortened(nameOf(score, line, words))}
            figure={words.points(line.counts, decimals)}
            from={at(from)}
            to={at(to)}
            leadsOn
          />
        ))}
        <Row kind="total" y={height - ROW} name={words.score(score)} figure={words.number(value)} from={at(0)} to={at(value)} />
      </svg>
    </figure>
  );
}

interface RowProps {
  kind: string;
  y: number;
  name: string;
  figure: string;
  from: number;
  to: number;
  /** Whether the next bar begins where this one ends. */
  leadsOn?: boolean;
}

function Row({ kind, y, name, figure, from, to, leadsOn = false }: RowProps) {
  const top = y + 1.35;
  const bar = { y: `${top}rem`, height: `${THICK}rem` };
  return (
    <g class={`bar ${kind}`}>
      <text class="name" x="0" y={`${y + 1}rem`}>{name}</text>
      <text class="number" x="100%" y={`${y + 1}rem`} text-anchor="end">{figure}</text>
      <rect class="track" x="0" width="100%" {...bar} />
      <rect x={share(Math.min(from, to))} width={share(Math.abs(to - from))} {...bar} />
      {leadsOn && <line class="step" x1={share(to)} x2={share(to)} y1={`${top}rem`} y2={`${top + ROW}rem`} />}
    </g>
  );
}

/** In whole thousandths, so that many small steps end where the score does. */
function barsOf(lines: readonly LedgerLine[]): readonly Bar[] {
  let reached = 0;
  return lines
    .filter(({ counts }) => counts !== 0)
    .map((line) => {
      const from = reached;
      reached += Math.round(line.counts * 1000);
      return { line, from: from / 1000, to: reached / 1000 };
    });
}

/** The thresholds of grades made of this score, from left to right. */
function edgesOf(score: string, words: Words): readonly Edge[] {
  const { document } = words;
  const [low, high] = capOf(named(document.scores, score) ?? {});
  const edges: Edge[] = [];
  for (const [name, grade] of Object.entries(document.grades)) {
    if (grade.of !== `score.${score}`) continue;
    for (const { grade: one, from = low } of grade.bands ?? []) {
      if (from > low) edges.push({ name: words.short(name, one), from, tone: tone(ranked(grade), one), level: 0 });
    }
  }
  edges.sort((one, other) => one.from - other.from);
  edges.forEach((edge, i) => {
    const before = edges[i - 1];
    if (before && edge.from - before.from < (high - low) / 7) edge.level = (before.level + 1) % LEVELS;
  });
  return edges;
}

/** The rule's own name; of what caps and decay took, what that was. */
function nameOf(score: string, line: LedgerLine, words: Words): string {
  const name = words.line(score, line);
  return line.kind === "group_cap" ? words.pair(words.say.score.kinds.group_cap, words.group(score, line.group ?? "")) : name;
}

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
