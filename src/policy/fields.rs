//! What a caller may tell: fields, protected names, kinds of events.

use super::model::{Attribute, EventKind, Field, FieldType, FieldValue, Named};
use super::read::{Reader, Words};
use crate::base::json::{NodeId, Value};
use crate::base::limits::THINGS;
use crate::base::order::Index;
use crate::base::words::RESERVED;
use crate::error::Code;

const FIELD: &[&str] =
    &["type", "values", "min", "max", "unit", "default", "given", "personal", "purpose", "also", "label", "note"];

const TYPES: Words<FieldType> = Words(
    &["number", "string", "boolean", "date", "timestamp", "level", "list"],
    &[
        FieldType::Number,
        FieldType::String,
        FieldType::Boolean,
        FieldType::Date,
        FieldType::Timestamp,
        FieldType::Level,
        FieldType::List,
    ],
);

/// Those that an attribute may have.
const ATTRIBUTE_TYPES: &[&str] = &["number", "string", "boolean", "date", "timestamp", "list"];

/// Words of the scope, facts known without declaring, and the operator `in`; CEL keeps the rest.
const KNOWN: &[&str] =
    &["now", "today", "stage", "stage_days", "id", "events", "contracts", "owns", "consent", "personalised", "in"];

/// Kinds of events that say what was done for a customer.
const RESERVED_KINDS: &[&str] = &["touch", "offer"];

impl<'t> Reader<'t> {
    /// Names of facts that nothing may read.
    pub fn protected(&mut self, node: Option<NodeId>) -> Vec<Named> {
        let elements = node.and_then(|node| self.array(node, usize::MAX)).unwrap_or_default();
        elements.iter().filter_map(|element| self.declared(Some(*element))).collect()
    }

    /// Tells a name that may not be a field, a derived value or an attribute.
    pub fn check_free(&mut self, name: &str, node: NodeId) {
        if KNOWN.contains(&name) || RESERVED.contains(&name) {
            self.about(Code::ReservedName, node, name, " is reserved");
        } else {
            self.check_name(name, node);
        }
    }

    /// Declared fields.
    pub fn fields(&mut self, node: Option<NodeId>, protected: &[Named]) -> Vec<Field> {
        let Some(node) = node else { return Vec::new() };
        let mut fields = Vec::new();
        let members = self.things(node, THINGS);
        // The names stand first: it is the other name that is told.
        let mut columns = Index::new();
        for member in members {
            columns.insert(&member.key);
        }
        for member in members {
            self.check_free(&member.key, member.value);
            let field = self.field(&member.key, member.value, &mut columns);
            if let Some(default) = field.default
                && protected.iter().any(|name| name.text == field.name)
            {
                self.tell(Code::ImpossibleValue, default, "a protected field may not have a default");
            }
            fields.push(field);
        }
        fields
    }

    fn field(&mut self, name: &str, node: NodeId, columns: &mut Index<'t>) -> Field {
        let mut field = Field {
            name: name.to_owned(),
            kind: None,
            values: Vec::new(),
            has_values: false,
            min: None,
            max: None,
            default: None,
            given: false,
            personal: false,
            purpose: None,
            also: Vec::new(),
        };
        let Some(keys) = self.keys(node, FIELD, &[]) else { return field };
        let kind = self.required(&keys, "type");
        field.kind = self.word(kind, &TYPES);
        field.default = keys.get("default");
        field.given = self.boolean(keys.get("given"));
        field.personal = self.boolean(keys.get("personal"));
        field.purpose = self.named(keys.get("purpose")).map(|purpose| purpose.text);
        if let Some(node) = keys.get("unit") {
            self.text(node);
        }
        if let Some(node) = keys.get("also") {
            for entry in self.array(node, usize::MAX).unwrap_or_default() {
                if let Some(text) = self.text(*entry) {
                    if !columns.insert(text) {
                        self.about_both(Code::DuplicateName, *entry, "another column is called ", text, " too");
                    }
                    field.also.push(text.to_owned());
                }
            }
        }

        // A broken type is told already; what would go with it is not known.
        let any = field.kind.is_none();
        let listed = any || matches!(field.kind, Some(FieldType::String | FieldType::Level));
        let numeric = any || field.kind == Some(FieldType::Number);
        for (key, node) in keys.iter() {
            if (key == "values" && !listed) || (matches!(key, "min" | "max") && !numeric) {
                self.about(Code::UnknownKey, node, key, " does not go with this type");
            }
        }
        if numeric {
            field.min = self.number(keys.get("min"));
            field.max = self.number(keys.get("max"));
            if let (Some(min), Some(max)) = (field.min, field.max)
                && min > max
            {
                self.tell(Code::ImpossibleValue, node, "`min` is greater than `max`");
            }
        }
        if listed && let Some(node) = keys.get("values") {
            let values = self.values(node, field.kind == Some(FieldType::Level));
            field.has_values = values.as_ref().is_some_and(|values| !values.is_empty());
            field.values = values.unwrap_or_default();
        }
        if field.kind == Some(FieldType::Level) && !field.has_values {
            self.required(&keys, "values");
            field.kind = None;
        }
        field
    }

    /// The entries of `values`; `None` unless all could be read.
    fn values(&mut self, node: NodeId, filled: bool) -> Option<Vec<FieldValue>> {
        let entries = if filled { self.filled(node, THINGS)? } else { self.array(node, THINGS)? };
        let mut texts = Index::new();
        let mut values = Vec::new();
        for entry in entries {
            if let Some(value) = self.value(*entry, &mut texts) {
                values.push(value);
            }
        }
        (values.len() == entries.len()).then_some(values)
    }

    fn value(&mut self, node: NodeId, texts: &mut Index<'t>) -> Option<FieldValue> {
        let (mut is, mut also) = (None, Vec::new());
        if matches!(self.tree.value(node), Value::Object(_)) {
            let keys = self.keys(node, &["is", "also", "label", "note"], &[])?;
            if let Some(text) = self.required(&keys, "is").and_then(|node| self.text(node)) {
                self.listed(text, node, texts);
                is = Some(text);
            }
            if let Some(node) = keys.get("also") {
                for entry in self.array(node, usize::MAX)? {
                    match self.text(*entry) {
                        Some(text) => {
                            self.listed(text, *entry, texts);
                            also.push(text.to_owned());
                        }
                        // What else the value may be called is not known.
                        None => is = None,
                    }
                }
            }
        } else if let Some(text) = self.text(node) {
            self.listed(text, node, texts);
            is = Some(text);
        }
        Some(FieldValue { is: is?.to_owned(), also })
    }

    /// Adds a text to those of a field's values.
    fn listed(&mut self, text: &'t str, node: NodeId, texts: &mut Index<'t>) {
        if !texts.insert(text) {
            self.about(Code::ImpossibleValue, node, text, " is listed before");
        }
    }

    /// Kinds of events.
    pub fn events(&mut self, node: Option<NodeId>) -> Vec<EventKind> {
        let Some(node) = node else { return Vec::new() };
        let mut kinds = Vec::new();
        for member in self.things(node, THINGS) {
            if RESERVED_KINDS.contains(&member.key.as_str()) {
                self.about(
                    Code::ReservedName,
                    member.value,
                    &member.key,
                    " is reserved: its events need no declaration",
                );
            } else {
                self.check_name(&member.key, member.value);
            }
            let mut attributes = Vec::new();
            for attribute in self.things(member.value, usize::MAX) {
                self.attributes += 1;
                if self.attributes > THINGS {
                    if self.attributes == THINGS + 1 {
                        self.too_many(self.tree.root(), THINGS);
                    }
                    break;
                }
                attributes.push(self.attribute(&attribute.key, attribute.value));
            }
            kinds.push(EventKind { name: member.key.clone(), attributes });
        }
        kinds
    }

    fn attribute(&mut self, name: &str, node: NodeId) -> Attribute {
        if name == "at" {
            self.tell(Code::ReservedName, node, "every event has `at`, a timestamp");
        } else {
            self.check_free(name, node);
        }
        let text = self.text(node);
        let plain = text.map(|text| text.strip_suffix('?').unwrap_or(text));
        let index = TYPES.0.iter().position(|word| Some(*word) == plain);
        let kind = index.and_then(|index| TYPES.1.get(index).copied()).filter(|kind| *kind != FieldType::Level);
        if let (Some(text), None) = (text, kind) {
            self.not_in(node, text, ATTRIBUTE_TYPES);
        }
        Attribute { name: name.to_owned(), kind, optional: plain != text }
    }
}
