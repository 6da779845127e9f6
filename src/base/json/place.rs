//! Lines and columns of a text.

/// Walks a text from place to place, so that asking in order costs one pass in all.
pub struct Places<'a> {
    source: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    /// Starts at line 1, column 1, after a byte-order mark if there is one.
    pub fn new(source: &'a str) -> Self {
        let at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Places { source, at, line: 1, column: 1 }
    }

    /// Line and column of a byte of the text, both from 1, the column in UTF-16 code units.
    pub fn at(&mut self, offset: usize) -> (u32, u32) {
        if offset < self.at {
            *self = Places::new(self.source);
        }
        let ahead = self.source.as_bytes().get(self.at..offset).unwrap_or_default();
        for byte in ahead {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.column = 1;
                }
                // A character counts at its first byte, twice if it needs a surrogate pair.
                0x80..=0xbf => {}
                0xf0.. => self.column += 2,
                _ => self.column += 1,
            }
        }
        self.at += ahead.len();
        (self.line, self.column)
    }
}
