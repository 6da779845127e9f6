//! Facts as the policy took them, as text: the same for two customers exactly if the policy
//! can tell nothing between them.

use super::contracts::{Column, Contract};
use super::row::{Cell, Event, Events, Row};
use super::schema::{self, Domain, EventKind, Kind, Schema};
use crate::base::json::Writer;
use crate::base::time;

/// What of the facts is used and known, after consent, defaults and aliases, as JSON text:
/// `{ "fields", "id", "consent", "personalised", "contracts", "events" }`.
pub fn text(schema: &Schema, row: &Row) -> String {
    let mut out = Writer::new();
    out.begin_object();
    out.key("fields");
    out.begin_object();
    for (index, field) in schema.used_fields() {
        member(&field.name, &field.domain, row.get(Schema::field_slot(index)), row, &mut out);
    }
    out.end_object();
    for (name, used, kind, slot) in [
        ("id", schema.id_used, Kind::Text, schema::ID),
        ("consent", schema.consent_used, Kind::List, schema::CONSENT),
        ("personalised", schema.personalised_used, Kind::Boolean, schema::PERSONALISED),
    ] {
        if used {
            member(name, &Domain::open(kind), row.get(slot), row, &mut out);
        }
    }
    if let Some(contracts) = &row.contracts {
        out.key("contracts");
        out.begin_array();
        contracts.iter().for_each(|one| contract(one, row, &mut out));
        out.end_array();
    }
    out.key("events");
    out.begin_object();
    for (index, kind) in schema.used_events() {
        let events = u16::try_from(index).ok().and_then(|index| row.events(index));
        if let Some(events) = events.filter(|events| events.known) {
            out.key(&kind.name);
            out.begin_array();
            // What is still to come lies behind all that has happened.
            events.list.iter().chain(&events.later).for_each(|one| event(kind, events, *one, row, &mut out));
            out.end_array();
        }
    }
    out.end_object();
    out.end_object();
    out.finish()
}

fn contract(contract: &Contract, row: &Row, out: &mut Writer) {
    out.begin_object();
    for column in Column::ALL {
        let cell = match column {
            Column::Id => Some(Cell::Text(contract.id)),
            Column::Product => Some(Cell::Text(contract.product)),
            Column::Starts => Some(Cell::Integer(contract.starts)),
            Column::Ends => contract.ends.map(Cell::Integer),
            Column::Value => contract.value.map(Cell::Number),
            Column::AutoRenew => contract.auto_renew.map(Cell::Boolean),
            Column::Term => {
                if let Some(term) = contract.term {
                    out.key(column.name());
                    out.text(&term.text());
                }
                None
            }
            Column::Successor => contract.successor.map(Cell::Text),
            Column::Kind => contract.kind.map(Cell::Text),
        };
        member(column.name(), &Domain::open(column.kind()), cell.unwrap_or(Cell::Missing), row, out);
    }
    out.end_object();
}

fn event(kind: &EventKind, events: &Events, event: Event, row: &Row, out: &mut Writer) {
    out.begin_object();
    member("at", &Domain::open(Kind::Timestamp), Cell::Integer(event.at), row, out);
    for (attribute, column) in kind.attributes.iter().zip(1..).filter(|(attribute, _)| attribute.used) {
        member(&attribute.name, &attribute.domain, events.attribute(event, column), row, out);
    }
    out.end_object();
}

/// A name with its value; nothing if the value is missing.
fn member(name: &str, domain: &Domain, cell: Cell, row: &Row, out: &mut Writer) {
    if cell != Cell::Missing {
        out.key(name);
        value(domain, cell, row, out);
    }
}

fn value(domain: &Domain, cell: Cell, row: &Row, out: &mut Writer) {
    let named = |id: usize| domain.texts.get(id).map_or("", String::as_str);
    match cell {
        Cell::Missing | Cell::Other => out.null(),
        Cell::Number(number) => out.number(number),
        Cell::Boolean(truth) => out.boolean(truth),
        Cell::Known(id) => out.text(named(id as usize)),
        Cell::Text(span) => out.text(row.text(span)),
        Cell::List(span) => {
            out.begin_array();
            row.list(span).iter().for_each(|text| out.text(text));
            out.end_array();
        }
        Cell::Integer(integer) if domain.kind == Kind::Level => out.text(named(integer as usize)),
        Cell::Integer(integer) => {
            let mut text = String::new();
            match domain.kind {
                Kind::Date => time::write_date(integer, &mut text),
                _ => time::write_instant(integer, &mut text),
            }
            out.text(&text);
        }
    }
}
