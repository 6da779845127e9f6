//! What is open: unknown, or asking `has` of a name that is missing. Whatever else is known
//! stays as it is when more facts become known.

use crate::compile::flat::{DerivedBody, Expression, Model, Numbers, Rule, RuleBody};
use crate::facts::row::{Cell, Row};

/// Names that are known, but come from asking `has` of one that is missing.
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
                DerivedBody::Events { when, .. } => when.as_ref().is_some_and(|when| asking.asks(when, row)),
                DerivedBody::DaysSince { slot } => asking.slots.has(*slot),
            };
            if asks {
                asking.slots.join(&Numbers::of(derived.slot));
            }
        }
        asking
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
