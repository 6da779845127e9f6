//! What the linter says of the conditions of contracts, balances and touches.

use super::Linter;

impl Linter<'_> {
    /// Conditions of contracts, balances and touches.
    pub(super) fn timely(&mut self) {
        let (model, root) = (self.model, self.tree.root());
        let upgrade = model.contracts.as_ref().and_then(|contracts| contracts.upgrade.as_ref());
        if let Some((upgrade, node)) = upgrade.zip(self.at(root, &["contracts", "upgrade"])) {
            self.condition(upgrade, node, None);
        }
        for balance in &model.balances {
            let earnings = self.at(root, &["balances", &balance.name]).map(|node| self.elements(node, "earn"));
            for (earning, node) in balance.earn.iter().zip(earnings.unwrap_or_default()) {
                if let Some((when, node)) = earning.when.as_ref().zip(self.at(node, &["when"])) {
                    self.condition(when, node, Some(earning.kind));
                }
            }
        }
        for (touch, node) in model.touches.all.iter().zip(self.elements(root, "touches")) {
            if let Some((when, node)) = touch.when.as_ref().zip(self.at(node, &["when"])) {
                self.condition(when, node, None);
            }
        }
    }
}
