//! Touches: what should happen at a time relative to an anchor.

use super::channels;
use super::contracts::{self, Placed};
use super::view::{Notes, View};
use crate::base::order;
use crate::base::time::{self, Calendar, Duration, Unit, year_of};
use crate::compile::flat::{Anchor, Close, Model, Touch};
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

/// One time that a touch comes.
struct Occurrence {
    touch: usize,
    of: String,
    opens: i64,
    closes: i64,
    done: bool,
    /// Whether an outcome has ended everything for its anchor.
    fallen: bool,
}

/// What a touch counts from.
struct Source {
    /// The instant; of a festival, none.
    anchor: i64,
    /// The instance, where that does not depend on the occurrence.
    of: Option<String>,
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

/// Most occurrences one after the other that may be left out because they never open: over a weekend and holidays
/// those of several days may open on one, each closing as the next one opens.
const SKIPPED: i64 = 400;

/// The last occurrence that has opened, and the next that has not.
fn occurrences(model: &Model, number: usize, touch: &Touch, source: &Source, now: i64) -> Vec<Occurrence> {
    let calendar = &model.calendar;
    let dates = match touch.anchor {
        Anchor::Festival(festival) => {
            model.touches.festivals.get(usize::from(festival)).map(Vec::as_slice).unwrap_or_default()
        }
        _ => &[],
    };
    let series = Series { calendar, touch, anchor: source.anchor, dates };
    let Some(opened) = series.last_opened(now) else { return Vec::new() };
    let back = (0..SKIPPED).filter_map(|back| opened.checked_sub(back));
    let ahead = (1..=SKIPPED).map(|ahead| opened + ahead);
    let found = [series.open(&mut back.into_iter()), series.open(&mut ahead.into_iter())];
    let found = found.into_iter().flatten().map(|(index, instant, (opens, closes))| {
        let of = of(calendar, touch, source, index, instant);
        Occurrence { touch: number, of, opens, closes, done: false, fallen: false }
    });
    found.collect()
}

/// The instance of an anchor, as answers and events name it.
fn of(calendar: &Calendar, touch: &Touch, source: &Source, index: i64, instant: i64) -> String {
    let mut of = source.of.clone().unwrap_or_default();
    match touch.anchor {
        Anchor::Festival(_) => time::write_date(calendar.date_of(instant), &mut of),
        Anchor::Date(_) | Anchor::Instant(_) => {
            let yearly = touch.every.is_none_or(|every| every.unit == Unit::Year);
            if yearly {
                of = year_of(calendar.date_of(instant)).to_string();
            } else {
                of = index.to_string();
            }
        }
        Anchor::Stage(_) if touch.every.is_some() => {
            of.push('.');
            of.push_str(&index.to_string());
        }
        _ => {}
    }
    of
}

/// The occurrences of a touch.
struct Series<'a> {
    calendar: &'a Calendar,
    touch: &'a Touch,
    anchor: i64,
    /// Of a festival.
    dates: &'a [i64],
}

impl Series<'_> {
    /// The number of the first occurrence.
    fn first(&self) -> i64 {
        i64::from(matches!(self.touch.anchor, Anchor::Stage(_)) && self.touch.every.is_some())
    }

    /// When an occurrence is; `None` if there is no such one.
    fn instant(&self, index: i64) -> Option<i64> {
        if let Anchor::Festival(_) = self.touch.anchor {
            return self.dates.get(usize::try_from(index).ok()?).map(|date| self.calendar.midnight(*date));
        }
        if index < self.first() {
            return None;
        }
        let Some(every) = self.touch.every else { return (index == 0).then_some(self.anchor) };
        let instant = repeated(self.calendar, self.anchor, every, index)?;
        let last = self.touch.length.map_or(i64::MAX, |length| self.calendar.after(self.anchor, length));
        (instant <= last).then_some(instant)
    }

    /// The first of some occurrences that closes after it opens.
    fn open(&self, indices: &mut dyn Iterator<Item = i64>) -> Option<(i64, i64, (i64, i64))> {
        indices.map_while(|index| Some((index, self.instant(index)?))).find_map(|(index, instant)| {
            let window = self.window(index, instant);
            (window.0 < window.1).then_some((index, instant, window))
        })
    }

    fn opens(&self, instant: i64) -> i64 {
        self.calendar.moved(instant, self.touch.at)
    }

    fn window(&self, index: i64, instant: i64) -> (i64, i64) {
        const THIRTY_DAYS: Duration = Duration { amount: 30, unit: Unit::Day };
        let opens = self.opens(instant);
        let closes = match self.touch.close {
            Close::Until(shift) => self.calendar.moved(instant, shift),
            Close::Open(length) => self.calendar.after(opens, length),
            Close::Next => {
                let next = self.instant(index + 1).map_or(i64::MAX, |next| self.opens(next));
                next.min(self.calendar.after(opens, THIRTY_DAYS))
            }
        };
        (opens, closes)
    }

    /// The last occurrence that has opened; the one before the first if none has, `None` if there are none at all.
    fn last_opened(&self, now: i64) -> Option<i64> {
        let first = self.first();
        self.instant(first)?;
        let opened = |index: i64| self.instant(index).is_some_and(|instant| self.opens(instant) <= now);
        // Nearly so many have, by the lengths of time; a few steps lead to the very one.
        let mut index = first.saturating_sub(1).max(self.estimate(now));
        while index >= first && !opened(index) {
            index -= 1;
        }
        while opened(index + 1) {
            index += 1;
        }
        Some(index)
    }

    fn estimate(&self, now: i64) -> i64 {
        if let Anchor::Festival(_) = self.touch.anchor {
            return self.dates.partition_point(|date| self.calendar.midnight(*date) <= now) as i64;
        }
        let Some(every) = self.touch.every else { return 0 };
        let last = self.touch.length.map_or(i64::MAX, |length| self.calendar.after(self.anchor, length));
        let passed = now.min(last).saturating_sub(self.anchor).saturating_sub(self.touch.at.nominal());
        // A month is a little longer than the 30 days that count here.
        let about = match every.unit {
            Unit::Month => i64::from(every.amount) * 2_629_746_000,
            Unit::Year => i64::from(every.amount) * 31_556_952_000,
            _ => every.nominal(),
        };
        (passed / about.max(1)).max(0)
    }
}

/// An anchor and so many periods, as one addition; `None` beyond the year 9999.
fn repeated(calendar: &Calendar, anchor: i64, every: Duration, index: i64) -> Option<i64> {
    if let Some(length) = every.fixed() {
        return anchor.checked_add(length.checked_mul(index)?).filter(|instant| *instant <= time::MAX_INSTANT);
    }
    let months = i64::from(every.amount) * if every.unit == Unit::Year { 12 } else { 1 };
    let date = calendar.date_of(anchor);
    let moved = time::add_months(date, u32::try_from(months.checked_mul(index)?).ok()?)?;
    let instant = calendar.midnight(moved).saturating_add(anchor - calendar.midnight(date));
    (instant <= time::MAX_INSTANT).then_some(instant)
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
