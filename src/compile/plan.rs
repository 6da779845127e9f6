//! The packing plan: what the JavaScript side reads of a customer, and where it goes.

use super::flat::{GradeBody, Model};
use crate::base::json::Writer;
use crate::facts::contracts::Column;
use crate::facts::schema::{Domain, Kind};

/// The plan as JSON text.
pub fn plan(model: &Model) -> String {
    let schema = &model.schema;
    let mut out = Writer::new();
    out.begin_object();
    out.key("name");
    out.text(&model.name);
    out.key("version");
    match &model.version {
        Some(version) => out.text(version),
        None => out.null(),
    }
    out.key("fields");
    out.begin_array();
    for (_, field) in schema.used_fields() {
        out.begin_object();
        out.key("name");
        out.text(&field.name);
        // Only which of the known texts a string is may be enough; every other type is read as it is.
        domain(&field.domain, field.text || field.domain.kind != Kind::Text, &mut out);
        out.end_object();
    }
    out.end_array();
    // Without it, nobody has to ask the host what time it is.
    out.key("clock");
    out.boolean(schema.clock);
    out.key("builtins");
    out.begin_object();
    for (name, used) in
        [("id", schema.id_used), ("consent", schema.consent_used), ("personalised", schema.personalised_used)]
    {
        out.key(name);
        out.boolean(used);
    }
    out.end_object();
    out.key("events");
    out.begin_array();
    for (_, kind) in schema.used_events() {
        out.begin_object();
        out.key("kind");
        out.text(&kind.name);
        out.key("attributes");
        out.begin_array();
        for attribute in kind.attributes.iter().filter(|attribute| attribute.used) {
            column(&attribute.name, &attribute.domain, attribute.optional, &mut out);
        }
        out.end_array();
        out.end_object();
    }
    out.end_array();
    out.key("contracts");
    if schema.contracts.is_some() {
        out.begin_array();
        for one in Column::ALL {
            column(one.name(), &Domain::open(one.kind()), !one.required(), &mut out);
        }
        out.end_array();
    } else {
        out.null();
    }
    declared(model, &mut out);
    answer(model, &mut out);
    out.end_object();
    out.finish()
}

/// One value of an event or a contract.
fn column(name: &str, values: &Domain, optional: bool, out: &mut Writer) {
    out.begin_object();
    out.key("name");
    out.text(name);
    domain(values, true, out);
    out.key("optional");
    out.boolean(optional);
    out.end_object();
}

fn domain(domain: &Domain, text: bool, out: &mut Writer) {
    out.key("type");
    out.text(domain.kind.as_str());
    out.key("text");
    out.boolean(text);
    out.key("known");
    out.begin_object();
    if matches!(domain.kind, Kind::Text | Kind::Level) {
        for (spelling, id) in &domain.known {
            out.key(spelling);
            out.number(f64::from(*id));
        }
    }
    out.end_object();
}

fn declared(model: &Model, out: &mut Writer) {
    out.key("declared");
    out.begin_object();
    out.key("fields");
    out.begin_array();
    model.schema.fields.iter().for_each(|field| out.text(&field.name));
    out.end_array();
    out.key("events");
    out.begin_object();
    for kind in &model.schema.events {
        out.key(&kind.name);
        if !kind.used {
            // Nobody looks into events of a kind that nothing reads.
            out.null();
            continue;
        }
        out.begin_array();
        kind.attributes.iter().for_each(|attribute| out.text(&attribute.name));
        out.end_array();
    }
    out.end_object();
    out.end_object();
}

fn answer(model: &Model, out: &mut Writer) {
    out.key("scores");
    out.begin_array();
    model.scores.iter().for_each(|score| out.text(&score.name));
    out.end_array();
    out.key("grades");
    out.begin_array();
    for grade in &model.grades {
        out.begin_object();
        out.key("name");
        out.text(&grade.name);
        out.key("classes");
        out.begin_array();
        grade.classes.iter().for_each(|class| out.text(class));
        out.end_array();
        out.end_object();
    }
    out.end_array();
    out.key("first");
    out.begin_object();
    for (name, index) in [("grade", model.first_grade()), ("score", model.first_score())] {
        out.key(name);
        match index {
            Some(index) => out.number(index as f64),
            None => out.null(),
        }
    }
    out.end_object();
}

impl Model {
    /// The grade that an answer shows first.
    pub fn first_grade(&self) -> Option<usize> {
        (!self.grades.is_empty()).then_some(0)
    }

    /// The score that an answer shows first: the one that the first grade bands, else the first.
    pub fn first_score(&self) -> Option<usize> {
        match self.grades.first().map(|grade| &grade.body) {
            Some(GradeBody::Bands { score, .. }) => Some(usize::from(*score)),
            _ => (!self.scores.is_empty()).then_some(0),
        }
    }
}
