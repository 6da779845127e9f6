//! Rows of a packed buffer, read in place: what is plainly fine in them is taken as it lies there.

use super::cell::Cell;
use super::schema::{Attribute, EventKind, Quick};
use crate::base::time::{self, Offset};

/// The two halves of a payload: where something lies, and how much of it.
pub fn halves(payload: [u8; 8]) -> (u32, u32) {
    let both = u64::from_le_bytes(payload);
    ((both & 0xFFFF_FFFF) as u32, (both >> 32) as u32)
}

/// The rows of one kind of events: payloads of eight bytes and tags, row by row.
#[derive(Clone, Copy)]
pub struct PackedRows<'a> {
    /// The whole buffer, where the texts are.
    pub buffer: &'a [u8],
    /// The payloads of all rows.
    pub payloads: &'a [u8],
    /// The tags of all rows.
    pub tags: &'a [u8],
    /// Columns of a row, `at` included.
    pub columns: usize,
}

impl<'a> PackedRows<'a> {
    /// One row.
    pub fn row(&self, number: u32) -> Option<PackedRow<'a>> {
        let start = (number as usize).checked_mul(self.columns)?;
        let end = start.checked_add(self.columns)?;
        let tags = self.tags.get(start..end)?;
        Some(PackedRow { buffer: self.buffer, payloads: self.payloads.get(start * 8..end * 8)?, tags })
    }
}

/// One event. Column 0 is `at`, then the used attributes.
#[derive(Clone, Copy)]
pub struct PackedRow<'a> {
    buffer: &'a [u8],
    payloads: &'a [u8],
    tags: &'a [u8],
}

impl PackedRow<'_> {
    fn payload(&self, column: usize) -> Option<[u8; 8]> {
        self.payloads.get(column * 8..column * 8 + 8)?.try_into().ok()
    }

    /// The event's time, if there is one that is fine and no attribute lacks.
    pub fn at(&self, kind: &EventKind, offset: Offset) -> Option<i64> {
        let (at, attributes) = self.tags.split_first()?;
        let used = kind.attributes.iter().filter(|attribute| attribute.used);
        if used.zip(attributes).any(|(attribute, tag)| !attribute.optional && !matches!(tag, 1..=11 | 13)) {
            return None;
        }
        let payload = self.payload(0)?;
        match at {
            1 | 6 => time::instant(f64::from_le_bytes(payload)),
            5 => {
                let (start, length) = halves(payload);
                let end = (start as usize).checked_add(length as usize)?;
                // What is an instant is ASCII, so that these are a text's bytes need not be asked.
                time::parse_instant(self.buffer.get(start as usize..end)?, offset)
            }
            _ => None,
        }
    }

    /// The cell of an attribute in a column, where it is plainly one of its values.
    pub fn cell(&self, attribute: &Attribute, column: usize) -> Option<Cell> {
        Quick::of_attribute(attribute).cell(self.payload(column)?, *self.tags.get(column)?)
    }
}
