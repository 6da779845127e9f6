//! Days, balances, channels and touches.

use super::*;
use crate::base::time::Shift;

#[test]
fn days_that_are_worked_or_not_are_checked() {
    let at = |expected: &str| expected.replace('~', "/time");
    for (inside, expected) in [
        (r#""holidays":[],"make_up":[]"#, ""),
        (r#""holidays":["2026-10-01","0001-01-01","9999-12-31"],"make_up":["2026-10-10"]"#, ""),
        (r#""holidays":{},"make_up":"2026-10-10""#, "wrong_type ~/holidays, wrong_type ~/make_up"),
        (
            r#""holidays":["2026-02-29","2026-1-01",5,"2026-10-01T00:00","","2026-10-01 "]"#,
            "impossible_value ~/holidays/0, impossible_value ~/holidays/1, impossible_value ~/holidays/3, \
             impossible_value ~/holidays/4, impossible_value ~/holidays/5, wrong_type ~/holidays/2",
        ),
        (
            r#""holidays":["2026-10-02","2026-10-01","2026-10-02","2026-10-02"]"#,
            "impossible_value ~/holidays/2, impossible_value ~/holidays/3",
        ),
        (r#""holidays":["2026-10-01"],"make_up":["2026-10-10","2026-10-01"]"#, "impossible_value ~/make_up/1"),
        (r#""make_up":["2026-10-10","2026-10-01"],"holidays":["2026-10-01"]"#, "impossible_value ~/holidays/0"),
        // A date is a date, wherever its midnight lies.
        (r#""utc_offset":"+08:00","holidays":["0001-01-01"],"make_up":["0000-12-31"]"#, "impossible_value ~/make_up/0"),
    ] {
        check("\"time\":{", "}", &[(inside, &at(expected))]);
    }
    let day = |n: usize| format!("\"{:04}-01-01\"", n + 1);
    for (inside, expected) in [
        (many(1000, day), String::new()),
        (many(1001, day), "too_many ~".into()),
        (format!("{},5", many(1000, day)), "too_many ~".into()),
    ] {
        for key in ["holidays", "make_up"] {
            let expected = expected.replace('~', &format!("/time/{key}"));
            check("\"time\":{", "}", &[(&format!("\"{key}\":[{inside}]"), &expected)]);
        }
    }
    let policy = sections(
        r#""time":{"utc_offset":"+08:00","holidays":["1970-01-06","1970-01-02"],"make_up":["1970-01-04","1970-01-03"]}"#,
    );
    assert_eq!((&policy.calendar.holidays[..], &policy.calendar.make_up[..]), (&[1, 5][..], &[2, 3][..]));
}

#[test]
fn festivals_are_checked() {
    check(
        "\"calendar\":",
        "",
        &[
            ("{}", ""),
            (r#"{"a":["2026-02-17","2027-02-06"],"now":["2026-02-17"]}"#, ""),
            ("[]", "wrong_type /calendar"),
            (r#"{"a":[],"a b":["2026-02-17"]}"#, "bad_name /calendar/a b, impossible_value /calendar/a"),
            (
                r#"{"a":"2026-02-17","b":["2026-02-30",1],"c":["2026-02-17","2026-02-17"]}"#,
                "impossible_value /calendar/b/0, impossible_value /calendar/c/1, wrong_type /calendar/a, wrong_type /calendar/b/1",
            ),
        ],
    );
    let festival = |n: usize| format!("\"f{n}\":[\"2026-01-01\"]");
    for (count, expected) in [(100, ""), (101, "too_many /calendar")] {
        check("\"calendar\":{", "}", &[(&many(count, festival), expected)]);
    }
    let day = |n: usize| format!("\"{:04}-01-01\"", n + 1);
    check("\"calendar\":{\"a\":[", "]}", &[(&many(1000, day), ""), (&many(1001, day), "too_many /calendar/a")]);
    let policy = sections(r#""calendar":{"a":["1970-01-03","1970-01-01"]}"#);
    assert_eq!((policy.festivals[0].name.as_str(), &policy.festivals[0].dates[..]), ("a", &[0, 2][..]));
}

#[test]
fn balances_are_checked() {
    let at = |expected: &str| expected.replace('~', "/balances/b");
    for (inside, expected) in [
        (r#"{"earn":[{"event":"e","value":"1"}]}"#, ""),
        (
            r#"{"earn":[{"event":"e","value":"1","when":"x"},{"event":"e","value":"2"}],"spend":["r.x","r.y"],"expires":"year_end","label":"x","note":"y"}"#,
            "",
        ),
        (r#"{"earn":[{"event":"e","value":"1"}],"spend":"r.x","expires":"12mo"}"#, ""),
        ("1", "wrong_type ~"),
        ("{}", "missing_key ~"),
        (r#"{"earn":[]}"#, "impossible_value ~/earn"),
        (
            r#"{"earn":{},"spend":[],"expires":"1wd"}"#,
            "impossible_value ~/expires, impossible_value ~/spend, wrong_type ~/earn",
        ),
        (
            r#"{"earn":[1,{},{"event":1,"value":2,"when":3,"label":"x"}],"spend":1,"expires":12,"for":"x"}"#,
            "missing_key ~/earn/1, missing_key ~/earn/1, unknown_key ~/earn/2/label, unknown_key ~/for, wrong_type ~/earn/0, \
             wrong_type ~/earn/2/event, wrong_type ~/earn/2/value, wrong_type ~/earn/2/when, wrong_type ~/expires, wrong_type ~/spend",
        ),
        (
            r#"{"earn":[{"event":"e","value":"1"}],"spend":["r.x",1],"expires":"end_of_year"}"#,
            "impossible_value ~/expires, wrong_type ~/spend/1",
        ),
    ] {
        check("\"balances\":{\"b\":", "}", &[(inside, &at(expected))]);
    }
    check(
        "\"balances\":",
        "",
        &[
            ("[]", "wrong_type /balances"),
            (r#"{"a b":{"earn":[{"event":"e","value":"1"}]}}"#, "bad_name /balances/a b"),
        ],
    );
    let earning = |_| r#"{"event":"e","value":"1"}"#.to_owned();
    let balance = |n: usize| format!("\"b{n}\":{{\"earn\":[{}]}}", earning(n));
    check("\"balances\":{", "}", &[(&many(100, balance), ""), (&many(101, balance), "too_many /balances")]);
    let b = |earnings: usize, spendings: usize| {
        format!(
            "\"b\":{{\"earn\":[{}],\"spend\":[{}]}}",
            many(earnings, earning),
            many(spendings, |n| format!("\"r.x{n}\""))
        )
    };
    check(
        "\"balances\":{",
        "}",
        &[(&b(100, 100), ""), (&b(101, 101), "too_many /balances/b/earn, too_many /balances/b/spend")],
    );
    let policy = sections(
        r#""balances":{"b":{"earn":[{"event":"e","value":"1"}],"spend":"r.x","expires":"12mo"},"c":{"earn":[{"event":"e","value":"1","when":"x"}],"expires":"year_end"}}"#,
    );
    let [b, c] = &policy.balances[..] else { panic!("two balances") };
    assert_eq!((b.name.as_str(), b.spend[0].text.as_str()), ("b", "r.x"));
    assert_eq!(b.expires, Duration::parse("12mo").map(Expiry::After));
    assert_eq!((c.expires, c.spend.len(), c.earn[0].when.is_some()), (Some(Expiry::YearEnd), 0, true));
}

#[test]
fn channels_are_checked() {
    let at = |expected: &str| expected.replace('~', "/channels/c");
    for (inside, expected) in [
        ("{}", ""),
        (r#"{"consent":"p","hours":["09:00","20:00"],"max":2,"within":"7d","label":"x","note":"y"}"#, ""),
        (r#"{"hours":["22:00","08:00"],"max":1,"within":"1mo"}"#, ""),
        (r#"{"hours":["00:00","23:59"]}"#, ""),
        ("1", "wrong_type ~"),
        (
            r#"{"consent":["p"],"hours":"09:00","cost":1}"#,
            "unknown_key ~/cost, wrong_type ~/consent, wrong_type ~/hours",
        ),
        (r#"{"hours":["09:00","09:00"]}"#, "impossible_value ~/hours"),
        (r#"{"hours":["09:00"]}"#, "impossible_value ~/hours"),
        (r#"{"hours":["09:00","12:00","20:00"]}"#, "impossible_value ~/hours"),
        (r#"{"hours":["9:00","24:00"]}"#, "impossible_value ~/hours/0, impossible_value ~/hours/1"),
        (r#"{"hours":["09:60","+9:00"]}"#, "impossible_value ~/hours/0, impossible_value ~/hours/1"),
        (r#"{"hours":["09:00:00",9]}"#, "impossible_value ~/hours/0, wrong_type ~/hours/1"),
        (r#"{"hours":["0900","09: 0"]}"#, "impossible_value ~/hours/0, impossible_value ~/hours/1"),
        (r#"{"max":1}"#, "missing_key ~"),
        (r#"{"within":"1d"}"#, "missing_key ~"),
        (r#"{"max":0}"#, "impossible_value ~/max, missing_key ~"),
        (r#"{"max":1.5,"within":"2wd"}"#, "impossible_value ~/max, impossible_value ~/within"),
        (r#"{"max":"1","within":7}"#, "wrong_type ~/max, wrong_type ~/within"),
    ] {
        check("\"channels\":{\"c\":", "}", &[(inside, &at(expected))]);
    }
    check("\"channels\":", "", &[("[]", "wrong_type /channels"), (r#"{"a-b":{}}"#, "bad_name /channels/a-b")]);
    let channel = |n: usize| format!("\"c{n}\":{{}}");
    check("\"channels\":{", "}", &[(&many(100, channel), ""), (&many(101, channel), "too_many /channels")]);
    let policy = sections(r#""channels":{"c":{"consent":"p","hours":["22:30","08:00"],"max":2,"within":"7d"},"d":{}}"#);
    let [c, d] = &policy.channels[..] else { panic!("two channels") };
    assert_eq!((c.consent.as_deref(), c.hours), (Some("p"), Some((81_000_000, 28_800_000))));
    assert_eq!(c.limit, Duration::parse("7d").map(|within| (2, within)));
    assert!(d.consent.is_none() && d.hours.is_none() && d.limit.is_none());
}

#[test]
fn touches_are_checked() {
    let at = |expected: &str| expected.replace('~', "/touches/0");
    for (inside, expected) in [
        (r#""anchor":"birthday""#, ""),
        (
            r#""anchor":"birthday","every":"1y","for":"5y","at":"-7d","open":"14wd","when":"x","channels":["a","b"],"ends_on":["x","x"],"label":"l","note":"n""#,
            "",
        ),
        (r#""anchor":"contract.ends","at":"-3wd","until":"+0d""#, ""),
        (r#""anchor":"stage.a","every":"30d","at":"0y""#, ""),
        ("", "missing_key ~"),
        (r#""anchor":1,"at":1,"until":2"#, "wrong_type ~/anchor, wrong_type ~/at, wrong_type ~/until"),
        (r#""anchor":"a","at":"--1d","until":"1s""#, "impossible_value ~/at, impossible_value ~/until"),
        (r#""anchor":"a","at":"- 1d","until":"d""#, "impossible_value ~/at, impossible_value ~/until"),
        (r#""anchor":"a","open":"0d""#, "impossible_value ~/open"),
        (r#""anchor":"a","open":"-1d""#, "impossible_value ~/open"),
        (r#""anchor":"a","open":1"#, "wrong_type ~/open"),
        (r#""anchor":"a","until":"1d","open":1"#, "unknown_key ~/open"),
        (r#""anchor":"a","open":"1d","until":"x""#, "impossible_value ~/until, unknown_key ~/open"),
        (r#""anchor":"a","every":"5wd","for":"1wd""#, "impossible_value ~/every, impossible_value ~/for"),
        (r#""anchor":"a","every":1,"for":[]"#, "wrong_type ~/every, wrong_type ~/for"),
        (r#""anchor":"a","for":"1y""#, "unknown_key ~/for"),
        (r#""anchor":"contract.ends","every":"1y""#, "unknown_key ~/every"),
        (r#""anchor":"contract.starts","every":1,"for":"1y""#, "unknown_key ~/every"),
        (r#""anchor":"calendar.x","every":"1y""#, "unknown_key ~/every"),
        (r#""anchor":"stages.a","every":"1y""#, ""),
        (r#""every":"1y""#, "missing_key ~"),
        (
            r#""anchor":"a","when":1,"channels":[],"ends_on":[],"touches":1"#,
            "impossible_value ~/channels, impossible_value ~/ends_on, unknown_key ~/touches, wrong_type ~/when",
        ),
        (r#""anchor":"a","channels":"sms","ends_on":"x""#, "wrong_type ~/channels, wrong_type ~/ends_on"),
        (
            r#""anchor":"a","channels":["a",1,"b","a"],"ends_on":["x",1]"#,
            "impossible_value ~/channels/3, wrong_type ~/channels/1, wrong_type ~/ends_on/1",
        ),
    ] {
        let comma = if inside.is_empty() { "" } else { "," };
        check("\"touches\":[{\"touch\":\"t\"", "}]", &[(&format!("{comma}{inside}"), &at(expected))]);
    }
    check(
        "\"touches\":",
        "",
        &[
            ("[]", ""),
            ("{}", "wrong_type /touches"),
            (
                r#"[1,{"anchor":"a"},{"touch":1,"anchor":"a"},{"touch":"a b","anchor":"a"}]"#,
                "bad_name /touches/3/touch, missing_key /touches/1, wrong_type /touches/0, wrong_type /touches/2/touch",
            ),
            (r#"[{"touch":"t","anchor":"a"},{"touch":"t","anchor":"b"}]"#, "duplicate_name /touches/1/touch"),
        ],
    );
    let touch = |n: usize| format!("{{\"touch\":\"t{n}\",\"anchor\":\"a\"}}");
    check("\"touches\":[", "]", &[(&many(1000, touch), ""), (&many(1001, touch), "too_many /touches")]);
}

#[test]
fn touches_are_read() {
    let policy = sections(
        r#""touches":[{"touch":"a","anchor":"birthday","every":"1y","for":"5y","at":"-7d","open":"14d","when":"x","channels":["sms","email"],"ends_on":["won"]},
            {"touch":"b","anchor":"stage.x","until":"+2wd"},{"touch":"c","anchor":"stage.x","at":"2wd"}]"#,
    );
    let [a, b, c] = &policy.touches[..] else { panic!("three touches") };
    assert_eq!(Some(a.at), Shift::parse("-7d"));
    assert_eq!(Some(a.close), Duration::parse("14d").map(Close::Open));
    assert_eq!((a.every, a.for_), (Duration::parse("1y"), Duration::parse("5y")));
    assert_eq!(a.channels.iter().map(|channel| channel.text.as_str()).collect::<Vec<_>>(), ["sms", "email"]);
    assert_eq!((a.ends_on.as_slice(), a.when.is_some()), (&["won".to_owned()][..], true));
    assert_eq!((b.at, Some(b.close)), (Shift::NONE, Shift::parse("2wd").map(Close::Until)));
    assert_eq!((Some(c.at), c.close, c.every), (Shift::parse("+2wd"), Close::Next, None));
}

#[test]
fn touches_declare_the_events_that_say_which_were_made() {
    let kinds = |policy: &Policy| policy.events.iter().map(|kind| kind.name.clone()).collect::<Vec<_>>();
    let policy = sections(
        r#""touches":[],"events":{"z":{},"a":{}},"derive":{"reached":{"count":"touch","when":"channel == 'sms'"}}"#,
    );
    assert_eq!(kinds(&policy), ["z", "a", "touch"]);
    let touched: Vec<(&str, bool)> =
        policy.events[2].attributes.iter().map(|attribute| (attribute.name.as_str(), attribute.optional)).collect();
    assert_eq!(touched, [("touch", false), ("of", false), ("channel", true), ("outcome", true)]);
    assert!(policy.events[2].attributes.iter().all(|attribute| attribute.kind == Some(FieldType::String)));
    assert_eq!(kinds(&sections(r#""events":{"z":{}}"#)), ["z"]);
    let (broken, ..) = read(r#"{"gradus":1,"touches":5}"#);
    assert_eq!(kinds(&broken.unwrap()), ["touch"]);
    // It is a kind of events where derived values are told apart by what they look at.
    check(
        r#""touches":[],"derive":{"a":{"days_since":"touch","never":9}},"#,
        "",
        &[(r#""events":{}"#, ""), (r#""events":{"offer":{}}"#, "reserved_name /events/offer")],
    );
}
