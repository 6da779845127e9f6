//! The policy's calendar: its offset, and which days are worked.

use super::{DAY, Duration, MAX_DATE, MAX_INSTANT, MIN_DATE, MIN_INSTANT, Offset, Unit, date_of, midnight};

/// How a policy counts days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// How far local time is ahead of UTC.
    pub offset: Offset,
    /// Dates on which nobody works, rising.
    pub holidays: Vec<i64>,
    /// Dates that are worked although they fall on a weekend, rising.
    pub make_up: Vec<i64>,
}

/// A duration with a sign, whose amount may be 0: what a touch counts from its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Whether it leads back.
    pub back: bool,
    /// How far.
    pub length: Duration,
}

impl Shift {
    /// Not moved at all.
    pub const NONE: Shift = Shift { back: false, length: Duration { amount: 0, unit: Unit::Day } };

    /// Reads `-90d`, `+3d`, `2wd` or `0d`.
    pub fn parse(text: &str) -> Option<Shift> {
        let back = text.starts_with('-');
        let length = Duration::parse_from(text.strip_prefix(['-', '+']).unwrap_or(text), 0)?;
        Some(Shift { back, length })
    }

    /// Milliseconds, about: to compare shifts.
    pub fn nominal(&self) -> i64 {
        if self.back { -self.length.nominal() } else { self.length.nominal() }
    }
}

impl Calendar {
    /// The date of an instant.
    pub fn date_of(&self, instant: i64) -> i64 {
        date_of(instant, self.offset)
    }

    /// The instant at which a date begins.
    pub fn midnight(&self, date: i64) -> i64 {
        midnight(date, self.offset)
    }

    /// An instant moved forward, within the years 0001 to 9999.
    pub fn after(&self, instant: i64, length: Duration) -> i64 {
        self.moved(instant, Shift { back: false, length })
    }

    /// An instant moved back, within the years 0001 to 9999.
    pub fn before(&self, instant: i64, length: Duration) -> i64 {
        self.moved(instant, Shift { back: true, length })
    }

    /// An instant moved, within the years 0001 to 9999.
    pub fn moved(&self, instant: i64, Shift { back, length }: Shift) -> i64 {
        let moved = match length.unit {
            Unit::WorkingDay => {
                let date = self.date_of(instant);
                let time = instant.saturating_sub(self.midnight(date));
                self.midnight(self.working_day(date, length.amount, back)).saturating_add(time)
            }
            _ if back => length.before(instant, self.offset),
            _ => length.after(instant, self.offset),
        };
        moved.clamp(MIN_INSTANT, MAX_INSTANT)
    }

    /// The so-manieth working day after a date, or before it; the date itself for none.
    fn working_day(&self, date: i64, amount: u32, back: bool) -> i64 {
        let step = if back { -1 } else { 1 };
        let (mut date, mut left) = (date, amount);
        // Five days of any seven are worked but for the listed holidays, so this ends. An offset puts the first
        // and the last instant on dates of the years around; what lies beyond those is cut off anyway.
        while left > 0 && (MIN_DATE - 1..=MAX_DATE + 1).contains(&date) {
            date += step;
            left -= u32::from(self.is_worked(date));
        }
        date
    }

    /// Whether a date is a working day.
    pub fn is_worked(&self, date: i64) -> bool {
        // 1970-01-01 was a Thursday.
        let weekday = (date + 3).rem_euclid(7);
        self.make_up.binary_search(&date).is_ok() || weekday < 5 && self.holidays.binary_search(&date).is_err()
    }

    /// Milliseconds since local midnight.
    pub fn time_of_day(&self, instant: i64) -> i64 {
        instant.saturating_add(self.offset.0).rem_euclid(DAY)
    }
}
