//! The least change of facts that reaches a better grade.

use super::axis::{self, Axis, Fact, Part};
use super::derived::rederive;
use super::trial::Trial;
use super::Decided;
use crate::compile::flat::{Expression, GradeBody, Model, Numbers, Roots, RuleBody};
use crate::decide::grade;
use crate::decide::score::total;
use crate::decide::view::Notes;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::Schema;
use crate::facts::state::State;

/// Most changes that are tried, and most rules that are run for them.
const TRIES: usize = 10_000;
const RUNS: usize = 2_000_000;

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
}

/// What reaching for a better grade depends on.
struct Search<'s, 't> {
    trial: Trial<'t>,
    axes: Vec<Axis>,
    /// For each axis the part in which the row lies.
    own: Vec<usize>,
    roots: Roots,
    /// Which scores the first grade reads, directly or through others.
    scores: Vec<bool>,
    shown: usize,
    before: i64,
    bottom: i64,
    first_score: Option<usize>,
    state: &'s State,
    tries: usize,
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

/// Finds it, if there is one. The row is put back as it was.
pub fn next(model: &Model, row: &mut Row, decided: Decided<'_>) -> Option<Next> {
    let grade = model.grades.first()?;
    let shown = rank(model, decided.classes.first().copied().flatten());
    let by_hand = decided.state.manual.first().copied().flatten().is_some();
    if by_hand || shown == 0 || grade.remembered() == 0 {
        return None;
    }
    let (roots, scores) = behind_first(model);
    let candidates = (0..model.schema.fields.len()).map(Schema::field_slot).filter(|slot| {
        let field = model.schema.field_at(*slot);
        roots.slots.has(*slot)
            && field.is_some_and(|field| field.used && !field.given && !field.domain.personal)
            && !row.withheld.contains(slot)
    });
    let (mut axes, mut own) = (Vec::new(), Vec::new());
    for slot in candidates {
        let Some(parts) = axis::values(model, Fact::Slot(slot)) else { continue };
        own.push(parts.iter().position(|part| part.holds(row.get(slot))).unwrap_or(usize::MAX));
        axes.push(Axis { fact: Fact::Slot(slot), parts, fine: true });
    }
    if axes.is_empty() {
        return None;
    }
    let first_score = model.first_score();
    let bottom = first_score.and_then(|score| model.scores.get(score)).map_or(0, |score| score.cap[0]);
    let before = first_score.and_then(|score| decided.scores.get(score).copied().flatten()).unwrap_or(bottom);
    let trial = Trial::new(model, row);
    let rules = model.rules().count().max(1);
    let tries = TRIES.min(RUNS / rules);
    let mut search =
        Search { trial, axes, own, roots, scores, shown, before, bottom, first_score, state: decided.state, tries };
    let found = (1..=3).find_map(|count| search.least(count));
    let next = found.map(|(parts, outcome)| search.told(parts, outcome));
    search.trial.finish();
    next
}

/// The facts behind the first grade, and the scores.
fn behind_first(model: &Model) -> (Roots, Vec<bool>) {
    let mut roots = Roots::default();
    let mut slots = Numbers::default();
    let mut add = |expression: &Expression| {
        roots.join(&expression.roots);
        expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
    };
    let mut needed = vec![false; model.scores.len()];
    if let Some(grade) = model.grades.first() {
        grade.overrides.iter().for_each(|entry| add(&entry.when));
        match &grade.body {
            GradeBody::Bands { score, .. } => {
                if let Some(needed) = needed.get_mut(usize::from(*score)) {
                    *needed = true;
                }
            }
            GradeBody::First(entries) => entries.iter().flat_map(|entry| entry.when.iter().chain(&entry.retain)).for_each(&mut add),
            GradeBody::Matrix { .. } => {}
        }
    }
    // A score reads only those above it.
    for (score, needed) in model.scores.iter().zip(&mut needed).rev() {
        *needed |= slots.has(score.slot);
        if !*needed {
            continue;
        }
        let conditions = score.applies.iter().chain(score.groups.iter().filter_map(|group| group.applies.as_ref()));
        let rules = score.groups.iter().flat_map(|group| &group.rules);
        for expression in conditions {
            roots.join(&expression.roots);
            expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
        }
        for rule in rules {
            roots.join(&rule.roots);
            match &rule.body {
                RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => {
                    expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
                }
                RuleBody::Event(event) => {
                    let observes = event.when.iter().flat_map(|when| &when.observes);
                    observes.for_each(|slot| slots.join(&Numbers::of(*slot)));
                }
                RuleBody::Bands { slot, .. } | RuleBody::Indices { slot, .. } => slots.join(&Numbers::of(*slot)),
                RuleBody::Texts { .. } | RuleBody::Containing { .. } => {}
            }
        }
    }
    (roots, needed)
}

/// Which part each changed axis gets.
type Parts = Vec<(usize, usize)>;

impl Search<'_, '_> {
    /// The best change of so many facts.
    fn least(&mut self, count: usize) -> Option<(Parts, Outcome)> {
        let mut best: Option<(Parts, Outcome)> = None;
        let mut parts: Parts = Vec::with_capacity(count);
        self.grow(0, count, &mut parts, &mut best);
        if self.tries == 0 && count > 1 { None } else { best }
    }

    /// Adds facts from `from` on, and tries every combination of their cells.
    fn grow(&mut self, from: usize, more: usize, parts: &mut Parts, best: &mut Option<(Parts, Outcome)>) {
        if more == 0 {
            return self.try_cells(0, parts, best);
        }
        for axis in from..self.axes.len() {
            parts.push((axis, 0));
            self.grow(axis + 1, more - 1, parts, best);
            parts.pop();
        }
    }

    fn try_cells(&mut self, place: usize, parts: &mut Parts, best: &mut Option<(Parts, Outcome)>) {
        let Some(axis) = parts.get(place).map(|(axis, _)| *axis) else {
            if self.tries == 0 {
                return;
            }
            self.tries -= 1;
            let outcome = self.outcome(parts);
            let better = |outcome: &Outcome| best.as_ref().is_none_or(|(_, best)| outcome.moves < best.moves);
            if let Some(outcome) = outcome.filter(better) {
                *best = Some((parts.clone(), outcome));
            }
            return;
        };
        let size = self.axes.get(axis).map_or(0, |axis| axis.parts.len());
        for part in (0..size).filter(|part| self.own.get(axis) != Some(part)).collect::<Vec<usize>>() {
            if let Some(chosen) = parts.get_mut(place) {
                chosen.1 = part;
            }
            self.try_cells(place + 1, parts, best);
        }
    }

    /// What a change gives, if that is a better grade.
    fn outcome(&mut self, parts: &[(usize, usize)]) -> Option<Outcome> {
        let model = self.trial.model;
        for (axis, part) in parts {
            if let Some(axis) = self.axes.get(*axis) {
                axis.place(&mut self.trial, *part);
            }
        }
        rederive(&mut self.trial, Some(&self.roots));
        let mut notes = Notes::default();
        let mut scores = vec![None; model.scores.len()];
        for ((score, needed), found) in model.scores.iter().zip(&self.scores).zip(&mut scores) {
            if *needed {
                *found = total(score, &self.trial.view(), &mut notes);
                let cell = found.map_or(Cell::Missing, |points| Cell::Number(points as f64 / 1000.0));
                self.trial.put(score.slot, cell);
            }
        }
        let graded = grade::one(model.grades.first()?, 0, self.trial.view(), &scores, self.state, &mut notes);
        self.trial.restore_all();
        let class = graded.class.filter(|class| rank(model, Some(*class)) < self.shown)?;
        let score = self.first_score.and_then(|score| scores.get(score).copied().flatten());
        Some(Outcome { class, score, moves: (score.unwrap_or(self.bottom) - self.before).abs() })
    }

    /// The change in words: each fact's cell, and those next to it that do as well.
    fn told(&mut self, parts: Parts, outcome: Outcome) -> Next {
        let mut spans: Vec<(usize, usize, usize)> = parts.iter().map(|(axis, part)| (*axis, *part, *part)).collect();
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
        let changes = spans.iter().filter_map(|(axis, from, to)| {
            let axis = self.axes.get(*axis)?;
            let Fact::Slot(slot) = axis.fact else { return None };
            let parts = axis.parts.get(*from..=*to)?;
            let needs = match (parts.first(), parts.last()) {
                (Some(Part::Numbers(low, _)), Some(Part::Numbers(_, high))) => Needs::Numbers(*low, *high),
                _ => {
                    let cell = |part: &Part| if let Part::One(cell) = part { Some(*cell) } else { None };
                    Needs::Values(parts.iter().filter_map(cell).collect())
                }
            };
            Some(Change { slot, needs })
        });
        Next { to: outcome.class, score: outcome.score, changes: changes.collect() }
    }

    /// The spans with one of them wider by a cell; a text that the policy does not name stays alone.
    fn wider(&self, spans: &[(usize, usize, usize)], place: usize, up: bool) -> Option<Vec<(usize, usize, usize)>> {
        let mut wider = spans.to_vec();
        let (axis, from, to) = wider.get_mut(place)?;
        let next = if up { to.checked_add(1)? } else { from.checked_sub(1)? };
        let known = &self.axes.get(*axis)?;
        let other = |part: usize| matches!(known.parts.get(part), Some(Part::One(Cell::Other)));
        if next >= known.parts.len() || self.own.get(*axis) == Some(&next) || other(next) || other(*from) {
            return None;
        }
        if up { *to = next } else { *from = next }
        Some(wider)
    }

    /// Whether every combination of cells in the spans reaches a class at least so good.
    fn all_reach(&mut self, spans: &[(usize, usize, usize)], limit: usize) -> bool {
        let mut parts: Parts = spans.iter().map(|(axis, from, _)| (*axis, *from)).collect();
        loop {
            if self.tries == 0 {
                return false;
            }
            self.tries -= 1;
            let reached = self.outcome(&parts).is_some_and(|outcome| rank(self.trial.model, Some(outcome.class)) <= limit);
            if !reached {
                return false;
            }
            let mut moved = false;
            for ((_, part), (_, from, to)) in parts.iter_mut().zip(spans) {
                if *part < *to {
                    *part += 1;
                    moved = true;
                    break;
                }
                *part = *from;
            }
            if !moved {
                return true;
            }
        }
    }
}
