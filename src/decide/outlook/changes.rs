//! The moment at which something shown changes by itself.
//!
//! Time is cut at the instants at which something named ends or begins ([`super::moments`]), each
//! of which is decided. Between two of them it is bisected: a span over which nothing can change
//! is done with in one evaluation over sets ([`super::steady`]), whatever else is halved, the
//! earlier half first, down to single instants, which are decided.

use super::moments;
use super::shown::{Point, Shown};
use super::steady::{Steady, steady};
use super::trial::Trial;
use crate::base::time::{self, Duration, Unit};
use crate::compile::flat::Model;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::NOW;
use crate::facts::state::State;

/// Most evaluations, and most events and rules that are looked at in them.
const EVALUATIONS: usize = 2_000;
const LOOKS: usize = 2_000_000;

/// When something shown changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangesAt {
    /// The instant; `None`: not within ten years.
    pub at: Option<i64>,
    /// Whether it is only an instant before which nothing changes.
    pub bound: bool,
}

const NEVER: ChangesAt = ChangesAt { at: None, bound: false };

/// Finds it, deciding from the state that the decision left. The row is put back as it was.
pub fn changes_at(model: &Model, row: &mut Row, state: &State) -> ChangesAt {
    let timeless = !model.schema.clock && state.ends.iter().all(Option::is_none);
    let Cell::Integer(now) = row.get(NOW) else { return NEVER };
    if timeless || model.grades.is_empty() && !model.passes() {
        return NEVER;
    }
    let years = Duration { amount: 10, unit: Unit::Year };
    let end = years.after(now, model.schema.offset).min(time::MAX_INSTANT);
    let looks = 1 + row.all_events() + model.rules().count() + model.touches.all.len();
    let left = EVALUATIONS.min(LOOKS / looks).max(1);
    let mut point = Point::new(model, row, state);
    let base = point.at(now);
    let mut search = Search { state, base, left };
    let mut cursor = now;
    loop {
        let moment = moments::next(model, &point, state).filter(|moment| *moment <= end);
        let last = moment.map_or(end, |moment| moment - 1);
        if cursor < last {
            let mut trial = Trial::new(model, row);
            let found = search.between(&mut trial, &mut point, cursor + 1, last);
            trial.finish();
            if let Some(found) = found {
                return found;
            }
        }
        let Some(moment) = moment else { return NEVER };
        if let Some(found) = search.instant(&mut point, moment) {
            return found;
        }
        cursor = moment;
    }
}

struct Search<'a> {
    state: &'a State,
    base: Shown,
    /// Evaluations that may still be made.
    left: usize,
}

impl Search<'_> {
    /// Decides at one instant: something if it changes then, or if nothing more may be evaluated.
    fn instant(&mut self, point: &mut Point<'_>, at: i64) -> Option<ChangesAt> {
        let Some(left) = self.left.checked_sub(1) else { return Some(ChangesAt { at: Some(at), bound: true }) };
        self.left = left;
        (point.at(at) != self.base).then_some(ChangesAt { at: Some(at), bound: false })
    }

    /// Looks through a span in which nothing that is named ends or begins.
    fn between(&mut self, trial: &mut Trial<'_>, point: &mut Point<'_>, from: i64, to: i64) -> Option<ChangesAt> {
        let mut spans = vec![(from, to)];
        while let Some((from, to)) = spans.pop() {
            if from == to {
                if let Some(found) = self.instant(point, from) {
                    return Some(found);
                }
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else {
                return Some(ChangesAt { at: Some(from), bound: true });
            };
            self.left = left;
            match steady(trial, from, to, self.state, &self.base, point) {
                Steady::Yes => continue,
                Steady::No => {
                    if let Some(found) = self.instant(point, from) {
                        return Some(found);
                    }
                }
                Steady::Perhaps => {}
            }
            let middle = from + (to - from) / 2;
            spans.push((middle + 1, to));
            spans.push((from, middle));
        }
        None
    }
}
