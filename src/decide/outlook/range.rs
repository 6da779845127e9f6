//! The range of a score: the fewest and the most points over everything that the missing
//! facts may be.
//!
//! Facts that some rule reads together are tried together, on every combination of their
//! cells; facts that do not hang together are tried apart, and what they give adds up. Where
//! there are too many combinations, each rule is taken as if it hung together with no other.

use super::combine::{Choice, Units, total};
use super::reach::{Reach, combine};
use super::space::Space;
use super::span::Span;
use super::table::{Table, combinations};
use super::tables::{GroupTables, ScoreTables};
use crate::compile::flat::{Group, Matching, Score};
use crate::decide::rule::capped;

/// Most combinations of cells that are tried together, and most steps through them.
const TOGETHER: usize = 4_096;
const STEPS: usize = 1 << 18;
/// Most rules and conditions of which it is found out what hangs together; of more, all does.
const PARTS: usize = 2_000;
/// Most groups of which it is open, even on one cell, whether they take part.
const PERHAPS: usize = 4;

/// A score with what in it hangs together.
pub struct OpenScore<'s> {
    score: &'s Score,
    space: &'s Space<'s>,
    tables: ScoreTables<'s>,
    clusters: Vec<Cluster>,
    /// The cluster that the score's condition reads.
    applies: Option<usize>,
    groups: Vec<OpenGroup>,
}

/// Which cluster a group's condition and rules read; `None`: nothing that is open.
struct OpenGroup {
    applies: Option<usize>,
    rules: Vec<Option<usize>>,
}

/// Axes that are tried together.
#[derive(Default)]
struct Cluster {
    axes: Vec<usize>,
    /// Numbers of the groups that read them, each once.
    groups: Vec<usize>,
    /// How many rules and conditions do.
    readers: usize,
}

/// Which open axes each part of a score depends on.
struct Dependence {
    applies: Vec<usize>,
    groups: Vec<(Vec<usize>, Vec<Vec<usize>>)>,
}

impl Dependence {
    fn of(tables: &ScoreTables<'_>, space: &Space<'_>) -> Dependence {
        let on = |table: &Table| if table.depends(space) { table.open(space) } else { Vec::new() };
        let group = |group: &GroupTables<'_>| (on(&group.applies), group.rules.iter().map(|rule| on(rule)).collect());
        Dependence { applies: on(&tables.applies), groups: tables.groups.iter().map(group).collect() }
    }

    /// Each list of axes that one part depends on, with the group it belongs to (`None`: the score).
    fn parts(&self) -> impl Iterator<Item = (Option<usize>, &Vec<usize>)> {
        let groups = self.groups.iter().enumerate().flat_map(|(number, (applies, rules))| {
            std::iter::once(applies).chain(rules).map(move |axes| (Some(number), axes))
        });
        std::iter::once((None, &self.applies)).chain(groups).filter(|(_, axes)| !axes.is_empty())
    }

    /// By axis: the first of those that it hangs together with, because one part reads both, or
    /// because groups that share an axis do.
    fn leaders(&self, count: usize) -> Vec<usize> {
        if self.parts().count() > PARTS {
            return vec![0; count];
        }
        let mut leader: Vec<usize> = (0..count).collect();
        let join = |leader: &mut Vec<usize>, one: usize, other: usize| {
            let (Some(one), Some(other)) = (leader.get(one).copied(), leader.get(other).copied()) else { return false };
            let (from, to) = (one.max(other), one.min(other));
            leader.iter_mut().filter(|place| **place == from).for_each(|place| *place = to);
            from != to
        };
        for (_, axes) in self.parts() {
            axes.windows(2).for_each(|pair| {
                if let [one, other] = pair {
                    join(&mut leader, *one, *other);
                }
            });
        }
        loop {
            let mut joined = false;
            // What holds each set of axes: the first holder seen, and whether there are others.
            let mut holders: Vec<Vec<Option<usize>>> = vec![Vec::new(); count];
            for (holder, axes) in self.parts() {
                let lead = axes.first().and_then(|axis| leader.get(*axis)).copied().unwrap_or(0);
                if let Some(holders) = holders.get_mut(lead).filter(|holders| !holders.contains(&holder)) {
                    holders.push(holder);
                }
            }
            for (lead, holders) in holders.iter().enumerate().filter(|(_, holders)| holders.len() > 1) {
                for (_, axes) in self.parts().filter(|(holder, _)| holders.contains(holder)) {
                    axes.iter().for_each(|axis| joined |= join(&mut leader, *axis, lead));
                }
            }
            if !joined {
                return leader;
            }
        }
    }
}

impl<'s> OpenScore<'s> {
    /// Finds what hangs together.
    pub fn new(score: &'s Score, space: &'s Space<'s>, tables: ScoreTables<'s>) -> OpenScore<'s> {
        let dependence = Dependence::of(&tables, space);
        let leaders = dependence.leaders(space.len());
        let mut clusters: Vec<Cluster> = Vec::new();
        let mut numbers: Vec<Option<usize>> = vec![None; leaders.len()];
        let mut enter = |group: Option<usize>, axes: &Vec<usize>| -> Option<usize> {
            let lead = *leaders.get(*axes.first()?)?;
            let place = numbers.get_mut(lead)?;
            let number = *place.get_or_insert_with(|| {
                clusters.push(Cluster::default());
                clusters.len() - 1
            });
            let cluster = clusters.get_mut(number)?;
            cluster.readers += 1;
            axes.iter().for_each(|axis| {
                if !cluster.axes.contains(axis) {
                    cluster.axes.push(*axis);
                }
            });
            if let Some(group) = group.filter(|group| !cluster.groups.contains(group)) {
                cluster.groups.push(group);
            }
            Some(number)
        };
        let applies = enter(None, &dependence.applies);
        let groups = dependence.groups.iter().enumerate().map(|(number, (applies, rules))| OpenGroup {
            applies: enter(Some(number), applies),
            rules: rules.iter().map(|axes| enter(Some(number), axes)).collect(),
        });
        let groups = groups.collect();
        OpenScore { score, space, tables, clusters, applies, groups }
    }

    /// The tables of the score.
    pub fn tables(&self) -> &ScoreTables<'s> {
        &self.tables
    }

    /// Whether a cluster can be tried as a whole.
    fn fits(&self, cluster: &Cluster, fixed: &[Option<usize>]) -> bool {
        let size = self.space.size(&cluster.axes, fixed);
        let perhaps =
            |group: &&usize| self.tables.groups.get(**group).is_some_and(|tables| tables.applies.wavers(self.space));
        // Each group that may take part or not doubles what a combination gives.
        if cluster.groups.iter().filter(perhaps).count() > PERHAPS {
            return false;
        }
        size <= TOGETHER && size.saturating_mul(cluster.readers) <= STEPS
    }

    /// The score's range where each axis that is fixed has that part.
    pub fn span(&self, fixed: &[Option<usize>]) -> Span {
        let mut units = Units::new(self.score);
        let all = self.tables.applies.hull(fixed);
        let (mut present, mut missing) = (all.hit, all.miss);
        units.exact &=
            all.definite() || self.applies.is_some_and(|number| self.settles(number, &self.tables.applies, fixed));
        let mut apart: Vec<bool> = vec![true; self.groups.len()];
        for (number, cluster) in self.clusters.iter().enumerate() {
            let applies = self.applies == Some(number);
            if cluster.groups.len() + usize::from(applies) < 2 || cluster.groups.is_empty() {
                continue;
            }
            if !self.fits(cluster, fixed) {
                units.exact = false;
                continue;
            }
            for group in &cluster.groups {
                if let Some(apart) = apart.get_mut(*group) {
                    *apart = false;
                }
            }
            let (hit, miss) = self.joint(cluster, applies, fixed, &mut units);
            if applies {
                (present, missing) = (hit, miss);
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

    /// Whether a condition is settled, one way or the other, by each combination of its cluster.
    fn settles(&self, cluster: usize, table: &Table, fixed: &[Option<usize>]) -> bool {
        let mut settled = self.clusters.get(cluster).is_some_and(|cluster| self.fits(cluster, fixed));
        if settled {
            combinations(self.space, &table.open(self.space), fixed, &mut |parts| {
                settled &= table.at(parts).definite();
                settled
            });
        }
        settled
    }

    /// Groups that share facts: every combination gives them all their points at once.
    /// Gives whether the score's own condition may hold, and may not.
    fn joint(&self, cluster: &Cluster, applies: bool, fixed: &[Option<usize>], units: &mut Units) -> (bool, bool) {
        let (mut present, mut missing) = (!applies, false);
        let mut unit = Vec::new();
        let mut choices = Vec::new();
        let parts: Vec<Part<'_>> = cluster.groups.iter().filter_map(|group| self.part(*group)).collect();
        if !applies && self.plain(&parts, cluster) {
            let mut ends = Choice::default();
            for high in [false, true] {
                let lists = front(self.space, cluster, &parts, fixed, high);
                let mut end = None;
                choose(&cluster.axes, &lists, fixed, &mut |at| {
                    let mut whole = Choice::default();
                    for part in &parts {
                        let (low, high, definite) = part.points(at);
                        units.exact &= definite;
                        whole = whole.and(units.choice(part.group, low, high));
                    }
                    end = Some(whole.end(end, high));
                });
                ends = ends.with_end(end.unwrap_or_default(), high);
            }
            units.add(vec![ends]);
            return (true, false);
        }
        combinations(self.space, &cluster.axes, fixed, &mut |at| {
            if applies {
                let reach = self.tables.applies.at(at);
                (present, missing) = (present || reach.hit, missing || reach.miss);
                if !reach.hit {
                    return true;
                }
            }
            let mut whole = Choice::default();
            choices.clear();
            for part in &parts {
                let applies = part.applies.at(at);
                if !applies.hit {
                    continue;
                }
                let (low, high, definite) = part.points(at);
                // What a group that takes no part would give is no matter.
                units.exact &= definite;
                let inside = units.choice(part.group, low, high);
                if applies.miss {
                    units.exact = false;
                    choices.push(inside);
                } else {
                    whole = whole.and(inside);
                }
            }
            whole.with_any_of(&choices, &mut unit);
            true
        });
        units.add(unit);
        (present, missing)
    }

    /// Whether more points of any rule of a cluster always mean more: then each end of the range
    /// lies where no cell of an axis is better than another's.
    fn plain(&self, parts: &[Part<'_>], cluster: &Cluster) -> bool {
        parts.iter().all(|part| {
            let steady = *part.applies.at(&self.space.own) == Reach::ALWAYS
                && !cluster.axes.iter().any(|axis| part.applies.reads(*axis));
            steady && part.group.matching == Matching::All
        })
    }

    /// A group with what stays the same summed up.
    fn part(&self, number: usize) -> Option<Part<'_>> {
        let (group, tables, open) =
            (self.score.groups.get(number)?, self.tables.groups.get(number)?, self.groups.get(number)?);
        let mut part = Part { group, applies: &tables.applies, base: (0, 0), definite: true, rules: Vec::new() };
        for (rule, cluster) in tables.rules.iter().zip(&open.rules) {
            if group.matching == Matching::All && cluster.is_none() {
                let reach = rule.at(&self.space.own);
                part.base = add(part.base, reach.points());
                part.definite &= reach.definite();
            } else {
                part.rules.push(rule);
            }
        }
        Some(part)
    }

    /// A group whose facts no other group reads, or too many to try them together.
    fn apart(&self, number: usize, fixed: &[Option<usize>], units: &mut Units) {
        let (Some(group), Some(tables), Some(open)) =
            (self.score.groups.get(number), self.tables.groups.get(number), self.groups.get(number))
        else {
            return;
        };
        let mine = (0..).zip(&self.clusters).filter(|(_, cluster)| cluster.groups.contains(&number));
        let mine: Vec<(usize, &Cluster)> = mine.collect();
        let alone = mine.iter().all(|(_, cluster)| cluster.groups.len() == 1 && self.fits(cluster, fixed))
            && mine.iter().all(|(number, _)| self.applies != Some(*number));
        if !alone {
            units.exact = false;
            let applies = tables.applies.hull(fixed);
            let (low, high) = combine(group, &mut tables.rules.iter().map(|rule| rule.hull(fixed)));
            let inside = applies.hit.then(|| units.choice(group, low, high));
            return units.add_either(inside, applies.miss);
        }
        let applies = tables.applies.hull(fixed);
        units.exact &=
            applies.definite() || open.applies.is_some_and(|number| self.settles(number, &tables.applies, fixed));
        let mut sides = Sides { space: self.space, group, tables, open, fixed, exact: true };
        let alive: Vec<Vec<bool>> = mine.iter().map(|(number, cluster)| sides.taking(*number, cluster)).collect();
        let (low, high) = sides.points(&mine, alive);
        units.exact &= sides.exact || !applies.hit;
        let inside = applies.hit.then(|| units.choice(group, capped(low, group.cap), capped(high, group.cap)));
        units.add_either(inside, applies.miss || !applies.hit);
    }
}

/// By axis of a cluster: the parts that no other part of the axis outdoes in every rule, whatever
/// the other axes are; for the high or the low end.
fn front(
    space: &Space<'_>,
    cluster: &Cluster,
    parts: &[Part<'_>],
    fixed: &[Option<usize>],
    high: bool,
) -> Vec<Vec<usize>> {
    let mut held = fixed.to_vec();
    let front = cluster.axes.iter().map(|axis| {
        if let Some(Some(part)) = fixed.get(*axis) {
            return vec![*part];
        }
        let rules = || parts.iter().flat_map(|part| &part.rules).filter(|rule| rule.reads(*axis));
        let mut best: Vec<(usize, Vec<i64>)> = Vec::new();
        for part in 0..space.parts(*axis) {
            if let Some(place) = held.get_mut(*axis) {
                *place = Some(part);
            }
            let mut gives = Vec::new();
            for rule in rules() {
                rule.each(space, &held, &mut |reach| {
                    let (low, most) = reach.points();
                    gives.push(if high { most } else { low.saturating_neg() });
                    true
                });
            }
            let outdone = |by: &[i64], one: &[i64]| one.iter().zip(by).all(|(one, by)| one <= by);
            if !best.iter().any(|(_, known)| outdone(known, &gives)) {
                best.retain(|(_, known)| !outdone(&gives, known));
                best.push((part, gives));
            }
        }
        if let Some(place) = held.get_mut(*axis) {
            *place = None;
        }
        best.into_iter().map(|(part, _)| part).collect()
    });
    front.collect()
}

/// Goes through every combination of listed parts of some axes.
fn choose(axes: &[usize], lists: &[Vec<usize>], fixed: &[Option<usize>], each: &mut dyn FnMut(&[usize])) {
    let mut at: Vec<usize> = fixed.iter().map(|part| part.unwrap_or(0)).collect();
    let mut places = vec![0; lists.len()];
    loop {
        for ((axis, list), place) in axes.iter().zip(lists).zip(&places) {
            if let (Some(at), Some(part)) = (at.get_mut(*axis), list.get(*place)) {
                *at = *part;
            }
        }
        each(&at);
        let mut moved = false;
        for (place, list) in places.iter_mut().zip(lists).rev() {
            *place += 1;
            if *place < list.len() {
                moved = true;
                break;
            }
            *place = 0;
        }
        if !moved {
            return;
        }
    }
}

/// A group of which some rules are open.
struct Part<'p> {
    group: &'p Group,
    applies: &'p Table,
    /// What the rules give together that are not, where all count.
    base: (i64, i64),
    definite: bool,
    rules: Vec<&'p Table>,
}

impl Part<'_> {
    /// The group's points within its cap, and whether they are settled.
    fn points(&self, at: &[usize]) -> (i64, i64, bool) {
        let mut definite = self.definite;
        if self.group.matching == Matching::All {
            let (mut low, mut high) = self.base;
            for rule in &self.rules {
                let reach = rule.at(at);
                definite &= reach.definite();
                let (least, most) = reach.points();
                (low, high) = (low.saturating_add(least), high.saturating_add(most));
            }
            return (capped(low, self.group.cap), capped(high, self.group.cap), definite);
        }
        let mut reaches = self.rules.iter().map(|rule| {
            let reach = rule.at(at);
            definite &= reach.definite();
            *reach
        });
        let (low, high) = combine(self.group, &mut reaches);
        (low, high, definite)
    }
}

fn add((low, high): (i64, i64), (least, most): (i64, i64)) -> (i64, i64) {
    (low.saturating_add(least), high.saturating_add(most))
}

/// A group's rules over its clusters, each on its own.
struct Sides<'s> {
    space: &'s Space<'s>,
    group: &'s Group,
    tables: &'s GroupTables<'s>,
    open: &'s OpenGroup,
    fixed: &'s [Option<usize>],
    exact: bool,
}

impl Sides<'_> {
    /// Which combinations of a cluster let the group take part at all.
    fn taking(&self, number: usize, cluster: &Cluster) -> Vec<bool> {
        let reads = self.open.applies == Some(number);
        let mut taking = Vec::new();
        combinations(self.space, &cluster.axes, self.fixed, &mut |parts| {
            taking.push(!reads || self.tables.applies.at(parts).hit);
            true
        });
        taking
    }

    /// The fewest and the most points of all rules, before the group's cap.
    fn points(&mut self, clusters: &[(usize, &Cluster)], alive: Vec<Vec<bool>>) -> (i64, i64) {
        if self.group.matching == Matching::First {
            return self.first(clusters, alive);
        }
        let settled = Reach::NOTHING;
        let all = self.group.matching == Matching::All;
        let (mut sum, mut best) = ((0, 0), settled);
        for (rule, _) in self.tables.rules.iter().zip(&self.open.rules).filter(|(_, cluster)| cluster.is_none()) {
            let reach = rule.at(&self.space.own);
            self.exact &= reach.definite();
            sum = add(sum, reach.points());
            best = best.best(*reach);
        }
        for ((number, cluster), alive) in clusters.iter().zip(&alive) {
            let (points, reach) = self.together(*number, cluster, alive);
            sum = add(sum, points);
            best = best.best(reach);
        }
        if all { sum } else { best.points() }
    }

    /// Rules of one cluster: the sum of all, and the best of them.
    fn together(&mut self, number: usize, cluster: &Cluster, alive: &[bool]) -> ((i64, i64), Reach) {
        let mut found: Option<((i64, i64), Reach)> = None;
        let mut exact = true;
        let mut place = 0;
        let rules = self.tables.rules.iter().zip(&self.open.rules).filter(|(_, of)| **of == Some(number));
        let rules: Vec<&Table> = rules.map(|(rule, _)| &**rule).collect();
        combinations(self.space, &cluster.axes, self.fixed, &mut |parts| {
            place += 1;
            if !alive.get(place - 1).copied().unwrap_or(false) {
                return true;
            }
            let (mut sum, mut best) = ((0, 0), Reach::NOTHING);
            for rule in &rules {
                let reach = rule.at(parts);
                exact &= reach.definite();
                sum = add(sum, reach.points());
                best = best.best(*reach);
            }
            found = Some(
                found.map_or((sum, best), |((low, high), reach)| ((low.min(sum.0), high.max(sum.1)), reach.or(best))),
            );
            true
        });
        self.exact &= exact;
        found.unwrap_or(((0, 0), Reach::NOTHING))
    }

    /// The first match in document order: a rule is chosen where it matches and, in every
    /// cluster, some combination is left in which no earlier rule does.
    fn first(&mut self, clusters: &[(usize, &Cluster)], mut alive: Vec<Vec<bool>>) -> (i64, i64) {
        let mut found = Reach { miss: false, ..Reach::NOTHING };
        for (rule, of) in self.tables.rules.iter().zip(&self.open.rules) {
            if alive.iter().any(|alive| !alive.contains(&true)) {
                return found.points();
            }
            let place = of.and_then(|of| clusters.iter().position(|(number, _)| *number == of));
            let Some((place, (_, cluster))) = place.and_then(|place| Some((place, clusters.get(place)?))) else {
                let reach = rule.at(&self.space.own);
                self.exact &= reach.definite();
                found = Reach { miss: false, ..found.or(*reach) };
                if !reach.miss {
                    return found.points();
                }
                continue;
            };
            let Some(alive) = alive.get_mut(place) else { continue };
            let (mut number, mut exact) = (0, true);
            combinations(self.space, &cluster.axes, self.fixed, &mut |parts| {
                if let Some(alive) = alive.get_mut(number).filter(|alive| **alive) {
                    let reach = rule.at(parts);
                    exact &= reach.definite();
                    found = Reach { miss: false, ..found.or(*reach) };
                    *alive = reach.miss;
                }
                number += 1;
                true
            });
            self.exact &= exact;
        }
        found.miss = alive.iter().all(|alive| alive.contains(&true));
        found.points()
    }
}
