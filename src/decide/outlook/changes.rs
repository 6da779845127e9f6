//! The moment at which a shown grade changes by itself.
//!
//! Time is bisected: a span of instants over which no grade can change is done with in one
//! evaluation over sets, whatever else is halved, the earlier half first.

use super::decided::Decided;
use super::derived::rederive;
use super::possible::{May, possible};
use super::reach::of_score;
use super::trial::Trial;
use crate::base::time::{self, Duration, Unit};
use crate::compile::flat::Model;
use crate::decide::grade;
use crate::decide::view::Notes;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::NOW;
use crate::facts::state::State;

/// Most evaluations, and most events and rules that are looked at in them.
const EVALUATIONS: usize = 2_000;
const LOOKS: usize = 2_000_000;

/// When a shown grade changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangesAt {
    /// The instant; `None`: not within ten years.
    pub at: Option<i64>,
    /// Whether it is only an instant before which nothing changes.
    pub bound: bool,
}

const NEVER: ChangesAt = ChangesAt { at: None, bound: false };

/// Finds it, deciding from the state that the decision left. The row is put back as it was.
pub fn changes_at(model: &Model, row: &mut Row, decided: Decided<'_>) -> ChangesAt {
    let state = decided.state;
    if model.grades.is_empty() || !model.schema.clock && state.ends.iter().all(Option::is_none) {
        return NEVER;
    }
    let Cell::Integer(now) = row.get(NOW) else { return NEVER };
    let years = Duration { amount: 10, unit: Unit::Year };
    let end = years.after(now, model.schema.offset).min(time::MAX_INSTANT);
    let base = base(model, row, decided);
    let looks = 1 + row.all_events() + model.rules().count();
    let mut left = EVALUATIONS.min(LOOKS / looks).max(1);
    let mut trial = Trial::new(model, row);
    let mut spans = vec![(now.saturating_add(1), end)];
    let mut found = NEVER;
    while let Some((from, to)) = spans.pop() {
        if from > to {
            continue;
        }
        if left == 0 {
            found = ChangesAt { at: Some(from), bound: true };
            break;
        }
        left -= 1;
        match same(&mut trial, from, to, state, &base) {
            Some(true) => {}
            Some(false) if from == to => {
                found = ChangesAt { at: Some(from), bound: false };
                break;
            }
            None if from == to => {
                found = ChangesAt { at: Some(from), bound: true };
                break;
            }
            _ => {
                let middle = from + (to - from) / 2;
                spans.push((middle + 1, to));
                spans.push((from, middle));
            }
        }
    }
    trial.finish();
    found
}

/// The classes that are shown when deciding now, from the state that the decision left.
fn base(model: &Model, row: &mut Row, decided: Decided<'_>) -> Vec<Option<u32>> {
    let mut base = Vec::with_capacity(model.grades.len());
    let slots: Vec<Cell> = model.grades.iter().map(|grade| row.get(grade.slot)).collect();
    grade::grade(model, row, decided.scores, decided.state, &mut Notes::default(), &mut |graded| {
        base.push(graded.class)
    });
    for (grade, cell) in model.grades.iter().zip(slots) {
        row.set(grade.slot, cell);
    }
    base
}

/// Whether every grade shows its class of now all the time between two instants, or surely not;
/// `None` where that cannot be told.
fn same(trial: &mut Trial<'_>, from: i64, to: i64, state: &State, base: &[Option<u32>]) -> Option<bool> {
    let model = trial.model;
    trial.move_to(from, to);
    rederive(trial, None);
    let mut spans = Vec::with_capacity(model.scores.len());
    for score in &model.scores {
        let span = of_score(trial, score);
        trial.place(score.slot, span.set());
        spans.push(span);
    }
    let without = state.without_manual();
    let (mut all, mut every): (Vec<May>, Option<bool>) = (Vec::with_capacity(model.grades.len()), Some(true));
    for (index, grade) in model.grades.iter().enumerate() {
        let mut may: Option<May> = None;
        // A manual grade ends at its time: before, after, or somewhere between.
        let ends = state.ends.get(index).copied().flatten();
        for by_hand in [true, false] {
            let applies = ends.is_none_or(|end| if by_hand { from < end } else { to >= end });
            if !applies || ends.is_none() && !by_hand {
                continue;
            }
            let state = if by_hand { state } else { &without };
            let found = possible(grade, index, &spans, &all, state, &mut |condition| trial.truth(condition));
            may = Some(match may {
                None => found,
                Some(may) => may.or(&found),
            });
        }
        let may = may.unwrap_or_default();
        let shown = base.get(index).copied().flatten();
        let only = may.only();
        let settled = only.is_some() || may.unknown && may.named().next().is_none();
        if !settled {
            every = None;
        } else if only != shown && every.is_some() {
            every = Some(false);
        }
        trial.place(grade.slot, may.set());
        all.push(may);
    }
    every
}
