import { named } from "../document";
import { happening, typeOf, type Happening, type Lead } from "../lead";
import { idOf, type Fault } from "../read";
import { faultText } from "../words/faults";
import { useWords } from "./context";
import { FactInput } from "./fact-input";
import { reach } from "./reach";

interface Props {
  lead: Lead;
  faults: ReadonlyMap<string, Fault>;
  /** The present, as an input writes it. */
  now: () => string;
  onChange: (how: (lead: Lead) => Lead) => void;
}

/** What happened, kind by kind. */
export function Events({ lead, faults, now, onChange }: Props) {
  const words = useWords();
  const { say } = words;
  const kinds = Object.keys(words.document.events);
  if (kinds.length === 0) return null;
  const setEvents = (how: (events: readonly Happening[]) => readonly Happening[]) =>
    onChange((lead) => ({ ...lead, recorded: true, events: how(lead.events) }));
  const add = (kind: string) => {
    const one = happening(kind, now());
    setEvents((events) => [...events, one]);
    reachSoon(idOf.at(one.key));
  };
  const remove = ({ key, kind }: Happening) => {
    setEvents((events) => events.filter((one) => one.key !== key));
    reachSoon(idOf.kind(kind)); // else the keyboard is left nowhere
  };
  return (
    <fieldset class="events">
      <legend>{say.events.heading}</legend>
      <label class="tick">
        <input
          type="checkbox"
          checked={lead.recorded}
          aria-describedby="recorded-hint"
          onChange={() => onChange((lead) => ({ ...lead, recorded: !lead.recorded }))}
        />
        <span>{say.events.recorded}</span>
      </label>
      <p class="hint" id="recorded-hint">{say.events.recordedHint}</p>
      {kinds.map((kind) => (
        <details key={kind} class="kind">
          <Kind
            kind={kind}
            happened={lead.recorded ? lead.events.filter((one) => one.kind === kind) : []}
            faults={faults}
            onAdd={() => add(kind)}
            onChange={(changed) => setEvents((events) => events.map((one) => (one.key === changed.key ? changed : one)))}
            onRemove={remove}
          />
        </details>
      ))}
    </fieldset>
  );
}

interface KindProps {
  kind: string;
  happened: readonly Happening[];
  faults: ReadonlyMap<string, Fault>;
  onAdd: () => void;
  onChange: (changed: Happening) => void;
  onRemove: (gone: Happening) => void;
}

function Kind({ kind, happened, faults, onAdd, onChange, onRemove }: KindProps) {
  const words = useWords();
  const name = words.kind(kind);
  return (
    <>
      <summary>
        {name} {happened.length > 0 && <span class="count">{happened.length}</span>}
      </summary>
      <div class="happened">
        {happened.map((one, i) => (
          <Event key={one.key} number={i + 1} event={one} faults={faults} onChange={onChange} onRemove={() => onRemove(one)} />
        ))}
        <button type="button" class="add" id={idOf.kind(kind)} onClick={onAdd}>{words.say.events.add(name)}</button>
      </div>
    </>
  );
}

interface EventProps {
  number: number;
  event: Happening;
  faults: ReadonlyMap<string, Fault>;
  onChange: (event: Happening) => void;
  onRemove: () => void;
}

function Event({ number, event, faults, onChange, onRemove }: EventProps) {
  const words = useWords();
  const { say } = words;
  const { key, kind } = event;
  const name = words.kind(kind);
  const whole = faults.get(idOf.event(key));
  const attributes = Object.entries(named(words.document.events, kind) ?? {});
  return (
    <div class="event" role="group" aria-label={say.events.one(name, number)} aria-describedby={whole && `${idOf.event(key)}-fault`}>
      <Part id={idOf.at(key)} label={say.events.at} type="timestamp" value={event.at} fault={faults.get(idOf.at(key))} onValue={(at) => onChange({ ...event, at })} />
      {attributes.map(([attribute, type]) => (
        <Part
          key={attribute}
          id={idOf.attribute(key, attribute)}
          label={words.attribute(attribute)}
          optional={type.endsWith("?")}
          type={typeOf(type)}
          value={event.attributes.get(attribute) ?? ""}
          fault={faults.get(idOf.attribute(key, attribute))}
          onValue={(value) => onChange({ ...event, attributes: new Map(event.attributes).set(attribute, value) })}
        />
      ))}
      <button type="button" class="remove" aria-label={say.events.remove(name, number)} onClick={onRemove}>×</button>
      {whole && <p class="fault" id={`${idOf.event(key)}-fault`}>{faultText(whole, words)}</p>}
    </div>
  );
}

interface PartProps {
  id: string;
  label: string;
  optional?: boolean;
  type: ReturnType<typeof typeOf>;
  value: string;
  fault: Fault | undefined;
  onValue: (value: string) => void;
}

/** An event's moment, or one of its attributes. */
function Part({ id, label, optional = false, type, value, fault, onValue }: PartProps) {
  const words = useWords();
  return (
    <div class="part">
      <label for={id}>
        {label} {optional && <span class="quiet">{words.say.events.optional}</span>}
      </label>
      <FactInput id={id} type={type} value={value} invalid={fault !== undefined} describedBy={fault && `${id}-fault`} onValue={onValue} />
      {fault && <p class="fault" id={`${id}-fault`}>{faultText(fault, words)}</p>}
    </div>
  );
}

/** Once it is there. */
function reachSoon(id: string) {
  requestAnimationFrame(() => reach(id));
}
