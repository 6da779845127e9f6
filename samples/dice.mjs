// Chance from a seed, and how samples are written.

export const SEED = 42;
/** The day on which the samples were made. */
export const TODAY = Date.UTC(2026, 10, 2);
export const DAY = 86_400_000;

export function random(seed) {
  // mulberry32: small, good enough for samples.
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const dice = {
    chance: (p) => next() < p,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    one: (list) => list[Math.floor(next() * list.length)],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    /** Picks a key by weight: { big: 1, small: 9 }. */
    weighted: (weights) => {
      const total = Object.values(weights).reduce((sum, w) => sum + w, 0);
      let left = next() * total;
      for (const [key, w] of Object.entries(weights)) if ((left -= w) < 0) return key;
      return Object.keys(weights).at(-1);
    },
  };
  return dice;
}

export const yes = (dice, logit) => dice.chance(1 / (1 + Math.exp(-logit)));
export const isChinese = (word) => /\p{Script=Han}/u.test(word);
export const day = (ms) => new Date(ms).toISOString().slice(0, 10);
export const slashed = (ms) => day(ms).replace(/-0?/g, "/");
export const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
export const clock = (dice, ms) => `${day(ms)} ${String(dice.whole(8, 21)).padStart(2, "0")}:${String(dice.whole(0, 59)).padStart(2, "0")}`;

const cell = (value) => (/[",;\t\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
export const csv = (header, rows, end = "\n") => [header, ...rows].map((row) => row.map(cell).join(",") + end).join("");
