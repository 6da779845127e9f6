// Values of fields as people read them.

import { labelOf } from "./words.js";

/** What was read, each thing with its value: `Orders 3, quiet_days 12`. `say` has fields, words and a language. */
export function observedText(observed, say) {
  const { fields, lang } = say;
  return Object.entries(observed ?? {})
    .map(([name, value]) => `${labelOf(fields[name]?.label, lang, name)} ${valueText(value, fields[name], say)}`)
    .join(", ");
}

/** A value of a field as people read it. */
export function valueText(value, field, { word, lang }) {
  if (value === null) return "–";
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  if (Array.isArray(value)) return value.length > 0 ? value.join(" + ") : word("nothing");
  if (typeof value === "object") return word("personal");
  const one = field?.values?.find((entry) => typeof entry === "object" && entry.is === value);
  const text = one ? labelOf(one.label, lang, String(value)) : String(value);
  return field?.unit && typeof value === "number" ? `${text} ${field.unit}` : text;
}
