//! What is wrong with an expression: the first fault is kept, and told in a few words.

use super::parse::{Known, Operand, Parser};
use super::token::{self, Token};
use super::types::{Fault, Type, phrase};
use crate::error::Code;

impl Parser<'_> {
    /// Keeps a fault unless there is one; but what is no CEL at all comes before everything else.
    #[cold]
    #[inline(never)]
    pub(super) fn tell(&mut self, code: Code, at: usize, message: &str, parts: &[&str], help: &str) {
        let breaks = matches!(code, Code::ExprSyntax | Code::TooDeep);
        if self.broken || self.fault.is_some() && !breaks {
            return;
        }
        let help = (!help.is_empty()).then(|| help.into());
        self.fault = Some(Box::new(Fault { code, at, message: phrase(message, parts), help }));
        if breaks {
            self.broken = true;
            self.token = Token { kind: token::END, at: self.text.len(), end: self.text.len() };
        }
    }

    /// Operands, arguments or a result of the wrong type.
    #[cold]
    #[inline(never)]
    pub(super) fn mistyped(&mut self, at: usize, message: &str, parts: &[&str]) {
        self.tell(Code::ExprType, at, message, parts, "");
    }

    /// CEL, but not here.
    #[cold]
    #[inline(never)]
    pub(super) fn unsupported(&mut self, at: usize, what: &str, help: &str) {
        self.tell(Code::ExprUnsupported, at, "@ cannot be used here: it is outside the subset of CEL", &[what], help);
    }

    /// The token that comes next has no place here.
    #[cold]
    #[inline(never)]
    pub(super) fn stray(&mut self) {
        match self.token.kind {
            token::END => self.tell(Code::ExprSyntax, self.token.at, "unexpected end", &[], ""),
            _ => self.unexpected(self.token.at, self.word()),
        }
    }

    /// Something that has no place where it stands.
    #[cold]
    pub(super) fn unexpected(&mut self, at: usize, what: &str) {
        const ADVICE: [(&str, &str); 13] = [
            ("=", "write `==` to compare"),
            ("is", "write `==` to compare"),
            ("&", "write `&&` for and"),
            ("and", "write `&&` for and"),
            ("AND", "write `&&` for and"),
            ("|", "write `||` for or"),
            ("or", "write `||` for or"),
            ("OR", "write `||` for or"),
            ("not", "write `!(a in b)`"),
            ("≥", "write `>=`"),
            ("≤", "write `<=`"),
            ("“", "write strings in straight quotes"),
            ("‘", "write strings in straight quotes"),
        ];
        let help = ADVICE.iter().find(|(sign, _)| *sign == what).map_or("", |(_, help)| help);
        self.tell(Code::ExprSyntax, at, "unexpected #", &[what], help);
    }

    /// Refuses what is not a boolean.
    #[inline(never)]
    pub(super) fn boolean(&mut self, operand: &Operand, operator: &str) {
        if let Some(ty) = operand.ty
            && ty != Type::Boolean
        {
            self.mistyped(operand.at, "`@` takes booleans, not @", &[operator, ty.noun()]);
        }
    }

    /// The one type of branches or elements.
    pub(super) fn common(&mut self, what: &str, at: usize, left: Known, right: Known) -> Known {
        match (left, right) {
            (Some(left), Some(right)) if left != right => {
                if left.is_time() && right.is_time() {
                    return Some(Type::Timestamp);
                }
                self.mistyped(at, "@ must have one type, these are @ and @", &[what, left.noun(), right.noun()]);
                None
            }
            _ => left.or(right),
        }
    }
}
