import { useWords } from "./context";
import { share } from "./scale";

export function Meter({ label, value, hint }: { label: string; value: number; hint: string }) {
  const words = useWords();
  return (
    <div class="meter" title={hint}>
      <span aria-hidden="true">{label}</span>
      <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={1} aria-valuenow={value} aria-valuetext={hint}>
        <svg aria-hidden="true"><rect width={share(value)} height="100%" /></svg>
      </div>
      <span class="number" aria-hidden="true">{words.percent(value)}</span>
    </div>
  );
}
