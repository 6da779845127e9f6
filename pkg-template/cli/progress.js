// How far it has come, on standard error.

import { bar, padEnd } from "./paint.js";

const EVERY = { terminal: 100, log: 5000 };

export class Progress {
  /** @param {number} total bytes, or whatever is counted in their place; 0 if unknown @param {string} what is counted, a key of the words */
  constructor(total, word, { what = "rows", stream = process.stderr } = {}) {
    this.total = total;
    this.what = word(what);
    this.stream = stream;
    this.start = this.last = performance.now();
  }

  /** Called for each of them; looks at the clock only now and then. */
  at(rows, bytes) {
    if (rows % 256 !== 0) return;
    const now = performance.now();
    if (now - this.last < (this.stream.isTTY ? EVERY.terminal : EVERY.log)) return;
    this.last = now;
    const done = this.total > 0 ? Math.min(1, bytes / this.total) : null;
    const figure = `${rows.toLocaleString("en")} ${this.what}`;
    const part = done === null ? "" : `${String(Math.floor(done * 100)).padStart(3)}%  `;
    if (this.stream.isTTY) {
      this.stream.write(`\r${done === null ? "" : `${padEnd(bar(done, 30), 30)} `}${part}${figure} `);
    } else {
      this.stream.write(`${part}${figure}\n`);
    }
  }

  /** Takes the bar away. Returns the seconds since the start. */
  end() {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
    return (performance.now() - this.start) / 1000;
  }
}
