//! Contracts as a row has them.

use super::row::Span;
use crate::base::time::Duration;

/// One contract. Texts lie in the row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contract {
    /// Its id, unlike every other's.
    pub id: Span,
    /// What it is about.
    pub product: Span,
    /// Its first day.
    pub starts: i64,
    /// Its last day; none if it runs on.
    pub ends: Option<i64>,
    /// What it is worth.
    pub value: Option<f64>,
    /// By how much its end moves on by itself.
    pub renews: Option<Duration>,
    /// The id of the contract that follows it.
    pub successor: Option<Span>,
    /// Its kind.
    pub kind: Option<Span>,
}
