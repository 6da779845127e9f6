//! SHA-256, as hexadecimal digits: the one place where anything is hashed for others to compare.

use hmac_sha256::{HMAC, Hash};

/// SHA-256 of a text.
pub fn sha256(text: &str) -> String {
    hexadecimal(&Hash::hash(text.as_bytes()))
}

/// HMAC-SHA256 of a text under a secret.
pub fn hmac(secret: &str, text: &str) -> String {
    hexadecimal(&HMAC::mac(text.as_bytes(), secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        // FIPS 180-4's, and the second of RFC 4231.
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            hmac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
