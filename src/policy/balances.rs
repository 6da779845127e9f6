//! Balances: points that are earned, spent and expire.

use super::model::{Balance, Earning, Expiry};
use super::read::Reader;
use crate::base::json::{NodeId, Value};
use crate::base::limits::{BALANCES, EARNINGS};

const KEYS: &[&str] = &["earn", "spend", "expires", "label", "note"];

impl Reader<'_> {
    /// Balances.
    pub fn balances(&mut self, node: Option<NodeId>) -> Vec<Balance> {
        let Some(node) = node else { return Vec::new() };
        let mut balances = Vec::new();
        for member in self.things(node, BALANCES) {
            self.check_name(&member.key, member.value);
            balances.push(self.balance(&member.key, member.value));
        }
        balances
    }

    fn balance(&mut self, name: &str, node: NodeId) -> Balance {
        let name = name.to_owned();
        let mut balance = Balance { name, earn: Vec::new(), spend: Vec::new(), expires: None };
        let Some(keys) = self.keys(node, KEYS, &[]) else { return balance };
        if let Some(node) = self.required(&keys, "earn") {
            let elements = self.filled(node, EARNINGS).unwrap_or_default();
            balance.earn = elements.iter().filter_map(|element| self.earning(*element)).collect();
        }
        balance.spend = self.one_or_more(keys.get("spend"), EARNINGS);
        balance.expires = keys.get("expires").and_then(|node| self.expiry(node));
        balance
    }

    fn earning(&mut self, node: NodeId) -> Option<Earning> {
        let keys = self.keys(node, &["event", "value", "when"], &[])?;
        let event = self.required(&keys, "event");
        let value = self.required(&keys, "value");
        Some(Earning {
            event: self.named(event),
            value: self.expression(value),
            when: self.expression(keys.get("when")),
        })
    }

    fn expiry(&mut self, node: NodeId) -> Option<Expiry> {
        match self.tree.value(node) {
            Value::Text(text) if text == "year_end" => Some(Expiry::YearEnd),
            _ => self.duration(Some(node)).map(Expiry::After),
        }
    }
}
