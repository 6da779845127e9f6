// What somebody has typed about a lead, and the facts that it makes.

import type { State } from "gradus";
import type { Document, Type } from "./document";
import { named } from "./document";

/** An event as it stands in the form. `key` keeps it apart from its neighbours. */
export interface Happening {
  readonly key: number;
  readonly kind: string;
  readonly at: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Texts as they were typed: a mistake stays where it was made until somebody mends it. */
export interface Lead {
  readonly values: ReadonlyMap<string, string>;
  readonly consent: ReadonlySet<string>;
  /** Whether anything is known of events: without it even "no visit" is not known. */
  readonly recorded: boolean;
  readonly events: readonly Happening[];
  /** The moment to grade at, in the policy's offset; empty for the present. */
  readonly asOf: string;
  /** What an earlier answer gave to be handed back. */
  readonly state: State | null;
}

export const BLANK: Lead = { values: new Map(), consent: new Set(), recorded: false, events: [], asOf: "", state: null };

let made = 0;

export function happening(kind: string, at: string, attributes: ReadonlyMap<string, string> = new Map()): Happening {
  return { key: ++made, kind, at, attributes };
}

/** Facts for gradus, and where each event of the form went in them. */
export interface Told {
  readonly facts: { readonly [name: string]: unknown };
  /** From `/events/visit/0` to the key of the event in the form. */
  readonly places: ReadonlyMap<string, number>;
}

export function told(lead: Lead, document: Document): Told {
  const facts: Record<string, unknown> = {};
  for (const [name, text] of lead.values) {
    const type = named(document.fields, name)?.type ?? UNDECLARED.get(name);
    if (type !== undefined) facts[name] = factOf(type, text);
  }
  facts.consent = [...lead.consent];
  const places = new Map<string, number>();
  if (lead.recorded) facts.events = eventsOf(lead, document, places);
  return { facts, places };
}

/** Facts that a policy knows without declaring them. */
const UNDECLARED: ReadonlyMap<string, Type> = new Map([["id", "string"], ["personalised", "boolean"]]);

function eventsOf(lead: Lead, document: Document, places: Map<string, number>): Record<string, object[]> {
  const events: Record<string, object[]> = {};
  for (const kind of Object.keys(document.events)) {
    const declared = Object.entries(named(document.events, kind) ?? {});
    events[kind] = lead.events
      .filter((one) => one.kind === kind)
      .map((one, i) => {
        places.set(`/events/${kind}/${i}`, one.key);
        const attributes = declared.map(([name, type]) => [name, factOf(typeOf(type), one.attributes.get(name) ?? "")]);
        return { at: one.at || undefined, ...Object.fromEntries(attributes) };
      });
  }
  return events;
}

/** The type of an event's attribute: `number` and `number?` are one. */
export function typeOf(attribute: string): Type {
  return attribute.replace("?", "") as Type;
}

function factOf(type: Type, text: string): unknown {
  if (text.trim() === "") return undefined;
  if (type === "number") return numberOf(text);
  if (type === "boolean") return text === "true";
  if (type === "list") return text.split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean);
  return text;
}

/** A number as people write it, `20,000` and `２００` too; what is none stays text, and gradus says so. */
function numberOf(text: string): unknown {
  const plain = text.normalize("NFKC").replace("−", "-").trim();
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(",", ""));
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : text;
}
