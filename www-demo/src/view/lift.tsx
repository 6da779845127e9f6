import type { Explanation, Next, Step } from "gradus";
import { useRef } from "preact/hooks";
import { fillable } from "../advice";
import { mainScore, named, ranked } from "../document";
import { idOf } from "../read";
import { needsText } from "../words/outlook";
import { Badge } from "./badge";
import { useWords } from "./context";
import { reach } from "./reach";

interface Props {
  answer: Explanation;
  /** Puts the advice into the form. */
  onFollow: () => void;
  /** Takes it out again; only while nothing else has been typed. */
  onUndo: (() => void) | null;
}

/** The least change that reaches a better grade. */
export function Lift({ answer, onFollow, onUndo }: Props) {
  const words = useWords();
  const { lift: say } = words.say;
  const heading = useRef<HTMLHeadingElement>(null);
  const [grade] = Object.keys(answer.grades);
  if (grade === undefined) return null;
  const { next } = answer;
  // The button may be gone a moment later: the keyboard then stands where the next advice does.
  const then = (act: () => void) => () => {
    act();
    heading.current?.focus();
  };
  const filled = next === null ? [] : next.changes.filter((step) => fillable(step, words.document));
  return (
    <section class="lift" aria-labelledby="lift-heading">
      <h2 id="lift-heading" ref={heading} tabIndex={-1}>{say.heading}</h2>
      {next === null ? <p class="hint">{whyNone(answer, grade, words)}</p> : <Target grade={grade} answer={answer} next={next} />}
      {(filled.length > 0 || onUndo) && (
        <div class="lift-acts">
          {next !== null && filled.length > 0 && (
            <button type="button" class="act" onClick={then(onFollow)}>{filled.length === next.changes.length ? say.fill : say.fillPart}</button>
          )}
          {onUndo && <span class="quiet">{say.filled} <button type="button" class="link" onClick={then(onUndo)}>{say.undo}</button></span>}
        </div>
      )}
    </section>
  );
}

function Target({ grade, answer, next }: { grade: string; answer: Explanation; next: Next }) {
  const words = useWords();
  const { lift: say, score: none } = words.say;
  const score = mainScore(words.document);
  const figure = (value: number | null) => (value === null ? none.none : words.number(value));
  return (
    <>
      <p class="lift-to">
        <Badge grade={grade} value={answer.grades[grade] ?? null} small />
        <span aria-hidden="true">→</span>
        <span class="hidden">{say.to}</span>
        <Badge grade={grade} value={next.to} small />
        {score !== undefined && <span class="quiet">{say.score(words.score(score), figure(answer.score), figure(next.score))}</span>}
      </p>
      <ul class="changes">
        {next.changes.map((step) => <Change key={step.fact} step={step} />)}
      </ul>
    </>
  );
}

function Change({ step }: { step: Step }) {
  const words = useWords();
  const { lift: say } = words.say;
  const field = named(words.document.fields, step.fact);
  return (
    <li>
      <button type="button" class="link" data-fact={step.fact} onClick={() => reach(idOf.fact(step.fact))}>{words.fact(step.fact)}</button>
      <dl>
        <div><dt>{say.now}</dt><dd>{words.value(field, step.value)}</dd></div>
        <div class="needs"><dt>{say.needs}</dt><dd>{needsText(step.needs, field, words)}{!fillable(step, words.document) && <> <span class="tag">{say.own}</span></>}</dd></div>
      </dl>
    </li>
  );
}

/** Why there is no advice. */
function whyNone({ grades, decidedBy }: Explanation, grade: string, { document, say }: ReturnType<typeof useWords>): string {
  const declared = named(document.grades, grade);
  if (decidedBy[grade]?.source === "manual") return say.lift.byHand;
  if (declared?.matrix) return say.lift.matrix;
  return grades[grade] === ranked(declared ?? {})[0] ? say.lift.best : say.lift.none;
}
