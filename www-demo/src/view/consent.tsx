import { purposesOf } from "../document";
import { idOf } from "../read";
import { useWords } from "./context";

interface Props {
  given: ReadonlySet<string>;
  onChange: (given: ReadonlySet<string>) => void;
}

/** A tick for each purpose that some field or channel needs. */
export function Consent({ given, onChange }: Props) {
  const words = useWords();
  const { say } = words;
  const purposes = [...purposesOf(words.document)];
  if (purposes.length === 0) return null;
  const toggle = (purpose: string) => {
    const next = new Set(given);
    if (!next.delete(purpose)) next.add(purpose);
    onChange(next);
  };
  const channels = Object.entries(words.document.channels);
  const openedBy = (purpose: string, fields: readonly string[]) => [
    ...fields.map((name) => words.fact(name)),
    ...channels.filter(([, { consent }]) => consent === purpose).map(([name]) => words.channel(name)),
  ];
  return (
    <fieldset class="consent">
      <legend>{say.consent.heading}</legend>
      <p class="hint">{say.consent.hint}</p>
      {purposes.map(([purpose, fields]) => (
        <label key={purpose} class="tick">
          <input id={idOf.purpose(purpose)} type="checkbox" checked={given.has(purpose)} onChange={() => toggle(purpose)} />
          <span>
            {words.purpose(purpose)} <span class="quiet">{say.consent.opens(words.list(openedBy(purpose, fields)))}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
