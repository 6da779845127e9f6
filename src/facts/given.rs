//! A fact as a caller handed it over, before anybody judged it.

use super::contracts::Column;
use super::rows::PackedRows;

/// What a value was, where it was nothing that a fact can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// `null` where a value must stand.
    Null,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
    /// A JavaScript `BigInt`.
    BigInt,
    /// A JavaScript symbol.
    Symbol,
    /// A JavaScript function.
    Function,
    /// A JavaScript `undefined` where a value must stand.
    Undefined,
    /// A JavaScript `Date`.
    Date,
}

impl What {
    /// With its article, for a message.
    pub const fn article(self) -> &'static str {
        match self {
            What::Null => "null",
            What::Boolean => "a boolean",
            What::Number => "a number",
            What::Text => "a text",
            What::Array => "an array",
            What::Object => "an object",
            What::BigInt => "a BigInt",
            What::Symbol => "a symbol",
            What::Function => "a function",
            What::Undefined => "undefined",
            What::Date => "a Date",
        }
    }
}

/// One value of the facts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Given<'a> {
    /// Absent, `null` or `undefined`.
    Absent,
    /// A number, perhaps not finite.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A text that the plan knows, by its id; ids beyond the plan are other texts.
    Known(u32),
    /// Any text.
    Text(&'a str),
    /// A JavaScript `Date`: milliseconds since 1970, NaN if invalid.
    Instant(f64),
    /// A list; its elements are asked for one by one.
    List(List),
    /// Something that no fact can be.
    Wrong(What),
    /// Reading it threw.
    Unreadable,
    /// A text that is too long to be brought over.
    TooLong,
    /// A list or events that are too many to be brought over.
    TooMany,
    /// Where an event's time or a contract's id is asked for: it is no object.
    NoEvent(What),
}

impl Given<'_> {
    /// What it was, for a message about a wrong type.
    pub const fn what(&self) -> What {
        match self {
            Given::Absent => What::Undefined,
            Given::Number(_) => What::Number,
            Given::Boolean(_) => What::Boolean,
            Given::Known(_) | Given::Text(_) | Given::TooLong => What::Text,
            Given::Instant(_) => What::Date,
            Given::List(_) | Given::TooMany => What::Array,
            Given::Wrong(what) | Given::NoEvent(what) => *what,
            Given::Unreadable => What::Object,
        }
    }
}

/// A list inside a source: where it begins, in the source's own terms, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    pub(super) at: u32,
    pub(super) count: u32,
}

/// The events of one kind, or the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenEvents {
    /// Absent: of a kind, it has not happened.
    Absent,
    /// `null`: unknown.
    Null,
    /// So many.
    Rows(u32),
    /// Too many to be brought over.
    TooMany,
    /// Not an array.
    Wrong(What),
    /// Reading it threw.
    Unreadable,
}

/// Whether the facts speak of events at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// No `events`, or `null`.
    Absent,
    /// An object of kinds.
    Present,
    /// Something else.
    Wrong(What),
    /// More events than one call takes.
    TooMany,
    /// Reading it threw.
    Unreadable,
}

/// The facts that every policy knows without declaring them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// The customer's id.
    Id,
    /// The purposes agreed to.
    Consent,
    /// Whether personalised offers are wanted.
    Personalised,
}

/// Where facts come from. Indices are those of the policy's plan: used fields,
/// used kinds, used attributes, each in document order.
pub trait Source {
    /// The value of a used field.
    fn field(&self, index: usize) -> Given<'_>;
    /// The value of a fact known without declaring.
    fn builtin(&self, which: Builtin) -> Given<'_>;
    /// An element of a list that this source gave.
    fn element(&self, list: List, index: u32) -> Given<'_>;
    /// Whether there are events.
    fn events(&self) -> Presence;
    /// The events of a used kind.
    fn kind(&self, kind: usize) -> GivenEvents;
    /// A cell of an event: column 0 is `at`, then the used attributes.
    fn cell(&self, kind: usize, row: u32, column: usize) -> Given<'_>;
    /// The contracts.
    fn contracts(&self) -> GivenEvents;
    /// What is told of a contract.
    fn contract(&self, row: u32, column: Column) -> Given<'_>;
    /// Payloads of eight bytes and tags of all used fields, where the source is a packed buffer.
    fn packed(&self) -> Option<(&[u8], &[u8])> {
        None
    }
    /// The events of a used kind as they lie in a packed buffer, where the source is one.
    fn packed_rows(&self, _kind: usize) -> Option<PackedRows<'_>> {
        None
    }
    /// Names that nobody declared, as JSON Pointers, in the caller's order. Only asked for when strict.
    fn unknown(&self) -> &[String];
}
