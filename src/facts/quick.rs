//! The common case of a packed fact: a value of the right type, or none. Whatever is
//! not plainly fine here is judged in full by [`super::intake`].

use super::row::Cell;
use super::schema::{Fallback, Field, Kind, Schema};

/// What a used field takes without a second look.
#[derive(Clone, Copy, Debug)]
pub struct Quick {
    /// Its slot.
    pub slot: u16,
    /// Its number among the declared fields.
    pub field: u16,
    /// Whether a missing fact is simply missing: no default, no consent needed.
    plain: bool,
    kind: Kind,
    /// Texts up to this id are values.
    known: u32,
    min: f64,
    max: f64,
}

impl Quick {
    /// A used field's short cut.
    pub fn of(field: &Field, number: usize) -> Quick {
        let open = field.purpose.is_none();
        Quick {
            slot: Schema::field_slot(number),
            field: u16::try_from(number).unwrap_or(u16::MAX),
            plain: open && field.default == Fallback::None,
            // A type that has no short cut stands for fields that need a consent.
            kind: if open { field.domain.kind } else { Kind::List },
            known: u32::try_from(field.domain.texts.len()).unwrap_or(0),
            min: field.domain.min.unwrap_or(f64::MIN),
            max: field.domain.max.unwrap_or(f64::MAX),
        }
    }

    /// The cell of a payload and its tag, where that is plain. NaN lies in no bounds.
    #[inline(always)]
    pub fn cell(&self, payload: [u8; 8], tag: u8) -> Option<Cell> {
        match (tag, self.kind) {
            (0, _) if self.plain => Some(Cell::Missing),
            (1, Kind::Number) => {
                let number = f64::from_le_bytes(payload);
                (number >= self.min && number <= self.max).then_some(Cell::Number(number + 0.0))
            }
            (2 | 3, Kind::Boolean) => Some(Cell::Boolean(tag == 3)),
            (4, Kind::Text | Kind::Level) => {
                let id = u64::from_le_bytes(payload) as u32;
                if id >= self.known {
                    None
                } else if self.kind == Kind::Level {
                    Some(Cell::Integer(i64::from(id)))
                } else {
                    Some(Cell::Known(id))
                }
            }
            _ => None,
        }
    }
}
