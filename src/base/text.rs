//! Searching texts: `str::contains` and `str::find` with a text drag 5 KB of tables into Wasm.

/// Where a part first stands in a text, in time that grows with both (Knuth, Morris and Pratt).
pub fn find(text: &str, part: &str) -> Option<usize> {
    let part = part.as_bytes();
    // How much of the part's beginning stands again at the end of each of its beginnings.
    let mut again = Vec::with_capacity(part.len());
    let mut length = 0;
    for (at, byte) in part.iter().enumerate() {
        length = if at == 0 { 0 } else { matched(part, &again, length, *byte) };
        again.push(length);
    }
    length = 0;
    for (at, byte) in text.bytes().enumerate() {
        if length == part.len() {
            return Some(at - length);
        }
        length = matched(part, &again, length, byte);
    }
    (length == part.len()).then(|| text.len() - length)
}

/// How much of the part's beginning stands before and at a byte, if `length` stood before it.
fn matched(part: &[u8], again: &[usize], mut length: usize, byte: u8) -> usize {
    loop {
        if part.get(length) == Some(&byte) {
            return length + 1;
        }
        let Some(last) = length.checked_sub(1) else { return 0 };
        length = again.get(last).copied().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_where_str_finds_it() {
        let words: Vec<String> = (0..128_u32).map(|bits| format!("{bits:b}")).chain([String::new()]).collect();
        for text in words.iter().map(|word| word.repeat(3)) {
            for part in &words {
                assert_eq!(find(&text, part), text.find(part.as_str()), "{part} in {text}");
            }
        }
        assert_eq!(find("ä*/", "*/"), Some(2));
    }
}
