// Moments in the policy's offset, as the browser's own inputs write them: `2026-11-02T09:00`.

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A moment as text in this offset. */
export function localText(moment: number, offset: string): string {
  return new Date(shifted(moment, offset)).toISOString().slice(0, 16);
}

/** A moment in this offset as the browser's formats take it for UTC: not every browser takes an offset for a time zone. */
export function shifted(moment: number, offset: string): number {
  return moment + minutesOf(offset) * MINUTE;
}

/** The moment that the text means in this offset; NaN if it means none, or one that gradus does not know. */
export function momentOf(text: string, offset: string): number {
  return /^\d{4}-/.test(text) ? Date.parse(`${text}Z`) - minutesOf(offset) * MINUTE : NaN;
}

function minutesOf(offset: string): number {
  const sign = offset.startsWith("-") ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
}
