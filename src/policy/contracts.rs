//! Phases of contracts.

use super::model::Contracts;
use super::read::Reader;
use crate::base::json::NodeId;
use crate::base::time::{Duration, Unit};
use crate::error::Code;

const KEYS: &[&str] = &["upcoming", "due", "grace", "risk", "upgrade"];

impl Reader<'_> {
    /// Phases of contracts.
    pub fn contracts(&mut self, node: NodeId) -> Contracts {
        let mut contracts = Contracts { upcoming: None, due: None, grace: None, risk: None, upgrade: None };
        let Some(keys) = self.keys(node, KEYS, &[]) else { return contracts };
        let [upcoming, due, grace] = ["upcoming", "due", "grace"].map(|key| self.whole_days(keys.get(key)));
        if let (Some(upcoming), Some(due), Some(node)) = (upcoming, due, keys.get("due"))
            && due.nominal() > upcoming.nominal()
        {
            self.tell(Code::ImpossibleValue, node, "`due` is longer than `upcoming`, which comes before it");
        }
        (contracts.upcoming, contracts.due, contracts.grace) = (upcoming, due, grace);
        contracts.risk = self.named(keys.get("risk"));
        contracts.upgrade = self.expression(keys.get("upgrade"));
        contracts
    }

    /// A duration in days or more: contracts begin and end with days.
    fn whole_days(&mut self, node: Option<NodeId>) -> Option<Duration> {
        let duration = self.duration(node)?;
        if matches!(duration.unit, Unit::Minute | Unit::Hour) {
            let text = self.text(node?).unwrap_or_default();
            self.about(Code::ImpossibleValue, node?, text, " is not in whole days: use `d`, `w`, `mo` or `y`");
            return None;
        }
        Some(duration)
    }
}
