//! What is open: unknown, or asking `has` of a name that is missing. Whatever else is known
//! stays as it is when more facts become known.

use crate::compile::flat::{DerivedBody, Expression, Model, Numbers, Roots, Rule, RuleBody, Window};
use crate::facts::row::{Cell, Row};

/// What is open in a score: whether anything is, and the facts behind it.
#[derive(Debug, Default)]
pub struct Undecided {
    /// Whether anything is open.
    pub any: bool,
    /// The facts.
    pub roots: Roots,
}

impl Undecided {
    /// Something is open, and these facts are behind it.
    pub fn join(&mut self, roots: &Roots) {
        self.any = true;
        self.roots.join(roots);
    }
}

/// Names that may change though they are known: they come from asking `has` of one that is
/// missing, or are scores and grades in which something is open.
#[derive(Debug, Default)]
pub struct Asking {
    slots: Numbers,
}

impl Asking {
    /// Looks through the derived values of a row.
    pub fn of(model: &Model, row: &Row) -> Asking {
        let mut asking = Asking::default();
        for derived in &model.derived {
            let asks = match &derived.body {
                DerivedBody::Value(expression) => asking.asks(expression, row),
                DerivedBody::Events { when, window, .. } => {
                    when.as_ref().is_some_and(|when| asking.asks(when, row))
                        || matches!(window, Some(Window::Since(slot)) if asking.slots.has(*slot))
                }
                DerivedBody::DaysSince { slot } => asking.slots.has(*slot),
            };
            if asks {
                asking.slots.join(&Numbers::of(derived.slot));
            }
        }
        asking
    }

    /// Notes a score or a grade that something open could change.
    pub fn mark(&mut self, slot: u16) {
        self.slots.join(&Numbers::of(slot));
    }

    /// Whether what stands in a slot comes from something open.
    pub fn marked(&self, slot: u16) -> bool {
        self.slots.has(slot)
    }

    /// Whether an expression asks `has` of a missing name, itself or through a derived value.
    pub fn asks(&self, expression: &Expression, row: &Row) -> bool {
        expression.asks.iter().any(|slot| row.get(*slot) == Cell::Missing)
            || expression.observes.iter().any(|slot| self.slots.has(*slot))
    }

    /// The same of a rule.
    pub fn rule_asks(&self, rule: &Rule, row: &Row) -> bool {
        match &rule.body {
            RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => self.asks(expression, row),
            RuleBody::Bands { slot, .. }
            | RuleBody::Texts { slot, .. }
            | RuleBody::Indices { slot, .. }
            | RuleBody::Containing { slot, .. } => self.slots.has(*slot),
            RuleBody::Event(rule) => rule.when.as_ref().is_some_and(|when| self.asks(when, row)),
        }
    }
}
