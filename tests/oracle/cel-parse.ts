/** The subset of CEL that gradus reads: from text to a tree, by recursive descent. */

/** What is wrong with an expression; the first one found is the only one told. */
export class ExpressionProblem extends Error {
  constructor(readonly code: string) { super(code); }
}

export type Node =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'name'; name: string }
  /** `score.x`, `grade.x`, and the scope words of later pieces. */
  | { kind: 'select'; scope: string; name: string }
  | { kind: 'call'; target: Node | null; name: string; args: Node[] }
  | { kind: 'list'; items: Node[] }
  | { kind: 'unary'; op: '!' | '-'; operand: Node }
  | { kind: 'binary'; op: BinaryOp; left: Node; right: Node }
  | { kind: 'conditional'; condition: Node; yes: Node; no: Node }
  /** CEL, but outside the subset; `operand` is what stands before it. */
  | { kind: 'unsupported'; operand: Node | null };

export type BinaryOp = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

const MAX_BYTES = 10_000;
const MAX_DEPTH = 64;
/** Far beyond what is too deep in any case; keeps the parser itself from going too deep. */
const MAX_RECURSION = 300;

const SCOPES = ['score', 'grade', 'contract', 'balance'];
/** CEL's own words. The first four cannot follow a dot either. */
const KEYWORDS = ['true', 'false', 'null', 'in'];
const RESERVED = ['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'];

/** By the whole grammar of CEL: what is outside the subset is for the checker to find, in its place. */
export function parseExpression(text: string): Node {
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES) throw new ExpressionProblem('too_large');
  return new Parser(text).whole();
}

type Token =
  | { is: 'end' }
  | { is: 'word'; text: string }
  /** A name in backquotes. */
  | { is: 'quoted' }
  | { is: 'symbol'; text: string }
  /** `integer` for a literal that is one: how far it may go depends on the sign before it. */
  | { is: 'number'; value: number; integer: bigint | null }
  | { is: 'string'; value: string }
  /** Bytes and unsigned integers. */
  | { is: 'unsupported' };

/** The value of a literal without its sign; an integer beyond 64 bits is none. */
function inRange({ value, integer }: Token & { is: 'number' }, sign: 1n | -1n): number {
  if (integer !== null && BigInt.asIntN(64, sign * integer) !== sign * integer) throw new ExpressionProblem('expr_syntax');
  return value;
}

class Parser {
  private position = 0;
  private recursion = 0;
  private next: Token;
  /** How deep each node is: parentheses, signs, calls, `?:` and lists count one level each. */
  private readonly depths = new Map<Node, number>();
  /** Nodes that are `a`, `.a`, `a.b`, … and so may be the name of a message. */
  private readonly names = new Set<Node>();

  constructor(private readonly text: string) {
    this.next = this.read();
  }

  whole(): Node {
    const node = this.expression();
    if (this.next.is !== 'end') throw new ExpressionProblem('expr_syntax');
    if (this.depths.get(node)! > MAX_DEPTH) throw new ExpressionProblem('too_deep');
    return node;
  }

  private made(node: Node, level: 0 | 1, parts: (Node | null)[]): Node {
    const inner = parts.map((part) => (part ? this.depths.get(part)! : 0));
    this.depths.set(node, level + Math.max(0, ...inner));
    return node;
  }

  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr]
  private expression(): Node {
    this.recursion += 1;
    if (this.recursion > MAX_RECURSION) throw new ExpressionProblem('too_deep');
    const condition = this.or();
    let node = condition;
    if (this.takes('?')) {
      const yes = this.or();
      this.expect(':');
      const no = this.expression();
      node = this.made({ kind: 'conditional', condition, yes, no }, 1, [condition, yes, no]);
    }
    this.recursion -= 1;
    return node;
  }

  private or(): Node {
    return this.chain(['||'], () => this.and());
  }

  private and(): Node {
    return this.chain(['&&'], () => this.relation());
  }

  private relation(): Node {
    return this.chain(['<', '<=', '>=', '>', '==', '!=', 'in'], () => this.addition());
  }

  private addition(): Node {
    return this.chain(['+', '-'], () => this.multiplication());
  }

  private multiplication(): Node {
    return this.chain(['*', '/', '%'], () => this.unary());
  }

  private chain(ops: BinaryOp[], operand: () => Node): Node {
    let left = operand();
    for (;;) {
      const op = ops.find((candidate) => this.takes(candidate));
      if (!op) return left;
      const right = operand();
      left = this.made({ kind: 'binary', op, left, right }, 0, [left, right]);
    }
  }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member
  private unary(): Node {
    for (const op of ['!', '-'] as const) {
      let count = 0;
      while (!this.seesNegative() && this.takes(op)) count += 1;
      if (count === 0) continue;
      let node = this.member();
      for (; count > 0; count -= 1) node = this.made({ kind: 'unary', op, operand: node }, 1, [node]);
      return node;
    }
    return this.member();
  }

  private member(): Node {
    let node = this.primary();
    for (;;) {
      if (this.takes('[')) {
        this.takes('?');
        this.expression();
        this.expect(']');
        node = this.made({ kind: 'unsupported', operand: node }, 0, [node]);
      } else if (this.takes('.')) {
        const optional = this.takes('?');
        const name = this.selector();
        node = optional || name === null ? this.made({ kind: 'unsupported', operand: node }, 0, [node]) : this.selected(node, name);
      } else {
        return node;
      }
    }
  }

  private selected(node: Node, name: string): Node {
    if (this.sees('(')) {
      const args = this.args();
      const isMath = node.kind === 'name' && node.name === 'math';
      return isMath ? this.made({ kind: 'call', target: null, name: `math.${name}`, args }, 1, args) : this.made({ kind: 'call', target: node, name, args }, 1, [node, ...args]);
    }
    const named = this.names.has(node);
    if (this.sees('{') && named) return this.message();
    const isScope = named && node.kind === 'name' && SCOPES.includes(node.name);
    const selected = isScope ? this.made({ kind: 'select', scope: node.name, name }, 0, []) : this.made({ kind: 'unsupported', operand: node }, 0, [node]);
    if (named) this.names.add(selected);
    return selected;
  }

  /** A name after a dot or of a message's field; `null` for one in backquotes. */
  private selector(): string | null {
    if (this.next.is === 'quoted') {
      this.advance();
      return null;
    }
    if (this.next.is !== 'word' || KEYWORDS.includes(this.next.text)) throw new ExpressionProblem('expr_syntax');
    const name = this.next.text;
    this.advance();
    return name;
  }

  /** A minus sign before a number (white space may stand between), to which it belongs where no operand stands before it. */
  private seesNegative(): boolean {
    return this.sees('-') && /^(?:[\t\n\f\r ]|\/\/[^\n\r]*)*\.?[0-9]/.test(this.text.slice(this.position));
  }

  private primary(): Node {
    if (this.seesNegative()) {
      this.advance();
      const number = this.next;
      this.advance();
      const node: Node = number.is === 'number' ? { kind: 'number', value: -inRange(number, -1n) } : { kind: 'unsupported', operand: null };
      return this.made(node, 1, []); // each `-` is a level, this one too
    }
    const token = this.next;
    if (token.is === 'number' || token.is === 'string' || token.is === 'unsupported') {
      this.advance();
      const node: Node = token.is === 'number' ? { kind: 'number', value: inRange(token, 1n) } : token.is === 'string' ? { kind: 'string', value: token.value } : { kind: 'unsupported', operand: null };
      return this.made(node, 0, []);
    }
    if (token.is === 'word') return this.word(token.text);
    if (this.takes('(')) {
      const inner = this.expression();
      this.expect(')');
      this.names.delete(inner);
      return this.made(inner, 1, [inner]);
    }
    if (this.takes('[')) {
      const items = this.separated(']', () => this.element());
      return this.made({ kind: 'list', items }, 1, items);
    }
    if (this.takes('{')) {
      this.separated('}', () => {
        this.takes('?');
        this.expression();
        this.expect(':');
        this.expression();
      });
      return this.made({ kind: 'unsupported', operand: null }, 0, []);
    }
    if (this.takes('.')) {
      if (this.next.is !== 'word' || KEYWORDS.includes(this.next.text)) throw new ExpressionProblem('expr_syntax');
      const named = this.word(this.next.text).kind === 'name';
      const node = this.made({ kind: 'unsupported', operand: null }, 0, []);
      if (named) this.names.add(node);
      return node;
    }
    throw new ExpressionProblem('expr_syntax');
  }

  /** Of a list: `a`, or `?a`, which is an optional element. */
  private element(): Node {
    const optional = this.takes('?');
    const node = this.expression();
    return optional ? this.made({ kind: 'unsupported', operand: null }, 0, [node]) : node;
  }

  private word(text: string): Node {
    if (text === 'in' || RESERVED.includes(text)) throw new ExpressionProblem('expr_syntax');
    this.advance();
    if (text === 'null') return this.made({ kind: 'unsupported', operand: null }, 0, []);
    if (text === 'true' || text === 'false') return this.made({ kind: 'boolean', value: text === 'true' }, 0, []);
    if (this.sees('{')) return this.message();
    if (!this.sees('(')) {
      const node = this.made({ kind: 'name', name: text }, 0, []);
      this.names.add(node);
      return node;
    }
    const args = this.args();
    return this.made({ kind: 'call', target: null, name: text, args }, 1, args);
  }

  /** What follows the name of a message. */
  private message(): Node {
    this.expect('{');
    this.separated('}', () => {
      this.takes('?');
      this.selector();
      this.expect(':');
      this.expression();
    });
    return this.made({ kind: 'unsupported', operand: null }, 0, []);
  }

  private args(): Node[] {
    this.expect('(');
    if (this.takes(')')) return [];
    const args = [this.expression()];
    while (this.takes(',')) args.push(this.expression());
    this.expect(')');
    return args;
  }

  /** Parts with commas between them, and perhaps one at the end, even where there are no parts. */
  private separated<T>(end: string, part: () => T): T[] {
    const parts: T[] = [];
    if (this.takes(',')) {
      this.expect(end);
      return parts;
    }
    while (!this.takes(end)) {
      parts.push(part());
      if (this.takes(',')) continue;
      this.expect(end);
      break;
    }
    return parts;
  }

  private sees(text: string): boolean {
    return (this.next.is === 'symbol' || (this.next.is === 'word' && text === 'in')) && this.next.text === text;
  }

  private takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.advance();
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new ExpressionProblem('expr_syntax');
  }

  private advance(): void {
    this.next = this.read();
  }

  /** The next token. Whitespace and comments stand between tokens. */
  private read(): Token {
    this.match(/(?:[\t\n\f\r ]|\/\/[^\n\r]*)*/y);
    if (this.position >= this.text.length) return { is: 'end' };

    const prefix = this.match(/(?:[bB][rR]?|[rR])(?=["'])/y)?.toLowerCase() ?? '';
    const quote = this.match(/"""|'''|"|'/y);
    if (quote !== null) {
      const value = this.stringUpTo(quote, prefix.includes('r'));
      return prefix.includes('b') ? { is: 'unsupported' } : { is: 'string', value };
    }

    const hexadecimal = this.match(/0x[0-9a-fA-F]+/y);
    const decimal = hexadecimal === null ? this.match(/[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+(?:[eE][+-]?[0-9]+)?/y) : null;
    if (hexadecimal !== null || decimal !== null) {
      if (!/[.eE]/.test(decimal ?? '') && this.match(/[uU]/y) !== null) return { is: 'unsupported' };
      const whole = hexadecimal ?? (/^[0-9]+$/.test(decimal!) ? decimal! : null);
      return { is: 'number', value: Number(whole ?? decimal), integer: whole === null ? null : BigInt(whole) };
    }

    if (this.match(/`[_a-zA-Z0-9./ -]+`/y) !== null) return { is: 'quoted' };
    const word = this.match(/[_a-zA-Z][_a-zA-Z0-9]*/y);
    if (word !== null) return { is: 'word', text: word };
    const symbol = this.match(/\|\||&&|[=!<>]=|[<>?:+\-*/%!.,()[\]{}]/y);
    if (symbol !== null) return { is: 'symbol', text: symbol };
    throw new ExpressionProblem('expr_syntax');
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.position += found[0].length;
    return found[0];
  }

  private stringUpTo(quote: string, raw: boolean): string {
    let value = '';
    for (;;) {
      if (this.position >= this.text.length) throw new ExpressionProblem('expr_syntax');
      if (this.text.startsWith(quote, this.position)) {
        this.position += quote.length;
        return value;
      }
      const character = String.fromCodePoint(this.text.codePointAt(this.position)!);
      this.position += character.length;
      if (quote.length === 1 && (character === '\n' || character === '\r')) throw new ExpressionProblem('expr_syntax');
      value += character === '\\' && !raw ? this.escape() : character;
    }
  }

  private escape(): string {
    const simple: Record<string, string> = {
      a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
      '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`',
    };
    const letter = this.text[this.position] ?? '';
    if (Object.hasOwn(simple, letter)) {
      this.position += 1;
      return simple[letter]!;
    }
    const digits = this.match(/[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y)?.slice(1);
    const octal = digits === undefined ? this.match(/[0-3][0-7]{2}/y) : null;
    if (digits === undefined && octal === null) throw new ExpressionProblem('expr_syntax');
    const code = digits !== undefined ? parseInt(digits, 16) : parseInt(octal!, 8);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new ExpressionProblem('expr_syntax');
    return String.fromCodePoint(code);
  }
}
