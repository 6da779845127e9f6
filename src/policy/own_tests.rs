//! The policy's own tests.

use super::model::{Expect, Expected, Test};
use super::read::Reader;
use crate::base::json::{NodeId, Value};
use crate::base::limits::THINGS;
use crate::base::time::{MAX_INSTANT, MIN_INSTANT, Offset, parse_instant};
use crate::error::Code;

const KEYS: &[&str] = &["name", "facts", "state", "now", "expect", "note"];

const EXPECT: &[&str] = &["grades", "scores", "stage", "timers", "contracts", "balances", "touches"];

const LATER: &[&str] = &["offers", "chosen", "actions"];

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
        let keys = self.keys(node, EXPECT, LATER)?;
        expect.stage = self.named(keys.get("stage"));
        for (key, node) in keys.iter() {
            match key {
                "grades" => expect.grades = self.expected(node, Reader::or_null(Reader::named)),
                "scores" => expect.scores = self.expected(node, Reader::or_null(Reader::number)),
                "timers" => expect.timers = self.expected(node, Reader::named),
                "contracts" => expect.contracts = self.expected(node, Reader::named),
                "balances" => expect.balances = self.expected(node, Reader::or_null(Reader::number)),
                "touches" => expect.touches = self.expected(node, Reader::or_null(Reader::named)),
                _ => {}
            }
        }
        if keys.iter().next().is_none() {
            self.tell(Code::MissingKey, node, "what is expected is missing, such as `grades` or `scores`");
        }
        Some(expect)
    }

    /// What should come out, by name.
    fn expected<T>(&mut self, node: NodeId, read: impl Fn(&mut Self, Option<NodeId>) -> Option<T>) -> Vec<Expected<T>> {
        let mut expected = Vec::new();
        for member in self.things(node, usize::MAX) {
            let (name, node) = (member.key.clone(), member.value);
            expected.push(Expected { name, node, value: read(self, Some(node)) });
        }
        expected
    }

    /// Reads `null` as `None`, for what may be unknown.
    fn or_null<T>(
        read: impl Fn(&mut Self, Option<NodeId>) -> Option<T>,
    ) -> impl Fn(&mut Self, Option<NodeId>) -> Option<Option<T>> {
        move |reader, node| {
            let null = node.is_some_and(|node| matches!(reader.tree.value(node), Value::Null));
            if null { Some(None) } else { read(reader, node).map(Some) }
        }
    }
}
