// How wide a text is, roughly and on the safe side, where nothing can measure it; and where it breaks.

const NARROW = /[iljftI.,:;'’|!()[\] ]/;
const BROAD = /[mwMW@%—→≥≤×÷]/;
const CAPITAL = /[A-Z0-9&#$+=<>~]/;
const FULL = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Pixels that a text takes in a font of this size. */
export function wide(text, size, bold = false) {
  let ems = 0;
  for (const char of text) ems += FULL.test(char) ? 1 : NARROW.test(char) ? 0.34 : BROAD.test(char) ? 0.92 : CAPITAL.test(char) ? 0.69 : 0.58;
  return ems * size * (bold ? 1.12 : 1);
}

/** What may not stand at the start of a line, or at the end of one. */
const WORDS = /[（“(]?(?:[\p{Script=Han}]|[^\s\p{Script=Han}（“]+)[）”，。、；：)]*\s*|\s+|./gu;

/** A sign and what stands beside it stay together; the mark is a character of nobody's. */
const SIGN = / ([<>≤≥×÷−+]) /g;
const HELD = "\ue000";

/** A text in lines of at most so many pixels, broken between words and between Chinese characters. */
export function broken(text, most, size, bold = false) {
  return cut(text.replace(SIGN, `${HELD}$1${HELD}`), most, size, bold).map((line) => line.replaceAll(HELD, " "));
}

function cut(text, most, size, bold) {
  const lines = [];
  let line = "";
  for (const word of text.match(WORDS) ?? []) {
    if (line !== "" && wide((line + word).trimEnd(), size, bold) > most) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += line === "" ? word.trimStart() : word;
    // A word that is longer than a line is broken where the line ends.
    while (wide(line.trimEnd(), size, bold) > most) {
      let kept = "";
      for (const char of line) {
        if (kept !== "" && wide(kept + char, size, bold) > most) break;
        kept += char;
      }
      lines.push(kept);
      line = line.slice(kept.length);
    }
  }
  return line.trim() === "" && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}
