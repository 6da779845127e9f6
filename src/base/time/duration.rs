//! Lengths of time as a policy writes them.

use chrono::{Datelike, Months, NaiveDate};

use super::{DAY, EPOCH, HOUR, MAX_DATE, MINUTE, Offset, calendar, date_of, midnight};

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `m`: 60 seconds.
    Minute,
    /// `h`: 60 minutes.
    Hour,
    /// `d`: 24 hours.
    Day,
    /// `w`: 7 days.
    Week,
    /// `mo`: a month of the calendar.
    Month,
    /// `y`: a year of the calendar.
    Year,
    /// `wd`: a working day, which needs a calendar of holidays.
    WorkingDay,
}

impl Unit {
    /// The units as durations spell them.
    const NAMES: [(&'static str, Unit); 7] = [
        ("m", Unit::Minute),
        ("h", Unit::Hour),
        ("d", Unit::Day),
        ("w", Unit::Week),
        ("mo", Unit::Month),
        ("y", Unit::Year),
        ("wd", Unit::WorkingDay),
    ];
}

/// A length of time as a policy writes it, such as `14d` or `3mo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// How many, from 1 to 9,999; 0 only in a shift.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// Reads one whole number from 1 to 9,999 and one unit.
    pub fn parse(text: &str) -> Option<Duration> {
        Duration::parse_from(text, 1)
    }

    /// The same from another least number on.
    pub(super) fn parse_from(text: &str, least: u32) -> Option<Duration> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let (_, unit) = Unit::NAMES.into_iter().find(|(name, _)| *name == unit)?;
        // Saturating rather than `str::parse`, which would refuse `00000000014d`.
        let amount =
            number.bytes().fold(0_u32, |sum, byte| sum.saturating_mul(10).saturating_add(u32::from(byte - b'0')));
        (digits > 0 && (least..=9_999).contains(&amount)).then_some(Duration { amount, unit })
    }

    /// The duration as [`Duration::parse`] reads it, in the shortest way.
    pub fn text(&self) -> String {
        let mut text = self.amount.to_string();
        Unit::NAMES.iter().filter(|(_, unit)| *unit == self.unit).for_each(|(name, _)| text.push_str(name));
        text
    }

    /// Milliseconds, if the unit is always of one length.
    pub fn fixed(&self) -> Option<i64> {
        match self.unit {
            Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => Some(self.nominal()),
            Unit::Month | Unit::Year | Unit::WorkingDay => None,
        }
    }

    /// Milliseconds, with a month as 30 days and a year as 365: to compare durations.
    pub fn nominal(&self) -> i64 {
        let unit = match self.unit {
            Unit::Minute => MINUTE,
            Unit::Hour => HOUR,
            Unit::Day | Unit::WorkingDay => DAY,
            Unit::Week => 7 * DAY,
            Unit::Month => 30 * DAY,
            Unit::Year => 365 * DAY,
        };
        i64::from(self.amount) * unit
    }

    /// `now` moved back: months and years in the offset's calendar, clamped to the month's end.
    pub fn before(&self, now: i64, offset: Offset) -> i64 {
        self.moved(now, offset, NaiveDate::checked_sub_months, now.saturating_sub(self.nominal()))
    }

    /// Where `now` may be moved back to while it is anywhere between two instants. The clamp to the
    /// month's end makes several days one, so that a later time of day may lie before an earlier.
    pub fn before_span(&self, from: i64, to: i64, offset: Offset) -> (i64, i64) {
        let (low, high) = (self.before(from, offset), self.before(to, offset));
        if self.fixed().is_some() || date_of(from, offset) == date_of(to, offset) {
            return (low, high);
        }
        (midnight(date_of(low, offset), offset), midnight(date_of(high, offset) + 1, offset) - 1)
    }

    /// `now` moved forward, likewise.
    pub fn after(&self, now: i64, offset: Offset) -> i64 {
        self.moved(now, offset, NaiveDate::checked_add_months, now.saturating_add(self.nominal()))
    }

    /// `now` moved by months of the calendar; fixed lengths, and what leaves the calendar, as `otherwise` has it.
    fn moved(
        &self,
        now: i64,
        offset: Offset,
        shift: fn(NaiveDate, Months) -> Option<NaiveDate>,
        otherwise: i64,
    ) -> i64 {
        let months = match self.unit {
            Unit::Month => self.amount,
            Unit::Year => self.amount.saturating_mul(12),
            _ => return otherwise,
        };
        let local = now.saturating_add(offset.0);
        match calendar(local.div_euclid(DAY)).and_then(|day| shift(day, Months::new(months))) {
            Some(day) => midnight(i64::from(day.num_days_from_ce()) - EPOCH, offset) + local.rem_euclid(DAY),
            None => otherwise,
        }
    }
}

/// A date moved forward by months, clamped to the month's end; `None` beyond the year 9999.
pub fn add_months(date: i64, months: u32) -> Option<i64> {
    let moved = calendar(date)?.checked_add_months(Months::new(months))?;
    Some(i64::from(moved.num_days_from_ce()) - EPOCH).filter(|date| *date <= MAX_DATE)
}

/// The first day of the calendar year after a date's.
pub fn next_year(date: i64) -> i64 {
    let first = calendar(date).and_then(|day| NaiveDate::from_ymd_opt(day.year() + 1, 1, 1));
    first.map_or(MAX_DATE + 1, |day| i64::from(day.num_days_from_ce()) - EPOCH)
}
