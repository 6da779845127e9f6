import type { Explanation, Warning } from "gradus";
import { named } from "../document";
import { idOf } from "../read";
import type { Words } from "../words/names";
import { useWords } from "./context";
import { reach } from "./reach";

/** What consent keeps back, and what else is to be said of the facts. */
export function Remarks({ answer: { withheld }, warnings }: { answer: Explanation; warnings: readonly Warning[] }) {
  const words = useWords();
  const { asks } = words.say;
  if (withheld.length === 0 && warnings.length === 0) return null;
  return (
    <div class="panel remarks">
      {withheld.length > 0 && (
        <section aria-labelledby="withheld-heading">
          <h2 id="withheld-heading">{asks.withheld}</h2>
          <p class="hint">{asks.withheldHint}</p>
          <ul class="chips">
            {withheld.map((name) => (
              <li key={name}>
                <button type="button" class="chip" data-fact={name} onClick={() => reach(idOf.purpose(named(words.document.fields, name)?.purpose ?? ""))}>
                  {words.fact(name)}
                </button>
              </li>
            ))}
          </ul>
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

function warningText({ code, path, message }: Warning, words: Words): string {
  const { warnings } = words.say;
  if (code === "future_event") return warnings.future_event(words.kind(path.replace("/events/", "")));
  if (code === "arithmetic") return warnings.arithmetic(words.at(path) ?? path);
  return message;
}
