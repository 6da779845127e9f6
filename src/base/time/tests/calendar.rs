//! Working days and shifts.

use super::*;

/// China's National Day in 2026: from Thursday to Wednesday off, the Saturday after it worked.
fn national_day(offset: &str) -> Calendar {
    let dates = |texts: &[&str]| texts.iter().map(|text| parse_date(text, UTC).unwrap()).collect();
    Calendar {
        offset: Offset::parse(offset).unwrap(),
        holidays: dates(&[
            "2026-10-01",
            "2026-10-02",
            "2026-10-03",
            "2026-10-04",
            "2026-10-05",
            "2026-10-06",
            "2026-10-07",
        ]),
        make_up: dates(&["2026-10-10"]),
    }
}

fn check(calendar: &Calendar, cases: &[(&str, &str, &str)]) {
    for (from, shift, expected) in cases {
        let moved = calendar.moved(at(from), Shift::parse(shift).unwrap());
        assert_eq!(instant(moved), *expected, "{from} {shift}");
    }
}

#[test]
fn working_days_leave_out_weekends() {
    let cases = [
        // A Friday, the weekend after it, and the Monday.
        ("2026-10-30T10:00Z", "1wd", "2026-11-02T10:00:00.000Z"),
        ("2026-10-31T10:00Z", "1wd", "2026-11-02T10:00:00.000Z"),
        ("2026-11-01T10:00Z", "1wd", "2026-11-02T10:00:00.000Z"),
        ("2026-11-02T10:00Z", "1wd", "2026-11-03T10:00:00.000Z"),
        ("2026-10-30T10:00Z", "5wd", "2026-11-06T10:00:00.000Z"),
        ("2026-10-31T10:00Z", "6wd", "2026-11-09T10:00:00.000Z"),
        ("2026-11-02T10:00Z", "-1wd", "2026-10-30T10:00:00.000Z"),
        ("2026-11-01T10:00Z", "-1wd", "2026-10-30T10:00:00.000Z"),
        ("2026-10-31T10:00Z", "-1wd", "2026-10-30T10:00:00.000Z"),
        ("2026-11-06T10:00Z", "-5wd", "2026-10-30T10:00:00.000Z"),
        ("2026-11-08T10:00Z", "-6wd", "2026-10-30T10:00:00.000Z"),
        // None at all stays, whatever day it is.
        ("2026-11-01T10:00Z", "0wd", "2026-11-01T10:00:00.000Z"),
        ("2026-11-01T10:00Z", "-0wd", "2026-11-01T10:00:00.000Z"),
        // The time of day is kept to the millisecond.
        ("2026-10-30T23:59:59.999Z", "1wd", "2026-11-02T23:59:59.999Z"),
        ("2026-10-31T00:00Z", "1wd", "2026-11-02T00:00:00.000Z"),
    ];
    check(&Calendar::default(), &cases);
}

#[test]
fn holidays_are_left_out_and_made_up_weekends_are_worked() {
    let cases = [
        ("2026-09-30T10:00Z", "1wd", "2026-10-08T10:00:00.000Z"),
        ("2026-09-30T10:00Z", "2wd", "2026-10-09T10:00:00.000Z"),
        ("2026-09-30T10:00Z", "3wd", "2026-10-10T10:00:00.000Z"),
        ("2026-09-30T10:00Z", "4wd", "2026-10-12T10:00:00.000Z"),
        ("2026-10-03T10:00Z", "1wd", "2026-10-08T10:00:00.000Z"),
        ("2026-10-10T10:00Z", "1wd", "2026-10-12T10:00:00.000Z"),
        ("2026-10-12T10:00Z", "-1wd", "2026-10-10T10:00:00.000Z"),
        ("2026-10-12T10:00Z", "-3wd", "2026-10-08T10:00:00.000Z"),
        ("2026-10-12T10:00Z", "-4wd", "2026-09-30T10:00:00.000Z"),
        ("2026-10-05T10:00Z", "-1wd", "2026-09-30T10:00:00.000Z"),
        ("2026-10-10T10:00Z", "-1wd", "2026-10-09T10:00:00.000Z"),
    ];
    check(&national_day("+00:00"), &cases);
}

#[test]
fn working_days_are_those_of_the_offset() {
    // Saturday begins in the offset.
    let cases = [
        ("2026-10-30T09:59:59.999Z", "1wd", "2026-11-02T09:59:59.999Z"),
        ("2026-10-30T10:00Z", "1wd", "2026-11-01T10:00:00.000Z"),
        ("2026-10-30T10:00Z", "-1wd", "2026-10-29T10:00:00.000Z"),
        ("2026-11-01T10:00Z", "-1wd", "2026-10-29T10:00:00.000Z"),
        ("2026-09-30T09:00Z", "1wd", "2026-10-08T09:00:00.000Z"),
    ];
    check(&national_day("+14:00"), &cases);
    // Sunday ends in the offset.
    let cases = [
        ("2026-11-02T11:59Z", "1wd", "2026-11-03T11:59:00.000Z"),
        ("2026-11-02T12:00Z", "1wd", "2026-11-03T12:00:00.000Z"),
        ("2026-11-02T12:00Z", "-1wd", "2026-10-30T12:00:00.000Z"),
        ("2026-11-02T11:59Z", "-1wd", "2026-10-31T11:59:00.000Z"),
        ("2026-10-01T11:00Z", "1wd", "2026-10-09T11:00:00.000Z"),
    ];
    check(&national_day("-12:00"), &cases);
}

#[test]
fn between_an_instant_and_the_working_day_so_many_later_lie_so_many() {
    let calendar = national_day("+08:00");
    let worked = |dates: std::ops::Range<i64>| dates.filter(|date| calendar.is_worked(*date)).count();
    for hours in 0..60 * 24 {
        let from = at("2026-09-01T00:00Z") + hours * HOUR;
        for amount in [1_u32, 2, 5, 11] {
            let length = Duration { amount, unit: Unit::WorkingDay };
            let (date, later) = (calendar.date_of(from), calendar.after(from, length));
            let (last, earlier) = (calendar.date_of(later), calendar.before(from, length));
            assert!(calendar.is_worked(last) && worked(date + 1..last + 1) == amount as usize, "{}", instant(from));
            assert_eq!(calendar.time_of_day(later), calendar.time_of_day(from));
            let first = calendar.date_of(earlier);
            assert!(calendar.is_worked(first) && worked(first..date) == amount as usize, "{}", instant(from));
            assert_eq!(calendar.time_of_day(earlier), calendar.time_of_day(from));
        }
    }
}

#[test]
fn what_would_lie_outside_the_years_ends_with_them() {
    for calendar in [national_day("+00:00"), national_day("+14:00"), national_day("-12:00")] {
        for (from, shift, expected) in [
            ("9999-12-31T10:00Z", "1wd", MAX_INSTANT),
            ("9999-12-31T10:00Z", "9999wd", MAX_INSTANT),
            ("0001-01-01T10:00Z", "-2wd", MIN_INSTANT),
            ("0001-01-01T10:00Z", "-9999wd", MIN_INSTANT),
            ("9999-12-31T10:00Z", "1d", MAX_INSTANT),
            ("2026-01-01T10:00Z", "9999y", MAX_INSTANT),
            ("2026-01-01T10:00Z", "-9999y", MIN_INSTANT),
            ("0001-01-01T10:00Z", "-9999mo", MIN_INSTANT),
        ] {
            let moved = calendar.moved(at(from), Shift::parse(shift).unwrap());
            assert_eq!(moved, expected, "{from} {shift} {:?}", calendar.offset);
        }
    }
    // A Sunday of the year 0 in the offset; a Saturday of the year 10000.
    check(&national_day("-12:00"), &[("0001-01-01T10:00Z", "1wd", "0001-01-02T10:00:00.000Z")]);
    check(&national_day("+14:00"), &[("9999-12-31T10:00Z", "-1wd", "9999-12-30T10:00:00.000Z")]);
    check(&Calendar::default(), &[("9999-12-30T10:00Z", "1wd", "9999-12-31T10:00:00.000Z")]);
}

#[test]
fn shifts_are_durations_with_a_sign() {
    for (text, back, amount, unit) in [
        ("-90d", true, 90, Unit::Day),
        ("+3d", false, 3, Unit::Day),
        ("2wd", false, 2, Unit::WorkingDay),
        ("-2wd", true, 2, Unit::WorkingDay),
        ("0d", false, 0, Unit::Day),
        ("-0mo", true, 0, Unit::Month),
        ("+9999y", false, 9_999, Unit::Year),
        ("-15m", true, 15, Unit::Minute),
    ] {
        assert_eq!(Shift::parse(text), Some(Shift { back, length: Duration { amount, unit } }), "{text}");
    }
    for text in ["", "-", "+", "d", "0", "--1d", "+-1d", "-+1d", "- 1d", " 1d", "1d ", "−1d", "-10000d", "-1.5d", "1s"]
    {
        assert_eq!(Shift::parse(text), None, "{text}");
    }
    assert_eq!(Shift::parse("-1mo").unwrap().nominal(), -30 * DAY);
    assert_eq!(Shift::parse("+2w").unwrap().nominal(), 14 * DAY);
    assert_eq!(Shift::NONE, Shift::parse("0d").unwrap());
}

#[test]
fn a_shift_moves_in_the_offset_and_is_clamped_to_the_month_s_end() {
    let cases = [
        // The 31st in the offset, the 30th in UTC.
        ("2026-03-30T20:00Z", "-1mo", "2026-02-27T20:00:00.000Z"),
        ("2026-01-30T20:00Z", "1mo", "2026-02-27T20:00:00.000Z"),
        ("2024-02-28T20:00Z", "+1y", "2025-02-27T20:00:00.000Z"),
        ("2024-02-28T20:00Z", "-4y", "2020-02-28T20:00:00.000Z"),
        ("2026-03-31T10:00Z", "-36h", "2026-03-29T22:00:00.000Z"),
        ("2026-03-31T10:00Z", "2w", "2026-04-14T10:00:00.000Z"),
        ("2026-03-31T10:00Z", "0y", "2026-03-31T10:00:00.000Z"),
        ("2026-03-31T10:00Z", "-0mo", "2026-03-31T10:00:00.000Z"),
    ];
    check(&national_day("+08:00"), &cases);
}

#[test]
fn the_time_of_day_is_that_of_the_offset() {
    for (offset, text, expected) in [
        ("+00:00", "2026-11-01T10:30Z", 10 * HOUR + 30 * MINUTE),
        ("+14:00", "2026-11-01T10:30Z", 30 * MINUTE),
        ("-12:00", "2026-11-01T10:30Z", 22 * HOUR + 30 * MINUTE),
        ("-12:00", "1969-12-31T12:00Z", 0),
        ("+08:00", "1969-12-31T15:59:59.999Z", DAY - 1),
    ] {
        assert_eq!(national_day(offset).time_of_day(at(text)), expected, "{offset} {text}");
    }
}
