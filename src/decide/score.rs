//! Scores: rules to groups, groups to a score. [`total`] gives the score alone and
//! is the fast path; [`account`] tells where every point came from.

use super::cells::Cells;
use super::open::{Asking, Undecided};
use super::rule::{Match, bounded, by_rules, capped};
use super::view::{Notes, View};
use crate::base::{limits, number};
use crate::compile::flat::{Combine, Expression, Group, Matching, Roots, Rule, RuleBody, Score};
use ethnum::I256;

/// A score in thousandths; `None` is missing.
pub fn total<'a>(score: &'a Score, view: &View<'_>, notes: &mut Notes<'a>) -> Option<i64> {
    if !applies(score.applies.as_ref(), view, notes) {
        return None;
    }
    let mut sum = 0;
    let mut mean = Mean::default();
    let cells = Cells::of(&score.axes, view.row);
    for group in &score.groups {
        if applies(group.applies.as_ref(), view, notes) {
            let points = capped(points(group, &cells, view, notes), group.cap);
            match score.combine {
                Combine::Sum => sum += points,
                Combine::Weighted { small, .. } => mean.add(group, points, small),
            }
        }
    }
    let [_, top] = score.cap;
    let sum = match score.combine {
        Combine::Sum => sum,
        Combine::Weighted { common, .. } => bounded_wide(mean.rounded(common, top)?),
    };
    Some(capped(sum, score.cap))
}

fn applies<'a>(condition: Option<&'a Expression>, view: &View<'_>, notes: &mut Notes<'a>) -> bool {
    condition.is_none_or(|condition| view.condition(condition, notes) == Some(true))
}

/// A group's points before its cap.
fn points<'a>(group: &'a Group, cells: &Cells, view: &View<'_>, notes: &mut Notes<'a>) -> i64 {
    let mut sum = 0;
    for table in &group.tables {
        sum += cells.points(table);
    }
    if group.rest.is_empty() { sum } else { sum + by_rules(group, &group.rest, view, notes) }
}

/// Σ weight · points ÷ cap top, over a common denominator, and Σ weight.
#[derive(Default)]
pub struct Mean {
    near: i64,
    far: Option<I256>,
    weight: i64,
}

impl Mean {
    /// A total over the common denominator, and the weights in it.
    pub fn of(total: i128, weight: i64, small: bool) -> Mean {
        if small {
            Mean { near: total as i64, far: None, weight }
        } else {
            Mean { near: 0, far: Some(I256::from(total)), weight }
        }
    }

    fn add(&mut self, group: &Group, points: i64, small: bool) {
        self.weight += group.weight;
        if small {
            self.near += group.near * points;
        } else {
            let part = I256::from(group.factor) * I256::from(points);
            self.far = Some(self.far.unwrap_or(I256::ZERO) + part);
        }
    }

    /// The same for points that no cap bounds yet: in 63 bits as long as every step fits.
    fn add_line(&mut self, group: &Group, points: i64, (small, top): (bool, i64)) {
        let near = || {
            let near = self.near.checked_add(group.near.checked_mul(points)?)?;
            near.checked_mul(top).map(|_| near)
        };
        match near().filter(|_| small && self.far.is_none()) {
            Some(near) => self.near = near,
            None => {
                let far = self.far.unwrap_or(I256::from(self.near));
                self.far = Some(far + I256::from(group.factor) * I256::from(points));
            }
        }
    }

    /// The mean as a part of `top`, rounded half away from zero; `None` where nothing has weight.
    pub fn rounded(&self, common: i128, top: i64) -> Option<i128> {
        if self.weight == 0 {
            return None;
        }
        match self.far {
            // Nothing overflows: that is what `small` was decided by.
            None => Some(i128::from(nearest(self.near.wrapping_mul(top), (common as i64).wrapping_mul(self.weight)))),
            Some(far) => {
                let whole = common * i128::from(self.weight);
                let part = far * I256::from(top);
                let whole = I256::from(whole);
                let half = whole / 2 + whole % 2;
                let (quotient, rest) = (part / whole, part % whole);
                let away = I256::from(i64::from(rest.abs() >= half)) * part.signum();
                i128::try_from(quotient + away).ok()
            }
        }
    }
}

/// A wide number within the bounds of points: whatever is beyond them is beyond every cap.
pub fn bounded_wide(points: i128) -> i64 {
    points.clamp(-i128::from(limits::POINTS), i128::from(limits::POINTS)) as i64
}

/// A quotient rounded half away from zero.
fn nearest(part: i64, whole: i64) -> i64 {
    // The rest from the quotient: a division takes longer than all else here.
    let quotient = part / whole;
    let rest = part.wrapping_sub(quotient.wrapping_mul(whole));
    if rest.unsigned_abs() >= whole.unsigned_abs().div_ceil(2) { quotient + part.signum() } else { quotient }
}

/// What a line of the ledger is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Rule,
    Decay,
    RuleCap,
    GroupCap,
    ScoreCap,
    LeftOut,
}

impl LineKind {
    /// As answers spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            LineKind::Rule => "rule",
            LineKind::Decay => "decay",
            LineKind::RuleCap => "rule_cap",
            LineKind::GroupCap => "group_cap",
            LineKind::ScoreCap => "score_cap",
            LineKind::LeftOut => "left_out",
        }
    }
}

/// What a line's rule or condition saw.
#[derive(Clone, Copy, Debug)]
pub enum Observed<'a> {
    Nothing,
    Slots(&'a [u16]),
    Slot(u16),
    Events(u16, u32),
}

/// A line of the ledger. Points and counts are thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub kind: LineKind,
    pub group: Option<&'a Group>,
    pub rule: Option<&'a Rule>,
    pub observed: Observed<'a>,
    pub points: i64,
    pub counts: i128,
}

/// Where a score came from.
#[derive(Debug)]
pub struct Account<'a> {
    /// The score in thousandths; `None` is missing.
    pub total: Option<i64>,
    /// Every point, in document order; their counts add up to the score.
    pub lines: Vec<Line<'a>>,
    /// Share that is decided, thousandths; `None` where the score does not apply.
    pub coverage: Option<i64>,
}

/// A score with its ledger. `undecided` collects the facts behind everything that is open
/// and could matter.
pub fn account<'a>(
    score: &'a Score,
    view: &View<'_>,
    asking: &mut Asking,
    notes: &mut Notes<'a>,
    undecided: &mut Roots,
) -> Account<'a> {
    let mut open = Undecided::default();
    let account = accounted(score, view, asking, notes, &mut open);
    if open.any {
        asking.mark(score.slot);
        // The contract's risk is as open as the score that it is.
        view.model.risk_of(score.slot).into_iter().for_each(|risk| asking.mark(risk));
        undecided.join(&open.roots);
    }
    account
}

fn accounted<'a>(
    score: &'a Score,
    view: &View<'_>,
    asking: &Asking,
    notes: &mut Notes<'a>,
    undecided: &mut Undecided,
) -> Account<'a> {
    let applies = score.applies.as_ref().map_or(Some(true), |condition| view.condition(condition, notes));
    let asks = score.applies.as_ref().is_some_and(|condition| asking.asks(condition, view.row));
    if let (true, Some(condition)) = (applies.is_none() || asks, &score.applies) {
        undecided.join(&condition.roots);
    }
    if applies == Some(false) && !asks {
        return Account { total: None, lines: Vec::new(), coverage: None };
    }
    let live = applies == Some(true);
    let mut lines = Vec::new();
    let mut share = Share::default();
    let mut groups = Vec::new();
    for group in &score.groups {
        let mut asks = false;
        let part = group.applies.as_ref().map_or(Some(true), |condition| {
            let part = view.truth(condition, if live { Some(&mut *notes) } else { None });
            asks = asking.asks(condition, view.row);
            if part.is_none() || asks {
                undecided.join(&condition.roots);
            }
            part
        });
        let first = lines.len();
        if part != Some(true) {
            lines.push(left_out(group));
        }
        if part == Some(false) && !asks {
            continue;
        }
        let taking = live && part == Some(true);
        let decided = run(group, view, asking, if taking { Some(&mut *notes) } else { None }, &mut lines, undecided);
        if taking {
            groups.push((group, first, lines.len()));
        } else {
            lines.truncate(first + usize::from(part != Some(true)));
        }
        if part != Some(false) {
            share.add(score, group, if part == Some(true) { decided } else { 0 });
        }
    }
    if !live {
        return Account { total: None, lines: Vec::new(), coverage: applies.is_none().then_some(0) };
    }
    let total = settle(score, &groups, &mut lines);
    if total.is_none() {
        lines.clear();
    }
    lines.retain(|line| line.kind == LineKind::LeftOut || line.points != 0 || line.counts != 0);
    Account { total, lines, coverage: Some(share.rounded()) }
}

fn left_out(group: &Group) -> Line<'_> {
    let observed = group.applies.as_ref().map_or(Observed::Nothing, |condition| Observed::Slots(&condition.observes));
    Line { kind: LineKind::LeftOut, group: Some(group), rule: None, observed, points: 0, counts: 0 }
}

/// Runs every rule of a group and writes its lines; gives how many rules are decided.
fn run<'a>(
    group: &'a Group,
    view: &View<'_>,
    asking: &Asking,
    mut notes: Option<&mut Notes<'a>>,
    lines: &mut Vec<Line<'a>>,
    undecided: &mut Undecided,
) -> usize {
    let mut decided = 0;
    let mut chosen: Option<(&'a Rule, Match)> = None;
    let mut sum = 0;
    for rule in &group.rules {
        let mut all: Option<Match> = None;
        let known = rule.matches(view, notes.as_deref_mut(), &mut |found| {
            all = Some(all.map_or(found, |all| all.and(found)));
            let points = rule.capped(found.points);
            let better =
                |best: &(&'a Rule, Match)| group.matching == Matching::Max && points > best.0.capped(best.1.points);
            if chosen.as_ref().is_none_or(better) {
                chosen = Some((rule, found));
            }
        });
        decided += usize::from(known);
        if !known || asking.rule_asks(rule, view.row) {
            undecided.join(&rule.roots);
        }
        if let (Some(all), Matching::All) = (all, group.matching) {
            sum += write(group, rule, all, lines);
        }
    }
    if let (Some((rule, found)), Matching::First | Matching::Max) = (chosen, group.matching) {
        sum += write(group, rule, found, lines);
    }
    let change = capped(sum, group.cap) - sum;
    lines.push(Line {
        kind: LineKind::GroupCap,
        group: Some(group),
        rule: None,
        observed: Observed::Nothing,
        points: change,
        counts: 0,
    });
    decided
}

/// The lines of one rule; gives its points after decay and cap.
fn write<'a>(group: &'a Group, rule: &'a Rule, found: Match, lines: &mut Vec<Line<'a>>) -> i64 {
    let raw = bounded(found.raw);
    let points = bounded(found.points);
    let kept = rule.capped(points);
    let observed = match &rule.body {
        RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => Observed::Slots(&expression.observes),
        RuleBody::Bands { slot, .. }
        | RuleBody::Texts { slot, .. }
        | RuleBody::Indices { slot, .. }
        | RuleBody::Containing { slot, .. } => Observed::Slot(*slot),
        RuleBody::Event(event) => Observed::Events(event.kind, found.events),
    };
    let mut line = |kind, observed, points| {
        lines.push(Line { kind, group: Some(group), rule: Some(rule), observed, points, counts: 0 });
    };
    line(LineKind::Rule, observed, raw);
    line(LineKind::Decay, Observed::Nothing, points - raw);
    line(LineKind::RuleCap, Observed::Nothing, kept - points);
    kept
}

/// Adds the groups up, gives every line its part of the score, and the score itself.
fn settle<'a>(score: &'a Score, groups: &[(&'a Group, usize, usize)], lines: &mut Vec<Line<'a>>) -> Option<i64> {
    let mut running = Mean::default();
    let mut before = 0_i128;
    match score.combine {
        Combine::Sum => {
            for line in lines.iter_mut() {
                line.counts = i128::from(line.points);
                before += line.counts;
            }
        }
        Combine::Weighted { common, small } => {
            running.weight = groups.iter().map(|(group, ..)| group.weight).sum();
            if running.weight == 0 {
                return None;
            }
            let [_, top] = score.cap;
            for (group, first, end) in groups {
                for line in lines.get_mut(*first..*end).unwrap_or_default() {
                    running.add_line(group, line.points, (small, top));
                    let after = running.rounded(common, top)?;
                    line.counts = after - before;
                    before = after;
                }
            }
        }
    }
    let total = capped(bounded_wide(before), score.cap);
    let change = i128::from(total) - before;
    let points = if matches!(score.combine, Combine::Sum) { change as i64 } else { 0 };
    let kind = LineKind::ScoreCap;
    lines.push(Line { kind, group: None, rule: None, observed: Observed::Nothing, points, counts: change });
    Some(total)
}

/// How much of a score is decided, by weight.
#[derive(Default)]
struct Share {
    decided: i128,
    whole: i128,
}

impl Share {
    fn add(&mut self, score: &Score, group: &Group, decided: usize) {
        let weight = match score.combine {
            Combine::Sum => i128::from(group.cap[1]) - i128::from(group.cap[0]),
            Combine::Weighted { .. } => i128::from(group.weight),
        };
        let millionths = 1_000_000 * decided as i128 / group.rules.len().max(1) as i128;
        self.decided += weight * millionths;
        self.whole += weight;
    }

    fn rounded(&self) -> i64 {
        if self.whole == 0 { 1000 } else { number::divide(self.decided, self.whole * 1000) as i64 }
    }
}
