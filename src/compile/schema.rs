//! The facts that a policy takes, with only what something reads marked as used.

use super::Compiler;
use crate::base::json::NodeId;
use crate::error::Code;
use crate::facts::intake::judge_default;
use crate::facts::row::Cell;
use crate::facts::schema::{
    Attribute, CONSENT, Domain, EventKind, Fallback, Field, ID, Kind, NOW, PERSONALISED, Quick, Schema, TODAY,
};
use crate::policy::model::{self, FieldType, Policy};

#[inline(never)]
fn kind(kind: FieldType) -> Kind {
    match kind {
        FieldType::Number => Kind::Number,
        FieldType::String => Kind::Text,
        FieldType::Boolean => Kind::Boolean,
        FieldType::Date => Kind::Date,
        FieldType::Timestamp => Kind::Timestamp,
        FieldType::Level => Kind::Level,
        FieldType::List => Kind::List,
    }
}

impl Compiler<'_, '_> {
    #[inline(never)]
    pub(super) fn schema(&mut self, policy: &Policy) -> Schema {
        let mut fields = Vec::new();
        for (number, field) in policy.fields.iter().enumerate() {
            let (used, text) = self.usage.field(number);
            let domain = domain(field);
            let text = text || domain.closed;
            fields.push(Field {
                name: field.name.clone(),
                domain,
                default: Fallback::None,
                purpose: field.purpose.clone(),
                given: field.given,
                used,
                text,
            });
        }
        let events = policy.events.iter().enumerate().map(|(number, event)| EventKind {
            name: event.name.clone(),
            attributes: event
                .attributes
                .iter()
                .enumerate()
                .map(|(column, attribute)| Attribute {
                    name: attribute.name.clone(),
                    domain: Domain::open(kind(attribute.kind.unwrap_or(FieldType::String))),
                    optional: attribute.optional,
                    used: self.usage.reads_attribute(number, column),
                })
                .collect(),
            used: self.usage.reads_kind(number),
        });
        let mut schema = Schema {
            offset: policy.calendar.offset,
            week_starts: policy.week_starts,
            events: events.collect(),
            clock: self.usage.reads(NOW) || self.usage.reads(TODAY) || self.usage.reads_events() || passes(policy),
            id_used: self.usage.reads(ID),
            consent_used: self.usage.reads(CONSENT)
                || asks_consent(policy)
                || fields.iter().any(|field| field.used && field.purpose.is_some()),
            personalised_used: self.usage.reads(PERSONALISED),
            contracts: self.names.contracts,
            fields,
            quick: Vec::new(),
            slots: self.names.slots.len(),
        };
        for (number, field) in policy.fields.iter().enumerate() {
            if let (Some(default), Some(_)) = (field.default, field.kind) {
                let fallback = self.default(&schema, number, default);
                if let Some(field) = schema.fields.get_mut(number) {
                    field.default = match fallback {
                        // An open domain learns its default's text, so that it is one of the known ones.
                        Default::Text(text) => {
                            field.domain.suggest(text.clone());
                            Fallback::Text(text)
                        }
                        Default::Fallback(fallback) => fallback,
                    };
                }
            }
        }
        for (number, literal) in std::mem::take(&mut self.usage).into_literals() {
            if let Some(field) = schema.fields.get_mut(number).filter(|field| field.domain.kind == Kind::Text) {
                field.domain.suggest(literal);
            }
        }
        for field in &mut schema.fields {
            field.domain.settle();
            if let Fallback::Text(text) = &field.default {
                field.default = field.domain.id(text).map_or(Fallback::None, |id| Fallback::Cell(Cell::Known(id)));
            }
        }
        schema.quick = Quick::all(&schema.fields);
        schema
    }

    #[inline(never)]
    fn default(&mut self, schema: &Schema, number: usize, node: NodeId) -> Default {
        let Some(field) = schema.fields.get(number) else { return Default::Fallback(Fallback::None) };
        match judge_default(schema, field, self.tree, node) {
            Ok((fallback, None)) => Default::Fallback(fallback),
            Ok((_, Some(text))) => Default::Text(text),
            Err((Code::FactType, message)) => {
                self.problem(Code::WrongType, node, message);
                Default::Fallback(Fallback::None)
            }
            Err((_, message)) => {
                self.problem(Code::ImpossibleValue, node, message);
                Default::Fallback(Fallback::None)
            }
        }
    }
}

/// Whether a policy has sections in which time passes.
fn passes(policy: &Policy) -> bool {
    let held = policy.grades.iter().any(|grade| grade.hold.is_some());
    held || policy.lifecycle.is_some() || policy.contracts.is_some() || !policy.touches.is_empty()
}

/// Whether any channel needs a consent.
fn asks_consent(policy: &Policy) -> bool {
    policy.channels.iter().any(|channel| channel.consent.is_some())
}

enum Default {
    Text(String),
    Fallback(Fallback),
}

#[inline(never)]
fn domain(field: &model::Field) -> Domain {
    let kind = kind(field.kind.unwrap_or(FieldType::String));
    let mut domain = Domain { min: field.min, max: field.max, personal: field.personal, ..Domain::open(kind) };
    domain.closed = kind == Kind::Level || (kind == Kind::Text && field.has_values);
    if domain.closed {
        for (id, value) in (0_u32..).zip(&field.values) {
            domain.texts.push(value.is.clone());
            domain.known.extend(std::iter::once(&value.is).chain(&value.also).map(|text| (text.clone(), id)));
        }
        domain.settle();
    }
    domain
}
