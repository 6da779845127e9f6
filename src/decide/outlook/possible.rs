//! The classes that a grade may still be.

use super::derived::rederive;
use super::space::Space;
use super::span::Span;
use super::table::combinations;
use super::trial::Trial;
use crate::base::time::Calendar;
use crate::compile::flat::{Band, Expression, Grade, GradeBody, Hold};
use crate::decide::hold::Stretch;
use crate::expr::{Set, Truth, Values};
use crate::facts::state::State;

/// Most combinations of cells on which one condition is tried.
const TOGETHER: usize = 4_096;

/// What a grade may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// By class: whether it may be that.
    pub classes: Vec<bool>,
    /// Whether it may be unknown.
    pub unknown: bool,
}

impl May {
    /// The only class, if there is but one and it is known.
    pub fn only(&self) -> Option<u32> {
        let mut all = self.named();
        match (all.next(), all.next()) {
            (Some(class), None) if !self.unknown => Some(class),
            _ => None,
        }
    }

    /// The classes that it may be, in their order.
    pub fn named(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.classes).filter(|(_, may)| **may).map(|(class, _)| class)
    }

    /// Either of two.
    #[must_use]
    pub fn or(&self, other: &May) -> May {
        let classes = self.classes.iter().zip(&other.classes).map(|(one, other)| *one || *other).collect();
        May { classes, unknown: self.unknown || other.unknown }
    }

    fn add(&mut self, class: usize) {
        if let Some(may) = self.classes.get_mut(class) {
            *may = true;
        }
    }

    /// The same as what an expression reads.
    pub fn set(&self) -> Set<'static> {
        let (first, last) = (self.named().next(), self.named().last());
        let values = match (first, last) {
            (Some(first), Some(last)) => Values::Integers(i64::from(first), i64::from(last)),
            _ => Values::None,
        };
        Set { unknown: self.unknown, values }
    }
}

/// What a condition may be where each axis that is fixed has that part.
pub fn truth(trial: &mut Trial<'_>, space: &Space<'_>, condition: &Expression, fixed: &[Option<usize>]) -> Truth {
    let read = space.axes().filter(|(number, axis)| space.is_open(*number) && axis.read_in(&condition.roots));
    let over: Vec<usize> = read.map(|(number, _)| number).collect();
    if over.is_empty() {
        return trial.truth(condition);
    }
    if space.size(&over, fixed) > TOGETHER {
        for number in &over {
            match (space.axis(*number), fixed.get(*number).copied().flatten()) {
                (Some(axis), Some(part)) => axis.place(trial, part),
                (Some(axis), None) => axis.place_all(trial),
                _ => {}
            }
        }
        rederive(trial, Some(&condition.roots));
        let found = trial.truth(condition);
        trial.restore_facts();
        return found;
    }
    let mut found = Truth::default();
    combinations(space, &over, fixed, &mut |parts| {
        for number in &over {
            if let (Some(axis), Some(part)) = (space.axis(*number), parts.get(*number)) {
                axis.place(trial, *part);
            }
        }
        rederive(trial, Some(&condition.roots));
        found = found.or(trial.truth(condition));
        !(found.yes && found.no && found.unknown)
    });
    trial.restore_facts();
    found
}

/// When it is, for classes that are held for a time.
#[derive(Clone, Copy)]
pub struct When<'a> {
    /// How the policy counts days.
    pub calendar: &'a Calendar,
    /// The instant; of a span in which no holding's time ends, any.
    pub now: i64,
}

impl<'a> When<'a> {
    /// When a row on trial is.
    pub fn of(trial: &Trial<'a>) -> When<'a> {
        When { calendar: &trial.model.calendar, now: trial.now().0 }
    }
}

/// What a grade may be, given the ranges of scores and what earlier grades may be; conditions
/// are found by `truth`.
pub fn possible(
    grade: &Grade,
    index: usize,
    spans: &[Span],
    earlier: &[May],
    (state, when): (&State, When<'_>),
    truth: &mut dyn FnMut(&Expression) -> Truth,
) -> May {
    let mut may = May { classes: vec![false; grade.classes.len()], unknown: false };
    if let Some(class) = state.manual.get(index).copied().flatten() {
        may.add(class as usize);
        return may;
    }
    for entry in &grade.overrides {
        let truth = truth(&entry.when);
        if truth.yes {
            may.add(entry.class as usize);
        }
        if truth.surely() {
            return may;
        }
    }
    let held = state.held.get(index).copied().flatten();
    let ruled = ruled(grade, spans, earlier, held, truth);
    may.or(&match (&grade.hold, held) {
        (Some(hold), Some(held)) => {
            let confirmed = state.confirmed.get(index).copied().flatten().unwrap_or(when.now);
            ruled.held(hold, held, hold.stretch(when.calendar, confirmed, when.now))
        }
        _ => ruled,
    })
}

impl May {
    /// What is shown of classes that may be earned, where another is held.
    fn held(&self, hold: &Hold, held: u32, stretch: Stretch) -> May {
        let mut may = May { classes: vec![false; self.classes.len()], unknown: false };
        let earned = self.named().map(Some).chain(self.unknown.then_some(None));
        earned.for_each(|earned| may.add(hold.class(held, earned, stretch) as usize));
        may
    }
}

/// What the rules of a grade may give, whatever stands above them.
pub fn ruled(
    grade: &Grade,
    spans: &[Span],
    earlier: &[May],
    held: Option<u32>,
    truth: &mut dyn FnMut(&Expression) -> Truth,
) -> May {
    let mut may = May { classes: vec![false; grade.classes.len()], unknown: false };
    match &grade.body {
        GradeBody::Bands { score, bands } => {
            let Some(span) = spans.get(usize::from(*score)) else { return may };
            may.unknown = span.missing;
            if span.present {
                banded(bands, (span.low, span.high), held, &mut may);
            }
        }
        GradeBody::First(entries) => {
            // Where no condition is true, and where one before that is unknown.
            let mut open = true;
            for (class, entry) in (0_u32..).zip(entries) {
                let truth = entry.asked(held == Some(class)).map_or(Truth::of(Some(true)), |(asked, _)| truth(asked));
                if truth.yes {
                    may.add(class as usize);
                }
                may.unknown |= truth.unknown;
                open = truth.no;
                if !open {
                    break;
                }
            }
            may.unknown |= open;
        }
        GradeBody::Matrix { rows, columns, cells, .. } => {
            let none = May::default();
            let (down, across) = (earlier.get(*rows).unwrap_or(&none), earlier.get(*columns).unwrap_or(&none));
            may.unknown = down.unknown || across.unknown;
            for row in down.named() {
                for column in across.named() {
                    match cells.get(row as usize).and_then(|cells| cells.get(column as usize)) {
                        Some(class) => may.add(*class as usize),
                        None => may.unknown = true,
                    }
                }
            }
        }
    }
    may
}

/// Every band that scores in a span give.
fn banded(bands: &[Band], (low, high): (i64, i64), held: Option<u32>, may: &mut May) {
    let held = held.map(|held| held as usize);
    let kept = held.and_then(|held| bands.get(held)).map_or(i64::MAX, |band| band.from - band.keep);
    let mut above = i64::MAX;
    for (class, band) in bands.iter().enumerate() {
        let (from, to) = (low.max(band.from), high.min(above));
        above = band.from.saturating_sub(1);
        if from > to {
            continue;
        }
        match held.filter(|held| *held < class && to >= kept) {
            Some(held) => {
                may.add(held);
                if from < kept {
                    may.add(class);
                }
            }
            None => may.add(class),
        }
    }
}
