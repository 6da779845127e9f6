//! What any row at all could give: everything is open.

use super::axis::Axis;
use super::derived::rederive;
use super::range::Span;
use super::reach::{of_group, of_score};
use super::trial::{Happened, Trial};
use super::{Fact, score_set};
use crate::base::time::{MAX_INSTANT, MIN_INSTANT};
use crate::compile::flat::Model;
use crate::expr::{Set, Type, Values};
use crate::facts::row::Row;
use crate::facts::schema::{CONSENT, ID, PERSONALISED, Schema};

/// Hands each score's number, its range over everything, and the most points of each of its groups to `each`.
pub fn anyone(model: &Model, each: &mut dyn FnMut(usize, Span, Vec<i64>)) {
    let mut row = Row::default();
    row.reset(model.schema.slots, model.schema.events.len());
    let mut trial = Trial::new(model, &mut row);
    trial.move_to(MIN_INSTANT, MAX_INSTANT);
    trial.place(CONSENT, Set::known(Values::Lists));
    let fields = (0..model.schema.fields.len()).map(Schema::field_slot);
    for slot in fields.chain([ID, PERSONALISED]) {
        Axis::coarse(Fact::Slot(slot)).place_all(&mut trial);
    }
    for (kind, _) in (0_u16..).zip(&model.schema.events) {
        trial.set_happened(kind, Happened::Perhaps);
    }
    rederive(&mut trial, None);
    for (number, score) in model.scores.iter().enumerate() {
        let span = of_score(&trial, score);
        let tops = score.groups.iter().map(|group| of_group(&trial, group).1).collect();
        trial.place(score.slot, score_set(span));
        each(number, span, tops);
    }
    trial.finish();
}

/// Every value that a slot, or else a type, may have.
pub fn everything(model: &Model, slot: u16, ty: Option<Type>) -> Values<'static> {
    let score = model.scores.iter().find(|score| score.slot == slot);
    match (score, model.schema.field_at(slot)) {
        (Some(score), _) => {
            let [low, high] = score.cap.map(|points| points as f64 / 1000.0);
            Values::Numbers(low, high)
        }
        (None, Some(field)) if ty == Some(Type::Number) => {
            Values::Numbers(field.domain.min.unwrap_or(f64::MIN), field.domain.max.unwrap_or(f64::MAX))
        }
        _ => super::trial::anything(model, ty),
    }
}
