//! Facts as the JavaScript side packs them: one flat buffer, read in place.
//!
//! The buffer begins with a payload of eight bytes for each slot of the plan, then
//! a tag byte for each, padded to eight; what texts, lists and events need follows.
//! `docs/design.md` has the table of tags. Whatever a buffer holds, reading it
//! gives values or [`Given::Absent`], never a fault.

use super::given::{Builtin, Given, GivenEvents, List, Presence, Source, What};

/// A packed buffer with the shape that a policy's plan gives it.
pub struct PackedFacts<'a> {
    bytes: &'a [u8],
    fields: usize,
    slots: usize,
    /// Columns of each used kind, `at` included.
    columns: &'a [u32],
    unknown: &'a [String],
}

impl<'a> PackedFacts<'a> {
    /// A buffer for a plan with so many used fields and these kinds of events.
    pub fn new(bytes: &'a [u8], fields: usize, columns: &'a [u32], unknown: &'a [String]) -> PackedFacts<'a> {
        PackedFacts { bytes, fields, slots: fields + 4 + columns.len(), columns, unknown }
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

    fn kind_slot(&self, kind: usize) -> (u8, [u8; 8], u32) {
        let slot = self.fields + 4 + kind;
        let columns = self.columns.get(kind).copied().unwrap_or(1);
        (self.tag(self.slots * 8 + slot), self.payload(slot * 8), columns)
    }
}

fn halves(payload: [u8; 8]) -> (u32, u32) {
    let both = u64::from_le_bytes(payload);
    ((both & 0xFFFF_FFFF) as u32, (both >> 32) as u32)
}

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
            self.fields
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
        let slot = self.fields + 3;
        match self.tag(self.slots * 8 + slot) {
            0 => Presence::Absent,
            9 => Presence::Unreadable,
            11 => Presence::TooMany,
            14 => Presence::Present,
            _ => Presence::Wrong(self.slot(slot).what()),
        }
    }

    fn kind(&self, kind: usize) -> GivenEvents {
        let (tag, payload, columns) = self.kind_slot(kind);
        let (low, high) = halves(payload);
        match tag {
            0 => GivenEvents::Absent,
            9 => GivenEvents::Unreadable,
            12 => GivenEvents::Rows(self.fitting(low, high, columns)),
            15 => GivenEvents::Null,
            _ => GivenEvents::Wrong(self.slot(self.fields + 4 + kind).what()),
        }
    }

    fn cell(&self, kind: usize, row: u32, column: usize) -> Given<'_> {
        let (_, payload, columns) = self.kind_slot(kind);
        let (at, count) = halves(payload);
        let cells = count as usize * columns as usize;
        self.give(at as usize, cells, row as usize * columns as usize + column)
    }

    fn packed(&self) -> Option<(&[u8], &[u8])> {
        let tags = self.slots * 8;
        Some((self.bytes.get(..self.fields * 8)?, self.bytes.get(tags..tags + self.fields)?))
    }

    fn unknown(&self) -> &[String] {
        self.unknown
    }
}
