import type { Explanation } from "gradus";
import { named } from "../document";
import type { Fault } from "../read";
import { decidedText } from "../words/decided";
import { isLetter, type Words } from "../words/names";
import { Badge } from "./badge";
import { BandRuler } from "./band-ruler";
import { useWords } from "./context";
import { reach } from "./reach";

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
  const score = main === undefined ? undefined : scoreOf(main, words);
  const first = [...faults.keys()][0];
  return (
    <div class="panel grade-card">
      {main === undefined ? <p>{say.grade.noGrades}</p> : <Main name={main} answer={answer} />}
      {score !== undefined && <BandRuler grade={main!} score={score} value={answer.scores[score] ?? null} />}
      {others.length > 0 && (
        <dl class="others" aria-label={say.grade.others}>
          {others.map((name) => (
            <div key={name}>
              <dt>{words.grade(name)}</dt>
              <dd>
                <Badge grade={name} value={answer.grades[name] ?? null} small />
                <span class="decided">{decidedText(answer, name, words)}<Note grade={name} value={answer.grades[name] ?? null} /></span>
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
  const score = scoreOf(name, words);
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

/** The score that a grade of bands is made of. */
function scoreOf(grade: string, { document }: Words): string | undefined {
  return named(document.grades, grade)?.of?.replace("score.", "");
}
