//! What tokens are; [`super::lex`] finds them.

/// What a token is: a sign of one byte is that byte, all else one of the constants here.
pub type Kind = u8;
/// The end of the text.
pub const END: Kind = 0;
/// A name or a word of the language.
pub const WORD: Kind = b'a';
/// A name in backticks, which may stand after a dot.
pub const QUOTED: Kind = b'`';
/// `12`, `0xff`
pub const INTEGER: Kind = b'0';
/// `12u`
pub const UNSIGNED: Kind = b'u';
/// `1.5`, `.5`, `1e3`
pub const FLOAT: Kind = b'1';
/// `'…'` with any prefix and quotes.
pub const TEXT: Kind = b'\'';
/// `b'…'`
pub const BYTES: Kind = b'b';
/// `in`
pub const IN: Kind = b'i';
/// `&&`
pub const AND: Kind = b'&';
/// `||`
pub const OR: Kind = b'|';
/// `==`
pub const EQUAL: Kind = b'=';
/// `!=`
pub const UNEQUAL: Kind = b'~';
/// `<=`
pub const LESS_OR_EQUAL: Kind = b'l';
/// `>=`
pub const GREATER_OR_EQUAL: Kind = b'g';

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
