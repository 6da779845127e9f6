//! Reading one value of the document as what belongs there, and telling what is wrong with it.

use super::model::{Expr, Named};
use super::problems::Problems;
use crate::base::json::{Member, NodeId, Tree, Value};
use crate::base::limits;
use crate::base::number::{Decimal, thousandths};
use crate::base::order::Index;
use crate::base::suggest::{did_you_mean, quote};
use crate::error::Code;

/// A closed list of words and what each means.
pub struct Words<T: 'static>(pub &'static [&'static str], pub &'static [T]);

/// Reads values of one document.
pub struct Reader<'t> {
    pub tree: &'t Tree,
    pub problems: Problems,
    /// Event attributes, groups, rules and timers so far: they are counted over the whole document.
    pub attributes: usize,
    pub groups: usize,
    pub rules: usize,
    pub timers: usize,
}

/// The members of an object that have a meaning there.
pub struct Keys<'t> {
    tree: &'t Tree,
    pub node: NodeId,
    known: &'static [&'static str],
}

impl<'t> Keys<'t> {
    /// The value of a key, one of those that are known.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<NodeId> {
        self.tree.get(self.node, key)
    }

    /// Whether a key is there.
    #[inline(never)]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The keys that are there, in document order.
    #[inline(never)]
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, NodeId)> + use<'t> {
        let (members, known) = (self.tree.members(self.node), self.known);
        members.iter().filter_map(|member| known_key(known, &member.key).map(|key| (key, member.value)))
    }
}

/// A key as the list of those that are known has it.
#[inline(never)]
fn known_key(known: &'static [&'static str], key: &str) -> Option<&'static str> {
    known.iter().copied().find(|known| *known == key)
}

impl<'t> Reader<'t> {
    /// Adds a problem whose message names what the author wrote.
    #[inline(never)]
    pub fn about(&mut self, code: Code, node: NodeId, written: &str, after: &str) {
        self.about_both(code, node, "", written, after);
    }

    /// The same, with words before and after.
    #[inline(never)]
    pub fn about_both(&mut self, code: Code, node: NodeId, before: &str, written: &str, after: &str) {
        let mut message = String::new();
        if self.problems.wants(node) {
            message.push_str(before);
            message.push_str(&quote(written));
            message.push_str(after);
        }
        self.problems.add(code, node, message);
    }

    /// Adds a problem with fixed words.
    #[inline(never)]
    pub fn tell(&mut self, code: Code, node: NodeId, message: &str) {
        // Without an allocation for what is only counted.
        let message = if self.problems.wants(node) { message } else { "" };
        self.problems.add(code, node, message);
    }

    /// The same, giving nothing.
    #[inline(never)]
    pub fn refuse<T>(&mut self, code: Code, node: NodeId, message: &str) -> Option<T> {
        self.tell(code, node, message);
        None
    }

    #[inline(never)]
    fn wrong(&mut self, node: NodeId, expected: &str) {
        let mut message = String::from("expected ");
        message.push_str(expected);
        message.push_str(match self.tree.value(node) {
            Value::Null => ", found `null`",
            Value::Boolean(_) => ", found a boolean",
            Value::Number { .. } => ", found a number",
            Value::Text(_) => ", found a string",
            Value::Array(_) => ", found an array",
            Value::Object(_) => ", found an object",
        });
        self.problems.add(Code::WrongType, node, message);
    }

    /// An object's members, whatever their keys.
    #[inline(never)]
    pub fn object(&mut self, node: NodeId) -> Option<&'t [Member]> {
        match self.tree.value(node) {
            Value::Object(members) => Some(members),
            _ => {
                self.wrong(node, "an object");
                None
            }
        }
    }

    /// An object whose keys are `known`; those in `later` belong to a later piece.
    /// What it says for people, `label` and `note`, is checked at once.
    #[inline(never)]
    pub fn keys(&mut self, node: NodeId, known: &'static [&'static str], later: &[&str]) -> Option<Keys<'t>> {
        for member in self.object(node)? {
            let key = member.key.as_str();
            if known_key(known, key).is_none() {
                if later.contains(&key) {
                    self.not_built(member.value, key);
                } else {
                    self.unknown_key(member.value, key, known);
                }
            } else if matches!(key, "label" | "note") {
                self.label(member.value);
            }
        }
        Some(Keys { tree: self.tree, node, known })
    }

    /// Adds a problem at the value of a key that has no meaning there.
    #[inline(never)]
    pub fn unknown_key(&mut self, node: NodeId, key: &str, known: &[&str]) {
        if !self.problems.wants(node) {
            return self.tell(Code::UnknownKey, node, "");
        }
        let mut message = quote(key);
        message.push_str(" has no meaning here");
        let help = did_you_mean(key, known.iter().copied().filter(|known| *known != key));
        self.problems.add_help(Code::UnknownKey, node, message, help);
    }

    /// Adds a problem at each key that is known, but does not go with what the object is.
    #[inline(never)]
    pub fn misfits(&mut self, keys: &Keys<'_>, fitting: &[&str], what: &str) {
        for (key, node) in keys.iter() {
            if !fitting.contains(&key) {
                self.about(Code::UnknownKey, node, key, what);
            }
        }
    }

    /// Adds a problem at something of a later piece.
    #[inline(never)]
    pub fn not_built(&mut self, node: NodeId, what: &str) {
        self.about(Code::NotBuilt, node, what, " is not built yet");
    }

    /// A key that must be there.
    #[inline(never)]
    pub fn required(&mut self, keys: &Keys<'_>, key: &str) -> Option<NodeId> {
        let found = keys.get(key);
        if found.is_none() {
            self.about(Code::MissingKey, keys.node, key, " is missing");
        }
        found
    }

    /// An array of at most `most` elements; the rest is told and left out.
    #[inline(never)]
    pub fn array(&mut self, node: NodeId, most: usize) -> Option<&'t [NodeId]> {
        match self.tree.value(node) {
            Value::Array(elements) => Some(self.at_most(node, elements, most)),
            _ => {
                self.wrong(node, "an array");
                None
            }
        }
    }

    /// An array with at least one element.
    #[inline(never)]
    pub fn filled(&mut self, node: NodeId, most: usize) -> Option<&'t [NodeId]> {
        let elements = self.array(node, most)?;
        if elements.is_empty() {
            self.tell(Code::ImpossibleValue, node, "the list is empty");
        }
        Some(elements)
    }

    /// An object from names to things, at most `most`.
    #[inline(never)]
    pub fn things(&mut self, node: NodeId, most: usize) -> &'t [Member] {
        let members = self.object(node).unwrap_or_default();
        self.at_most(node, members, most)
    }

    /// The first `most`, and a problem if there are more.
    #[inline(never)]
    pub fn at_most<T>(&mut self, node: NodeId, all: &'t [T], most: usize) -> &'t [T] {
        all.get(..most).filter(|first| first.len() < all.len()).map_or(all, |first| {
            self.too_many(node, most);
            first
        })
    }

    /// Adds a problem: more than the limit.
    #[inline(never)]
    pub fn too_many(&mut self, node: NodeId, most: usize) {
        let mut message = String::from("more than ");
        crate::base::number::write_integer(most as u64, &mut message);
        message.push_str(", the rest is not checked");
        self.problems.add(Code::TooMany, node, message);
    }

    /// A string.
    #[inline(never)]
    pub fn text(&mut self, node: NodeId) -> Option<&'t str> {
        match self.tree.value(node) {
            Value::Text(text) => Some(text),
            _ => {
                self.wrong(node, "a string");
                None
            }
        }
    }

    /// Whether `true` stands there; anything that is no boolean is told.
    #[inline(never)]
    pub fn boolean(&mut self, node: Option<NodeId>) -> bool {
        let Some(node) = node else { return false };
        if let Value::Boolean(value) = self.tree.value(node) {
            return *value;
        }
        self.wrong(node, "a boolean");
        false
    }

    /// A finite number.
    #[inline(never)]
    pub fn number(&mut self, node: Option<NodeId>) -> Option<f64> {
        let node = node?;
        match self.tree.value(node) {
            // Adding 0 makes −0 a 0.
            Value::Number { value, .. } if value.is_finite() => Some(*value + 0.0),
            Value::Number { .. } => self.refuse(Code::ImpossibleValue, node, "the number is too large"),
            _ => {
                self.wrong(node, "a number");
                None
            }
        }
    }

    /// A number with at most three decimals, in thousandths.
    #[inline(never)]
    pub fn thousandths(&mut self, node: Option<NodeId>) -> Option<i64> {
        let node = node?;
        let text = self.tree.number_text(node);
        if text.is_empty() {
            self.wrong(node, "a number");
            return None;
        }
        let (code, after) = match thousandths(text) {
            Ok(value) => return Some(value),
            Err(Decimal::TooPrecise) => (Code::TooPrecise, " has more than three decimals"),
            Err(Decimal::TooLarge) => (Code::ImpossibleValue, " is beyond a thousand million"),
        };
        self.about(code, node, text, after);
        None
    }

    /// `[low, high]` in thousandths.
    #[inline(never)]
    pub fn cap(&mut self, node: Option<NodeId>) -> Option<[i64; 2]> {
        let node = node?;
        let [low, high] = self.pair(node, "a cap is `[low, high]`")?;
        let (low, high) = (self.thousandths(Some(low)), self.thousandths(Some(high)));
        let (low, high) = (low?, high?);
        if low >= high {
            return self.refuse(Code::ImpossibleValue, node, "the cap's low end is not below its high end");
        }
        Some([low, high])
    }

    /// An array of exactly two.
    #[inline(never)]
    pub fn pair(&mut self, node: NodeId, otherwise: &str) -> Option<[NodeId; 2]> {
        match self.array(node, usize::MAX)? {
            [first, second] => Some([*first, *second]),
            _ => self.refuse(Code::ImpossibleValue, node, otherwise),
        }
    }

    /// One word of a closed list.
    #[inline(never)]
    pub fn word<T: Copy>(&mut self, node: Option<NodeId>, words: &Words<T>) -> Option<T> {
        let index = self.one_of(node, words.0)?;
        words.1.get(index).copied()
    }

    /// Which word of a closed list.
    #[inline(never)]
    fn one_of(&mut self, node: Option<NodeId>, known: &[&str]) -> Option<usize> {
        let node = node?;
        let text = self.text(node)?;
        let found = known.iter().position(|word| *word == text);
        if found.is_none() {
            self.not_in(node, text, known);
        }
        found
    }

    /// Adds a problem: a word that a closed list does not have.
    #[inline(never)]
    pub fn not_in(&mut self, node: NodeId, text: &str, known: &[&str]) {
        let (mut message, mut help) = (String::new(), None);
        if self.problems.wants(node) {
            message = quote(text);
            message.push_str(" is none of ");
            for (index, word) in known.iter().enumerate() {
                message.push_str(if index == 0 { "" } else { ", " });
                message.push_str(&quote(word));
            }
            help = did_you_mean(text, known.iter().copied());
        }
        self.problems.add_help(Code::ImpossibleValue, node, message, help);
    }

    /// An expression.
    #[inline(never)]
    pub fn expression(&mut self, node: Option<NodeId>) -> Option<Expr> {
        let node = node?;
        let text = self.text(node)?;
        if text.len() > limits::EXPRESSION_BYTES {
            return self.refuse(Code::TooLarge, node, "the expression is longer than 10,000 bytes");
        }
        Some(Expr { text: text.to_owned(), node })
    }

    /// A string that names something declared elsewhere.
    #[inline(never)]
    pub fn named(&mut self, node: Option<NodeId>) -> Option<Named> {
        let node = node?;
        Some(Named { text: self.text(node)?.to_owned(), node })
    }

    /// A string that names something declared elsewhere, or a list of at least one, at most `most`.
    #[inline(never)]
    pub fn one_or_more(&mut self, node: Option<NodeId>, most: usize) -> Vec<Named> {
        let Some(node) = node else { return Vec::new() };
        let elements = match self.tree.value(node) {
            Value::Array(_) => self.filled(node, most).unwrap_or_default(),
            Value::Text(text) => return vec![Named { text: text.clone(), node }],
            _ => {
                self.wrong(node, "a string or an array of strings");
                &[]
            }
        };
        elements.iter().filter_map(|element| self.named(Some(*element))).collect()
    }

    /// The key by which a thing of a list is called, once among its `names`.
    #[inline(never)]
    pub fn own_name(&mut self, keys: &Keys<'_>, key: &str, names: &mut Index<'t>, other: &str) -> Option<Named> {
        let node = self.required(keys, key)?;
        let text = self.text(node)?;
        self.check_name(text, node);
        if !names.insert(text) {
            self.about_both(Code::DuplicateName, node, other, text, " too");
        }
        Some(Named { text: text.to_owned(), node })
    }

    /// A string that declares a name.
    #[inline(never)]
    pub fn declared(&mut self, node: Option<NodeId>) -> Option<Named> {
        let named = self.named(node)?;
        self.check_name(&named.text, named.node);
        Some(named)
    }

    /// Tells a name that is no identifier.
    #[inline(never)]
    pub fn check_name(&mut self, name: &str, node: NodeId) {
        if !is_name(name, b'_') {
            self.about(Code::BadName, node, name, " is no name: a letter A–Z or a–z, then letters, digits or `_`");
        }
    }

    /// `label` or `note`: a string, or one for each language.
    #[inline(never)]
    fn label(&mut self, node: NodeId) {
        match self.tree.value(node) {
            Value::Text(_) => {}
            Value::Object(members) => {
                for member in members {
                    self.text(member.value);
                }
            }
            _ => self.wrong(node, "a string, or an object from language to string"),
        }
    }
}

/// Whether a text is a letter, then letters, digits, `_` or one more mark.
#[inline(never)]
pub fn is_name(name: &str, mark: u8) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == mark;
    name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && name.bytes().all(letters)
}
