//! What expressions do with texts.

use super::program::Test;
use crate::base::limits::TEXT_BYTES;
use std::borrow::Cow;

/// Two texts as one, unless it would be too long.
pub fn concat<'a>(left: Cow<'a, str>, right: Cow<'a, str>) -> Option<Cow<'a, str>> {
    if left.len().saturating_add(right.len()) > TEXT_BYTES {
        return None;
    }
    if right.is_empty() {
        return Some(left);
    }
    // A chain of `+` goes on writing where it stopped.
    let mut text = left.into_owned();
    text.push_str(&right);
    Some(Cow::Owned(text))
}

/// A question about two texts.
pub fn test(test: Test, text: &str, part: &str) -> bool {
    match test {
        Test::Starts => text.starts_with(part),
        Test::Ends => text.ends_with(part),
        Test::Contains => text.contains(part),
    }
}

/// The text with its A–Z small.
pub fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return text;
    }
    let mut text = text.into_owned();
    text.make_ascii_lowercase();
    Cow::Owned(text)
}

/// The text with its a–z as capitals.
pub fn upper(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return text;
    }
    let mut text = text.into_owned();
    text.make_ascii_uppercase();
    Cow::Owned(text)
}
