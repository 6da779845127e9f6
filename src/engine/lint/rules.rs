//! What the linter says of scores.

use super::{Linter, condition};
use crate::base::json::NodeId;
use crate::base::number;
use crate::compile::flat::{Combine, Group, Matching, Rule, RuleBody, Score};
use crate::error::Code;

impl Linter<'_> {
    /// A score; `tops`: the most points that each group's rules can reach, within its cap.
    pub(super) fn score(&mut self, score: &Score, node: NodeId, tops: &[i64]) {
        if let (Some(applies), Some(node)) = (&score.applies, self.at(node, &["for"])) {
            self.condition(applies, node, None);
        }
        for (group, top) in score.groups.iter().zip(tops) {
            let Some(place) = self.at(node, &["groups", &group.name]) else { continue };
            if let (Some(applies), Some(node)) = (&group.applies, self.at(place, &["for"])) {
                self.condition(applies, node, None);
            }
            let meant = matches!(score.combine, Combine::Weighted { .. }) || self.at(place, &["cap"]).is_some();
            if meant && *top < group.cap[1] {
                let mut message = format!("the rules of `{}` reach at most ", group.name);
                number::write_thousandths(*top, &mut message);
                message.push_str(" of its cap's ");
                number::write_thousandths(group.cap[1], &mut message);
                let help = Some("lower the cap's top, or give the rules more points".to_owned());
                self.problems.add_help(Code::TopUnreachable, place, message, help);
            }
            self.rules(group, place);
        }
    }

    fn rules(&mut self, group: &Group, node: NodeId) {
        let Some(all) = self.at(node, &["rules"]) else { return };
        for (number, rule) in group.rules.iter().enumerate() {
            let Some(node) = self.element(all, number) else { continue };
            let when = self.at(node, &["when"]);
            let mut never = false;
            match &rule.body {
                RuleBody::When { when: condition, .. } => {
                    never = when.is_some_and(|when| !self.condition(condition, when, None).yes);
                }
                RuleBody::Event(event) => {
                    if let (Some(condition), Some(when)) = (&event.when, when) {
                        self.condition(condition, when, Some(event.kind));
                    }
                }
                RuleBody::Bands { slot, edges, .. } => self.gap(*slot, edges, node),
                _ => {}
            }
            if group.matching == Matching::First && !never {
                self.shadow(group, number, rule, node);
            }
        }
    }

    /// Warns where values between a field's `min` and the first edge match nothing.
    fn gap(&mut self, slot: u16, edges: &[f64], node: NodeId) {
        let field = self.model.schema.field_at(slot);
        let (Some(field), Some(first), Some(bands)) = (field, edges.first(), self.at(node, &["bands"])) else { return };
        if let Some(min) = field.domain.min.filter(|min| min < first) {
            let mut message = format!("`{}` from ", field.name);
            number::write(min, &mut message);
            message.push_str(" up to ");
            number::write(*first, &mut message);
            message.push_str(" lies in none of these bands");
            let mut help = "begin with `[".to_owned();
            number::write(min, &mut help);
            help.push_str(", 0]` if that is meant");
            self.problems.add_help(Code::BandsGap, bands, message, Some(help));
        }
    }

    /// Warns of a rule that never is the first, because an earlier one matches wherever it does.
    fn shadow(&mut self, group: &Group, number: usize, rule: &Rule, node: NodeId) {
        let RuleBody::When { when, .. } = &rule.body else { return };
        for earlier in group.rules.iter().take(number) {
            if self.left == 0 {
                return;
            }
            let RuleBody::When { when: before, .. } = &earlier.body else { continue };
            if condition::implies(self.model, &when.program, &before.program, &mut self.left) {
                let message =
                    format!("`{}` is never the first to match: wherever it does, `{}` does", rule.id, earlier.id);
                return self.problems.add(Code::RuleShadowed, node, message);
            }
        }
    }
}
