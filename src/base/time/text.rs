//! Instants and dates as ISO 8601 writes them. Nothing here allocates.

use chrono::{Datelike, NaiveDate};

use super::{DAY, EPOCH, HOUR, MAX_INSTANT, MIN_INSTANT, MINUTE, Offset, calendar, date_of};

/// Reads an instant; a text without an offset is taken in `offset`, a date alone as its midnight there.
pub fn parse_instant(text: impl AsRef<[u8]>, offset: Offset) -> Option<i64> {
    parse(text.as_ref(), offset)
}

fn parse(text: &[u8], offset: Offset) -> Option<i64> {
    let mut cursor = Cursor(text);
    let days = cursor.date()?;
    let (time, own) = if cursor.0.is_empty() { (0, None) } else { cursor.time()? };
    let instant = days * DAY + time - own.unwrap_or(offset.0);
    (cursor.0.is_empty() && (MIN_INSTANT..=MAX_INSTANT).contains(&instant)).then_some(instant)
}

/// Reads an instant that says its own offset.
pub fn parse_own_instant(text: &str) -> Option<i64> {
    // What is the same instant whatever the offset of the reader has an offset of its own.
    let [one, other] = [0, HOUR].map(|offset| parse_instant(text, Offset(offset)));
    one.filter(|_| one == other)
}

/// Reads a date: the same texts as an instant, which becomes its date in `offset`.
pub fn parse_date(text: &str, offset: Offset) -> Option<i64> {
    Some(date_of(parse_instant(text, offset)?, offset))
}

/// What is left of a text to read.
pub(super) struct Cursor<'a>(pub &'a [u8]);

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

    /// `+HH:MM` or `-HH:MM`, up to 23:59.
    pub fn offset(&mut self) -> Option<i64> {
        let sign = if self.next_is(b'-') { -1 } else { 1 };
        self.skip(if sign < 0 { b'-' } else { b'+' })?;
        let hours = self.below(24)?;
        self.skip(b':')?;
        let minutes = self.below(60)?;
        Some(sign * (hours * HOUR + minutes * MINUTE))
    }
}

/// Puts a number's last digits into places.
fn digits(mut value: i64, places: Option<&mut [u8]>) {
    for place in places.unwrap_or_default().iter_mut().rev() {
        *place = b'0' + (value % 10).unsigned_abs() as u8;
        value /= 10;
    }
}

/// Writes a date as `YYYY-MM-DD`; the day after the last year has a digit more.
pub fn write_date(date: i64, out: &mut String) {
    let mut text = *b"10000-00-00";
    put_date(date, text.get_mut(1..).unwrap_or_default());
    let short = usize::from(calendar(date).is_some_and(|day| day.year() < 10_000));
    out.push_str(std::str::from_utf8(text.get(short..).unwrap_or_default()).unwrap_or_default());
}

/// Writes an instant as `YYYY-MM-DDTHH:MM:SS.sssZ`.
pub fn write_instant(instant: i64, out: &mut String) {
    let mut text = *b"0000-00-00T00:00:00.000Z";
    put_date(instant.div_euclid(DAY), &mut text);
    let time = instant.rem_euclid(DAY);
    digits(time / HOUR, text.get_mut(11..13));
    digits(time / MINUTE % 60, text.get_mut(14..16));
    digits(time / 1000 % 60, text.get_mut(17..19));
    digits(time % 1000, text.get_mut(20..23));
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

fn put_date(date: i64, text: &mut [u8]) {
    if let Some(day) = calendar(date) {
        digits(i64::from(day.year()), text.get_mut(..4));
        digits(i64::from(day.month()), text.get_mut(5..7));
        digits(i64::from(day.day()), text.get_mut(8..10));
    }
}
