//! Reading JSON, without recursion, going on after everything but broken syntax.

mod close;

use super::fault::{FaultKind, Faults, Mark, Marks, Stop};
use super::text::{Piece, is_number, piece};
use super::tree::{Member, Node, Sorted, Tree, Value};
use crate::base::double::nearest;
use crate::base::limits;
use crate::base::suggest::quote;
use crate::base::text::find;

#[derive(Default)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    nodes: Vec<Node>,
    sorted: Vec<Sorted>,
    /// The open containers, outermost first.
    open: Vec<u32>,
    /// The key whose value comes next.
    key: Option<String>,
    marks: Marks,
    /// Why reading stopped; nothing more is read then.
    stop: Option<Stop>,
}

impl Tree {
    /// Reads a document of at most `limit` bytes, and tells what is wrong with it.
    ///
    /// There is no tree if reading stopped: not JSON, too long or nested too deep.
    #[inline(never)]
    pub fn read(text: &str, limit: usize) -> (Option<Tree>, Faults) {
        Reader::read(text, limit)
    }
}

impl<'a> Reader<'a> {
    #[inline(never)]
    pub(super) fn read(text: &'a str, limit: usize) -> (Option<Tree>, Faults) {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = Reader { text, at: start, ..Reader::default() };
        // Offsets are kept in 32 bits.
        if text.len() > limit.min(u32::MAX as usize) {
            reader.fail::<()>(FaultKind::TooLarge, start, "the document is too large", None);
        } else {
            reader.document();
        }
        while let Some(container) = reader.open.pop() {
            reader.close(container);
        }
        let Reader { nodes, sorted, marks, stop, .. } = reader;
        let stopped = stop.is_some();
        let faults = Faults::new(&nodes, &marks, stop);
        if stopped {
            return (None, faults);
        }
        (Some(Tree { source: text.to_owned(), nodes, sorted }), faults)
    }

    #[inline(never)]
    fn document(&mut self) -> Option<()> {
        self.skip()?;
        if self.at == self.text.len() {
            return self.stop("the text is empty", None);
        }
        'value: loop {
            let container = self.value()?;
            if let Some(closing) = container {
                self.skip()?;
                if self.peek() != Some(closing) {
                    if closing == b'}' {
                        self.key()?;
                    }
                    continue 'value;
                }
            }
            // After a value: commas and ends.
            while let Some(inside) = self.open.last().copied() {
                self.skip()?;
                let closing = if self.is_object(inside) { b'}' } else { b']' };
                match self.peek() {
                    Some(b',') => {
                        let comma = self.at;
                        self.at += 1;
                        self.skip()?;
                        if self.peek() == Some(closing) {
                            self.at = comma;
                            return self.stop("a comma before the end", Some("remove the comma"));
                        }
                        if closing == b'}' {
                            self.key()?;
                        }
                        continue 'value;
                    }
                    Some(byte) if byte == closing => {
                        self.at += 1;
                        self.open.pop();
                        self.close(inside);
                    }
                    _ if closing == b'}' => return self.expected("`,` or `}`"),
                    _ => return self.expected("`,` or `]`"),
                }
            }
            self.skip()?;
            return if self.at == self.text.len() { Some(()) } else { self.expected("the end of the text") };
        }
    }

    /// Reads a scalar, or the beginning of a container and gives what closes it.
    #[inline(never)]
    fn value(&mut self) -> Option<Option<u8>> {
        let start = self.at;
        let (value, closing) = match self.peek() {
            Some(b'{') => (Value::Object(Vec::new()), Some(b'}')),
            Some(b'[') => (Value::Array(Vec::new()), Some(b']')),
            Some(b'"') => (Value::Text(self.string()?), None),
            Some(b'-' | b'0'..=b'9') => (self.number()?, None),
            _ => (self.word()?, None),
        };
        if closing.is_some() {
            if self.open.len() == limits::NESTING {
                return self.fail(FaultKind::TooDeep, start, "the document is nested too deep", None);
            }
            self.at += 1;
        }
        let node = self.add(value, start);
        if closing.is_some() {
            self.open.push(node);
        }
        Some(closing)
    }

    /// Adds a node to the innermost open container.
    #[inline(never)]
    fn add(&mut self, value: Value, start: usize) -> u32 {
        let node = self.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(node);
        let id = super::NodeId::at(node);
        let index = match self.nodes.get_mut(parent as usize).map(|parent| &mut parent.value) {
            Some(Value::Array(elements)) => {
                elements.push(id);
                elements.len() - 1
            }
            Some(Value::Object(members)) => {
                members.push(Member { key: self.key.take().unwrap_or_default(), value: id });
                members.len() - 1
            }
            _ => 0,
        };
        self.nodes.push(Node { value, parent, index: index as u32, span: (start as u32, self.at as u32) });
        node
    }

    #[inline(never)]
    fn is_object(&self, node: u32) -> bool {
        matches!(self.nodes.get(node as usize), Some(Node { value: Value::Object(_), .. }))
    }

    #[inline(never)]
    fn key(&mut self) -> Option<()> {
        if self.peek() != Some(b'"') {
            return self.expected("a key in double quotes");
        }
        self.key = Some(self.string()?);
        self.skip()?;
        if self.peek() != Some(b':') {
            return self.expected("`:` after the key");
        }
        self.at += 1;
        self.skip()
    }

    #[inline(never)]
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut out = String::new();
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            match piece(rest.as_bytes()) {
                Piece::Plain(count) => {
                    out.push_str(rest.get(..count).unwrap_or_default());
                    self.at += count;
                }
                Piece::Escape(character, count) => {
                    out.push(character);
                    self.at += count;
                }
                Piece::End => {
                    self.at += 1;
                    return Some(out);
                }
                Piece::BadEscape => return self.stop("no such escape in JSON", Some("write `\\\\` for a backslash")),
                Piece::Control => {
                    let help = "write `\\n` for a new line, `\\t` for a tab";
                    return self.stop("a control character inside a string", Some(help));
                }
                Piece::Open => {
                    self.at = start;
                    return self.stop("the string does not end", Some("close it with `\"`"));
                }
            }
        }
    }

    #[inline(never)]
    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        let text = rest.get(..length).unwrap_or_default();
        if !is_number(text.as_bytes()) {
            let mut message = quote(text);
            message.push_str(" is not a number");
            return self.stop(&message, None);
        }
        self.at += length;
        let value = nearest(text);
        Some(Value::Number { value, text: start as u32..self.at as u32 })
    }

    #[inline(never)]
    fn word(&mut self) -> Option<Value> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let value = match rest.get(..length) {
            Some("null") => Value::Null,
            Some("true") => Value::Boolean(true),
            Some("false") => Value::Boolean(false),
            _ => return self.expected("a value"),
        };
        self.at += length;
        Some(value)
    }

    /// Skips white space and comments.
    #[inline(never)]
    fn skip(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            let blank = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            self.at += blank;
            let rest = rest.get(blank..).unwrap_or_default();
            let length = if let Some(inside) = rest.strip_prefix("//") {
                2 + inside.find(['\n', '\r']).unwrap_or(inside.len())
            } else if let Some(inside) = rest.strip_prefix("/*") {
                match find(inside, "*/") {
                    Some(length) => length + 4,
                    None => return self.stop("the comment does not end", None),
                }
            } else {
                return Some(());
            };
            self.marks.add(Mark { offset: self.at as u32, duplicate: None });
            self.at += length;
        }
    }

    #[inline(never)]
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline(never)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(never)]
    fn stop<T>(&mut self, message: &str, help: Option<&'static str>) -> Option<T> {
        self.fail(FaultKind::Syntax, self.at, message, help)
    }

    #[inline(never)]
    fn fail<T>(&mut self, kind: FaultKind, offset: usize, message: &str, help: Option<&'static str>) -> Option<T> {
        self.stop = Some(Stop { kind, offset, message: message.to_owned(), help });
        None
    }

    #[inline(never)]
    fn expected<T>(&mut self, what: &str) -> Option<T> {
        let rest = self.rest();
        let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let mut message = String::from("expected ");
        message.push_str(what);
        message.push_str(", found ");
        match rest.get(..word.max(first)) {
            None | Some("") => message.push_str("the end of the text"),
            Some(found) => message.push_str(&quote(found)),
        }
        let help = rest.starts_with('\'').then_some("strings stand in double quotes");
        self.stop(&message, help)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Fault;
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let (tree, faults) = Tree::read(text, 1 << 20);
        let stopped = faults.iter().any(|fault| !matches!(fault.kind, FaultKind::Comment | FaultKind::DuplicateKey));
        assert_eq!(tree.is_none(), stopped, "{text}");
        assert_eq!(faults.count(), faults.len());
        let told = |fault: &Fault| {
            let (line, column) = super::super::Places::new(text).at(fault.offset);
            format!("{:?} {line}:{column} {} {}", fault.kind, fault.path, fault.message)
        };
        faults.iter().map(told).collect()
    }

    #[test]
    fn what_is_not_json_is_told_where_it_is() {
        for (text, expected) in [
            ("", "1:1  the text is empty"),
            (" \n\t", "2:2  the text is empty"),
            ("\u{feff}", "1:1  the text is empty"),
            ("{", "1:2  expected a key in double quotes, found the end of the text"),
            ("[1", "1:3  expected `,` or `]`, found the end of the text"),
            ("{\"a\":1,}", "1:7  a comma before the end"),
            ("[1,\n]", "1:3  a comma before the end"),
            ("{\"a\" 1}", "1:6  expected `:` after the key, found `1`"),
            ("{'a':1}", "1:2  expected a key in double quotes, found `'`"),
            ("{a:1}", "1:2  expected a key in double quotes, found `a`"),
            ("[True]", "1:2  expected a value, found `True`"),
            ("[NaN]", "1:2  expected a value, found `NaN`"),
            ("[,]", "1:2  expected a value, found `,`"),
            ("[+1]", "1:2  expected a value, found `+`"),
            ("[01]", "1:2  `01` is not a number"),
            ("[1.]", "1:2  `1.` is not a number"),
            ("[.5]", "1:2  expected a value, found `.`"),
            ("[1e]", "1:2  `1e` is not a number"),
            ("[-]", "1:2  `-` is not a number"),
            ("[-Infinity]", "1:2  `-Infinity` is not a number"),
            ("[0x10]", "1:2  `0x10` is not a number"),
            ("{} x", "1:4  expected the end of the text, found `x`"),
            ("[1}", "1:3  expected `,` or `]`, found `}`"),
            ("{\"a\":1]", "1:7  expected `,` or `}`, found `]`"),
            ("[\"é😀", "1:2  the string does not end"),
            ("[\"é😀\\x\"]", "1:6  no such escape in JSON"),
            ("[\"\\u12g4\"]", "1:3  no such escape in JSON"),
            ("[\"\\", "1:3  no such escape in JSON"),
            ("[\"a\nb\"]", "1:4  a control character inside a string"),
            ("[1 /* a", "1:4  the comment does not end"),
            ("[1 / 2]", "1:4  expected `,` or `]`, found `/`"),
            ("\u{a0}{}", "1:1  expected a value, found `\u{a0}`"),
        ] {
            assert_eq!(faults(text), [format!("Syntax {expected}")], "{text}");
        }
    }

    #[test]
    fn comments_are_skipped_and_told() {
        let told = faults("// one\n{ /* two */ \"a\": 1 // three, not /* four */\r\n , \"//\": \"/* no */\" }//");
        let at = ["1:1", "2:3", "2:20", "3:22"].map(|place| format!("Comment {place}  comments are not part of JSON"));
        assert_eq!(told, at);
    }

    #[test]
    fn a_key_that_stands_twice_is_told_at_its_second_value() {
        let told = faults("{\"a\":{\"x\":1,\n\"x\":[{\"k\":1,\"k\":2}]},\"a/\":0,\"\\u0061\":3}");
        assert_eq!(
            told,
            [
                "DuplicateKey 2:5 /a/x `x` stands twice in this object; the first counts",
                "DuplicateKey 2:17 /a/x/0/k `k` stands twice in this object; the first counts",
                "DuplicateKey 2:38 /a `a` stands twice in this object; the first counts",
            ]
        );
        let (tree, _) = Tree::read("{\"a\":1,\"a\":2,\"b\":3}", 100);
        let tree = tree.unwrap();
        assert!(matches!(tree.value(tree.root()), Value::Object(members) if members.len() == 2));
        assert_eq!(tree.number_text(tree.get(tree.root(), "a").unwrap()), "1");
        assert_eq!(tree.path(tree.get(tree.root(), "b").unwrap()), "/b");
    }

    #[test]
    fn duplicates_in_a_large_object_are_found_and_what_stays_is_in_order() {
        let text: String = (0..3000).map(|number| format!("\"k{}\":{number},", number % 1000)).collect();
        let (tree, faults) = Tree::read(&format!("{{{text}\"last\":-1}}"), 1 << 20);
        assert_eq!((faults.count(), faults.len()), (2000, 100));
        assert_eq!(faults.first().map(|fault| fault.path.as_str()), Some("/k0"));
        assert_eq!(faults.last().map(|fault| fault.path.as_str()), Some("/k99"));
        let tree = tree.unwrap();
        let Value::Object(members) = tree.value(tree.root()) else { return assert_eq!(text, "an object") };
        assert_eq!(members.len(), 1001);
        for (member, number) in members.iter().zip(0..1000) {
            assert_eq!(member.key, format!("k{number}"));
            assert_eq!(tree.path(member.value), format!("/k{number}"));
            assert_eq!(tree.number_text(tree.get(tree.root(), &member.key).unwrap()), number.to_string());
        }
        assert_eq!(tree.path(tree.get(tree.root(), "last").unwrap()), "/last");
    }

    #[test]
    fn what_was_found_before_reading_stopped_is_told() {
        assert_eq!(
            faults("{\"a\":1,\"a\":2, /**/ \"b\" 3}"),
            [
                "DuplicateKey 1:12 /a `a` stands twice in this object; the first counts",
                "Comment 1:15  comments are not part of JSON",
                "Syntax 1:24  expected `:` after the key, found `3`",
            ]
        );
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(faults(&nested(64)), [""; 0]);
        assert_eq!(faults(&nested(65)), ["TooDeep 1:65  the document is nested too deep"]);
        assert!(Tree::read("[1,2]", 5).0.is_some());
        let (tree, faults) = Tree::read("[1,22]", 5);
        assert!(tree.is_none());
        assert!(matches!(faults.first(), Some(Fault { kind: FaultKind::TooLarge, offset: 0, .. })));
    }
}
