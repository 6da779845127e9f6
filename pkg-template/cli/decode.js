// Text from the bytes of a file, whatever a spreadsheet or a CRM has written: UTF-8 with or
// without a mark, UTF-16 with one, GB18030 (which GBK and GB2312 are parts of), or as told; a
// file may be packed by gzip.

import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault, Usage, fileFault } from "./faults.js";

const MARKS = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

const GZIP = [0x1f, 0x8b];

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
  const bytes = packed(file) ? () => unpack(file) : () => createReadStream(file, { highWaterMark: 1 << 18 });
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

function packed(file) {
  const head = new Uint8Array(2);
  let handle;
  try {
    handle = openSync(file, "r");
    readSync(handle, head);
  } catch (error) {
    throw fileFault(file, error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
  return startsWith(head, GZIP);
}

/** What is in a file packed by gzip, and how many of its bytes are done with. */
function unpack(file) {
  // Errors come out of the last stream, which is the one that is read.
  const stream = pipeline(createReadStream(file), createGunzip({ chunkSize: 1 << 18 }), () => undefined);
  return {
    get bytesDone() {
      return stream.bytesWritten;
    },
    async *[Symbol.asyncIterator]() {
      try {
        yield* stream;
      } catch (error) {
        if (!String(error?.code).startsWith("Z_")) throw error;
        throw new Fault(`${file}: it begins as a file packed by gzip, and is none: ${error.message}`);
      }
    },
  };
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
  let [read, told] = [0, 0];
  try {
    for await (const chunk of chunks) {
      read += chunk.length;
      // Of a packed file the bytes that are done with count.
      const done = chunks.bytesDone ?? read;
      yield { text: strict.decode(chunk, { stream: true }), bytes: done - told };
      told = done;
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
