import type { State } from "gradus";
import type { Reading } from "../read";
import { Announcer } from "./announcer";
import { AtHand } from "./at-hand";
import { useWords } from "./context";
import { GradeCard } from "./grade-card";
import { Lift } from "./lift";
import { Questions } from "./questions";
import { ScoreBreakdown } from "./score-breakdown";
import { Standing } from "./standing";
import { Turn } from "./turn";

interface Props {
  reading: Reading;
  stale: boolean;
  onFollow: () => void;
  onUndo: (() => void) | null;
  /** Whether an earlier answer's state was handed back. */
  handedBack: boolean;
  /** Hands this answer's state back from now on, or none. */
  onState: (state: State | null) => void;
}

/** Everything that follows from the facts. */
export function Answer({ reading, stale, onFollow, onUndo, handedBack, onState }: Props) {
  const words = useWords();
  const { answer, advanced, faults, later, failure } = reading;
  if (answer === null) {
    return (
      <section class="answer" id="answer" tabIndex={-1}>
        <div class="panel"><p class="fault" role="alert">{failure}</p></div>
      </section>
    );
  }
  return (
    <section class="answer" id="answer" tabIndex={-1} aria-label={words.say.grade.heading}>
      <Announcer answer={answer} />
      <AtHand answer={answer} />
      <GradeCard answer={answer} faults={faults} stale={stale} />
      {advanced && <Standing advanced={advanced} handedBack={handedBack} onState={onState} />}
      {Object.keys(answer.grades).length > 0 && (
        <div class="panel outlook">
          <Questions answer={answer} />
          <div>
            <Lift answer={answer} onFollow={onFollow} onUndo={onUndo} />
            <Turn answer={answer} advanced={advanced} later={later} />
          </div>
        </div>
      )}
      {Object.keys(answer.scores).map((score) => <ScoreBreakdown key={score} score={score} answer={answer} />)}
      <details class="panel json">
        <summary><h2>{words.say.json.heading}</h2></summary>
        <p class="hint">{words.say.json.hint}</p>
        <pre tabIndex={0} aria-label={words.say.json.heading}>{JSON.stringify(answer, null, 2)}</pre>
      </details>
    </section>
  );
}
