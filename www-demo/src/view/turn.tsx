import type { Explanation, Grades } from "gradus";
import { named } from "../document";
import { distanceText, momentText } from "../words/outlook";
import { Badge } from "./badge";
import { useWords } from "./context";

/** When a grade changes though nobody tells anything new, and into what. */
export function Turn({ answer: { now, grades, changesAt, changesAtIsBound }, later }: { answer: Explanation; later: Grades | null }) {
  const words = useWords();
  const { turn: say } = words.say;
  const changed = Object.entries(later ?? {}).filter(([name, value]) => value !== grades[name]);
  // Who grades afresh at that moment, without the state, may find the grade changed already.
  const buffered = changed.some(([name]) => named(words.document.grades, name)?.bands?.some(({ keep = 0 }) => keep > 0));
  return (
    <section class="turn" aria-labelledby="turn-heading">
      <h2 id="turn-heading">{say.heading}</h2>
      {changesAt === null ? (
        <p class="hint">{say.none}</p>
      ) : (
        <>
          <p>
            <strong>{distanceText(now, changesAt, words)}</strong>{" "}
            <time class="quiet" dateTime={changesAt}>{momentText(changesAt, words)}</time>
          </p>
          {changesAtIsBound && <p class="hint">{say.bound}</p>}
          <ul>
            {changed.map(([name, value]) => (
              <li key={name}>
                <span class="quiet">{words.grade(name)}</span>
                <span class="becomes">
                  <Badge grade={name} value={grades[name] ?? null} small />
                  <span aria-hidden="true">→</span>
                  <span class="hidden">{words.say.lift.to}</span>
                  <Badge grade={name} value={value} small />
                </span>
              </li>
            ))}
          </ul>
          {buffered && <p class="hint">{say.buffered}</p>}
        </>
      )}
    </section>
  );
}
