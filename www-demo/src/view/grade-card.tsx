import type { Explanation } from "gradus";
import { named, scoreOf } from "../document";
import type { Fault } from "../read";
import { decidedText } from "../words/decided";
import { isLetter } from "../words/names";
import { possibleOf } from "../words/outlook";
import { Badge } from "./badge";
import { BandRuler } from "./band-ruler";
import { useWords } from "./context";
import { reach } from "./reach";
import { SpanText } from "./span";

interface Props {
  answer: Explanation;
  faults: ReadonlyMap<string, Fault>;
  stale: boolean;
}

/** The grade, what decided it, and the other grades beside it. It stays in sight while somebody types. */
export function GradeCard({ answer, faults, stale }: Props) {
  const words = useWords();
  const { say } = words;
  const [main, ...others] = Object.keys(answer.grades);
  const score = main === undefined ? undefined : scoreOf(words.document, main);
  const first = [...faults.keys()][0];
  return (
    <div class="panel grade-card">
      {main === undefined ? <p>{say.grade.noGrades}</p> : <Main name={main} answer={answer} />}
      {score !== undefined && <BandRuler grade={main!} score={score} value={answer.scores[score] ?? null} range={answer.range[score] ?? null} />}
      {main !== undefined && <Open grade={main} score={score} answer={answer} />}
      {others.length > 0 && (
        <dl class="others" aria-label={say.grade.others}>
          {others.map((name) => (
            <div key={name}>
              <dt>{words.grade(name)}</dt>
              <dd>
                <Badge grade={name} value={answer.grades[name] ?? null} small />
                <span class="decided">{decidedText(answer, name, words)}<Note grade={name} value={answer.grades[name] ?? null} /><Others grade={name} answer={answer} /></span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {stale && <p class="notice">{say.grade.stale}</p>}
      {first !== undefined && (
        <p class="notice">
          {say.grade.faults(faults.size)} <button type="button" class="link" onClick={() => reach(first)}>{say.grade.show}</button>
        </p>
      )}
    </div>
  );
}

function Main({ name, answer }: { name: string; answer: Explanation }) {
  const words = useWords();
  const value = answer.grades[name] ?? null;
  const meaning = value !== null && isLetter(value) ? words.meaning(name, value) : undefined;
  const score = scoreOf(words.document, name);
  return (
    <div class="main-grade">
      <Badge grade={name} value={value} />
      <div>
        <h2>{words.grade(name)}</h2>
        {meaning && <p class="meaning">{meaning}</p>}
        <p class="decided">{value === null ? words.say.grade.noneHint : decidedText(answer, name, words)}<Note grade={name} value={value} /></p>
      </div>
      {score !== undefined && <Figure score={score} value={answer.scores[score] ?? null} />}
    </div>
  );
}

/** What the first grade and its score may still become. */
function Open({ grade, score, answer }: { grade: string; score: string | undefined; answer: Explanation }) {
  const words = useWords();
  const { range: ofScore, possible: say } = words.say;
  const range = score === undefined ? null : (answer.range[score] ?? null);
  const classes = possibleOf(answer, grade);
  const settled = classes?.length === 1;
  return (
    <dl class="open">
      {range !== null && (
        <div class="range">
          <dt>{ofScore.heading}</dt>
          <dd><SpanText range={range} /></dd>
        </div>
      )}
      <div class="possible">
        <dt>{settled ? say.settled : say.heading}</dt>
        <dd title={settled ? say.settledHint : undefined}>
          {classes === null ? say.unknown : classes.map((one) => <Badge key={one} grade={grade} value={one} small faint={one !== answer.grades[grade]} />)}
        </dd>
      </div>
    </dl>
  );
}

/** What another grade may still become, if it is open. */
function Others({ grade, answer }: { grade: string; answer: Explanation }) {
  const words = useWords();
  const { possible: say } = words.say;
  const classes = possibleOf(answer, grade);
  const others = classes?.filter((one) => one !== answer.grades[grade]) ?? [];
  if (classes !== null && others.length === 0) return null;
  return <span class="still">{classes === null ? say.unknown : say.others(words.list(others.map((one) => words.short(grade, one))))}</span>;
}

/** What the policy has to say of this class. */
function Note({ grade, value }: { grade: string; value: string | null }) {
  const note = useWords().note(grade, value);
  return note === undefined ? null : <span class="class-note">{note}</span>;
}

function Figure({ score, value }: { score: string; value: number | null }) {
  const words = useWords();
  const [, top] = named(words.document.scores, score)?.cap ?? [0, 100];
  return (
    <p class="figure">
      <span class="quiet">{words.score(score)}</span>
      <strong>{value === null ? "–" : words.number(value)}</strong>
      <span class="quiet">{words.say.grade.outOf(words.number(top))}</span>
    </p>
  );
}
