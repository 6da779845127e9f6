import type { Problem } from "gradus";
import { useRef } from "preact/hooks";
import { isError, type Draft } from "../draft";
import type { Words } from "../words/names";
import { useWords } from "./context";

interface Props {
  draft: Draft;
  shippedText: string;
  onText: (text: string) => void;
}

/** The policy itself, to be read and changed. */
export function PolicyText({ draft, shippedText, onText }: Props) {
  const words = useWords();
  const { policy: say } = words.say;
  const area = useRef<HTMLTextAreaElement>(null);
  const { problems } = draft;
  return (
    <details class="panel policy-text">
      <summary><h2>{say.heading}</h2></summary>
      <p class="hint" id="policy-hint">{say.hint}</p>
      <label class="hidden" for="policy-text">{say.label}</label>
      <textarea
        id="policy-text"
        ref={area}
        value={draft.text}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={problems.some(isError)}
        aria-describedby="policy-hint policy-status"
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      <div class="policy-foot">
        <p id="policy-status" role="status" class={problems.some(isError) ? "fault" : "good"}>{statusOf(problems, words)}</p>
        {draft.text !== shippedText && <button type="button" class="chip" onClick={() => onText(shippedText)}>{say.restore}</button>}
      </div>
      {problems.length > 0 && (
        <ol class="problems">
          {problems.map((problem, i) => (
            <li key={i} class={problem.severity}>
              <Place problem={problem} onGo={(line, column) => area.current && select(area.current, line, column)} />
              <span class="tag severity">{say.severity[problem.severity]}</span>
              <code>{words.say.problems[problem.code] ?? problem.code}</code>
              <span lang="en">{problem.message}</span>
              {problem.help && <span class="quiet">{words.pair(say.help, "")}<span lang="en">{problem.help}</span></span>}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

function Place({ problem: { line, column }, onGo }: { problem: Problem; onGo: (line: number, column: number) => void }) {
  const { say } = useWords();
  if (line === null || column === null) return null;
  return <button type="button" class="link" onClick={() => onGo(line, column)}>{say.policy.at(line, column)}</button>;
}

function statusOf(problems: readonly Problem[], { say }: Words): string {
  const errors = problems.filter(isError).length;
  if (errors > 0) return say.policy.bad(errors);
  return problems.length > 0 ? say.policy.warned(problems.length) : say.policy.good;
}

/** Puts the cursor there, and brings it into sight. */
function select(area: HTMLTextAreaElement, line: number, column: number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
  area.focus();
  area.setSelectionRange(start, Math.max(start, start + ((lines[line - 1]?.length ?? 0) - column + 1)));
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
}
