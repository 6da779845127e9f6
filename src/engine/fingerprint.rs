//! The fingerprint: by it one tells whether two documents are the same policy.

use crate::base::hash;
use crate::base::json::{Tree, Writer};
use crate::base::limits;

/// SHA-256 of a document as JSON text without white space, in hexadecimal digits. Nothing else
/// about the text matters: neither how a number is spelled nor which escapes a string has.
pub(crate) fn fingerprint(document: &str) -> String {
    let mut out = Writer::new();
    if let (Some(tree), _) = Tree::read(document, limits::DOCUMENT_BYTES) {
        tree.write(tree.root(), &mut out);
    }
    hash::sha256(&out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_spelling_and_a_mark_at_the_start_do_not_matter_and_order_does() {
        let plain = fingerprint(r#"{"b":[1,"é\n"],"a":null}"#);
        assert_eq!(plain, hash::sha256(r#"{"b":[1,"é\n"],"a":null}"#));
        assert_eq!(plain, fingerprint("\u{feff}{ \"b\" : [ 1.0, \"\\u00e9\\u000a\" ],\n\"a\": null }\r\n"));
        assert_ne!(plain, fingerprint(r#"{"a":null,"b":[1,"é\n"]}"#));
    }
}
