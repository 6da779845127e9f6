//! The document: its head, and its sections one by one.

use super::model::Policy;
use super::problems::Problems;
use super::read::{Keys, Reader, is_name};
use super::touches::touched;
use crate::base::json::{NodeId, Tree, Value};
use crate::base::limits;
use crate::error::Code;

const KEYS: &[&str] = &[
    "$schema",
    "gradus",
    "name",
    "version",
    "label",
    "note",
    "time",
    "fields",
    "calendar",
    "protected",
    "events",
    "derive",
    "scores",
    "grades",
    "lifecycle",
    "contracts",
    "balances",
    "channels",
    "touches",
    "tests",
];

const LATER: &[&str] = &["offers", "actions"];

/// Reads a policy document, and everything that is wrong with its shape.
///
/// There is no tree if reading stopped, and no policy if the document is no object.
pub fn read(text: &str) -> (Option<Policy>, Option<Tree>, Problems) {
    let (tree, faults) = Tree::read(text, limits::DOCUMENT_BYTES);
    let mut problems = Problems::new(text, faults);
    let Some(tree) = tree else { return (None, None, problems) };
    let root = tree.root();
    if !matches!(tree.value(root), Value::Object(_)) {
        problems.add(Code::NotAPolicy, root, "a policy is a JSON object");
        return (None, Some(tree), problems);
    }
    let mut reader = Reader { tree: &tree, problems, attributes: 0, groups: 0, rules: 0, timers: 0 };
    let policy = reader.keys(root, KEYS, LATER).map(|keys| reader.policy(&keys));
    let problems = reader.problems;
    (policy, Some(tree), problems)
}

impl Reader<'_> {
    fn policy(&mut self, keys: &Keys<'_>) -> Policy {
        self.format(keys);
        // For editors only: where they find the schema.
        if let Some(node) = keys.get("$schema") {
            self.text(node);
        }
        let mut policy = Policy { name: self.policy_name(keys.get("name")), ..Policy::default() };
        policy.version = keys.get("version").and_then(|node| self.text(node)).map(str::to_owned);
        if let Some(node) = keys.get("time") {
            self.time(node, &mut policy);
        }
        policy.festivals = self.festivals(keys.get("calendar"));
        policy.protected = self.protected(keys.get("protected"));
        policy.fields = self.fields(keys.get("fields"), &policy.protected);
        policy.events = self.events(keys.get("events"));
        if keys.has("touches") {
            // Whoever declares it all the same was told; what it carries is known.
            policy.events.retain(|kind| kind.name != "touch");
            policy.events.push(touched());
        }
        policy.derive = self.derive(keys.get("derive"), &policy.fields, &policy.events);
        policy.scores = self.scores(keys.get("scores"));
        policy.grades = self.grades(keys.get("grades"));
        policy.lifecycle = keys.get("lifecycle").map(|node| self.lifecycle(node));
        policy.contracts = keys.get("contracts").map(|node| self.contracts(node));
        policy.balances = self.balances(keys.get("balances"));
        policy.channels = self.channels(keys.get("channels"));
        policy.touches = self.touches(keys.get("touches"));
        policy.tests = self.own_tests(keys.get("tests"), policy.calendar.offset);
        policy
    }

    fn format(&mut self, keys: &Keys<'_>) {
        let Some(node) = self.required(keys, "gradus") else { return };
        if !matches!(self.tree.value(node), Value::Number { value: 1.0, .. }) {
            self.tell(Code::FormatVersion, node, "the only format there is is the number `1`");
        }
    }

    fn policy_name(&mut self, node: Option<NodeId>) -> String {
        let name = node.and_then(|node| Some((node, self.text(node)?)));
        let Some((node, name)) = name else { return String::from("policy") };
        if !is_name(name, b'-') {
            let after = " is no name: a letter A–Z or a–z, then letters, digits, `_` or `-`";
            self.about(Code::BadName, node, name, after);
        }
        name.to_owned()
    }
}
