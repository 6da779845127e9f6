// Values of fields as people read them.

import { labelOf } from "./words.js";

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
