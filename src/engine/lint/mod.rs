//! The linter: what a policy says that it probably does not mean. Every warning is certain;
//! where something cannot be told, nothing is.

mod condition;
mod grades;
mod lifecycle;
mod rules;
mod timely;

use crate::base::json::{NodeId, Tree, Value};
use crate::compile::flat::{DerivedBody, Expression, Model};
use crate::decide::outlook::Span;
use crate::error::Code;
use crate::expr::{Site, Truth};
use crate::policy::problems::Problems;

/// Most operations of conditions that are run on cells for one policy.
const OPERATIONS: usize = 3_000_000;

/// Looks through a policy that has no errors.
pub(crate) fn lint(model: &Model, tree: &Tree, problems: &mut Problems) {
    let mut linter = Linter { model, tree, problems, left: OPERATIONS };
    linter.derived();
    let spans = linter.scores();
    linter.grades(&spans);
    linter.lifecycle();
    linter.timely();
}

struct Linter<'l> {
    model: &'l Model,
    tree: &'l Tree,
    problems: &'l mut Problems,
    /// Operations that may still be run.
    left: usize,
}

impl<'l> Linter<'l> {
    /// What stands under some keys, if it is there.
    fn at(&self, node: NodeId, keys: &[&str]) -> Option<NodeId> {
        keys.iter().try_fold(node, |node, key| self.tree.get(node, key))
    }

    /// The element of an array.
    fn element(&self, node: NodeId, number: usize) -> Option<NodeId> {
        match self.tree.value(node) {
            Value::Array(elements) => elements.get(number).copied(),
            _ => None,
        }
    }

    /// The elements of the array under a key.
    fn elements(&self, node: NodeId, key: &str) -> Vec<NodeId> {
        match self.at(node, &[key]).map(|node| self.tree.value(node)) {
            Some(Value::Array(elements)) => elements.clone(),
            _ => Vec::new(),
        }
    }

    fn derived(&mut self) {
        for derived in &self.model.derived {
            let name = self.model.slots.get(usize::from(derived.slot)).map_or("", |slot| &slot.name);
            if let DerivedBody::Events { kind, when: Some(when), .. } = &derived.body
                && let Some(node) = self.at(self.tree.root(), &["derive", name, "when"])
            {
                self.condition(when, node, Some(*kind));
            }
        }
    }

    /// Warns of a condition that is never true, or never false; gives what it may be.
    fn condition(&mut self, expression: &Expression, node: NodeId, kind: Option<u16>) -> Truth {
        let found = condition::look(self.model, &expression.program, &mut self.left);
        let (code, message) = match (found.truth.yes, found.truth.no, found.apart && expression.program.compares()) {
            (false, _, true) => (Code::ThresholdsExclude, "this is never true: its comparisons exclude each other"),
            (false, _, false) => (Code::NeverTrue, "no facts make this true"),
            (true, false, _) => (Code::NeverFalse, "no facts make this false"),
            _ => {
                self.optional(expression, node, kind);
                return found.truth;
            }
        };
        self.problems.add(code, node, message);
        self.optional(expression, node, kind);
        found.truth
    }

    /// Warns where an attribute that may be absent is compared without being asked for.
    fn optional(&mut self, expression: &Expression, node: NodeId, kind: Option<u16>) {
        let Some(kind) = kind.and_then(|kind| self.model.schema.events.get(usize::from(kind))) else { return };
        for read in expression.program.reads() {
            let Site::Event(column) = read.site else { continue };
            let attribute = column.checked_sub(1).and_then(|place| kind.attributes.get(usize::from(place)));
            if attribute.is_some_and(|attribute| attribute.optional) && !expression.program.asks_site(read.site) {
                let message =
                    format!("`{}` may be absent, and one event without it makes all of this unknown", read.name);
                let help = Some(format!("ask `has({0}) && …`, or `!has({0}) || …`", read.name));
                self.problems.add_help(Code::OptionalUnasked, node, message, help);
            }
        }
    }

    fn scores(&mut self) -> Vec<Span> {
        let mut spans = Vec::with_capacity(self.model.scores.len());
        crate::decide::outlook::anyone(self.model, &mut |score, span, tops| {
            spans.push((score, span, tops));
        });
        let model = self.model;
        let mut found = Vec::with_capacity(spans.len());
        for (score, (_, span, tops)) in model.scores.iter().zip(spans) {
            if let Some(node) = self.at(self.tree.root(), &["scores", &score.name]) {
                self.score(score, node, &tops);
            }
            found.push(span);
        }
        found
    }
}
