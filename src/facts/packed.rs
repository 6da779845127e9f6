//! Facts as the JavaScript side packs them: one flat buffer, read in place.
//!
//! The buffer begins with a payload of eight bytes for each slot of the plan, then
//! a tag byte for each, padded to eight; what texts, lists and events need follows.
//! `docs/design.md` has the table of tags. Whatever a buffer holds, reading it
//! gives values or [`Given::Absent`], never a fault.

use super::contracts::Column;
use super::given::{Builtin, Given, GivenEvents, List, Presence, Source, What};
use super::rows::{PackedRows, halves};
use super::schema::{EventKind, Schema};

/// What a buffer holds, by the plan of its policy: a slot for each used field, the facts known
/// without declaring, each used kind of events, and the contracts if they are used.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    fields: usize,
    /// Columns of each used kind, `at` included.
    columns: Vec<u32>,
    contracts: bool,
}

impl Layout {
    /// The layout of the buffers for a policy.
    pub fn of(schema: &Schema) -> Layout {
        let columns = |kind: &EventKind| 1 + kind.attributes.iter().filter(|attribute| attribute.used).count() as u32;
        Layout {
            fields: schema.used_fields().count(),
            columns: schema.used_events().map(|(_, kind)| columns(kind)).collect(),
            contracts: schema.contracts.is_some(),
        }
    }

    /// The slot of the first kind of events, behind `id`, `consent`, `personalised` and `events`.
    fn first_kind(&self) -> usize {
        self.fields + 4
    }

    fn contracts_slot(&self) -> usize {
        self.first_kind() + self.columns.len()
    }

    fn slots(&self) -> usize {
        self.contracts_slot() + usize::from(self.contracts)
    }
}

/// A packed buffer with the layout that its policy's plan gives it.
pub struct PackedFacts<'a> {
    bytes: &'a [u8],
    layout: &'a Layout,
    slots: usize,
    unknown: &'a [String],
}

impl<'a> PackedFacts<'a> {
    /// A buffer, and the names in the facts that nobody declared.
    pub fn new(bytes: &'a [u8], layout: &'a Layout, unknown: &'a [String]) -> PackedFacts<'a> {
        PackedFacts { bytes, layout, slots: layout.slots(), unknown }
    }

    fn tag(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn payload(&self, at: usize) -> [u8; 8] {
        let bytes = at.checked_add(8).and_then(|end| self.bytes.get(at..end));
        bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; 8])
    }

    /// Payload and tag of a cell: payloads begin at `start`, tags after `count` of them.
    fn give(&self, start: usize, count: usize, index: usize) -> Given<'a> {
        let payload = self.payload(start + index * 8);
        match self.tag(start + count * 8 + index) {
            1 => Given::Number(f64::from_le_bytes(payload)),
            2 => Given::Boolean(false),
            3 => Given::Boolean(true),
            4 => Given::Known(halves(payload).0),
            5 => self.text(payload),
            6 => Given::Instant(f64::from_le_bytes(payload)),
            7 => {
                let (at, count) = halves(payload);
                Given::List(List { at, count: self.fitting(at, count, 1) })
            }
            8 => Given::Wrong(what(halves(payload).0)),
            9 => Given::Unreadable,
            10 => Given::TooLong,
            11 => Given::TooMany,
            13 => Given::NoEvent(what(halves(payload).0)),
            _ => Given::Absent,
        }
    }

    fn text(&self, payload: [u8; 8]) -> Given<'a> {
        let (at, length) = halves(payload);
        let end = (at as usize).checked_add(length as usize);
        let bytes = end.and_then(|end| self.bytes.get(at as usize..end));
        match bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) {
            Some(text) => Given::Text(text),
            None => Given::Unreadable,
        }
    }

    /// No more rows than the buffer can hold.
    fn fitting(&self, at: u32, count: u32, columns: u32) -> u32 {
        let room = self.bytes.len().saturating_sub(at as usize) / (columns.max(1) as usize * 9);
        count.min(u32::try_from(room).unwrap_or(u32::MAX))
    }

    fn slot(&self, slot: usize) -> Given<'a> {
        self.give(0, self.slots, slot)
    }

    /// Tag and payload of a slot.
    fn head(&self, slot: usize) -> (u8, [u8; 8]) {
        (self.tag(self.slots * 8 + slot), self.payload(slot * 8))
    }

    /// Rows of so many columns that a slot points to.
    fn rows(&self, slot: usize, columns: u32) -> GivenEvents {
        let (tag, payload) = self.head(slot);
        let (low, high) = halves(payload);
        match tag {
            0 => GivenEvents::Absent,
            9 => GivenEvents::Unreadable,
            11 => GivenEvents::TooMany,
            12 => GivenEvents::Rows(self.fitting(low, high, columns)),
            15 => GivenEvents::Null,
            _ => GivenEvents::Wrong(self.slot(slot).what()),
        }
    }

    fn row_cell(&self, slot: usize, columns: u32, row: u32, column: usize) -> Given<'a> {
        let (at, count) = halves(self.head(slot).1);
        let columns = columns as usize;
        self.give(at as usize, count as usize * columns, row as usize * columns + column)
    }

    fn columns(&self, kind: usize) -> u32 {
        self.layout.columns.get(kind).copied().unwrap_or(1)
    }
}

const CONTRACT_COLUMNS: u32 = Column::ALL.len() as u32;

fn what(number: u32) -> What {
    match number {
        0 => What::Null,
        1 => What::Boolean,
        2 => What::Number,
        3 => What::Text,
        4 => What::Array,
        6 => What::BigInt,
        7 => What::Symbol,
        8 => What::Function,
        9 => What::Undefined,
        _ => What::Object,
    }
}

impl Source for PackedFacts<'_> {
    fn field(&self, index: usize) -> Given<'_> {
        self.slot(index)
    }

    fn builtin(&self, which: Builtin) -> Given<'_> {
        self.slot(
            self.layout.fields
                + match which {
                    Builtin::Id => 0,
                    Builtin::Consent => 1,
                    Builtin::Personalised => 2,
                },
        )
    }

    fn element(&self, list: List, index: u32) -> Given<'_> {
        self.give(list.at as usize, list.count as usize, index as usize)
    }

    fn events(&self) -> Presence {
        let slot = self.layout.fields + 3;
        match self.tag(self.slots * 8 + slot) {
            0 => Presence::Absent,
            9 => Presence::Unreadable,
            11 => Presence::TooMany,
            14 => Presence::Present,
            _ => Presence::Wrong(self.slot(slot).what()),
        }
    }

    fn kind(&self, kind: usize) -> GivenEvents {
        self.rows(self.layout.first_kind() + kind, self.columns(kind))
    }

    fn cell(&self, kind: usize, row: u32, column: usize) -> Given<'_> {
        self.row_cell(self.layout.first_kind() + kind, self.columns(kind), row, column)
    }

    fn contracts(&self) -> GivenEvents {
        if !self.layout.contracts {
            return GivenEvents::Absent;
        }
        self.rows(self.layout.contracts_slot(), CONTRACT_COLUMNS)
    }

    fn contract(&self, row: u32, column: Column) -> Given<'_> {
        match self.row_cell(self.layout.contracts_slot(), CONTRACT_COLUMNS, row, column as usize) {
            // The plan names no text of a contract.
            Given::Known(_) => Given::Absent,
            given => given,
        }
    }

    fn packed(&self) -> Option<(&[u8], &[u8])> {
        let tags = self.slots * 8;
        Some((self.bytes.get(..self.layout.fields * 8)?, self.bytes.get(tags..tags + self.layout.fields)?))
    }

    fn packed_rows(&self, kind: usize) -> Option<PackedRows<'_>> {
        let (start, count) = halves(self.head(self.layout.first_kind() + kind).1);
        let (start, columns) = (start as usize, self.columns(kind) as usize);
        let cells = (count as usize).checked_mul(columns)?;
        let tags = start.checked_add(cells.checked_mul(8)?)?;
        let (payloads, tags) = (self.bytes.get(start..tags)?, self.bytes.get(tags..tags.checked_add(cells)?)?);
        Some(PackedRows { buffer: self.bytes, payloads, tags, columns })
    }

    fn unknown(&self) -> &[String] {
        self.unknown
    }
}
