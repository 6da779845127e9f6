//! Derived values of a row on trial.

use super::trial::{self, Happened, Trial, kept};
use crate::base::time::Duration;
use crate::base::{limits, number, time};
use crate::compile::flat::{Aggregate, Contracts, Derived, DerivedBody, Expression, Roots, Window};
use crate::decide::derive;
use crate::decide::view::Notes;
use crate::expr::{Set, Truth, Type, Values};
use crate::facts::row::{Cell, Event, Events};
use crate::facts::schema::TODAY;

/// Most days between two dates of the calendar.
const DAYS: f64 = 3_652_058.0;

/// Computes derived values anew: those that read any of the facts, or all.
pub fn rederive(trial: &mut Trial<'_>, facts: Option<&Roots>) {
    let model = trial.model;
    trial.forget_texts();
    for derived in &model.derived {
        let reads =
            |facts: &Roots| model.slots.get(usize::from(derived.slot)).is_some_and(|slot| slot.roots.meets(facts));
        if facts.is_none_or(reads) {
            one(trial, derived);
        }
    }
    let read = |contracts: &&Contracts| facts.is_none_or(|facts| facts.slots.has(contracts.known));
    if let Some(contracts) = model.contracts.as_ref().filter(read) {
        // Where it is not known which contracts there are, the one at hand may be any.
        let open = trial.is_open(contracts.known);
        for slot in contracts.slots.phase..=contracts.slots.kind {
            if !open {
                trial.put(slot, trial.own(slot));
                continue;
            }
            let ty = model.slots.get(usize::from(slot)).and_then(|slot| slot.ty);
            trial.place(slot, Set { unknown: true, values: trial::anything(model, ty) });
        }
        trial.put_risk();
    }
}

fn one(trial: &mut Trial<'_>, derived: &Derived) {
    let open = match &derived.body {
        DerivedBody::Value(expression) => expression.observes.iter().any(|slot| trial.is_open(*slot)),
        DerivedBody::DaysSince { slot } => trial.is_open(*slot) || trial.is_open(TODAY),
        DerivedBody::Events { kind, when, window, .. } => {
            trial.touches_events(*kind, when.as_ref())
                || matches!(window, Some(Window::Since(slot)) if trial.is_open(*slot))
        }
    };
    if !open {
        let (cell, text) = derive::value(trial.view(), derived, &mut Notes::default());
        return match text {
            Some(text) => trial.put_text(derived.slot, &text),
            None => trial.put(derived.slot, cell),
        };
    }
    let set = match &derived.body {
        DerivedBody::Value(expression) => kept(trial.set(expression)),
        DerivedBody::DaysSince { slot } => days_since(trial, *slot),
        DerivedBody::Events { kind, when, window, take } => {
            match over_events(trial, derived, *kind, when.as_ref(), window.as_ref(), *take) {
                Found::Cell(cell) => return trial.put(derived.slot, cell),
                Found::Set(set) => set,
            }
        }
    };
    trial.place(derived.slot, set);
}

fn days_since(trial: &Trial<'_>, slot: u16) -> Set<'static> {
    let (today, since) = (trial.slot(TODAY), trial.slot(slot));
    let dated = trial.model.slots.get(usize::from(slot)).is_some_and(|slot| slot.ty == Some(Type::Date));
    let offset = trial.model.schema.offset;
    let date = |value: i64| if dated { value } else { time::date_of(value, offset) };
    let values = match (today.values, since.values) {
        (Values::Integers(from, to), Values::Integers(low, high)) => {
            Values::Numbers((from - date(high)) as f64, (to - date(low)) as f64)
        }
        _ => Values::None,
    };
    Set { unknown: since.unknown, values }
}

/// Spans in which a window begins (inclusive) and ends; whether its beginning may be unknown.
struct Bounds {
    from: (i64, i64),
    to: (i64, i64),
    unknown: bool,
}

fn bounds(trial: &Trial<'_>, window: Option<&Window>) -> Option<Bounds> {
    let offset = trial.model.schema.offset;
    let now = trial.now();
    let back = |length: &Duration| length.before_span(now.0, now.1, offset);
    let after = |(from, to): (i64, i64)| (from + 1, to + 1);
    Some(match window {
        None => Bounds { from: (i64::MIN, i64::MIN), to: now, unknown: false },
        Some(Window::Within(length)) => Bounds { from: after(back(length)), to: now, unknown: false },
        Some(Window::Between(from, to)) => Bounds { from: after(back(from)), to: back(to), unknown: false },
        Some(Window::Since(slot)) => {
            let set = trial.slot(*slot);
            let Values::Integers(low, high) = set.values else { return None };
            let dated = trial.model.slots.get(usize::from(*slot)).is_some_and(|slot| slot.ty == Some(Type::Date));
            let start = |value: i64| if dated { time::midnight(value, offset) } else { value };
            Bounds { from: (start(low), start(high)), to: now, unknown: set.unknown }
        }
    })
}

enum Found {
    Cell(Cell),
    Set(Set<'static>),
}

fn over_events(
    trial: &Trial<'_>,
    derived: &Derived,
    kind: u16,
    when: Option<&Expression>,
    window: Option<&Window>,
    take: Aggregate,
) -> Found {
    const UNKNOWN: Found = Found::Cell(Cell::Missing);
    let ty = trial.model.slots.get(usize::from(derived.slot)).and_then(|slot| slot.ty);
    if trial.any_events(kind) {
        let mut set = anything(trial, take, ty);
        let since = matches!(window, Some(Window::Since(slot)) if trial.slot(*slot).unknown);
        set.unknown |= since || when.is_some() || trial.happened(kind) == Happened::Perhaps;
        return Found::Set(set);
    }
    let Some(events) = trial.row().events(kind).filter(|events| events.known) else { return UNKNOWN };
    let Some(Bounds { from, to, unknown }) = bounds(trial, window) else { return UNKNOWN };
    let mut taken = Taken { events, all: Vec::new(), sure: Vec::new(), unknown };
    for event in events.list.iter().chain(&events.later) {
        if event.at < from.0 || event.at > to.1 {
            continue;
        }
        let inside = event.at >= from.1 && event.at <= to.0;
        let truth = when.map_or(Truth::of(Some(true)), |when| trial.truth_at(when, events, *event));
        if truth.unknown {
            if inside && !truth.yes && !truth.no && !unknown {
                return UNKNOWN;
            }
            taken.unknown = true;
        }
        if truth.yes {
            taken.all.push(*event);
            if inside && truth.surely() {
                taken.sure.push(*event);
            }
        }
    }
    let sure = !taken.unknown && taken.sure.len() == taken.all.len();
    if sure && (!matches!(take, Aggregate::DaysSince { .. }) || !trial.is_open(TODAY)) {
        let cell = derive::aggregate(trial.view(), derived, events, &taken.sure, take, &mut Notes::default());
        return Found::Cell(cell.unwrap_or(Cell::Missing));
    }
    Found::Set(taken.aggregate(trial, take, ty))
}

/// What an aggregate may be where anything may have happened.
fn anything(trial: &Trial<'_>, take: Aggregate, ty: Option<Type>) -> Set<'static> {
    let most = limits::EVENTS as f64;
    match take {
        Aggregate::Count => Set::known(Values::Numbers(0.0, most)),
        Aggregate::Distinct(_) => Set { unknown: true, values: Values::Numbers(0.0, most) },
        Aggregate::Gap(_) => Set { unknown: true, values: Values::Numbers(0.0, DAYS) },
        Aggregate::DaysSince { never } => {
            let never = never.unwrap_or(0.0);
            Set { unknown: true, values: Values::Numbers(never.min(0.0), never.max(DAYS)) }
        }
        _ => Set { unknown: true, values: trial::anything(trial.model, ty) },
    }
}

/// Events that may be taken, and those that are for sure.
struct Taken<'a> {
    events: &'a Events,
    all: Vec<Event>,
    sure: Vec<Event>,
    /// Whether it may be unknown which are.
    unknown: bool,
}

impl Taken<'_> {
    fn aggregate(&self, trial: &Trial<'_>, take: Aggregate, ty: Option<Type>) -> Set<'static> {
        let count = |events: &[Event]| events.len() as f64;
        let (unknown, none) = (self.unknown, self.sure.is_empty());
        let numbers =
            |low: f64, high: f64, empty: bool| Set { unknown: unknown || empty, values: Values::Numbers(low, high) };
        let offset = trial.model.schema.offset;
        match take {
            Aggregate::Count => numbers(count(&self.sure), count(&self.all), false),
            Aggregate::Gap(_) => {
                let days = match (self.all.first(), self.all.last()) {
                    (Some(first), Some(last)) => time::date_of(last.at, offset) - time::date_of(first.at, offset),
                    _ => 0,
                };
                match self.all.len() {
                    0 | 1 => Set::UNKNOWN,
                    _ => numbers(0.0, days as f64, self.sure.len() < 2),
                }
            }
            Aggregate::DaysSince { never } => {
                let Values::Integers(from, to) = trial.slot(TODAY).values else { return Set::UNKNOWN };
                let earliest = self.sure.last().or(self.all.first());
                let mut set = match (earliest, self.all.last()) {
                    (Some(earliest), Some(latest)) => numbers(
                        (from - time::date_of(latest.at, offset)) as f64,
                        (to - time::date_of(earliest.at, offset)) as f64,
                        false,
                    ),
                    _ => Set { unknown, values: Values::None },
                };
                if none {
                    set = set.or(never.map_or(Set::UNKNOWN, |never| Set::known(Values::Numbers(never, never))));
                }
                set
            }
            Aggregate::Sum(column) => self.sum(column),
            Aggregate::First(column) => {
                let last = self.sure.first().map(|event| event.at);
                let candidates = self.all.iter().filter(|event| last.is_none_or(|last| event.at <= last));
                self.one_of(column, candidates, none)
            }
            Aggregate::Last(column) => {
                let first = self.sure.last().map(|event| event.at);
                let candidates = self.all.iter().filter(|event| first.is_none_or(|first| event.at >= first));
                self.one_of(column, candidates, none)
            }
            Aggregate::Min(column) | Aggregate::Max(column) | Aggregate::Mode(column) => {
                self.one_of(column, self.all.iter(), none)
            }
            Aggregate::Mean(column) => match self.one_of(column, self.all.iter(), none) {
                // Each value is rounded to a millionth, the mean once more.
                Set { unknown, values: Values::Numbers(low, high) } => {
                    let beyond = |event: &Event| matches!(self.cell(event, column), Cell::Number(value) if number::scaled(value, 1_000_000).is_none());
                    let unknown = unknown || self.all.iter().any(beyond);
                    let slack = |value: f64| 1e-6 + value.abs() * 1e-15;
                    let (low, high) = ((low - slack(low)).max(f64::MIN), (high + slack(high)).min(f64::MAX));
                    Set { unknown, values: Values::Numbers(low, high) }
                }
                set => Set { unknown: set.unknown, values: trial::anything(trial.model, ty) },
            },
            Aggregate::Distinct(column) => {
                let missing = self.all.iter().any(|event| self.cell(event, column) == Cell::Missing);
                numbers(f64::from(u8::from(!none)), count(&self.all), missing)
            }
        }
    }

    fn cell(&self, event: &Event, column: u16) -> Cell {
        match column {
            0 => Cell::Integer(event.at),
            _ => self.events.attribute(*event, column),
        }
    }

    /// One of the values of some events.
    fn one_of<'e>(&self, column: u16, events: impl Iterator<Item = &'e Event>, none: bool) -> Set<'static> {
        let mut set = Set { unknown: self.unknown || none, values: Values::None };
        for event in events {
            set = set.or(match self.cell(event, column) {
                Cell::Number(number) => Set::known(Values::Numbers(number, number)),
                Cell::Integer(integer) => Set::known(Values::Integers(integer, integer)),
                Cell::Boolean(truth) => Set::known(Values::Booleans { no: !truth, yes: truth }),
                Cell::Missing => Set::UNKNOWN,
                _ => Set::known(Values::Texts),
            });
        }
        set
    }

    fn sum(&self, column: u16) -> Set<'static> {
        let (mut sure, mut less, mut more, mut unknown) = (0_i128, 0_i128, 0_i128, self.unknown);
        let mut certain = self.sure.iter().peekable();
        for event in &self.all {
            let counts = certain.next_if(|next| *next == event).is_some();
            let value = match self.cell(event, column) {
                Cell::Number(number) => number::scaled(number, 1_000_000),
                _ => None,
            };
            match (value, counts) {
                (Some(value), true) => sure += value,
                (Some(value), false) if value < 0 => less += value,
                (Some(value), false) => more += value,
                (None, true) if !self.unknown => return Set::UNKNOWN,
                (None, _) => unknown = true,
            }
        }
        let [low, high] = [sure + less, sure + more].map(|sum| number::ratio(sum, 1_000_000));
        Set { unknown, values: Values::Numbers(low, high) }
    }
}
