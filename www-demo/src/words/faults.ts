// What is wrong with an input, in the page's language.

import type { Field } from "../document";
import type { Fault } from "../read";
import type { Words } from "./names";

export function faultText({ code, message }: Fault, words: Words, { min, max }: Partial<Field> = {}): string {
  const { faults } = words.say;
  switch (code) {
    case "fact_type":
    case "fact_not_finite":
      return faults.number;
    case "fact_range":
      if (min === undefined) return max === undefined ? message : faults.atMost(words.number(max));
      return max === undefined ? faults.atLeast(words.number(min)) : faults.between(words.number(min), words.number(max));
    case "fact_date":
      return faults.date;
    case "fact_value":
      return faults.value;
    case "fact_too_long":
      return faults.long;
    case "fact_too_many":
      return faults.many;
    case "fact_absent":
      return faults.incomplete;
    default:
      return message;
  }
}
