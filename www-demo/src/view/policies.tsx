import type { Draft } from "../draft";
import { shipped } from "../shipped";
import { useWords } from "./context";

interface Props {
  chosen: string;
  drafts: ReadonlyMap<string, Draft>;
  onChoose: (name: string) => void;
}

/** Which of the shipped policies to grade by. */
export function Policies({ chosen, drafts, onChoose }: Props) {
  const words = useWords();
  const { policies } = words.say;
  const note = words.text(words.document.note);
  return (
    <section class="policies">
      <fieldset class="choice">
        <legend>{policies.heading}</legend>
        {shipped.map(({ name, label, text }) => (
          <label key={name} class="card">
            <input type="radio" name="policy" value={name} checked={name === chosen} onChange={() => onChoose(name)} />
            <span class="card-label">{words.text(label)}</span>
            {(drafts.get(name)?.text ?? text) !== text && <span class="tag">{policies.changed}</span>}
          </label>
        ))}
      </fieldset>
      {note && (
        <details class="about">
          <summary>{policies.about}</summary>
          <p>{note}</p>
        </details>
      )}
    </section>
  );
}
