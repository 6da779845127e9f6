import type { Advanced, HeldBack, State, Touch } from "gradus";
import { useRef } from "preact/hooks";
import { named } from "../document";
import { momentText } from "../words/outlook";
import { Badge } from "./badge";
import { useWords } from "./context";

interface Props {
  advanced: Advanced;
  handedBack: boolean;
  onState: (state: State | null) => void;
}

/** Where the customer stands, what holds the next stage back, and what is due. */
export function Standing({ advanced, handedBack, onState }: Props) {
  const words = useWords();
  const { standing: say } = words.say;
  const { document } = words;
  const heading = useRef<HTMLHeadingElement>(null);
  // The button may be gone a moment later: the keyboard then stands where the stage does.
  const change = (state: State | null) => () => {
    onState(state);
    heading.current?.focus();
  };
  const parts = [
    document.lifecycle && <Stage key="stage" advanced={advanced} />,
    document.touches.length > 0 && <Touches key="touches" advanced={advanced} />,
    advanced.timers.length > 0 && <Timers key="timers" advanced={advanced} />,
    Object.keys(advanced.held).length > 0 && <Held key="held" advanced={advanced} />,
    Object.keys(document.balances).length > 0 && <Balances key="balances" advanced={advanced} />,
  ];
  return (
    <section class="panel standing" aria-labelledby="standing-heading">
      <h2 id="standing-heading" ref={heading} tabIndex={-1}>{say.heading}</h2>
      {advanced.stage !== null && advanced.since !== null && (
        <p class="stage">
          <strong>{words.stage(advanced.stage)}</strong> <time class="quiet" dateTime={advanced.since}>{say.since(momentText(advanced.since, words))}</time>
        </p>
      )}
      <div class="parts">{parts}</div>
      <p class="quiet acts">
        {handedBack && <>{say.kept} <button type="button" class="link" onClick={change(null)}>{say.forget}</button> </>}
        <button type="button" class="link" onClick={change(advanced.state)}>{say.keep}</button>
      </p>
      <p class="hint">{say.keepHint}</p>
    </section>
  );
}

function Stage({ advanced: { transitions, heldBack } }: { advanced: Advanced }) {
  const words = useWords();
  const { standing: say } = words.say;
  const read = (observed: Advanced["heldBack"][number]["observed"]) => words.list(Object.entries(observed).map(([name, value]) => words.observed(name, value)));
  return (
    <>
      {transitions.length > 0 && (
        <section>
          <h3>{say.moved}</h3>
          <ul>
            {transitions.map(({ from, to, timer, path, observed }) => (
              <li key={to}>
                <span>{words.stage(from)} → <strong>{words.stage(to)}</strong></span>
                <span class="quiet">{timer === null ? say.by(words.at(path) ?? read(observed)) : say.breached(words.timer(from, timer))}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="held-back">
        <h3>{say.next}</h3>
        {heldBack.length === 0 && <p class="hint">{say.end}</p>}
        <ul>
          {heldBack.map(({ to, by, until, path, observed }) => (
            <li key={path}>
              <span>→ <strong>{words.stage(to)}</strong> {words.at(path)}</span>
              <span class="quiet">
                {words.list(reasons(by, until, words))}
                {Object.keys(observed).length > 0 && ` (${read(observed)})`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** What holds a transition back: first what time alone does, with its end. */
function reasons(by: HeldBack["by"], until: string | null, words: ReturnType<typeof useWords>): string[] {
  const { standing: say } = words.say;
  const isTimely = (one: HeldBack["by"][number]): boolean => one === "stay" || one === "cooldown" || one === "lockout";
  const [timely, others] = [by.filter(isTimely), by.filter((one) => !isTimely(one))];
  const end = until === null ? [] : [say.until(momentText(until, words))];
  return [...timely.map((one) => say.reasons[one]), ...end, ...others.map((one) => say.reasons[one])];
}

/** What is due and what comes next; what is over folds away. */
function Touches({ advanced: { touches } }: { advanced: Advanced }) {
  const words = useWords();
  const { standing: say } = words.say;
  const of = (...statuses: Touch["status"][]) => touches.filter(({ status }) => statuses.includes(status));
  const open = [...of("due"), ...of("upcoming").sort((one, other) => Date.parse(one.opens) - Date.parse(other.opens))];
  const over = of("missed", "superseded", "done");
  const list = (some: readonly Touch[]) => <ul>{some.map((one) => <TouchLine key={`${one.touch} ${one.of}`} touch={one} />)}</ul>;
  return (
    <section class="touches">
      <h3>{say.touches}</h3>
      {open.length === 0 ? <p class="hint">{say.noTouches}</p> : list(open)}
      {over.length > 0 && (
        <details>
          <summary>{say.over(over.length)}</summary>
          {list(over)}
        </details>
      )}
    </section>
  );
}

function TouchLine({ touch: { touch, status, opens, closes, channel } }: { touch: Touch }) {
  const words = useWords();
  const { standing: say } = words.say;
  const channels = words.document.touches.find((one) => one.touch === touch)?.channels;
  const by = status !== "due" || channels === undefined ? [] : [channel === null ? say.noChannel : say.by_channel(words.channel(channel))];
  return (
    <li class={status}>
      <span><strong>{words.touch(touch)}</strong></span>
      <span class="quiet">{words.list([say.touch[status](momentText(opens, words), momentText(closes, words)), ...by])}</span>
    </li>
  );
}

function Timers({ advanced: { stage, timers } }: { advanced: Advanced }) {
  const words = useWords();
  const { standing: say } = words.say;
  return (
    <section>
      <h3>{say.timers}</h3>
      <ul>
        {timers.map(({ timer, status, ends }) => (
          <li key={timer}>
            <span>{words.timer(stage ?? "", timer)}</span>
            <span class="quiet">{say.timer[status](momentText(ends, words))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Held({ advanced: { held } }: { advanced: Advanced }) {
  const words = useWords();
  const { standing: say } = words.say;
  return (
    <section>
      <h3>{say.held}</h3>
      <ul>
        {Object.entries(held).map(([name, one]) => one && (
          <li key={name}>
            <span class="becomes">{words.grade(name)} <Badge grade={name} value={one.grade} small /></span>
            <span class="quiet">{one.inGrace ? say.inGrace(momentText(one.graceUntil, words)) : say.heldUntil(momentText(one.validUntil, words))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Balances({ advanced: { balances } }: { advanced: Advanced }) {
  const words = useWords();
  const { standing: say, observed } = words.say;
  return (
    <section>
      <h3>{say.balances}</h3>
      <ul>
        {Object.keys(words.document.balances).map((name) => {
          const one = named(balances, name) ?? null;
          const [next] = one?.expiring ?? [];
          return (
            <li key={name}>
              <span>{words.balance(name)} <strong>{one === null ? observed.missing : words.number(one.balance)}</strong></span>
              {next && <span class="quiet">{say.expires(words.number(next.amount), momentText(next.at, words))}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
