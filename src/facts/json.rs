//! Facts as JSON text: the door that Rust callers, tests and policies' own tests use.

use super::contracts::Column;
use super::given::{Builtin, Given, GivenEvents, List, Presence, Source, What};
use super::schema::Schema;
use crate::base::json::{NodeId, Tree, Value};
use crate::base::limits;

const KNOWN: [&str; 6] = ["id", "events", "contracts", "owns", "consent", "personalised"];

/// The facts of one object of a JSON tree, looked up once for a policy.
pub struct JsonFacts<'a> {
    tree: &'a Tree,
    fields: Vec<Option<NodeId>>,
    builtins: [Option<NodeId>; 3],
    contracts: Option<NodeId>,
    events: Option<NodeId>,
    kinds: Vec<(Option<NodeId>, Vec<&'a str>)>,
    unknown: Vec<String>,
}

impl<'a> JsonFacts<'a> {
    /// The facts at `root`, or what stands there if it is no object.
    pub fn new(schema: &'a Schema, tree: &'a Tree, root: NodeId, strict: bool) -> Result<JsonFacts<'a>, What> {
        if !matches!(tree.value(root), Value::Object(_)) {
            return Err(what(tree.value(root)));
        }
        let member = |name: &str| tree.get(root, name);
        let events = member("events");
        let kind = |name: &str| events.and_then(|events| tree.get(events, name));
        let kinds = schema.used_events().map(|(_, used)| {
            let columns =
                used.attributes.iter().filter(|attribute| attribute.used).map(|attribute| attribute.name.as_str());
            (kind(&used.name), std::iter::once("at").chain(columns).collect())
        });
        Ok(JsonFacts {
            tree,
            fields: schema.used_fields().map(|(_, field)| member(&field.name)).collect(),
            builtins: ["id", "consent", "personalised"].map(member),
            contracts: member("contracts"),
            events,
            kinds: kinds.collect(),
            unknown: if strict { unknown(schema, tree, root) } else { Vec::new() },
        })
    }

    /// Single values of a tree, without an object of facts.
    pub fn values(tree: &'a Tree) -> JsonFacts<'a> {
        JsonFacts {
            tree,
            fields: Vec::new(),
            builtins: [None; 3],
            contracts: None,
            events: None,
            kinds: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// One value of the tree.
    pub fn value(&self, node: NodeId) -> Given<'_> {
        self.give(Some(node))
    }

    fn give(&self, node: Option<NodeId>) -> Given<'_> {
        let Some(node) = node else { return Given::Absent };
        match self.tree.value(node) {
            Value::Null => Given::Absent,
            Value::Boolean(truth) => Given::Boolean(*truth),
            Value::Number { value, .. } => Given::Number(*value),
            Value::Text(text) => Given::Text(text),
            Value::Array(elements) => Given::List(List { at: node.index(), count: count(elements.len()) }),
            Value::Object(_) => Given::Wrong(What::Object),
        }
    }

    fn rows(&self, node: Option<NodeId>) -> GivenEvents {
        let Some(node) = node else { return GivenEvents::Absent };
        match self.tree.value(node) {
            Value::Null => GivenEvents::Null,
            Value::Array(list) => GivenEvents::Rows(count(list.len())),
            other => GivenEvents::Wrong(what(other)),
        }
    }

    /// A value of an object in an array; what is no object says so in its first column.
    fn column(&self, array: NodeId, row: u32, name: &str, first: bool) -> Given<'_> {
        let Some(object) = self.array(array, row) else { return Given::Absent };
        match self.tree.value(object) {
            Value::Object(_) => self.give(self.tree.get(object, name)),
            other if first => Given::NoEvent(what(other)),
            _ => Given::Absent,
        }
    }

    fn array(&self, node: NodeId, index: u32) -> Option<NodeId> {
        match self.tree.value(node) {
            Value::Array(elements) => elements.get(index as usize).copied(),
            _ => None,
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn what(value: &Value) -> What {
    match value {
        Value::Null => What::Null,
        Value::Boolean(_) => What::Boolean,
        Value::Number { .. } => What::Number,
        Value::Text(_) => What::Text,
        Value::Array(_) => What::Array,
        Value::Object(_) => What::Object,
    }
}

/// Names that nobody declared, in the caller's order; of events, the attributes of used kinds.
fn unknown(schema: &Schema, tree: &Tree, root: NodeId) -> Vec<String> {
    let mut paths = Vec::new();
    let Value::Object(members) = tree.value(root) else { return paths };
    for member in members {
        if member.key == "events" {
            unknown_in_events(schema, tree, member.value, &mut paths);
        } else if !schema.fields.iter().any(|field| field.name == member.key) && !KNOWN.contains(&member.key.as_str()) {
            paths.push(tree.path(member.value));
        }
    }
    relative(paths, tree, root)
}

fn unknown_in_events(schema: &Schema, tree: &Tree, events: NodeId, paths: &mut Vec<String>) {
    let Value::Object(kinds) = tree.value(events) else { return };
    for member in kinds {
        let Some(kind) = schema.events.iter().find(|kind| kind.name == member.key) else {
            paths.push(tree.path(member.value));
            continue;
        };
        let list = match tree.value(member.value) {
            Value::Array(list) if kind.used => list.as_slice(),
            _ => continue,
        };
        for event in list {
            let Value::Object(attributes) = tree.value(*event) else { continue };
            for attribute in attributes {
                let declared = attribute.key == "at" || kind.attributes.iter().any(|known| known.name == attribute.key);
                if !declared {
                    paths.push(tree.path(attribute.value));
                }
            }
        }
    }
}

/// Paths from the facts' own root, which may lie deep inside a policy's tests.
fn relative(paths: Vec<String>, tree: &Tree, root: NodeId) -> Vec<String> {
    let above = tree.path(root).len();
    paths.into_iter().map(|path| path.get(above..).unwrap_or_default().to_owned()).collect()
}

impl Source for JsonFacts<'_> {
    fn field(&self, index: usize) -> Given<'_> {
        self.give(self.fields.get(index).copied().flatten())
    }

    fn builtin(&self, which: Builtin) -> Given<'_> {
        let [id, consent, personalised] = self.builtins;
        self.give(match which {
            Builtin::Id => id,
            Builtin::Consent => consent,
            Builtin::Personalised => personalised,
        })
    }

    fn element(&self, list: List, index: u32) -> Given<'_> {
        self.give(self.array(NodeId::at(list.at), index))
    }

    fn events(&self) -> Presence {
        let Some(events) = self.events else { return Presence::Absent };
        match self.tree.value(events) {
            Value::Null => Presence::Absent,
            Value::Object(_) => {
                let total: usize = self
                    .kinds
                    .iter()
                    .map(|(node, _)| match node.map(|node| self.tree.value(node)) {
                        Some(Value::Array(list)) => list.len(),
                        _ => 0,
                    })
                    .sum();
                if total > limits::EVENTS { Presence::TooMany } else { Presence::Present }
            }
            other => Presence::Wrong(what(other)),
        }
    }

    fn kind(&self, kind: usize) -> GivenEvents {
        self.rows(self.kinds.get(kind).and_then(|(node, _)| *node))
    }

    fn cell(&self, kind: usize, row: u32, column: usize) -> Given<'_> {
        let Some((Some(node), columns)) = self.kinds.get(kind) else { return Given::Absent };
        columns.get(column).map_or(Given::Absent, |name| self.column(*node, row, name, column == 0))
    }

    fn contracts(&self) -> GivenEvents {
        self.rows(self.contracts)
    }

    fn contract(&self, row: u32, column: Column) -> Given<'_> {
        self.contracts.map_or(Given::Absent, |node| self.column(node, row, column.name(), column == Column::Id))
    }

    fn unknown(&self) -> &[String] {
        &self.unknown
    }
}
