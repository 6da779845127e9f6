//! The least change of facts that reaches a better grade: which facts may be changed, and what is told.

use super::advice::{Next, rank};
use super::axis::Fact;
use super::decided::Decided;
use super::lift::Lift;
use super::search::Search;
use super::space::Space;
use super::tables::Statics;
use super::trial::Trial;
use crate::compile::flat::{GradeBody, Model, Score};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::CONSENT;

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

/// Finds the least change, if there is one; by `lift`, if there is one. Everything is put back as the row has it.
pub fn next(
    statics: &Statics,
    trial: &mut Trial<'_>,
    space: &Space<'_>,
    may: &[bool],
    lift: Option<Lift<'_>>,
    decided: Decided<'_>,
) -> Option<Next> {
    if may.is_empty() {
        return None;
    }
    let model = trial.model;
    let shown = rank(model, decided.classes.first().copied().flatten());
    let axes = (0..).zip(may).filter(|(_, may)| **may).map(|(axis, _)| axis).collect();
    Search::new(trial, space, axes, lift, &statics.behind_first, (shown, decided)).least()
}

/// The score that the first grade bands where it depends on nothing else: then what changes is looked up.
pub fn looked_up<'m>(model: &'m Model, statics: &Statics) -> Option<(usize, &'m Score)> {
    let grade = model.grades.first()?;
    let GradeBody::Bands { score, .. } = grade.body else { return None };
    let number = usize::from(score);
    let alone = statics.behind_first.1.iter().enumerate().all(|(other, needed)| !needed || other == number);
    let score = model.scores.get(number).filter(|score| alone && grade.overrides.is_empty() && Lift::fits(score));
    Some((number, score?))
}
