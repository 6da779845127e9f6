import { useState } from "preact/hooks";
import type { Field } from "../document";
import { idOf, type Fault } from "../read";
import { faultText } from "../words/faults";
import type { Words } from "../words/names";
import { useWords } from "./context";
import { FactInput } from "./fact-input";

interface Props {
  name: string;
  field: Field;
  value: string;
  fault: Fault | undefined;
  withheld: boolean;
  onValue: (value: string) => void;
}

/** One field of the policy: its label, its input, what is wrong with it. */
export function FieldInput({ name, field, value, fault, withheld, onValue }: Props) {
  const words = useWords();
  const { say } = words;
  const [open, setOpen] = useState(false);
  const id = idOf.fact(name);
  const label = words.fact(name);
  const note = words.text(field.note);
  const isProtected = words.document.protected.includes(name);
  const hint = hintOf(field, words);
  const described = [fault && `${id}-fault`, hint && `${id}-hint`, withheld && `${id}-withheld`, open && `${id}-note`];
  return (
    <div class={withheld ? "field withheld" : "field"}>
      <div class="label">
        <label for={id}>{label}</label>
        {field.personal && <span class="tag" title={say.facts.personalHint}>{say.facts.personal}</span>}
        {isProtected && <span class="tag" title={say.facts.protectedHint}>{say.facts.protected}</span>}
        {note && (
          <button type="button" class="why" aria-expanded={open} aria-controls={`${id}-note`} aria-label={say.facts.why(label)} onClick={() => setOpen(!open)}>
            ?
          </button>
        )}
      </div>
      <div class="body">
        <div class="control">
          <FactInput
            id={id}
            type={field.type}
            choices={field.values?.map((one) => (typeof one === "string" ? one : one.is)).map((is) => ({ is, name: words.choice(field, is) }))}
            value={value}
            signed={field.min === undefined || field.min < 0}
            placeholder={field.default === undefined ? undefined : say.facts.byDefault(words.value(field, field.default as string))}
            invalid={fault !== undefined}
            describedBy={described.filter(Boolean).join(" ") || undefined}
            onValue={onValue}
          />
          {field.unit && <span class="unit">{words.unit(field.unit)}</span>}
        </div>
        {fault && <p class="fault" id={`${id}-fault`}>{faultText(fault, words, field)}</p>}
        {note && <p class="note" id={`${id}-note`} hidden={!open}>{note}</p>}
        {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
        {withheld && <p class="hint" id={`${id}-withheld`}>{say.asks.withheld}</p>}
      </div>
    </div>
  );
}

function hintOf({ type }: Field, { say }: Words): string | undefined {
  return type === "list" ? say.facts.listHint : undefined;
}
