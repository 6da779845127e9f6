//! A score under changes of a few facts, by what changes alone.

use super::combine::{Units, score_of};
use super::reach::{Reach, combine};
use super::space::Space;
use super::tables::{GroupTables, ScoreTables};
use crate::compile::flat::{Group, Matching, Score};
use crate::decide::rule::capped;

/// A score as the row has it, ready to be changed.
pub struct Lift<'s> {
    score: &'s Score,
    space: &'s Space<'s>,
    tables: ScoreTables<'s>,
    units: Units,
    /// By axis: the groups and rules that read it.
    touched: Vec<Vec<(usize, usize)>>,
    /// By axis: the groups whose condition reads it.
    conditions: Vec<Vec<usize>>,
    groups: Vec<Now>,
    total: i128,
    weight: i64,
}

/// A group as the row has it.
struct Now {
    inside: bool,
    /// Of all rules, before the cap.
    points: i64,
    share: i128,
}

impl<'s> Lift<'s> {
    /// Computes everything once.
    pub fn new(score: &'s Score, space: &'s Space<'s>, tables: ScoreTables<'s>) -> Lift<'s> {
        let mut touched = vec![Vec::new(); space.len()];
        let mut conditions = vec![Vec::new(); space.len()];
        let units = Units::new(score);
        let (mut groups, mut total, mut weight) = (Vec::with_capacity(score.groups.len()), 0_i128, 0);
        for ((number, group), tables) in score.groups.iter().enumerate().zip(&tables.groups) {
            for axis in &tables.applies.over {
                if let Some(conditions) = conditions.get_mut(*axis) {
                    conditions.push(number);
                }
            }
            for (rule, table) in tables.rules.iter().enumerate() {
                for axis in &table.over {
                    if let Some(touched) = touched.get_mut(*axis) {
                        touched.push((number, rule));
                    }
                }
            }
            let inside = tables.applies.at(space, &space.own).hit;
            let points = match group.matching {
                Matching::All => tables.rules.iter().map(|rule| rule.at(space, &space.own).points().0).sum(),
                _ => whole(space, group, tables, &space.own),
            };
            let share = units.share(group, capped(points, group.cap));
            if inside {
                total = total.saturating_add(share);
                weight += group.weight;
            }
            groups.push(Now { inside, points, share });
        }
        Lift { score, space, tables, units, touched, conditions, groups, total, weight }
    }

    /// The score where some axes have other parts than the row's own; `None` where it is missing.
    pub fn score(&self, parts: &[usize], changed: &[(usize, usize)]) -> Option<i64> {
        if !self.tables.applies.at(self.space, parts).hit {
            return None;
        }
        let (mut total, mut weight) = (self.total, self.weight);
        for (number, now) in self.groups.iter().enumerate() {
            let rules = || changed.iter().filter_map(|(axis, _)| self.touched.get(*axis)).flatten();
            let reads = rules().any(|(group, _)| *group == number);
            let asks = changed.iter().filter_map(|(axis, _)| self.conditions.get(*axis)).flatten();
            if !reads && !asks.into_iter().any(|group| *group == number) {
                continue;
            }
            let (Some(group), Some(tables)) = (self.score.groups.get(number), self.tables.groups.get(number)) else {
                continue;
            };
            if now.inside {
                total = total.saturating_sub(now.share);
                weight -= group.weight;
            }
            if !tables.applies.at(self.space, parts).hit {
                continue;
            }
            let points = match group.matching {
                Matching::All => self.sum(number, tables, now.points, parts, changed),
                _ => whole(self.space, group, tables, parts),
            };
            total = total.saturating_add(self.units.share(group, capped(points, group.cap)));
            weight += group.weight;
        }
        score_of(self.score, total, weight)
    }

    /// A group's points where only the rules that read what has changed are looked at.
    fn sum(
        &self,
        number: usize,
        tables: &GroupTables<'_>,
        now: i64,
        parts: &[usize],
        changed: &[(usize, usize)],
    ) -> i64 {
        let mut points = now;
        for (place, (axis, _)) in changed.iter().enumerate() {
            let before = changed.get(..place).unwrap_or_default();
            let rules = self.touched.get(*axis).into_iter().flatten().filter(|(group, _)| *group == number);
            for table in rules.filter_map(|(_, rule)| tables.rules.get(*rule)) {
                // A rule that reads two of them is looked at once.
                if !before.iter().any(|(axis, _)| table.over.contains(axis)) {
                    let [new, old] = [parts, &self.space.own].map(|parts| table.at(self.space, parts).points().0);
                    points += new - old;
                }
            }
        }
        points
    }

    /// By axis: the most points that each rule which reads it could give if it alone changed.
    pub fn alone(&self) -> Vec<Vec<i64>> {
        let mut fixed = self.space.fixed();
        let mut all = Vec::with_capacity(self.touched.len());
        for (axis, touched) in self.touched.iter().enumerate() {
            let own = fixed.get_mut(axis).and_then(Option::take);
            let high = touched.iter().map(|(group, rule)| self.high(*group, *rule, &fixed));
            all.push(high.collect());
            if let Some(place) = fixed.get_mut(axis) {
                *place = own;
            }
        }
        all
    }

    fn high(&self, group: usize, rule: usize, fixed: &[Option<usize>]) -> i64 {
        let table = self.tables.groups.get(group).and_then(|tables| tables.rules.get(rule));
        table.map_or(0, |table| table.hull(self.space, fixed).points().1)
    }

    /// A score that changing some axes cannot exceed.
    pub fn at_most(&self, changed: &[(usize, usize)], alone: &[Vec<i64>]) -> i64 {
        let asks = |axis: &usize| self.conditions.get(*axis).is_some_and(|groups| !groups.is_empty());
        if changed.iter().any(|(axis, _)| asks(axis) || self.tables.applies.over.contains(axis)) {
            return self.score.cap[1];
        }
        let mut fixed = self.space.fixed();
        for (axis, _) in changed {
            if let Some(place) = fixed.get_mut(*axis) {
                *place = None;
            }
        }
        let mut total = self.total;
        for (number, now) in self.groups.iter().enumerate().filter(|(_, now)| now.inside) {
            let (Some(group), Some(tables)) = (self.score.groups.get(number), self.tables.groups.get(number)) else {
                continue;
            };
            let (mut points, mut reads) = (now.points, false);
            for (place, (axis, _)) in changed.iter().enumerate() {
                let before = changed.get(..place).unwrap_or_default();
                let touched = self.touched.get(*axis).into_iter().flatten().zip(alone.get(*axis).into_iter().flatten());
                for ((_, rule), high) in touched.filter(|((group, _), _)| *group == number) {
                    let Some(table) = tables.rules.get(*rule) else { continue };
                    reads = true;
                    if before.iter().any(|(axis, _)| table.over.contains(axis)) {
                        continue;
                    }
                    let together = changed.iter().filter(|(axis, _)| table.over.contains(axis)).count() > 1;
                    let high = if together { self.high(number, *rule, &fixed) } else { *high };
                    points = points.saturating_add(high - table.at(self.space, &self.space.own).points().0);
                }
            }
            if !reads {
                continue;
            }
            let most = match group.matching {
                Matching::All => capped(points, group.cap),
                _ => combine(group, tables.rules.iter().map(|rule| rule.hull(self.space, &fixed))).1,
            };
            total = total.saturating_add(self.units.share(group, most).saturating_sub(now.share));
        }
        score_of(self.score, total, self.weight).unwrap_or(self.score.cap[1])
    }
}

/// A group's points by all of its rules, within its cap.
fn whole(space: &Space<'_>, group: &Group, tables: &GroupTables<'_>, parts: &[usize]) -> i64 {
    combine(group, tables.rules.iter().map(|rule| -> Reach { rule.at(space, parts) })).0
}
