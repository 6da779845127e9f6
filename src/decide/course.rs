//! What a decision computes beside scores and grades, in the order of computation: the contract
//! at hand before the scores; upgrades, the stage, balances and touches after the grades.

use super::balances::{Account, balances};
use super::contracts::{self, Placed};
use super::derive;
use super::lifecycle::{self, Moved};
use super::touches::{Before, Touched, touches};
use super::view::Notes;
use crate::compile::flat::Model;
use crate::facts::row::Row;
use crate::facts::standing::Standing;
use crate::facts::state::State;

/// Everything that passes with time.
#[derive(Clone, Debug, Default)]
pub struct Course<'a> {
    /// Contracts in the facts' order.
    pub placed: Vec<Placed>,
    /// By contract: who could take more.
    pub upgrades: Vec<Option<bool>>,
    pub moved: Option<Moved<'a>>,
    /// Balances in document order, `None` for an unknown one.
    pub accounts: Vec<Option<Account>>,
    pub touched: Touched,
}

impl Course<'_> {
    /// The stage after the call; `None` without a lifecycle.
    pub fn standing(&self) -> Option<&Standing> {
        self.moved.as_ref().map(|moved| &moved.standing)
    }
}

/// Derives values and puts the contract at hand into its slots.
pub fn begin<'a>(model: &'a Model, row: &mut Row, state: &State, notes: &mut Notes<'a>) -> Vec<Placed> {
    if let Some(lifecycle) = &model.lifecycle {
        lifecycle::put_since(lifecycle, row, state.standing.as_ref());
    }
    derive::derive(model, row, notes);
    let Some(section) = &model.contracts else { return Vec::new() };
    let placed = contracts::place(model, section, row);
    contracts::put_current(model, section, row, &placed, &[]);
    placed
}

/// Computes what comes after the grades.
pub fn finish<'a>(
    model: &'a Model,
    row: &mut Row,
    state: &State,
    scores: &[Option<i64>],
    placed: Vec<Placed>,
    notes: &mut Notes<'a>,
) -> Course<'a> {
    let mut course = Course { placed, ..Course::default() };
    if let Some(section) = &model.contracts {
        course.upgrades = contracts::upgrades(model, section, row, &course.placed, scores, notes);
    }
    if let Some(lifecycle) = &model.lifecycle {
        course.moved = Some(lifecycle::advance(model, lifecycle, row, state.standing.as_ref(), notes));
    }
    course.accounts = balances(model, row, notes);
    let before = Before { placed: &course.placed, scores, standing: course.standing() };
    course.touched = touches(model, row, before, notes);
    course
}
