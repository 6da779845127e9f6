//! Scores: rules with their types checked, and the exact mean prepared.

use super::Compiler;
use super::flat::{self, Combine, EventRule, Group, Matching, PHASE_NAMES, PHASES, Period, RuleBody, Score};
use crate::base::order::{self, Index};
use crate::error::Code;
use crate::expr::{Expected, Type};
use crate::facts::schema::FIELDS;
use crate::policy::model::{self, Named, Policy, RuleKind};

/// Bound of the common denominator times the sum of weights, both in thousandths.
const FINEST: i128 = 1 << 126;

impl<'p> Compiler<'p, '_> {
    /// Every score, in document order, but those that cannot be computed.
    #[inline(never)]
    pub(super) fn scores(&mut self, policy: &'p Policy) -> Vec<Score> {
        let mut all = Vec::new();
        for (number, score) in policy.scores.iter().enumerate() {
            let slot = self.names.score_slot(number);
            self.names.ready = slot;
            match self.score(policy, score, slot) {
                Some(score) => all.push(score),
                None => self.broken = true,
            }
        }
        self.names.ready = self.names.risk_slot();
        all
    }

    #[inline(never)]
    fn score(&mut self, policy: &Policy, score: &model::Score, slot: u16) -> Option<Score> {
        let applies = self.condition(score.for_.as_ref(), None);
        let mut groups = Vec::new();
        for group in &score.groups {
            match self.group(policy, group) {
                Some(group) => groups.push(group),
                None => self.broken = true,
            }
        }
        let weighted = score.combine == model::Combine::Weighted;
        let combine = if weighted { self.mean(score, &mut groups) } else { Some(Combine::Sum) };
        Some(Score {
            name: score.name.clone(),
            slot,
            applies: applies?,
            cap: score.cap?,
            combine: combine?,
            groups,
            axes: Vec::new(),
        })
    }

    /// Prepares the exact mean: one denominator for all groups.
    #[inline(never)]
    fn mean(&mut self, score: &model::Score, groups: &mut [Group]) -> Option<Combine> {
        let weights: Option<i128> = score.groups.iter().map(|group| group.weight.map(i128::from)).sum();
        let weights = weights?;
        let mut common: Option<i128> = Some(1);
        for group in &score.groups {
            let [_, top] = group.cap?.map(i128::from);
            if top <= 0 {
                return None;
            }
            common = common
                .and_then(|common| (common / gcd(common, top)).checked_mul(top))
                .filter(|common| *common < FINEST);
        }
        let fine = common.filter(|common| common.checked_mul(weights.max(1)).is_some_and(|whole| whole < FINEST));
        let Some(common) = fine else {
            let message = "the exact mean of these groups cannot be computed: the tops of their caps have no common multiple that is small enough";
            let help = Some("use rounder caps, such as 40, 60 or 100".to_owned());
            self.problems.add_help(Code::TooFine, score.node, message, help);
            return None;
        };
        let mut largest = 0_i128;
        for group in groups.iter_mut() {
            let [low, high] = group.cap.map(i128::from);
            group.factor = i128::from(group.weight) * (common / high.max(1));
            let (low, high) = (low.abs(), high.abs());
            largest = largest.saturating_add(group.factor.saturating_mul(low.max(high)));
        }
        let near = i128::from(i64::MAX);
        let [_, top] = score.cap?.map(i128::from);
        let top = top.max(1);
        for group in groups.iter_mut() {
            group.near = i64::try_from(group.factor).unwrap_or(0);
        }
        let small = largest.saturating_mul(top) <= near && common.saturating_mul(weights) <= near;
        Some(Combine::Weighted { common, small })
    }

    #[inline(never)]
    fn group(&mut self, policy: &Policy, group: &model::Group) -> Option<Group> {
        let applies = self.condition(group.for_.as_ref(), None);
        let mut rules = Vec::new();
        for rule in &group.rules {
            match self.rule(policy, rule) {
                Some((body, roots)) => rules.push(flat::Rule { id: rule.id.clone(), cap: rule.cap, body, roots }),
                None => self.broken = true,
            }
        }
        let matching = match group.matching {
            model::Match::All => Matching::All,
            model::Match::First => Matching::First,
            model::Match::Max => Matching::Max,
        };
        Some(Group {
            name: group.name.clone(),
            weight: group.weight.unwrap_or(0),
            factor: 0,
            near: 0,
            cap: group.cap?,
            matching,
            applies: applies?,
            rest: (0..rules.len()).collect(),
            rules,
            tables: Vec::new(),
        })
    }

    #[inline(never)]
    fn rule(&mut self, policy: &Policy, rule: &model::Rule) -> Option<(RuleBody, flat::Roots)> {
        match rule.kind.as_ref()? {
            RuleKind::When { when, points } => {
                let when = self.expression(when.as_ref()?, Expected::Boolean, None)?;
                let roots = when.roots.clone();
                Some((RuleBody::When { when, points: *points }, roots))
            }
            RuleKind::Value(source) => {
                let source = source.as_ref()?;
                let value = self.expression(source, Expected::Number, None)?;
                if self.personal(&value.observes) {
                    let message = "this would print a personal fact as points";
                    let help = Some("give points by `bands` or by a condition instead".to_owned());
                    self.problems.add_help(Code::PersonalPoints, source.node, message, help);
                    return None;
                }
                let roots = value.roots.clone();
                Some((RuleBody::Value(value), roots))
            }
            RuleKind::Bands { of, bands } => {
                let of = of.as_ref()?;
                let (slot, ty) = self.named(of)?;
                if ty != Type::Number {
                    return self.unfit(of, "`bands` take a number", ty);
                }
                let (edges, points) = bands.iter().copied().unzip();
                Some((RuleBody::Bands { slot, edges, points }, self.roots(slot)))
            }
            RuleKind::Containing { of, entries } => {
                let of = of.as_ref()?;
                let (slot, ty) = self.named(of)?;
                if ty != Type::Text {
                    return self.unfit(of, "`containing` takes a string", ty);
                }
                self.usage.text(slot);
                Some((RuleBody::Containing { slot, entries: entries.clone() }, self.roots(slot)))
            }
            RuleKind::Map { of, entries, other } => self.map(policy, of.as_ref()?, entries, *other),
            RuleKind::Event { kind, when, points, most, decay } => {
                let kind = self.kind(kind.as_ref()?);
                let when = if kind.is_some() { self.condition(when.as_ref(), kind) } else { None };
                let (kind, when) = (kind?, when?);
                let mut roots = when.as_ref().map(|when| when.roots.clone()).unwrap_or_default();
                roots.join(&flat::Roots::kind(kind));
                let most = most.as_ref().map(|most| flat::Most { count: most.count, per: period(most.per) });
                let decay = decay.as_ref().map(|decay| match *decay {
                    model::Decay::HalfLife(length) => flat::Decay::HalfLife(length),
                    model::Decay::Linear(length) => flat::Decay::Linear(length),
                    model::Decay::Step { share, every } => flat::Decay::Step { share, every },
                    model::Decay::Expires(length) => flat::Decay::Expires(length),
                });
                Some((RuleBody::Event(EventRule { kind, when, points: *points, most, decay }), roots))
            }
        }
    }

    #[inline(never)]
    fn roots(&self, slot: u16) -> flat::Roots {
        self.names.slot(slot).map(|slot| slot.roots.clone()).unwrap_or_default()
    }

    #[inline(never)]
    fn unfit<T>(&mut self, of: &Named, takes: &str, ty: Type) -> Option<T> {
        self.problem(Code::ExprType, of.node, format!("{takes}, and `{}` is {}", of.text, ty.noun()));
        None
    }

    #[inline(never)]
    fn map(
        &mut self,
        policy: &Policy,
        of: &Named,
        entries: &[(String, i64, crate::base::json::NodeId)],
        other: Option<i64>,
    ) -> Option<(RuleBody, flat::Roots)> {
        let (slot, ty) = self.named(of)?;
        let roots = self.roots(slot);
        let values = |field: &'_ model::Field| field.values.iter().map(|value| value.is.clone()).collect();
        let known: Option<Vec<String>> = match ty {
            Type::Text => {
                let field = slot.checked_sub(FIELDS).and_then(|number| policy.fields.get(usize::from(number)));
                field.filter(|field| field.has_values).map(values)
            }
            Type::Level(field) => policy.fields.get(usize::from(field)).map(values),
            Type::Class(PHASES) => Some(PHASE_NAMES.map(str::to_owned).to_vec()),
            Type::Class(grade) => self.names.classes.get(usize::from(grade)).cloned(),
            Type::List => None,
            _ => return self.unfit(of, "a map of `points` takes a string, a level, a list or a grade", ty),
        };
        let mut fits = true;
        let allowed = known.as_ref().map(|known| {
            let mut names = Index::new();
            known.iter().for_each(|name| {
                names.insert(name);
            });
            names
        });
        for (key, _, node) in entries {
            if allowed.as_ref().is_some_and(|allowed| !allowed.contains(key)) {
                let help = crate::base::suggest::did_you_mean(key, known.iter().flatten().map(String::as_str));
                let message = format!("`{}` has no value `{key}`", of.text);
                self.problems.add_help(Code::ImpossibleValue, *node, message, help);
                fits = false;
            }
        }
        if !fits {
            return None;
        }
        if let (Type::Level(_) | Type::Class(_), Some(known)) = (ty, known) {
            let mut by_key = Index::new();
            for ((key, ..), number) in entries.iter().zip(0..) {
                by_key.add(key, number);
            }
            let entry = |name: &String| entries.get(by_key.get(name)? as usize);
            let points = |name: &String| entry(name).map(|(_, points, _)| *points).or(other);
            return Some((RuleBody::Indices { slot, entries: known.iter().map(points).collect() }, roots));
        }
        self.usage.literals(slot, entries.iter().map(|(key, ..)| key.clone()));
        let mut entries: Vec<(String, i64)> = entries.iter().map(|(key, points, _)| (key.clone(), *points)).collect();
        order::sort(&mut entries, |one, other| one.0 < other.0);
        Some((RuleBody::Texts { slot, entries, other }, roots))
    }
}

#[inline(never)]
fn period(per: model::Per) -> Period {
    match per {
        model::Per::Day => Period::Day,
        model::Per::Week => Period::Week,
        model::Per::Month => Period::Month,
        model::Per::Ever => Period::Ever,
    }
}

#[inline(never)]
fn gcd(mut left: i128, mut right: i128) -> i128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}
