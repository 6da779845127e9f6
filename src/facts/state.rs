//! The state: what the last decision wants to be told again, and what a person decided.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::standing::Standing;
use crate::base::json::{NodeId, Tree};
use crate::base::time::Offset;
use crate::error::Problem;

/// The version that this engine writes and reads.
pub const VERSION: f64 = 1.0;
/// The largest whole number that a state holds: a revision, and a count of entries, stay there.
pub const MOST: u64 = (1 << 53) - 1;

/// A grade as a state and a policy know it.
pub struct Known<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its classes.
    pub classes: &'a [String],
    /// How many of the classes, from the first, states remember: those that its rules give.
    pub remembered: usize,
    /// Whether its class is held for a time.
    pub hold: bool,
}

/// A stage as a state and a policy know it.
pub struct KnownStage<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether somebody works on the customer in it.
    pub owned: bool,
}

/// What a policy is to its states, and when one is read.
pub struct Frame<'a> {
    /// The policy's name.
    pub policy: &'a str,
    /// Its grades, in document order.
    pub grades: Vec<Known<'a>>,
    /// Its stages, in document order; `None` without a lifecycle.
    pub stages: Option<Vec<KnownStage<'a>>>,
    /// Names of stages that are no more, with the indices of those that they are now.
    pub renamed: &'a [(String, u32)],
    /// When it is, milliseconds since 1970; `None` where nothing is decided.
    pub now: Option<i64>,
    /// In which an instant without an offset is read.
    pub offset: Offset,
}

/// What a decision wants the next one to be told.
#[derive(Clone, Copy)]
pub struct Remembered<'a> {
    /// The class held of each grade, by index.
    pub held: &'a [Option<u32>],
    /// When it was confirmed, of each grade with `hold`, by index.
    pub confirmed: &'a [Option<i64>],
    /// The stage; `None` without a lifecycle.
    pub standing: Option<&'a Standing>,
}

/// A state that was read.
#[derive(Default)]
pub struct State {
    /// 0 where no state was ever saved.
    pub revision: u64,
    /// The class held of each grade of the policy, by index.
    pub held: Vec<Option<u32>>,
    /// When the class held was confirmed, of each grade with `hold`, by index.
    pub confirmed: Vec<Option<i64>>,
    /// The stage; `None` before the first.
    pub standing: Option<Standing>,
    /// The manual class in force of each grade, by index.
    pub manual: Vec<Option<u32>>,
    /// When the manual class in force of each grade ends, by index.
    pub ends: Vec<Option<i64>>,
    /// What the policy does not have, and what lies after `now`.
    pub warnings: Vec<Problem>,
    /// Whether there was one.
    given: bool,
    /// Whether reading it has changed what it says: something was forgotten, renamed, confirmed or counted.
    altered: bool,
    /// The text's tree and the manual grades in it, to be handed on unchanged.
    kept: Option<(Tree, NodeId)>,
}

impl State {
    /// No state.
    pub fn none(grades: usize) -> State {
        let classes = || vec![None; grades];
        let instants = || vec![None; grades];
        State { held: classes(), confirmed: instants(), manual: classes(), ends: instants(), ..State::default() }
    }

    /// What it remembers itself.
    pub fn remembered(&self) -> Remembered<'_> {
        Remembered { held: &self.held, confirmed: &self.confirmed, standing: self.standing.as_ref() }
    }

    /// The state that a decision leaves, as far as the next decision sees it.
    pub fn left(&self, remembered: Remembered<'_>) -> State {
        State {
            held: remembered.held.to_vec(),
            confirmed: remembered.confirmed.to_vec(),
            standing: remembered.standing.cloned(),
            manual: self.manual.clone(),
            ends: self.ends.clone(),
            ..State::default()
        }
    }

    /// What it says at a later instant: a manual grade has its end.
    pub fn at(&self, now: i64) -> State {
        let mut state = self.left(self.remembered());
        for (class, end) in state.manual.iter_mut().zip(&mut state.ends) {
            if end.is_some_and(|end| now >= end) {
                (*class, *end) = (None, None);
            }
        }
        state
    }
}
