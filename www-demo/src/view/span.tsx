import type { Range } from "gradus";
import { capOf, named } from "../document";
import { isSettled, spanText, surenessText } from "../words/outlook";
import { useWords } from "./context";
import { scale, share } from "./scale";

/** All that a score may still become, in figures. */
export function SpanText({ range }: { range: Range }) {
  const words = useWords();
  const { range: say } = words.say;
  const hint = isSettled(range) ? say.settledHint : range.exact ? say.exactHint : say.boundHint;
  return (
    <span class="span-text" title={hint}>
      <strong>{spanText(range, words)}</strong> <span class={isSettled(range) || range.exact ? "tag" : "tag bound"}>{surenessText(range, words)}</span>
    </span>
  );
}

/** The same as a bar, on the score's own scale. */
export function SpanMeter({ score, value, range }: { score: string; value: number | null; range: Range }) {
  const words = useWords();
  const [low, high] = capOf(named(words.document.scores, score) ?? {});
  const at = scale(low, high);
  return (
    <div class="meter">
      <span>{words.say.range.heading}</span>
      <svg class="span-bar" aria-hidden="true">
        <rect class={range.exact ? "span" : "span bound"} x={share(at(range.low))} width={share(at(range.high) - at(range.low))} height="100%" />
        {value !== null && <rect class="needle" x={share(at(value))} width="3" height="100%" transform="translate(-1.5)" />}
      </svg>
      <SpanText range={range} />
    </div>
  );
}
