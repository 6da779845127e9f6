import type { Example } from "../examples";
import { offsetOf, reads, type Field } from "../document";
import { BLANK, type Lead } from "../lead";
import { idOf, type Fault } from "../read";
import { localText } from "../time";
import { faultText } from "../words/faults";
import { Consent } from "./consent";
import { useWords } from "./context";
import { Events } from "./events";
import { FieldInput } from "./field";

interface Props {
  lead: Lead;
  examples: readonly Example[];
  faults: ReadonlyMap<string, Fault>;
  /** Names of fields that consent keeps back. */
  withheld: readonly string[];
  onChange: (how: (lead: Lead) => Lead) => void;
}

/** Facts that a policy may read without declaring them. */
const UNDECLARED = { id: { type: "string", personal: true }, personalised: { type: "boolean" } } as const satisfies { [name: string]: Field };

/** Everything that may be told of a lead, as the policy's fields and events have it. */
export function LeadForm({ lead, examples, faults, withheld, onChange }: Props) {
  const words = useWords();
  const { document, say } = words;
  const offset = offsetOf(document);
  const misdated = faults.get(idOf.asOf);
  const undeclared = (["id", "personalised"] as const).filter((name) => reads(document, name));
  const fields: (readonly [string, Field])[] = [...Object.entries(document.fields), ...undeclared.map((name) => [name, UNDECLARED[name]] as const)];
  return (
    <form class="facts panel" aria-labelledby="facts-heading" onSubmit={(event) => event.preventDefault()}>
      <h2 id="facts-heading">{say.facts.heading}</h2>
      <div class="examples" role="group" aria-label={say.facts.try}>
        <span class="quiet" aria-hidden="true">{say.facts.try}</span>
        {examples.map((example) => (
          <button key={example.name.en} type="button" class="chip" onClick={() => onChange(() => example.lead(document))}>
            {words.text(example.name)}
          </button>
        ))}
        <button type="button" class="chip" onClick={() => onChange(() => BLANK)}>{say.facts.clear}</button>
      </div>
      <div class="fields">
        {fields.map(([name, field]) => (
          <FieldInput
            key={name}
            name={name}
            field={field}
            value={lead.values.get(name) ?? ""}
            fault={faults.get(idOf.fact(name))}
            withheld={withheld.includes(name)}
            onValue={(value) => onChange((lead) => ({ ...lead, values: new Map(lead.values).set(name, value) }))}
          />
        ))}
      </div>
      <Consent given={lead.consent} onChange={(consent) => onChange((lead) => ({ ...lead, consent }))} />
      <Events lead={lead} faults={faults} now={() => lead.asOf || localText(Date.now(), offset)} onChange={onChange} />
      <div class="field as-of">
        <label class="label" for={idOf.asOf}>{say.facts.asOf}</label>
        <div class="control">
          <input
            id={idOf.asOf}
            type="datetime-local"
            max="9999-12-31T23:59"
            aria-invalid={misdated !== undefined}
            aria-describedby={misdated ? "as-of-hint as-of-fault" : "as-of-hint"}
            value={lead.asOf}
            onInput={({ currentTarget: { value: asOf } }) => onChange((lead) => ({ ...lead, asOf }))}
          />
        </div>
        <p class="hint" id="as-of-hint">{say.facts.asOfHint(offset)}</p>
        {misdated && <p class="fault" id="as-of-fault">{faultText(misdated, words)}</p>}
      </div>
    </form>
  );
}
