//! Writing JSON: the one place where the text of answers is made.

use crate::base::number;

/// Makes JSON text without spaces; commas come by themselves.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// Starts with nothing.
    #[inline(never)]
    pub fn new() -> Self {
        Writer::default()
    }

    /// The text.
    #[inline(never)]
    pub fn finish(self) -> String {
        self.out
    }

    /// `{`
    #[inline(never)]
    pub fn begin_object(&mut self) {
        self.comma();
        self.out.push('{');
    }

    /// `}`
    #[inline(never)]
    pub fn end_object(&mut self) {
        self.out.push('}');
    }

    /// `[`
    #[inline(never)]
    pub fn begin_array(&mut self) {
        self.comma();
        self.out.push('[');
    }

    /// `]`
    #[inline(never)]
    pub fn end_array(&mut self) {
        self.out.push(']');
    }

    /// Adds a key with a list, each element written by `each`.
    pub fn list<T>(&mut self, key: &str, all: impl IntoIterator<Item = T>, mut each: impl FnMut(T, &mut Writer)) {
        self.key(key);
        self.begin_array();
        all.into_iter().for_each(|one| each(one, self));
        self.end_array();
    }

    /// A member's key; its value follows.
    #[inline(never)]
    pub fn key(&mut self, key: &str) {
        self.text(key);
        self.out.push(':');
    }

    /// A string, escaped as ECMAScript's `JSON.stringify` does.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.comma();
        self.out.push('"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => b'"',
                b'\\' => b'\\',
                8 => b'b',
                9 => b't',
                10 => b'n',
                12 => b'f',
                13 => b'r',
                ..0x20 => b'u',
                _ => continue,
            };
            self.out.push_str(text.get(plain..at).unwrap_or_default());
            plain = at + 1;
            self.out.push('\\');
            self.out.push(char::from(escape));
            if escape == b'u' {
                self.out.push_str(if byte < 16 { "000" } else { "001" });
                self.out.push(char::from_digit(u32::from(byte % 16), 16).unwrap_or('0'));
            }
        }
        self.out.push_str(text.get(plain..).unwrap_or_default());
        self.out.push('"');
    }

    /// A number as ECMAScript writes it; what is not finite is `null`.
    #[inline(never)]
    pub fn number(&mut self, value: f64) {
        if !value.is_finite() {
            return self.null();
        }
        self.comma();
        number::write(value, &mut self.out);
    }

    /// Thousandths as a decimal.
    #[inline(never)]
    pub fn points(&mut self, thousandths: i64) {
        self.wide_points(i128::from(thousandths));
    }

    /// Thousandths that may be very many.
    #[inline(never)]
    pub fn wide_points(&mut self, thousandths: i128) {
        match i64::try_from(thousandths) {
            // Up to here three decimals are the shortest text of their double.
            Ok(few) if few.unsigned_abs() < 1 << 51 => {
                self.comma();
                number::write_thousandths(few, &mut self.out);
            }
            _ => self.number(number::ratio(thousandths, 1000)),
        }
    }

    /// `true` or `false`
    #[inline(never)]
    pub fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// `null`
    #[inline(never)]
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// A value that is JSON text already.
    #[inline(never)]
    pub fn raw(&mut self, json: &str) {
        self.comma();
        self.out.push_str(json);
    }

    /// A value or key stands next to another unless a container or a key was just begun.
    #[inline(never)]
    fn comma(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_come_by_themselves() {
        let mut json = Writer::new();
        json.begin_object();
        json.key("a");
        json.begin_array();
        json.end_array();
        json.key("b:");
        json.begin_array();
        json.number(-0.0);
        json.number(f64::NAN);
        json.points(-72_345);
        json.begin_object();
        json.end_object();
        json.text("{");
        json.text("[");
        json.boolean(true);
        json.null();
        json.end_array();
        json.key(":");
        json.raw("{\"x\":1}");
        json.end_object();
        assert_eq!(json.finish(), r#"{"a":[],"b:":[0,null,-72.345,{},"{","[",true,null],":":{"x":1}}"#);
    }

    #[test]
    fn strings_are_escaped_as_json_stringify_does() {
        for (text, expected) in [
            ("", r#""""#),
            ("a\"b\\c/", r#""a\"b\\c/""#),
            (
                "\u{0}\u{7}\u{8}\t\n\u{b}\u{c}\r\u{e}\u{1f}\u{7f}",
                "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u001f\u{7f}\"",
            ),
            ("é😀\u{2028}", "\"é😀\u{2028}\""),
        ] {
            let mut json = Writer::new();
            json.text(text);
            assert_eq!(json.finish(), expected);
        }
    }
}
