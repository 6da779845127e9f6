//! When a touch comes: the occurrences of its anchor, and the windows in which it is open.

use crate::base::time::{self, Calendar, Duration, Unit};
use crate::compile::flat::{Anchor, Close, Model, Touch};

/// One time that a touch comes.
pub struct Occurrence {
    pub touch: usize,
    pub of: String,
    pub opens: i64,
    pub closes: i64,
    pub done: bool,
    /// Whether an outcome has ended everything for its anchor.
    pub fallen: bool,
}

/// What a touch counts from.
pub struct Source {
    /// The instant; of a festival, none.
    pub anchor: i64,
    /// The instance, where that does not depend on the occurrence.
    pub of: Option<String>,
}

/// Most occurrences one after the other that may be left out because they never open: over a weekend and holidays
/// those of several days may open on one, each closing as the next one opens.
const SKIPPED: i64 = 400;

/// The last occurrence that has opened, and the next that has not.
pub fn occurrences(model: &Model, number: usize, touch: &Touch, source: &Source, now: i64) -> Vec<Occurrence> {
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
                time::write_date(calendar.date_of(instant), &mut of);
                of.truncate(of.len().saturating_sub("-MM-DD".len()));
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
