//! What stands in a slot of a row.

/// A piece of the row's own text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A value in a slot. Texts and lists live in the row, dates are days and instants
/// milliseconds since 1970, levels and classes their index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Not known.
    Missing,
    /// A number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A date, an instant, a duration, a level or a class: the slot's type tells.
    Integer(i64),
    /// A text that the slot's domain names, by id.
    Known(u32),
    /// Some text that the domain does not name and nobody needs to read.
    Other,
    /// A text of the row.
    Text(Span),
    /// A list of the row: a range of its elements.
    List(Span),
}
