//! The least change of facts that reaches a better grade.

use super::axis::{Fact, Part};
use super::decided::Decided;
use super::derived::rederive;
use super::lift::Lift;
use super::space::Space;
use super::tables::{ScoreTables, Statics};
use super::trial::Trial;
use crate::compile::flat::{GradeBody, Model, Roots};
use crate::decide::grade;
use crate::decide::score::total;
use crate::decide::view::Notes;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::CONSENT;
use crate::facts::state::State;

/// Most changes that are tried, and most rules that are looked at for them.
const TRIES: usize = 10_000;
const LOOKS: usize = 1_000_000;

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

/// What one change gives.
#[derive(Clone, Copy)]
struct Outcome {
    class: u32,
    score: Option<i64>,
    moves: i64,
}

/// How good a class of the first grade is: 0 is best; unknown ones and those of `also` are worst.
fn rank(model: &Model, class: Option<u32>) -> usize {
    let remembered = model.grades.first().map_or(0, |grade| grade.remembered());
    class.map_or(remembered, |class| remembered.min(class as usize))
}

/// By axis: whether changing it may be advised. None where no better grade can be reached.
pub fn candidates(model: &Model, statics: &Statics, row: &Row, space: &Space<'_>, decided: Decided<'_>) -> Vec<bool> {
    let shown = rank(model, decided.classes.first().copied().flatten());
    let by_hand = decided.state.manual.first().copied().flatten().is_some();
    let remembered = model.grades.first().map_or(0, |grade| grade.remembered());
    if by_hand || shown == 0 || remembered == 0 {
        return Vec::new();
    }
    let roots = &statics.behind_first.0;
    let may = space.axes().map(|(_, axis)| {
        let Fact::Slot(slot) = axis.fact else { return false };
        let field = model.schema.field_at(slot);
        axis.fine
            && roots.slots.has(slot)
            && field.is_some_and(|field| !field.given && !field.domain.personal)
            && field.is_some_and(|field| agreed(row, field.purpose.as_deref()))
    });
    let may: Vec<bool> = may.collect();
    if may.contains(&true) { may } else { Vec::new() }
}

/// Whether a fact of this purpose would be looked at.
fn agreed(row: &Row, purpose: Option<&str>) -> bool {
    let consent = match row.get(CONSENT) {
        Cell::List(list) => row.list(list),
        _ => return purpose.is_none(),
    };
    purpose.is_none_or(|purpose| consent.iter().any(|given| given == purpose))
}

/// Finds the least change, if there is one. Everything is put back as the row has it.
pub fn next(
    statics: &Statics,
    trial: &mut Trial<'_>,
    space: &Space<'_>,
    may: &[bool],
    decided: Decided<'_>,
) -> Option<Next> {
    if may.is_empty() {
        return None;
    }
    let model = trial.model;
    let shown = rank(model, decided.classes.first().copied().flatten());
    let (roots, scores) = &statics.behind_first;
    let first_score = model.first_score();
    let bottom = first_score.and_then(|score| model.scores.get(score)).map_or(0, |score| score.cap[0]);
    let before = first_score.and_then(|score| decided.scores.get(score).copied().flatten()).unwrap_or(bottom);
    let lift = lift(model, statics, trial, space, may, scores);
    let groups = model.scores.iter().map(|score| score.groups.len()).sum::<usize>();
    // Where nothing is looked up, a change runs every rule.
    let each = 1 + groups + if lift.is_some() { 0 } else { 4 * model.rules().count() };
    let axes = (0..).zip(may).filter(|(_, may)| **may).map(|(axis, _)| axis).collect();
    let mut search = Search {
        trial,
        space,
        axes,
        may,
        lift,
        alone: Vec::new(),
        gains: Vec::new(),
        largest: None,
        least: 0,
        parts: space.own.clone(),
        roots,
        scores,
        shown,
        before,
        bottom,
        state: decided.state,
        tries: TRIES,
        looks: LOOKS,
        each,
    };
    let found = (1..=3).find_map(|count| search.least(count));
    found.map(|(changes, outcome)| search.told(&changes, outcome))
}

/// The quick way, where the first grade bands one score and nothing else: changes are looked up.
fn lift<'s>(
    model: &'s Model,
    statics: &'s Statics,
    trial: &mut Trial<'_>,
    space: &'s Space<'s>,
    may: &[bool],
    needed: &[bool],
) -> Option<Lift<'s>> {
    let grade = model.grades.first()?;
    let GradeBody::Bands { score, .. } = grade.body else { return None };
    let number = usize::from(score);
    let alone = needed.iter().enumerate().all(|(other, needed)| !needed || other == number);
    if !alone || !grade.overrides.is_empty() {
        return None;
    }
    let score = model.scores.get(number)?;
    let tables = ScoreTables::of((number, score), statics, trial, space, may);
    tables.whole.then(|| Lift::new(score, space, tables))
}

/// Which part each changed axis gets.
type Changes = Vec<(usize, usize)>;

/// What reaching for a better grade depends on.
struct Search<'s, 't> {
    trial: &'s mut Trial<'t>,
    space: &'s Space<'s>,
    /// The axes that may be changed, and by axis whether it may.
    axes: Vec<usize>,
    may: &'s [bool],
    lift: Option<Lift<'s>>,
    /// What changes of one axis could give at the most; and the score that must be reached.
    alone: Vec<Vec<i64>>,
    gains: Vec<Option<i128>>,
    /// The largest of them; `None` where one is not bounded.
    largest: Option<i128>,
    least: i64,
    /// By axis: the part it has in the change at hand.
    parts: Vec<usize>,
    roots: &'s Roots,
    /// Which scores the first grade reads, directly or through others.
    scores: &'s [bool],
    shown: usize,
    before: i64,
    bottom: i64,
    state: &'s State,
    /// Changes that may still be tried, rules that may still be looked at, and how many a change
    /// looks at beside those that read what it changes.
    tries: usize,
    looks: usize,
    each: usize,
}

impl Search<'_, '_> {
    /// The best change of so many facts.
    fn least(&mut self, count: usize) -> Option<(Changes, Outcome)> {
        if count == 2 {
            // One fact alone is tried on all of its cells; for more, what cannot suffice is left out.
            self.least = self.lowest();
            if let Some(lift) = &self.lift {
                self.alone = lift.alone();
                self.gains = lift.gains(self.may);
                let gains = self.axes.iter().map(|axis| self.gains.get(*axis).copied().flatten());
                self.largest = gains.reduce(|one, other| Some(one?.max(other?))).flatten();
            }
        }
        let mut best: Option<(Changes, Outcome)> = None;
        let mut changes: Changes = Vec::with_capacity(count);
        self.grow(0, count, &mut changes, &mut best);
        if (self.tries == 0 || self.looks == 0) && count > 1 { None } else { best }
    }

    /// The lowest score that gives a better class.
    fn lowest(&self) -> i64 {
        let Some(GradeBody::Bands { bands, .. }) = self.trial.model.grades.first().map(|grade| &grade.body) else {
            return i64::MIN;
        };
        let held = self.state.held.first().copied().flatten().map(|held| held as usize);
        let better = bands
            .iter()
            .enumerate()
            .take(self.shown)
            .map(|(class, band)| band.from - if held == Some(class) { band.keep } else { 0 });
        better.min().unwrap_or(i64::MIN)
    }

    /// Adds facts from `from` on, and tries every combination of their cells.
    fn grow(&mut self, from: usize, more: usize, changes: &mut Changes, best: &mut Option<(Changes, Outcome)>) {
        if more == 0 {
            if !self.falls_short(changes, 0) && !self.falls_short_with(changes, 0) {
                self.try_cells(0, changes, best);
            }
            return;
        }
        for place in from..self.axes.len() {
            let Some(axis) = self.axes.get(place) else { return };
            changes.push((*axis, 0));
            self.spend(1);
            if more == 1 || !self.falls_short(changes, more - 1) {
                self.grow(place + 1, more - 1, changes, best);
            }
            changes.pop();
            if self.looks == 0 {
                return;
            }
        }
    }

    /// Counts what is looked at.
    fn spend(&mut self, looks: usize) {
        self.looks = self.looks.saturating_sub(looks);
    }

    /// Whether what each fact could add, whatever the others are, is too little: a quick look.
    ///
    /// `more`: how many facts are still to come, each adding no more than any could.
    fn falls_short(&self, changes: &Changes, more: usize) -> bool {
        let (Some(lift), false) = (&self.lift, self.gains.is_empty()) else { return false };
        let more = if more == 0 { Some(0) } else { self.largest.map(|largest| largest.saturating_mul(more as i128)) };
        let gain = changes
            .iter()
            .try_fold(more.unwrap_or(0), |sum, (axis, _)| Some(sum.saturating_add((*self.gains.get(*axis)?)?)));
        more.is_some() && gain.is_some_and(|gain| lift.with_gain(gain) < self.least)
    }

    /// Whether all that the facts could give together is too little, the first ones being set.
    fn falls_short_with(&mut self, changes: &Changes, set: usize) -> bool {
        let Some(lift) = self.lift.as_ref().filter(|_| changes.len() > 1) else { return false };
        let short = lift.at_most(changes, set, &self.alone) < self.least;
        let looks = self.each + 4 * lift.readers(changes);
        self.spend(looks);
        short
    }

    fn try_cells(&mut self, place: usize, changes: &mut Changes, best: &mut Option<(Changes, Outcome)>) {
        let Some(axis) = changes.get(place).map(|(axis, _)| *axis) else {
            if self.tries == 0 || self.looks == 0 {
                return;
            }
            self.tries -= 1;
            let looks = self.each + self.lift.as_ref().map_or(0, |lift| lift.readers(changes));
            self.spend(looks);
            let outcome = self.outcome(changes);
            let better = |outcome: &Outcome| best.as_ref().is_none_or(|(_, best)| outcome.moves < best.moves);
            if let Some(outcome) = outcome.filter(better) {
                *best = Some((changes.clone(), outcome));
            }
            return;
        };
        let own = self.space.own.get(axis).copied().unwrap_or(0);
        for part in (1..self.space.parts(axis)).filter(|part| *part != own) {
            self.change(changes, place, part);
            // Looking at what is left pays where more than one fact is.
            let left = changes.len() - place - 1;
            if left == 0 || !self.falls_short_with(changes, place + 1) {
                self.try_cells(place + 1, changes, best);
            }
        }
        if let Some(place) = self.parts.get_mut(axis) {
            *place = own;
        }
    }

    fn change(&mut self, changes: &mut Changes, place: usize, part: usize) {
        if let Some((axis, chosen)) = changes.get_mut(place) {
            *chosen = part;
            if let Some(place) = self.parts.get_mut(*axis) {
                *place = part;
            }
        }
    }

    /// What a change gives, if that is a better grade.
    fn outcome(&mut self, changes: &[(usize, usize)]) -> Option<Outcome> {
        let model = self.trial.model;
        let (class, score) = match &mut self.lift {
            Some(lift) => {
                let score = lift.score(&self.parts, changes);
                let GradeBody::Bands { bands, .. } = &model.grades.first()?.body else { return None };
                let (class, _) = grade::banded(bands, score?, self.state.held.first().copied().flatten());
                (class.map(|class| class as u32), score)
            }
            None => self.by_row(changes)?,
        };
        let class = class.filter(|class| rank(model, Some(*class)) < self.shown)?;
        Some(Outcome { class, score, moves: (score.unwrap_or(self.bottom) - self.before).abs() })
    }

    /// The first grade and the answer's score by deciding the row anew.
    fn by_row(&mut self, changes: &[(usize, usize)]) -> Option<(Option<u32>, Option<i64>)> {
        let model = self.trial.model;
        for (axis, part) in changes {
            if let Some(axis) = self.space.axis(*axis) {
                axis.place(self.trial, *part);
            }
        }
        rederive(self.trial, Some(self.roots));
        let mut notes = Notes::default();
        let mut scores = vec![None; model.scores.len()];
        let first_score = model.first_score();
        for ((number, score), found) in model.scores.iter().enumerate().zip(&mut scores) {
            if self.scores.get(number).copied().unwrap_or(false) || first_score == Some(number) {
                *found = total(score, &self.trial.view(), &mut notes);
                let cell = found.map_or(Cell::Missing, |points| Cell::Number(points as f64 / 1000.0));
                self.trial.put(score.slot, cell);
            }
        }
        let graded = grade::one(model.grades.first()?, 0, self.trial.view(), &scores, self.state, &mut notes);
        self.trial.restore_all();
        Some((graded.class, first_score.and_then(|score| scores.get(score).copied().flatten())))
    }

    /// The change in words: each fact's cell, and those next to it that do as well.
    fn told(&mut self, changes: &Changes, outcome: Outcome) -> Next {
        let mut spans: Vec<Run> =
            changes.iter().map(|(axis, part)| Run { axis: *axis, from: *part, to: *part }).collect();
        let limit = rank(self.trial.model, Some(outcome.class));
        for place in 0..spans.len() {
            for up in [true, false] {
                while let Some(wider) = self.wider(&spans, place, up) {
                    if !self.all_reach(&wider, limit) {
                        break;
                    }
                    spans = wider;
                }
            }
        }
        let changes = spans.iter().filter_map(|run| {
            let axis = self.space.axis(run.axis)?;
            let Fact::Slot(slot) = axis.fact else { return None };
            let parts = axis.parts.get(run.from..=run.to)?;
            let needs = match (parts.first(), parts.last()) {
                (Some(Part::Numbers(low, _)), Some(Part::Numbers(_, high))) => Needs::Numbers(*low, *high),
                (Some(Part::One(Cell::Other)), _) => Needs::Others(cells(&axis.parts)),
                _ => Needs::Values(cells(parts)),
            };
            Some(Change { slot, needs })
        });
        Next { to: outcome.class, score: outcome.score, changes: changes.collect() }
    }

    /// The runs with one of them wider by a cell; a text that the policy does not name stays alone.
    fn wider(&self, runs: &[Run], place: usize, up: bool) -> Option<Vec<Run>> {
        let mut wider = runs.to_vec();
        let run = wider.get_mut(place)?;
        let next = if up { run.to.checked_add(1)? } else { run.from.checked_sub(1)? };
        let axis = self.space.axis(run.axis)?;
        let other = |part: usize| matches!(axis.parts.get(part), Some(Part::One(Cell::Other)));
        let own = self.space.own.get(run.axis) == Some(&next);
        if next == 0 || next >= axis.parts.len() || own || other(next) || other(run.from) {
            return None;
        }
        if up {
            run.to = next
        } else {
            run.from = next
        }
        Some(wider)
    }

    /// Whether every combination of cells in the runs reaches a class at least so good.
    fn all_reach(&mut self, runs: &[Run], limit: usize) -> bool {
        let mut changes: Changes = runs.iter().map(|run| (run.axis, run.from)).collect();
        loop {
            if self.tries == 0 || self.looks == 0 {
                return false;
            }
            self.tries -= 1;
            self.spend(self.each);
            for (axis, part) in &changes {
                if let Some(place) = self.parts.get_mut(*axis) {
                    *place = *part;
                }
            }
            let reached =
                self.outcome(&changes).is_some_and(|outcome| rank(self.trial.model, Some(outcome.class)) <= limit);
            if !reached {
                return false;
            }
            let mut moved = false;
            for ((_, part), run) in changes.iter_mut().zip(runs) {
                if *part < run.to {
                    *part += 1;
                    moved = true;
                    break;
                }
                *part = run.from;
            }
            if !moved {
                return true;
            }
        }
    }
}

/// The values among some parts, but the texts that the policy does not name.
fn cells(parts: &[Part]) -> Vec<Cell> {
    let cell = |part: &Part| match part {
        Part::One(cell) if *cell != Cell::Other => Some(*cell),
        _ => None,
    };
    parts.iter().filter_map(cell).collect()
}

/// Cells of an axis next to each other.
#[derive(Clone, Copy)]
struct Run {
    axis: usize,
    from: usize,
    to: usize,
}
