//! Contracts: their phases, and which of them an expression means.

use super::view::View;
use crate::base::time::{Calendar, Duration, MAX_DATE, MAX_INSTANT, Unit, add_months};
use crate::compile::flat::{Contracts, Model};
use crate::facts::contracts::Contract;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::{NOW, TODAY};

/// A phase of a contract; its number is its class among [`crate::compile::flat::PHASE_NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    Upcoming,
    Due,
    Grace,
    Lapsed,
    Renewed,
    Upgraded,
    Switched,
    WonBack,
}

impl Phase {
    /// Whether the contract can still be acted on.
    pub const fn is_open(self) -> bool {
        matches!(self, Phase::Running | Phase::Upcoming | Phase::Due | Phase::Grace)
    }
}

/// A contract as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub phase: Phase,
    /// Its last day, as moved on.
    pub ends: Option<i64>,
    /// Whether that is another day than the facts say.
    pub moved: bool,
    /// The first instant after now at which something of that changes by itself.
    pub until: Option<i64>,
}

/// Every contract of a row, in the facts' order; none where they are not known.
pub fn place(model: &Model, contracts: &Contracts, row: &Row) -> Vec<Placed> {
    let Cell::Integer(now) = row.get(NOW) else { return Vec::new() };
    let all = row.contracts.as_deref().unwrap_or_default();
    all.iter().map(|contract| one(&model.calendar, contracts, row, all, contract, now)).collect()
}

fn one(
    calendar: &Calendar,
    contracts: &Contracts,
    row: &Row,
    all: &[Contract],
    contract: &Contract,
    now: i64,
) -> Placed {
    if let Some(successor) = contract.successor {
        let successor = row.text(successor);
        let successor = all.iter().find(|other| row.text(other.id) == successor);
        let phase = followed(calendar, contracts, row, contract, successor);
        return Placed { phase, ends: contract.ends, moved: false, until: None };
    }
    let Some(given) = contract.ends else {
        return Placed { phase: Phase::Running, ends: None, moved: false, until: None };
    };
    let ends = contract.renews().map_or(given, |term| moved_on(given, term, calendar.date_of(now)));
    let edges = edges(calendar, contracts, contract.starts, ends);
    let phase = edges.iter().rev().find(|(at, _)| *at <= now).map_or(Phase::Running, |(_, phase)| *phase);
    // Where the end moves on, what would come after it does not.
    let after = edges.iter().map(|(at, _)| *at).filter(|at| *at > now).min();
    Placed { phase, ends: Some(ends), moved: ends != given, until: after }
}

/// Instants from which a contract is in a phase, each later in the list standing above those before.
fn edges(calendar: &Calendar, contracts: &Contracts, starts: i64, ends: i64) -> [(i64, Phase); 5] {
    let (start, begins) = (calendar.midnight(starts), calendar.midnight(ends));
    let over = calendar.midnight(ends.saturating_add(1)).min(MAX_INSTANT);
    // Before its start a contract is running, however short it is.
    let before =
        |length: Option<Duration>| length.map_or(i64::MAX, |length| calendar.before(begins, length).max(start));
    let lapses = contracts.grace.map_or(over, |grace| calendar.after(over, grace));
    let grace = if lapses > over { over } else { i64::MAX };
    [
        (i64::MIN, Phase::Running),
        (before(contracts.upcoming), Phase::Upcoming),
        (before(contracts.due), Phase::Due),
        (grace, Phase::Grace),
        (lapses, Phase::Lapsed),
    ]
}

/// The phase of a contract that another one follows.
fn followed(
    calendar: &Calendar,
    contracts: &Contracts,
    row: &Row,
    contract: &Contract,
    successor: Option<&Contract>,
) -> Phase {
    let Some(successor) = successor else { return Phase::Renewed };
    if let Some(ends) = contract.ends {
        let over = calendar.midnight(ends.saturating_add(1));
        let lapses = contracts.grace.map_or(over, |grace| calendar.after(over, grace));
        if calendar.midnight(successor.starts) >= lapses {
            return Phase::WonBack;
        }
    }
    if row.text(successor.product) != row.text(contract.product) {
        return Phase::Switched;
    }
    match (contract.value, successor.value) {
        (Some(before), Some(after)) if after > before => Phase::Upgraded,
        _ => Phase::Renewed,
    }
}

/// The first last day, moved on by whole terms, that has not passed; the last one within the calendar's years.
fn moved_on(ends: i64, term: Duration, today: i64) -> i64 {
    if ends >= today {
        return ends;
    }
    let (days, months) = match term.unit {
        Unit::Month => (30, i64::from(term.amount)),
        Unit::Year => (365, i64::from(term.amount) * 12),
        Unit::Week => (7, 0),
        _ => (1, 0),
    };
    let day = |terms: i64| {
        if months == 0 {
            let moved = ends.saturating_add(terms.saturating_mul(i64::from(term.amount) * days));
            return (moved <= MAX_DATE).then_some(moved);
        }
        add_months(ends, u32::try_from(terms.saturating_mul(months)).ok()?)
    };
    // A month has 31 days at most, so this is never too many terms.
    let most = if months == 0 { i64::from(term.amount) * days } else { months * 31 };
    let mut terms = ((today - ends) / most).max(1) - 1;
    loop {
        match (day(terms), day(terms + 1)) {
            (Some(moved), _) if moved >= today => return moved,
            (Some(moved), None) => return moved,
            (None, _) => return ends,
            _ => terms += 1,
        }
    }
}

/// The contract that an expression means: of those that are open the one that ends first.
pub fn current(placed: &[Placed]) -> Option<usize> {
    let open = placed.iter().enumerate().filter(|(_, placed)| placed.phase.is_open());
    open.min_by_key(|(_, placed)| placed.ends.unwrap_or(i64::MAX)).map(|(index, _)| index)
}

/// Puts the parts of a contract into their slots; all are missing where there is none.
pub fn put(contracts: &Contracts, row: &mut Row, which: Option<(usize, Placed)>) {
    let today = match row.get(TODAY) {
        Cell::Integer(today) => today,
        _ => 0,
    };
    let found = which.and_then(|(index, placed)| Some((*row.contracts.as_ref()?.get(index)?, placed)));
    let cell = |value: Option<Cell>| value.unwrap_or(Cell::Missing);
    let slots = &contracts.slots;
    let ends = found.and_then(|(_, placed)| placed.ends);
    row.set(slots.phase, cell(found.map(|(_, placed)| Cell::Integer(placed.phase as i64))));
    row.set(slots.starts, cell(found.map(|(contract, _)| Cell::Integer(contract.starts))));
    row.set(slots.ends, cell(ends.map(Cell::Integer)));
    row.set(slots.days_left, cell(ends.map(|ends| Cell::Number((ends - today) as f64))));
    row.set(slots.value, cell(found.and_then(|(contract, _)| contract.value).map(Cell::Number)));
    row.set(slots.product, cell(found.map(|(contract, _)| Cell::Text(contract.product))));
    row.set(slots.kind, cell(found.and_then(|(contract, _)| contract.kind).map(Cell::Text)));
}

/// Puts the risk of the contract at hand, which is a score, into its slot.
pub fn put_risk(model: &Model, row: &mut Row, scores: &[Option<i64>]) {
    let Some(contracts) = &model.contracts else { return };
    let Some((score, slot)) = contracts.risk else { return };
    let there = row.get(contracts.slots.phase) != Cell::Missing;
    let points = scores.get(usize::from(score)).copied().flatten().filter(|_| there);
    row.set(slot, points.map_or(Cell::Missing, |points| Cell::Number(points as f64 / 1000.0)));
}

/// Whether each contract's customer could take more: asked of those that are open, with that contract at hand.
pub fn upgrades<'a>(
    model: &'a Model,
    contracts: &'a Contracts,
    row: &mut Row,
    placed: &[Placed],
    scores: &[Option<i64>],
    notes: &mut super::view::Notes<'a>,
) -> Vec<Option<bool>> {
    let Some(upgrade) = &contracts.upgrade else { return vec![None; placed.len()] };
    let mut found = Vec::with_capacity(placed.len());
    for (index, one) in placed.iter().enumerate() {
        if !one.phase.is_open() {
            found.push(None);
            continue;
        }
        put(contracts, row, Some((index, *one)));
        put_risk(model, row, scores);
        found.push(View::new(model, row).condition(upgrade, notes));
    }
    put_current(model, contracts, row, placed, scores);
    found
}

/// Puts the contract that an expression means back at hand, with its risk.
pub fn put_current(model: &Model, contracts: &Contracts, row: &mut Row, placed: &[Placed], scores: &[Option<i64>]) {
    let which = current(placed).and_then(|index| Some((index, *placed.get(index)?)));
    put(contracts, row, which);
    put_risk(model, row, scores);
}
