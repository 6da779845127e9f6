//! The range of a score: the fewest and the most points over everything that the missing
//! facts may be.
//!
//! Facts that some rule reads together are tried together, on every combination of their
//! cells; facts that do not hang together are tried apart, and what they give adds up.

use super::axis::Axis;
use super::combine::{Choice, Units, total};
use super::reach::{Reach, combine};
use super::table::{Table, combinations, tabulate};
use super::trial::Trial;
use crate::compile::flat::{Expression, Group, Matching, Roots, Score};
use crate::decide::open::Asking;
use crate::decide::rule::capped;

/// Most combinations of cells that are tried together.
const TOGETHER: usize = 4_096;
/// Most entries of one score's tables, and most steps through one cluster.
const ENTRIES: usize = 1 << 16;
const STEPS: usize = 1 << 18;

/// Lowest and highest score, thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub low: i64,
    pub high: i64,
    /// Whether there may be no score.
    pub missing: bool,
    /// Whether there may be one.
    pub present: bool,
    /// Whether low and high, and missing where it may be, are given by some values.
    pub exact: bool,
}

impl Span {
    /// No score.
    pub const NONE: Span = Span { low: 0, high: 0, missing: true, present: false, exact: true };
}

/// A score with the tables of everything in it that is open.
pub struct OpenScore<'m> {
    score: &'m Score,
    axes: Vec<Axis>,
    applies: Table,
    groups: Vec<OpenGroup<'m>>,
    /// Axes that hang together.
    clusters: Vec<Cluster>,
}

struct OpenGroup<'m> {
    group: &'m Group,
    applies: Table,
    rules: Vec<Table>,
}

/// Axes that are tried together.
struct Cluster {
    axes: Vec<usize>,
    /// Whether the score's own condition reads them.
    applies: bool,
    /// Numbers of the groups that read them.
    groups: Vec<usize>,
}

/// Which axes a part of a score reads.
struct Reading {
    applies: Vec<usize>,
    /// By group: its condition, its rules.
    groups: Vec<(Vec<usize>, Vec<Vec<usize>>)>,
}

impl Reading {
    fn of(score: &Score, trial: &Trial<'_>, axes: &[Axis], asking: &Asking) -> Reading {
        let read = |roots: &Roots| -> Vec<usize> {
            let reads = |axis: &Axis| match axis.fact {
                super::axis::Fact::Slot(slot) => roots.slots.has(slot),
                super::axis::Fact::Kind(kind) => roots.kinds.has(kind),
            };
            (0..).zip(axes).filter(|(_, axis)| reads(axis)).map(|(number, _)| number).collect()
        };
        let condition = |condition: Option<&Expression>| match condition {
            Some(condition) => {
                let over = read(&condition.roots);
                if over.is_empty() || asking.open(condition, &trial.view()) { over } else { Vec::new() }
            }
            None => Vec::new(),
        };
        let group = |group: &Group| {
            let rules = group.rules.iter().map(|rule| {
                let over = read(&rule.roots);
                let view = trial.view();
                let open = || asking.rule_asks(rule, view.row) || !rule.matches(&view, None, &mut |_| {});
                if over.is_empty() || open() { over } else { Vec::new() }
            });
            (condition(group.applies.as_ref()), rules.collect())
        };
        Reading {
            applies: condition(score.applies.as_ref()),
            groups: score.groups.iter().map(group).collect(),
        }
    }

    /// Each list of axes that one part reads, with the group it belongs to (`None`: the score).
    fn parts(&self) -> impl Iterator<Item = (Option<usize>, &Vec<usize>)> {
        let groups = self.groups.iter().enumerate().flat_map(|(number, (applies, rules))| {
            std::iter::once(applies).chain(rules).map(move |over| (Some(number), over))
        });
        std::iter::once((None, &self.applies)).chain(groups).filter(|(_, over)| !over.is_empty())
    }

    /// Axes that hang together: read by one rule or condition, or by groups that share an axis.
    fn clusters(&self, count: usize) -> Vec<Cluster> {
        let mut leader: Vec<usize> = (0..count).collect();
        let join = |leader: &mut Vec<usize>, one: usize, other: usize| {
            let (from, to) = (leader.get(one).copied(), leader.get(other).copied());
            if let (Some(from), Some(to)) = (from, to) {
                leader.iter_mut().filter(|place| **place == from).for_each(|place| *place = to);
            }
        };
        for (_, over) in self.parts() {
            over.iter().for_each(|axis| join(&mut leader, *axis, over.first().copied().unwrap_or(*axis)));
        }
        loop {
            let clusters = self.gather(&leader);
            let shared = clusters.iter().filter(|cluster| cluster.groups.len() + usize::from(cluster.applies) > 1);
            let mut joined = false;
            for cluster in shared {
                let holds = |holder: Option<usize>| holder.map_or(cluster.applies, |group| cluster.groups.contains(&group));
                let first = cluster.axes.first().copied().unwrap_or(0);
                for axis in self.parts().filter(|(holder, _)| holds(*holder)).flat_map(|(_, over)| over) {
                    if leader.get(*axis) != leader.get(first) {
                        join(&mut leader, *axis, first);
                        joined = true;
                    }
                }
            }
            if !joined {
                return clusters;
            }
        }
    }

    fn gather(&self, leader: &[usize]) -> Vec<Cluster> {
        let mut clusters: Vec<(usize, Cluster)> = Vec::new();
        for (holder, over) in self.parts() {
            let Some(lead) = over.first().and_then(|axis| leader.get(*axis)).copied() else { continue };
            if !clusters.iter().any(|(known, _)| *known == lead) {
                let axes = (0..).zip(leader).filter(|(_, of)| **of == lead).map(|(axis, _)| axis).collect();
                clusters.push((lead, Cluster { axes, applies: false, groups: Vec::new() }));
            }
            let Some((_, cluster)) = clusters.iter_mut().find(|(known, _)| *known == lead) else { continue };
            match holder {
                None => cluster.applies = true,
                Some(group) if !cluster.groups.contains(&group) => cluster.groups.push(group),
                Some(_) => {}
            }
        }
        clusters.into_iter().map(|(_, cluster)| cluster).collect()
    }
}

/// Makes axes coarser until everything that is tried stays within bounds.
fn bound(axes: &mut [Axis], reading: &Reading, clusters: &[Cluster]) {
    let size = |axes: &[Axis], over: &[usize]| {
        over.iter().filter_map(|axis| axes.get(*axis)).fold(1_usize, |size, axis| size.saturating_mul(axis.parts.len()))
    };
    let coarsen = |axes: &mut [Axis], over: &[usize]| {
        let largest = over.iter().copied().max_by_key(|axis| axes.get(*axis).map_or(0, |axis| axis.parts.len()));
        largest.and_then(|axis| axes.get_mut(axis)).filter(|axis| axis.parts.len() > 1).map(Axis::coarsen).is_some()
    };
    for cluster in clusters {
        let touching = reading.parts().filter(|(_, over)| over.iter().any(|axis| cluster.axes.contains(axis))).count();
        let most = TOGETHER.min(STEPS / touching.max(1));
        while size(axes, &cluster.axes) > most && coarsen(axes, &cluster.axes) {}
    }
    let all: Vec<usize> = (0..axes.len()).collect();
    loop {
        let entries = reading.parts().fold(0_usize, |sum, (_, over)| sum.saturating_add(size(axes, over)));
        if entries <= ENTRIES.max(reading.parts().count()) || !coarsen(axes, &all) {
            return;
        }
    }
}

impl<'m> OpenScore<'m> {
    /// Tries everything of a score that is open.
    pub fn new(score: &'m Score, trial: &mut Trial<'_>, axes: &[Axis], asking: &Asking) -> OpenScore<'m> {
        let mut axes = axes.to_vec();
        let reading = Reading::of(score, trial, &axes, asking);
        let clusters = reading.clusters(axes.len());
        bound(&mut axes, &reading, &clusters);
        let Reading { applies: over, groups: read } = reading;
        let applies = condition(trial, &axes, over, score.applies.as_ref());
        let groups = score.groups.iter().zip(read).map(|(group, (over, rules))| {
            let applies = condition(trial, &axes, over, group.applies.as_ref());
            let rules = group.rules.iter().zip(rules).map(|(rule, over)| {
                tabulate(trial, &axes, over, &rule.roots, |trial| super::reach::of_rule(trial, rule, group.matching))
            });
            OpenGroup { group, applies, rules: rules.collect() }
        });
        let groups = groups.collect();
        OpenScore { score, axes, applies, groups, clusters }
    }

    /// The score's range where each fact that is fixed has that part.
    pub fn span(&self, fixed: &[Option<usize>]) -> Span {
        let mut units = Units::new(self.score);
        let (mut present, mut missing) = (true, false);
        let mut apart: Vec<bool> = vec![true; self.groups.len()];
        match self.clusters.iter().find(|cluster| cluster.applies) {
            None => {
                let reach = self.applies.at(&self.axes, &[]);
                (present, missing) = (reach.hit, reach.miss);
                units.exact &= present != missing;
            }
            Some(cluster) if cluster.groups.is_empty() => {
                (present, missing) = (false, false);
                combinations(&self.axes, &cluster.axes, fixed, &mut |parts| {
                    let reach = self.applies.at(&self.axes, parts);
                    (present, missing) = (present || reach.hit, missing || reach.miss);
                    units.exact &= reach.hit != reach.miss;
                    true
                });
            }
            Some(_) => {}
        }
        for cluster in &self.clusters {
            if cluster.groups.len() + usize::from(cluster.applies) > 1 {
                for group in &cluster.groups {
                    if let Some(apart) = apart.get_mut(*group) {
                        *apart = false;
                    }
                }
                let (hit, miss) = self.joint(cluster, fixed, &mut units);
                if cluster.applies {
                    (present, missing) = (hit, miss);
                }
            }
        }
        if !present {
            return Span { exact: units.exact, ..Span::NONE };
        }
        for (number, _) in apart.iter().enumerate().filter(|(_, apart)| **apart) {
            self.apart(number, fixed, &mut units);
        }
        let exact = units.exact;
        let found = total(self.score, units);
        Span {
            low: found.low,
            high: found.high,
            missing: missing || found.missing,
            present: found.present,
            exact: exact && found.exact,
        }
    }

    /// Groups that share facts: every combination gives them all their points at once.
    /// Gives whether the score's own condition may hold, and may not.
    fn joint(&self, cluster: &Cluster, fixed: &[Option<usize>], units: &mut Units) -> (bool, bool) {
        let (mut present, mut missing) = (!cluster.applies, false);
        let mut unit = Vec::new();
        combinations(&self.axes, &cluster.axes, fixed, &mut |parts| {
            if cluster.applies {
                let reach = self.applies.at(&self.axes, parts);
                (present, missing) = (present || reach.hit, missing || reach.miss);
                units.exact &= reach.hit != reach.miss;
                if !reach.hit {
                    return true;
                }
            }
            let mut choices = vec![Choice::default()];
            for open in cluster.groups.iter().filter_map(|group| self.groups.get(*group)) {
                let applies = open.applies.at(&self.axes, parts);
                let mut definite = applies.hit != applies.miss;
                let reaches = open.rules.iter().map(|rule| {
                    let reach = rule.at(&self.axes, parts);
                    definite &= reach == Reach::NOTHING || reach.definite();
                    reach
                });
                let (low, high) = combine(open.group, reaches);
                // What a group that takes no part would give is no matter.
                units.exact &= definite || !applies.hit;
                let inside = units.choice(open.group, low, high);
                match (applies.hit, applies.miss) {
                    (true, false) => choices.iter_mut().for_each(|choice| *choice = choice.and(inside)),
                    (true, true) => {
                        let more: Vec<Choice> = choices.iter().map(|choice| choice.and(inside)).collect();
                        choices.extend(more);
                    }
                    _ => {}
                }
            }
            choices.into_iter().for_each(|choice| choice.join_into(&mut unit));
            true
        });
        units.add(unit);
        (present, missing)
    }

    /// A group whose facts no other group reads.
    fn apart(&self, number: usize, fixed: &[Option<usize>], units: &mut Units) {
        let Some(open) = self.groups.get(number) else { return };
        let mine: Vec<&Cluster> = self.clusters.iter().filter(|cluster| cluster.groups.contains(&number)).collect();
        let (mut hit, mut miss) = (false, false);
        let over_of_applies = open.applies.over.first();
        if over_of_applies.is_none() {
            let reach = open.applies.at(&self.axes, &[]);
            (hit, miss) = (reach.hit, reach.miss);
            units.exact &= hit != miss;
        }
        let mut sides = Sides { open, axes: &self.axes, fixed, exact: true };
        let settled = open.rules.iter().filter(|rule| rule.over.is_empty());
        // Which combinations of a cluster let the group take part at all.
        let mut takes = |cluster: &Cluster| -> Vec<bool> {
            let reads = over_of_applies.is_some_and(|axis| cluster.axes.contains(axis));
            let mut takes = Vec::new();
            combinations(&self.axes, &cluster.axes, fixed, &mut |parts| {
                if reads {
                    let reach = open.applies.at(&self.axes, parts);
                    (hit, miss) = (hit || reach.hit, miss || reach.miss);
                    units.exact &= reach.hit != reach.miss;
                    takes.push(reach.hit);
                } else {
                    takes.push(true);
                }
                true
            });
            takes
        };
        let alive: Vec<Vec<bool>> = mine.iter().map(|cluster| takes(cluster)).collect();
        let (low, high) = match open.group.matching {
            Matching::First => sides.first(&mine, alive),
            Matching::All => {
                let base = settled.map(|rule| sides.seen(rule.at(&self.axes, &[])).points());
                let base = base.fold((0, 0), add);
                mine.iter().zip(&alive).map(|(cluster, alive)| sides.sum(cluster, alive)).fold(base, add)
            }
            Matching::Max => {
                let base = settled.map(|rule| rule.at(&self.axes, &[])).fold(Reach::NOTHING, Reach::best);
                let base = sides.seen(base);
                let best = mine.iter().zip(&alive).map(|(cluster, alive)| sides.best(cluster, alive));
                best.fold(base, Reach::best).points()
            }
        };
        units.exact &= sides.exact || !hit;
        let inside = units.choice(open.group, capped(low, open.group.cap), capped(high, open.group.cap));
        units.add_either(hit.then_some(inside), miss || !hit);
    }
}

fn condition(trial: &mut Trial<'_>, axes: &[Axis], over: Vec<usize>, condition: Option<&Expression>) -> Table {
    let none = Roots::default();
    let roots = condition.map_or(&none, |condition| &condition.roots);
    tabulate(trial, axes, over, roots, |trial| {
        let truth = condition.map(|condition| trial.truth(condition));
        let (hit, miss) = truth.map_or((true, false), |truth| (truth.yes, truth.no || truth.unknown));
        Reach { hit, miss, low: 0, high: 0 }
    })
}

fn add((low, high): (i64, i64), (least, most): (i64, i64)) -> (i64, i64) {
    (low.saturating_add(least), high.saturating_add(most))
}

/// A group's rules over its clusters, each on its own.
struct Sides<'s, 'm> {
    open: &'s OpenGroup<'m>,
    axes: &'s [Axis],
    fixed: &'s [Option<usize>],
    exact: bool,
}

impl Sides<'_, '_> {
    fn seen(&mut self, reach: Reach) -> Reach {
        self.exact &= reach == Reach::NOTHING || reach.definite();
        reach
    }

    /// Hands the combinations of a cluster that are alive to `each`, with their numbers.
    fn alive(&self, cluster: &Cluster, alive: &[bool], each: &mut dyn FnMut(usize, &[usize])) {
        let mut number = 0;
        combinations(self.axes, &cluster.axes, self.fixed, &mut |parts| {
            if alive.get(number).copied().unwrap_or(false) {
                each(number, parts);
            }
            number += 1;
            true
        });
    }

    fn of_cluster<'c>(&self, cluster: &'c Cluster) -> impl Iterator<Item = &Table> + use<'_, 'c> {
        self.open.rules.iter().filter(|rule| rule.over.first().is_some_and(|axis| cluster.axes.contains(axis)))
    }

    /// Fewest and most points of all rules of a cluster together.
    fn sum(&mut self, cluster: &Cluster, alive: &[bool]) -> (i64, i64) {
        let (mut span, mut exact): (Option<(i64, i64)>, bool) = (None, true);
        self.alive(cluster, alive, &mut |_, parts| {
            let points = self.of_cluster(cluster).map(|rule| {
                let reach = rule.at(self.axes, parts);
                exact &= reach == Reach::NOTHING || reach.definite();
                reach.points()
            });
            let (low, high) = points.fold((0, 0), add);
            span = Some(span.map_or((low, high), |(least, most)| (least.min(low), most.max(high))));
        });
        self.exact &= exact;
        span.unwrap_or_default()
    }

    /// The best match of a cluster's rules.
    fn best(&mut self, cluster: &Cluster, alive: &[bool]) -> Reach {
        let (mut found, mut exact): (Option<Reach>, bool) = (None, true);
        self.alive(cluster, alive, &mut |_, parts| {
            let reaches = self.of_cluster(cluster).map(|rule| {
                let reach = rule.at(self.axes, parts);
                exact &= reach == Reach::NOTHING || reach.definite();
                reach
            });
            let best = reaches.fold(Reach::NOTHING, Reach::best);
            found = Some(found.map_or(best, |found| found.or(best)));
        });
        self.exact &= exact;
        found.unwrap_or(Reach::NOTHING)
    }

    /// The first match in document order: a rule is chosen where it matches and, in every
    /// cluster, some combination is left in which no earlier rule does.
    fn first(&mut self, clusters: &[&Cluster], mut alive: Vec<Vec<bool>>) -> (i64, i64) {
        let mut found = Reach { miss: false, ..Reach::NOTHING };
        let rules = &self.open.rules;
        for rule in rules {
            if alive.iter().any(|alive| !alive.contains(&true)) {
                return found.points();
            }
            let Some(place) = rule.over.first().and_then(|axis| clusters.iter().position(|cluster| cluster.axes.contains(axis)))
            else {
                let reach = self.seen(rule.at(self.axes, &[]));
                found = Reach { miss: false, ..found.or(reach) };
                if !reach.miss {
                    return found.points();
                }
                continue;
            };
            let (Some(cluster), Some(left)) = (clusters.get(place), alive.get_mut(place)) else { continue };
            let before = std::mem::take(left);
            let mut after = before.clone();
            let mut exact = true;
            self.alive(cluster, &before, &mut |number, parts| {
                let reach = rule.at(self.axes, parts);
                exact &= reach == Reach::NOTHING || reach.definite();
                found = Reach { miss: false, ..found.or(reach) };
                if let Some(left) = after.get_mut(number) {
                    *left = reach.miss;
                }
            });
            self.exact &= exact;
            if let Some(left) = alive.get_mut(place) {
                *left = after;
            }
        }
        if alive.iter().all(|alive| alive.contains(&true)) {
            found.miss = true;
        }
        found.points()
    }
}
