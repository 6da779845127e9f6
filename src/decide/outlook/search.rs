//! The search for the least change: of one fact, then of two and of three, every combination of
//! cells that bounds do not rule out.

use super::advice::{Change, Needs, Next, rank};
use super::axis::{Fact, Part};
use super::decided::Decided;
use super::derived::rederive;
use super::lift::Lift;
use super::space::Space;
use super::trial::Trial;
use crate::compile::flat::{GradeBody, Roots};
use crate::decide::grade;
use crate::decide::score::total;
use crate::decide::view::Notes;
use crate::facts::row::Cell;
use crate::facts::state::State;

/// Most changes that are tried, and most rules that are looked at for them.
const TRIES: usize = 10_000;
const LOOKS: usize = 1_000_000;
/// Most facts that are changed.
const FACTS: usize = 3;

/// Which part each changed axis gets.
type Changes = Vec<(usize, usize)>;

/// What one change gives.
#[derive(Clone, Copy)]
struct Outcome {
    class: u32,
    score: Option<i64>,
    moves: i64,
}

/// What reaching for a better grade depends on.
pub struct Search<'s, 't> {
    trial: &'s mut Trial<'t>,
    space: &'s Space<'s>,
    /// The axes that may be changed.
    axes: Vec<usize>,
    lift: Option<Lift<'s>>,
    bounds: Bounds,
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
    /// The facts that change, the change at hand, and the best one so far.
    changed: Vec<usize>,
    changes: Changes,
    best: Option<(Changes, Outcome)>,
}

/// What changes could add to the total at the most.
#[derive(Default)]
struct Bounds {
    /// By place among the axes; `None`: anything.
    gains: Vec<Option<i128>>,
    /// The largest of them.
    largest: Option<i128>,
    /// The score that must be reached; what is known to suffice for it, and what not to.
    least: i64,
    enough: Option<i128>,
    short: Option<i128>,
}

impl<'s, 't> Search<'s, 't> {
    /// A search that has not begun: from a rank and what was decided, for whatever is better.
    pub fn new(
        trial: &'s mut Trial<'t>,
        space: &'s Space<'s>,
        axes: Vec<usize>,
        lift: Option<Lift<'s>>,
        (roots, scores): &'s (Roots, Vec<bool>),
        (shown, decided): (usize, Decided<'s>),
    ) -> Search<'s, 't> {
        let model = trial.model;
        let first_score = model.first_score();
        let bottom = first_score.and_then(|score| model.scores.get(score)).map_or(0, |score| score.cap[0]);
        let before = first_score.and_then(|score| decided.scores.get(score).copied().flatten()).unwrap_or(bottom);
        let groups = model.scores.iter().map(|score| score.groups.len()).sum::<usize>();
        // Where nothing is looked up, a change runs every rule.
        let each = 1 + groups + if lift.is_some() { 0 } else { 4 * model.rules().count() };
        let (tries, looks, state) = (TRIES, LOOKS, decided.state);
        let (changed, changes, best) = (Vec::with_capacity(FACTS), Vec::with_capacity(FACTS), None);
        Search {
            trial,
            space,
            axes,
            lift,
            bounds: Bounds::default(),
            roots,
            scores,
            shown,
            before,
            bottom,
            state,
            tries,
            looks,
            each,
            changed,
            changes,
            best,
        }
    }

    /// The best change of the fewest facts.
    pub fn least(mut self) -> Option<Next> {
        for count in 1..=FACTS {
            if count == 2 {
                self.find_bounds();
            }
            self.grow(0, count, Some(0));
            if count > 1 && (self.tries == 0 || self.looks == 0) {
                return None;
            }
            if let Some((changes, outcome)) = self.best.take() {
                return Some(self.told(&changes, outcome));
            }
        }
        None
    }

    /// One fact alone was tried on all of its cells; for more, what cannot suffice is left out.
    fn find_bounds(&mut self) {
        let Some(lift) = &self.lift else { return };
        let mut free = self.space.fixed();
        for axis in &self.axes {
            if let Some(part) = free.get_mut(*axis) {
                *part = None;
            }
        }
        let bounds = &mut self.bounds;
        bounds.gains.extend(self.axes.iter().map(|axis| lift.gain(*axis, &free)));
        bounds.largest = bounds.gains.iter().copied().reduce(|one, other| Some(one?.max(other?))).flatten();
        let Some(GradeBody::Bands { bands, .. }) = self.trial.model.grades.first().map(|grade| &grade.body) else {
            return;
        };
        let held = self.state.held.first().copied().flatten().map(|held| held as usize);
        let better = bands.iter().enumerate().take(self.shown);
        let from = better.map(|(class, band)| band.from - if held == Some(class) { band.keep } else { 0 });
        bounds.least = from.min().unwrap_or(i64::MIN);
    }

    /// Whether so much more falls short of the score that must be reached.
    fn falls_short(&mut self, gain: i128) -> bool {
        let Some(lift) = &self.lift else { return false };
        let bounds = &mut self.bounds;
        if bounds.enough.is_some_and(|enough| gain >= enough) {
            return false;
        }
        if bounds.short.is_some_and(|short| gain <= short) {
            return true;
        }
        let short = lift.with_gain(gain) < bounds.least;
        *(if short { &mut bounds.short } else { &mut bounds.enough }) = Some(gain);
        short
    }

    /// Counts what is looked at.
    fn spend(&mut self, looks: usize) {
        self.looks = self.looks.saturating_sub(looks);
    }

    /// Adds facts from `from` on, and tries every combination of their cells. `gain`: what those that
    /// were added could add to the total, whatever the others are: a quick look.
    fn grow(&mut self, from: usize, more: usize, gain: Option<i128>) {
        if more == 0 {
            if !gain.is_some_and(|gain| self.falls_short(gain)) && !self.falls_short_with(0) {
                self.try_cells(0);
            }
            return;
        }
        for place in from..self.axes.len() {
            let Some(axis) = self.axes.get(place).copied() else { return };
            self.spend(1);
            let own = self.bounds.gains.get(place).copied().flatten();
            let gain = gain.zip(own).map(|(gain, own)| gain.saturating_add(own));
            // Each that is still to come adds no more than any could.
            let all = gain.zip(self.bounds.largest);
            let all = all.map(|(gain, largest)| gain.saturating_add(largest.saturating_mul(more as i128 - 1)));
            if more == 1 || !all.is_some_and(|all| self.falls_short(all)) {
                self.changed.push(axis);
                self.grow(place + 1, more - 1, gain);
                self.changed.pop();
            }
            if self.looks == 0 {
                return;
            }
        }
    }

    /// Whether all that the facts could give together is too little, the first ones being set.
    fn falls_short_with(&mut self, set: usize) -> bool {
        let Some(lift) = self.lift.as_mut().filter(|_| self.changed.len() > 1) else { return false };
        let open = self.changed.get(set..).unwrap_or_default();
        let most = (!self.changed.iter().any(|axis| lift.asks(*axis))).then(|| lift.most(open));
        let short = most.is_some_and(|most| self.falls_short(most));
        let looks = self.each + 4 * self.readers();
        self.spend(looks);
        short
    }

    /// How many rules read what changes.
    fn readers(&self) -> usize {
        let readers = |lift: &Lift<'_>| self.changed.iter().map(|axis| lift.readers(*axis)).sum();
        self.lift.as_ref().map_or(0, readers)
    }

    /// Tries every cell of the facts from the `number`th on.
    fn try_cells(&mut self, number: usize) {
        let Some(axis) = self.changed.get(number).copied() else { return self.attempt() };
        let own = self.space.own.get(axis).copied().unwrap_or(0);
        let last = number + 1 == self.changed.len();
        for part in (1..self.space.parts(axis)).filter(|part| *part != own) {
            self.set(axis, part);
            self.changes.push((axis, part));
            // Looking at what is left pays where more than one fact is.
            if last || !self.falls_short_with(number + 1) {
                self.try_cells(number + 1);
            }
            self.changes.pop();
        }
        self.set(axis, own);
    }

    fn set(&mut self, axis: usize, part: usize) {
        if let Some(lift) = &mut self.lift {
            lift.set(axis, part);
        }
    }

    /// Tries the change at hand.
    fn attempt(&mut self) {
        if self.tries == 0 || self.looks == 0 {
            return;
        }
        self.tries -= 1;
        let looks = self.each + self.readers();
        self.spend(looks);
        let found = self.lift.as_ref().map(Lift::score);
        let outcome = self.outcome(found);
        let better = |outcome: &Outcome| self.best.as_ref().is_none_or(|(_, best)| outcome.moves < best.moves);
        if let Some(outcome) = outcome.filter(better) {
            self.best = Some((self.changes.clone(), outcome));
        }
    }

    /// What the change at hand gives, if that is a better grade; `found`: its score, where it was looked up.
    fn outcome(&mut self, found: Option<Option<i64>>) -> Option<Outcome> {
        let model = self.trial.model;
        let (class, score) = match found {
            Some(score) => {
                let GradeBody::Bands { bands, .. } = &model.grades.first()?.body else { return None };
                let (class, _) = grade::banded(bands, score?, self.state.held.first().copied().flatten());
                (class.map(|class| class as u32), score)
            }
            None => self.by_row()?,
        };
        let class = class.filter(|class| rank(model, Some(*class)) < self.shown)?;
        Some(Outcome { class, score, moves: (score.unwrap_or(self.bottom) - self.before).abs() })
    }

    /// The first grade and the answer's score by deciding the row anew.
    fn by_row(&mut self) -> Option<(Option<u32>, Option<i64>)> {
        let model = self.trial.model;
        for (axis, part) in &self.changes {
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
        // A class that is only held, because nothing better or nothing at all is known, is no advice.
        let class = if graded.source == grade::Source::Held { graded.earned } else { graded.class };
        Some((class, first_score.and_then(|score| scores.get(score).copied().flatten())))
    }

    /// The change in words: each fact's cell, and those next to it that do as well.
    fn told(&mut self, changes: &[(usize, usize)], outcome: Outcome) -> Next {
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
        self.changes.clear();
        self.changes.extend(runs.iter().map(|run| (run.axis, run.from)));
        loop {
            if self.tries == 0 || self.looks == 0 {
                return false;
            }
            self.tries -= 1;
            self.spend(self.each);
            if let Some(lift) = &mut self.lift {
                self.changes.iter().for_each(|(axis, part)| lift.set(*axis, *part));
            }
            let found = self.lift.as_ref().map(Lift::score);
            let reached =
                self.outcome(found).is_some_and(|outcome| rank(self.trial.model, Some(outcome.class)) <= limit);
            if !reached {
                return false;
            }
            let mut moved = false;
            for ((_, part), run) in self.changes.iter_mut().zip(runs) {
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
