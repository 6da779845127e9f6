//! One value judged: whether it is one of a domain's, and what is wrong if not.

use super::findings::{Flaw, Flaws};
use crate::base::json::{NodeId, Tree};
use crate::base::limits;
use crate::base::suggest::did_you_mean;
use crate::base::time::{self, Offset};
use crate::error::Code;
use crate::facts::cell::Cell;
use crate::facts::given::{Given, List, Source, What};
use crate::facts::json::JsonFacts;
use crate::facts::row::Row;
use crate::facts::schema::{Domain, Fallback, Field, Kind, Schema};

/// Whether a value is one of a domain's, as a cell of the row.
pub fn judge(
    offset: Offset,
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
            time::parse_date(text, offset).map(Cell::Integer).ok_or_else(|| vec![no_date(domain, text, name)])
        }
        (Given::Text(text), Kind::Timestamp) => {
            time::parse_instant(text, offset).map(Cell::Integer).ok_or_else(|| vec![no_date(domain, text, name)])
        }
        (Given::Number(number) | Given::Instant(number), Kind::Date | Kind::Timestamp) => {
            let instant = judge_instant(number, matches!(given, Given::Instant(_)), name)?;
            Ok(Cell::Integer(if domain.kind == Kind::Date { time::date_of(instant, offset) } else { instant }))
        }
        (Given::List(list), Kind::List) => judge_list(list, name, source, row),
        (Given::Unreadable, _) => Err(vec![Flaw::unreadable(name)]),
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
    time::instant(number)
        .ok_or_else(|| Flaw::alone(Code::FactDate, format!("`{name}` is no instant of the years 0001 to 9999")))
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
            Given::Unreadable => Flaw::unreadable(name),
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
    match judge(schema.offset, &field.domain, given, &field.name, &source, &mut row) {
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
