import { capOf, named, ranked } from "../document";
import { useWords } from "./context";
import { tone } from "./badge";
import { scale, share } from "./scale";

/** The score on the grade's own scale, so that the distance to the next edge is seen. */
export function BandRuler({ grade, score, value }: { grade: string; score: string; value: number | null }) {
  const words = useWords();
  const declared = named(words.document.grades, grade);
  const bands = declared?.bands ?? [];
  const [low, high] = capOf(named(words.document.scores, score) ?? {});
  const at = scale(low, high);
  const classes = ranked(declared ?? {});
  const { say } = words;
  const edges = words.list(bands.map((band) => say.grade.from(words.short(grade, band.grade), words.number(band.from ?? low))));
  const text = value === null ? say.score.none : words.number(value);
  return (
    <svg class="ruler" role="img" aria-label={say.grade.ruler(words.pair(words.score(score), text), edges)}>
      {bands.map((band, i) => {
        const from = at(Math.max(band.from ?? low, low));
        const to = at(i === 0 ? high : (bands[i - 1]!.from ?? high));
        const middle = (from + to) / 2;
        return (
          <g key={band.grade} class={tone(classes, band.grade)}>
            <rect x={share(from)} width={share(Math.max(0, to - from))} y="1.1rem" height="0.5rem" />
            <text x={share(middle)} y="0.75rem" text-anchor="middle">{words.short(grade, band.grade)}</text>
            {band.from !== undefined && band.from > low && <text class="edge" x={share(from)} y="2.65rem" text-anchor="middle">{words.number(band.from)}</text>}
          </g>
        );
      })}
      {value !== null && <rect class="needle" x={share(at(value))} y="0.9rem" width="3" height="0.9rem" rx="1.5" transform="translate(-1.5)" />}
    </svg>
  );
}
