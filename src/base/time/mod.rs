//! Instants, dates, offsets and durations, as whole numbers.
//!
//! An instant is a number of milliseconds since 1970-01-01T00:00:00Z, a date a
//! number of days since 1970-01-01. chrono knows the calendar; reading and
//! writing ISO 8601 is done here, because chrono's cost 12 KB of Wasm.

mod calendar;
mod duration;
mod text;

#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};

pub use calendar::{Calendar, Shift};
pub use duration::{Duration, Unit, add_months, next_year};
pub use text::{parse_date, parse_instant, parse_own_instant, write_date, write_instant};

/// Milliseconds of one minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds of one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of one day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// The first date, 0001-01-01.
pub const MIN_DATE: i64 = -719_162;
/// The last date, 9999-12-31.
pub const MAX_DATE: i64 = 2_932_896;
/// The first instant, 0001-01-01T00:00:00.000Z.
pub const MIN_INSTANT: i64 = MIN_DATE * DAY;
/// The last instant, 9999-12-31T23:59:59.999Z.
pub const MAX_INSTANT: i64 = MAX_DATE * DAY + DAY - 1;

/// Days from 0000-12-31 (chrono's day 0) to 1970-01-01.
const EPOCH: i64 = 719_163;

/// How far local time is ahead of UTC, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset(pub(crate) i64);

impl Offset {
    /// Reads `+08:00` or `-05:30`, at most 14 hours either way.
    pub fn parse(text: &str) -> Option<Offset> {
        let mut cursor = text::Cursor(text.as_bytes());
        let offset = cursor.offset()?;
        let within = offset.abs() <= 14 * HOUR;
        (cursor.0.is_empty() && within).then_some(Offset(offset))
    }
}

/// The instant of a number of milliseconds since 1970, if it lies within the years 0001 to 9999.
pub fn instant(milliseconds: f64) -> Option<i64> {
    let floor = milliseconds.floor();
    (floor >= MIN_INSTANT as f64 && floor <= MAX_INSTANT as f64).then_some(floor as i64)
}

/// The date on which an instant falls in the offset.
pub fn date_of(instant: i64, offset: Offset) -> i64 {
    instant.saturating_add(offset.0).div_euclid(DAY)
}

/// The instant at which a date begins in the offset.
pub fn midnight(date: i64, offset: Offset) -> i64 {
    date.saturating_mul(DAY).saturating_sub(offset.0)
}

/// The calendar's day, as far as chrono's calendar reaches.
fn calendar(date: i64) -> Option<NaiveDate> {
    let days = date.checked_add(EPOCH)?;
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?)
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weekday {
    /// The default first day.
    #[default]
    Monday,
    /// The second of a week from Monday.
    Tuesday,
    /// The third of a week from Monday.
    Wednesday,
    /// The fourth of a week from Monday.
    Thursday,
    /// The fifth of a week from Monday.
    Friday,
    /// The sixth of a week from Monday.
    Saturday,
    /// The last of a week from Monday.
    Sunday,
}

impl Weekday {
    /// The days as a policy spells them.
    pub const NAMES: [&'static str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// The same days, in the same order.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

/// The first day of the week in which a date lies.
pub fn week_start(date: i64, first: Weekday) -> i64 {
    // 1970-01-01 was a Thursday, three days into a week from Monday.
    date - (date + 3 - first as i64).rem_euclid(7)
}

/// The first day of the month in which a date lies.
pub fn month_start(date: i64) -> i64 {
    calendar(date).map_or(date, |day| date - i64::from(day.day0()))
}
