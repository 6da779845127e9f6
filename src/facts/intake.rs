//! Facts judged: consent, types, bounds, defaults, events put in time order.
//! The one place that decides what a fact means and what is wrong with it.

use super::given::{Builtin, Given, GivenEvents, List, Presence, Source, What};
use super::json::JsonFacts;
use super::row::{Cell, Row};
use super::schema::{self, Domain, EventKind, Fallback, Field, Kind, Schema};
use crate::base::json::{NodeId, Tree};
use crate::base::limits;
use crate::base::order;
use crate::base::suggest::did_you_mean;
use crate::base::time::{self, MAX_INSTANT, MIN_INSTANT};
use crate::error::{Code, Problem};

/// How strictly facts are taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Names that nobody declared are errors.
    pub strict: bool,
    /// Bad values are missing, with a warning, instead of an error.
    pub invalid_is_missing: bool,
}

/// What taking the facts in found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Why the facts cannot be taken.
    pub errors: Vec<Problem>,
    /// What the answer must tell: values taken as missing, events in the future.
    pub warnings: Vec<Problem>,
    untold: usize,
}

impl Findings {
    fn error(&mut self, problem: impl FnOnce() -> Problem) {
        if self.errors.len() < limits::PROBLEMS {
            self.errors.push(problem());
        } else {
            self.untold += 1;
        }
    }

    fn warning(&mut self, problem: impl FnOnce() -> Problem) {
        if self.warnings.len() < limits::PROBLEMS {
            self.warnings.push(problem());
        }
    }

    fn bad(&mut self, manner: Manner, problem: impl FnOnce() -> Problem) {
        if manner.invalid_is_missing { self.warning(problem) } else { self.error(problem) }
    }

    fn flaws(&mut self, manner: Manner, flaws: Flaws, path: impl Fn() -> String) {
        for flaw in flaws {
            self.bad(manner, || flaw.at_path(path()));
        }
    }

    fn close(&mut self) {
        if self.untold > 0 {
            let message = format!("{} more problems", self.untold);
            self.errors.push(Problem::error(Code::MoreProblems, "", message));
        }
    }
}

/// Everything that is wrong with one value; more than one thing only for a list.
type Flaws = Vec<Flaw>;

/// Why one value is none: the problem's words, before its path is known.
struct Flaw {
    code: Code,
    at: Option<u32>,
    message: String,
    help: Option<String>,
}

impl Flaw {
    fn new(code: Code, message: String) -> Flaw {
        Flaw { code, at: None, message, help: None }
    }

    fn alone(code: Code, message: String) -> Flaws {
        vec![Flaw::new(code, message)]
    }

    fn at_path(self, mut path: String) -> Problem {
        if let Some(element) = self.at {
            path.push('/');
            path.push_str(&element.to_string());
        }
        Problem::error(self.code, path, self.message).with_help(self.help)
    }
}

/// Reads everything that the policy uses from `source` into `row`.
pub fn take(schema: &Schema, source: &dyn Source, now: i64, manner: Manner, row: &mut Row, findings: &mut Findings) {
    row.reset(schema.slots, schema.events.len());
    row.set(schema::NOW, Cell::Integer(now));
    row.set(schema::TODAY, Cell::Integer(time::date_of(now, schema.offset)));
    let consent_flaws = take_consent(schema, source, row);
    take_fields(schema, source, manner, row, findings);
    if schema.id_used {
        let given = source.builtin(Builtin::Id);
        take_builtin(schema, source, manner, row, findings, "id", given, &personal(Kind::Text), schema::ID);
    }
    findings.flaws(manner, consent_flaws, || "/consent".to_owned());
    if schema.personalised_used {
        let given = source.builtin(Builtin::Personalised);
        take_builtin(
            schema,
            source,
            manner,
            row,
            findings,
            "personalised",
            given,
            &Domain::open(Kind::Boolean),
            schema::PERSONALISED,
        );
    }
    take_events(schema, source, now, manner, row, findings);
    if manner.strict {
        for path in source.unknown() {
            findings.error(|| unknown_name(schema, path));
        }
    }
    findings.close();
}

fn personal(kind: Kind) -> Domain {
    let mut domain = Domain::open(kind);
    domain.personal = true;
    domain
}

fn take_consent(schema: &Schema, source: &dyn Source, row: &mut Row) -> Flaws {
    if !schema.consent_used {
        return Flaws::new();
    }
    let given = source.builtin(Builtin::Consent);
    let (cell, flaws) = match judge(schema, &Domain::open(Kind::List), given, "consent", source, row) {
        Ok(cell) => (cell, Flaws::new()),
        Err(flaws) => (Cell::Missing, flaws),
    };
    // No consent given is known to be none.
    let cell = if cell == Cell::Missing { row.keep_list(std::iter::empty()) } else { cell };
    row.set(schema::CONSENT, cell);
    flaws
}

fn take_fields(schema: &Schema, source: &dyn Source, manner: Manner, row: &mut Row, findings: &mut Findings) {
    let (payloads, tags) = source.packed().unwrap_or_default();
    let mut packed = payloads.chunks_exact(8).zip(tags);
    for (place, quick) in schema.quick.iter().enumerate() {
        let cell = packed.next().and_then(|(payload, tag)| quick.cell(payload.try_into().ok()?, *tag));
        match (cell, schema.fields.get(usize::from(quick.field))) {
            (Some(cell), _) => row.set(quick.slot, cell),
            (None, Some(field)) => {
                take_field(schema, source, manner, row, findings, place, usize::from(quick.field), field);
            }
            (None, None) => {}
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one pass over the fields, its parts named")]
fn take_field(
    schema: &Schema,
    source: &dyn Source,
    manner: Manner,
    row: &mut Row,
    findings: &mut Findings,
    place: usize,
    index: usize,
    field: &Field,
) {
    let slot = Schema::field_slot(index);
    let given = source.field(place);
    let mut cell = Cell::Missing;
    if consents(row, field.purpose.as_deref()) {
        match judge(schema, &field.domain, given, &field.name, source, row) {
            Ok(value) => cell = value,
            Err(flaws) => findings.flaws(manner, flaws, || format!("/{}", field.name)),
        }
    } else if given != Given::Absent {
        row.withheld.push(slot);
    }
    if cell == Cell::Missing {
        cell = match &field.default {
            Fallback::None | Fallback::Text(_) => Cell::Missing,
            Fallback::Cell(value) => *value,
            Fallback::List(texts) => row.keep_list(texts.iter().map(String::as_str)),
        };
    }
    row.set(slot, cell);
}

fn consents(row: &Row, purpose: Option<&str>) -> bool {
    let Some(purpose) = purpose else { return true };
    match row.get(schema::CONSENT) {
        Cell::List(span) => row.list(span).iter().any(|given| given == purpose),
        _ => false,
    }
}

#[expect(clippy::too_many_arguments, reason = "the same parts as for a field")]
fn take_builtin(
    schema: &Schema,
    source: &dyn Source,
    manner: Manner,
    row: &mut Row,
    findings: &mut Findings,
    name: &str,
    given: Given<'_>,
    domain: &Domain,
    slot: u16,
) {
    match judge(schema, domain, given, name, source, row) {
        Ok(cell) => row.set(slot, cell),
        Err(flaws) => findings.flaws(manner, flaws, || format!("/{name}")),
    }
}

fn take_events(schema: &Schema, source: &dyn Source, now: i64, manner: Manner, row: &mut Row, findings: &mut Findings) {
    if schema.used_events().next().is_none() {
        return;
    }
    match source.events() {
        Presence::Absent => return,
        Presence::Present => {}
        Presence::Wrong(what) => {
            let message = format!("`events` is an object from kind to events, not {}", what.article());
            return findings.bad(manner, || Problem::error(Code::FactType, "/events", message));
        }
        Presence::Unreadable => return findings.bad(manner, || unreadable("events").at_path("/events".to_owned())),
        Presence::TooMany => {
            let message = format!("more than {} events in one call", limits::EVENTS);
            return findings.error(|| Problem::error(Code::FactTooMany, "/events", message));
        }
    }
    for (place, (index, kind)) in schema.used_events().enumerate() {
        let mut events = row.events_mut(index).map(std::mem::take).unwrap_or_default();
        match source.kind(place) {
            GivenEvents::Absent => events.clear(true),
            GivenEvents::Null => events.clear(false),
            GivenEvents::Rows(count) => {
                events.clear(true);
                let mut future = 0u32;
                for number in 0..count {
                    let first = events.cells();
                    match take_event(schema, source, manner, row, findings, (place, kind), number, &mut events) {
                        Some(at) if at > now => {
                            future += 1;
                            events.push_later(at, first);
                        }
                        Some(at) => events.push(at, first),
                        None => events.truncate(first),
                    }
                }
                if future > 0 {
                    findings.warning(|| future_events(&kind.name, future));
                }
                events.sort();
            }
            GivenEvents::Wrong(what) => {
                events.clear(false);
                findings.bad(manner, || {
                    let message = format!("`{}` is an array of events, not {}", kind.name, what.article());
                    Problem::error(Code::FactType, format!("/events/{}", kind.name), message)
                });
            }
            GivenEvents::Unreadable => {
                events.clear(false);
                findings.bad(manner, || unreadable(&kind.name).at_path(format!("/events/{}", kind.name)));
            }
        }
        if let Some(place) = row.events_mut(index) {
            *place = events;
        }
    }
    if findings.warnings.len() < 2 {
        return;
    }
    // Future events are told after every fact that is wrong: the reference's order of warnings.
    let future = |problem: &Problem| problem.code == Code::FutureEvent;
    order::sort(&mut findings.warnings, |one, other| !future(one) && future(other));
}

/// Reads one event; its time, or nothing if it has to be dropped.
#[expect(clippy::too_many_arguments, reason = "the same parts as for a field")]
fn take_event(
    schema: &Schema,
    source: &dyn Source,
    manner: Manner,
    row: &mut Row,
    findings: &mut Findings,
    (place, kind): (usize, &EventKind),
    number: u32,
    events: &mut super::row::Events,
) -> Option<i64> {
    let path = || format!("/events/{}/{number}", kind.name);
    let mut at = None;
    let mut whole = true;
    if let Given::NoEvent(what) = source.cell(place, number, 0) {
        let message = format!("an event is an object with `at`, not {}", what.article());
        findings.bad(manner, || Problem::error(Code::FactType, path(), message));
        return None;
    }
    if let Some(name) = lacking(source, place, kind, number) {
        findings.bad(manner, || {
            let message = format!("this `{}` has no `{name}`", kind.name);
            let help = (name == "at").then(|| "every event needs the time it happened, as `at`".to_owned());
            Problem::error(Code::FactAbsent, path(), message).with_help(help)
        });
        whole = false;
    }
    match source.cell(place, number, 0) {
        Given::Absent => {}
        given => match judge(schema, &Domain::open(Kind::Timestamp), given, "at", source, row) {
            Ok(Cell::Integer(instant)) => at = Some(instant),
            Ok(_) => whole = false,
            Err(flaws) => {
                findings.flaws(manner, flaws, || format!("{}/at", path()));
                whole = false;
            }
        },
    }
    let mut column = 0;
    for attribute in &kind.attributes {
        let mut cell = Cell::Missing;
        if attribute.used {
            column += 1;
            match judge(schema, &attribute.domain, source.cell(place, number, column), &attribute.name, source, row) {
                Ok(value) => cell = value,
                Err(flaws) => findings.flaws(manner, flaws, || format!("{}/{}", path(), attribute.name)),
            }
        }
        events.push_cell(cell);
    }
    at.filter(|_| whole)
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

fn unreadable(name: &str) -> Flaw {
    Flaw::new(Code::FactUnreadable, format!("reading `{name}` threw an error"))
}

/// A key of a JSON Pointer as it was written.
fn unescaped(key: &str) -> String {
    let mut out = String::new();
    let mut escape = false;
    for letter in key.chars() {
        match (escape, letter) {
            (false, '~') => {}
            (true, '1') => out.push('/'),
            (true, _) => out.push('~'),
            (false, _) => out.push(letter),
        }
        escape = !escape && letter == '~';
    }
    out
}

fn unknown_name(schema: &Schema, path: &str) -> Problem {
    let mut parts = path.split('/').skip(1);
    let (first, second, last) = (parts.next().unwrap_or(""), parts.next(), parts.nth(1));
    let (word, help) = match (second, last) {
        (None, _) => (first, did_you_mean(first, schema.fields.iter().map(|field| field.name.as_str()))),
        (Some(kind), None) => (kind, did_you_mean(kind, schema.events.iter().map(|kind| kind.name.as_str()))),
        (Some(kind), Some(word)) => {
            let kind = schema.events.iter().find(|known| known.name == kind);
            let names =
                kind.into_iter().flat_map(|kind| kind.attributes.iter().map(|attribute| attribute.name.as_str()));
            (word, did_you_mean(word, names))
        }
    };
    let word = unescaped(word);
    Problem::error(Code::FactUnknown, path, format!("the policy declares no `{word}`")).with_help(help)
}

/// Whether a value is one of a domain's, as a cell of the row.
fn judge(
    schema: &Schema,
    domain: &Domain,
    given: Given<'_>,
    name: &str,
    source: &dyn Source,
    row: &mut Row,
) -> Result<Cell, Flaws> {
    match (given, domain.kind) {
        (Given::Absent, _) => Ok(Cell::Missing),
        (Given::Number(number), Kind::Number) => judge_number(domain, number, name),
        (Given::Boolean(truth), Kind::Boolean) => Ok(Cell::Boolean(truth)),
        (Given::Known(id), Kind::Text) if (id as usize) < domain.texts.len() => Ok(Cell::Known(id)),
        (Given::Known(id), Kind::Level) if (id as usize) < domain.texts.len() => Ok(Cell::Integer(i64::from(id))),
        (Given::Known(_), Kind::Text) if !domain.closed => Ok(Cell::Other),
        (Given::Known(_), Kind::Text | Kind::Level) => Err(vec![not_a_value(domain, None, name)]),
        (Given::Text(text), Kind::Text | Kind::Level) => judge_text(domain, text, name, row),
        (Given::Text(text), Kind::Date) => {
            time::parse_date(text, schema.offset).map(Cell::Integer).ok_or_else(|| vec![no_date(domain, text, name)])
        }
        (Given::Text(text), Kind::Timestamp) => {
            time::parse_instant(text, schema.offset).map(Cell::Integer).ok_or_else(|| vec![no_date(domain, text, name)])
        }
        (Given::Number(number) | Given::Instant(number), Kind::Date | Kind::Timestamp) => {
            let instant = judge_instant(number, matches!(given, Given::Instant(_)), name)?;
            Ok(Cell::Integer(if domain.kind == Kind::Date { time::date_of(instant, schema.offset) } else { instant }))
        }
        (Given::List(list), Kind::List) => judge_list(list, name, source, row),
        (Given::Unreadable, _) => Err(vec![unreadable(name)]),
        (Given::TooLong, Kind::Text | Kind::Level | Kind::Date | Kind::Timestamp) => Err(vec![too_long(name)]),
        (Given::TooMany, Kind::List) => Err(Flaw::alone(Code::FactTooMany, too_many(name))),
        _ => {
            let message = format!("`{name}` takes {}, not {}", domain.kind.wanted(), given.what().article());
            Err(Flaw::alone(Code::FactType, message))
        }
    }
}

fn judge_number(domain: &Domain, number: f64, name: &str) -> Result<Cell, Flaws> {
    if !number.is_finite() {
        return Err(Flaw::alone(Code::FactNotFinite, format!("`{name}` takes a finite number")));
    }
    let bound = match (domain.min, domain.max) {
        (Some(min), _) if number < min => Some((min, "least")),
        (_, Some(max)) if number > max => Some((max, "most")),
        _ => None,
    };
    match bound {
        None => Ok(Cell::Number(number + 0.0)),
        Some((bound, side)) => {
            let mut message = format!("`{name}` is at {side} ");
            crate::base::number::write(bound, &mut message);
            Err(Flaw::alone(Code::FactRange, message))
        }
    }
}

fn judge_text(domain: &Domain, text: &str, name: &str, row: &mut Row) -> Result<Cell, Flaws> {
    if text.len() > limits::TEXT_BYTES {
        return Err(vec![too_long(name)]);
    }
    match domain.id(text) {
        Some(id) if domain.kind == Kind::Level => Ok(Cell::Integer(i64::from(id))),
        Some(id) => Ok(Cell::Known(id)),
        None if domain.closed => Err(vec![not_a_value(domain, Some(text), name)]),
        None => Ok(row.keep_text(text)),
    }
}

fn judge_instant(number: f64, from_date: bool, name: &str) -> Result<i64, Flaws> {
    if !from_date && !number.is_finite() {
        return Err(Flaw::alone(Code::FactNotFinite, format!("`{name}` takes a finite number of milliseconds")));
    }
    let floor = number.floor();
    if floor >= MIN_INSTANT as f64 && floor <= MAX_INSTANT as f64 {
        Ok(floor as i64)
    } else {
        Err(Flaw::alone(Code::FactDate, format!("`{name}` is no instant of the years 0001 to 9999")))
    }
}

fn judge_list(list: List, name: &str, source: &dyn Source, row: &mut Row) -> Result<Cell, Flaws> {
    if list.count as usize > limits::LIST {
        return Err(Flaw::alone(Code::FactTooMany, too_many(name)));
    }
    let mut flaws = Flaws::new();
    for index in 0..list.count {
        let flaw = match source.element(list, index) {
            Given::Text(text) if text.len() <= limits::TEXT_BYTES => continue,
            Given::Text(_) | Given::TooLong => too_long(name),
            Given::Unreadable => unreadable(name),
            other => {
                let what = if other == Given::Absent { What::Null } else { other.what() };
                Flaw::new(Code::FactType, format!("`{name}` takes texts, and this element is {}", what.article()))
            }
        };
        flaws.push(Flaw { at: Some(index), ..flaw });
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    Ok(row.keep_list((0..list.count).filter_map(|index| match source.element(list, index) {
        Given::Text(text) => Some(text),
        _ => None,
    })))
}

fn too_many(name: &str) -> String {
    format!("`{name}` has more than {} elements", limits::LIST)
}

fn too_long(name: &str) -> Flaw {
    Flaw::new(Code::FactTooLong, format!("`{name}` is longer than {} bytes", limits::TEXT_BYTES))
}

fn not_a_value(domain: &Domain, text: Option<&str>, name: &str) -> Flaw {
    let mut flaw = Flaw::new(Code::FactValue, format!("`{name}` is none of its values"));
    if let (Some(text), false) = (text, domain.personal) {
        if text.chars().count() <= 40 {
            flaw.message = format!("`{name}` has no value `{text}`");
        }
        flaw.help = did_you_mean(text, domain.known.iter().map(|(spelling, _)| spelling.as_str()))
            .or_else(|| one_of(&domain.texts));
    }
    flaw
}

fn one_of(texts: &[String]) -> Option<String> {
    if texts.is_empty() || texts.len() > 12 {
        return None;
    }
    let list: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    Some(format!("its values are {}", list.join(", ")))
}

fn no_date(domain: &Domain, text: &str, name: &str) -> Flaw {
    if text.len() > limits::TEXT_BYTES {
        return too_long(name);
    }
    let what = if domain.kind == Kind::Date { "no date" } else { "no instant" };
    let mut flaw = Flaw::new(Code::FactDate, format!("`{name}` is {what}"));
    flaw.help = Some("write it as `2026-11-01` or `2026-11-01T08:30:00Z`".to_owned());
    flaw
}

/// What a field's `default` is: a cell or a list, or a text that the field's domain has to learn.
pub fn judge_default(
    schema: &Schema,
    field: &Field,
    tree: &Tree,
    node: NodeId,
) -> Result<(Fallback, Option<String>), (Code, String)> {
    let source = JsonFacts::values(tree);
    let given = source.value(node);
    let mut row = Row::default();
    row.reset(schema.slots, 0);
    match judge(schema, &field.domain, given, &field.name, &source, &mut row) {
        Ok(Cell::Missing) => Err((Code::FactType, format!("`{}` cannot be null by default", field.name))),
        Ok(Cell::Text(span)) => Ok((Fallback::None, Some(row.text(span).to_owned()))),
        Ok(Cell::List(span)) => Ok((Fallback::List(row.list(span).iter().map(str::to_owned).collect()), None)),
        Ok(cell) => Ok((Fallback::Cell(cell), None)),
        Err(flaws) => {
            let flaw = flaws.into_iter().next();
            Err(flaw.map_or((Code::FactValue, String::new()), |flaw| (flaw.code, flaw.message)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_of_a_list_names_the_element() {
        let problem = Flaw { at: Some(3), ..Flaw::new(Code::FactType, "m".to_owned()) }.at_path("/roles".to_owned());
        assert_eq!(problem.path, "/roles/3");
    }
}
