import type { Explanation } from "gradus";
import { isLetter } from "../words/names";
import { Badge } from "./badge";
import { useWords } from "./context";

/** The grade in one line, at hand while somebody fills in a form that stands above the answer. */
export function AtHand({ answer: { grade, grades, score } }: { answer: Explanation }) {
  const words = useWords();
  const [main] = Object.keys(grades);
  if (main === undefined) return null;
  return (
    <a class="at-hand" href="#answer">
      <span class="hidden">{words.say.grade.heading}</span>
      <Badge grade={main} value={grade} small />
      <span class="meaning">{grade !== null && isLetter(grade) ? words.meaning(main, grade) : words.grade(main)}</span>
      {score !== null && <span class="figure">{words.number(score)}</span>}
    </a>
  );
}
