//! The values of literals: numbers and strings as CEL writes them.

use super::types::{Checked, Fault};
use crate::base::double::nearest;
use crate::base::suggest::quote;
use crate::error::Code;

/// The value of an integer's text, decimal or hexadecimal.
///
/// CEL's integers have 64 bits, so a larger one is no CEL; as a number it is the nearest double.
pub fn integer(text: &str, negative: bool, at: usize) -> Checked<f64> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    match parsed {
        Ok(value) if value <= i64::MAX as u64 + u64::from(negative) => Ok(value as f64),
        _ => Err(Fault::new(Code::ExprSyntax, at, &[&quote(text), " is too large for an integer"])
            .advise(&["write it as `1e19` or with `.0`"])),
    }
}

/// The value of a floating number's text.
pub fn float(text: &str, at: usize) -> Checked<f64> {
    match nearest(text) {
        value if value.is_finite() => Ok(value),
        _ => Err(Fault::new(Code::ExprSyntax, at, &[&quote(text), " is too large for a number"])),
    }
}

/// The value of a string's text, prefix and quotes included.
pub fn string(text: &str, at: usize) -> Checked<String> {
    let body = text.strip_prefix(['r', 'R']);
    let (quoted, raw) = (body.unwrap_or(text), body.is_some());
    let triple = quoted.len() >= 6 && (quoted.starts_with("'''") || quoted.starts_with("\"\"\""));
    let edge = if triple { 3 } else { 1 };
    let inner = quoted.get(edge..quoted.len().saturating_sub(edge)).unwrap_or("");
    if raw { Ok(inner.into()) } else { unescape(inner, at + edge) }
}

fn unescape(text: &str, at: usize) -> Checked<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('\\') {
        out.push_str(rest.get(..place).unwrap_or(""));
        let escape = rest.get(place..).unwrap_or("");
        let Some((character, length)) = escaped(escape) else {
            let shown: String = escape.chars().take(2).collect();
            let place = at + text.len() - escape.len();
            return Err(Fault::new(Code::ExprSyntax, place, &[&quote(&shown), " is no escape"]));
        };
        out.push(character);
        rest = escape.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    Ok(out)
}

/// The character that an escape stands for, and the length of the escape.
fn escaped(escape: &str) -> Option<(char, usize)> {
    let kind = escape.as_bytes().get(1)?;
    let plain = match kind {
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\u{b}',
        b'\\' | b'?' | b'"' | b'\'' | b'`' => char::from(*kind),
        b'x' | b'X' => return code(escape, 2..4, 16),
        b'u' => return code(escape, 2..6, 16),
        b'U' => return code(escape, 2..10, 16),
        b'0'..=b'3' => return code(escape, 1..4, 8),
        _ => return None,
    };
    Some((plain, 2))
}

fn code(escape: &str, digits: std::ops::Range<usize>, radix: u32) -> Option<(char, usize)> {
    let end = digits.end;
    let digits = escape.get(digits)?;
    // `from_str_radix` would take a sign.
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    Some((char::from_u32(code)?, end))
}
