//! What was decided about a row.

use crate::compile::flat::Roots;
use crate::facts::state::State;

/// A row that was decided, as the outlook needs it.
#[derive(Clone, Copy)]
pub struct Decided<'d> {
    pub scores: &'d [Option<i64>],
    /// Shown classes.
    pub classes: &'d [Option<u32>],
    pub state: &'d State,
    /// The facts behind everything that is open and could matter.
    pub undecided: &'d Roots,
}
