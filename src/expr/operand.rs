//! Reading operands: names, literals, lists, what is in parentheses.

use super::literal;
use super::parse::{Operand, Parser, Shape};
use super::program::Op;
use super::token;
use super::types::{Fault, Name, Type};
use crate::base::words::RESERVED;
use crate::error::Code;

/// How many of them, from the first, may not stand after a dot either.
const KEYWORDS: usize = 3;

/// Words that open a scope before a dot that is not a call.
const SCOPES: [&str; 4] = ["score", "grade", "contract", "balance"];

/// What is done with an operand between commas.
pub type Each<'e, 'a> = &'e mut dyn FnMut(&mut Parser<'a>, Operand);

/// Whether one of the first so many reserved words comes next.
fn is_reserved(word: &str, count: usize) -> bool {
    RESERVED.iter().take(count).any(|reserved| *reserved == word)
}

impl<'a> Parser<'a> {
    /// A primary and what follows it: selections, calls, indexing.
    pub(super) fn member(&mut self, negative: bool) -> Operand {
        let kind = self.token.kind;
        let mut operand = self.primary(negative);
        // `a.b.c` may turn out to be the name of a message, `.a.b` too, but not `.a().b`.
        let mut first = kind == token::WORD && operand.shape == Shape::Name;
        let mut path = first || kind == b'.' && operand.height == 0;
        loop {
            match self.token.kind {
                b'.' => path = self.after_dot(&mut operand, first, path),
                b'[' => {
                    path = false;
                    self.outside(&mut operand, self.token.at, "indexing", "ask for an element with `'x' in list`");
                    self.enter();
                    self.take(b'?');
                    self.expression();
                    self.leave();
                    self.expect(b']');
                }
                b'{' if path => {
                    path = false;
                    operand.shape = Shape::Value;
                    let at = operand.at;
                    self.outside(&mut operand, at, "a message", "");
                    self.entries(true);
                }
                _ => return operand,
            }
            first = false;
        }
    }

    /// `.b`, `.b(…)` or `.?b` after an operand; gives whether it may still be the name of a message.
    /// A scope word opens its scope if it is a `first` name.
    #[inline(never)]
    fn after_dot(&mut self, operand: &mut Operand, first: bool, path: bool) -> bool {
        self.advance();
        let optional = self.take(b'?');
        let (kind, name) = (self.token.kind, self.word());
        let plain = self.is_selector();
        if !plain && kind != token::QUOTED {
            self.stray();
        }
        let at = self.advance();
        let plain = plain && !optional;
        if plain && self.token.kind == b'(' {
            *operand = self.call(Some(*operand), name, at);
            return false;
        }
        let path = path && plain;
        match (operand.shape, self.waiting.name) {
            (Shape::Name, Name::Plain(scope)) if first && plain && SCOPES.contains(&scope) => {
                self.waiting.name = Name::Scoped(scope, name);
            }
            _ if optional => self.outside(operand, at, "an optional part", ""),
            (Shape::Name, _) => {
                operand.shape = Shape::Selected;
                self.waiting.part = (name, at);
            }
            (Shape::Selected, _) => {}
            _ => {
                self.value(operand);
                self.waiting.part = (name, at);
                self.selected(operand);
            }
        }
        path
    }

    /// Whether a name comes next that may stand after a dot, or before the colon in a message.
    #[inline(never)]
    fn is_selector(&self) -> bool {
        self.token.kind == token::WORD && !is_reserved(self.word(), KEYWORDS)
    }

    /// Something outside the subset, after an operand or in place of it.
    #[inline(never)]
    pub(super) fn outside(&mut self, operand: &mut Operand, at: usize, what: &str, help: &str) {
        self.value(operand);
        self.unsupported(at, what, help);
        (operand.ty, operand.shape) = (None, Shape::Outside);
    }

    #[inline(never)]
    fn primary(&mut self, negative: bool) -> Operand {
        let (kind, at, word) = (self.token.kind, self.token.at, self.word());
        let mut operand = self.leaf(at, Shape::Value);
        match kind {
            b'(' => {
                self.enter();
                operand = self.expression();
                self.leave();
                self.expect(b')');
                operand.height += 1;
                self.bound(operand.height, operand.at);
                return operand;
            }
            b'[' => return self.list(operand),
            b'{' => {
                self.outside(&mut operand, at, "a map", "");
                self.entries(false);
                return operand;
            }
            b'.' => {
                self.outside(&mut operand, at, "a leading dot", "");
                self.advance();
                if self.token.kind != token::WORD || is_reserved(self.word(), RESERVED.len()) {
                    self.stray();
                }
                self.advance();
                if self.token.kind == b'(' {
                    operand.height = 1 + self.arguments(&mut |_, _| ());
                }
                return operand;
            }
            token::WORD => match word {
                "true" | "false" => {
                    self.code.push(Op::Boolean(word == "true"));
                    operand.ty = Some(Type::Boolean);
                }
                "null" => {
                    self.outside(&mut operand, at, "`null`", "a missing value is unknown; ask with `has(x)`");
                }
                _ => {
                    if is_reserved(word, RESERVED.len()) {
                        let message = "# is a word of the language, not a name";
                        self.tell(Code::ExprSyntax, at, message, &[word], "");
                    }
                    operand.shape = Shape::Name;
                    self.waiting.name = Name::Plain(word);
                }
            },
            token::INTEGER | token::FLOAT => {
                let number = if kind == token::FLOAT { literal::float(word) } else { literal::integer(word, negative) };
                if number.is_none() {
                    let (code, help) = match kind {
                        token::FLOAT => (Code::ImpossibleValue, ""),
                        _ => (Code::ExprSyntax, "write it as `1e19` or with `.0`"),
                    };
                    self.tell(code, at, "# is too large for a number", &[word], help);
                }
                self.code.push(Op::Number(number.unwrap_or(0.0)));
                operand.ty = Some(Type::Number);
            }
            token::TEXT => {
                let text = literal::string(word).unwrap_or_else(|place| {
                    let escape = word.get(place..place + 2).unwrap_or("\\");
                    self.tell(Code::ExprSyntax, at + place, "# is no escape", &[escape], "");
                    String::new()
                });
                self.code.text(text);
                (operand.ty, operand.shape) = (Some(Type::Text), Shape::Literal);
            }
            token::BYTES => self.outside(&mut operand, at, "a literal of bytes", ""),
            token::UNSIGNED => {
                let help = "there is one type of number; leave out the `u`";
                self.outside(&mut operand, at, "an unsigned number", help);
            }
            _ => self.stray(),
        }
        self.advance();
        if (operand.shape, self.token.kind) == (Shape::Name, b'(') {
            operand = self.call(None, word, at);
        }
        operand
    }

    /// `[a, b]`. What its elements are is decided by what stands before and behind the list,
    /// so at first it is only read past.
    #[inline(never)]
    fn list(&mut self, mut operand: Operand) -> Operand {
        let quiet = self.fault.is_none();
        if quiet {
            // No other fault is told meanwhile, unless the list is no CEL.
            self.fault = Some(Box::new(Fault { code: Code::ExprType, at: 0, message: String::new(), help: None }));
        }
        self.enter();
        let token = self.token;
        let height = 1 + self.expressions(b']', true, &mut |_, _| ());
        self.leave();
        if quiet && !self.broken {
            self.fault = None;
        }
        self.code.rewind(operand.start);
        self.bound(height, operand.at);
        (operand.height, operand.shape, self.waiting.list) = (height, Shape::List, token);
        operand
    }

    /// Reads the elements of the list that waits, where it may stand.
    pub(super) fn elements(&mut self, each: Each<'_, 'a>) {
        if self.fault.is_none() {
            let token = std::mem::replace(&mut self.token, self.waiting.list);
            self.expressions(b']', true, each);
            self.token = token;
        }
    }

    pub(super) fn arguments(&mut self, each: Each<'_, 'a>) -> usize {
        self.enter();
        let height = self.expressions(b')', false, each);
        self.leave();
        height
    }

    /// Expressions between commas, up to and with the closing bracket; gives the height of the highest.
    fn expressions(&mut self, close: token::Kind, list: bool, each: Each<'_, 'a>) -> usize {
        let mut height = 0;
        if list && self.take(b',') {
            // CEL's grammar has `[,]` for the empty list.
            self.expect(close);
            return height;
        }
        while !self.broken && !self.take(close) {
            if list && self.token.kind == b'?' {
                // `[?a]` is an optional element: an extension of CEL.
                let at = self.advance();
                self.unsupported(at, "an optional part", "");
            }
            let operand = self.expression();
            height = height.max(operand.height);
            each(self, operand);
            if !self.take(b',') {
                self.expect(close);
                break;
            }
            if !list && self.token.kind == close {
                self.stray();
            }
        }
        height
    }

    /// `{k: v}`: only read past, since maps and messages are outside the subset.
    fn entries(&mut self, named: bool) {
        self.enter();
        if !self.take(b',') {
            while !self.broken && self.token.kind != b'}' {
                self.take(b'?');
                if !named {
                    self.expression();
                } else if self.token.kind == token::QUOTED || self.is_selector() {
                    self.advance();
                } else {
                    self.stray();
                }
                self.expect(b':');
                self.expression();
                if !self.take(b',') {
                    break;
                }
            }
        }
        self.leave();
        self.expect(b'}');
    }
}
