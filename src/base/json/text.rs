//! The inside of a JSON string, and the form of a JSON number.

/// What stands at the start of some bytes of a string's inside.
pub enum Piece {
    /// Bytes that mean themselves.
    Plain(usize),
    /// An escape: what it means, and its length.
    Escape(char, usize),
    /// The closing quote.
    End,
    /// An escape that there is not.
    BadEscape,
    /// A control character, which must be escaped.
    Control,
    /// The text ends before the string does.
    Open,
}

/// The first piece of a string's inside.
pub fn piece(bytes: &[u8]) -> Piece {
    let plain = bytes.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | ..0x20)).count();
    if plain > 0 {
        return Piece::Plain(plain);
    }
    match bytes.first() {
        None => Piece::Open,
        Some(b'"') => Piece::End,
        Some(b'\\') => escape(bytes),
        Some(_) => Piece::Control,
    }
}

fn escape(bytes: &[u8]) -> Piece {
    let meaning = match bytes.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes),
        _ => return Piece::BadEscape,
    };
    Piece::Escape(meaning, 2)
}

fn unicode(bytes: &[u8]) -> Piece {
    let Some(first) = unit(bytes) else { return Piece::BadEscape };
    let low = bytes.get(6..).and_then(unit).filter(|unit| (0xdc00..0xe000).contains(unit));
    match (first, low) {
        (0xd800..0xdc00, Some(low)) => {
            let scalar = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
            Piece::Escape(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        // A surrogate without its other half is no character.
        _ => Piece::Escape(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
    }
}

/// The UTF-16 code unit that `\uXXXX` at the start of the bytes writes.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |sum, digit| Some(sum << 4 | char::from(*digit).to_digit(16)?))
}

/// Whether a text is a number as JSON writes it.
pub fn is_number(text: &[u8]) -> bool {
    fn digits(text: &[u8]) -> Option<&[u8]> {
        let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count > 0 { text.get(count..) } else { None }
    }
    fn rest(text: &[u8]) -> Option<&[u8]> {
        let text = text.strip_prefix(b"-").unwrap_or(text);
        let mut text = match text.strip_prefix(b"0") {
            Some(rest) => rest,
            None => digits(text)?,
        };
        if let Some(fraction) = text.strip_prefix(b".") {
            text = digits(fraction)?;
        }
        if let Some((b'e' | b'E', exponent)) = text.split_first() {
            let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
            text = digits(exponent)?;
        }
        Some(text)
    }
    rest(text).is_some_and(<[u8]>::is_empty)
}
