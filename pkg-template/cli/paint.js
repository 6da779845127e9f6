// Colour, width and columns in a terminal.

const CODES = { red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, bold: 1, dim: 2 };

/** A function that paints text for this stream, or leaves it as it is where colour is unwelcome. */
export function paint(stream) {
  const welcome = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  return (colour, text) => (welcome ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text);
}

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const PAINT = /\x1b\[\d+m/g;

/** How many columns a text takes: Chinese characters take two. */
export function width(text) {
  let columns = 0;
  for (const one of text.replace(PAINT, "")) columns += NONE.test(one) ? 0 : WIDE.test(one) ? 2 : 1;
  return columns;
}

export function padEnd(text, columns) {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text, columns) {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** The text, cut to so many columns. */
export function cut(text, columns) {
  if (width(text) <= columns) return text;
  let [kept, used] = ["", 0];
  for (const one of text) {
    used += width(one);
    if (used > columns - 1) break;
    kept += one;
  }
  return `${kept}…`;
}

/**
 * Rows as lines with aligned columns. `align` has a letter for each column: `l` or `r`.
 * @param {string[][]} rows @param {string} align
 */
export function table(rows, align, { indent = "  ", gap = "  " } = {}) {
  const widths = [...align].map((_, i) => Math.max(...rows.map((row) => width(row[i] ?? ""))));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (align[i] === "r" ? padStart(cell, widths[i]) : padEnd(cell, widths[i])));
    return (indent + cells.join(gap)).trimEnd();
  });
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar for a share of one. */
export function bar(share, columns) {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
