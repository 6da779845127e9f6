//! Where a customer stands in the lifecycle, as a state remembers it.

/// A stage with what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The stage's index.
    pub stage: u32,
    /// When it was entered.
    pub since: i64,
    /// Who works on the customer in it.
    pub owner: Option<String>,
    /// By stage: its entries.
    pub entered: Vec<Option<Entries>>,
    /// Who lost the customer, oldest first.
    pub left: Vec<Left>,
}

/// How often a stage was entered, and when last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    /// The last time.
    pub last: i64,
    /// How often, at least once.
    pub count: u64,
}

/// An owner whom a breached timer took a customer from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The stage's index.
    pub stage: u32,
    /// The owner.
    pub owner: String,
    /// When.
    pub at: i64,
}
