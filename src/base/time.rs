//! Instants, dates, offsets and durations, as whole numbers.
//!
//! An instant is a number of milliseconds since 1970-01-01T00:00:00Z, a date a
//! number of days since 1970-01-01. chrono knows the calendar; reading and
//! writing ISO 8601 is done here, because chrono's cost 12 KB of Wasm.

use chrono::{Datelike, Months, NaiveDate};

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
pub struct Offset(i64);

impl Offset {
    /// No offset: UTC.
    pub const UTC: Offset = Offset(0);

    /// Reads `+08:00` or `-05:30`, at most 14 hours either way.
    pub fn parse(text: &str) -> Option<Offset> {
        let mut cursor = Cursor(text.as_bytes());
        let offset = cursor.offset()?;
        let within = offset.abs() <= 14 * HOUR;
        (cursor.0.is_empty() && within).then_some(Offset(offset))
    }

    /// Milliseconds ahead of UTC.
    pub const fn milliseconds(self) -> i64 {
        self.0
    }
}

/// The date on which an instant falls in the offset.
pub fn date_of(instant: i64, offset: Offset) -> i64 {
    instant.saturating_add(offset.0).div_euclid(DAY)
}

/// The instant at which a date begins in the offset.
pub fn midnight(date: i64, offset: Offset) -> i64 {
    date.saturating_mul(DAY).saturating_sub(offset.0)
}

/// Reads an instant; a text without an offset is taken in `offset`, a date alone as its midnight there.
pub fn parse_instant(text: &str, offset: Offset) -> Option<i64> {
    let mut cursor = Cursor(text.as_bytes());
    let days = cursor.date()?;
    let (time, own) = if cursor.0.is_empty() { (0, None) } else { cursor.time()? };
    let instant = days * DAY + time - own.unwrap_or(offset.0);
    (cursor.0.is_empty() && (MIN_INSTANT..=MAX_INSTANT).contains(&instant)).then_some(instant)
}

/// Reads a date: the same texts as an instant, which becomes its date in `offset`.
pub fn parse_date(text: &str, offset: Offset) -> Option<i64> {
    Some(date_of(parse_instant(text, offset)?, offset))
}

/// What is left of a text to read.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut value = 0;
        for byte in digits {
            if !byte.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i64::from(byte - b'0');
        }
        self.0 = rest;
        Some(value)
    }

    fn skip(&mut self, wanted: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        (*first == wanted).then_some(())
    }

    fn next_is(&self, wanted: u8) -> bool {
        self.0.first() == Some(&wanted)
    }

    fn below(&mut self, bound: i64) -> Option<i64> {
        self.digits(2).filter(|value| *value < bound)
    }

    fn date(&mut self) -> Option<i64> {
        let year = self.digits(4).filter(|year| *year > 0)?;
        self.skip(b'-')?;
        let month = self.digits(2)?;
        self.skip(b'-')?;
        let day = self.digits(2)?;
        let date = NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32)?;
        Some(i64::from(date.num_days_from_ce()) - EPOCH)
    }

    /// What follows a date: the time of day, and the offset if there is one.
    fn time(&mut self) -> Option<(i64, Option<i64>)> {
        if self.next_is(b'T') {
            self.skip(b'T')?
        } else {
            self.skip(b' ')?
        }
        let mut time = self.below(24)? * HOUR;
        self.skip(b':')?;
        time += self.below(60)? * MINUTE;
        if self.next_is(b':') {
            self.skip(b':')?;
            time += self.below(60)? * 1000;
            if self.next_is(b'.') {
                self.skip(b'.')?;
                time += self.fraction()?;
            }
        }
        if self.0.is_empty() {
            return Some((time, None));
        }
        if self.next_is(b'Z') {
            self.skip(b'Z')?;
            return Some((time, Some(0)));
        }
        Some((time, Some(self.offset()?)))
    }

    /// One or more digits after the point; those beyond the third are dropped.
    fn fraction(&mut self) -> Option<i64> {
        let mut worth = 100;
        let mut value = self.digits(1)? * worth;
        while self.0.first().is_some_and(u8::is_ascii_digit) {
            worth /= 10;
            value += self.digits(1)? * worth;
        }
        Some(value)
    }

    fn offset(&mut self) -> Option<i64> {
        let sign = if self.next_is(b'-') { -1 } else { 1 };
        self.skip(if sign < 0 { b'-' } else { b'+' })?;
        let hours = self.below(24)?;
        self.skip(b':')?;
        let minutes = self.below(60)?;
        Some(sign * (hours * HOUR + minutes * MINUTE))
    }
}

/// The calendar's day, as far as chrono's calendar reaches.
fn calendar(date: i64) -> Option<NaiveDate> {
    let days = date.checked_add(EPOCH)?;
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?)
}

fn padded(value: i64, width: u32, out: &mut String) {
    let mut worth = 10_i64.pow(width - 1);
    while value / worth >= 10 {
        worth *= 10;
    }
    while worth > 0 {
        out.push(char::from(b'0' + (value / worth % 10).unsigned_abs() as u8));
        worth /= 10;
    }
}

/// Writes a date as `YYYY-MM-DD`.
pub fn write_date(date: i64, out: &mut String) {
    if let Some(day) = calendar(date) {
        padded(i64::from(day.year()), 4, out);
        out.push('-');
        padded(i64::from(day.month()), 2, out);
        out.push('-');
        padded(i64::from(day.day()), 2, out);
    }
}

/// Writes an instant as `YYYY-MM-DDTHH:MM:SS.sssZ`.
pub fn write_instant(instant: i64, out: &mut String) {
    write_date(instant.div_euclid(DAY), out);
    let time = instant.rem_euclid(DAY);
    for (mark, part, width) in
        [('T', time / HOUR, 2), (':', time / MINUTE % 60, 2), (':', time / 1000 % 60, 2), ('.', time % 1000, 3)]
    {
        out.push(mark);
        padded(part, width, out);
    }
    out.push('Z');
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

    /// Reads `monday` … `sunday`.
    pub fn parse(text: &str) -> Option<Weekday> {
        Some(match text {
            "monday" => Weekday::Monday,
            "tuesday" => Weekday::Tuesday,
            "wednesday" => Weekday::Wednesday,
            "thursday" => Weekday::Thursday,
            "friday" => Weekday::Friday,
            "saturday" => Weekday::Saturday,
            "sunday" => Weekday::Sunday,
            _ => return None,
        })
    }
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

/// A length of time as a policy writes it, such as `14d` or `3mo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// How many, from 1 to 9,999.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// Reads one whole number from 1 to 9,999 and one unit.
    pub fn parse(text: &str) -> Option<Duration> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let unit = match unit {
            "m" => Unit::Minute,
            "h" => Unit::Hour,
            "d" => Unit::Day,
            "w" => Unit::Week,
            "mo" => Unit::Month,
            "y" => Unit::Year,
            "wd" => Unit::WorkingDay,
            _ => return None,
        };
        // Saturating rather than `str::parse`, which would refuse `00000000014d`.
        let amount =
            number.bytes().fold(0_u32, |sum, byte| sum.saturating_mul(10).saturating_add(u32::from(byte - b'0')));
        (1..=9_999).contains(&amount).then_some(Duration { amount, unit })
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
        let months = match self.unit {
            Unit::Month => self.amount,
            Unit::Year => self.amount.saturating_mul(12),
            _ => return now.saturating_sub(self.nominal()),
        };
        let local = now.saturating_add(offset.0);
        let shifted = calendar(local.div_euclid(DAY)).and_then(|day| day.checked_sub_months(Months::new(months)));
        match shifted {
            Some(day) => midnight(i64::from(day.num_days_from_ce()) - EPOCH, offset) + local.rem_euclid(DAY),
            None => now.saturating_sub(self.nominal()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> i64 {
        parse_instant(text, Offset::UTC).unwrap()
    }

    fn instant(value: i64) -> String {
        let mut out = String::new();
        write_instant(value, &mut out);
        out
    }

    fn date(value: i64) -> String {
        let mut out = String::new();
        write_date(value, &mut out);
        out
    }

    #[test]
    fn the_bounds_are_the_years_1_to_9999() {
        assert_eq!(instant(MIN_INSTANT), "0001-01-01T00:00:00.000Z");
        assert_eq!(instant(MAX_INSTANT), "9999-12-31T23:59:59.999Z");
        assert_eq!(at("0001-01-01T00:00:00Z"), MIN_INSTANT);
        assert_eq!(at("9999-12-31T23:59:59.9999Z"), MAX_INSTANT);
        assert_eq!(at("1970-01-01"), 0);
        assert_eq!(instant(-1), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn instants_that_exist_are_read() {
        let east = Offset::parse("+08:00").unwrap();
        for (text, expected) in [
            ("2026-11-01", "2026-10-31T16:00:00.000Z"),
            ("2026-11-01T08:00", "2026-11-01T00:00:00.000Z"),
            ("2026-11-01 08:00", "2026-11-01T00:00:00.000Z"),
            ("2026-11-01T08:00:01", "2026-11-01T00:00:01.000Z"),
            ("2026-11-01T08:00:01.5", "2026-11-01T00:00:01.500Z"),
            ("2026-11-01T08:00:01.0009999999999999999999", "2026-11-01T00:00:01.000Z"),
            ("2026-11-01T08:00Z", "2026-11-01T08:00:00.000Z"),
            ("2026-11-01T08:00:00-05:30", "2026-11-01T13:30:00.000Z"),
            ("2026-11-01T08:00:00.123+23:59", "2026-10-31T08:01:00.123Z"),
            ("2024-02-29", "2024-02-28T16:00:00.000Z"),
            ("2000-02-29", "2000-02-28T16:00:00.000Z"),
            ("9999-12-31T23:59:59.999", "9999-12-31T15:59:59.999Z"),
        ] {
            assert_eq!(parse_instant(text, east).map(instant).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn instants_that_do_not_exist_are_refused() {
        let east = Offset::parse("+08:00").unwrap();
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-1-01",
            "26-11-01",
            "2026-13-01",
            "2026-00-01",
            "2026-11-31",
            "2026-11-00",
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "0001-01-01",
            "+2026-11-01",
            "2026-11-01T",
            "2026-11-01T08",
            "2026-11-01T24:00",
            "2026-11-01T08:60",
            "2026-11-01T08:00:60",
            "2026-11-01T08:00:00.",
            "2026-11-01T08:00.5",
            "2026-11-01t08:00",
            "2026-11-01T08:00z",
            "2026-11-01  08:00",
            "2026-11-01Z",
            "2026-11-01+08:00",
            "2026-11-01T08:00+24:00",
            "2026-11-01T08:00+08:60",
            "2026-11-01T08:00+0800",
            "2026-11-01T08:00+08",
            "2026-11-01T08:00Z ",
            " 2026-11-01",
            "２026-11-01",
            "2026-11-01T08:00:00,5",
            "9999-12-31T23:00:00-02:00",
            "2026-11-01T08:00:00.5.5",
        ] {
            assert_eq!(parse_instant(text, east), None, "{text}");
            assert_eq!(parse_date(text, east), None, "{text}");
        }
    }

    #[test]
    fn an_instant_becomes_its_date_in_the_offset() {
        let (east, west) = (Offset::parse("+08:00").unwrap(), Offset::parse("-05:00").unwrap());
        for (text, offset, expected) in [
            ("2026-11-01", east, "2026-11-01"),
            ("2026-11-01", west, "2026-11-01"),
            ("2026-10-31T16:00Z", east, "2026-11-01"),
            ("2026-10-31T15:59:59.999Z", east, "2026-10-31"),
            ("2026-11-01T04:59Z", west, "2026-10-31"),
            ("1969-12-31T23:59Z", Offset::UTC, "1969-12-31"),
        ] {
            assert_eq!(parse_date(text, offset).map(date).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(midnight(date_of(at("2026-10-31T20:00:00Z"), east), east), at("2026-10-31T16:00:00Z"));
        assert_eq!(date_of(i64::MIN, west), (i64::MIN).div_euclid(DAY));
    }

    #[test]
    fn offsets_reach_fourteen_hours() {
        for (text, expected) in
            [("+00:00", 0), ("-00:00", 0), ("+14:00", 14 * HOUR), ("-05:30", -5 * HOUR - 30 * MINUTE)]
        {
            assert_eq!(Offset::parse(text).map(Offset::milliseconds), Some(expected), "{text}");
        }
        for text in ["", "Z", "08:00", "+8:00", "+14:01", "-15:00", "+08:60", "+0800", "+08:00 ", "−08:00"] {
            assert_eq!(Offset::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_the_chosen_day() {
        let sunday = date_of(at("2026-11-01"), Offset::UTC);
        for (first, expected) in [
            ("monday", "2026-10-26"),
            ("tuesday", "2026-10-27"),
            ("wednesday", "2026-10-28"),
            ("thursday", "2026-10-29"),
            ("friday", "2026-10-30"),
            ("saturday", "2026-10-31"),
            ("sunday", "2026-11-01"),
        ] {
            assert_eq!(date(week_start(sunday, Weekday::parse(first).unwrap())), expected, "{first}");
        }
        assert_eq!(Weekday::parse("Monday"), None);
        assert_eq!(week_start(-4, Weekday::Monday), -10);
        assert_eq!(week_start(-3, Weekday::Monday), -3);
        assert!(Weekday::NAMES.iter().all(|name| Weekday::parse(name).is_some()));
    }

    #[test]
    fn months_begin_on_the_first() {
        for (day, expected) in
            [("2026-11-01", "2026-11-01"), ("2024-02-29", "2024-02-01"), ("1969-12-31", "1969-12-01")]
        {
            assert_eq!(date(month_start(parse_date(day, Offset::UTC).unwrap())), expected);
        }
    }

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, amount, unit) in [
            ("15m", 15, Unit::Minute),
            ("36h", 36, Unit::Hour),
            ("14d", 14, Unit::Day),
            ("2w", 2, Unit::Week),
            ("3mo", 3, Unit::Month),
            ("1y", 1, Unit::Year),
            ("2wd", 2, Unit::WorkingDay),
            ("9999d", 9_999, Unit::Day),
        ] {
            assert_eq!(Duration::parse(text), Some(Duration { amount, unit }), "{text}");
        }
        for text in [
            "",
            "d",
            "14",
            "0d",
            "10000d",
            "99999999999999999999d",
            "-1d",
            "+1d",
            "1.5d",
            "14 d",
            " 14d",
            "14D",
            "14s",
            "1M",
            "1d2h",
            "１d",
            "P1D",
        ] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
        assert_eq!(Duration::parse("2w").unwrap().fixed(), Some(14 * DAY));
        assert_eq!(Duration::parse("1mo").unwrap().fixed(), None);
        assert_eq!(Duration::parse("1y").unwrap().nominal(), 365 * DAY);
    }

    #[test]
    fn a_calendar_duration_is_clamped_to_the_month_s_end() {
        let east = Offset::parse("+08:00").unwrap();
        for (now, back, offset, expected) in [
            ("2026-03-31T10:00:00Z", "1mo", Offset::UTC, "2026-02-28T10:00:00.000Z"),
            ("2024-03-31T10:00:00Z", "1mo", Offset::UTC, "2024-02-29T10:00:00.000Z"),
            ("2024-02-29T10:00:00Z", "1y", Offset::UTC, "2023-02-28T10:00:00.000Z"),
            ("2024-02-29T10:00:00Z", "4y", Offset::UTC, "2020-02-29T10:00:00.000Z"),
            ("2026-01-15T10:00:00Z", "3mo", Offset::UTC, "2025-10-15T10:00:00.000Z"),
            // 2026-03-30 in UTC, but the 31st in the offset.
            ("2026-03-30T20:00:00Z", "1mo", east, "2026-02-27T20:00:00.000Z"),
            ("2026-03-31T10:00:00Z", "36h", Offset::UTC, "2026-03-29T22:00:00.000Z"),
        ] {
            let moved = Duration::parse(back).unwrap().before(at(now), offset);
            assert_eq!(instant(moved), expected, "{now} less {back}");
        }
        assert!(Duration::parse("9999y").unwrap().before(at("2026-01-01"), Offset::UTC) < MIN_INSTANT);
    }
}
