//! What a policy reads of the facts: the caller's side looks at nothing else.

use super::flat::Numbers;
use crate::facts::schema::FIELDS;

/// Everything that was read while a policy was compiled.
#[derive(Debug, Default)]
pub struct Usage {
    slots: Numbers,
    texts: Numbers,
    literals: Vec<(u16, String)>,
    kinds: Numbers,
    /// By kind: the columns of its events.
    attributes: Vec<Numbers>,
}

impl Usage {
    /// Something reads a slot.
    #[inline(never)]
    pub fn slot(&mut self, slot: u16) {
        self.slots.join(&Numbers::of(slot));
    }

    /// Something needs a slot's text, and not only which of the policy's texts it is.
    #[inline(never)]
    pub fn text(&mut self, slot: u16) {
        self.texts.join(&Numbers::of(slot));
    }

    /// A slot's text is compared with these.
    #[inline(never)]
    pub fn literals(&mut self, slot: u16, texts: impl IntoIterator<Item = String>) {
        self.literals.extend(texts.into_iter().map(|text| (slot, text)));
    }

    /// Something reads a kind of events.
    #[inline(never)]
    pub fn kind(&mut self, kind: u16) {
        self.kinds.join(&Numbers::of(kind));
    }

    /// Something reads an attribute; column 0 is `at`, which is always read.
    #[inline(never)]
    pub fn attribute(&mut self, kind: u16, column: u16) {
        let kind = usize::from(kind);
        if self.attributes.len() <= kind {
            self.attributes.resize_with(kind + 1, Numbers::default);
        }
        if let Some(columns) = self.attributes.get_mut(kind) {
            columns.join(&Numbers::of(column));
        }
    }

    /// Whether a slot is read.
    #[inline(never)]
    pub fn reads(&self, slot: u16) -> bool {
        self.slots.has(slot)
    }

    /// Whether a field is read, and its text too.
    #[inline(never)]
    pub fn field(&self, number: usize) -> (bool, bool) {
        let slot = FIELDS.saturating_add(u16::try_from(number).unwrap_or(u16::MAX));
        (self.slots.has(slot), self.texts.has(slot))
    }

    /// Every literal with the field that it is compared with, by the field's number.
    #[inline(never)]
    pub fn into_literals(self) -> impl Iterator<Item = (usize, String)> {
        self.literals.into_iter().filter_map(|(slot, text)| Some((usize::from(slot.checked_sub(FIELDS)?), text)))
    }

    /// Whether a kind is read.
    #[inline(never)]
    pub fn reads_kind(&self, kind: usize) -> bool {
        u16::try_from(kind).is_ok_and(|kind| self.kinds.has(kind))
    }

    /// Whether any kind is read.
    #[inline(never)]
    pub fn reads_events(&self) -> bool {
        self.kinds != Numbers::default()
    }

    /// Whether an attribute is read, by its number among the kind's.
    #[inline(never)]
    pub fn reads_attribute(&self, kind: usize, attribute: usize) -> bool {
        let column = u16::try_from(attribute + 1).unwrap_or(u16::MAX);
        self.attributes.get(kind).is_some_and(|columns| columns.has(column))
    }
}
