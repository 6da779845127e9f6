//! What rules may give, where it is not settled what they see. Points are thousandths.

use super::combine::{Units, total};
use super::span::Span;
use super::trial::Trial;
use crate::base::limits;
use crate::compile::flat::{Decay, EventRule, Expression, Group, Matching, Rule, RuleBody, Score};
use crate::decide::decay::decayed;
use crate::decide::rule::{bounded, capped, start_of, thousandths};
use crate::expr::{Truth, Values};

/// What one rule, or several together, may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// There may be no match.
    pub miss: bool,
    /// There may be one, with points from `low` to `high`.
    pub hit: bool,
    pub low: i64,
    pub high: i64,
}

impl Reach {
    /// No match.
    pub const NOTHING: Reach = Reach { miss: true, hit: false, low: 0, high: 0 };

    /// A condition that holds.
    pub const ALWAYS: Reach = Reach { miss: false, hit: true, low: 0, high: 0 };

    /// What a condition may be, as a match without points.
    pub fn of_condition(trial: &Trial<'_>, condition: &Expression) -> Reach {
        let truth = trial.truth(condition);
        Reach { hit: truth.yes, miss: truth.no || truth.unknown, low: 0, high: 0 }
    }

    fn hit(low: i64, high: i64) -> Reach {
        Reach { miss: false, hit: true, low, high }
    }

    /// Whether it is settled.
    pub fn definite(&self) -> bool {
        self.miss != self.hit && self.low == self.high
    }

    /// The fewest and the most points, none where there is no match.
    #[inline]
    pub fn points(&self) -> (i64, i64) {
        match (self.miss, self.hit) {
            (_, false) => (0, 0),
            (true, true) => (self.low.min(0), self.high.max(0)),
            (false, true) => (self.low, self.high),
        }
    }

    /// Either of two.
    #[must_use]
    pub fn or(self, other: Reach) -> Reach {
        let (low, high) = match (self.hit, other.hit) {
            (true, true) => (self.low.min(other.low), self.high.max(other.high)),
            (true, false) => (self.low, self.high),
            _ => (other.low, other.high),
        };
        Reach { miss: self.miss || other.miss, hit: self.hit || other.hit, low, high }
    }

    /// The better of two that do not hang together.
    #[must_use]
    pub fn best(self, other: Reach) -> Reach {
        let low = match (self.miss, other.miss) {
            (false, false) => self.low.max(other.low),
            (false, true) => self.low,
            (true, false) => other.low,
            (true, true) => self.or(other).low,
        };
        Reach { miss: self.miss && other.miss, low, ..self.or(other) }
    }

    /// The first of two that do not hang together.
    #[must_use]
    pub fn before(self, other: Reach) -> Reach {
        if self.miss { Reach { miss: other.miss, ..self.or(other) } } else { self }
    }

    fn capped(self, rule: &Rule) -> Reach {
        Reach { low: rule.capped(bounded(self.low)), high: rule.capped(bounded(self.high)), ..self }
    }

    fn misses(self, miss: bool) -> Reach {
        Reach { miss: self.miss || miss, ..self }
    }
}

/// What a condition's truth makes of points.
fn by_truth(truth: Truth, points: i64) -> Reach {
    let Truth { no, yes, unknown } = truth;
    if yes { Reach::hit(points, points).misses(no || unknown) } else { Reach::NOTHING }
}

/// What a rule may give in a group that counts its matches so, within its own cap.
pub fn of_rule(trial: &Trial<'_>, rule: &Rule, matching: Matching) -> Reach {
    if !trial.touches(rule) {
        return settled(trial, rule, matching);
    }
    let reach = match &rule.body {
        RuleBody::When { when, points } => by_truth(trial.truth(when), *points),
        RuleBody::Bands { slot, edges, points } => {
            let set = trial.slot(*slot);
            let Values::Numbers(low, high) = set.values else { return Reach::NOTHING };
            let [from, to] = [low, high].map(|value| edges.partition_point(|edge| *edge <= value));
            let reached = points.get(from.saturating_sub(1)..to).unwrap_or_default();
            among(reached.iter().copied()).misses(set.unknown || from == 0)
        }
        RuleBody::Texts { slot, entries, other } => {
            let set = trial.slot(*slot);
            let all = entries.iter().map(|(_, points)| *points);
            match set.values {
                Values::None => Reach::NOTHING,
                Values::Lists | Values::List(_) if matching == Matching::All => {
                    // Every element that has no entry is a match of its own.
                    let others = other.map(|points| points.saturating_mul(limits::LIST as i64));
                    together(all.chain(others))
                }
                Values::Lists | Values::List(_) => among(all.chain(*other)).misses(true),
                _ => among(all.chain(*other)).misses(set.unknown || other.is_none()),
            }
        }
        RuleBody::Indices { slot, entries } => {
            let set = trial.slot(*slot);
            let Values::Integers(low, high) = set.values else { return Reach::NOTHING };
            let [low, high] = [low, high.saturating_add(1)].map(|index| usize::try_from(index).unwrap_or(0));
            let reached = entries.get(low..high.min(entries.len())).unwrap_or_default();
            among(reached.iter().flatten().copied()).misses(set.unknown || reached.iter().any(Option::is_none))
        }
        RuleBody::Containing { slot, entries } => {
            let all = entries.iter().map(|(_, points)| *points);
            match (trial.slot(*slot).values, matching) {
                (Values::None, _) => Reach::NOTHING,
                (_, Matching::All) => together(all),
                _ => among(all).misses(true),
            }
        }
        RuleBody::Value(value) => {
            let set = trial.set(value);
            match set.values {
                Values::Numbers(low, high) => Reach::hit(thousandths(low), thousandths(high)).misses(set.unknown),
                _ => Reach::NOTHING,
            }
        }
        RuleBody::Event(rule) => of_events(trial, rule),
    };
    reach.capped(rule)
}

/// What a rule gives where nothing that it reads is open.
fn settled(trial: &Trial<'_>, rule: &Rule, matching: Matching) -> Reach {
    let mut chosen: Option<i64> = None;
    rule.matches(&trial.view(), None, &mut |found| {
        let points = rule.capped(found.points);
        chosen = Some(match (chosen, matching) {
            (None, Matching::First | Matching::Max) => points,
            (None, Matching::All) => found.points,
            (Some(before), Matching::All) => before.saturating_add(found.points),
            (Some(before), Matching::First) => before,
            (Some(before), Matching::Max) => before.max(points),
        });
    });
    match (chosen, matching) {
        (None, _) => Reach::NOTHING,
        (Some(points), Matching::All) => Reach::hit(points, points).capped(rule),
        (Some(points), _) => Reach::hit(points, points),
    }
}

/// Exactly one of several.
fn among(points: impl Iterator<Item = i64>) -> Reach {
    points.map(|points| Reach::hit(points, points)).reduce(Reach::or).unwrap_or(Reach::NOTHING)
}

/// Any of several, together.
fn together(points: impl Iterator<Item = i64> + Clone) -> Reach {
    let one = among(points.clone());
    let sum = |side: fn(i64) -> i64| points.clone().map(side).fold(0, i64::saturating_add);
    let (low, high) = (sum(|points| points.min(0)), sum(|points| points.max(0)));
    let low = if low < 0 { low } else { one.low };
    let high = if high > 0 { high } else { one.high };
    Reach { low, high, ..one.misses(true) }
}

fn of_events(trial: &Trial<'_>, rule: &EventRule) -> Reach {
    let spread = |fewest: i64, most: i64| if rule.points < 0 { (-most, -fewest) } else { (fewest, most) };
    let each = rule.points.saturating_abs();
    if trial.any_events(rule.kind) {
        let (low, high) = spread(0, each.saturating_mul(limits::EVENTS as i64));
        return Reach::hit(low, high).misses(true);
    }
    let Some(events) = trial.row().events(rule.kind).filter(|events| events.known) else { return Reach::NOTHING };
    let (from, to) = trial.now();
    let (mut fewest, mut most, mut hit, mut sure) = (0_i64, 0_i64, false, false);
    let mut unknown = false;
    // In the period at hand: how many newer events count for sure, and how many may.
    let (mut period, mut surely, mut perhaps) = (None, 0_u32, 0_u32);
    for event in events.later.iter().rev().chain(events.list.iter().rev()).filter(|event| event.at <= to) {
        let here = event.at <= from;
        let truth = match &rule.when {
            Some(when) => trial.truth_at(when, events, *event),
            None => Truth::of(Some(true)),
        };
        if here && truth.unknown && !truth.yes && !truth.no {
            return Reach::NOTHING;
        }
        unknown |= truth.unknown;
        if !truth.yes {
            continue;
        }
        let certain = here && truth.surely();
        let (mut may, mut must) = (true, certain);
        if let Some(limit) = rule.most {
            let this = start_of(&trial.view(), event.at, limit.per);
            if period != Some(this) {
                (period, surely, perhaps) = (Some(this), 0, 0);
            }
            may = surely < limit.count;
            must = certain && perhaps < limit.count;
            perhaps += 1;
            surely += u32::from(certain);
        }
        let (low, high) = worth(each, event.at, (from, to), rule.decay);
        let counts = |points: i64| points > 0 || rule.decay.is_none();
        if may {
            (hit, most) = (hit || counts(high), most.saturating_add(high));
        }
        if must {
            (sure, fewest) = (sure || counts(low), fewest.saturating_add(low));
        }
    }
    if !hit {
        return Reach::NOTHING;
    }
    let (low, high) = spread(bounded(fewest), bounded(most));
    Reach::hit(low, high).misses(!sure || unknown)
}

/// The least and the most that an event is worth while it is anywhere between two instants.
fn worth(points: i64, at: i64, (from, to): (i64, i64), decay: Option<Decay>) -> (i64, i64) {
    let Some(decay) = decay else { return (points, points) };
    (decayed(points, (to - at).max(0), decay), decayed(points, (from - at).max(0), decay))
}

/// What a group's rules may give together, within the group's cap: they are taken as if they
/// did not hang together.
pub fn of_group(trial: &Trial<'_>, group: &Group) -> (i64, i64) {
    combine(group, &mut group.rules.iter().map(|rule| of_rule(trial, rule, group.matching)))
}

/// Rules of a group that do not hang together, within the group's cap.
pub fn combine(group: &Group, reaches: &mut dyn Iterator<Item = Reach>) -> (i64, i64) {
    let (low, high) = match group.matching {
        Matching::All => reaches
            .map(|reach| reach.points())
            .fold((0_i64, 0_i64), |(low, high), (least, most)| (low.saturating_add(least), high.saturating_add(most))),
        Matching::Max => reaches.fold(Reach::NOTHING, Reach::best).points(),
        Matching::First => {
            let mut first = Reach::NOTHING;
            while first.miss
                && let Some(next) = reaches.next()
            {
                first = first.before(next);
            }
            first.points()
        }
    };
    (capped(low, group.cap), capped(high, group.cap))
}

/// The range of a score, its groups taken as if they did not hang together.
pub fn of_score(trial: &Trial<'_>, score: &Score) -> Span {
    let truth =
        |condition: Option<&Expression>| condition.map_or(Truth::of(Some(true)), |condition| trial.truth(condition));
    let applies = truth(score.applies.as_ref());
    if !applies.yes {
        return Span::NONE;
    }
    let mut units = Units::new(score);
    let part = |units: &mut Units, group: &Group| {
        let applies = truth(group.applies.as_ref());
        let (low, high) = if applies.yes { of_group(trial, group) } else { (0, 0) };
        let inside = applies.yes.then(|| units.choice(group, low, high));
        units.add_either(inside, !applies.surely());
    };
    score.groups.iter().for_each(|group| part(&mut units, group));
    let found = total(score, units);
    Span {
        low: found.low,
        high: found.high,
        missing: found.missing || !applies.surely(),
        present: found.present,
        exact: false,
    }
}
