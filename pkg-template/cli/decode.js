// Text from the bytes of a file, whatever a spreadsheet or a CRM has written: UTF-8 with or
// without a mark, UTF-16 with one, GB18030 (which GBK and GB2312 are parts of), or as told.

import { createReadStream, statSync } from "node:fs";
import { Fault, Usage, fileFault } from "./faults.js";

const MARKS = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** Standard input can be read only once: of it, this much decides. */
const LOOK = 1 << 20;

/**
 * Opens a file to be read as text, piece by piece.
 * @returns {Promise<{ encoding: string, guessed: boolean, mark: boolean, size: number, pieces: AsyncIterable<{ text: string, bytes: number }> }>}
 */
export async function open(file, named) {
  if (named !== undefined) decoder(named);
  if (file === "-") {
    const { head, all } = await peek(process.stdin);
    const found = named ? marked(head, named) : await detect("standard input", () => [head], { whole: false });
    return { ...found, size: 0, pieces: decode("standard input", all, found.encoding) };
  }
  const size = sizeOf(file);
  const bytes = () => createReadStream(file, { highWaterMark: 1 << 18 });
  const found = named ? marked(await first(bytes()), named) : await detect(file, bytes, { whole: true });
  return { ...found, size, pieces: decode(file, bytes(), found.encoding) };
}

function sizeOf(file) {
  try {
    const about = statSync(file);
    if (about.isDirectory()) throw new Fault(`${file}: it is a directory`);
    return about.size;
  } catch (error) {
    throw error instanceof Fault ? error : fileFault(file, error);
  }
}

function marked(head, encoding) {
  return { encoding, guessed: false, mark: MARKS.some(([, mark]) => startsWith(head, mark)) };
}

async function detect(file, chunks, { whole }) {
  const head = await first(chunks());
  for (const [encoding, mark] of MARKS) if (startsWith(head, mark)) return { encoding, guessed: false, mark: true };
  for (const encoding of ["utf-8", "gb18030"]) {
    if (await fits(chunks(), encoding, whole)) return { encoding, guessed: encoding !== "utf-8", mark: false };
  }
  throw new Fault(`${file}: this is neither UTF-8 nor GB18030: name its encoding, for example --encoding windows-1252`);
}

async function first(chunks) {
  for await (const chunk of chunks) return chunk;
  return new Uint8Array();
}

function startsWith(bytes, mark) {
  return mark.every((byte, i) => bytes[i] === byte);
}

async function fits(chunks, encoding, whole) {
  const strict = decoder(encoding);
  try {
    for await (const chunk of chunks) strict.decode(chunk, { stream: true });
    if (whole) strict.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The beginning of a stream, and all of it. */
async function peek(stream) {
  const chunks = [];
  let length = 0;
  const iterator = stream[Symbol.asyncIterator]();
  while (length < LOOK) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  async function* all() {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: Buffer.concat(chunks), all: all() };
}

async function* decode(file, chunks, encoding) {
  const strict = decoder(encoding);
  let read = 0;
  try {
    for await (const chunk of chunks) {
      read += chunk.length;
      yield { text: strict.decode(chunk, { stream: true }), bytes: chunk.length };
    }
    yield { text: strict.decode(), bytes: 0 };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Fault(`${file}: near byte ${read} there is something that is not ${encoding}: name the encoding with --encoding`);
  }
}

function decoder(encoding) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new Usage(`--encoding: \`${encoding}\` is no encoding that Node knows`);
  }
}
