//! Time: what is read, refused, moved and written.

#![allow(clippy::unwrap_used)]

use super::*;

mod calendar;

const UTC: Offset = Offset(0);

fn at(text: &str) -> i64 {
    parse_instant(text, UTC).unwrap()
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
        ("1969-12-31T23:59Z", UTC, "1969-12-31"),
    ] {
        assert_eq!(parse_date(text, offset).map(date).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(midnight(date_of(at("2026-10-31T20:00:00Z"), east), east), at("2026-10-31T16:00:00Z"));
    assert_eq!(date_of(i64::MIN, west), (i64::MIN).div_euclid(DAY));
}

#[test]
fn offsets_reach_fourteen_hours() {
    for (text, expected) in [("+00:00", 0), ("-00:00", 0), ("+14:00", 14 * HOUR), ("-05:30", -5 * HOUR - 30 * MINUTE)] {
        assert_eq!(Offset::parse(text).map(|offset| offset.0), Some(expected), "{text}");
    }
    for text in ["", "Z", "08:00", "+8:00", "+14:01", "-15:00", "+08:60", "+0800", "+08:00 ", "−08:00"] {
        assert_eq!(Offset::parse(text), None, "{text}");
    }
}

#[test]
fn weeks_begin_on_the_chosen_day() {
    let sunday = date_of(at("2026-11-01"), UTC);
    for (first, expected) in [
        ("monday", "2026-10-26"),
        ("tuesday", "2026-10-27"),
        ("wednesday", "2026-10-28"),
        ("thursday", "2026-10-29"),
        ("friday", "2026-10-30"),
        ("saturday", "2026-10-31"),
        ("sunday", "2026-11-01"),
    ] {
        let number = Weekday::NAMES.iter().position(|name| *name == first).unwrap();
        assert_eq!(date(week_start(sunday, *Weekday::ALL.get(number).unwrap())), expected, "{first}");
    }
    assert_eq!(week_start(-4, Weekday::Monday), -10);
    assert_eq!(week_start(-3, Weekday::Monday), -3);
}

#[test]
fn months_begin_on_the_first() {
    for (day, expected) in [("2026-11-01", "2026-11-01"), ("2024-02-29", "2024-02-01"), ("1969-12-31", "1969-12-01")] {
        assert_eq!(date(month_start(parse_date(day, UTC).unwrap())), expected);
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
        ("2026-03-31T10:00:00Z", "1mo", UTC, "2026-02-28T10:00:00.000Z"),
        ("2024-03-31T10:00:00Z", "1mo", UTC, "2024-02-29T10:00:00.000Z"),
        ("2024-02-29T10:00:00Z", "1y", UTC, "2023-02-28T10:00:00.000Z"),
        ("2024-02-29T10:00:00Z", "4y", UTC, "2020-02-29T10:00:00.000Z"),
        ("2026-01-15T10:00:00Z", "3mo", UTC, "2025-10-15T10:00:00.000Z"),
        // 2026-03-30 in UTC, but the 31st in the offset.
        ("2026-03-30T20:00:00Z", "1mo", east, "2026-02-27T20:00:00.000Z"),
        ("2026-03-31T10:00:00Z", "36h", UTC, "2026-03-29T22:00:00.000Z"),
    ] {
        let moved = Duration::parse(back).unwrap().before(at(now), offset);
        assert_eq!(instant(moved), expected, "{now} less {back}");
    }
    assert!(Duration::parse("9999y").unwrap().before(at("2026-01-01"), UTC) < MIN_INSTANT);
}
