import type { Explanation } from "gradus";
import { scoreOf } from "../document";
import { isLetter } from "../words/names";
import { isSettled, spanText } from "../words/outlook";
import { Badge } from "./badge";
import { useWords } from "./context";

/** The grade in one line, at hand while somebody fills in a form that stands above the answer. */
export function AtHand({ answer: { grade, grades, score, range } }: { answer: Explanation }) {
  const words = useWords();
  const [main] = Object.keys(grades);
  if (main === undefined) return null;
  const banded = scoreOf(words.document, main);
  const open = banded === undefined ? null : (range[banded] ?? null);
  return (
    <a class="at-hand" href="#answer">
      <span class="hidden">{words.say.grade.heading}</span>
      <Badge grade={main} value={grade} small />
      <span class="meaning">{grade !== null && isLetter(grade) ? words.meaning(main, grade) : words.grade(main)}</span>
      {open !== null && !isSettled(open) && <span class="quiet span-text"><span class="hidden">{words.say.range.heading}</span> {spanText(open, words)}</span>}
      {score !== null && <span class="figure">{words.number(score)}</span>}
    </a>
  );
}
