//! Derived values: named values computed once from fields and events.

use super::view::{Notes, View};
use crate::base::{number, order, time};
use crate::compile::flat::{Aggregate, Derived, DerivedBody, Expression, Model, Take, Window};
use crate::expr::Value;
use crate::facts::row::{Cell, Event, Events, Row};
use crate::facts::schema::{NOW, TODAY};

/// Computes every derived value of a row, in document order.
pub fn derive<'a>(model: &'a Model, row: &mut Row, notes: &mut Notes<'a>) {
    for derived in &model.derived {
        let (cell, text) = value(View::new(model, row), derived, notes);
        let cell = text.map_or(cell, |text| row.keep_text(&text));
        row.set(derived.slot, cell);
    }
}

/// A derived value: a cell, or a text that the row has still to keep.
pub fn value<'a>(view: View<'_>, derived: &'a Derived, notes: &mut Notes<'a>) -> (Cell, Option<String>) {
    let cell = match &derived.body {
        DerivedBody::Value(expression) => return valued(view, expression, notes),
        DerivedBody::DaysSince { slot } => days_since_value(view, *slot),
        DerivedBody::Events { kind, when, window, take } => {
            over_events(view, derived, *kind, when.as_ref(), window.as_ref(), *take, notes).unwrap_or(Cell::Missing)
        }
    };
    (cell, None)
}

fn valued<'a>(view: View<'_>, expression: &'a Expression, notes: &mut Notes<'a>) -> (Cell, Option<String>) {
    view.evaluate(expression, Some(notes), |value| match value {
        Value::Number(number) => (Cell::Number(number), None),
        Value::Boolean(truth) => (Cell::Boolean(truth), None),
        Value::Integer(integer) => (Cell::Integer(integer), None),
        Value::Text(text) => (Cell::Missing, Some(text.into_owned())),
        Value::Unknown | Value::List(_) => (Cell::Missing, None),
    })
}

fn days_since_value(view: View<'_>, slot: u16) -> Cell {
    let dated = view.model.slots.get(usize::from(slot)).is_some_and(|slot| slot.ty == Some(crate::expr::Type::Date));
    match (view.integer(TODAY), view.integer(slot)) {
        (Some(today), Some(date)) if dated => Cell::Number((today - date) as f64),
        (Some(today), Some(at)) => Cell::Number((today - time::date_of(at, view.model.schema.offset)) as f64),
        _ => Cell::Missing,
    }
}

/// First instant of a window (inclusive) and the last; `None` where its start is unknown.
fn bounds(view: View<'_>, window: Option<&Window>) -> Option<(i64, i64)> {
    let offset = view.model.schema.offset;
    let now = view.integer(NOW)?;
    Some(match window {
        None => (i64::MIN, now),
        Some(Window::Within(length)) => (length.before(now, offset) + 1, now),
        Some(Window::Between(from, to)) => (from.before(now, offset) + 1, to.before(now, offset)),
        Some(Window::Since(slot)) => {
            let start = view.integer(*slot)?;
            let dated =
                view.model.slots.get(usize::from(*slot)).is_some_and(|slot| slot.ty == Some(crate::expr::Type::Date));
            (if dated { time::midnight(start, offset) } else { start }, now)
        }
    })
}

fn over_events<'a>(
    view: View<'_>,
    derived: &'a Derived,
    kind: u16,
    when: Option<&'a Expression>,
    window: Option<&Window>,
    take: Aggregate,
    notes: &mut Notes<'a>,
) -> Option<Cell> {
    let events = view.row.events(kind).filter(|events| events.known)?;
    let (from, to) = bounds(view, window)?;
    let mut taken = Vec::new();
    let mut unknown = false;
    for event in events.list.iter().filter(|event| event.at >= from && event.at <= to) {
        match when {
            None => taken.push(*event),
            Some(when) => match view.at(events, *event).condition(when, notes) {
                Some(true) => taken.push(*event),
                Some(false) => {}
                None => unknown = true,
            },
        }
    }
    if unknown {
        return None;
    }
    aggregate(view, derived, events, &taken, take, notes)
}

/// What is made of the events that were taken.
pub fn aggregate<'a>(
    view: View<'_>,
    derived: &'a Derived,
    events: &Events,
    taken: &[Event],
    take: Aggregate,
    notes: &mut Notes<'a>,
) -> Option<Cell> {
    let cell = |event: &Event, column: u16| match column {
        0 => Cell::Integer(event.at),
        _ => events.attribute(*event, column),
    };
    let all = |column: u16| {
        let cells: Vec<Cell> = taken.iter().map(|event| cell(event, column)).collect();
        if cells.contains(&Cell::Missing) { None } else { Some(cells) }
    };
    match take {
        Aggregate::Count => Some(Cell::Number(taken.len() as f64)),
        Aggregate::Sum(column) => {
            let sum = total(derived, &all(column)?, notes)?;
            Some(Cell::Number(number::ratio(sum, 1_000_000)))
        }
        Aggregate::Mean(column) => {
            let cells = all(column)?;
            let sum = total(derived, &cells, notes)?;
            if cells.is_empty() {
                return None;
            }
            Some(Cell::Number(number::ratio(sum, cells.len() as i128 * 1_000_000)))
        }
        Aggregate::Min(column) => {
            all(column)?.into_iter().reduce(|least, next| if precedes(next, least) { next } else { least })
        }
        Aggregate::Max(column) => {
            all(column)?.into_iter().reduce(|most, next| if precedes(most, next) { next } else { most })
        }
        Aggregate::First(column) => taken.first().map(|event| cell(event, column)),
        Aggregate::Last(column) => taken.last().map(|event| cell(event, column)),
        Aggregate::Distinct(column) => Some(Cell::Number(tally(view, &all(column)?).len() as f64)),
        Aggregate::Mode(column) => {
            let counts = tally(view, &all(column)?);
            // Of several that are equally frequent, the one seen last.
            let most = counts
                .into_iter()
                .reduce(|most, next| if (next.count, next.last) > (most.count, most.last) { next } else { most });
            most.map(|seen| seen.cell)
        }
        Aggregate::Gap(take) => gap(view, taken, take),
        Aggregate::DaysSince { never } => match taken.last() {
            Some(event) => {
                let date = time::date_of(event.at, view.model.schema.offset);
                Some(Cell::Number((view.integer(TODAY)? - date) as f64))
            }
            None => never.map(Cell::Number),
        },
    }
}

/// The exact sum in millionths.
fn total<'a>(derived: &'a Derived, cells: &[Cell], notes: &mut Notes<'a>) -> Option<i128> {
    let mut sum = 0_i128;
    for cell in cells {
        let Cell::Number(value) = cell else { return None };
        let Some(millionths) = number::scaled(*value, 1_000_000) else {
            notes.arithmetic(&derived.origin);
            return None;
        };
        sum += millionths;
    }
    Some(sum)
}

fn precedes(left: Cell, right: Cell) -> bool {
    match (left, right) {
        (Cell::Number(left), Cell::Number(right)) => left < right,
        (Cell::Integer(left), Cell::Integer(right)) => left < right,
        _ => false,
    }
}

struct Seen {
    cell: Cell,
    count: usize,
    last: usize,
}

/// Different values with how often and where last they occur.
fn tally(view: View<'_>, cells: &[Cell]) -> Vec<Seen> {
    let at = |index: usize| cells.get(index).copied().unwrap_or(Cell::Missing);
    let order = order::order(cells.len(), &mut |left, right| compare(view, at(left), at(right)).is_lt());
    let mut seen: Vec<Seen> = Vec::new();
    for index in order {
        match seen.last_mut() {
            Some(same) if compare(view, same.cell, at(index)).is_eq() => {
                same.count += 1;
                same.last = index;
            }
            _ => seen.push(Seen { cell: at(index), count: 1, last: index }),
        }
    }
    seen
}

fn compare(view: View<'_>, left: Cell, right: Cell) -> std::cmp::Ordering {
    match (left, right) {
        (Cell::Number(left), Cell::Number(right)) => left.total_cmp(&right),
        (Cell::Integer(left), Cell::Integer(right)) => left.cmp(&right),
        (Cell::Boolean(left), Cell::Boolean(right)) => left.cmp(&right),
        (Cell::Text(left), Cell::Text(right)) => view.row.text(left).cmp(view.row.text(right)),
        _ => std::cmp::Ordering::Equal,
    }
}

fn gap(view: View<'_>, taken: &[Event], take: Take) -> Option<Cell> {
    let offset = view.model.schema.offset;
    let dates = taken.iter().map(|event| time::date_of(event.at, offset));
    let mut gaps: Vec<i64> = dates.clone().zip(dates.skip(1)).map(|(earlier, later)| later - earlier).collect();
    order::sort(&mut gaps, |one, other| one < other);
    let count = gaps.len();
    let value = match take {
        Take::Min => *gaps.first()? as f64,
        Take::Max => *gaps.last()? as f64,
        Take::Mean if count > 0 => number::ratio(gaps.iter().map(|gap| i128::from(*gap)).sum(), count as i128),
        Take::Median if count > 0 => {
            let (low, high) = (gaps.get((count - 1) / 2)?, gaps.get(count / 2)?);
            number::ratio(i128::from(low + high), 2)
        }
        Take::Mean | Take::Median => return None,
    };
    Some(Cell::Number(value))
}
