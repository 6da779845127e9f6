//! Contracts: what a caller tells of one, and how a row has it.

use super::cell::Span;
use super::schema::Kind;
use crate::base::time::Duration;

/// One thing that a caller tells of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What the others call it.
    Id,
    /// What it is about.
    Product,
    /// Its first day.
    Starts,
    /// Its last day.
    Ends,
    /// What it is worth.
    Value,
    /// Whether its end moves on by itself.
    AutoRenew,
    /// By how much.
    Term,
    /// The id of the contract that follows it.
    Successor,
    /// Its kind.
    Kind,
}

impl Column {
    /// All of them, in the order in which they are packed and written; a column's number is its place.
    pub const ALL: [Column; 9] = [
        Column::Id,
        Column::Product,
        Column::Starts,
        Column::Ends,
        Column::Value,
        Column::AutoRenew,
        Column::Term,
        Column::Successor,
        Column::Kind,
    ];

    /// The key that it has in the facts.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Product => "product",
            Column::Starts => "starts",
            Column::Ends => "ends",
            Column::Value => "value",
            Column::AutoRenew => "auto_renew",
            Column::Term => "term",
            Column::Successor => "successor",
            Column::Kind => "kind",
        }
    }

    /// What it takes. A term is a text in the facts.
    pub const fn kind(self) -> Kind {
        match self {
            Column::Id | Column::Product | Column::Term | Column::Successor | Column::Kind => Kind::Text,
            Column::Starts | Column::Ends => Kind::Date,
            Column::Value => Kind::Number,
            Column::AutoRenew => Kind::Boolean,
        }
    }

    /// Whether no contract is without it.
    pub const fn required(self) -> bool {
        matches!(self, Column::Id | Column::Product | Column::Starts)
    }
}

/// One contract. Texts lie in the row, dates are days since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contract {
    /// Its id, unlike every other's.
    pub id: Span,
    /// What it is about.
    pub product: Span,
    /// Its first day.
    pub starts: i64,
    /// Its last day, not before the first; none if it runs on.
    pub ends: Option<i64>,
    /// What it is worth.
    pub value: Option<f64>,
    /// Whether its end moves on by itself.
    pub auto_renew: Option<bool>,
    /// By how much: days, weeks, months or years.
    pub term: Option<Duration>,
    /// The id of the contract that follows it, not its own.
    pub successor: Option<Span>,
    /// Its kind.
    pub kind: Option<Span>,
}

impl Contract {
    /// By how much its end moves on by itself, if it does.
    pub fn renews(&self) -> Option<Duration> {
        self.term.filter(|_| self.auto_renew == Some(true))
    }
}
