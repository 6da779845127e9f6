//! Balances: what was earned, spent and has expired.

use super::view::{Notes, View};
use crate::base::time::{MAX_INSTANT, next_year};
use crate::base::{limits, number, order};
use crate::compile::flat::{Balance, Expiry, Model};
use crate::expr::Value;
use crate::facts::row::{Cell, Row};
use crate::facts::schema::NOW;
use std::collections::VecDeque;

/// A balance, thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub balance: i64,
    /// What of it expires when, soonest first.
    pub expiring: Vec<(i64, i64)>,
}

/// Every balance of a row, in document order, `None` for an unknown one; each is put into its slot.
pub fn balances<'a>(model: &'a Model, row: &mut Row, notes: &mut Notes<'a>) -> Vec<Option<Account>> {
    let mut all = Vec::with_capacity(model.balances.len());
    for balance in &model.balances {
        let account = account(View::new(model, row), balance, notes);
        let cell = account.as_ref().map(|account| Cell::Number(account.balance as f64 / 1000.0));
        row.set(balance.slot, cell.unwrap_or(Cell::Missing));
        all.push(account);
    }
    all
}

/// Something that changes a balance.
struct Change {
    at: i64,
    /// Its place among the earnings, then the spendings.
    source: usize,
    spends: bool,
    amount: i64,
}

fn account<'a>(view: View<'_>, balance: &'a Balance, notes: &mut Notes<'a>) -> Option<Account> {
    let now = view.integer(NOW)?;
    let changes = changes(view, balance, notes)?;
    let calendar = &view.model.calendar;
    let expires = |at: i64| match balance.expires {
        None => i64::MAX,
        Some(Expiry::After(length)) => calendar.after(at, length),
        Some(Expiry::YearEnd) => calendar.midnight(next_year(calendar.date_of(at))).min(MAX_INSTANT),
    };
    let ends: Vec<i64> =
        changes.iter().map(|change| if change.spends { i64::MAX } else { expires(change.at) }).collect();
    let mut lots = Lots::new(&ends);
    for (index, change) in changes.iter().enumerate() {
        lots.expire(change.at);
        match (change.spends, change.amount) {
            (true, amount) => lots.spend(amount.max(0)),
            (false, amount) if amount < 0 => lots.take_back(-amount),
            (false, amount) => lots.earn(index, amount),
        }
    }
    lots.expire(now);
    Some(Account { balance: lots.total(), expiring: lots.expiring() })
}

/// Everything that changes the balance, in the order in which it counts; `None` if something of it is unknown.
fn changes<'a>(view: View<'_>, balance: &'a Balance, notes: &mut Notes<'a>) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let mut known = true;
    for (source, earning) in balance.earn.iter().enumerate() {
        let Some(events) = view.row.events(earning.kind).filter(|events| events.known) else {
            known = false;
            continue;
        };
        for event in &events.list {
            let view = view.at(events, *event);
            match earning.when.as_ref().map_or(Some(true), |when| view.condition(when, notes)) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    known = false;
                    continue;
                }
            }
            let amount = view.evaluate(&earning.value, Some(notes), |value| match value {
                Value::Number(number) => Some(points(number)),
                _ => None,
            });
            match amount {
                Some(amount) => changes.push(Change { at: event.at, source, spends: false, amount }),
                None => known = false,
            }
        }
    }
    for (source, (kind, column)) in balance.spend.iter().enumerate() {
        let events = view.row.events(*kind).filter(|events| events.known)?;
        for event in &events.list {
            match events.attribute(*event, *column) {
                Cell::Number(number) => {
                    changes.push(Change { at: event.at, source, spends: true, amount: points(number) });
                }
                _ => known = false,
            }
        }
    }
    // Events of one kind are in time order, and sorting keeps the caller's order of ties.
    order::sort(&mut changes, |one, other| (one.at, one.spends, one.source) < (other.at, other.spends, other.source));
    known.then_some(changes)
}

/// A number in thousandths, as points are.
fn points(value: f64) -> i64 {
    number::scaled(value, 1_000)
        .and_then(|scaled| i64::try_from(scaled).ok())
        .map_or(if value < 0.0 { -limits::POINTS } else { limits::POINTS }, |scaled| {
            scaled.clamp(-limits::POINTS, limits::POINTS)
        })
}

/// What is left of each earning, by the number of its change.
struct Lots<'c> {
    /// When each would expire.
    ends: &'c [i64],
    left: Vec<i64>,
    /// Earnings of which something may be left, oldest first.
    live: VecDeque<usize>,
    /// All changes by when they expire, and how many of them have.
    by_end: Vec<usize>,
    expired: usize,
    sum: i64,
    debt: i64,
}

impl<'c> Lots<'c> {
    fn new(ends: &'c [i64]) -> Lots<'c> {
        let end = |index: usize| ends.get(index).copied().unwrap_or(i64::MAX);
        let by_end = order::order(ends.len(), &mut |one, other| end(one) < end(other));
        Lots { ends, left: vec![0; ends.len()], live: VecDeque::new(), by_end, expired: 0, sum: 0, debt: 0 }
    }

    fn end(&self, index: usize) -> i64 {
        self.ends.get(index).copied().unwrap_or(i64::MAX)
    }

    /// Takes away what has expired.
    fn expire(&mut self, now: i64) {
        while let Some(index) = self.by_end.get(self.expired).copied().filter(|index| self.end(*index) <= now) {
            self.expired += 1;
            self.take(index, i64::MAX);
        }
    }

    /// Takes as much as there is of one earning; returns how much that was.
    fn take(&mut self, index: usize, amount: i64) -> i64 {
        let Some(left) = self.left.get_mut(index) else { return 0 };
        let taken = amount.min(*left);
        *left -= taken;
        self.sum -= taken;
        taken
    }

    fn earn(&mut self, index: usize, amount: i64) {
        let paid = amount.min(self.debt);
        self.debt -= paid;
        if let Some(left) = self.left.get_mut(index).filter(|_| amount > paid) {
            *left = amount - paid;
            self.sum = self.sum.saturating_add(amount - paid);
            self.live.push_back(index);
        }
    }

    fn spend(&mut self, mut amount: i64) {
        while let Some(index) = self.live.front().copied().filter(|_| amount > 0) {
            amount -= self.take(index, amount);
            if self.left.get(index) == Some(&0) {
                self.live.pop_front();
            }
        }
        self.debt = self.debt.saturating_add(amount);
    }

    fn take_back(&mut self, mut amount: i64) {
        while let Some(index) = self.live.back().copied().filter(|_| amount > 0) {
            amount -= self.take(index, amount);
            if self.left.get(index) == Some(&0) {
                self.live.pop_back();
            }
        }
    }

    fn total(&self) -> i64 {
        self.sum.saturating_sub(self.debt)
    }

    /// What expires when, that of one instant added.
    fn expiring(&self) -> Vec<(i64, i64)> {
        let mut all: Vec<(i64, i64)> = Vec::new();
        for index in self.by_end.get(self.expired..).unwrap_or_default() {
            let (end, left) = (self.end(*index), self.left.get(*index).copied().unwrap_or(0));
            match all.last_mut() {
                _ if end == i64::MAX || left == 0 => {}
                Some((at, amount)) if *at == end => *amount += left,
                _ => all.push((end, left)),
            }
        }
        all
    }
}
