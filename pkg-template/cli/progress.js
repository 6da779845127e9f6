// How far it has come, on standard error.

import { bar, padEnd } from "./paint.js";

const EVERY = { terminal: 100, log: 5000 };

export class Progress {
  /** @param {number} total bytes, or 0 if unknown */
  constructor(total, word, stream = process.stderr) {
    this.total = total;
    this.word = word;
    this.stream = stream;
    this.start = this.last = performance.now();
  }

  /** Called for each row; looks at the clock only now and then. */
  at(rows, bytes) {
    if (rows % 256 !== 0) return;
    const now = performance.now();
    if (now - this.last < (this.stream.isTTY ? EVERY.terminal : EVERY.log)) return;
    this.last = now;
    const done = this.total > 0 ? Math.min(1, bytes / this.total) : null;
    const figure = `${rows.toLocaleString("en")} ${this.word("rows")}`;
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
