//! What a policy reads of the facts: the caller's side looks at nothing else.

use crate::facts::schema::FIELDS;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was read while a policy was compiled.
#[derive(Debug, Default)]
pub struct Usage {
    slots: BTreeSet<u16>,
    texts: BTreeSet<u16>,
    literals: BTreeMap<u16, BTreeSet<String>>,
    kinds: BTreeSet<u16>,
    attributes: BTreeSet<(u16, u16)>,
}

impl Usage {
    /// Something reads a slot.
    pub fn slot(&mut self, slot: u16) {
        self.slots.insert(slot);
    }

    /// Something needs a slot's text, and not only which of the policy's texts it is.
    pub fn text(&mut self, slot: u16) {
        self.texts.insert(slot);
    }

    /// A slot's text is compared with these.
    pub fn literals(&mut self, slot: u16, texts: impl IntoIterator<Item = String>) {
        self.literals.entry(slot).or_default().extend(texts);
    }

    /// Something reads a kind of events.
    pub fn kind(&mut self, kind: u16) {
        self.kinds.insert(kind);
    }

    /// Something reads an attribute; column 0 is `at`, which is always read.
    pub fn attribute(&mut self, kind: u16, column: u16) {
        self.attributes.insert((kind, column));
    }

    /// Whether a slot is read.
    pub fn reads(&self, slot: u16) -> bool {
        self.slots.contains(&slot)
    }

    /// Whether a field is read, its text too, and what it is compared with.
    pub fn field(&self, number: usize) -> (bool, bool, impl Iterator<Item = &str>) {
        let slot = FIELDS.saturating_add(u16::try_from(number).unwrap_or(u16::MAX));
        let literals = self.literals.get(&slot).into_iter().flatten().map(String::as_str);
        (self.slots.contains(&slot), self.texts.contains(&slot), literals)
    }

    /// Whether a kind is read.
    pub fn reads_kind(&self, kind: usize) -> bool {
        self.kinds.iter().any(|used| usize::from(*used) == kind)
    }

    /// Whether an attribute is read, by its number among the kind's.
    pub fn reads_attribute(&self, kind: usize, attribute: usize) -> bool {
        self.attributes.iter().any(|(used, column)| usize::from(*used) == kind && usize::from(*column) == attribute + 1)
    }
}
