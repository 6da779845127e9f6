import type { Advanced, Explanation } from "gradus";
import { named } from "../document";
import type { Later } from "../read";
import { distanceText, momentText } from "../words/outlook";
import { Badge } from "./badge";
import { useWords } from "./context";

interface Props {
  answer: Explanation;
  advanced: Advanced | null;
  later: Later | null;
}

/** When something changes though nobody tells anything new, and into what. */
export function Turn({ answer: { now, grades, changesAt, changesAtIsBound }, advanced, later }: Props) {
  const words = useWords();
  const { turn: say } = words.say;
  const changed = Object.entries(later?.grades ?? {}).filter(([name, value]) => value !== grades[name]);
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
            {advanced && later?.advanced && happens(advanced, later.advanced, words).map((line) => <li key={line}>{line}</li>)}
          </ul>
          {buffered && <p class="hint">{say.buffered}</p>}
        </>
      )}
    </section>
  );
}

/** What differs in where a customer stands. */
function happens(before: Advanced, after: Advanced, words: ReturnType<typeof useWords>): string[] {
  const { standing, turn: say } = words.say;
  const lines: string[] = [];
  if (before.stage !== after.stage && before.stage !== null && after.stage !== null) {
    lines.push(words.pair(standing.heading, `${words.stage(before.stage)} → ${words.stage(after.stage)}`));
  }
  for (const { touch, of, status } of after.touches) {
    const earlier = before.touches.find((one) => one.touch === touch && one.of === of);
    if (earlier?.status === status) continue;
    if (status === "due" || status === "missed") lines.push(words.pair(words.touch(touch), say[status]));
  }
  if (before.stage === after.stage) {
    const breached = after.timers.filter(({ timer, status }) => status === "breached" && before.timers.some((one) => one.timer === timer && one.status !== status));
    lines.push(...breached.map(({ timer }) => words.pair(words.timer(after.stage ?? "", timer), say.missed)));
  }
  for (const [name, one] of Object.entries(after.balances)) {
    const earlier = before.balances[name];
    if (one && earlier && one.balance !== earlier.balance) lines.push(words.pair(words.balance(name), `${words.number(earlier.balance)} → ${words.number(one.balance)}`));
  }
  return lines;
}
