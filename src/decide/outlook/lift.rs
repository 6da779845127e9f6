//! A score under changes of a few facts, by what changes alone.

use super::combine::{Units, score_of};
use super::reach::{Reach, combine};
use super::space::Space;
use super::table::{Step, Table};
use super::tables::ScoreTables;
use crate::compile::flat::{Group, Matching, Score};
use crate::decide::rule::capped;

/// Totals up to here can be added up.
const LARGEST: i128 = 1 << 120;

/// No group: what the score's own condition belongs to. No read: the end of a chain.
const NONE: usize = usize::MAX;

/// A score ready to be changed: facts are moved from cell to cell, and it follows.
pub struct Lift<'s> {
    score: &'s Score,
    units: Units,
    /// The score's condition, then each group's condition and rules.
    spots: Vec<Spot<'s>>,
    /// What reads an axis: chains that begin where `heads` says, by axis, one group after the other.
    reads: Vec<Read>,
    heads: Vec<usize>,
    groups: Vec<Member<'s>>,
    /// By axis: the part in which it is; the same where a look ahead leaves it open.
    parts: Vec<usize>,
    fixed: Vec<Option<usize>>,
    /// By axis: how many rules read it, and whether a condition does, the score's or a group's.
    readers: Vec<usize>,
    asked: Vec<bool>,
    total: i128,
    weight: i64,
    /// As the row has it.
    own: (i128, i64),
    /// Groups that a look ahead reaches; kept from look to look.
    reached: Vec<usize>,
}

/// A table with the entry at hand.
struct Spot<'s> {
    table: &'s Table,
    place: usize,
}

impl Spot<'_> {
    fn reach(&self) -> &Reach {
        self.table.entry(self.place)
    }
}

/// A table that reads an axis.
struct Read {
    spot: usize,
    group: usize,
    stride: usize,
    next: usize,
}

/// A group as it is.
struct Member<'s> {
    group: &'s Group,
    /// Its condition's spot, and the first behind its rules.
    spots: (usize, usize),
    inside: bool,
    /// Of all rules, before the cap; and how many more there could be, while that is looked for.
    points: i64,
    more: Option<i64>,
    share: i128,
}

impl<'s> Lift<'s> {
    /// Whether totals of a score fit into the numbers that are added up here.
    pub fn fits(score: &Score) -> bool {
        let most = |group: &Group| {
            let [low, high] = group.cap.map(|points| i128::from(points.saturating_abs()));
            group.factor.max(1).saturating_mul(low.max(high))
        };
        score.groups.iter().map(most).fold(0, i128::saturating_add) < LARGEST
    }

    /// The score as the row has it.
    pub fn new(score: &'s Score, space: &Space<'_>, tables: &'s ScoreTables<'_>) -> Lift<'s> {
        let mut lift = Lift {
            score,
            units: Units::new(score),
            spots: Vec::with_capacity(64),
            reads: Vec::with_capacity(64),
            heads: vec![NONE; space.len()],
            groups: Vec::with_capacity(score.groups.len()),
            parts: space.own.clone(),
            fixed: space.fixed(),
            readers: vec![0; space.len()],
            asked: vec![false; space.len()],
            total: 0,
            weight: 0,
            own: (0, 0),
            reached: Vec::new(),
        };
        lift.enter(&tables.applies, NONE, true);
        for ((number, group), tables) in score.groups.iter().enumerate().zip(&tables.groups) {
            let first = lift.spots.len();
            lift.enter(&tables.applies, number, true);
            let mut points = 0;
            for table in &tables.rules {
                points += lift.enter(table, number, false);
            }
            let spots = (first, lift.spots.len());
            lift.groups.push(Member { group, spots, inside: false, points, more: None, share: 0 });
            lift.refresh(number);
        }
        lift.own = (lift.total, lift.weight);
        lift
    }

    /// Adds a table, and gives its points.
    fn enter(&mut self, table: &'s Table, group: usize, condition: bool) -> i64 {
        let (spot, mut place) = (self.spots.len(), 0);
        for Step { axis, stride } in table.steps().iter().copied() {
            place += self.parts.get(axis).copied().unwrap_or(0) * stride;
            if let Some(head) = self.heads.get_mut(axis) {
                let next = std::mem::replace(head, self.reads.len());
                self.reads.push(Read { spot, group, stride, next });
            }
            if let (Some(readers), Some(asked)) = (self.readers.get_mut(axis), self.asked.get_mut(axis)) {
                *readers += usize::from(!condition);
                *asked |= condition;
            }
        }
        self.spots.push(Spot { table, place });
        table.entry(place).points().0
    }

    /// Moves a fact into another cell.
    pub fn set(&mut self, axis: usize, part: usize) {
        let (Some(held), Some(fixed)) = (self.parts.get_mut(axis), self.fixed.get_mut(axis)) else { return };
        let before = std::mem::replace(held, part);
        *fixed = Some(part);
        let mut at = self.heads.get(axis).copied().unwrap_or(NONE);
        while let Some(Read { spot, group, stride, next }) = self.reads.get(at) {
            let (number, mut more) = (*group, 0);
            if let Some(spot) = self.spots.get_mut(*spot) {
                more = -spot.reach().points().0;
                spot.place = spot.place.wrapping_add(stride.wrapping_mul(part.wrapping_sub(before)));
                more += spot.reach().points().0;
            }
            at = *next;
            let last = self.reads.get(at).is_none_or(|read| read.group != number);
            if let Some(member) = self.groups.get_mut(number) {
                member.points += more;
                if last {
                    self.refresh(number);
                }
            }
        }
    }

    /// The part in which a fact is.
    pub fn part(&self, axis: usize) -> usize {
        self.parts.get(axis).copied().unwrap_or(0)
    }

    /// Adds a group's points anew.
    fn refresh(&mut self, number: usize) {
        let Some(member) = self.groups.get_mut(number) else { return };
        if member.inside {
            self.total -= member.share;
            self.weight -= member.group.weight;
        }
        let (first, end) = member.spots;
        let mut spots = self.spots.get(first..end).unwrap_or_default().iter();
        member.inside = spots.next().is_some_and(|condition| condition.reach().hit);
        if !member.inside {
            return;
        }
        if member.group.matching != Matching::All {
            member.points = combine(member.group, &mut spots.map(|spot| *spot.reach())).0;
        }
        member.share = self.units.share(member.group, capped(member.points, member.group.cap));
        self.total += member.share;
        self.weight += member.group.weight;
    }

    /// The score; `None` where it is missing.
    pub fn score(&self) -> Option<i64> {
        let applies = self.spots.first().is_some_and(|condition| condition.reach().hit);
        if applies { score_of(self.score, self.total, self.weight) } else { None }
    }

    /// The score that the row would have with so much more, or less, in its total.
    pub fn with_gain(&self, gain: i128) -> i64 {
        score_of(self.score, self.own.0.saturating_add(gain), self.own.1).unwrap_or(self.score.cap[1])
    }

    /// The most that changing an axis could add to the total, whatever else changes among the axes
    /// that may; `None`: anything.
    pub fn gain(&self, axis: usize, free: &[Option<usize>]) -> Option<i128> {
        if self.asks(axis) {
            return None;
        }
        let mut gain = 0_i128;
        let mut at = self.heads.get(axis).copied().unwrap_or(NONE);
        while let Some(read) = self.reads.get(at) {
            at = read.next;
            let (Some(member), Some(spot)) = (self.groups.get(read.group), self.spots.get(read.spot)) else { continue };
            if member.inside {
                let group = member.group;
                let more = match group.matching {
                    Matching::All => (spot.table.hull(free).points().1 - spot.reach().points().0).max(0),
                    _ => group.cap[1] - capped(member.points, group.cap),
                };
                gain = gain.saturating_add(self.units.wide(group, more));
            }
        }
        Some(gain)
    }

    /// Whether a condition reads an axis, the score's or a group's.
    pub fn asks(&self, axis: usize) -> bool {
        self.asked.get(axis).copied().unwrap_or(false)
    }

    /// The most that could be in the total, compared to the row's own, were some axes, which no
    /// condition reads, changed too.
    pub fn most(&mut self, axes: &[usize]) -> i128 {
        for axis in axes {
            if let Some(part) = self.fixed.get_mut(*axis) {
                *part = None;
            }
        }
        for (number, axis) in axes.iter().enumerate() {
            let before = axes.get(..number).unwrap_or_default();
            let mut at = self.heads.get(*axis).copied().unwrap_or(NONE);
            while let Some(read) = self.reads.get(at) {
                at = read.next;
                let Some(member) = self.groups.get_mut(read.group).filter(|member| member.inside) else { continue };
                if member.more.is_none() {
                    self.reached.push(read.group);
                }
                let more = member.more.get_or_insert(0);
                let Some(spot) = self.spots.get(read.spot) else { continue };
                // A rule that reads two of the axes is looked at once.
                let new = before.is_empty() || !before.iter().any(|axis| spot.table.reads(*axis));
                if new && member.group.matching == Matching::All {
                    *more = more.saturating_add(spot.table.hull(&self.fixed).points().1 - spot.reach().points().0);
                }
            }
        }
        let mut most = self.total;
        while let Some(number) = self.reached.pop() {
            let Some(member) = self.groups.get_mut(number) else { continue };
            let (group, more) = (member.group, member.more.take().unwrap_or(0));
            let points = match group.matching {
                Matching::All => capped(member.points.saturating_add(more), group.cap),
                _ => {
                    let (first, end) = member.spots;
                    let spots = self.spots.get(first + 1..end).unwrap_or_default();
                    combine(group, &mut spots.iter().map(|spot| spot.table.hull(&self.fixed))).1
                }
            };
            most = most.saturating_add(self.units.share(group, points) - member.share);
        }
        for axis in axes {
            if let Some(part) = self.fixed.get_mut(*axis) {
                *part = self.parts.get(*axis).copied();
            }
        }
        most.saturating_sub(self.own.0)
    }

    /// How many rules read an axis.
    pub fn readers(&self, axis: usize) -> usize {
        self.readers.get(axis).copied().unwrap_or(0)
    }
}
