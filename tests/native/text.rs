//! JSON whose texts may hold lone surrogates, which `serde_json` refuses: they travel
//! as a private character and four digits, and are escapes again when written.

use serde_json::Value;

const MARK: char = '\u{E000}';

/// Reads JSON, lone surrogates included.
pub fn read(text: &str) -> Value {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        safe.push_str(before);
        let length = if escape.starts_with("\\u") { 6 } else { 2 };
        let (one, after) = escape.split_at(length);
        let (next, beyond) = after.split_at_checked(6).unwrap_or(("", after));
        if surrogate(one, 'd', "89ab") && surrogate(next, 'd', "cdef") {
            safe.push_str(one);
            safe.push_str(next);
            rest = beyond;
            continue;
        }
        match one.strip_prefix("\\u") {
            Some(digits) if surrogate(one, 'd', "89abcdef") => safe.extend([MARK.to_string().as_str(), digits]),
            _ => safe.push_str(one),
        }
        rest = after;
    }
    safe.push_str(rest);
    serde_json::from_str(&safe).expect("a case file is JSON")
}

fn surrogate(escape: &str, first: char, second: &str) -> bool {
    let mut letters = escape.strip_prefix("\\u").unwrap_or("").chars().map(|letter| letter.to_ascii_lowercase());
    letters.next() == Some(first) && letters.next().is_some_and(|letter| second.contains(letter))
}

/// Writes JSON, lone surrogates included.
pub fn write(value: &Value) -> String {
    value.to_string().replace(MARK, "\\u")
}
