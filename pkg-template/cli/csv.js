// Rows of a CSV file, and rows into one.

import { parse } from "csv-parse";
import { Fault } from "./faults.js";
import { open } from "./decode.js";

const DELIMITERS = [",", ";", "\t"];
const NAMED = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";" };

/**
 * Opens a CSV file.
 * @returns {Promise<{ header: string[], rows: AsyncIterable<string[]>, delimiter: string, newline: string, encoding: string, guessed: boolean, mark: boolean, size: number, progress: { bytes: number } }>}
 */
export async function openCsv(file, { encoding, delimiter } = {}) {
  const input = await open(file, encoding);
  const progress = { bytes: 0 };
  const pieces = input.pieces[Symbol.asyncIterator]();
  let head = "";
  // The header decides on the delimiter: read on until it is whole.
  while (!headerEnds(head)) {
    const { value, done } = await pieces.next();
    if (done) break;
    head += value.text;
    progress.bytes += value.bytes;
  }
  const line = head.slice(0, headerEnds(head) || head.length);
  const used = delimiter === undefined ? guess(line) : (NAMED[delimiter] ?? delimiter);

  const parser = parse({ delimiter: used, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  const fed = feed(parser, head, pieces, progress);
  const rows = records(file, parser, fed);
  const header = (await rows.next()).value;
  if (header === undefined) throw new Fault(`${file}: the file is empty`);
  return {
    ...input,
    header: header.map((name) => name.trim()),
    rows,
    delimiter: used,
    newline: head.slice(line.length, line.length + 2) === "\r\n" ? "\r\n" : "\n",
    progress,
  };
}

/** Where the first line ends, quotes considered; 0 if it does not yet. */
function headerEnds(text) {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (!quoted && (text[i] === "\n" || text[i] === "\r") && i > 0 && i + 1 < text.length) return i;
  }
  return 0;
}

/** The delimiter that stands most often in the header, outside quotes. */
function guess(header) {
  const bare = header.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((one) => bare.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

async function feed(parser, head, pieces, progress) {
  const write = (text) => parser.write(text) || drained(parser);
  try {
    await write(head);
    for (;;) {
      const { value, done } = await pieces.next();
      if (done || parser.destroyed) break;
      progress.bytes += value.bytes;
      if (value.text !== "") await write(value.text);
    }
    parser.end();
  } catch (error) {
    parser.destroy(error);
  }
}

function drained(stream) {
  return new Promise((resolve) => {
    const resume = () => {
      stream.off("drain", resume).off("close", resume);
      resolve();
    };
    stream.on("drain", resume).on("close", resume);
  });
}

async function* records(file, parser, fed) {
  try {
    for await (const record of parser) yield record;
    await fed;
  } catch (error) {
    if (!String(error?.code).startsWith("CSV_")) throw error;
    throw new Fault(`${file}: line ${error.lines ?? "?"}: ${error.message}`);
  }
}

/** A row as a line of CSV. @param {unknown[]} cells */
export function lineOf(cells, delimiter, newline) {
  return cells.map((cell) => cellOf(cell, delimiter)).join(delimiter) + newline;
}

function cellOf(cell, delimiter) {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
