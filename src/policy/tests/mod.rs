//! Policies, good and bad: every problem's code and path.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod decisions;
mod facts;
mod lifecycle;
mod touches;

use super::model::*;
use super::read;
use crate::base::time::{Duration, Offset, Unit, Weekday};
use crate::error::{Code, Problem};

/// The policy of the reference.
const SAMPLE: &str = include_str!("sample.json");

fn problems(text: &str) -> Vec<Problem> {
    let (_, tree, problems) = read(text);
    problems.finish(tree.as_ref())
}

fn told(text: &str) -> String {
    let mut told: Vec<String> =
        problems(text).iter().map(|problem| format!("{} {}", problem.code, problem.path)).collect();
    told.sort();
    told.join(", ")
}

/// Reads a policy that consists of the given sections.
fn sections(sections: &str) -> Policy {
    let text = format!("{{\"gradus\":1,{sections}}}");
    let (policy, tree, problems) = read(&text);
    assert_eq!(problems.finish(tree.as_ref()), [], "{text}");
    policy.unwrap()
}

/// Checks policies that consist of one section: its codes and paths, in alphabetical order.
fn check(before: &str, after: &str, cases: &[(&str, &str)]) {
    for (inside, expected) in cases {
        let text = format!("{{\"gradus\":1,{before}{inside}{after}}}");
        assert_eq!(told(&text), *expected, "{text}");
    }
}

#[test]
fn the_policy_of_the_reference_has_no_problem() {
    let (policy, tree, problems) = read(SAMPLE);
    assert_eq!(problems.finish(tree.as_ref()), []);
    let policy = policy.unwrap();
    assert_eq!(policy.name, "saas-signup");
    assert_eq!(policy.version.as_deref(), Some("2026.11"));
    assert_eq!(Some(policy.calendar.offset), Offset::parse("+08:00"));
    assert_eq!(policy.fields.len(), 15);
    let size = policy.fields.iter().find(|field| field.name == "size").unwrap();
    assert_eq!(size.kind, Some(FieldType::Level));
    assert_eq!(size.values[0].also, ["0-49人"]);
    assert!(size.has_values);
    assert_eq!(policy.protected[1].text, "age");
    assert!(policy.events[2].attributes[1].optional);
    assert!(
        matches!(&policy.derive[4].window, Some(Window::Between(from, to)) if from.amount == 60 && to.amount == 30)
    );
    assert!(matches!(&policy.derive[2], Derived { body: Some(DerivedBody::DaysSince(_)), never: Some(9999.0), .. }));
    let fit = &policy.scores[0];
    assert_eq!((fit.combine, fit.cap), (Combine::Weighted, Some([0, 100_000])));
    assert_eq!(fit.groups[3].cap, Some([-40_000, 100_000]));
    assert_eq!(fit.groups[2].matching, Match::Max);
    let Some(RuleKind::Map { entries, other, .. }) = &fit.groups[1].rules[0].kind else { panic!("no map") };
    assert_eq!((entries.len(), *other), (2, Some(10_000)));
    let Some(RuleKind::Event { most, decay, .. }) = &policy.scores[1].groups[0].rules[0].kind else {
        panic!("no event")
    };
    assert_eq!(*most, Some(Most { count: 3, per: Per::Day }));
    assert_eq!(*decay, Some(Decay::HalfLife(14 * 86_400_000)));
    let Some(GradeKind::Bands { bands, .. }) = &policy.grades[0].kind else { panic!("no bands") };
    assert_eq!((bands[0].from, bands[0].keep), (Some(80_000), 3_000));
    let Some(GradeKind::Matrix { cells, .. }) = &policy.grades[2].kind else { panic!("no matrix") };
    assert_eq!(cells[3].cells.as_ref().unwrap()[1].as_ref().unwrap().text, "D2");
    assert!(policy.grades.iter().all(|grade| grade.complete));
    let hold = policy.grades[3].hold.unwrap();
    assert_eq!((hold.for_, hold.grace, hold.falls), (Duration::parse("12mo"), Duration::parse("30d"), Falls::One));
    let lifecycle = policy.lifecycle.as_ref().unwrap();
    assert_eq!((lifecycle.stages.len(), lifecycle.transitions.len(), lifecycle.renamed.len()), (6, 4, 1));
    assert!(policy.contracts.is_some());
    assert_eq!((policy.balances.len(), policy.channels.len(), policy.touches.len()), (1, 2, 6));
    assert_eq!((policy.festivals[0].dates.len(), policy.calendar.holidays.len()), (2, 2));
    assert_eq!(policy.tests[0].now, Some(1_793_491_200_000));
    let expect = policy.tests[1].expect.as_ref().unwrap();
    assert!(matches!(expect.grades[2].value, Some(None)));
}

#[test]
fn what_is_left_out_has_its_default() {
    let policy = sections(r#""scores":{"s":{"groups":{"g":{"rules":[{"id":"r","when":"true","points":1}]}}}}"#);
    assert_eq!(policy.name, "policy");
    assert_eq!(policy.week_starts, Weekday::Monday);
    let score = &policy.scores[0];
    assert_eq!((score.combine, score.cap), (Combine::Sum, Some([0, 100_000])));
    let group = &score.groups[0];
    assert_eq!((group.weight, group.cap, group.matching), (None, Some([0, 100_000]), Match::All));
}

#[test]
fn the_document_must_be_a_policy() {
    for (text, expected) in [
        ("", "json_syntax "),
        ("[]", "not_a_policy "),
        ("null", "not_a_policy "),
        ("{}", "missing_key "),
        ("{\"gradus\":1}", ""),
        ("{\"gradus\":1.0}", ""),
        ("\u{feff}{\"gradus\":1}", ""),
        ("{\"gradus\":2}", "format_version /gradus"),
        ("{\"gradus\":\"1\"}", "format_version /gradus"),
        ("{\"gradus\":null,\"x\":1}", "format_version /gradus, unknown_key /x"),
        ("{\"gradus\":1,\"gradus\":2}", "duplicate_key /gradus"),
        ("{\"gradus\":1,/**/\"name\":1}", "json_comment , wrong_type /name"),
        ("{\"gradus\":1,\"name\":1,}", "json_syntax "),
        ("{\"gradus\":1,\"a\":0,\"a\":0,//\n}", "duplicate_key /a, json_comment , json_syntax "),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let deep = format!("{{\"gradus\":1,\"x\":{}0{}}}", "[".repeat(64), "]".repeat(64));
    assert_eq!(told(&deep), "too_deep ");
    let long = format!("{{\"gradus\":1,\"note\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(told(&long), "too_large ");
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

#[test]
fn more_than_the_limits_allow_is_told_once_and_not_checked() {
    let rule = |number: usize| format!("{{\"id\":\"r{number}\",\"value\":\"1\"}}");
    let group = |name: usize, rules: usize| format!("\"g{name}\":{{\"rules\":[{}]}}", many(rules, rule));
    for (section, expected) in [
        (format!("\"fields\":{{{}}}", many(1000, |n| format!("\"f{n}\":{{\"type\":\"date\"}}"))), ""),
        (
            format!("\"fields\":{{{},\"x\":1}}", many(1000, |n| format!("\"f{n}\":{{\"type\":\"date\"}}"))),
            "too_many /fields",
        ),
        (
            format!("\"fields\":{{\"f\":{{\"type\":\"string\",\"values\":[{}]}}}}", many(1001, |n| format!("\"{n}\""))),
            "too_many /fields/f/values",
        ),
        (
            format!(
                "\"events\":{{\"a\":{{{}}},\"b\":{{\"x\":\"date\",\"y\":1}},\"c\":1}}",
                many(1000, |n| format!("\"a{n}\":\"date\""))
            ),
            "too_many , wrong_type /events/c",
        ),
        (format!("\"derive\":{{{}}}", many(1001, |n| format!("\"f{n}\":{{\"value\":\"1\"}}"))), "too_many /derive"),
        (
            format!("\"scores\":{{{}}}", many(101, |n| format!("\"s{n}\":{{\"groups\":{{{}}}}}", group(0, 1)))),
            "too_many /scores",
        ),
        (
            format!(
                "\"scores\":{{{}}}",
                many(11, |n| format!("\"s{n}\":{{\"groups\":{{{}}}}}", many(100, |g| group(g, 1))))
            ),
            "too_many ",
        ),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{{}}}}}}}", many(10, |g| group(g, 1000))), ""),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{{}}}}}}}", many(11, |g| group(g, 1000))), "too_many "),
        (
            format!(
                "\"scores\":{{\"s\":{{\"groups\":{{\"g\":{{\"rules\":[{{\"id\":\"r\",\"of\":\"x\",\"bands\":[{}]}}]}}}}}}}}",
                many(10_001, |n| format!("[{n},1]"))
            ),
            "too_many /scores/s/groups/g/rules/0/bands",
        ),
        (
            format!(
                "\"scores\":{{\"s\":{{\"groups\":{{\"g\":{{\"rules\":[{{\"id\":\"r\",\"of\":\"x\",\"points\":{{{}}}}}]}}}}}}}}",
                many(10_001, |n| format!("\"{n}\":1"))
            ),
            "too_many /scores/s/groups/g/rules/0/points",
        ),
        (
            format!("\"grades\":{{{}}}", many(101, |n| format!("\"g{n}\":{{\"first\":[{{\"grade\":\"A\"}}]}}"))),
            "too_many /grades",
        ),
        (
            format!(
                "\"grades\":{{\"g\":{{\"first\":[{{\"grade\":\"A\"}}],\"also\":[{}]}}}}",
                many(1000, |n| format!("{{\"grade\":\"g{n}\"}}"))
            ),
            "too_many /grades/g/also",
        ),
        (
            format!(
                "\"tests\":[{},1]",
                many(1000, |_| "{\"name\":\"n\",\"facts\":{},\"now\":0,\"expect\":{\"grades\":{}}}".into())
            ),
            "too_many /tests",
        ),
    ] {
        assert_eq!(told(&format!("{{\"gradus\":1,{section}}}")), expected, "{}", section.get(..60).unwrap_or_default());
    }
    let long = format!(
        "\"derive\":{{\"a\":{{\"value\":\"{}\"}},\"b\":{{\"value\":\"{}\"}}}}",
        "x".repeat(10_000),
        "x".repeat(10_001)
    );
    assert_eq!(told(&format!("{{\"gradus\":1,{long}}}")), "too_large /derive/b/value");
}

#[test]
fn problems_stand_in_the_order_of_the_text_with_line_and_column() {
    let text =
        "{ \"tests\": 1,\n  \"lable\": \"é😀\", \"gradus\": 2, // x\n  \"time\": {} , \"time\": {},\n\t\"fields\": 3 }";
    let told: Vec<String> = problems(text)
        .iter()
        .map(|problem| {
            let place = problem.place.unwrap();
            let help = problem.help.as_deref().unwrap_or("-");
            format!("{}:{} {} {} {help}", place.line, place.column, problem.code, problem.message)
        })
        .collect();
    assert_eq!(
        told,
        [
            "1:12 wrong_type expected an array, found a number -",
            "2:12 unknown_key `lable` has no meaning here did you mean `label`?",
            "2:29 format_version the only format there is is the number `1` -",
            "2:32 json_comment comments are not part of JSON put it in a `note`",
            "3:24 duplicate_key `time` stands twice in this object; the first counts -",
            "4:12 wrong_type expected an object, found a number -",
        ]
    );
}

#[test]
fn a_hundred_problems_are_told_and_the_rest_counted() {
    let keys = many(150, |n| format!("\"x{n}\":{n}"));
    let told = problems(&format!("{{\"gradus\":1,{keys},\"x0\":0,\"x1\":0}}"));
    assert_eq!(told.len(), 101);
    assert_eq!(told[99].path, "/x99");
    assert_eq!(
        (told[100].code, told[100].path.as_str(), told[100].message.as_str()),
        (Code::MoreProblems, "", "52 more problems")
    );
    // Those that come first in the text are told, whichever section is read first.
    let text = format!("{{{keys},\"gradus\":2,\"name\":1}}");
    let late = problems(&text);
    assert!(late.iter().all(|problem| matches!(problem.code, Code::UnknownKey | Code::MoreProblems)));
    let text = format!("{{\"tests\":1,{keys},\"gradus\":1}}");
    assert_eq!(problems(&text)[0].path, "/tests");
}

#[test]
fn help_is_given_where_a_word_is_nearly_right() {
    let help = |text: &str| problems(text).into_iter().find_map(|problem| problem.help);
    for (text, expected) in [
        ("{\"gradus\":1,\"score\":{}}", "did you mean `scores`?"),
        ("{\"gradus\":1,\"fields\":{\"a\":{\"type\":\"sting\"}}}", "did you mean `string`?"),
        ("{\"gradus\":1,\"time\":{\"week_starts\":\"Monday\"}}", "did you mean `monday`?"),
    ] {
        assert_eq!(help(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_problem_inside_an_expression_stands_at_its_byte() {
    let text = "{\"gradus\":1,\n\"derive\":{\"a\":{\"value\":\"1 +\\n \\u00e9 x\"}}}";
    let (policy, tree, mut problems) = read(text);
    let policy = policy.unwrap();
    let Some(DerivedBody::Value(expr)) = &policy.derive[0].body else { panic!("no expression") };
    assert_eq!(expr.text, "1 +\n é x");
    problems.add_inside(Code::ExprSyntax, expr.node, 8, "unexpected".into(), None);
    let told = problems.finish(tree.as_ref());
    assert_eq!(told[0].path, "/derive/a/value");
    assert_eq!(told[0].place.map(|place| (place.line, place.column)), Some((2, 38)));
}

#[test]
fn a_thing_with_a_problem_is_declared_all_the_same() {
    let (policy, ..) = read(
        r#"{"fields":{"f":{"type":"x","values":[1]},"l":{"type":"level","values":["a",1]}},
            "events":{"e":{"a":"x"}},"derive":{"d":1,"n":{"count":"e","within":"x"}},"scores":{"s":{"cap":[1,0],"groups":{"g":1}}},
            "grades":{"g":{"bands":[{"grade":"A","from":"x"}]}}}"#,
    );
    let policy = policy.unwrap();
    assert!(matches!(&policy.fields[..], [f, l] if f.kind.is_none() && l.kind.is_none() && !l.has_values));
    assert!(policy.events[0].attributes[0].kind.is_none());
    assert!(policy.derive[0].body.is_none());
    assert!(policy.derive[1].body.is_some());
    assert!(policy.scores[0].cap.is_none());
    assert_eq!(policy.scores[0].groups[0].name, "g");
    let Some(GradeKind::Bands { of: None, bands, .. }) = &policy.grades[0].kind else { panic!("no bands") };
    assert!(bands[0].from.is_none());
    assert!(policy.grades[0].complete);
}

#[test]
fn windows_keep_their_durations() {
    let policy = sections(r#""events":{"e":{}},"derive":{"a":{"count":"e","within":"3mo"}}"#);
    let Some(Window::Within(duration)) = &policy.derive[0].window else { panic!("no window") };
    assert_eq!(*duration, Duration { amount: 3, unit: Unit::Month });
    let policy = sections(r#""events":{"e":{}},"derive":{"a":{"count":"e","since":"stage"}}"#);
    assert!(matches!(policy.derive[0].window, Some(Window::SinceStage(_))));
}
