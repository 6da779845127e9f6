//! Touches: what should happen at a time relative to an anchor.

use super::channels;
use super::contracts::{self, Placed};
use super::occurrences::{Occurrence, Source, occurrences};
use super::view::{Notes, View};
use crate::base::order;
use crate::base::time;
use crate::compile::flat::{Anchor, Model, Touch};
use crate::facts::row::{Cell, Row, Span};
use crate::facts::schema::NOW;
use crate::facts::standing::Standing;

/// What has become of a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Upcoming,
    Due,
    Done,
    Missed,
    Superseded,
}

impl Status {
    /// As answers spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Upcoming => "upcoming",
            Status::Due => "due",
            Status::Done => "done",
            Status::Missed => "missed",
            Status::Superseded => "superseded",
        }
    }
}

/// A touch of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the policy.
    pub touch: usize,
    /// The instance of its anchor.
    pub of: String,
    pub status: Status,
    pub opens: i64,
    pub closes: i64,
    /// The number of the channel that may be taken now.
    pub channel: Option<u16>,
}

/// Touches with what may change them by itself.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    pub entries: Vec<Entry>,
    /// Conditions whose truth decides whether something is answered.
    pub asked: Vec<Asked>,
    /// The first instant after now at which something opens or closes.
    pub until: Option<i64>,
}

/// A touch whose condition was asked, of one contract if it counts from contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub touch: usize,
    pub contract: Option<usize>,
    pub answered: bool,
}

/// What was decided before touches are.
#[derive(Clone, Copy)]
pub struct Before<'d> {
    pub placed: &'d [Placed],
    pub scores: &'d [Option<i64>],
    pub standing: Option<&'d Standing>,
}

/// Finds every touch that is answered.
pub fn touches<'a>(model: &'a Model, row: &mut Row, before: Before<'_>, notes: &mut Notes<'a>) -> Touched {
    let mut touched = Touched::default();
    let Cell::Integer(now) = row.get(NOW) else { return touched };
    if model.touches.all.is_empty() {
        return touched;
    }
    let made = Made::of(model, row);
    let mut found: Vec<Occurrence> = Vec::new();
    for (number, touch) in model.touches.all.iter().enumerate() {
        for (contract, source) in sources(model, row, touch, before) {
            let occurrences = occurrences(model, number, touch, &source, now);
            let mut ahead = |at: i64| {
                if at > now {
                    touched.until = Some(touched.until.map_or(at, |until| until.min(at)));
                }
            };
            for one in &occurrences {
                ahead(one.opens);
                ahead(one.closes);
            }
            let mut occurrences: Vec<Occurrence> =
                occurrences.into_iter().filter(|one| one.opens < one.closes).collect();
            if occurrences.is_empty() {
                continue;
            }
            let answered = asked(model, row, before, (touch, contract), notes);
            for one in &mut occurrences {
                one.done = made.done(row, number, &one.of);
                one.fallen = !one.done && made.ended(row, touch, &one.of).is_some_and(|at| one.closes > at);
            }
            if touch.when.is_some() && occurrences.iter().any(|one| !one.done && !one.fallen) {
                touched.asked.push(Asked { touch: number, contract, answered });
            }
            found.extend(occurrences.into_iter().filter(|one| one.done || answered && !one.fallen));
        }
    }
    let superseded = superseded(model, &found, now);
    for (one, superseded) in found.into_iter().zip(superseded) {
        let status = match () {
            () if one.done => Status::Done,
            () if one.opens > now => Status::Upcoming,
            () if superseded => Status::Superseded,
            () if one.closes <= now => Status::Missed,
            () => Status::Due,
        };
        let channels = model.touches.all.get(one.touch).map(|touch| touch.channels.as_slice()).unwrap_or_default();
        let channel = (status == Status::Due).then(|| channels::choose(model, row, channels)).flatten();
        let Occurrence { touch, of, opens, closes, .. } = one;
        touched.entries.push(Entry { touch, of, status, opens, closes, channel });
    }
    touched
}

/// Whether a touch's condition holds, with its contract at hand.
fn asked<'a>(
    model: &'a Model,
    row: &mut Row,
    before: Before<'_>,
    (touch, contract): (&'a Touch, Option<usize>),
    notes: &mut Notes<'a>,
) -> bool {
    let Some(when) = &touch.when else { return true };
    let Some((contracts, index)) = model.contracts.as_ref().zip(contract) else {
        return View::new(model, row).condition(when, notes) == Some(true);
    };
    contracts::put(contracts, row, before.placed.get(index).map(|placed| (index, *placed)));
    contracts::put_risk(model, row, before.scores);
    let answered = View::new(model, row).condition(when, notes) == Some(true);
    contracts::put_current(model, contracts, row, before.placed, before.scores);
    answered
}

/// Everything that a touch counts from, with the contract if it is one.
fn sources(model: &Model, row: &Row, touch: &Touch, before: Before<'_>) -> Vec<(Option<usize>, Source)> {
    let calendar = &model.calendar;
    let alone = |anchor: i64, of: Option<String>| vec![(None, Source { anchor, of })];
    match touch.anchor {
        Anchor::ContractStarts | Anchor::ContractEnds => {
            let contracts = row.contracts.iter().flatten().zip(before.placed).enumerate();
            let mut all = Vec::new();
            for (index, (contract, placed)) in contracts.filter(|(_, (contract, _))| contract.successor.is_none()) {
                let mut of = row.text(contract.id).to_owned();
                let date = match (touch.anchor, placed.ends) {
                    (Anchor::ContractStarts, _) => contract.starts,
                    (_, Some(ends)) => {
                        if placed.moved {
                            of.push('@');
                            time::write_date(ends, &mut of);
                        }
                        ends
                    }
                    (_, None) => continue,
                };
                all.push((Some(index), Source { anchor: calendar.midnight(date), of: Some(of) }));
            }
            all
        }
        Anchor::Date(slot) => match row.get(slot) {
            Cell::Integer(date) => alone(calendar.midnight(date), None),
            _ => Vec::new(),
        },
        Anchor::Instant(slot) => match row.get(slot) {
            Cell::Integer(instant) => alone(instant, None),
            _ => Vec::new(),
        },
        Anchor::Festival(_) => alone(0, None),
        Anchor::Stage(stage) => match before.standing.filter(|standing| standing.stage == stage) {
            Some(standing) => {
                let entries = standing.entered.get(stage as usize).copied().flatten();
                alone(standing.since, Some(entries.map_or(1, |entries| entries.count).to_string()))
            }
            None => Vec::new(),
        },
    }
}

/// For each occurrence, whether a later one of the same anchor takes its place.
fn superseded(model: &Model, found: &[Occurrence], now: i64) -> Vec<bool> {
    let anchor = |one: &Occurrence| model.touches.all.get(one.touch).map(|touch| anchor_key(touch.anchor));
    let open: Vec<usize> =
        found.iter().enumerate().filter(|(_, one)| one.opens <= now).map(|(index, _)| index).collect();
    let key = |place: usize| {
        let one = found.get(*open.get(place)?)?;
        Some((anchor(one), one.of.as_str(), one.opens, one.touch))
    };
    let sorted = order::order(open.len(), &mut |one, other| key(one) < key(other));
    let mut superseded = vec![false; found.len()];
    for pair in sorted.windows(2) {
        let [one, next] = pair else { continue };
        let (Some(index), Some(one), Some(next)) = (open.get(*one), key(*one), key(*next)) else { continue };
        let closes = found.get(*index).map_or(i64::MIN, |one| one.closes);
        if (one.0, one.1) == (next.0, next.1)
            && next.2 < closes
            && let Some(place) = superseded.get_mut(*index)
        {
            *place = true;
        }
    }
    superseded
}

/// Something to compare anchors by.
fn anchor_key(anchor: Anchor) -> (u8, u32) {
    match anchor {
        Anchor::ContractStarts => (0, 0),
        Anchor::ContractEnds => (1, 0),
        Anchor::Date(slot) | Anchor::Instant(slot) => (2, u32::from(slot)),
        Anchor::Festival(festival) => (3, u32::from(festival)),
        Anchor::Stage(stage) => (4, stage),
    }
}

/// The touches that were made, as the reserved events tell. Texts lie in the row.
struct Made {
    /// By number and instance, sorted.
    all: Vec<(usize, Span)>,
    /// Instances that an outcome has ended, with the anchor and when, sorted.
    ended: Vec<((u8, u32), Span, i64)>,
}

impl Made {
    fn of(model: &Model, row: &Row) -> Made {
        let mut made = Made { all: Vec::new(), ended: Vec::new() };
        let Some(events) = row.events(model.touches.kind).filter(|events| events.known) else { return made };
        for event in &events.list {
            let text = |column: u16| match events.attribute(*event, column) {
                Cell::Text(span) => Some(span),
                _ => None,
            };
            let (Some(name), Some(of)) = (text(1), text(2)) else { continue };
            let name = row.text(name);
            let Some(number) = model.touches.all.iter().position(|touch| touch.name == name) else { continue };
            made.all.push((number, of));
            let touch = model.touches.all.get(number);
            if let (Some(touch), Some(outcome)) = (touch, text(4))
                && touch.ends_on.iter().any(|ends| ends == row.text(outcome))
            {
                made.ended.push((anchor_key(touch.anchor), of, event.at));
            }
        }
        order::sort(&mut made.all, |one, other| (one.0, row.text(one.1)) < (other.0, row.text(other.1)));
        order::sort(&mut made.ended, |one, other| {
            (one.0, row.text(one.1), one.2) < (other.0, row.text(other.1), other.2)
        });
        made
    }

    fn done(&self, row: &Row, touch: usize, of: &str) -> bool {
        let place = self.all.partition_point(|(number, instance)| (*number, row.text(*instance)) < (touch, of));
        self.all.get(place).is_some_and(|(number, instance)| (*number, row.text(*instance)) == (touch, of))
    }

    /// When everything for an anchor's instance was ended first.
    fn ended(&self, row: &Row, touch: &Touch, of: &str) -> Option<i64> {
        let key = (anchor_key(touch.anchor), of);
        let place = self.ended.partition_point(|(anchor, instance, _)| (*anchor, row.text(*instance)) < key);
        let (anchor, instance, at) = self.ended.get(place)?;
        ((*anchor, row.text(*instance)) == key).then_some(*at)
    }
}
