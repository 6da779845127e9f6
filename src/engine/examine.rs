//! A document, compiled and looked at: its own tests, and what deserves a warning.

use super::{lint, trial};
use crate::compile::{self, flat::Model};
use crate::error::Problem;

/// What to do with a document beside compiling it, where nothing else is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Examine {
    /// Run its own tests: one that does not come out is an error.
    pub(crate) tests: bool,
    /// Look for what is allowed and hardly meant: warnings.
    pub(crate) lint: bool,
}

/// Compiles, and does what is asked where nothing else is wrong. There are no tables yet.
pub(crate) fn examine(text: &str, what: Examine) -> (Option<Model>, Vec<Problem>) {
    let mut outcome = compile::compile(text);
    if let (Some(model), Some(policy), Some(tree)) = (&outcome.model, &outcome.policy, &outcome.tree) {
        if what.tests {
            trial::run(model, policy, tree, &mut outcome.problems);
        }
        if what.lint && outcome.problems.is_empty() {
            lint::lint(model, tree, &mut outcome.problems);
        }
    }
    compile::finish(outcome)
}
