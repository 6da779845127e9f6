// What decided a grade, in a sentence.

import type { Explanation } from "gradus";
import type { Class } from "../document";
import { named, pointed } from "../document";
import type { Words } from "./names";

export function decidedText({ decidedBy, grades }: Explanation, grade: string, words: Words): string | null {
  const decision = decidedBy[grade];
  if (decision === undefined || decision.path === null) return decision?.source === "manual" ? words.say.decided.manual : words.say.grade.noneHint;
  const { decided } = words.say;
  const declared = named(words.document.grades, grade);
  const { from, when, note } = (pointed(words.document, decision.path) ?? {}) as Class;
  switch (decision.source) {
    case "override":
      return decided.override(words.text(note) ?? when ?? "");
    case "held":
      return decided.held;
    case "band":
      return decided.band(words.score(declared?.of?.replace("score.", "") ?? ""), words.number(from ?? 0));
    case "first":
      return when === undefined ? decided.last : decided.first(when);
    case "matrix": {
      const { rows = "", columns = "" } = declared?.matrix ?? {};
      return decided.matrix(words.pair(words.grade(rows), words.short(rows, grades[rows] ?? "")), words.pair(words.grade(columns), words.short(columns, grades[columns] ?? "")));
    }
    default:
      return null;
  }
}
