//! Tokens: CEL's lexical grammar, one token at a time.

use super::types::{Checked, Fault};
use crate::base::suggest::quote;
use crate::error::Code;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The end of the text.
    End,
    /// A name or a word of the language.
    Word,
    /// A name in backticks, which may stand after a dot.
    Quoted,
    /// `12`, `0xff`
    Integer,
    /// `12u`
    Unsigned,
    /// `1.5`, `.5`, `1e3`
    Float,
    /// `'…'` with any prefix and quotes.
    Text,
    /// `b'…'`
    Bytes,
    /// An operator or a bracket: its characters.
    Sign(&'static str),
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins, in bytes.
    pub at: usize,
    /// Where it ends.
    pub end: usize,
}

/// Operators and brackets, longer ones before those they begin with.
const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", ".", "?", ":", "!", "-", "+", "*", "/", "%",
    "<", ">",
];

/// Reads tokens from left to right.
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Begins at the start of a text.
    pub fn new(text: &'a str) -> Lexer<'a> {
        Lexer { text, at: 0 }
    }

    /// The text between two places.
    pub fn slice(&self, token: Token) -> &'a str {
        self.text.get(token.at..token.end).unwrap_or("")
    }

    fn byte(&self, at: usize) -> u8 {
        // No token contains a zero byte outside of quotes, so it can stand for the end.
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn skip(&self, mut at: usize, belongs: impl Fn(u8) -> bool) -> usize {
        while belongs(self.byte(at)) {
            at += 1;
        }
        at
    }

    /// Whitespace and comments have no meaning between tokens.
    fn skip_blank(&mut self) {
        loop {
            self.at = self.skip(self.at, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c));
            if self.byte(self.at) != b'/' || self.byte(self.at + 1) != b'/' {
                return;
            }
            let rest = self.text.get(self.at..).unwrap_or("");
            self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
    }

    /// Whether there is nothing in the text but blanks and comments.
    pub fn is_blank(&self) -> bool {
        let mut fresh = Lexer::new(self.text);
        fresh.skip_blank();
        fresh.at >= self.text.len()
    }

    /// The next token.
    pub fn next(&mut self) -> Checked<Token> {
        self.skip_blank();
        let at = self.at;
        let (kind, end) = self.scan(at)?;
        self.at = end;
        Ok(Token { kind, at, end })
    }

    fn scan(&self, at: usize) -> Checked<(Kind, usize)> {
        let first = self.byte(at);
        match first {
            _ if at >= self.text.len() => Ok((Kind::End, at)),
            b'0'..=b'9' => Ok(self.number(at)),
            b'.' if self.byte(at + 1).is_ascii_digit() => Ok(self.number(at)),
            b'\'' | b'"' => Ok((Kind::Text, self.quoted(at, at, false)?)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(at),
            b'`' => {
                let end = self.skip(at + 1, |byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/' | b' ')
                });
                if end == at + 1 || self.byte(end) != b'`' {
                    return Err(self.unexpected(at));
                }
                Ok((Kind::Quoted, end + 1))
            }
            _ => {
                let rest = self.text.get(at..).unwrap_or("");
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).ok_or_else(|| self.unexpected(at))?;
                Ok((Kind::Sign(sign), at + sign.len()))
            }
        }
    }

    /// A name, or a string or bytes whose prefix looks like one.
    fn word(&self, at: usize) -> Checked<(Kind, usize)> {
        let end = self.skip(at, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !matches!(self.byte(end), b'\'' | b'"') {
            return Ok((Kind::Word, end));
        }
        match self.text.get(at..end) {
            Some("r" | "R") => Ok((Kind::Text, self.quoted(at, end, true)?)),
            Some("b" | "B") => Ok((Kind::Bytes, self.quoted(at, end, false)?)),
            Some("br" | "bR" | "Br" | "BR") => Ok((Kind::Bytes, self.quoted(at, end, true)?)),
            _ => Ok((Kind::Word, end)),
        }
    }

    fn number(&self, at: usize) -> (Kind, usize) {
        let digits = |from| self.skip(from, |byte| byte.is_ascii_digit());
        let unsigned = |kind, end| match self.byte(end) {
            b'u' | b'U' => (Kind::Unsigned, end + 1),
            _ => (kind, end),
        };
        if self.byte(at) == b'0' && self.byte(at + 1) == b'x' && self.byte(at + 2).is_ascii_hexdigit() {
            return unsigned(Kind::Integer, self.skip(at + 2, |byte| byte.is_ascii_hexdigit()));
        }
        let whole = digits(at);
        let mut end = whole;
        if self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit() {
            end = digits(end + 1);
        }
        if matches!(self.byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            if self.byte(end + 1 + sign).is_ascii_digit() {
                end = digits(end + 1 + sign);
            }
        }
        if end == whole { unsigned(Kind::Integer, end) } else { (Kind::Float, end) }
    }

    /// The end of a string whose quotes open at `open`.
    fn quoted(&self, at: usize, open: usize, raw: bool) -> Checked<usize> {
        let quote = self.byte(open);
        let triple = self.byte(open + 1) == quote && self.byte(open + 2) == quote;
        let mut place = if triple { open + 3 } else { open + 1 };
        while place < self.text.len() {
            let byte = self.byte(place);
            if byte == b'\\' && !raw {
                place += 2;
            } else if byte == quote && !triple {
                return Ok(place + 1);
            } else if byte == quote && self.byte(place + 1) == quote && self.byte(place + 2) == quote {
                return Ok(place + 3);
            } else if matches!(byte, b'\n' | b'\r') && !triple {
                break;
            } else {
                place += 1;
            }
        }
        Err(Fault::new(Code::ExprSyntax, at, &["the string is not closed"]))
    }

    fn unexpected(&self, at: usize) -> Box<Fault> {
        let rest = self.text.get(at..).unwrap_or("");
        let sign = rest.chars().next().map_or("", |character| rest.get(..character.len_utf8()).unwrap_or(""));
        let fault = Fault::new(Code::ExprSyntax, at, &["unexpected ", &quote(sign)]);
        match sign {
            "=" => fault.advise(&["write `==` to compare"]),
            "&" => fault.advise(&["write `&&` for and"]),
            "|" => fault.advise(&["write `||` for or"]),
            "“" | "”" | "‘" | "’" => fault.advise(&["write strings in straight quotes, `'` or `\"`"]),
            "≥" | "≤" | "≠" => fault.advise(&["write `>=`, `<=` or `!=`"]),
            _ => fault,
        }
    }
}
