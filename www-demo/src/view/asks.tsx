import type { Explanation, Warning } from "gradus";
import { named } from "../document";
import { idOf } from "../read";
import type { Words } from "../words/names";
import { useWords } from "./context";
import { reach } from "./reach";

/** What is not known and could matter, what consent keeps back, what else is to be said. */
export function Asks({ answer, warnings }: { answer: Explanation; warnings: readonly Warning[] }) {
  const words = useWords();
  const { asks } = words.say;
  const missing = answer.missing.filter(({ withheld }) => !withheld);
  return (
    <div class="panel asks">
      <section aria-labelledby="asks-heading">
        <h2 id="asks-heading">{asks.heading}</h2>
        <p class="hint">{missing.length > 0 ? asks.hint : asks.none}</p>
        <Facts names={missing.map(({ fact }) => fact)} idOf={inputOf} />
      </section>
      {answer.withheld.length > 0 && (
        <section aria-labelledby="withheld-heading">
          <h2 id="withheld-heading">{asks.withheld}</h2>
          <p class="hint">{asks.withheldHint}</p>
          <Facts names={answer.withheld} idOf={(name) => idOf.purpose(named(words.document.fields, name)?.purpose ?? "")} />
        </section>
      )}
      {warnings.length > 0 && (
        <section aria-labelledby="warnings-heading">
          <h2 id="warnings-heading">{asks.warnings}</h2>
          <ul class="warnings">
            {warnings.map((warning) => <li key={warning.code + warning.path}>{warningText(warning, words)}</li>)}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Names of facts, each a way to the input where it is told. */
function Facts({ names, idOf }: { names: readonly string[]; idOf: (name: string) => string }) {
  const words = useWords();
  if (names.length === 0) return null;
  return (
    <ul class="chips">
      {names.map((name) => (
        <li key={name}>
          <button type="button" class="chip" data-fact={name} onClick={() => reach(idOf(name))}>
            {words.fact(name)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function inputOf(fact: string): string {
  return fact.startsWith("events.") ? idOf.kind(fact.slice("events.".length)) : idOf.fact(fact);
}

function warningText({ code, path, message }: Warning, words: Words): string {
  const { warnings } = words.say;
  if (code === "future_event") return warnings.future_event(words.kind(path.replace("/events/", "")));
  if (code === "arithmetic") return warnings.arithmetic(words.at(path) ?? path);
  return message;
}
