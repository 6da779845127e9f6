import type { LedgerLine } from "gradus";
import { named } from "../document";
import { decimalsOf } from "../words/names";
import { useWords } from "./context";

interface Props {
  score: string;
  lines: readonly LedgerLine[];
  value: number;
}

// The roles say again what the elements say: on a narrow page the rows are laid out as blocks, and some browsers then forget it.

/** Every line of the ledger: what was read, what it earned, what it counts. */
export function Ledger({ score, lines, value }: Props) {
  const words = useWords();
  const { score: say } = words.say;
  const pointDecimals = decimalsOf(lines.map(({ points }) => points));
  const countDecimals = decimalsOf([...lines.map(({ counts }) => counts), value]);
  return (
    <table role="table" aria-label={`${words.score(score)}: ${say.heading}`}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">{say.group}</th>
          <th role="columnheader" scope="col">{say.rule}</th>
          <th role="columnheader" scope="col">{say.observed}</th>
          <th role="columnheader" scope="col" class="number">{say.points}</th>
          <th role="columnheader" scope="col" class="number">{say.counts}</th>
        </tr>
      </thead>
      {grouped(lines).map(([group, own]) => (
        <tbody key={group} role="rowgroup">
          {own.map((line, i) => (
            <tr key={i} role="row" class={line.kind === "rule" ? undefined : "changed"}>
              {i === 0 && (
                <th role="rowheader" scope="rowgroup" rowSpan={own.length} class="group">
                  {group === null ? "" : words.group(score, group)}
                  <Weight score={score} group={group} />
                </th>
              )}
              <td role="cell" class="rule">{words.line(score, line)}</td>
              <td role="cell" class="observed">
                {Object.entries(line.observed ?? {}).map(([name, one]) => <span key={name}>{words.observed(name, one)}</span>)}
              </td>
              <td role="cell" class="number points" data-label={say.points}>{words.points(line.points, pointDecimals)}</td>
              <td role="cell" class="number counts" data-label={say.counts}>{words.points(line.counts, countDecimals)}</td>
            </tr>
          ))}
        </tbody>
      ))}
      <tfoot role="rowgroup">
        <tr role="row">
          <th role="rowheader" scope="row" colSpan={4}>{say.total}</th>
          <td role="cell" class="number counts">{words.number(value, countDecimals)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Weight({ score, group }: { score: string; group: string | null }) {
  const words = useWords();
  const weight = group === null ? undefined : named(named(words.document.scores, score)?.groups, group)?.weight;
  return weight === undefined ? null : <span class="quiet weight">{words.say.score.weight(words.number(weight))}</span>;
}

/** Lines by group; they come in the groups' order. */
function grouped(lines: readonly LedgerLine[]): readonly (readonly [string | null, readonly LedgerLine[]])[] {
  const groups = new Map<string | null, LedgerLine[]>();
  for (const line of lines) groups.set(line.group, [...(groups.get(line.group) ?? []), line]);
  return [...groups];
}
