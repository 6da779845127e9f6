//! Whether one fact alone could settle the first grade.

use super::lift::Lift;
use super::possible::{self, When};
use super::range::OpenScore;
use super::space::Space;
use super::span::Span;
use super::trial::Trial;
use crate::compile::flat::GradeBody;
use crate::decide::grade::banded;
use crate::facts::state::State;

/// What is looked at.
pub struct Settling<'a, 't> {
    pub trial: &'a mut Trial<'t>,
    pub scores: &'a [OpenScore<'a>],
    pub space: &'a Space<'a>,
    pub state: &'a State,
    /// Axes and parts that leave more than one class open, as two ways of the other facts show.
    pub apart: Vec<(usize, usize)>,
}

impl Settling<'_, '_> {
    /// Finds one way of the missing facts that gives few points and one that gives many, and notes
    /// the parts of each fact that give different classes in the two: they settle nothing.
    pub fn look(&mut self, order: &[usize], lift: &mut Lift<'_>) {
        // Two classes that are earned may both leave the one shown that is held for a time.
        let first = self.trial.model.grades.first().filter(|grade| grade.hold.is_none());
        let Some(GradeBody::Bands { bands, .. }) = first.map(|grade| &grade.body) else { return };
        let held = self.state.held.first().copied().flatten();
        let mut first = Vec::new();
        for high in [false, true] {
            for axis in order {
                let mut best = (self.own(*axis), lift.score());
                for part in 1..self.parts(*axis) {
                    lift.set(*axis, part);
                    let score = lift.score();
                    if score.is_some() && if high { score > best.1 } else { best.1.is_none() || score < best.1 } {
                        best = (part, score);
                    }
                }
                lift.set(*axis, best.0);
            }
            let mut classes = first.iter();
            let mut found = Vec::new();
            for axis in order {
                let best = lift.part(*axis);
                for part in 1..self.parts(*axis) {
                    lift.set(*axis, part);
                    let class = lift.score().and_then(|score| banded(bands, score, held).0);
                    if classes.next().is_some_and(|first| class.is_none() || *first != class) {
                        self.apart.push((*axis, part));
                    }
                    found.push(class);
                }
                lift.set(*axis, best);
            }
            first = found;
            order.iter().for_each(|axis| lift.set(*axis, self.own(*axis)));
        }
    }

    fn own(&self, axis: usize) -> usize {
        self.space.own.get(axis).copied().unwrap_or(0)
    }

    /// How many parts of an axis are tried: of a fact without cells, which are too many, none.
    fn parts(&self, axis: usize) -> usize {
        self.space.axis(axis).filter(|axis| axis.fine).map_or(0, |axis| axis.parts.len())
    }

    /// Whether some known value of a fact leaves but one class for the first grade.
    pub fn settles(&mut self, number: usize) -> bool {
        let (trial, space) = (&mut *self.trial, self.space);
        let model = trial.model;
        let Some(grade) = model.grades.first() else { return false };
        let plain = matches!(grade.body, GradeBody::Bands { .. }) && grade.overrides.is_empty();
        let reads = |score: usize| {
            !plain || matches!(grade.body, GradeBody::Bands { score: of, .. } if usize::from(of) == score)
        };
        let mut fixed = space.free();
        (1..space.parts(number)).filter(|part| !self.apart.contains(&(number, *part))).any(|part| {
            if let Some(place) = fixed.get_mut(number) {
                *place = Some(part);
            }
            let spans: Vec<Span> = self
                .scores
                .iter()
                .enumerate()
                .map(|(index, open)| if reads(index) { open.span(&fixed) } else { Span::NONE })
                .collect();
            if !plain {
                for (score, span) in model.scores.iter().zip(&spans) {
                    trial.place(score.slot, span.set());
                }
            }
            let may = possible::possible(grade, 0, &spans, &[], (self.state, When::of(trial)), &mut |condition| {
                possible::truth(trial, space, condition, &fixed)
            });
            may.only().is_some()
        })
    }
}
