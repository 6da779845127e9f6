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
    /// By axis: the rules that read it.
    reads: Vec<Vec<Read>>,
    /// By axis: the groups whose condition reads it.
    conditions: Vec<Vec<usize>>,
    groups: Vec<Now>,
    total: i128,
    weight: i64,
    /// Groups that a change reaches, and by group how many points more; kept from change to change.
    marked: Vec<usize>,
    more: Vec<Option<i64>>,
}

/// A rule that reads an axis.
struct Read {
    group: usize,
    rule: usize,
    /// Its points as the row has it.
    own: i64,
}

fn mark(marked: &mut Vec<usize>, more: &mut [Option<i64>], group: usize, points: i64) {
    let Some(place) = more.get_mut(group) else { return };
    match place {
        Some(sum) => *sum += points,
        None => {
            *place = Some(points);
            marked.push(group);
        }
    }
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
        let mut reads: Vec<Vec<Read>> = Vec::new();
        reads.resize_with(space.len(), Vec::new);
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
                let own = table.at(&space.own).points().0;
                for axis in &table.over {
                    if let Some(reads) = reads.get_mut(*axis) {
                        reads.push(Read { group: number, rule, own });
                    }
                }
            }
            let inside = tables.applies.at(&space.own).hit;
            let points = match group.matching {
                Matching::All => tables.rules.iter().map(|rule| rule.at(&space.own).points().0).sum(),
                _ => whole(group, tables, &space.own),
            };
            let share = units.share(group, capped(points, group.cap));
            if inside {
                total = total.saturating_add(share);
                weight += group.weight;
            }
            groups.push(Now { inside, points, share });
        }
        let more = vec![None; groups.len()];
        Lift { score, space, tables, units, reads, conditions, groups, total, weight, marked: Vec::new(), more }
    }

    /// The score where some axes have other parts than the row's own; `None` where it is missing.
    pub fn score(&mut self, parts: &[usize], changed: &[(usize, usize)]) -> Option<i64> {
        if !self.tables.applies.at(parts).hit {
            return None;
        }
        self.marked.clear();
        for (place, (axis, _)) in changed.iter().enumerate() {
            let before = changed.get(..place).unwrap_or_default();
            for read in self.reads.get(*axis).into_iter().flatten() {
                let Some(tables) = self.tables.groups.get(read.group) else { continue };
                let more = match tables.rules.get(read.rule) {
                    // A rule that reads two of the axes is looked at once.
                    Some(table) if !before.iter().any(|(axis, _)| table.over.contains(axis)) => {
                        table.at(parts).points().0 - read.own
                    }
                    _ => 0,
                };
                mark(&mut self.marked, &mut self.more, read.group, more);
            }
            for group in self.conditions.get(*axis).into_iter().flatten() {
                mark(&mut self.marked, &mut self.more, *group, 0);
            }
        }
        let (mut total, mut weight) = (self.total, self.weight);
        for number in &self.marked {
            let more = self.more.get_mut(*number).and_then(std::mem::take).unwrap_or(0);
            let (Some(group), Some(tables), Some(now)) =
                (self.score.groups.get(*number), self.tables.groups.get(*number), self.groups.get(*number))
            else {
                continue;
            };
            if now.inside {
                total = total.saturating_sub(now.share);
                weight -= group.weight;
            }
            if !tables.applies.at(parts).hit {
                continue;
            }
            let points = match group.matching {
                Matching::All => now.points + more,
                _ => whole(group, tables, parts),
            };
            total = total.saturating_add(self.units.share(group, capped(points, group.cap)));
            weight += group.weight;
        }
        score_of(self.score, total, weight)
    }

    /// How many rules read the axes of a change.
    pub fn readers(&self, changed: &[(usize, usize)]) -> usize {
        changed.iter().filter_map(|(axis, _)| self.reads.get(*axis)).map(Vec::len).sum()
    }

    /// By axis: the most that changing it could add to the total, whatever else changes among the
    /// axes that may; `None`: anything.
    pub fn gains(&self, may: &[bool]) -> Vec<Option<i128>> {
        let free = self.space.own.iter().enumerate();
        let free: Vec<Option<usize>> =
            free.map(|(axis, own)| (!may.get(axis).copied().unwrap_or(false)).then_some(*own)).collect();
        let all = self.reads.iter().enumerate().map(|(axis, reads)| {
            if !may.get(axis).copied().unwrap_or(false) || self.asks(axis) {
                return None;
            }
            Some(reads.iter().fold(0_i128, |sum, read| {
                let group = self.score.groups.get(read.group).zip(self.groups.get(read.group));
                let Some((group, now)) = group.filter(|(_, now)| now.inside) else { return sum };
                let more = match group.matching {
                    Matching::All => (self.high(read.group, read.rule, &free) - read.own).max(0),
                    _ => group.cap[1] - capped(now.points, group.cap),
                };
                sum.saturating_add(self.units.share(group, more))
            }))
        });
        all.collect()
    }

    /// The score that gains could reach at the most.
    pub fn with_gain(&self, gain: i128) -> i64 {
        score_of(self.score, self.total.saturating_add(gain), self.weight).unwrap_or(self.score.cap[1])
    }

    /// Whether a condition reads an axis, the score's or a group's.
    fn asks(&self, axis: usize) -> bool {
        self.conditions.get(axis).is_some_and(|groups| !groups.is_empty()) || self.tables.applies.over.contains(&axis)
    }

    /// By axis: the most points that each rule which reads it could give if it alone changed.
    pub fn alone(&self) -> Vec<Vec<i64>> {
        let mut fixed = self.space.fixed();
        let mut all = Vec::with_capacity(self.reads.len());
        for (axis, reads) in self.reads.iter().enumerate() {
            let own = fixed.get_mut(axis).and_then(Option::take);
            let high = reads.iter().map(|read| self.high(read.group, read.rule, &fixed));
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

    /// A score that changing some axes cannot exceed, where the first `set` of them have the parts
    /// that they are given and the others any.
    pub fn at_most(&self, changed: &[(usize, usize)], set: usize, alone: &[Vec<i64>]) -> i64 {
        if changed.iter().any(|(axis, _)| self.asks(*axis)) {
            return self.score.cap[1];
        }
        let mut fixed = self.space.fixed();
        for (place, (axis, part)) in changed.iter().enumerate() {
            if let Some(open) = fixed.get_mut(*axis) {
                *open = (place < set).then_some(*part);
            }
        }
        let mut total = self.total;
        for (number, now) in self.groups.iter().enumerate().filter(|(_, now)| now.inside) {
            let Some((group, tables)) = self.score.groups.get(number).zip(self.tables.groups.get(number)) else {
                continue;
            };
            let (mut points, mut reads) = (now.points, false);
            for (place, (axis, _)) in changed.iter().enumerate() {
                let before = changed.get(..place).unwrap_or_default();
                let mine = self.reads.get(*axis).into_iter().flatten().zip(alone.get(*axis).into_iter().flatten());
                for (read, high) in mine.filter(|(read, _)| read.group == number) {
                    let Some(table) = tables.rules.get(read.rule) else { continue };
                    reads = true;
                    if before.iter().any(|(axis, _)| table.over.contains(axis)) {
                        continue;
                    }
                    let together =
                        place < set || changed.iter().filter(|(axis, _)| table.over.contains(axis)).count() > 1;
                    let high = if together { self.high(number, read.rule, &fixed) } else { *high };
                    points = points.saturating_add(high - read.own);
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
        self.with_gain(total.saturating_sub(self.total))
    }
}

/// A group's points by all of its rules, within its cap.
fn whole(group: &Group, tables: &GroupTables<'_>, parts: &[usize]) -> i64 {
    combine(group, tables.rules.iter().map(|rule| -> Reach { rule.at(parts) })).0
}
