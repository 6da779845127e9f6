//! Tokens: CEL's lexical grammar, one token at a time.

use super::parse::Parser;
use super::token::{
    BYTES, END, FLOAT, GREATER_OR_EQUAL, IN, INTEGER, Kind, LESS_OR_EQUAL, QUOTED, TEXT, Token, UNEQUAL, UNSIGNED, WORD,
};
use crate::error::Code;

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn is_comment(byte: &u8) -> bool {
    !matches!(byte, b'\n' | b'\r')
}

fn is_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

fn is_quotable(byte: &u8) -> bool {
    is_name(byte) || matches!(byte, b'.' | b'-' | b'/' | b' ')
}

impl<'a> Parser<'a> {
    /// The text of the token that comes next.
    #[inline(never)]
    pub(super) fn word(&self) -> &'a str {
        self.text.get(self.token.at..self.token.end).unwrap_or("")
    }

    /// Takes the token that comes next, and gives its place.
    #[inline(never)]
    pub(super) fn advance(&mut self) -> usize {
        let place = self.token.at;
        let mut at = self.skip(self.token.end, is_blank);
        while self.byte(at) == b'/' && self.byte(at + 1) == b'/' {
            at = self.skip(self.skip(at, is_comment), is_blank);
        }
        let (kind, end) = self.scan(at);
        // What is no token has broken the text, which is at its end then.
        if !self.broken {
            self.token = Token { kind, at, end };
        }
        place
    }

    #[inline(never)]
    fn byte(&self, at: usize) -> u8 {
        // No token contains a zero byte outside of quotes, so it can stand for the end.
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    #[inline(never)]
    fn skip(&self, at: usize, belongs: fn(&u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| belongs(byte)).count()
    }

    /// The kind and the end of the token at a place.
    #[inline(never)]
    fn scan(&mut self, at: usize) -> (Kind, usize) {
        let (first, second) = (self.byte(at), self.byte(at + 1));
        match (first, second) {
            (0, _) if at >= self.text.len() => (END, at),
            (b'0'..=b'9', _) | (b'.', b'0'..=b'9') => self.number(at),
            (b'\'' | b'"', _) => (TEXT, self.quoted(at, at, false)),
            (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => self.name_or_text(at),
            (b'`', _) => {
                let end = self.skip(at + 1, is_quotable);
                if end == at + 1 || self.byte(end) != b'`' {
                    self.unexpected(at, "`");
                }
                (QUOTED, end + 1)
            }
            (b'&' | b'|' | b'=', _) if first == second => (first, at + 2),
            (b'!', b'=') => (UNEQUAL, at + 2),
            (b'<', b'=') => (LESS_OR_EQUAL, at + 2),
            (b'>', b'=') => (GREATER_OR_EQUAL, at + 2),
            _ if b"()[]{},.?:!-+*/%<>".contains(&first) => (first, at + 1),
            _ => {
                let rest = self.text.get(at..).unwrap_or("");
                let sign = (1..=4).find_map(|length| rest.get(..length));
                self.unexpected(at, sign.unwrap_or(""));
                (END, at)
            }
        }
    }

    /// A name, or a string or bytes whose prefix looks like one.
    fn name_or_text(&mut self, at: usize) -> (Kind, usize) {
        let end = self.skip(at, is_name);
        let word = self.text.get(at..end).unwrap_or("");
        if matches!(self.byte(end), b'\'' | b'"') {
            let kind = match word.as_bytes() {
                [b'r' | b'R'] => TEXT,
                [b'b' | b'B'] | [b'b' | b'B', b'r' | b'R'] => BYTES,
                _ => WORD,
            };
            if kind != WORD {
                return (kind, self.quoted(at, end, matches!(self.byte(end - 1), b'r' | b'R')));
            }
        }
        (if word == "in" { IN } else { WORD }, end)
    }

    #[inline(never)]
    fn number(&self, at: usize) -> (Kind, usize) {
        let digits = |from| self.skip(from, u8::is_ascii_digit);
        let mut kind = INTEGER;
        let mut end = digits(at);
        if self.byte(at) == b'0' && self.byte(at + 1) == b'x' && self.byte(at + 2).is_ascii_hexdigit() {
            end = self.skip(at + 2, u8::is_ascii_hexdigit);
        } else {
            let fraction = digits(end + 1);
            if self.byte(end) == b'.' && fraction > end + 1 {
                (kind, end) = (FLOAT, fraction);
            }
            let exponent = end + 1 + usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            let last = digits(exponent);
            if matches!(self.byte(end), b'e' | b'E') && last > exponent {
                (kind, end) = (FLOAT, last);
            }
        }
        if kind == INTEGER && matches!(self.byte(end), b'u' | b'U') { (UNSIGNED, end + 1) } else { (kind, end) }
    }

    /// The end of a string whose quotes open at `open`.
    fn quoted(&mut self, at: usize, open: usize, raw: bool) -> usize {
        let quote = self.byte(open);
        let three = |place| self.byte(place + 1) == quote && self.byte(place + 2) == quote;
        let triple = three(open);
        let edge = if triple { 3 } else { 1 };
        let mut place = open + edge;
        while place < self.text.len() {
            let byte = self.byte(place);
            if byte == b'\\' && !raw {
                place += 1;
            } else if byte == quote && (!triple || three(place)) {
                return place + edge;
            } else if matches!(byte, b'\n' | b'\r') && !triple {
                break;
            }
            place += 1;
        }
        self.tell(Code::ExprSyntax, at, "the string is not closed", &[], "");
        place
    }
}
