//! The range of a score.

use crate::expr::{Set, Values};

/// Lowest and highest score, thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub low: i64,
    pub high: i64,
    /// Whether there may be no score.
    pub missing: bool,
    /// Whether there may be one.
    pub present: bool,
    /// Whether low and high, and missing where it may be, are given by some values.
    pub exact: bool,
}

impl Span {
    /// No score.
    pub const NONE: Span = Span { low: 0, high: 0, missing: true, present: false, exact: true };

    /// The range as an expression reads the score.
    pub fn set(self) -> Set<'static> {
        let points = |thousandths: i64| thousandths as f64 / 1000.0;
        let values = if self.present { Values::Numbers(points(self.low), points(self.high)) } else { Values::None };
        Set { unknown: self.missing, values }
    }
}
