import type { Explanation } from "gradus";
import { useWords } from "./context";
import { Ledger } from "./ledger";
import { Meter } from "./meter";
import { SpanMeter } from "./span";
import { Waterfall } from "./waterfall";

/** One score: how much of it is known, and where each point comes from. */
export function ScoreBreakdown({ score, answer }: { score: string; answer: Explanation }) {
  const words = useWords();
  const { say } = words;
  const value = answer.scores[score] ?? null;
  const lines = answer.ledger[score] ?? [];
  const coverage = answer.coverage[score] ?? null;
  const range = answer.range[score] ?? null;
  const id = `score-${score}`;
  return (
    <section class="panel score" aria-labelledby={id}>
      <div class="score-head">
        <h2 id={id}>
          <span class="quiet">{say.score.heading}</span> {words.score(score)}
        </h2>
        <p class="score-value">{value === null ? say.score.none : words.number(value)}</p>
      </div>
      {(coverage !== null || range !== null) && (
        <div class="meters">
          {coverage !== null && <Meter label={say.score.coverage} value={coverage} hint={say.score.coverageHint(words.percent(coverage))} />}
          {range !== null && <SpanMeter score={score} value={value} range={range} />}
        </div>
      )}
      {value === null && <p class="hint">{say.score.noneHint}</p>}
      {value !== null && lines.length === 0 && <p class="hint">{say.score.empty}</p>}
      {value !== null && lines.length > 0 && (
        <div class="ledger">
          <Waterfall score={score} lines={lines} value={value} />
          <Ledger score={score} lines={lines} value={value} />
        </div>
      )}
    </section>
  );
}
