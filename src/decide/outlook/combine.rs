//! Groups to a score, where each gives one of several: sums, and exact weighted means whose
//! groups may or may not take part.

use crate::compile::flat::{Combine, Group, Score};
use crate::decide::rule::capped;
use crate::decide::score::{Mean, bounded_wide};
use ethnum::I256;

/// What a group, or several together, may give: its weight, and points over the score's
/// common denominator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    weight: i64,
    low: i128,
    high: i128,
}

impl Choice {
    /// Both together.
    pub fn and(self, other: Choice) -> Choice {
        Choice {
            weight: self.weight + other.weight,
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
        }
    }

    /// The one of two with the higher high, or the lower low.
    pub fn end(self, other: Option<Choice>, high: bool) -> Choice {
        match other {
            Some(other) if (high && other.high >= self.high) || (!high && other.low <= self.low) => other,
            _ => self,
        }
    }

    /// The same with the high, or the low, of another.
    pub fn with_end(self, other: Choice, high: bool) -> Choice {
        let (low, high) = if high { (self.low, other.high) } else { (other.low, self.high) };
        Choice { weight: other.weight, low, high }
    }

    /// Adds it, alone and together with any of a few others, to what a unit may give.
    pub fn with_any_of(self, others: &[Choice], unit: &mut Vec<Choice>) {
        match others.split_first() {
            None => self.join_into(unit),
            Some((first, rest)) => {
                self.with_any_of(rest, unit);
                self.and(*first).with_any_of(rest, unit);
            }
        }
    }

    /// Adds it to what a unit may give: one entry for each weight.
    pub fn join_into(self, unit: &mut Vec<Choice>) {
        match unit.iter_mut().find(|known| known.weight == self.weight) {
            Some(known) => {
                known.low = known.low.min(self.low);
                known.high = known.high.max(self.high);
            }
            None => unit.push(self),
        }
    }
}

/// Parts of a score that do not hang together, each with what it may give.
pub struct Units {
    /// Whether all of it is given by some values.
    pub exact: bool,
    weighted: bool,
    small: bool,
    all: Vec<Vec<Choice>>,
}

impl Units {
    /// No part yet.
    pub fn new(score: &Score) -> Units {
        let (weighted, small) = match score.combine {
            Combine::Sum => (false, true),
            Combine::Weighted { small, .. } => (true, small),
        };
        Units { exact: true, weighted, small, all: Vec::new() }
    }

    /// A group that takes part, with its points.
    pub fn choice(&self, group: &Group, low: i64, high: i64) -> Choice {
        let weight = if self.weighted { group.weight } else { 0 };
        Choice { weight, low: self.share(group, low), high: self.share(group, high) }
    }

    /// A group's points as a part of the score's total, over its common denominator.
    pub fn share(&self, group: &Group, points: i64) -> i128 {
        match (self.weighted, self.small) {
            (false, _) => i128::from(points),
            (true, true) => i128::from(group.near.wrapping_mul(points)),
            (true, false) => group.factor.saturating_mul(i128::from(points)),
        }
    }

    /// The same for points that may be more than the group's cap lets it have.
    pub fn wide(&self, group: &Group, points: i64) -> i128 {
        if self.weighted { group.factor.saturating_mul(i128::from(points)) } else { i128::from(points) }
    }

    /// Adds a group that takes part, or perhaps not.
    pub fn add_either(&mut self, inside: Option<Choice>, outside: bool) {
        let mut unit = Vec::with_capacity(2);
        if let Some(inside) = inside {
            inside.join_into(&mut unit);
        }
        if outside {
            Choice::default().join_into(&mut unit);
        }
        self.add(unit);
    }

    /// Adds a part that gives one of several.
    pub fn add(&mut self, unit: Vec<Choice>) {
        if !unit.is_empty() {
            self.all.push(unit);
        }
    }
}

/// Lowest and highest total.
pub struct Total {
    pub low: i64,
    pub high: i64,
    pub missing: bool,
    pub present: bool,
    pub exact: bool,
}

/// The score of one total, within its cap; `None` where nothing has weight.
pub fn score_of(score: &Score, total: i128, weight: i64) -> Option<i64> {
    let points = match score.combine {
        Combine::Sum => total,
        Combine::Weighted { common, small } => Mean::of(total, weight, small).rounded(common, score.cap[1])?,
    };
    Some(capped(bounded_wide(points), score.cap))
}

/// The totals that the units may give together, within the score's cap.
pub fn total(score: &Score, units: Units) -> Total {
    let all = units.all;
    match score.combine {
        Combine::Sum => {
            let sum = |side: fn(&Choice) -> i128, better: fn(i128, i128) -> i128| {
                all.iter().filter_map(|unit| unit.iter().map(side).reduce(better)).fold(0, i128::saturating_add)
            };
            let [low, high] = [sum(|choice| choice.low, i128::min), sum(|choice| choice.high, i128::max)];
            let [low, high] = [low, high].map(|total| score_of(score, total, 0).unwrap_or(0));
            Total { low, high, missing: false, present: true, exact: true }
        }
        Combine::Weighted { .. } => {
            let missing = all.iter().all(|unit| unit.iter().any(|choice| choice.weight == 0));
            let points = |sign: i64| {
                let found = extreme(&all, sign)?;
                Some((score_of(score, found.0, found.1)?, found.2))
            };
            match (points(-1), points(1)) {
                (Some((low, one)), Some((high, other))) => {
                    Total { low, high, missing, present: true, exact: one && other }
                }
                _ => Total { low: 0, high: 0, missing: true, present: false, exact: true },
            }
        }
    }
}

/// The selection with the greatest (`sign` 1) or least (−1) quotient of points and weight, and
/// whether it is surely that; `None` if nothing has weight.
///
/// Dinkelbach's method (W. Dinkelbach, On nonlinear fractional programming, 1967): take the
/// quotient of a selection as the price of weight, choose in each unit what is best at that
/// price, and go on until the quotient no longer grows.
fn extreme(all: &[Vec<Choice>], sign: i64) -> Option<(i128, i64, bool)> {
    let side = |choice: &Choice| if sign < 0 { choice.low } else { choice.high };
    let heaviest = |unit: &Vec<Choice>| unit.iter().max_by_key(|choice| choice.weight).copied();
    let sum =
        |(points, weight): (i128, i64), choice: Choice| (points.saturating_add(side(&choice)), weight + choice.weight);
    let mut best = all.iter().filter_map(heaviest).fold((0, 0), sum);
    if best.1 == 0 {
        return None;
    }
    if all.iter().all(|unit| unit.len() == 1) {
        return Some((best.0, best.1, true));
    }
    let gain = |(points, weight): (i128, i64), (price, unit): (i128, i64)| {
        I256::from(sign) * (I256::from(points) * I256::from(unit) - I256::from(price) * I256::from(weight))
    };
    for _ in 0..64 {
        let choose =
            |unit: &Vec<Choice>| unit.iter().max_by_key(|choice| gain((side(choice), choice.weight), best)).copied();
        let next = all.iter().filter_map(choose).fold((0, 0), sum);
        if next.1 == 0 || gain(next, best) <= I256::ZERO {
            return Some((best.0, best.1, true));
        }
        best = next;
    }
    Some((best.0, best.1, false))
}
