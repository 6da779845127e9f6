// A file that is written piece by piece.

import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { fileFault } from "./faults.js";

const PIECE = 1 << 16;

/** Standard output or a file; `write` returns a promise only when it is full. */
export async function writer(file) {
  const stream = file === undefined ? process.stdout : createWriteStream(file);
  if (file !== undefined) {
    await new Promise((resolve, reject) => stream.once("open", resolve).once("error", (error) => reject(fileFault(file, error))));
  }
  let waiting = "";
  const flush = () => {
    const text = waiting;
    waiting = "";
    return stream.write(text) ? undefined : once(stream, "drain");
  };
  return {
    write(text) {
      waiting += text;
      return waiting.length < PIECE ? undefined : flush();
    },
    async end() {
      await flush();
      if (stream !== process.stdout) await new Promise((resolve, reject) => stream.once("error", reject).end(resolve));
    },
  };
}
