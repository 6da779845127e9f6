//! Scores and their groups.

use super::model::{Combine, Group, Match, Rule, RuleKind, Score};
use super::read::{Reader, Words};
use crate::base::json::NodeId;
use crate::base::limits::{RULES, SCORES, THINGS};
use crate::base::order::Index;
use crate::error::Code;

const SCORE: &[&str] = &["combine", "for", "cap", "groups", "label", "note"];
const GROUP: &[&str] = &["weight", "cap", "match", "for", "rules", "label", "note"];

const COMBINE: Words<Combine> = Words(&["sum", "weighted"], &[Combine::Sum, Combine::Weighted]);
const MATCH: Words<Match> = Words(&["all", "first", "max"], &[Match::All, Match::First, Match::Max]);

/// The cap of what has none.
const CAP: [i64; 2] = [0, 100_000];

impl Reader<'_> {
    /// Scores.
    pub fn scores(&mut self, node: Option<NodeId>) -> Vec<Score> {
        let Some(node) = node else { return Vec::new() };
        let mut scores = Vec::new();
        for member in self.things(node, SCORES) {
            self.check_name(&member.key, member.value);
            scores.push(self.score(&member.key, member.value));
        }
        scores
    }

    fn score(&mut self, name: &str, node: NodeId) -> Score {
        let name = name.to_owned();
        let combine = Combine::default();
        let mut score = Score { name, node, combine, for_: None, cap: None, groups: Vec::new() };
        let Some(keys) = self.keys(node, SCORE, &[]) else { return score };
        let combine = match keys.get("combine") {
            node @ Some(_) => self.word(node, &COMBINE),
            None => Some(Combine::Sum),
        };
        score.combine = combine.unwrap_or_default();
        score.for_ = self.expression(keys.get("for"));
        score.cap = self.top(keys.get("cap"), combine);
        if let Some(node) = self.required(&keys, "groups") {
            let members = self.things(node, usize::MAX);
            if members.is_empty() && self.tree.is_object(node) {
                self.tell(Code::ImpossibleValue, node, "a score needs at least one group");
            }
            for member in members {
                self.groups += 1;
                if self.groups > THINGS {
                    if self.groups == THINGS + 1 {
                        self.too_many(self.tree.root(), THINGS);
                    }
                    break;
                }
                self.check_name(&member.key, member.value);
                score.groups.push(self.group(&member.key, member.value, combine));
            }
        }
        score
    }

    /// A cap whose top must be positive in a weighted score.
    fn top(&mut self, node: Option<NodeId>, combine: Option<Combine>) -> Option<[i64; 2]> {
        let Some(node) = node else { return Some(CAP) };
        let cap = self.cap(Some(node))?;
        let [_, high] = cap;
        if combine == Some(Combine::Weighted) && high <= 0 {
            let message = "in a weighted score the cap's high end must be positive";
            return self.refuse(Code::ImpossibleValue, node, message);
        }
        Some(cap)
    }

    fn group(&mut self, name: &str, node: NodeId, combine: Option<Combine>) -> Group {
        let name = name.to_owned();
        let matching = Match::default();
        let mut group = Group { name, weight: None, cap: None, for_: None, matching, rules: Vec::new() };
        let Some(keys) = self.keys(node, GROUP, &[]) else { return group };
        let weight = keys.get("weight");
        match (weight, combine) {
            (Some(node), Some(Combine::Sum)) => {
                self.tell(Code::ImpossibleValue, node, "a weight has no effect where scores are added");
            }
            (Some(_), _) => group.weight = self.positive(weight, "a weight"),
            (None, Some(Combine::Weighted)) => {
                self.required(&keys, "weight");
            }
            (None, _) => {}
        }
        group.cap = self.top(keys.get("cap"), combine);
        group.for_ = self.expression(keys.get("for"));
        group.matching = self.word(keys.get("match"), &MATCH).unwrap_or_default();
        if let Some(list) = self.required(&keys, "rules") {
            let all_read = self.rules(list, &mut group.rules);
            if !keys.has("cap") && all_read && hidden(&group.rules) {
                let message = "all points are negative, and without a `cap` a group gives none below 0";
                let help = Some(String::from("give the group a `cap`, such as `[-100, 0]`"));
                self.problems.add_help(Code::HiddenPoints, node, message, help);
            }
        }
        group
    }

    /// A decimal of 0 or more.
    pub fn positive(&mut self, node: Option<NodeId>, what: &str) -> Option<i64> {
        let value = self.thousandths(node)?;
        if value < 0 {
            let mut message = String::from(what);
            message.push_str(" must not be negative");
            return self.refuse(Code::ImpossibleValue, node?, &message);
        }
        Some(value)
    }

    /// A group's rules; whether all their points could be read.
    fn rules(&mut self, node: NodeId, rules: &mut Vec<Rule>) -> bool {
        let elements = self.filled(node, usize::MAX);
        let mut all_read = elements.is_some();
        let mut ids = Index::new();
        for element in elements.unwrap_or_default() {
            self.rules += 1;
            if self.rules > RULES {
                if self.rules == RULES + 1 {
                    self.too_many(self.tree.root(), RULES);
                }
                return false;
            }
            let (rule, read) = self.rule(*element, &mut ids);
            all_read &= read;
            rules.push(rule);
        }
        all_read
    }
}

/// Whether the default cap would hide all that the rules give.
fn hidden(rules: &[Rule]) -> bool {
    let mut below = false;
    for rule in rules {
        let (least, most) = match &rule.kind {
            Some(RuleKind::When { points, .. } | RuleKind::Event { points, .. }) => (*points, *points),
            Some(RuleKind::Bands { bands, .. }) => range(bands.iter().map(|(_, points)| *points)),
            Some(RuleKind::Containing { entries, .. }) => range(entries.iter().map(|(_, points)| *points)),
            Some(RuleKind::Map { entries, other, .. }) => {
                range(entries.iter().map(|(_, points, _)| *points).chain(*other))
            }
            Some(RuleKind::Value(_)) | None => return false,
        };
        if most > 0 {
            return false;
        }
        below |= least < 0;
    }
    below
}

fn range(points: impl Iterator<Item = i64>) -> (i64, i64) {
    points.fold((0, 0), |(least, most), points| (least.min(points), most.max(points)))
}
