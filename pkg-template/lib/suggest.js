// Words for messages: what the author wrote, and what they may have meant. The core does the
// same for documents (src/base/suggest.rs); this is for what never reaches it.

const LONGEST = 40;
const CANDIDATES = 1000;
const LISTED = 8;

/** What the author wrote, in backticks, cut if it is long. @param {string} text */
export function quote(text) {
  const letters = [...text.slice(0, LONGEST * 2 + 2)];
  const shown = letters.slice(0, LONGEST).map((one) => (/\p{Cc}/u.test(one) ? " " : one));
  return `\`${shown.join("")}${letters.length > LONGEST ? "…" : ""}\``;
}

/** "did you mean `x`?" if a candidate is near; else what there is, if that is not much; else nothing. */
export function help(word, candidates) {
  const found = nearest(word, candidates);
  if (found !== null) return `did you mean ${quote(found)}?`;
  if (candidates.length === 0 || candidates.length > LISTED) return null;
  return `there ${candidates.length === 1 ? "is" : "are"} ${candidates.map(quote).join(", ")}`;
}

/** The candidate that looks most like the word, if one is near; of several the first. */
export function nearest(word, candidates) {
  const letters = [...word.toLowerCase()];
  if (letters.length === 0 || letters.length > LONGEST) return null;
  let best = null;
  // A third of the letters may be wrong, but two always if there are enough left to recognise.
  let bound = (letters.length <= 4 ? 1 : Math.max(2, Math.floor(letters.length / 3))) + 1;
  for (const candidate of candidates.slice(0, CANDIDATES)) {
    const other = [...candidate.slice(0, LONGEST * 2 + 2).toLowerCase()];
    if (other.length > LONGEST || Math.abs(other.length - letters.length) >= bound) continue;
    const found = distance(letters, other);
    if (found < bound) [best, bound] = [candidate, found];
  }
  return best;
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function distance(from, to) {
  let before = [];
  let above = to.map((_, i) => i + 1);
  above.unshift(0);
  for (let row = 0; row < from.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const same = from[row] === to[column];
      let cost = Math.min(above[column] + (same ? 0 : 1), current[column] + 1, above[column + 1] + 1);
      if (row > 0 && column > 0 && from[row] === to[column - 1] && from[row - 1] === to[column]) cost = Math.min(cost, before[column - 1] + 1);
      current.push(cost);
    }
    [before, above] = [above, current];
  }
  return above[to.length];
}
