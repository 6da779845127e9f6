/** Rows of a CSV file, read anew here: the command's own reader is what is checked. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The text of a file that may be packed by gzip; where it is not, which of these names would be looked for. */
export function textOf(folder: string, names: string[]): string {
  const name = names.find((one) => existsSync(join(folder, one)));
  if (name === undefined) throw new Error(`${folder} has none of ${names.join(', ')}`);
  const bytes = readFileSync(join(folder, name));
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Each row as an object from column to cell. */
export function* rowsOf(text: string): Generator<Record<string, string>> {
  let header: string[] | null = null;
  for (const cells of cellsOf(text.replace(/^\ufeff/, ''))) {
    if (header === null) header = cells;
    else if (cells.length > 1 || cells[0] !== '') yield Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '']));
  }
}

function* cellsOf(text: string): Generator<string[]> {
  const pattern = /"((?:[^"]|"")*)"(,|\r?\n|$)|([^",\r\n]*(?:"[^",\r\n]*)*)(,|\r?\n|$)/y;
  let row: string[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw new Error('a row that is not CSV');
    row.push(match[1] === undefined ? match[3]! : match[1].replaceAll('""', '"'));
    if ((match[2] ?? match[4]) !== ',') {
      yield row;
      row = [];
    }
  }
  if (row.length > 0) yield row;
}
