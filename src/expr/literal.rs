//! The values of literals: numbers and strings as CEL writes them.

use crate::base::double::nearest;

/// The value of an integer's text, decimal or hexadecimal.
///
/// CEL's integers have 64 bits, so a larger one is no CEL; as a number it is the nearest double.
pub fn integer(text: &str, negative: bool) -> Option<f64> {
    let value = match text.strip_prefix("0x") {
        Some(text) => digits(text, 16),
        None => digits(text, 10),
    };
    value.filter(|value| *value <= i64::MAX as u64 + u64::from(negative)).map(|value| value as f64)
}

/// The value of a floating number's text.
pub fn float(text: &str) -> Option<f64> {
    Some(nearest(text)).filter(|value| value.is_finite())
}

/// A whole number without a sign, unless it is beyond 64 bits.
#[inline(never)]
fn digits(text: &str, radix: u32) -> Option<u64> {
    text.bytes().try_fold(0_u64, |sum, digit| {
        let digit = char::from(digit).to_digit(radix).filter(|_| sum < 1 << 60)?;
        Some(sum * u64::from(radix) + u64::from(digit))
    })
}

/// The value of a string's text, prefix and quotes included; or where something in it is no escape.
pub fn string(text: &str) -> Result<String, usize> {
    let open = usize::from(matches!(text.bytes().next(), Some(b'r' | b'R')));
    let quoted = text.get(open..).unwrap_or("");
    let triple = quoted.len() >= 6 && matches!(quoted.as_bytes(), [a, b, c, ..] if a == b && b == c);
    let edge = if triple { 3 } else { 1 };
    let mut rest = quoted.get(edge..quoted.len().saturating_sub(edge)).unwrap_or("");
    let mut out = String::new();
    while let Some(place) = rest.bytes().position(|byte| byte == b'\\' && open == 0) {
        let (before, escape) = rest.split_at_checked(place).unwrap_or_default();
        out.push_str(before);
        let (character, length) = escaped(escape).ok_or(text.len() - edge - escape.len())?;
        out.push(character);
        rest = escape.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    Ok(out)
}

/// The character that an escape stands for, and the length of the escape.
fn escaped(escape: &str) -> Option<(char, usize)> {
    let kind = *escape.as_bytes().get(1)?;
    let (from, to, radix) = match kind {
        b'x' | b'X' => (2, 4, 16),
        b'u' => (2, 6, 16),
        b'U' => (2, 10, 16),
        b'0'..=b'3' => (1, 4, 8),
        _ => {
            let place = b"abfnrtv\\?\"'`".iter().position(|known| *known == kind)?;
            return Some((char::from(*b"\x07\x08\x0c\n\r\t\x0b\\?\"'`".get(place)?), 2));
        }
    };
    let code = digits(escape.get(from..to)?, radix)?;
    Some((char::from_u32(code as u32)?, to))
}
