//! From text to program in one walk: CEL's whole grammar, so that what is CEL but
//! outside the subset is told apart from what is no CEL at all.
//!
//! Operations are written as soon as their operands are, so the code is postfix by
//! itself. A wrong expression is read to its end too: the first fault is kept, and
//! one that makes the text no CEL takes its place. After that the text is at its end,
//! and whatever is being read comes to a close without more ado.
//!
//! Here is what has operators and levels; [`super::operand`] reads what stands
//! between the operators. Recursion is bounded by the limit on nesting: whatever
//! recurses first enters a level, and chains of operators are read in a loop.

use super::emit::Emitter;
use super::program::{Compiled, Function, Op};
use super::token::{self, Kind, Token};
use super::types::{Expected, Fault, Found, Name, Scope, Site, Type, phrase};
use crate::base::limits::NESTING;
use crate::error::Code;

/// A type, if it is known.
///
/// One that is not comes from a declaration that is itself wrong, or from a fault; it
/// goes with everything, so that nobody is told the same thing twice.
pub type Known = Option<Type>;

/// A part of the expression whose code is there.
#[derive(Clone, Copy)]
pub struct Operand {
    /// Where it begins, in bytes.
    pub at: usize,
    /// Levels of nesting inside, itself included.
    pub height: usize,
    /// Where its code begins.
    pub start: usize,
    /// What it gives.
    pub ty: Known,
    /// What it is for whoever takes more than values.
    pub shape: Shape,
}

/// What an operand is, beside a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing else.
    Value,
    /// A string's literal.
    Literal,
    /// A name that is still to be read, since it may be the name of something else.
    Name,
    /// `a.b`, still to be read; it may yet turn out to be the name of a message.
    Selected,
    /// A list's literal without any code; it is read again where a list may stand.
    List,
    /// Something outside the subset; that was told.
    Outside,
}

/// What is still to be read of an operand. There is one at most, which was read last.
pub struct Waiting<'a> {
    /// The name.
    pub name: Name<'a>,
    /// What is selected of it, and where.
    pub part: (&'a str, usize),
    /// The first token of a list's elements.
    pub list: Token,
}

/// Operators of one precedence, applied from left to right, that lack their last operand.
#[derive(Clone, Copy)]
pub struct Chain<'a> {
    /// What has been read.
    pub left: Operand,
    /// How tightly the operators bind.
    pub level: u8,
    /// The last operator.
    pub kind: Kind,
    /// As it is written.
    pub sign: &'a str,
    /// Where it stands.
    pub at: usize,
    /// The first hint that waits for the end of the chain.
    pub hints: usize,
}

/// Reads one expression.
pub struct Parser<'a> {
    pub(super) text: &'a str,
    /// The token that comes next.
    pub(super) token: Token,
    pub(super) scope: &'a dyn Scope,
    pub(super) code: Emitter,
    pub(super) waiting: Waiting<'a>,
    /// Hints that wait for the end of their chains, those of the innermost chain last.
    pub(super) hints: Vec<usize>,
    /// Levels entered and not yet left.
    depth: usize,
    /// Whether something of unknown type was met.
    poisoned: bool,
    /// The first fault; while there is one, no other is told and no name is looked up.
    pub(super) fault: Option<Box<Fault>>,
    /// Whether the fault is that this is no CEL.
    pub(super) broken: bool,
}

/// Reads, checks and compiles a whole expression.
pub fn compile<'a>(text: &'a str, scope: &'a dyn Scope, expected: Expected) -> Result<Compiled, Box<Fault>> {
    let token = Token { kind: token::END, at: 0, end: 0 };
    let mut parser = Parser {
        text,
        token,
        scope,
        code: Emitter::new(scope.offset()),
        waiting: Waiting { name: Name::Plain(""), part: ("", 0), list: token },
        hints: Vec::new(),
        depth: 0,
        poisoned: false,
        fault: None,
        broken: false,
    };
    parser.advance();
    if parser.token.kind == token::END {
        parser.tell(Code::ExprSyntax, text.len(), "the expression is empty", &[], "");
    }
    let mut found = parser.expression();
    parser.value(&mut found);
    if parser.token.kind != token::END {
        parser.stray();
    }
    let (wants, right) = match expected {
        Expected::Boolean => ("a boolean", found.ty == Some(Type::Boolean)),
        Expected::Number => ("a number", found.ty == Some(Type::Number)),
        Expected::Any => ("one value", found.ty != Some(Type::List)),
    };
    if let (Some(ty), false) = (found.ty, right) {
        parser.mistyped(found.at, "this must be @, not @", &[wants, ty.noun()]);
    }
    match (parser.fault, found.ty) {
        (Some(fault), _) => Err(fault),
        (None, Some(ty)) if !parser.poisoned => Ok(Compiled::Program(parser.code.finish(ty))),
        _ => Ok(Compiled::Poisoned),
    }
}

/// How tightly a binary operator binds, from 1; 0 for what is none.
fn level(kind: Kind) -> u8 {
    match kind {
        token::OR => 1,
        token::AND => 2,
        token::EQUAL | token::UNEQUAL | token::LESS_OR_EQUAL | token::GREATER_OR_EQUAL | b'<' | b'>' | token::IN => 3,
        b'+' | b'-' => 4,
        b'*' | b'/' | b'%' => 5,
        _ => 0,
    }
}

impl<'a> Parser<'a> {
    // --- tokens and levels of nesting

    /// Takes a sign if it comes next.
    #[inline(never)]
    pub(super) fn take(&mut self, sign: Kind) -> bool {
        let found = self.token.kind == sign;
        if found {
            self.advance();
        }
        found
    }

    #[inline(never)]
    pub(super) fn expect(&mut self, sign: Kind) {
        if !self.take(sign) {
            self.stray();
        }
    }

    #[inline(never)]
    pub(super) fn bound(&mut self, levels: usize, at: usize) {
        if levels > NESTING {
            self.tell(Code::TooDeep, at, "the expression is nested more than 64 deep", &[], "");
        }
    }

    /// Enters a level, and takes the token that opens it.
    #[inline(never)]
    pub(super) fn enter(&mut self) -> usize {
        self.depth += 1;
        self.bound(self.depth, self.token.at);
        self.advance()
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    // --- operands

    /// What begins here and has no code yet.
    #[inline(never)]
    pub(super) fn leaf(&self, at: usize, shape: Shape) -> Operand {
        Operand { at, height: 0, start: self.code.here(), ty: None, shape }
    }

    /// Makes an operand a value with so many levels of nesting inside.
    #[inline(never)]
    pub(super) fn become_value(&mut self, operand: &mut Operand, ty: Known, height: usize) {
        self.bound(height, operand.at);
        (operand.ty, operand.height, operand.shape) = (ty, height, Shape::Value);
    }

    /// Looks the name up that waits, and notes it; `None` if its type is not known.
    pub(super) fn find(&mut self, at: usize) -> Option<(Site, Type)> {
        let name = self.waiting.name;
        if self.fault.is_some() {
            return None;
        }
        match self.scope.find(name) {
            Found::Value { site, ty } => {
                self.code.note(site, ty, name);
                return Some((site, ty));
            }
            Found::Poison => self.poisoned = true,
            Found::Refused { code, message, help } => self.fault = Some(Box::new(Fault { code, at, message, help })),
        }
        None
    }

    /// Takes an operand for its value.
    #[inline(never)]
    pub(super) fn value(&mut self, operand: &mut Operand) {
        match operand.shape {
            Shape::Name | Shape::Selected => {
                if let Some((site, ty)) = self.find(operand.at) {
                    self.code.push(Op::Read(site));
                    operand.ty = Some(ty);
                }
            }
            // The places that take a list's literal look for it before they come here.
            Shape::List => {
                self.unsupported(operand.at, "a list", "lists stand to the right of `in` and in `size([…])`");
            }
            _ => return,
        }
        if operand.shape == Shape::Selected {
            self.selected(operand);
        } else {
            operand.shape = Shape::Value;
        }
    }

    /// A part of an operand that has none.
    #[inline(never)]
    pub(super) fn selected(&mut self, operand: &mut Operand) {
        let (part, at) = self.waiting.part;
        let what = phrase("selecting #", &[part]);
        self.unsupported(at, &what, "only `score.…` and `grade.…` have parts");
        (operand.ty, operand.shape) = (None, Shape::Outside);
    }

    // --- the grammar, from the loosest binding to the tightest

    pub(super) fn expression(&mut self) -> Operand {
        let mut condition = self.operators();
        if self.token.kind != b'?' {
            return condition;
        }
        self.value(&mut condition);
        let choose = self.code.push(Op::Choose(0));
        self.enter();
        let mut yes = self.operators();
        self.value(&mut yes);
        let mut otherwise = self.code.push(Op::Otherwise(0));
        self.expect(b':');
        let mut no = self.expression();
        self.value(&mut no);
        self.leave();

        self.boolean(&condition, "?:");
        let ty = self.common("the branches of `?:`", no.at, yes.ty, no.ty);
        if yes.ty != no.ty {
            self.code.widen(no.ty, otherwise + 1, self.code.here());
            let before = self.code.here();
            self.code.widen(yes.ty, choose + 1, otherwise);
            otherwise += self.code.here() - before;
        }
        self.code.aim(choose, otherwise);
        self.code.aim(otherwise, self.code.here());
        self.code.push(Op::Select);
        self.code.fold(condition.start);
        let ty = ty.filter(|_| yes.ty.is_some() && no.ty.is_some());
        let height = condition.height.max(yes.height).max(no.height);
        self.become_value(&mut condition, ty, height + 1);
        condition
    }

    /// Operands and binary operators, without recursion: what lacks its right operand waits in a list.
    fn operators(&mut self) -> Operand {
        let mut waiting: Vec<Chain<'a>> = Vec::new();
        loop {
            let mut operand = self.unary();
            let kind = self.token.kind;
            let level = level(kind);
            // Chains that bind tighter than what comes next are complete.
            let chain = loop {
                match waiting.pop() {
                    Some(mut chain) if level <= chain.level => {
                        self.link(&mut chain, operand);
                        operand = chain.left;
                        if level == chain.level {
                            break Some(chain);
                        }
                        self.end(chain.hints);
                    }
                    Some(chain) => {
                        waiting.push(chain);
                        break None;
                    }
                    None => break None,
                }
            };
            if level == 0 {
                return operand;
            }
            self.value(&mut operand);
            let hints = chain.map_or(self.hints.len(), |chain| chain.hints);
            let (sign, at) = (self.word(), self.advance());
            if matches!(kind, token::OR | token::AND) {
                self.hint(kind == token::OR);
            }
            waiting.push(Chain { left: operand, level, kind, sign, at, hints });
        }
    }

    /// `!!a` or `--a`. CEL does not mix the two, but a number may carry its own sign: `!-1`.
    #[inline(never)]
    fn unary(&mut self) -> Operand {
        let sign = self.token.kind;
        let mut places = Vec::new();
        while matches!(sign, b'!' | b'-') && self.token.kind == sign {
            self.bound(self.depth + places.len() + 1, self.token.at);
            places.push(self.advance());
        }
        let mut last = sign;
        if sign == b'!' && self.token.kind == b'-' {
            last = b'-';
            places.push(self.advance());
            if !matches!(self.token.kind, token::INTEGER | token::FLOAT | token::UNSIGNED) {
                self.stray();
            }
        }
        let mut operand = self.member(last == b'-');
        while let Some(at) = places.pop() {
            self.value(&mut operand);
            let op = match operand.ty {
                _ if last == b'!' => Op::Not,
                Some(Type::Duration) => Op::Opposite,
                _ => Op::Function(Function::Negate),
            };
            let ty = match (op, operand.ty) {
                (Op::Not, _) => {
                    self.boolean(&operand, "!");
                    Some(Type::Boolean)
                }
                (Op::Function(_), Some(ty)) if ty != Type::Number => {
                    self.mistyped(operand.at, "`-` takes a number or a duration, not @", &[ty.noun()]);
                    None
                }
                (_, ty) => ty,
            };
            self.code.push(op);
            self.code.fold(operand.start);
            (operand.at, last) = (at, sign);
            let height = operand.height + 1;
            self.become_value(&mut operand, ty, height);
        }
        operand
    }
}
