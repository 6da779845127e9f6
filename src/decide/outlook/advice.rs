//! What an advice says, and how good a class is.

use crate::compile::flat::Model;
use crate::facts::row::Cell;

/// A change that reaches a better grade.
#[derive(Clone, Debug)]
pub struct Next {
    /// The class of the first grade then.
    pub to: u32,
    /// The answer's score then, thousandths.
    pub score: Option<i64>,
    /// In document order.
    pub changes: Vec<Change>,
}

/// One fact to change.
#[derive(Clone, Debug)]
pub struct Change {
    /// The field's slot.
    pub slot: u16,
    /// Values that do, as cells next to each other.
    pub needs: Needs,
}

/// What a fact needs to be.
#[derive(Clone, Debug)]
pub enum Needs {
    /// A number, both bounds inclusive.
    Numbers(f64, f64),
    /// One of some values.
    Values(Vec<Cell>),
    /// A text that is none of these.
    Others(Vec<Cell>),
}

/// How good a class of the first grade is: 0 is best; unknown ones and those of `also` are worst.
pub fn rank(model: &Model, class: Option<u32>) -> usize {
    let remembered = model.grades.first().map_or(0, |grade| grade.remembered());
    class.map_or(remembered, |class| remembered.min(class as usize))
}
