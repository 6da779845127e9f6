//! What any row at all could give: everything is open.

use super::axis::{Axis, Fact};
use super::derived::rederive;
use super::reach::{of_group, of_score};
use super::span::Span;
use super::trial::{Happened, Trial};
use crate::base::time::{MAX_INSTANT, MIN_INSTANT};
use crate::compile::flat::Model;
use crate::expr::{Set, Values};
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
    for slot in fields.chain([ID, PERSONALISED]).chain(model.schema.contracts) {
        Axis::coarse(Fact::Slot(slot)).place_all(&mut trial);
    }
    for (kind, _) in (0_u16..).zip(&model.schema.events) {
        trial.set_happened(kind, Happened::Perhaps);
    }
    rederive(&mut trial, None);
    for (number, score) in model.scores.iter().enumerate() {
        let span = of_score(&trial, score);
        let tops = score.groups.iter().map(|group| of_group(&trial, group).1).collect();
        trial.place(score.slot, span.set());
        each(number, span, tops);
    }
    trial.finish();
}
