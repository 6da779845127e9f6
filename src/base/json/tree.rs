//! A JSON document as a flat tree: nodes in the order of the text.

use std::num::NonZeroU32;
use std::ops::Range;

use super::place::Places;
use super::text::{Piece, piece};
use super::write::Writer;
use crate::base::order::{by_hash, hash};

/// A node of a tree. Nodes are numbered as they stand in the text, a container before what is in it.
/// Inside from 1, so that one that may be absent takes no more room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The document itself.
    pub const ROOT: NodeId = NodeId::at(0);

    /// The node of a number that [`NodeId::index`] gave.
    pub const fn at(index: u32) -> NodeId {
        NodeId(NonZeroU32::MIN.saturating_add(index))
    }

    /// The node's number.
    pub const fn index(self) -> u32 {
        self.0.get() - 1
    }
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number: the nearest double (infinite beyond the largest), and where its text stands in the source.
    Number {
        /// The nearest double.
        value: f64,
        /// Bytes of the source.
        text: Range<u32>,
    },
    /// A string, with its escapes resolved.
    Text(String),
    /// An array's elements.
    Array(Vec<NodeId>),
    /// An object's members in order; of equal keys the first.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key, with its escapes resolved.
    pub key: String,
    /// Its value.
    pub value: NodeId,
}

/// A node with its place.
pub(super) struct Node {
    pub value: Value,
    /// The container; the root is its own.
    pub parent: u32,
    /// Which element or member of the container it is.
    pub index: u32,
    /// First byte in the source, and the byte after the last.
    pub span: (u32, u32),
}

/// Members above which an object is sorted.
pub(super) const SMALL: usize = 16;

/// The members of a large object, sorted so that one can be found.
pub(super) struct Sorted {
    pub object: u32,
    /// Hashes of the keys and numbers of the members, in an index's order.
    pub members: Vec<(u32, u32)>,
}

/// A JSON document: its source and its nodes.
pub struct Tree {
    pub(super) source: String,
    pub(super) nodes: Vec<Node>,
    /// By object.
    pub(super) sorted: Vec<Sorted>,
}

impl Tree {
    /// The document's outermost value.
    #[inline(never)]
    pub fn root(&self) -> NodeId {
        NodeId::ROOT
    }

    /// What a node is.
    #[inline(never)]
    pub fn value(&self, node: NodeId) -> &Value {
        self.node(node).map_or(&Value::Null, |node| &node.value)
    }

    /// The members of an object, none of anything else.
    #[inline(never)]
    pub fn members(&self, node: NodeId) -> &[Member] {
        match self.value(node) {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Whether a node is an object.
    #[inline(never)]
    pub fn is_object(&self, node: NodeId) -> bool {
        matches!(self.value(node), Value::Object(_))
    }

    /// The text that was read.
    #[inline(never)]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The bytes of the source that a node covers.
    #[inline(never)]
    pub fn span(&self, node: NodeId) -> Range<usize> {
        self.node(node).map_or(0..0, |node| node.span.0 as usize..node.span.1 as usize)
    }

    /// The text of a number as it stands in the source; empty for everything else.
    #[inline(never)]
    pub fn number_text(&self, node: NodeId) -> &str {
        match self.value(node) {
            Value::Number { text, .. } => self.source.get(text.start as usize..text.end as usize).unwrap_or_default(),
            _ => "",
        }
    }

    /// JSON Pointer (RFC 6901) to a node.
    #[inline(never)]
    pub fn path(&self, node: NodeId) -> String {
        path(&self.nodes, node.index())
    }

    /// Finds the lines and columns of bytes of the source.
    #[inline(never)]
    pub fn places(&self) -> Places<'_> {
        Places::new(&self.source)
    }

    /// The byte of the source where byte `inside` of a string's value comes from.
    #[inline(never)]
    pub fn text_offset(&self, node: NodeId, inside: usize) -> usize {
        let span = self.span(node);
        if !matches!(self.value(node), Value::Text(_)) {
            return span.start;
        }
        let (mut at, mut left) = (span.start + 1, inside);
        while let Some(rest) = self.source.as_bytes().get(at..span.end) {
            match piece(rest) {
                Piece::Plain(count) if count > left => return at + left,
                Piece::Plain(count) => {
                    at += count;
                    left -= count;
                }
                Piece::Escape(character, _) if character.len_utf8() > left => return at,
                Piece::Escape(character, count) => {
                    at += count;
                    left -= character.len_utf8();
                }
                _ => return at,
            }
        }
        span.start
    }

    /// The value of an object's key.
    #[inline(never)]
    pub fn get(&self, object: NodeId, key: &str) -> Option<NodeId> {
        let Value::Object(members) = self.value(object) else { return None };
        let Ok(index) = self.sorted.binary_search_by_key(&object.index(), |sorted| sorted.object) else {
            return members.iter().find(|member| member.key == key).map(|member| member.value);
        };
        let sorted = &self.sorted.get(index)?.members;
        let wanted = (hash(key), key);
        let found =
            sorted.binary_search_by(|(hash, member)| by_hash((*hash, key_at(members, *member)), wanted)).ok()?;
        let (_, member) = sorted.get(found)?;
        members.get(*member as usize).map(|member| member.value)
    }

    /// Writes a node without white space. The reader has bounded its depth.
    pub fn write(&self, node: NodeId, out: &mut Writer) {
        match self.value(node) {
            Value::Null => out.null(),
            Value::Boolean(truth) => out.boolean(*truth),
            Value::Number { value, .. } => out.number(*value),
            Value::Text(text) => out.text(text),
            Value::Array(elements) => {
                out.begin_array();
                elements.iter().for_each(|element| self.write(*element, out));
                out.end_array();
            }
            Value::Object(members) => {
                out.begin_object();
                for member in members {
                    out.key(&member.key);
                    self.write(member.value, out);
                }
                out.end_object();
            }
        }
    }

    #[inline(never)]
    fn node(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.index() as usize)
    }
}

/// The key of a member, empty if there is none.
#[inline(never)]
fn key_at(members: &[Member], index: u32) -> &str {
    members.get(index as usize).map_or("", |member| &member.key)
}

/// The key under which a node stands, if its container is an object.
#[inline(never)]
pub(super) fn key_of(nodes: &[Node], node: u32) -> Option<&str> {
    let here = nodes.get(node as usize)?;
    match &nodes.get(here.parent as usize)?.value {
        Value::Object(members) => Some(key_at(members, here.index)),
        _ => None,
    }
}

/// JSON Pointer to a node, also while the tree is still being read.
#[inline(never)]
pub(super) fn path(nodes: &[Node], node: u32) -> String {
    let mut out = String::new();
    write_path(nodes, node, &mut out);
    out
}

/// No deeper than a document may be nested.
#[inline(never)]
fn write_path(nodes: &[Node], node: u32, out: &mut String) {
    let Some(here) = nodes.get(node as usize).filter(|here| here.parent != node) else { return };
    write_path(nodes, here.parent, out);
    out.push('/');
    match key_of(nodes, node) {
        Some(key) => step(key, out),
        None => crate::base::number::write_integer(u64::from(here.index), out),
    }
}

/// One reference token of a JSON Pointer.
#[inline(never)]
fn step(key: &str, out: &mut String) {
    if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        out.push_str(key);
        return;
    }
    for character in key.chars() {
        match character {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tree(text: &str) -> Tree {
        let (tree, faults) = Tree::read(text, 1 << 20);
        assert!(faults.is_empty(), "{faults:?}");
        tree.unwrap()
    }

    fn at(tree: &Tree, keys: &[&str]) -> NodeId {
        keys.iter().fold(tree.root(), |node, key| match tree.value(node) {
            Value::Array(elements) => *elements.get(key.parse::<usize>().unwrap()).unwrap(),
            _ => tree.get(node, key).unwrap(),
        })
    }

    #[test]
    fn a_document_becomes_values() {
        let tree = tree(r#" { "a" : [ null , true, false, -1.5e2, "x\u0041\n\ud83d\ude00\ud800" ], "": {} } "#);
        let element = |index: &str| tree.value(at(&tree, &["a", index]));
        assert_eq!(element("0"), &Value::Null);
        assert_eq!(element("1"), &Value::Boolean(true));
        assert_eq!(element("2"), &Value::Boolean(false));
        assert!(matches!(element("3"), Value::Number { value, .. } if *value == -150.0));
        assert_eq!(tree.number_text(at(&tree, &["a", "3"])), "-1.5e2");
        assert_eq!(element("4"), &Value::Text("xA\n😀\u{fffd}".into()));
        assert_eq!(tree.value(at(&tree, &[""])), &Value::Object(Vec::new()));
        assert_eq!(tree.get(tree.root(), "b"), None);
        assert_eq!(&tree.source()[tree.span(at(&tree, &["a", "1"]))], "true");
    }

    #[test]
    fn paths_are_json_pointers() {
        let tree = tree(r#"{"a/b":{"m~n":[0,{"":1}]}}"#);
        assert_eq!(tree.path(tree.root()), "");
        assert_eq!(tree.path(at(&tree, &["a/b", "m~n", "1", ""])), "/a~1b/m~0n/1/");
    }

    #[test]
    fn numbers_keep_their_value_and_text() {
        for (text, value) in [
            ("0", 0.0),
            ("-0", -0.0),
            ("123456789012345", 123456789012345.0),
            ("1234567890123456789", 1234567890123456789.0),
            ("0.1", 0.1),
            ("1e400", f64::INFINITY),
            ("-1E+400", f64::NEG_INFINITY),
            ("5e-324", 5e-324),
            ("1e-400", 0.0),
        ] {
            let tree = tree(text);
            assert!(
                matches!(tree.value(tree.root()), Value::Number { value: read, .. } if read.to_bits() == value.to_bits()),
                "{text}"
            );
            assert_eq!(tree.number_text(tree.root()), text);
        }
    }

    #[test]
    fn columns_count_utf_16_units_after_the_byte_order_mark() {
        let tree = tree("\u{feff}[\n \"é😀\", 1,\r\n2]");
        let mut places = tree.places();
        assert_eq!(places.at(tree.span(tree.root()).start), (1, 1));
        assert_eq!(places.at(tree.span(at(&tree, &["0"])).start), (2, 2));
        assert_eq!(places.at(tree.span(at(&tree, &["1"])).start), (2, 9));
        assert_eq!(places.at(tree.span(at(&tree, &["2"])).start), (3, 1));
        assert_eq!(places.at(tree.source().len()), (3, 3));
        assert_eq!(places.at(0), (1, 1));
    }

    #[test]
    fn a_place_inside_a_string_counts_its_escapes() {
        let tree = tree(r#"["a\n\u00e9\ud83d\ude00b"]"#);
        let node = at(&tree, &["0"]);
        // a, newline, é (2 bytes), 😀 (4 bytes), b, and the end.
        for (inside, expected) in [(0, 2), (1, 3), (2, 5), (3, 5), (4, 11), (7, 11), (8, 23), (9, 24), (99, 24)] {
            assert_eq!(tree.text_offset(node, inside), expected, "{inside}");
        }
        assert_eq!(tree.text_offset(tree.root(), 5), 0);
    }

    #[test]
    fn a_member_is_found_in_a_large_object_too() {
        let text: String = (0..1000).map(|number| format!("\"key{number}\":{number},")).collect();
        let tree = tree(&format!("{{{}\"last\":-1}}", text));
        for number in 0..1000 {
            let found = tree.get(tree.root(), &format!("key{number}")).unwrap();
            assert_eq!(tree.number_text(found), number.to_string());
        }
        assert_eq!(tree.get(tree.root(), "key1000"), None);
    }
}
