//! Events taken in: each judged, then all of a kind put in time order.

use super::findings::Flaw;
use super::taking::Taking;
use crate::base::{limits, order};
use crate::error::{Code, Problem};
use crate::facts::cell::Cell;
use crate::facts::given::{Given, GivenEvents, Presence, Source};
use crate::facts::row::Events;
use crate::facts::rows::PackedRow;
use crate::facts::schema::{Domain, EventKind, Kind};

/// Takes the events of all used kinds.
pub fn take_events(taking: &mut Taking<'_>) {
    let (schema, source) = (taking.schema, taking.source);
    if schema.used_events().next().is_none() {
        return;
    }
    match source.events() {
        Presence::Absent => return,
        Presence::Present => {}
        Presence::Wrong(what) => {
            let message = format!("`events` is an object from kind to events, not {}", what.article());
            return taking.bad(|| Problem::error(Code::FactType, "/events", message));
        }
        Presence::Unreadable => return taking.bad(|| Flaw::unreadable("events").at_path("/events".to_owned())),
        Presence::TooMany => {
            let message = format!("more than {} events in one call", limits::EVENTS);
            return taking.findings.error(|| Problem::error(Code::FactTooMany, "/events", message));
        }
    }
    for (place, (index, kind)) in schema.used_events().enumerate() {
        let mut events = taking.row.events_mut(index).map(std::mem::take).unwrap_or_default();
        take_kind(taking, place, kind, &mut events);
        if let Some(place) = taking.row.events_mut(index) {
            *place = events;
        }
    }
    let warnings = &mut taking.findings.warnings;
    if warnings.len() < 2 {
        return;
    }
    // Future events are told after every fact that is wrong: the reference's order of warnings.
    let future = |problem: &Problem| problem.code == Code::FutureEvent;
    order::sort(warnings, |one, other| !future(one) && future(other));
}

fn take_kind(taking: &mut Taking<'_>, place: usize, kind: &EventKind, events: &mut Events) {
    let rows = taking.source.kind(place);
    events.clear(matches!(rows, GivenEvents::Absent | GivenEvents::Rows(_)));
    let path = || format!("/events/{}", kind.name);
    match rows {
        GivenEvents::Absent | GivenEvents::Null => {}
        GivenEvents::Rows(count) => {
            let mut future = 0u32;
            let packed = taking.source.packed_rows(place);
            for number in 0..count {
                let first = events.cells();
                let packed = packed.and_then(|rows| rows.row(number));
                match take_event(taking, (place, kind), (number, packed), events) {
                    Some(at) if at > taking.now => {
                        future += 1;
                        events.push_later(at, first);
                    }
                    Some(at) => events.push(at, first),
                    None => events.truncate(first),
                }
            }
            if future > 0 {
                taking.findings.warning(|| future_events(&kind.name, future));
            }
            events.sort();
        }
        GivenEvents::Wrong(what) => taking.bad(|| {
            let message = format!("`{}` is an array of events, not {}", kind.name, what.article());
            Problem::error(Code::FactType, path(), message)
        }),
        // The door counts the events of all kinds together, so that none has too many alone.
        GivenEvents::Unreadable | GivenEvents::TooMany => {
            taking.bad(|| Flaw::unreadable(&kind.name).at_path(path()));
        }
    }
}

/// Reads one event; its time, or nothing if it has to be dropped.
fn take_event(
    taking: &mut Taking<'_>,
    (place, kind): (usize, &EventKind),
    (number, packed): (u32, Option<PackedRow<'_>>),
    events: &mut Events,
) -> Option<i64> {
    if let Some(at) = packed.and_then(|row| row.at(kind, taking.schema.offset)) {
        take_attributes(taking, (place, kind), (number, packed), events);
        return Some(at);
    }
    let source = taking.source;
    let path = || format!("/events/{}/{number}", kind.name);
    let mut at = None;
    let mut whole = true;
    if let Given::NoEvent(what) = source.cell(place, number, 0) {
        let message = format!("an event is an object with `at`, not {}", what.article());
        taking.bad(|| Problem::error(Code::FactType, path(), message));
        return None;
    }
    if let Some(name) = lacking(source, place, kind, number) {
        taking.bad(|| {
            let message = format!("this `{}` has no `{name}`", kind.name);
            let help = (name == "at").then(|| "every event needs the time it happened, as `at`".to_owned());
            Problem::error(Code::FactAbsent, path(), message).with_help(help)
        });
        whole = false;
    }
    match source.cell(place, number, 0) {
        Given::Absent => {}
        given => match taking.judge(&Domain::open(Kind::Timestamp), given, "at") {
            Ok(Cell::Integer(instant)) => at = Some(instant),
            Ok(_) => whole = false,
            Err(flaws) => {
                taking.flaws(flaws, || format!("{}/at", path()));
                whole = false;
            }
        },
    }
    take_attributes(taking, (place, kind), (number, packed), events);
    at.filter(|_| whole)
}

/// Reads the attributes of an event, those that nothing reads as missing.
fn take_attributes(
    taking: &mut Taking<'_>,
    (place, kind): (usize, &EventKind),
    (number, packed): (u32, Option<PackedRow<'_>>),
    events: &mut Events,
) {
    let mut column = 0;
    for attribute in &kind.attributes {
        let mut cell = Cell::Missing;
        if attribute.used {
            column += 1;
            if let Some(value) = packed.and_then(|row| row.cell(attribute, column)) {
                cell = value;
            } else {
                match taking.judge(&attribute.domain, taking.source.cell(place, number, column), &attribute.name) {
                    Ok(value) => cell = value,
                    Err(flaws) => {
                        taking.flaws(flaws, || format!("/events/{}/{number}/{}", kind.name, attribute.name));
                    }
                }
            }
        }
        events.push_cell(cell);
    }
}

/// The first thing that an event must have and has not.
fn lacking<'k>(source: &dyn Source, place: usize, kind: &'k EventKind, number: u32) -> Option<&'k str> {
    if source.cell(place, number, 0) == Given::Absent {
        return Some("at");
    }
    let used = kind.attributes.iter().filter(|attribute| attribute.used);
    let absent = |column: usize| source.cell(place, number, column) == Given::Absent;
    used.zip(1..)
        .find(|(attribute, column)| !attribute.optional && absent(*column))
        .map(|(attribute, _)| attribute.name.as_str())
}

fn future_events(kind: &str, count: u32) -> Problem {
    let message = if count == 1 {
        format!("a `{kind}` lies after `now` and was ignored")
    } else {
        format!("{count} events `{kind}` lie after `now` and were ignored")
    };
    Problem::error(Code::FutureEvent, format!("/events/{kind}"), message)
}
