//! What a state says once it was read, and what is written of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::base::json::Writer;
use crate::base::time::parse_instant;

const NOW: &str = "2026-11-01T00:00:00Z";

fn at(text: &str) -> i64 {
    parse_instant(text, Offset::default()).unwrap()
}

/// Asks with a policy of two grades, the second held for a time, and three stages, the second of
/// which has an owner and once had another name.
fn with_frame<T>(now: Option<&str>, lifecycle: bool, ask: impl FnOnce(&Frame<'_>) -> T) -> T {
    let classes = ["a", "b", "x"].map(str::to_owned);
    let renamed = [("old".to_owned(), 1), ("older".to_owned(), 1)];
    let known = |name, hold| Known { name, classes: &classes, remembered: 2, hold };
    let stage = |name, owned| KnownStage { name, owned };
    ask(&Frame {
        policy: "p",
        grades: vec![known("lead", false), known("tier", true)],
        stages: lifecycle.then(|| vec![stage("new", false), stage("sales", true), stage("lost", false)]),
        renamed: if lifecycle { &renamed } else { &[] },
        now: now.map(at),
        offset: Offset::default(),
    })
}

fn pairs(problems: &[Problem]) -> Vec<(&'static str, &str)> {
    problems.iter().map(|problem| (problem.code.as_str(), problem.path.as_str())).collect()
}

fn refused(state: &str, expected: &[(&str, &str)]) {
    with_frame(Some(NOW), true, |frame| match State::read(state, frame) {
        Ok(_) => panic!("{state} was read"),
        Err(problems) => assert_eq!(pairs(&problems), expected, "{state}"),
    });
}

/// Reads a state, and hands it on with its warnings as a decision that changes nothing writes it.
fn kept(state: &str, expected: &str, warnings: &[(&str, &str)]) {
    with_frame(Some(NOW), true, |frame| {
        let read = State::read(state, frame).unwrap_or_else(|problems| panic!("{problems:?}"));
        let mut out = Writer::new();
        read.write(frame, read.remembered(), &mut out);
        assert_eq!(out.finish(), expected, "{state}");
        assert_eq!(pairs(&read.warnings), warnings, "{state}");
    });
}

#[test]
fn a_stage_is_written_as_it_was_read() {
    kept(
        r#"{"v":1,"revision":3,"stage":{"left":[{"at":0,"owner":"b","stage":"sales"},{"stage":"sales","owner":"a","at":"1969-12-31"}],
            "entered":{"sales":{"count":2,"last":"2026-10-01"},"new":{"last":"2026-09-01T00:00Z","count":1}},
            "owner":"li","since":"2026-10-01","name":"sales"}}"#,
        concat!(
            r#"{"v":1,"policy":"p","revision":3,"stage":{"name":"sales","since":"2026-10-01T00:00:00.000Z","owner":"li","#,
            r#""entered":{"new":{"last":"2026-09-01T00:00:00.000Z","count":1},"sales":{"last":"2026-10-01T00:00:00.000Z","count":2}},"#,
            r#""left":[{"stage":"sales","owner":"a","at":"1969-12-31T00:00:00.000Z"},{"stage":"sales","owner":"b","at":"1970-01-01T00:00:00.000Z"}]},"#,
            r#""held":{},"manual":{}}"#
        ),
        &[],
    );
}

#[test]
fn the_present_stage_was_entered_once_where_nothing_says_so() {
    for entered in ["", r#","entered":{}"#] {
        kept(
            &format!(r#"{{"v":1,"revision":3,"stage":{{"name":"new","since":5{entered}}}}}"#),
            concat!(
                r#"{"v":1,"policy":"p","revision":4,"stage":{"name":"new","since":"1970-01-01T00:00:00.005Z","#,
                r#""entered":{"new":{"last":"1970-01-01T00:00:00.005Z","count":1}}},"held":{},"manual":{}}"#
            ),
            &[],
        );
    }
}

#[test]
fn two_names_of_a_stage_are_one_with_the_later_entry_and_the_sum() {
    kept(
        r#"{"v":1,"stage":{"name":"older","since":1,"entered":{"old":{"last":1,"count":2},"new":{"last":0,"count":1},
            "sales":{"last":9,"count":9007199254740991},"older":{"last":4,"count":3}},"left":[{"stage":"old","owner":"li","at":1}]}}"#,
        concat!(
            r#"{"v":1,"policy":"p","revision":1,"stage":{"name":"sales","since":"1970-01-01T00:00:00.001Z","entered":"#,
            r#"{"new":{"last":"1970-01-01T00:00:00.000Z","count":1},"sales":{"last":"1970-01-01T00:00:00.009Z","count":9007199254740991}},"#,
            r#""left":[{"stage":"sales","owner":"li","at":"1970-01-01T00:00:00.001Z"}]},"held":{},"manual":{}}"#
        ),
        &[],
    );
}

#[test]
fn an_owner_is_forgotten_where_a_stage_has_none() {
    kept(
        r#"{"v":1,"revision":1,"stage":{"name":"new","since":0,"owner":"li","entered":{"new":{"last":0,"count":1}}}}"#,
        concat!(
            r#"{"v":1,"policy":"p","revision":2,"stage":{"name":"new","since":"1970-01-01T00:00:00.000Z","#,
            r#""entered":{"new":{"last":"1970-01-01T00:00:00.000Z","count":1}}},"held":{},"manual":{}}"#
        ),
        &[],
    );
}

#[test]
fn a_held_class_is_confirmed_where_its_grade_has_hold() {
    let confirmed = r#"{"grade":"b","confirmed":"2026-01-01T00:00:00.000Z"}"#;
    let now = r#"{"grade":"b","confirmed":"2026-11-01T00:00:00.000Z"}"#;
    for (held, expected, revision) in [
        (format!(r#"{{"lead":"a","tier":{confirmed}}}"#), format!(r#"{{"lead":"a","tier":{confirmed}}}"#), 0),
        (r#"{"tier":"b"}"#.to_owned(), format!(r#"{{"tier":{now}}}"#), 1),
        (format!(r#"{{"lead":{confirmed}}}"#), r#"{"lead":"b"}"#.to_owned(), 1),
    ] {
        let expected = format!(r#"{{"v":1,"policy":"p","revision":{revision},"held":{expected},"manual":{{}}}}"#);
        kept(&format!(r#"{{"v":1,"held":{held}}}"#), &expected, &[]);
    }
}

#[test]
fn what_lies_after_now_stands_and_is_warned_of_in_the_callers_order() {
    let state = r#"{"v":1,"held":{"tier":{"confirmed":"2027-01-01","grade":"a"},"lead":{"grade":"a","confirmed":"2027-01-01"}},
        "manual":{"lead":{"grade":"a","until":"2030-01-01"}},
        "stage":{"left":[{"stage":"old","owner":"li","at":"2026-11-01T00:00:00.001Z"}],"name":"new",
                 "entered":{"older":{"count":1,"last":"2027-01-01"},"new":{"count":1,"last":"2026-11-01T00:00Z"}},"since":"2028-01-01"}}"#;
    with_frame(Some(NOW), true, |frame| {
        let read = State::read(state, frame).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(
            pairs(&read.warnings),
            [
                ("state_future", "/stage/left/0/at"),
                ("state_future", "/stage/entered/older/last"),
                ("state_future", "/stage/since"),
                ("state_future", "/held/tier/confirmed"),
            ]
        );
        assert_eq!(read.confirmed, [None, Some(at("2027-01-01"))]);
        assert_eq!(read.standing.unwrap().since, at("2028-01-01"));
    });
    with_frame(None, true, |frame| assert!(State::read(state, frame).is_ok_and(|read| read.warnings.is_empty())));
}

#[test]
fn what_the_policy_does_not_have_is_forgotten() {
    kept(
        r#"{"v":1,"revision":9007199254740991,"held":{"gone":{"grade":"a","confirmed":"2027-01-01"},"tier":"x","lead":"a"}}"#,
        r#"{"v":1,"policy":"p","revision":9007199254740991,"held":{"lead":"a"},"manual":{}}"#,
        &[("state_unknown", "/held/gone"), ("state_unknown", "/held/tier")],
    );
    with_frame(Some(NOW), false, |frame| {
        // Nobody looks into a stage where there is no lifecycle.
        let read =
            State::read(r#"{"v":1,"stage":{"name":5}}"#, frame).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(pairs(&read.warnings), [("state_unknown", "/stage")]);
        let mut out = Writer::new();
        read.write(frame, read.remembered(), &mut out);
        assert_eq!(out.finish(), r#"{"v":1,"policy":"p","revision":1,"held":{},"manual":{}}"#);
    });
}

#[test]
fn a_wrong_stage_is_refused() {
    for (stage, expected) in [
        ("null", &[("state_type", "/stage")][..]),
        ("[]", &[("state_type", "/stage")]),
        ("{}", &[("state_type", "/stage")]),
        (r#"{"name":"new"}"#, &[("state_type", "/stage")]),
        (r#"{"since":0}"#, &[("state_type", "/stage")]),
        (r#"{"name":5,"since":true}"#, &[("state_type", "/stage/name"), ("state_type", "/stage/since")]),
        (r#"{"name":"gone","since":"soon"}"#, &[("state_stage", "/stage/name"), ("state_date", "/stage/since")]),
        (r#"{"name":"new","since":1e999}"#, &[("state_date", "/stage/since")]),
        (r#"{"name":"new","since":0,"owner":null}"#, &[("state_type", "/stage/owner")]),
        (r#"{"name":"new","since":0,"days":1}"#, &[("state_key", "/stage/days")]),
        (r#"{"name":"new","since":0,"entered":[]}"#, &[("state_type", "/stage/entered")]),
        (r#"{"name":"new","since":0,"left":{}}"#, &[("state_type", "/stage/left")]),
        (
            r#"{"name":"new","since":0,"entered":{"gone":{"last":0,"count":1},"new":5,"lost":{"count":1,"first":0},"sales":{"last":0,"count":0}}}"#,
            &[
                ("state_stage", "/stage/entered/gone"),
                ("state_type", "/stage/entered/new"),
                ("state_key", "/stage/entered/lost/first"),
                ("state_type", "/stage/entered/lost"),
                ("state_type", "/stage/entered/sales/count"),
            ],
        ),
        (
            r#"{"name":"new","since":0,"left":[5,{"stage":"gone","owner":"li","at":0},{"stage":"new","owner":1,"at":"x","by":0},{}]}"#,
            &[
                ("state_type", "/stage/left/0"),
                ("state_stage", "/stage/left/1/stage"),
                ("state_type", "/stage/left/2/owner"),
                ("state_date", "/stage/left/2/at"),
                ("state_key", "/stage/left/2/by"),
                ("state_type", "/stage/left/3"),
            ],
        ),
    ] {
        refused(&format!(r#"{{"v":1,"stage":{stage}}}"#), expected);
    }
    for count in ["1.5", "-1", "\"1\"", "9007199254740992", "1e999"] {
        let entered = format!(r#"{{"new":{{"last":0,"count":{count}}}}}"#);
        let state = format!(r#"{{"v":1,"stage":{{"name":"new","since":0,"entered":{entered}}}}}"#);
        refused(&state, &[("state_type", "/stage/entered/new/count")]);
    }
}

#[test]
fn a_wrong_held_class_is_refused() {
    for (held, expected) in [
        (r#"{"tier":5}"#, &[("state_type", "/held/tier")][..]),
        (r#"{"tier":{}}"#, &[("state_type", "/held/tier")]),
        (r#"{"tier":{"grade":"a"}}"#, &[("state_type", "/held/tier")]),
        (r#"{"lead":{"confirmed":0}}"#, &[("state_type", "/held/lead")]),
        (
            r#"{"tier":{"grade":1,"confirmed":"never","since":0}}"#,
            &[
                ("state_type", "/held/tier/grade"),
                ("state_date", "/held/tier/confirmed"),
                ("state_key", "/held/tier/since"),
            ],
        ),
    ] {
        refused(&format!(r#"{{"v":1,"held":{held}}}"#), expected);
    }
}

#[test]
fn at_most_a_hundred_problems_are_told() {
    let left = vec!["0"; 150].join(",");
    with_frame(Some(NOW), true, |frame| {
        let problems = State::read(&format!(r#"{{"v":1,"stage":{{"left":[{left}]}}}}"#), frame).err().unwrap();
        assert_eq!(problems.len(), 100);
    });
}

#[test]
fn another_class_confirmation_or_stage_raises_the_revision() {
    let state = r#"{"v":1,"revision":7,"stage":{"name":"new","since":0,"entered":{"new":{"last":0,"count":1}}},
        "held":{"tier":{"grade":"b","confirmed":0}}}"#;
    with_frame(Some(NOW), true, |frame| {
        let read = State::read(state, frame).unwrap_or_else(|problems| panic!("{problems:?}"));
        let revision = |remembered: Remembered<'_>| {
            let mut out = Writer::new();
            read.write(frame, remembered, &mut out);
            out.finish().contains(r#""revision":8,"#)
        };
        let same = read.remembered();
        assert!(!revision(same));
        assert!(revision(Remembered { held: &[None, Some(0)], ..same }));
        assert!(revision(Remembered { confirmed: &[None, Some(1)], ..same }));
        assert!(revision(Remembered { standing: None, ..same }));
        let later = Standing { since: 1, ..read.standing.clone().unwrap() };
        assert!(revision(Remembered { standing: Some(&later), ..same }));
    });
}

#[test]
fn a_migrated_state_is_what_this_policy_writes() {
    let migrated = |state: &str| {
        with_frame(None, true, |frame| {
            let read = State::read(state, frame).unwrap_or_else(|problems| panic!("{problems:?}"));
            let (mut migrated, mut unchanged) = (Writer::new(), Writer::new());
            read.write_migrated(frame, &mut migrated);
            read.write_unchanged(frame, &mut unchanged);
            (migrated.finish(), unchanged.finish())
        })
    };
    assert_eq!(migrated("null"), ("null".to_owned(), "null".to_owned()));
    let manual = r#""manual":{"gone":{"why":"so","grade":"z"}}"#;
    let (new, unchanged) = migrated(&format!(r#"{{{manual},"v":1,"revision":4,"held":{{"tier":"b","lead":"z"}}}}"#));
    assert_eq!(new, format!(r#"{{"v":1,"policy":"p","revision":5,"held":{{"tier":"b"}},{manual}}}"#));
    assert_eq!(unchanged, format!(r#"{{"v":1,"policy":"p","revision":4,"held":{{"tier":"b"}},{manual}}}"#));
    let (same, _) = migrated(r#"{"manual":{},"held":{"tier":"b"},"revision":4,"v":1}"#);
    assert_eq!(same, r#"{"v":1,"policy":"p","revision":4,"held":{"tier":"b"},"manual":{}}"#);
}
