/**
 * JSON as RFC 8259 has it, read into a tree whose every node knows its place.
 * Comments are skipped and duplicate keys dropped, each with a problem;
 * anything else that is not JSON ends the reading.
 */
import { Problems, step, type Place } from './problems.js';

export type Json = JsonNull | JsonBoolean | JsonNumber | JsonString | JsonArray | JsonObject;
export interface JsonNull extends Place { kind: 'null' }
export interface JsonBoolean extends Place { kind: 'boolean'; value: boolean }
/** `text` is the number as written: how many decimals it has is a matter of its exact value. */
export interface JsonNumber extends Place { kind: 'number'; text: string }
export interface JsonString extends Place { kind: 'string'; value: string }
export interface JsonArray extends Place { kind: 'array'; items: Json[] }
export interface JsonObject extends Place { kind: 'object'; entries: Map<string, Json> }

const MAX_BYTES = 1024 * 1024;
/** Objects and arrays within each other, the document itself the first. */
const MAX_DEPTH = 64;

class Stop extends Error {
  constructor(readonly code: 'json_syntax' | 'too_deep') { super(code); }
}

/** The document, or `null` where reading stopped (the problems say why). */
export function readJson(source: string, problems: Problems): Json | null {
  const text = wellFormed(source);
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES) {
    problems.add('too_large', { path: '', at: 0 });
    return null;
  }
  const reader = new Reader(text, problems);
  try {
    return reader.document();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    problems.add(error.code, { path: '', at: reader.position });
    return null;
  }
}

class Reader {
  position = 0;

  constructor(private readonly text: string, private readonly problems: Problems) {
    if (text.startsWith('\uFEFF')) this.position = 1;
  }

  document(): Json {
    this.skipSpace();
    const value = this.value('', 0);
    this.skipSpace();
    if (this.position < this.text.length) throw new Stop('json_syntax');
    return value;
  }

  private value(path: string, depth: number): Json {
    const at = this.position;
    const next = this.text[at];
    if (next === '{') return this.object(path, depth + 1);
    if (next === '[') return this.array(path, depth + 1);
    if (next === '"') return { kind: 'string', value: this.string(), path, at };
    if (this.take('true')) return { kind: 'boolean', value: true, path, at };
    if (this.take('false')) return { kind: 'boolean', value: false, path, at };
    if (this.take('null')) return { kind: 'null', path, at };
    const number = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
    number.lastIndex = at;
    const match = number.exec(this.text);
    if (!match) throw new Stop('json_syntax');
    this.position += match[0].length;
    return { kind: 'number', text: match[0], path, at };
  }

  private object(path: string, depth: number): JsonObject {
    const at = this.position;
    if (depth > MAX_DEPTH) throw new Stop('too_deep');
    const entries = new Map<string, Json>();
    this.expect('{');
    this.skipSpace();
    if (this.take('}')) return { kind: 'object', entries, path, at };
    for (;;) {
      this.skipSpace();
      if (this.text[this.position] !== '"') throw new Stop('json_syntax');
      const key = this.string();
      this.skipSpace();
      this.expect(':');
      this.skipSpace();
      const valueAt = this.position;
      const valuePath = step(path, key);
      if (entries.has(key)) this.problems.add('duplicate_key', { path: valuePath, at: valueAt });
      const value = this.value(valuePath, depth);
      if (!entries.has(key)) entries.set(key, value);
      this.skipSpace();
      if (this.take('}')) return { kind: 'object', entries, path, at };
      this.expect(',');
    }
  }

  private array(path: string, depth: number): JsonArray {
    const at = this.position;
    if (depth > MAX_DEPTH) throw new Stop('too_deep');
    const items: Json[] = [];
    this.expect('[');
    this.skipSpace();
    if (this.take(']')) return { kind: 'array', items, path, at };
    for (;;) {
      this.skipSpace();
      items.push(this.value(step(path, items.length), depth));
      this.skipSpace();
      if (this.take(']')) return { kind: 'array', items, path, at };
      this.expect(',');
    }
  }

  private string(): string {
    this.expect('"');
    let value = '';
    const plain = /[^"\\\u0000-\u001f]*/y;
    for (;;) {
      plain.lastIndex = this.position;
      value += plain.exec(this.text)![0];
      this.position = plain.lastIndex;
      const next = this.text[this.position];
      if (next === undefined || next < ' ') throw new Stop('json_syntax');
      this.position += 1;
      if (next === '"') return wellFormed(value);
      value += next === '\\' ? this.escape() : next;
    }
  }

  private escape(): string {
    const next = this.text[this.position] ?? '';
    this.position += 1;
    const simple: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
    if (Object.hasOwn(simple, next)) return simple[next]!;
    const digits = this.text.slice(this.position, this.position + 4);
    if (next !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) throw new Stop('json_syntax');
    this.position += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  private skipSpace(): void {
    for (;;) {
      const at = this.position;
      const next = this.text[at];
      if (next === ' ' || next === '\t' || next === '\n' || next === '\r') {
        this.position += 1;
      } else if (this.text.startsWith('//', at)) {
        while (this.position < this.text.length && !'\n\r'.includes(this.text[this.position]!)) this.position += 1;
        this.problems.add('json_comment', { path: '', at });
      } else if (this.text.startsWith('/*', at)) {
        const end = this.text.indexOf('*/', at + 2);
        if (end < 0) throw new Stop('json_syntax');
        this.position = end + 2;
        this.problems.add('json_comment', { path: '', at });
      } else {
        return;
      }
    }
  }

  private take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Stop('json_syntax');
  }
}

/** Lone surrogates become U+FFFD. */
export function wellFormed(text: string): string {
  if (!/[\uD800-\uDFFF]/.test(text)) return text;
  return text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (unit) => (unit.length === 2 ? unit : '\uFFFD'));
}

/** The value as `JSON.parse` would have given it. */
export function plain(json: Json): unknown {
  switch (json.kind) {
    case 'null': return null;
    case 'boolean': return json.value;
    case 'number': return Number(json.text);
    case 'string': return json.value;
    case 'array': return json.items.map(plain);
    case 'object': return Object.fromEntries([...json.entries].map(([key, value]) => [key, plain(value)]));
  }
}
