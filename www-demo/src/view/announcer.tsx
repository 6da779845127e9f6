import type { Explanation } from "gradus";
import { useEffect, useState } from "preact/hooks";
import { useWords } from "./context";

/** How long typing rests before somebody who listens is told the grade. */
const PAUSE = 600;

/** Says the grades to whoever cannot see them change. */
export function Announcer({ answer }: { answer: Explanation }) {
  const words = useWords();
  const grades = Object.entries(answer.grades).map(([name, one]) => words.pair(words.grade(name), words.classed(name, one)));
  const scores = Object.entries(answer.scores).map(([name, one]) => words.pair(words.score(name), one === null ? words.say.score.none : words.number(one)));
  const text = words.say.grade.announce(words.list(grades), words.list(scores));
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return <p class="hidden" role="status">{said}</p>;
}
