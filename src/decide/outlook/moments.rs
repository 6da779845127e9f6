//! Instants at which something that the state, the contracts, the touches or the balances name
//! ends or begins. Between two of them only expressions change with time.

use super::shown::Point;
use crate::compile::flat::{Lifecycle, Model};
use crate::decide::channels::next_hours;
use crate::decide::touches::Status;
use crate::facts::standing::Standing;
use crate::facts::state::State;

/// The first such instant after that of a decision.
pub fn next(model: &Model, point: &Point<'_>, state: &State) -> Option<i64> {
    let mut first = First { now: point.now, at: None };
    state.ends.iter().flatten().for_each(|end| first.or(*end));
    for (index, grade) in model.grades.iter().enumerate() {
        if let (Some(hold), Some(since)) = (&grade.hold, state.confirmed.get(index).copied().flatten()) {
            first.or(hold.valid_until(&model.calendar, since));
            first.or(hold.grace_until(&model.calendar, since));
        }
    }
    if let (Some(lifecycle), Some(standing)) = (&model.lifecycle, &state.standing) {
        of_stage(model, lifecycle, standing, point, &mut first);
    }
    point.course.placed.iter().filter_map(|placed| placed.until).for_each(|until| first.or(until));
    let mut kinds: Vec<u16> = Vec::new();
    for (balance, account) in model.balances.iter().zip(&point.course.accounts) {
        kinds.extend(balance.earn.iter().map(|earning| earning.kind));
        kinds.extend(balance.spend.iter().map(|(kind, _)| *kind));
        account.iter().filter_map(|account| account.expiring.first()).for_each(|(at, _)| first.or(*at));
    }
    if !model.touches.all.is_empty() {
        kinds.push(model.touches.kind);
        point.course.touched.until.into_iter().for_each(|until| first.or(until));
        let due = point.course.touched.entries.iter().filter(|entry| entry.status == Status::Due);
        let channels = due.filter_map(|entry| model.touches.all.get(entry.touch)).flat_map(|touch| &touch.channels);
        for channel in channels.filter_map(|channel| model.channels.get(usize::from(*channel))) {
            next_hours(model, channel, point.now).into_iter().for_each(|edge| first.or(edge));
        }
    }
    kinds.iter().for_each(|kind| first.or_event(point, *kind));
    first.at
}

fn of_stage(model: &Model, lifecycle: &Lifecycle, standing: &Standing, point: &Point<'_>, first: &mut First) {
    let calendar = &model.calendar;
    for timer in lifecycle.stages.get(standing.stage as usize).into_iter().flat_map(|stage| &stage.timers) {
        first.or(calendar.after(standing.since, timer.within));
        timer.stops_on.iter().for_each(|kind| first.or_event(point, *kind));
    }
    // What leads on from other stages matters too, where a cascade would go round in a circle.
    for transition in &lifecycle.transitions {
        transition.stay.into_iter().for_each(|stay| first.or(calendar.after(standing.since, stay)));
        let entries = standing.entered.get(transition.to as usize).copied().flatten();
        if let (Some(cooldown), Some(entries)) = (transition.cooldown, entries) {
            first.or(calendar.after(entries.last, cooldown));
        }
    }
    for left in &standing.left {
        let owner = lifecycle.stages.get(left.stage as usize).and_then(|stage| stage.owner.as_ref());
        if let Some(lockout) = owner.and_then(|owner| owner.lockout) {
            first.or(calendar.after(left.at, lockout));
        }
    }
}

/// The first of some instants that lie after now.
struct First {
    now: i64,
    at: Option<i64>,
}

impl First {
    fn or(&mut self, at: i64) {
        if at > self.now {
            self.at = Some(self.at.map_or(at, |first| first.min(at)));
        }
    }

    /// An event that is still to come.
    fn or_event(&mut self, point: &Point<'_>, kind: u16) {
        let event = point.row.events(kind).and_then(|events| events.later.first());
        event.into_iter().for_each(|event| self.or(event.at));
    }
}
