import type { Range } from "gradus";
import { capOf, named, ranked } from "../document";
import { isSettled, spanText, surenessText } from "../words/outlook";
import { useWords } from "./context";
import { tone } from "./badge";
import { scale, share } from "./scale";

interface Props {
  grade: string;
  score: string;
  value: number | null;
  range: Range | null;
}

/** The score on the grade's own scale, and all that it may still become, so that the distance to each edge is seen. */
export function BandRuler({ grade, score, value, range }: Props) {
  const words = useWords();
  const declared = named(words.document.grades, grade);
  const bands = declared?.bands ?? [];
  const [low, high] = capOf(named(words.document.scores, score) ?? {});
  const at = scale(low, high);
  const classes = ranked(declared ?? {});
  const { say } = words;
  const edges = words.list(bands.map((band) => say.grade.from(words.short(grade, band.grade), words.number(band.from ?? low))));
  const text = value === null ? say.score.none : words.number(value);
  const told = [say.grade.ruler(words.pair(words.score(score), text), edges), range && say.range.ruler(spanText(range, words), surenessText(range, words))];
  const open = range !== null && !isSettled(range) ? range : null;
  return (
    <svg class="ruler" role="img" aria-label={told.filter(Boolean).join(" ")}>
      {bands.map((band, i) => {
        const from = at(Math.max(band.from ?? low, low));
        const to = at(i === 0 ? high : (bands[i - 1]!.from ?? high));
        const middle = (from + to) / 2;
        return (
          <g key={band.grade} class={tone(classes, band.grade)}>
            <rect x={share(from)} width={share(Math.max(0, to - from))} y="1.4rem" height="0.625rem" />
            <text x={share(middle)} y="0.75rem" text-anchor="middle">{words.short(grade, band.grade)}</text>
            {band.from !== undefined && band.from > low && <text class="edge" x={share(from)} y="3.15rem" text-anchor="middle">{words.number(band.from)}</text>}
          </g>
        );
      })}
      {open && (
        <>
          <rect class="out" x="0" width={share(at(open.low))} y="1.35rem" height="0.725rem" />
          <rect class="out" x={share(at(open.high))} width={share(1 - at(open.high))} y="1.35rem" height="0.725rem" />
          <rect class={open.exact ? "span" : "span bound"} x={share(at(open.low))} width={share(at(open.high) - at(open.low))} y="1.1rem" height="1.225rem" rx="5" />
        </>
      )}
      {value !== null && <rect class="needle" x={share(at(value))} y="0.95rem" width="5" height="1.5rem" rx="2.5" transform="translate(-2.5)" />}
    </svg>
  );
}
