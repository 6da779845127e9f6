//! Whether nothing shown changes over a span of time, found with sets of instants. Nothing that
//! the state, the contracts, the touches or the balances name ends or begins inside such a span.

use super::derived::rederive;
use super::possible::{May, When, possible, ruled};
use super::reach::of_score;
use super::shown::{Point, Shown};
use super::trial::Trial;
use crate::compile::flat::{Anchor, Lifecycle, Transition};
use crate::decide::channels::contacts;
use crate::decide::contracts;
use crate::decide::course::Course;
use crate::decide::hold::Stretch;
use crate::decide::lifecycle::{Ticking, timed};
use crate::decide::touches::Status;
use crate::expr::{Set, Truth, Values};
use crate::facts::row::Cell;
use crate::facts::standing::{Entries, Left, Standing};
use crate::facts::state::State;

/// Whether everything shown stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steady {
    Yes,
    /// At no instant of the span is it as it was.
    No,
    Perhaps,
}

/// Whether all that was shown is shown at every instant from one to another. `point` is an instant
/// before, since which nothing has changed, and nothing named has ended or begun.
pub fn steady(trial: &mut Trial<'_>, from: i64, to: i64, state: &State, base: &Shown, point: &Point<'_>) -> Steady {
    let (model, course) = (trial.model, &point.course);
    trial.move_to(from, to);
    if let (Some(lifecycle), Some(standing)) = (&model.lifecycle, &state.standing) {
        // A stage that was entered by this very call counts from now on.
        trial.put(lifecycle.since, Cell::Integer(standing.since));
    }
    rederive(trial, None);
    place_contract(trial, contracts::current(&course.placed), course);
    let mut spans = Vec::with_capacity(model.scores.len());
    for score in &model.scores {
        let span = of_score(trial, score);
        trial.place(score.slot, span.set());
        spans.push(span);
    }
    let state = &state.at(from);
    let when = When { calendar: &model.calendar, now: from };
    let mut found = Steady::Yes;
    let mut all: Vec<May> = Vec::with_capacity(model.grades.len());
    for (index, grade) in model.grades.iter().enumerate() {
        let may = possible(grade, index, &spans, &all, (state, when), &mut |condition| trial.truth(condition));
        let shown = base.classes.get(index).copied().flatten();
        let only = may.only();
        if only.is_none() && !(may.unknown && may.named().next().is_none()) {
            found = Steady::Perhaps;
        } else if only != shown && found == Steady::Yes {
            found = Steady::No;
        }
        let holding = state.held.get(index).copied().flatten().zip(state.confirmed.get(index).copied().flatten());
        if let (Some(hold), Some((held, since))) = (&grade.hold, holding) {
            let stretch = hold.stretch(when.calendar, since, from);
            let earned = ruled(grade, &spans, &all, Some(held), &mut |condition| trial.truth(condition));
            let graced = base.in_grace.get(index).copied().unwrap_or(false);
            if !same_grace(&earned, held, stretch, graced) {
                found = Steady::Perhaps;
            }
        }
        trial.place(grade.slot, may.set());
        all.push(may);
    }
    let keeps =
        found != Steady::Perhaps && stays(trial, state.standing.as_ref(), base) && touched(trial, point, (from, to));
    if keeps { found } else { Steady::Perhaps }
}

/// Whether the held class is in its grace, or not, exactly as it was.
fn same_grace(earned: &May, held: u32, stretch: Stretch, graced: bool) -> bool {
    // Only a class that is not earned any more, or of which nothing is known, is in its grace.
    let confirms = earned.named().any(|class| class <= held);
    let worse = earned.named().any(|class| class > held);
    match stretch {
        Stretch::Valid => !graced,
        Stretch::Grace => {
            if graced {
                !confirms
            } else {
                !worse && !earned.unknown
            }
        }
        Stretch::Over => {
            if graced {
                !confirms && !worse
            } else {
                !earned.unknown
            }
        }
    }
}

/// Puts a contract into its slots as it is over a span: what counts its days is a set.
fn place_contract(trial: &mut Trial<'_>, which: Option<usize>, course: &Course<'_>) {
    let model = trial.model;
    let Some(section) = &model.contracts else { return };
    let placed = which.and_then(|index| course.placed.get(index));
    let contract = which.and_then(|index| trial.row().contracts.as_ref()?.get(index).copied());
    let cell = |value: Option<Cell>| value.unwrap_or(Cell::Missing);
    let ends = placed.and_then(|placed| placed.ends);
    let slots = section.slots;
    trial.put(slots.phase, cell(placed.map(|placed| Cell::Integer(placed.phase as i64))));
    trial.put(slots.starts, cell(contract.map(|contract| Cell::Integer(contract.starts))));
    trial.put(slots.ends, cell(ends.map(Cell::Integer)));
    trial.put(slots.value, cell(contract.and_then(|contract| contract.value).map(Cell::Number)));
    trial.put(slots.product, cell(contract.map(|contract| Cell::Text(contract.product))));
    trial.put(slots.kind, cell(contract.and_then(|contract| contract.kind).map(Cell::Text)));
    let (first, last) = trial.now();
    let days = |now: i64, ends: i64| (ends - model.calendar.date_of(now)) as f64;
    match ends {
        Some(ends) => trial.place(slots.days_left, Set::known(Values::Numbers(days(last, ends), days(first, ends)))),
        None => trial.put(slots.days_left, Cell::Missing),
    }
    trial.put_risk();
}

/// Whether the customer is led to the stage that was shown: none where nothing can fire, or where what surely fires
/// leads round in a circle, which is not followed; else that at which surely nothing more fires.
fn stays(trial: &mut Trial<'_>, standing: Option<&Standing>, base: &Shown) -> bool {
    let model = trial.model;
    let (Some(lifecycle), Some(standing)) = (&model.lifecycle, standing) else { return true };
    let (from, to) = trial.now();
    let days = |now: i64| (model.calendar.date_of(now) - model.calendar.date_of(standing.since)) as f64;
    let mut seen = vec![standing.stage];
    let mut at = standing.clone();
    loop {
        trial.put(lifecycle.stage, Cell::Integer(i64::from(at.stage)));
        match seen.len() {
            1 => trial.place(lifecycle.days, Set::known(Values::Numbers(days(from), days(to)))),
            _ => trial.put(lifecycle.days, Cell::Number(0.0)),
        }
        match leads_to(lifecycle, trial, &at, (seen.len() == 1, from)) {
            Leads::Nowhere => break,
            Leads::To(stage) if seen.contains(&stage) => {
                at.stage = standing.stage;
                break;
            }
            Leads::To(stage) => {
                seen.push(stage);
                at.stage = stage;
                if let Some(entries) = at.entered.get_mut(stage as usize) {
                    *entries = Some(Entries { last: from, count: entries.map_or(0, |entries| entries.count) + 1 });
                }
            }
            Leads::Perhaps => return false,
        }
    }
    if base.stage != Some(at.stage) {
        return false;
    }
    if at.stage == standing.stage {
        trial.put(lifecycle.stage, Cell::Integer(i64::from(standing.stage)));
        trial.place(lifecycle.days, Set::known(Values::Numbers(days(from), days(to))));
        return true;
    }
    // What counts from an entry that moves along with the time may move by the calendar.
    model.touches.all.iter().all(|touch| !matches!(touch.anchor, Anchor::Stage(_)))
}

/// Where a stage leads to at once.
enum Leads {
    Nowhere,
    To(u32),
    Perhaps,
}

/// Where a stage surely leads to all over the span; `present` is the stage in which the customer is, `now` any
/// instant of the span.
fn leads_to(lifecycle: &Lifecycle, trial: &Trial<'_>, at: &Standing, (present, now): (bool, i64)) -> Leads {
    let timers = lifecycle.stages.get(at.stage as usize).into_iter().flat_map(|stage| &stage.timers);
    // In a stage that was entered just now no timer is breached.
    for timer in timers.filter(|_| present) {
        if let (Ticking::Breached, Some(then)) =
            (timed(trial.model, trial.row(), timer, at.since, now).ticking, timer.then)
        {
            return Leads::To(then);
        }
    }
    for transition in &lifecycle.transitions {
        let leads = transition.from.get(at.stage as usize).copied().unwrap_or(false);
        let stays = !present && transition.stay.is_some();
        if !leads || stays || waits(lifecycle, trial, at, (transition, now)) {
            continue;
        }
        let truth = transition.when.as_ref().map_or(Truth::of(Some(true)), |when| trial.truth(when));
        match (truth.yes, truth.no || truth.unknown) {
            (true, false) => return Leads::To(transition.to),
            (true, true) => return Leads::Perhaps,
            (false, _) => {}
        }
    }
    Leads::Nowhere
}

/// Whether time or the number of entries holds a transition back, as it does all over the span.
fn waits(lifecycle: &Lifecycle, trial: &Trial<'_>, at: &Standing, (transition, now): (&Transition, i64)) -> bool {
    let calendar = &trial.model.calendar;
    let entries = at.entered.get(transition.to as usize).copied().flatten();
    let stays = transition.stay.is_some_and(|stay| now < calendar.after(at.since, stay));
    let cools = transition.cooldown.zip(entries);
    let cools = cools.is_some_and(|(cooldown, entries)| now < calendar.after(entries.last, cooldown));
    let often = transition.at_most.zip(entries).is_some_and(|(most, entries)| entries.count >= most);
    let owner = lifecycle.stages.get(transition.to as usize).and_then(|stage| stage.owner.as_ref());
    let locked = owner.and_then(|owner| Some((trial.view().text(owner.slot)?, owner.lockout?)));
    let locked = locked.is_some_and(|(owner, lockout)| {
        let lost = |left: &&Left| left.stage == transition.to && left.owner == *owner;
        at.left.iter().filter(lost).any(|left| now < calendar.after(left.at, lockout))
    });
    stays || cools || often || locked
}

/// Whether the touches stay as they are.
fn touched(trial: &mut Trial<'_>, point: &Point<'_>, (from, to): (i64, i64)) -> bool {
    let (model, course) = (trial.model, &point.course);
    // A date that a touch counts from may itself change.
    let anchored = model.touches.all.iter().all(|touch| match touch.anchor {
        Anchor::Date(slot) | Anchor::Instant(slot) => {
            !trial.is_open(slot) && trial.view().row.get(slot) == point.row.get(slot)
        }
        _ => true,
    });
    if !anchored {
        return false;
    }
    for (balance, account) in model.balances.iter().zip(&course.accounts) {
        let cell = account.as_ref().map(|account| Cell::Number(account.balance as f64 / 1000.0));
        trial.put(balance.slot, cell.unwrap_or(Cell::Missing));
    }
    let mut contract = contracts::current(&course.placed);
    for asked in &course.touched.asked {
        if asked.contract.is_some() && asked.contract != contract {
            contract = asked.contract;
            place_contract(trial, contract, course);
        } else if asked.contract.is_none() && contract != contracts::current(&course.placed) {
            contract = contracts::current(&course.placed);
            place_contract(trial, contract, course);
        }
        let Some(when) = model.touches.all.get(asked.touch).and_then(|touch| touch.when.as_ref()) else { continue };
        let truth = trial.truth(when);
        let same = if asked.answered { !truth.no && !truth.unknown } else { !truth.yes };
        if !same {
            return false;
        }
    }
    let due = course.touched.entries.iter().filter(|entry| entry.status == Status::Due);
    let mut channels = due.filter_map(|entry| model.touches.all.get(entry.touch)).flat_map(|touch| &touch.channels);
    channels.all(|channel| {
        let channel = model.channels.get(usize::from(*channel));
        let Some((channel, (_, within))) = channel.and_then(|channel| Some((channel, channel.limit?))) else {
            return true;
        };
        // A contact that leaves the window makes room.
        let low = within.before(point.now, model.calendar.offset);
        let (_, high) = within.before_span(from, to, model.calendar.offset);
        let Some(mut contacts) = contacts(trial.row(), model, &channel.name) else { return true };
        contacts.all(|at| at <= low || at > high)
    })
}
