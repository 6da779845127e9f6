//! Facts judged: consent, types, bounds, defaults, events put in time order.
//! The one place that decides what a fact means and what is wrong with it.

mod contracts;
mod events;
mod findings;
mod judge;
mod taking;
mod unknown;

pub use findings::{Findings, Manner};
pub use judge::judge_default;

use super::cell::Cell;
use super::given::{Builtin, Given, Source};
use super::row::Row;
use super::schema::{self, Domain, Fallback, Field, Kind, Schema};
use crate::base::time;
use contracts::take_contracts;
use events::take_events;
use findings::Flaws;
use taking::Taking;
use unknown::unknown_name;

/// Reads everything that the policy uses from `source` into `row`.
pub fn take(schema: &Schema, source: &dyn Source, now: i64, manner: Manner, row: &mut Row, findings: &mut Findings) {
    row.reset(schema.slots, schema.events.len());
    row.set(schema::NOW, Cell::Integer(now));
    row.set(schema::TODAY, Cell::Integer(time::date_of(now, schema.offset)));
    let mut taking = Taking { schema, source, now, manner, row, findings };
    let consent_flaws = take_consent(&mut taking);
    take_fields(&mut taking);
    if schema.id_used {
        let domain = Domain { personal: true, ..Domain::open(Kind::Text) };
        take_builtin(&mut taking, Builtin::Id, "id", &domain, schema::ID);
    }
    taking.flaws(consent_flaws, || "/consent".to_owned());
    if schema.personalised_used {
        let domain = Domain::open(Kind::Boolean);
        take_builtin(&mut taking, Builtin::Personalised, "personalised", &domain, schema::PERSONALISED);
    }
    take_contracts(&mut taking);
    take_events(&mut taking);
    if manner.strict {
        for path in source.unknown() {
            findings.error(|| unknown_name(schema, path));
        }
    }
    findings.close();
}

fn take_consent(taking: &mut Taking<'_>) -> Flaws {
    if !taking.schema.consent_used {
        return Flaws::new();
    }
    let given = taking.source.builtin(Builtin::Consent);
    let (cell, flaws) = match taking.judge(&Domain::open(Kind::List), given, "consent") {
        Ok(cell) => (cell, Flaws::new()),
        Err(flaws) => (Cell::Missing, flaws),
    };
    // No consent given is known to be none.
    let cell = if cell == Cell::Missing { taking.row.keep_list(std::iter::empty()) } else { cell };
    taking.row.set(schema::CONSENT, cell);
    flaws
}

fn take_fields(taking: &mut Taking<'_>) {
    let schema = taking.schema;
    let (payloads, tags) = taking.source.packed().unwrap_or_default();
    let mut packed = payloads.chunks_exact(8).zip(tags);
    for (place, quick) in schema.quick.iter().enumerate() {
        let cell = packed.next().and_then(|(payload, tag)| quick.cell(payload.try_into().ok()?, *tag));
        match (cell, schema.fields.get(usize::from(quick.field))) {
            (Some(cell), _) => taking.row.set(quick.slot, cell),
            (None, Some(field)) => take_field(taking, place, usize::from(quick.field), field),
            (None, None) => {}
        }
    }
}

fn take_field(taking: &mut Taking<'_>, place: usize, index: usize, field: &Field) {
    let slot = Schema::field_slot(index);
    let given = taking.source.field(place);
    let mut cell = Cell::Missing;
    if consents(taking.row, field.purpose.as_deref()) {
        match taking.judge(&field.domain, given, &field.name) {
            Ok(value) => cell = value,
            Err(flaws) => taking.flaws(flaws, || format!("/{}", field.name)),
        }
    } else if given != Given::Absent {
        taking.row.withheld.push(slot);
    }
    if cell == Cell::Missing {
        cell = match &field.default {
            Fallback::None | Fallback::Text(_) => Cell::Missing,
            Fallback::Cell(value) => *value,
            Fallback::List(texts) => taking.row.keep_list(texts.iter().map(String::as_str)),
        };
    }
    taking.row.set(slot, cell);
}

fn consents(row: &Row, purpose: Option<&str>) -> bool {
    let Some(purpose) = purpose else { return true };
    match row.get(schema::CONSENT) {
        Cell::List(span) => row.list(span).iter().any(|given| given == purpose),
        _ => false,
    }
}

fn take_builtin(taking: &mut Taking<'_>, which: Builtin, name: &str, domain: &Domain, slot: u16) {
    let given = taking.source.builtin(which);
    match taking.judge(domain, given, name) {
        Ok(cell) => taking.row.set(slot, cell),
        Err(flaws) => taking.flaws(flaws, || format!("/{name}")),
    }
}
