import type { Explanation, MissingFact } from "gradus";
import { mainScore, named } from "../document";
import { idOf } from "../read";
import { useWords } from "./context";
import { reach } from "./reach";
import { share } from "./scale";

/** How many questions are shown before the others fold away. */
const FIRST = 5;

/** What to ask next: the missing facts, each with how far it could move the score and a way to where it is told. */
export function Questions({ answer: { missing } }: { answer: Explanation }) {
  const words = useWords();
  const { asks } = words.say;
  const score = mainScore(words.document);
  const most = Math.max(...missing.map(({ moves }) => moves), 0);
  const hint = missing.length === 0 ? asks.none : score === undefined ? asks.hintWithout : asks.hint(words.score(score));
  const items = missing.map((one) => <Question key={one.fact} question={one} most={most} score={score} />);
  return (
    <section class="questions" aria-labelledby="asks-heading">
      <h2 id="asks-heading">{asks.heading}</h2>
      <p class="hint">{hint}</p>
      {items.length > 0 && <ol>{items.slice(0, FIRST)}</ol>}
      {items.length > FIRST && (
        <details>
          <summary>{asks.more(items.length - FIRST)}</summary>
          <ol start={FIRST + 1}>{items.slice(FIRST)}</ol>
        </details>
      )}
    </section>
  );
}

function Question({ question: { fact, withheld, moves, settles }, most, score }: { question: MissingFact; most: number; score: string | undefined }) {
  const words = useWords();
  const { asks } = words.say;
  const purpose = withheld ? named(words.document.fields, fact)?.purpose : undefined;
  return (
    <li>
      <button type="button" class="question" data-fact={fact} onClick={() => reach(purpose === undefined ? inputOf(fact) : idOf.purpose(purpose))}>
        <span>
          <span class="asked">{words.fact(fact)}</span>
          {settles && <> <span class="tag settles" title={asks.settlesHint}>✓ {asks.settles}</span></>}
          {withheld && <> <span class="tag">{asks.consent}</span></>}
        </span>
        {score !== undefined && (
          <span class={moves > 0 ? "moves" : "moves quiet"} title={moves > 0 ? undefined : asks.stillHint}>
            {moves > 0 ? asks.moves(words.number(moves)) : asks.still(words.score(score))}
          </span>
        )}
        {moves > 0 && <svg aria-hidden="true"><rect width={share(moves / most)} height="100%" /></svg>}
      </button>
    </li>
  );
}

function inputOf(fact: string): string {
  return fact.startsWith("events.") ? idOf.kind(fact.slice("events.".length)) : idOf.fact(fact);
}
