//! What one rule gives: nothing, unknown, or matches with points.

use super::decay::decayed;
use super::view::{Notes, View};
use crate::base::order::Index;
use crate::base::text::find;
use crate::base::{limits, number, time};
use crate::compile::flat::{EventRule, Group, Matching, Period, Rule, RuleBody};
use crate::expr::Value;
use crate::facts::row::Cell;

/// One match of a rule, its points in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Before decay.
    pub raw: i64,
    /// After decay; the same where nothing decays.
    pub points: i64,
    /// Events that count; 0 for other rules.
    pub events: u32,
}

impl Match {
    fn plain(points: i64) -> Match {
        Match { raw: bounded(points), points: bounded(points), events: 0 }
    }

    /// Two matches of one rule together.
    pub fn and(self, other: Match) -> Match {
        Match { raw: self.raw + other.raw, points: self.points + other.points, events: self.events + other.events }
    }
}

/// Points bounded as any rule's are.
pub fn bounded(points: i64) -> i64 {
    points.clamp(-limits::POINTS, limits::POINTS)
}

/// Points within a cap.
pub fn capped(points: i64, cap: [i64; 2]) -> i64 {
    let [low, high] = cap;
    points.max(low).min(high)
}

impl Rule {
    /// Points within the rule's own cap.
    pub fn capped(&self, points: i64) -> i64 {
        self.cap.map_or(points, |cap| capped(points, cap))
    }

    /// The rule's points where all its matches count; nothing, whatever its cap, where there is none.
    pub fn sum<'a>(&'a self, view: &View<'_>, notes: Option<&mut Notes<'a>>) -> i64 {
        let mut sum = None;
        self.matches(view, notes, &mut |found| sum = Some(sum.unwrap_or(0) + found.points));
        sum.map_or(0, |sum| self.capped(bounded(sum)))
    }

    /// Hands each match to `each`, in order; false if the rule is unknown.
    pub fn matches<'a>(&'a self, view: &View<'_>, notes: Option<&mut Notes<'a>>, each: &mut dyn FnMut(Match)) -> bool {
        match &self.body {
            RuleBody::When { when, points } => match view.truth(when, notes) {
                Some(true) => each(Match::plain(*points)),
                Some(false) => {}
                None => return false,
            },
            RuleBody::Bands { slot, edges, points } => {
                let Some(value) = view.number(*slot) else { return false };
                let below = edges.partition_point(|edge| *edge <= value);
                if let Some(points) = below.checked_sub(1).and_then(|band| points.get(band)) {
                    each(Match::plain(*points));
                }
            }
            RuleBody::Texts { slot, entries, other } => return texts(view, *slot, entries, *other, each),
            RuleBody::Indices { slot, entries } => {
                let Some(index) = view.integer(*slot) else { return false };
                let entry = usize::try_from(index).ok().and_then(|index| entries.get(index));
                if let Some(Some(points)) = entry {
                    each(Match::plain(*points));
                }
            }
            RuleBody::Containing { slot, entries } => {
                let Some(text) = view.text(*slot) else { return false };
                for (part, points) in entries {
                    if find(&text, part).is_some() {
                        each(Match::plain(*points));
                    }
                }
            }
            RuleBody::Value(value) => {
                let points = view.evaluate(value, notes, |value| match value {
                    Value::Number(value) => Some(thousandths(value)),
                    _ => None,
                });
                match points {
                    Some(points) => each(Match::plain(points)),
                    None => return false,
                }
            }
            RuleBody::Event(rule) => return rule.matches(view, notes, each),
        }
        true
    }
}

/// The points of some of a group's rules, before the group's cap: of all its matches,
/// or of the one that counts.
pub fn by_rules<'a>(group: &'a Group, rules: &[usize], view: &View<'_>, notes: &mut Notes<'a>) -> i64 {
    let mut rules = rules.iter().filter_map(|rule| group.rules.get(*rule));
    if group.matching == Matching::All {
        return rules.map(|rule| rule.sum(view, Some(notes))).sum();
    }
    let mut chosen = None;
    rules.by_ref().for_each(|rule| {
        rule.matches(view, Some(notes), &mut |found| {
            let points = rule.capped(found.points);
            if chosen.is_none_or(|best| group.matching == Matching::Max && points > best) {
                chosen = Some(points);
            }
        });
    });
    chosen.unwrap_or(0)
}

/// A number as points: its exact thousandfold, rounded half away from zero, within the bounds of points.
pub fn thousandths(value: f64) -> i64 {
    // Where the product of doubles is far enough from the middle of two integers, it rounds as the exact one does.
    let near = value * 1000.0;
    let rest = near - near.floor();
    if near.abs() < 1e12 && (rest - 0.5).abs() > 1e-3 {
        return (near + 0.5).floor() as i64;
    }
    match number::scaled(value, 1000) {
        Some(points) => points.clamp(-i128::from(limits::POINTS), i128::from(limits::POINTS)) as i64,
        None if value < 0.0 => -limits::POINTS,
        None => limits::POINTS,
    }
}

fn texts(
    view: &View<'_>,
    slot: u16,
    entries: &[(String, i64)],
    other: Option<i64>,
    each: &mut dyn FnMut(Match),
) -> bool {
    let mut look_up = |text: &str| {
        let entry =
            entries.binary_search_by(|(key, _)| key.as_str().cmp(text)).ok().and_then(|place| entries.get(place));
        if let Some(points) = entry.map(|(_, points)| *points).or(other) {
            each(Match::plain(points));
        }
    };
    if let Some(list) = view.list(slot) {
        let mut seen = Index::new();
        for text in list.iter() {
            if seen.insert(text) {
                look_up(text);
            }
        }
        return true;
    }
    match view.row.get(slot) {
        Cell::Missing => false,
        _ => view.text(slot).is_some_and(|text| {
            look_up(&text);
            true
        }),
    }
}

impl EventRule {
    fn matches<'a>(&'a self, view: &View<'_>, mut notes: Option<&mut Notes<'a>>, each: &mut dyn FnMut(Match)) -> bool {
        let Some(events) = view.row.events(self.kind).filter(|events| events.known) else { return false };
        let now = match view.row.get(crate::facts::schema::NOW) {
            Cell::Integer(now) => now,
            _ => return false,
        };
        let mut found = Match { raw: 0, points: 0, events: 0 };
        let mut known = true;
        let mut period = None;
        let mut in_period = 0;
        for event in events.list.iter().rev() {
            if let Some(when) = &self.when {
                match view.at(events, *event).truth(when, notes.as_deref_mut()) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        known = false;
                        continue;
                    }
                }
            }
            if let Some(most) = self.most {
                let this = start_of(view, event.at, most.per);
                in_period = if period == Some(this) { in_period + 1 } else { 1 };
                period = Some(this);
                if in_period > most.count {
                    continue;
                }
            }
            let points = self.decay.map_or(self.points, |decay| decayed(self.points, now - event.at, decay));
            if self.decay.is_some() && points == 0 {
                continue;
            }
            found.events += 1;
            found.raw += self.points;
            found.points += points;
        }
        if known && found.events > 0 {
            each(Match { raw: bounded(found.raw), points: bounded(found.points), ..found });
        }
        known
    }
}

/// The first day of an instant's period, in the policy's offset.
pub fn start_of(view: &View<'_>, at: i64, period: Period) -> i64 {
    let schema = &view.model.schema;
    let date = time::date_of(at, schema.offset);
    match period {
        Period::Day => date,
        Period::Week => time::week_start(date, schema.week_starts),
        Period::Month => time::month_start(date),
        Period::Ever => 0,
    }
}
