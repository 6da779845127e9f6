//! The policy's own tests.

use super::model::{Expect, Expected, Named, Test};
use super::read::Reader;
use crate::base::json::{NodeId, Value};
use crate::base::limits::THINGS;
use crate::base::time::{MAX_INSTANT, MIN_INSTANT, Offset, parse_instant};
use crate::error::Code;

const KEYS: &[&str] = &["name", "facts", "state", "now", "expect", "note"];

impl Reader<'_> {
    /// The policy's own tests.
    pub fn own_tests(&mut self, node: Option<NodeId>, offset: Offset) -> Vec<Test> {
        let elements = node.and_then(|node| self.array(node, THINGS)).unwrap_or_default();
        elements.iter().filter_map(|element| self.own_test(*element, offset)).collect()
    }

    fn own_test(&mut self, node: NodeId, offset: Offset) -> Option<Test> {
        let keys = self.keys(node, KEYS, &[])?;
        let name = self.required(&keys, "name").and_then(|node| {
            let name = self.text(node)?;
            if name.is_empty() {
                self.tell(Code::ImpossibleValue, node, "the name is empty");
            }
            Some(name)
        });
        let facts = self.required(&keys, "facts").filter(|node| self.object(*node).is_some());
        let now = self.required(&keys, "now").and_then(|node| self.instant(node, offset));
        let expect = self.required(&keys, "expect").and_then(|node| self.expect(node));
        let name = name.unwrap_or_default().to_owned();
        Some(Test { name, node, facts, state: keys.get("state"), now, expect })
    }

    /// An instant, as facts are read.
    fn instant(&mut self, node: NodeId, offset: Offset) -> Option<i64> {
        let (written, instant) = match self.tree.value(node) {
            Value::Text(text) => (text.as_str(), parse_instant(text, offset)),
            Value::Number { value, .. } => {
                // Out of range is what saturates, too.
                let instant = value.floor() as i64;
                let exists = (MIN_INSTANT..=MAX_INSTANT).contains(&instant);
                (self.tree.number_text(node), exists.then_some(instant))
            }
            _ => {
                self.text(node);
                return None;
            }
        };
        if instant.is_none() {
            self.about(Code::ImpossibleValue, node, written, " is no instant");
        }
        instant
    }

    fn expect(&mut self, node: NodeId) -> Option<Expect> {
        let mut expect = Expect::default();
        let mut found = false;
        for member in self.object(node)? {
            let key = member.key.as_str();
            if key != "grades" && key != "scores" {
                self.not_built(member.value, key);
                continue;
            }
            found = true;
            for member in self.things(member.value, usize::MAX) {
                let (name, node) = (member.key.clone(), member.value);
                let unknown = matches!(self.tree.value(node), Value::Null);
                if key == "scores" {
                    let value = if unknown { Some(None) } else { self.number(Some(node)).map(Some) };
                    expect.scores.push(Expected { name, node, value });
                } else {
                    let value: Option<Option<Named>> =
                        if unknown { Some(None) } else { self.named(Some(node)).map(Some) };
                    expect.grades.push(Expected { name, node, value });
                }
            }
        }
        if !found {
            self.tell(Code::MissingKey, node, "`grades` or `scores` is missing");
        }
        Some(expect)
    }
}
