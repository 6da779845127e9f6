// A condition as a tree, for those who put it into words. It reads what a compiled policy can
// have: the core has checked it, and its meaning is the core's alone.

const TOKEN = /\s+|\/\/[^\r\n]*|(?<number>(?:0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))|(?<string>[rR]?(?:'''[^]*?(?<!\\)'''|"""[^]*?(?<!\\)"""|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"))|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||[<>=!]=|[-+*/%!<>?:.,()[\]])/y;
const LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];

/**
 * @param {string} text
 * @returns {object | null} nodes `{ kind: "or" | "and" | … }`; `null` where it is none of what is known here
 */
export function parse(text) {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const reader = new Reader(tokens);
  try {
    const tree = reader.choice();
    return reader.done() ? tree : null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** Functions that are called on a text. */
const MEMBERS = ["size", "startsWith", "endsWith", "contains", "lowerAscii", "upperAscii"];

class Unreadable extends Error {}

function tokensOf(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined) tokens.push({ kind, text: match[0] });
  }
  return tokens;
}

class Reader {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  done() {
    return this.at === this.tokens.length;
  }

  sees(text) {
    const token = this.tokens[this.at];
    return token !== undefined && token.text === text && token.kind !== "string";
  }

  take(text) {
    if (!this.sees(text)) return false;
    this.at++;
    return true;
  }

  need(text) {
    if (!this.take(text)) throw new Unreadable();
  }

  choice() {
    const condition = this.binary(0);
    if (!this.take("?")) return condition;
    const then = this.binary(0);
    this.need(":");
    return { kind: "choice", condition, then, otherwise: this.choice() };
  }

  /** Operators of one level and those that bind closer, from the left. */
  binary(level) {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = LEVELS[level].find((one) => this.sees(one));
      if (operator === undefined) return left;
      this.at++;
      const right = operator === "in" && this.sees("[") ? this.list() : this.binary(level + 1);
      left = level < 2 ? joined(operator === "||" ? "or" : "and", left, right) : { kind: "binary", operator, left, right };
    }
  }

  unary() {
    for (const operator of ["!", "-"]) {
      if (this.take(operator)) return { kind: "unary", operator, of: this.unary() };
    }
    return this.member();
  }

  member() {
    let tree = this.primary();
    while (this.take(".")) {
      const name = this.name();
      if (this.take("(")) {
        // Macros over lists, and whatever else is none of the reference's, stay as they were written.
        const math = tree.kind === "name" && tree.name === "math";
        if (!math && !MEMBERS.includes(name)) throw new Unreadable();
        tree = { kind: "call", name, receiver: tree, args: this.args(")") };
      } else if (tree.kind === "name") tree = { kind: "name", name: `${tree.name}.${name}` };
      else throw new Unreadable();
    }
    return tree;
  }

  primary() {
    if (this.take("(")) {
      const tree = this.choice();
      this.need(")");
      return tree;
    }
    if (this.sees("[")) return this.list();
    const token = this.tokens[this.at++];
    if (token?.kind === "number") return { kind: "literal", value: Number(token.text) };
    if (token?.kind === "string") return { kind: "literal", value: textOf(token.text) };
    if (token?.kind !== "name") throw new Unreadable();
    if (token.text === "true" || token.text === "false") return { kind: "literal", value: token.text === "true" };
    if (this.take("(")) return { kind: "call", name: token.text, receiver: null, args: this.args(")") };
    return { kind: "name", name: token.text };
  }

  name() {
    const token = this.tokens[this.at++];
    if (token?.kind !== "name") throw new Unreadable();
    return token.text;
  }

  list() {
    this.need("[");
    return { kind: "list", elements: this.args("]") };
  }

  args(end) {
    const args = [];
    while (!this.take(end)) {
      args.push(this.choice());
      if (!this.take(",")) {
        this.need(end);
        break;
      }
    }
    return args;
  }
}

/** `a && b && c` is one thing of three parts. */
function joined(kind, left, right) {
  const parts = (one) => (one.kind === kind ? one.parts : [one]);
  return { kind, parts: [...parts(left), ...parts(right)] };
}

const ESCAPES = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

function textOf(literal) {
  const raw = /^[rR]/.test(literal);
  const quoted = raw ? literal.slice(1) : literal;
  const marks = /^('''|""")/.test(quoted) ? 3 : 1;
  const inside = quoted.slice(marks, -marks);
  if (raw) return inside;
  return inside.replace(/\\(?:[xX]([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]))/g, (_, x, u, long, octal, one) => {
    const hex = x ?? u ?? long;
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return octal === undefined ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(octal, 8));
  });
}
