//! What expressions do with texts.

use super::program::Test;
use crate::base::limits::TEXT_BYTES;
use std::borrow::Cow;

/// Two texts as one, unless it would be too long.
pub fn concat<'a>(left: Cow<'a, str>, right: &str) -> Option<Cow<'a, str>> {
    if left.len().saturating_add(right.len()) > TEXT_BYTES {
        return None;
    }
    // A chain of `+` goes on writing where it stopped.
    let mut text = left.into_owned();
    text.push_str(right);
    Some(Cow::Owned(text))
}

/// A question about two texts.
pub fn test(test: Test, text: &str, part: &str) -> bool {
    match test {
        Test::Starts => text.starts_with(part),
        Test::Ends => text.ends_with(part),
        Test::Contains => crate::base::text::find(text, part).is_some(),
    }
}

/// The text with its A–Z in small letters, or its a–z in capitals.
pub fn cased(text: Cow<'_, str>, lower: bool) -> Cow<'_, str> {
    if !text.bytes().any(|byte| if lower { byte.is_ascii_uppercase() } else { byte.is_ascii_lowercase() }) {
        return text;
    }
    let mut text = text.into_owned();
    if lower {
        text.make_ascii_lowercase();
    } else {
        text.make_ascii_uppercase();
    }
    Cow::Owned(text)
}
