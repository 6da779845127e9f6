//! Rules: six kinds, told apart by their keys.

use super::model::{Decay, Most, Per, Rule, RuleKind};
use super::read::{Keys, Reader, Words};
use crate::base::json::{Member, NodeId};
use crate::base::limits::ENTRIES;
use crate::base::order::Index;
use crate::error::Code;

const KEYS: &[&str] =
    &["id", "when", "points", "of", "bands", "containing", "value", "event", "most", "decay", "cap", "label", "note"];

const PER: Words<Per> = Words(&["day", "week", "month", "ever"], &[Per::Day, Per::Week, Per::Month, Per::Ever]);

const DECAYS: &[&str] = &["half_life", "linear", "step", "expires"];

/// The kinds by what a rule reads and, for `of`, by what it gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    When,
    Bands,
    Map,
    Containing,
    Value,
    Event,
}

impl Kind {
    /// The keys that go with it; the first is enough to be of the kind, or the first two with `of`.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Kind::When => &["when", "points", "id", "cap", "label", "note"],
            Kind::Bands => &["of", "bands", "id", "cap", "label", "note"],
            Kind::Map => &["of", "points", "id", "cap", "label", "note"],
            Kind::Containing => &["of", "containing", "id", "cap", "label", "note"],
            Kind::Value => &["value", "id", "cap", "label", "note"],
            Kind::Event => &["event", "points", "when", "most", "decay", "id", "cap", "label", "note"],
        }
    }
}

/// The one kind that the keys fit.
fn kind_of(keys: &Keys<'_>) -> Option<Kind> {
    let mut kinds = Vec::new();
    if keys.has("event") {
        kinds.push(Kind::Event);
    } else if keys.has("when") {
        kinds.push(Kind::When);
    }
    if keys.has("value") {
        kinds.push(Kind::Value);
    }
    if keys.has("of") {
        let given = [("bands", Kind::Bands), ("points", Kind::Map), ("containing", Kind::Containing)];
        let before = kinds.len();
        kinds.extend(given.into_iter().filter(|(key, _)| keys.has(key)).map(|(_, kind)| kind));
        if kinds.len() == before {
            return None;
        }
    }
    match kinds.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

impl<'t> Reader<'t> {
    /// A rule, and whether all its points could be read.
    pub fn rule(&mut self, node: NodeId, ids: &mut Index<'t>) -> (Rule, bool) {
        let mut rule = Rule { id: String::new(), cap: None, kind: None };
        let Some(keys) = self.keys(node, KEYS, &[]) else { return (rule, false) };
        let id = self.own_name(&keys, "id", ids, "another rule of the group is called ");
        rule.id = id.map(|id| id.text).unwrap_or_default();
        rule.cap = self.cap(keys.get("cap"));
        let Some(kind) = kind_of(&keys) else {
            let message = "a rule is one of: `when` and `points`; `of` and `bands`, `points` or `containing`; `value`; `event` and `points`";
            self.tell(Code::RuleKind, node, message);
            return (rule, false);
        };
        self.misfits(&keys, kind.keys(), " does not go with this kind of rule");
        let mut read = true;
        rule.kind = Some(self.rule_kind(kind, &keys, &mut read));
        (rule, read)
    }

    fn rule_kind(&mut self, kind: Kind, keys: &Keys<'_>, read: &mut bool) -> RuleKind {
        let of = if keys.has("of") { self.named(keys.get("of")) } else { None };
        match kind {
            Kind::When => {
                let points = self.required(keys, "points");
                RuleKind::When { when: self.expression(keys.get("when")), points: self.points(points, read) }
            }
            Kind::Value => RuleKind::Value(self.expression(keys.get("value"))),
            Kind::Bands => {
                let bands = keys.get("bands").map(|node| self.rule_bands(node, read)).unwrap_or_default();
                RuleKind::Bands { of, bands }
            }
            Kind::Map => {
                let mut entries = Vec::new();
                let mut other = None;
                for member in self.entries(keys.get("points"), read) {
                    let points = self.points(Some(member.value), read);
                    match member.key.as_str() {
                        "*" => other = Some(points),
                        key => entries.push((key.to_owned(), points, member.value)),
                    }
                }
                RuleKind::Map { of, entries, other }
            }
            Kind::Containing => {
                let mut entries = Vec::new();
                for member in self.entries(keys.get("containing"), read) {
                    if member.key.is_empty() {
                        self.tell(Code::ImpossibleValue, member.value, "every text contains the empty text");
                    } else if is_array_index(&member.key) {
                        let after = " looks like a number of an array, and JavaScript would move it to the front";
                        self.about(Code::ImpossibleValue, member.value, &member.key, after);
                    }
                    entries.push((member.key.clone(), self.points(Some(member.value), read)));
                }
                RuleKind::Containing { of, entries }
            }
            Kind::Event => {
                let points = self.required(keys, "points");
                RuleKind::Event {
                    kind: self.named(keys.get("event")),
                    when: self.expression(keys.get("when")),
                    points: self.points(points, read),
                    most: keys.get("most").and_then(|node| self.most(node)),
                    decay: keys.get("decay").and_then(|node| self.decay(node)),
                }
            }
        }
    }

    /// Points, 0 if they could not be read.
    fn points(&mut self, node: Option<NodeId>, read: &mut bool) -> i64 {
        let points = self.thousandths(node);
        *read &= points.is_some();
        points.unwrap_or_default()
    }

    /// The entries of `points` or `containing`.
    fn entries(&mut self, node: Option<NodeId>, read: &mut bool) -> &'t [Member] {
        let Some(node) = node else { return &[] };
        let Some(members) = self.object(node) else {
            *read = false;
            return &[];
        };
        if members.is_empty() {
            self.tell(Code::ImpossibleValue, node, "at least one entry is needed");
        }
        *read &= members.len() <= ENTRIES;
        self.at_most(node, members, ENTRIES)
    }

    fn rule_bands(&mut self, node: NodeId, read: &mut bool) -> Vec<(f64, i64)> {
        let mut bands = Vec::new();
        let mut below = None;
        let elements = self.filled(node, ENTRIES);
        *read &= elements.is_some();
        for band in elements.unwrap_or_default() {
            let Some([edge, points]) = self.pair(*band, "a band is `[edge, points]`") else {
                *read = false;
                continue;
            };
            let edge = self.number(Some(edge));
            let points = self.points(Some(points), read);
            if let (Some(below), Some(edge)) = (below, edge)
                && edge <= below
            {
                self.tell(Code::BandsOrder, *band, "edges must rise, and this one does not");
            }
            below = edge.or(below);
            bands.extend(edge.map(|edge| (edge, points)));
        }
        bands
    }

    fn most(&mut self, node: NodeId) -> Option<Most> {
        let keys = self.keys(node, &["count", "per"], &[])?;
        let count = self.required(&keys, "count");
        // More than any number of events is as good as that many.
        let count = self.count(count).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        let per = self.required(&keys, "per");
        let per = self.word(per, &PER);
        Some(Most { count: count?, per: per? })
    }

    fn decay(&mut self, node: NodeId) -> Option<Decay> {
        let keys = self.keys(node, DECAYS, &[])?;
        let mut kinds = keys.iter();
        let (Some((kind, value)), None) = (kinds.next(), kinds.next()) else {
            let message = "a decay is one of `half_life`, `linear`, `step`, `expires`";
            return self.refuse(Code::DecayKind, node, message);
        };
        match kind {
            "half_life" => self.fixed(Some(value)).map(Decay::HalfLife),
            "linear" => self.fixed(Some(value)).map(Decay::Linear),
            "expires" => self.fixed(Some(value)).map(Decay::Expires),
            _ => {
                let keys = self.keys(value, &["share", "every"], &[])?;
                let share = self.required(&keys, "share").and_then(|node| {
                    let share = self.thousandths(Some(node))?;
                    if !(1..=1000).contains(&share) {
                        return self.refuse(Code::ImpossibleValue, node, "a share is greater than 0 and at most 1");
                    }
                    Some(share)
                });
                let every = self.required(&keys, "every");
                let every = self.fixed(every);
                Some(Decay::Step { share: share?, every: every? })
            }
        }
    }
}

/// Whether ECMAScript takes a key for an array index: those come first in every object.
fn is_array_index(key: &str) -> bool {
    let digits = key.bytes().all(|byte| byte.is_ascii_digit());
    let plain = key == "0" || !key.starts_with('0');
    let index = key.bytes().fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit & 15)));
    digits && plain && !key.is_empty() && index < u64::from(u32::MAX)
}
