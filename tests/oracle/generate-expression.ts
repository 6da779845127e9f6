/** Well-typed expressions from the grammar, over whatever is in scope. */
import type { Random } from './random.js';

export type Kind = 'number' | 'string' | 'boolean' | 'date' | 'timestamp' | 'duration' | 'list' | 'level' | 'class';

/** A name as an expression may write it. */
export interface Named {
  text: string;
  kind: Kind;
  /** Of a level the field, of a class the grade: only the same ones compare. */
  of?: string;
  /** What a literal beside it must be one of. */
  values?: string[];
  /** Unit of thought for literals: facts are drawn round the same cuts. */
  cuts?: Cuts;
  personal?: boolean;
}

/** Values with which something is compared, so that facts can lie at, below and above them. */
export interface Cuts { numbers: number[]; texts: string[]; dates: string[]; instants: string[] }

export function noCuts(): Cuts {
  return { numbers: [], texts: [], dates: [], instants: [] };
}

interface Written { text: string; level: number }

// How tightly each construct binds.
const CONDITIONAL = 0;
const OR = 1;
const AND = 2;
const RELATION = 3;
const SUM = 4;
const PRODUCT = 5;
const UNARY = 6;
const MEMBER = 7;

export const TEXTS = ['saas', 'SaaS', '总监', '产品总监', '经理', 'VP', '😀', 'a😀b', '𝒳', '\uFFFD', 'é', 'Ünï', '', ' ', "it's", 'say "x"', 'back\\slash', 'tab\there', 'line\nbreak', 'user@rival.com', '@rival.com', '/pricing', '/', 'decider', 'A', 'z', '10', '\u{10FFFF}', '\uFFFF', 'null', '*', 'ß', 'ABCxyz', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}', '日本語', '产', 'aaa', 'SVP', '__proto__', 'constructor', '\u0000', '\u2028'];
export const NUMBERS = [0, 1, -1, 2, 3, 5, 10, 12, 20, 50, 100, 1000, 9999, 0.5, 0.1, 0.25, 1.5, 2.675, 1e-3, 1e6, 5000, 20000, 1e15];
/** Where doubles end, or whole numbers in them, or their writing changes. */
export const ODD_NUMBERS = [2 ** 53, 2 ** 53 - 1, -(2 ** 53), 2 ** 63, 1e300, -1e300, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 1e-7, 1e21, 123456789012345680000, 0.1 + 0.2, 1e9, -1e9, 1e6 + 0.0005, 4503599627370497.5, 0.49999999999999994];

export class Expressions {
  /** `timeless`: without `now` and `today`, as where points are earned. */
  constructor(private readonly random: Random, private readonly scope: Named[], private readonly timeless = false) {}

  /** An expression's text. */
  write(kind: Kind, depth: number, of?: string): string {
    const { text } = this.expression(kind, depth, of);
    return this.random.chance(0.03) ? `// why\n${text} // and so` : text;
  }

  private names(kind: Kind, of?: string): Named[] {
    return this.scope.filter((named) => named.kind === kind && (of === undefined || named.of === of));
  }

  /** Whether anything of the kind can be written at all. */
  private can(kind: Kind): boolean {
    return !['list', 'level', 'class'].includes(kind) || this.names(kind).length > 0;
  }

  private expression(kind: Kind, depth: number, of?: string): Written {
    if (depth <= 0 || this.random.chance(0.15)) return this.leaf(kind, of);
    if (kind !== 'list' && this.random.chance(0.06)) return this.conditional(kind, depth, of);
    switch (kind) {
      case 'boolean': return this.boolean(depth);
      case 'number': return this.number(depth);
      case 'string': return this.string(depth);
      case 'timestamp': return this.timestamp(depth);
      case 'duration': return this.duration(depth);
      default: return this.leaf(kind, of);
    }
  }

  private leaf(kind: Kind, of?: string): Written {
    const names = this.names(kind, of);
    const mustName = !this.canBeLiteral(kind);
    if (names.length > 0 && (mustName || this.random.chance(0.75))) return { text: this.random.pick(names).text, level: MEMBER };
    if (mustName) throw new Error(`no ${kind} in scope`);
    return this.literal(kind);
  }

  private canBeLiteral(kind: Kind): boolean {
    return !['list', 'level', 'class'].includes(kind);
  }

  private literal(kind: Kind, cuts?: Cuts): Written {
    const { random } = this;
    const member = (text: string): Written => ({ text, level: MEMBER });
    switch (kind) {
      case 'boolean': return member(random.pick(['true', 'false']));
      case 'number': {
        const value = random.pick(random.chance(0.06) ? ODD_NUMBERS : NUMBERS);
        cuts?.numbers.push(value);
        return { text: this.numberText(value), level: value < 0 ? UNARY : MEMBER };
      }
      case 'string': {
        const value = random.pick(TEXTS);
        cuts?.texts.push(value);
        return member(this.stringText(value));
      }
      case 'date': {
        if (!this.timeless && random.chance(0.2)) return member('today');
        const value = randomDate(random);
        cuts?.dates.push(value);
        return member(`date(${this.stringText(value)})`);
      }
      case 'timestamp': {
        if (!this.timeless && random.chance(0.3)) return member('now');
        const value = randomInstant(random);
        cuts?.instants.push(value);
        return member(`timestamp(${this.stringText(value)})`);
      }
      case 'duration': return member(`duration('${random.pick(['36h', '1d', '90d', '1.5h', '-2w', '1w2d', '1500ms', '0.5s', '+30m', '1000000ns', '0s', '24h'])}')`);
      default: throw new Error(`no literal of ${kind}`);
    }
  }

  private numberText(value: number): string {
    // Whole numbers beyond 64 bits are no integers in CEL; with an exponent they are numbers all the same.
    if (Math.abs(value) >= 2 ** 63) return value.toExponential();
    if (Number.isInteger(value) && value >= 0 && this.random.chance(0.1)) return `0x${value.toString(16)}`;
    if (Number.isInteger(value) && Math.abs(value) < 1e21 && this.random.chance(0.1)) return `${value}.0`;
    return value > 0 && value < 1 ? this.random.pick([String(value), String(value).replace(/^0\./, '.')]) : String(value);
  }

  private stringText(value: string): string {
    return stringLiteral(this.random, value);
  }

  // Combining

  private within(part: Written, level: number): string {
    return part.level >= level && !this.random.chance(0.05) ? part.text : `(${part.text})`;
  }

  private infix(op: string, level: number, left: Written, right: Written): Written {
    const space = op === 'in' ? ' ' : this.random.pick([' ', ' ', ' ', '', '  ', '\n']);
    // `a - -b` needs its space: `--` is one sign after another only at a beginning, but reads badly anyway.
    return { text: `${this.within(left, level)}${space}${op}${space}${this.within(right, level + 1)}`, level };
  }

  private conditional(kind: Kind, depth: number, of?: string): Written {
    const condition = this.expression('boolean', depth - 1);
    const [first, second] = kind === 'timestamp' ? this.random.pick([['timestamp', 'timestamp'], ['date', 'timestamp'], ['timestamp', 'date']] as const) : [kind, kind];
    const same = of ?? (kind === 'level' || kind === 'class' ? this.random.pick(this.names(kind)).of : undefined);
    const yes = this.expression(first, depth - 1, same);
    const no = this.expression(second, depth - 1, same);
    return { text: `${this.within(condition, OR)} ? ${this.within(yes, OR)} : ${this.within(no, CONDITIONAL)}`, level: CONDITIONAL };
  }

  private call(text: string): Written {
    return { text, level: MEMBER };
  }

  private boolean(depth: number): Written {
    const { random } = this;
    const one = (): Written => this.expression('boolean', depth - 1);
    return random.weighted<Written>([
      [3, () => this.infix('&&', AND, one(), one())],
      [3, () => this.infix('||', OR, one(), one())],
      [1.5, () => ({ text: `!${this.within(one(), MEMBER)}`, level: UNARY })],
      [8, () => this.beside()],
      [3, () => this.comparison(depth)],
      [2, () => this.inWritten(depth)],
      [this.can('list') ? 2 : 0, () => this.infix('in', RELATION, this.expression('string', depth - 1), this.leaf('list'))],
      [this.scope.length > 0 ? 2 : 0, () => this.call(`has(${random.pick(this.scope).text})`)],
      [1.5, () => this.call(`${this.within(this.expression('string', depth - 1), MEMBER)}.${random.pick(['startsWith', 'endsWith', 'contains'])}(${this.expression('string', depth - 1).text})`)],
      [2.5, () => this.probe()],
    ]);
  }

  /** Something asked of a text that facts may then answer either way. */
  private probe(): Written {
    const { random } = this;
    const named = this.scope.filter(({ kind, values }) => kind === 'string' && !values);
    if (named.length === 0) return this.beside();
    const { text: name, cuts } = random.pick(named);
    const value = random.pick(TEXTS);
    const letters = [...value];
    const half = letters.slice(0, Math.ceil(letters.length / 2)).join('');
    cuts?.texts.push(value, `${value}${random.pick(TEXTS)}`, `${random.pick(TEXTS)}${value}`);
    const equal = random.pick(['==', '!=', '<', '>=']);
    return random.weighted<Written>([
      [2, () => this.call(`${name}.${random.pick(['startsWith', 'endsWith', 'contains'])}(${this.stringText(random.pick([value, half]))})`)],
      [2, () => ({ text: `size(${name}) ${random.pick(['==', '<', '>='])} ${letters.length}`, level: RELATION })],
      [1, () => ({ text: `${name}.upperAscii() ${equal} ${this.stringText(value.toUpperCase())}`, level: RELATION })],
      [1, () => ({ text: `(${name} + ${this.stringText(half)}).lowerAscii() ${equal} ${this.stringText(value.toLowerCase() + half)}`, level: RELATION })],
      [1, () => ({ text: `${name} + ${name} ${equal} ${this.stringText(value + value)}`, level: RELATION })],
      [1, () => ({ text: `${name}.size() + size(${name} + ${this.stringText(value)}) == ${2 * letters.length}`, level: RELATION })],
    ]);
  }

  /** A name beside a literal, the commonest condition there is. */
  private beside(): Written {
    const { random } = this;
    const named = this.scope.filter(({ kind }) => kind !== 'list' && kind !== 'boolean' && kind !== 'duration');
    if (named.length === 0) return this.literal('boolean');
    const name = random.pick(named);
    const op = random.pick(name.kind === 'class' ? ['==', '!='] : ['==', '!=', '<', '<=', '>', '>=']);
    const left: Written = { text: name.text, level: MEMBER };
    const right = this.literalFor(name);
    return random.chance(0.85) ? this.infix(op, RELATION, left, right) : this.infix(op, RELATION, right, left);
  }

  private literalFor(name: Named): Written {
    if (name.values && name.values.length > 0) return { text: this.stringText(this.random.pick(name.values)), level: MEMBER };
    return this.literal(name.kind, name.cuts);
  }

  private comparison(depth: number): Written {
    const { random } = this;
    const kinds: Kind[] = ['number', 'number', 'string', 'boolean', 'duration', 'date', 'timestamp', 'level', 'class'];
    const kind = random.pick(kinds.filter((candidate) => this.can(candidate)));
    const of = kind === 'level' || kind === 'class' ? random.pick(this.names(kind)).of : undefined;
    const op = random.pick(kind === 'class' ? ['==', '!='] : ['==', '!=', '<', '<=', '>', '>=']);
    const other: Kind = kind === 'date' && random.chance(0.5) ? 'timestamp' : kind === 'timestamp' && random.chance(0.4) ? 'date' : kind;
    const plain = (part: Kind): Written => {
      const written = this.expression(part, depth - 1, of);
      // A bare string field with values takes only these as literals; two computed strings are always right.
      return kind === 'string' ? this.computed(written) : written;
    };
    return this.infix(op, RELATION, plain(kind), plain(other));
  }

  /** A string that is no bare name and no bare literal. */
  private computed(written: Written): Written {
    return this.call(`${this.within(written, MEMBER)}.${this.random.pick(['lowerAscii', 'upperAscii'])}()`);
  }

  private inWritten(depth: number): Written {
    const { random } = this;
    const named = this.scope.filter(({ kind }) => kind !== 'list' && kind !== 'boolean' && kind !== 'duration');
    if (named.length === 0) return this.literal('boolean');
    const name = random.pick(named);
    const count = random.whole(0, 4);
    const items = Array.from({ length: count }, () => (name.values || random.chance(0.85) || name.kind === 'level' || name.kind === 'class' ? this.literalFor(name) : this.expression(name.kind, depth - 2)));
    const list = `[${items.map((item) => item.text).join(', ')}${count > 0 && random.chance(0.1) ? ',' : ''}]`;
    return this.infix('in', RELATION, { text: name.text, level: MEMBER }, this.call(list));
  }

  private number(depth: number): Written {
    const { random } = this;
    const one = (): Written => this.expression('number', depth - 1);
    return random.weighted<Written>([
      [4, () => this.infix(random.pick(['+', '-']), SUM, one(), one())],
      [4, () => this.infix(random.pick(['*', '/', '%']), PRODUCT, one(), one())],
      [1, () => ({ text: `-${this.within(one(), MEMBER)}`, level: UNARY })],
      [0.3, () => ({ text: `${random.pick(['-', '--', '- -', '---'])}${random.pick(['1', '.5', '0x1f', '2.5e1', 'size("ab")'])}`, level: UNARY })],
      [1, () => this.call(`size(${this.expression('string', depth - 1).text})`)],
      [0.5, () => this.call(`${this.within(this.expression('string', depth - 1), MEMBER)}.size()`)],
      [this.can('list') ? 1 : 0, () => (random.chance(0.5) ? this.call(`size(${this.leaf('list').text})`) : this.call(`${this.leaf('list').text}.size()`))],
      [0.2, () => this.call(`size([${Array.from({ length: random.whole(0, 3) }, () => this.literal('number').text).join(', ')}])`)],
      [1.5, () => this.call(`${random.pick(['floor', 'round', 'math.abs'])}(${one().text})`)],
      [1, () => this.call(`${random.pick(['math.least', 'math.greatest'])}(${Array.from({ length: random.whole(1, 3) }, () => one().text).join(', ')})`)],
      [1.5, () => this.call(`in_days(${this.expression('duration', depth - 1).text})`)],
    ]);
  }

  private string(depth: number): Written {
    const { random } = this;
    const one = (): Written => this.expression('string', depth - 1);
    return random.weighted<Written>([
      [2, () => this.infix('+', SUM, one(), one())],
      [2, () => this.call(`${this.within(one(), MEMBER)}.${random.pick(['lowerAscii', 'upperAscii'])}()`)],
      [1, () => this.leaf('string')],
    ]);
  }

  private timestamp(depth: number): Written {
    const { random } = this;
    const time = (): Written => this.expression(random.pick(['date', 'timestamp']), depth - 1);
    const length = (): Written => this.expression('duration', depth - 1);
    return random.weighted<Written>([
      [2, () => this.infix('+', SUM, time(), length())],
      [1, () => this.infix('+', SUM, length(), time())],
      [2, () => this.infix('-', SUM, time(), length())],
      [1, () => this.leaf('timestamp')],
    ]);
  }

  private duration(depth: number): Written {
    const { random } = this;
    const time = (): Written => this.expression(random.pick(['date', 'timestamp']), depth - 1);
    const length = (): Written => this.expression('duration', depth - 1);
    return random.weighted<Written>([
      [3, () => this.infix('-', SUM, time(), time())],
      [1, () => this.infix(random.pick(['+', '-']), SUM, length(), length())],
      [0.5, () => ({ text: `-${this.within(length(), MEMBER)}`, level: UNARY })],
      [1.5, () => this.call(`days(${this.expression('number', depth - 1).text})`)],
      [1, () => this.literal('duration')],
    ]);
  }
}

/** A string as CEL may write it: any quotes, raw or escaped. */
export function stringLiteral(random: Random, value: string): string {
  const plain = /^[^'"\\\n\r\t]*$/.test(value);
  if (plain && random.chance(0.6)) return `'${value}'`;
  if (plain && random.chance(0.2)) return `r"${value}"`;
  if (plain && random.chance(0.1)) return `'''${value}'''`;
  const quote = random.pick(['"', "'", '"""']);
  const escaped = [...value].map((character) => {
    const code = character.codePointAt(0)!;
    if (character === '\\' || character === '"' || character === "'") return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (code < 32 || random.chance(0.1)) return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : code < 256 && random.chance(0.5) ? `\\${code.toString(8).padStart(3, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    return character;
  });
  return `${quote}${escaped.join('')}${quote}`;
}

export function randomDate(random: Random): string {
  return random.pick(['2024-02-29', '2026-01-01', '2026-10-31', '2026-11-01', '2025-12-31', '2026-02-28', '2027-03-01', '2026-06-30', '1999-12-31', '2100-02-28']);
}

export function randomInstant(random: Random): string {
  return random.pick(['2026-11-01T00:00:00Z', '2026-10-31T16:00:00Z', '2026-11-01T08:00:00.000+08:00', '2024-02-29T23:59:59.999Z', '2026-01-01', '2026-06-30 12:30', '2025-12-31T23:59:59Z', '2026-11-01T00:00:00.001-05:30']);
}
