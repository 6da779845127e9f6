//! A row as expressions read it, and what their evaluation has to report.

use crate::base::order;
use crate::compile::flat::{Expression, Model, Origin};
use crate::expr::{self, Site, Value};
use crate::facts::row::{Cell, Event, Events, List, Row};
use crate::facts::schema::Domain;
use std::borrow::Cow;

/// Places whose arithmetic had no answer, for the warnings.
#[derive(Debug, Default)]
pub struct Notes<'a> {
    arithmetic: Vec<&'a Origin>,
}

impl<'a> Notes<'a> {
    /// Notes a place once.
    pub fn arithmetic(&mut self, origin: &'a Origin) {
        if !self.arithmetic.contains(&origin) && self.arithmetic.len() < crate::base::limits::PROBLEMS {
            self.arithmetic.push(origin);
        }
    }

    /// The places in the order in which the policy's text has them.
    pub fn into_origins(mut self) -> Vec<&'a Origin> {
        if self.arithmetic.len() < 2 {
            return self.arithmetic;
        }
        order::sort(&mut self.arithmetic, |one, other| one.offset < other.offset);
        self.arithmetic
    }
}

/// A row, perhaps with one of its events at hand.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The policy.
    pub model: &'a Model,
    /// The row.
    pub row: &'a Row,
    event: Option<(&'a Events, Event)>,
}

impl<'a> View<'a> {
    /// A row without an event.
    pub fn new(model: &'a Model, row: &'a Row) -> View<'a> {
        View { model, row, event: None }
    }

    /// The same row with an event at hand.
    pub fn at(self, events: &'a Events, event: Event) -> View<'a> {
        View { event: Some((events, event)), ..self }
    }

    /// The value in a slot.
    pub fn slot(&self, slot: u16) -> Value<'a> {
        self.value(self.row.get(slot), Some(slot))
    }

    /// A value that stands in no slot; texts are the row's own.
    pub fn cell(&self, cell: Cell) -> Value<'a> {
        self.value(cell, None)
    }

    fn value(&self, cell: Cell, slot: Option<u16>) -> Value<'a> {
        match cell {
            Cell::Missing => Value::Unknown,
            Cell::Number(number) => Value::Number(number),
            Cell::Boolean(truth) => Value::Boolean(truth),
            Cell::Integer(integer) => Value::Integer(integer),
            Cell::Text(span) => Value::Text(Cow::Borrowed(self.row.text(span))),
            Cell::Known(id) => Value::Text(Cow::Borrowed(self.known(slot, id))),
            Cell::Other => Value::Text(Cow::Borrowed(self.domain(slot).map_or("", |domain| &domain.other))),
            Cell::List(span) => Value::List(self.row.list(span)),
        }
    }

    fn known(&self, slot: Option<u16>, id: u32) -> &'a str {
        self.domain(slot).and_then(|domain| domain.texts.get(id as usize)).map_or("", String::as_str)
    }

    fn domain(&self, slot: Option<u16>) -> Option<&'a Domain> {
        slot.and_then(|slot| self.model.schema.field_at(slot)).map(|field| &field.domain)
    }

    /// The text in a slot.
    pub fn text(&self, slot: u16) -> Option<Cow<'a, str>> {
        match self.slot(slot) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list in a slot.
    pub fn list(&self, slot: u16) -> Option<List<'a>> {
        match self.row.get(slot) {
            Cell::List(span) => Some(self.row.list(span)),
            _ => None,
        }
    }

    /// The number in a slot.
    pub fn number(&self, slot: u16) -> Option<f64> {
        match self.row.get(slot) {
            Cell::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The date, instant, level or class in a slot.
    pub fn integer(&self, slot: u16) -> Option<i64> {
        match self.row.get(slot) {
            Cell::Integer(integer) => Some(integer),
            _ => None,
        }
    }

    /// The value of an expression, handed to `read`. Arithmetic without an answer is noted where notes are kept.
    pub fn evaluate<'n, T>(
        &self,
        expression: &'n Expression,
        notes: Option<&mut Notes<'n>>,
        read: impl FnOnce(Value<'_>) -> T,
    ) -> T {
        let outcome = expr::evaluate(&expression.program, self);
        if let (true, Some(notes)) = (outcome.arithmetic, notes) {
            notes.arithmetic(&expression.origin);
        }
        read(outcome.value)
    }

    /// The truth of a condition: `None` is unknown.
    pub fn truth<'n>(&self, expression: &'n Expression, notes: Option<&mut Notes<'n>>) -> Option<bool> {
        self.evaluate(expression, notes, |value| match value {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        })
    }

    /// The truth of a condition whose arithmetic is always noted.
    pub fn condition<'n>(&self, expression: &'n Expression, notes: &mut Notes<'n>) -> Option<bool> {
        self.truth(expression, Some(notes))
    }
}

impl<'a> expr::Row<'a> for View<'a> {
    fn read(&self, site: Site) -> Value<'a> {
        match (site, self.event) {
            (Site::Row(slot), _) => self.slot(slot),
            (Site::Event(0), Some((_, event))) => Value::Integer(event.at),
            (Site::Event(column), Some((events, event))) => self.value(events.attribute(event, column), None),
            (Site::Event(_), None) => Value::Unknown,
        }
    }
}
