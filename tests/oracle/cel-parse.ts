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
  | { kind: 'conditional'; condition: Node; yes: Node; no: Node };

export type BinaryOp = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

const MAX_BYTES = 10_000;
const MAX_DEPTH = 64;

const FUNCTIONS = ['has', 'size', 'floor', 'round', 'duration', 'days', 'in_days', 'date', 'timestamp'];
const METHODS = ['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii'];
const MATH = ['least', 'greatest', 'abs'];
const SCOPES = ['score', 'grade', 'contract', 'balance'];
/** CEL's own words. The first four cannot follow a dot either. */
const KEYWORDS = ['true', 'false', 'null', 'in'];
const RESERVED = ['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'];

export function parseExpression(text: string): Node {
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES) throw new ExpressionProblem('too_large');
  return new Parser(text).whole();
}

type Token =
  | { is: 'end' }
  | { is: 'word'; text: string }
  | { is: 'symbol'; text: string }
  | { is: 'number'; value: number }
  | { is: 'string'; value: string };

class Parser {
  private position = 0;
  private depth = 0;
  private next: Token;

  constructor(private readonly text: string) {
    this.next = this.read();
  }

  whole(): Node {
    const node = this.expression();
    if (this.next.is !== 'end') throw new ExpressionProblem('expr_syntax');
    return node;
  }

  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr]
  private expression(): Node {
    const condition = this.or();
    if (!this.takes('?')) return condition;
    return this.deeper(() => {
      const yes = this.or();
      this.expect(':');
      const no = this.expression();
      return { kind: 'conditional', condition, yes, no };
    });
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
      left = { kind: 'binary', op, left, right: operand() };
    }
  }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member
  private unary(): Node {
    for (const op of ['!', '-'] as const) if (this.sees(op)) return this.signs(op);
    return this.member();
  }

  private signs(op: '!' | '-'): Node {
    if (!this.takes(op)) return this.member();
    return this.deeper(() => ({ kind: 'unary', op, operand: this.signs(op) }));
  }

  private member(): Node {
    let node = this.primary();
    for (;;) {
      if (this.sees('[') || this.sees('{')) throw new ExpressionProblem('expr_unsupported');
      if (!this.takes('.')) return node;
      if (this.next.is !== 'word' || KEYWORDS.includes(this.next.text)) throw new ExpressionProblem('expr_syntax');
      const name = this.next.text;
      this.advance();
      if (this.sees('(')) {
        const isMath = node.kind === 'name' && node.name === 'math';
        if (!(isMath ? MATH : METHODS).includes(name)) throw new ExpressionProblem('expr_unsupported');
        node = isMath ? { kind: 'call', target: null, name: `math.${name}`, args: this.args() } : { kind: 'call', target: node, name, args: this.args() };
      } else {
        if (node.kind !== 'name' || !SCOPES.includes(node.name)) throw new ExpressionProblem('expr_unsupported');
        node = { kind: 'select', scope: node.name, name };
      }
    }
  }

  private primary(): Node {
    const token = this.next;
    if (token.is === 'number' || token.is === 'string') {
      this.advance();
      return token.is === 'number' ? { kind: 'number', value: token.value } : { kind: 'string', value: token.value };
    }
    if (token.is === 'word') return this.word(token.text);
    if (this.takes('(')) {
      return this.deeper(() => {
        const inner = this.expression();
        this.expect(')');
        return inner;
      });
    }
    if (this.takes('[')) return this.deeper(() => this.list());
    if (this.sees('{') || this.sees('.')) throw new ExpressionProblem('expr_unsupported');
    throw new ExpressionProblem('expr_syntax');
  }

  private word(text: string): Node {
    if (text === 'null') throw new ExpressionProblem('expr_unsupported');
    if (text === 'in' || RESERVED.includes(text)) throw new ExpressionProblem('expr_syntax');
    this.advance();
    if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
    if (!this.sees('(')) return { kind: 'name', name: text };
    if (!FUNCTIONS.includes(text)) throw new ExpressionProblem('expr_unsupported');
    return { kind: 'call', target: null, name: text, args: this.args() };
  }

  private args(): Node[] {
    this.expect('(');
    if (this.takes(')')) return [];
    return this.deeper(() => {
      const args = [this.expression()];
      while (this.takes(',')) args.push(this.expression());
      this.expect(')');
      return args;
    });
  }

  private list(): Node {
    const items: Node[] = [];
    while (!this.takes(']')) {
      items.push(this.expression());
      if (this.takes(',')) continue;
      this.expect(']');
      break;
    }
    return { kind: 'list', items };
  }

  private deeper<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ExpressionProblem('too_deep');
    const result = parse();
    this.depth -= 1;
    return result;
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
    this.match(/(?:[\t\n\f\r ]|\/\/[^\n]*)*/y);
    if (this.position >= this.text.length) return { is: 'end' };

    const prefix = /(?:[bB][rR]?|[rR][bB])(?=["'])/y;
    prefix.lastIndex = this.position;
    if (prefix.test(this.text)) throw new ExpressionProblem('expr_unsupported'); // bytes
    const raw = this.match(/[rR](?=["'])/y) !== null;
    const quote = this.match(/"""|'''|"|'/y);
    if (quote !== null) return { is: 'string', value: this.stringUpTo(quote, raw) };

    const hexadecimal = this.match(/0x[0-9a-fA-F]+/y);
    const decimal = hexadecimal === null ? this.match(/[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+(?:[eE][+-]?[0-9]+)?/y) : null;
    if (hexadecimal !== null || decimal !== null) {
      if (this.match(/[uU]/y) !== null) throw new ExpressionProblem('expr_unsupported'); // unsigned
      const value = hexadecimal !== null ? Number(BigInt(hexadecimal)) : Number(decimal);
      if (!Number.isFinite(value)) throw new ExpressionProblem('impossible_value');
      return { is: 'number', value };
    }

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
