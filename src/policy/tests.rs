//! Policies, good and bad: every problem's code and path.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::model::*;
use super::read;
use crate::base::time::{Duration, Unit, Weekday};
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
    assert_eq!(policy.offset.milliseconds(), 8 * 3_600_000);
    assert_eq!(policy.fields.len(), 13);
    let size = policy.fields.iter().find(|field| field.name == "size").unwrap();
    assert_eq!(size.kind, Some(FieldType::Level));
    assert_eq!(size.values[0].also, ["0-49人"]);
    assert!(size.has_values);
    assert_eq!(policy.protected[1].text, "age");
    assert!(policy.events[2].attributes[1].optional);
    assert!(matches!(&policy.derive[4].window, Some(Window::Between(from, to)) if from.amount == 60 && to.amount == 30));
    assert!(matches!(&policy.derive[2], Derived { body: Some(DerivedBody::DaysSince(_)), never: Some(9999.0), .. }));
    let fit = &policy.scores[0];
    assert_eq!((fit.combine, fit.cap), (Combine::Weighted, Some([0, 100_000])));
    assert_eq!(fit.groups[3].cap, Some([-40_000, 100_000]));
    assert_eq!(fit.groups[2].matching, Match::Max);
    let Some(RuleKind::Map { entries, other, .. }) = &fit.groups[1].rules[0].kind else { panic!("no map") };
    assert_eq!((entries.len(), *other), (2, Some(10_000)));
    let Some(RuleKind::Event { most, decay, .. }) = &policy.scores[1].groups[0].rules[0].kind else { panic!("no event") };
    assert_eq!(*most, Some(Most { count: 3, per: Per::Day }));
    assert_eq!(*decay, Some(Decay::HalfLife(14 * 86_400_000)));
    let Some(GradeKind::Bands { bands, .. }) = &policy.grades[0].kind else { panic!("no bands") };
    assert_eq!((bands[0].from, bands[0].keep), (Some(80_000), 3_000));
    let Some(GradeKind::Matrix { cells, .. }) = &policy.grades[2].kind else { panic!("no matrix") };
    assert_eq!(cells[3].cells.as_ref().unwrap()[1].as_ref().unwrap().text, "D2");
    assert!(policy.grades.iter().all(|grade| grade.complete));
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
    assert_eq!((score.combine, score.cap, score.cap_node), (Combine::Sum, Some([0, 100_000]), None));
    let group = &score.groups[0];
    assert_eq!((group.weight, group.cap, group.matching), (0, Some([0, 100_000]), Match::All));
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

#[test]
fn the_head_is_checked() {
    check("", "", &[
        (r#""name":"a-b_1","version":"","label":{"en":"x"},"note":"y""#, ""),
        (r#""name":"-a""#, "bad_name /name"),
        (r#""name":"""#, "bad_name /name"),
        (r#""version":1"#, "wrong_type /version"),
        (r#""label":1,"note":{"en":[]}"#, "wrong_type /label, wrong_type /note/en"),
        (r#""time":[]"#, "wrong_type /time"),
        (r#""time":{"utc_offset":"-14:00","week_starts":"sunday"}"#, ""),
        (r#""time":{"utc_offset":"+8:00","week_starts":"Sunday"}"#, "impossible_value /time/utc_offset, impossible_value /time/week_starts"),
        (r#""time":{"utc_offset":8,"week_starts":null}"#, "wrong_type /time/utc_offset, wrong_type /time/week_starts"),
        (r#""time":{"holidays":[],"make_up":[],"zone":"x"}"#, "not_built /time/holidays, not_built /time/make_up, unknown_key /time/zone"),
        (r#""calendar":{},"lifecycle":1"#, "not_built /calendar, not_built /lifecycle"),
        (r#""contracts":{},"balances":{},"touches":[],"channels":{},"offers":{},"actions":[]"#,
            "not_built /actions, not_built /balances, not_built /channels, not_built /contracts, not_built /offers, not_built /touches"),
        (r#""fields":[],"protected":{},"events":1,"derive":"x","scores":null,"grades":true,"tests":{}"#,
            "wrong_type /derive, wrong_type /events, wrong_type /fields, wrong_type /grades, wrong_type /protected, wrong_type /scores, wrong_type /tests"),
    ]);
}

#[test]
fn fields_are_checked() {
    check(r#""fields":{"#, "}", &[
        (r#""a":{"type":"number","min":1e300,"max":1e300,"unit":"kg","given":true,"personal":false,"purpose":"p","default":5,"label":"A","note":"n"}"#, ""),
        (r#""a":{}"#, "missing_key /fields/a"),
        (r#""a":1"#, "wrong_type /fields/a"),
        (r#""a":{"type":"Number"}"#, "impossible_value /fields/a/type"),
        (r#""a":{"type":["number"],"values":1,"min":"x"}"#, "wrong_type /fields/a/min, wrong_type /fields/a/type, wrong_type /fields/a/values"),
        (r#""9":{"type":"number"},"a b":{"type":"number"},"é":{"type":"number"},"":{"type":"number"},"_a":{"type":"number"}"#,
            "bad_name /fields/, bad_name /fields/9, bad_name /fields/_a, bad_name /fields/a b, bad_name /fields/é"),
        (r#""now":{"type":"number"},"events":{"type":"number"},"while":{"type":"number"},"at":{"type":"number"},"score":{"type":"number"}"#,
            "reserved_name /fields/events, reserved_name /fields/now, reserved_name /fields/while"),
        (r#""a":{"type":"number","min":2,"max":1}"#, "impossible_value /fields/a"),
        (r#""a":{"type":"number","min":1e999,"max":"x"}"#, "impossible_value /fields/a/min, wrong_type /fields/a/max"),
        (r#""a":{"type":"number","values":[]}"#, "unknown_key /fields/a/values"),
        (r#""a":{"type":"string","min":1,"max":2}"#, "unknown_key /fields/a/max, unknown_key /fields/a/min"),
        (r#""a":{"type":"string","values":[]}"#, ""),
        (r#""a":{"type":"level"}"#, "missing_key /fields/a"),
        (r#""a":{"type":"level","values":[]}"#, "impossible_value /fields/a/values"),
        (r#""a":{"type":"level","values":{"x":1}}"#, "wrong_type /fields/a/values"),
        (r#""a":{"type":"string","values":["x","x"]}"#, "impossible_value /fields/a/values/1"),
        (r#""a":{"type":"string","values":["x",{"is":"y","also":["x","z","z","y"]},{"is":"z"},5,{}]}"#,
            "impossible_value /fields/a/values/1/also/0, impossible_value /fields/a/values/1/also/2, \
             impossible_value /fields/a/values/1/also/3, impossible_value /fields/a/values/2, missing_key /fields/a/values/4, \
             wrong_type /fields/a/values/3"),
        (r#""a":{"type":"string","values":[{"is":1,"also":"x","label":2,"lable":3}]}"#,
            "unknown_key /fields/a/values/0/lable, wrong_type /fields/a/values/0/also, wrong_type /fields/a/values/0/is, wrong_type /fields/a/values/0/label"),
        (r#""a":{"type":"string","given":1,"personal":"yes","purpose":2,"unit":[],"also":"x"}"#,
            "wrong_type /fields/a/also, wrong_type /fields/a/given, wrong_type /fields/a/personal, wrong_type /fields/a/purpose, wrong_type /fields/a/unit"),
        (r#""a":{"type":"string","also":["b","c","a",1]},"b":{"type":"string","also":["c"]}"#,
            "duplicate_name /fields/a/also/0, duplicate_name /fields/a/also/2, duplicate_name /fields/b/also/0, wrong_type /fields/a/also/3"),
    ]);
    check(r#""fields":{"a":{"type":"string","default":"x"}},"protected":"#, "", &[
        (r#"[]"#, ""),
        (r#"["b"]"#, ""),
        (r#"["a"]"#, "impossible_value /fields/a/default"),
        (r#"[1,"a b"]"#, "bad_name /protected/1, wrong_type /protected/0"),
    ]);
}

#[test]
fn events_are_checked() {
    check(r#""events":{"#, "}", &[
        (r#""visit":{},"order":{"amount":"number","note":"string?","tags":"list"}"#, ""),
        (r#""visit":[]"#, "wrong_type /events/visit"),
        (r#""a-b":{}"#, "bad_name /events/a-b"),
        (r#""now":{}"#, ""),
        (r#""v":{"at":"timestamp","id":"string","x y":"date","a":"level","b":"level?","c":"text","d":1,"e":"?"}"#,
            "bad_name /events/v/x y, impossible_value /events/v/a, impossible_value /events/v/b, impossible_value /events/v/c, \
             impossible_value /events/v/e, reserved_name /events/v/at, reserved_name /events/v/id, wrong_type /events/v/d"),
    ]);
}

#[test]
fn derived_values_are_checked() {
    check(r#""fields":{"f":{"type":"date"}},"events":{"e":{"x":"number"}},"derive":{"#, "}", &[
        (r#""a":{"sum":"e.x","when":"x > 1","between":["2mo","59d"],"label":"A"},"b":{"gap":"e","take":"mean"}"#, ""),
        (r#""a":{"days_since":"e","never":0.0001,"within":"2w"},"b":{"days_since":"f"},"c":{"value":"1"}"#, ""),
        (r#""a":5"#, "wrong_type /derive/a"),
        (r#""a":{}"#, "derive_kind /derive/a"),
        (r#""a":{"within":"1d"}"#, "derive_kind /derive/a"),
        (r#""a":{"count":"e","sum":"e.x"}"#, "derive_kind /derive/a"),
        (r#""a":{"count":5}"#, "wrong_type /derive/a/count"),
        (r#""f":{"count":"e"},"today":{"count":"e"},"a-b":{"count":"e"}"#, "bad_name /derive/a-b, duplicate_name /derive/f, reserved_name /derive/today"),
        (r#""a":{"count":"e","take":"min","never":1}"#, "unknown_key /derive/a/never, unknown_key /derive/a/take"),
        (r#""a":{"value":"1","when":"x","since":"f"}"#, "unknown_key /derive/a/since, unknown_key /derive/a/when"),
        (r#""a":{"days_since":"f","never":1,"within":"1d"}"#, "unknown_key /derive/a/never, unknown_key /derive/a/within"),
        (r#""a":{"days_since":"nothing","never":1}"#, ""),
        (r#""a":{"gap":"e","take":"middle"}"#, "impossible_value /derive/a/take"),
        (r#""a":{"count":"e","within":"1d","since":"f"}"#, "unknown_key /derive/a/since"),
        (r#""a":{"count":"e","within":"1s"},"b":{"count":"e","within":1},"c":{"count":"e","within":"2wd"}"#,
            "impossible_value /derive/a/within, not_built /derive/c/within, wrong_type /derive/b/within"),
        (r#""a":{"count":"e","between":["30d","60d"]},"b":{"count":"e","between":["1mo","30d"]},"c":{"count":"e","between":["1y"]}"#,
            "impossible_value /derive/a/between, impossible_value /derive/b/between, impossible_value /derive/c/between"),
        (r#""a":{"count":"e","between":["x",1]},"b":{"count":"e","between":"1y"}"#,
            "impossible_value /derive/a/between/0, wrong_type /derive/a/between/1, wrong_type /derive/b/between"),
        (r#""a":{"count":"e","since":"stage"},"b":{"count":"e","since":1}"#, "not_built /derive/a/since, wrong_type /derive/b/since"),
        (r#""a":{"days_since":"e","never":"x"},"b":{"count":"e","when":true},"c":{"count":"e","until":"x"}"#,
            "unknown_key /derive/c/until, wrong_type /derive/a/never, wrong_type /derive/b/when"),
    ]);
}

#[test]
fn scores_and_groups_are_checked() {
    let rules = r#""rules":[{"id":"r","when":"true","points":1}]"#;
    let score = |inside: &str| inside.replace("RULES", rules).replace("GROUPS", &format!("\"groups\":{{\"g\":{{{rules}}}}}"));
    for (inside, expected) in [
        ("{GROUPS}", ""),
        ("1", "wrong_type /scores/s"),
        ("{}", "missing_key /scores/s"),
        (r#"{"groups":{}}"#, "impossible_value /scores/s/groups"),
        (r#"{"groups":[]}"#, "wrong_type /scores/s/groups"),
        (r#"{"groups":{"g":1,"a b":{RULES}}}"#, "bad_name /scores/s/groups/a b, wrong_type /scores/s/groups/g"),
        (r#"{GROUPS,"combine":"mean"}"#, "impossible_value /scores/s/combine"),
        (r#"{GROUPS,"for":1,"cap":[0]}"#, "impossible_value /scores/s/cap, wrong_type /scores/s/for"),
        (r#"{GROUPS,"cap":[5,5]}"#, "impossible_value /scores/s/cap"),
        (r#"{GROUPS,"cap":[0.0001,"x"]}"#, "too_precise /scores/s/cap/0, wrong_type /scores/s/cap/1"),
        (r#"{GROUPS,"cap":[-1e10,1e9]}"#, "impossible_value /scores/s/cap/0"),
        (r#"{GROUPS,"cap":100}"#, "wrong_type /scores/s/cap"),
        (r#"{GROUPS,"combine":"weighted"}"#, "missing_key /scores/s/groups/g"),
        (r#"{"combine":"weighted","cap":[-5,0],"groups":{"g":{"weight":0,"cap":[-10,0],RULES}}}"#,
            "impossible_value /scores/s/cap, impossible_value /scores/s/groups/g/cap"),
        (r#"{"combine":"weighted","groups":{"g":{"weight":-1,RULES},"h":{"weight":"x",RULES},"i":{"weight":1.0005,RULES}}}"#,
            "impossible_value /scores/s/groups/g/weight, too_precise /scores/s/groups/i/weight, wrong_type /scores/s/groups/h/weight"),
        (r#"{"cap":[-5,0],"groups":{"g":{"weight":1,"cap":[-10,0],RULES}}}"#, "impossible_value /scores/s/groups/g/weight"),
        (r#"{"groups":{"g":{}}}"#, "missing_key /scores/s/groups/g"),
        (r#"{"groups":{"g":{"rules":[]}}}"#, "impossible_value /scores/s/groups/g/rules"),
        (r#"{"groups":{"g":{"rules":{}}}}"#, "wrong_type /scores/s/groups/g/rules"),
        (r#"{"groups":{"g":{RULES,"match":"any","for":[],"wieght":1}}}"#,
            "impossible_value /scores/s/groups/g/match, unknown_key /scores/s/groups/g/wieght, wrong_type /scores/s/groups/g/for"),
    ] {
        check("\"scores\":{\"s\":", "}", &[(&score(inside), expected)]);
    }
    check("\"scores\":{", "}", &[(&score(r#""a b":{GROUPS},"stage":{GROUPS}"#), "bad_name /scores/a b")]);
}

#[test]
fn rules_are_checked() {
    let at = |expected: &str| expected.replace('~', "/scores/s/groups/g/rules/0");
    for (inside, expected) in [
        (r#""when":"true","points":1e-3,"cap":[-1,1],"label":"x","note":{}"#, ""),
        (r#""of":"a","bands":[[-1e300,0],[0,1.5]]"#, ""),
        (r#""of":"a","points":{"":1,"*":2,"0":3}"#, ""),
        (r#""of":"a","containing":{"x":1,"007":2,"4294967295":3}"#, ""),
        (r#""value":"a""#, ""),
        (r#""event":"e","points":1,"when":"x","most":{"count":1,"per":"ever"},"decay":{"step":{"share":1,"every":"7d"}}"#, ""),
        ("", "rule_kind ~"),
        (r#""points":1"#, "rule_kind ~"),
        (r#""of":"a""#, "rule_kind ~"),
        (r#""bands":[[0,1]]"#, "rule_kind ~"),
        (r#""when":"x","of":"a","points":1"#, "rule_kind ~"),
        (r#""when":"x","value":"a""#, "rule_kind ~"),
        (r#""of":"a","bands":[],"points":{}"#, "rule_kind ~"),
        (r#""when":"x""#, "missing_key ~"),
        (r#""event":"e""#, "missing_key ~"),
        (r#""when":"x","points":1,"bands":1,"most":1"#, "unknown_key ~/bands, unknown_key ~/most"),
        (r#""value":"x","points":1,"colour":1"#, "unknown_key ~/colour, unknown_key ~/points"),
        (r#""of":"a","bands":[[0,1]],"decay":{}"#, "unknown_key ~/decay"),
        (r#""when":1,"points":"x","cap":[1,0]"#, "impossible_value ~/cap, wrong_type ~/points, wrong_type ~/when"),
        (r#""of":1,"points":5"#, "wrong_type ~/of, wrong_type ~/points"),
        (r#""of":"a","points":{}"#, "impossible_value ~/points"),
        (r#""of":"a","points":{"x":0.12345,"y":"1","z":1e10}"#, "impossible_value ~/points/z, too_precise ~/points/x, wrong_type ~/points/y"),
        (r#""of":"a","containing":{}"#, "impossible_value ~/containing"),
        (r#""of":"a","containing":{"":1,"0":1,"17":1,"4294967294":1}"#,
            "impossible_value ~/containing/, impossible_value ~/containing/0, impossible_value ~/containing/17, impossible_value ~/containing/4294967294"),
        (r#""of":"a","bands":[]"#, "impossible_value ~/bands"),
        (r#""of":"a","bands":{}"#, "wrong_type ~/bands"),
        (r#""of":"a","bands":[[0,1],[0,2],[-1,3],[0.5,4]]"#, "bands_order ~/bands/1, bands_order ~/bands/2"),
        (r#""of":"a","bands":[[0],1,["x",0.0001],[1e999,0]]"#,
            "impossible_value ~/bands/0, impossible_value ~/bands/3/0, too_precise ~/bands/2/1, wrong_type ~/bands/1, wrong_type ~/bands/2/0"),
        (r#""event":1,"points":1,"most":1,"decay":[]"#, "wrong_type ~/decay, wrong_type ~/event, wrong_type ~/most"),
        (r#""event":"e","points":1,"most":{}"#, "missing_key ~/most, missing_key ~/most"),
        (r#""event":"e","points":1,"most":{"count":0,"per":"year","x":1}"#, "impossible_value ~/most/count, impossible_value ~/most/per, unknown_key ~/most/x"),
        (r#""event":"e","points":1,"most":{"count":1.5,"per":1}"#, "impossible_value ~/most/count, wrong_type ~/most/per"),
        (r#""event":"e","points":1,"decay":{}"#, "decay_kind ~/decay"),
        (r#""event":"e","points":1,"decay":{"linear":"1d","expires":"2d"}"#, "decay_kind ~/decay"),
        (r#""event":"e","points":1,"decay":{"half_life":"1mo"}"#, "impossible_value ~/decay/half_life"),
        (r#""event":"e","points":1,"decay":{"expires":"1wd"}"#, "not_built ~/decay/expires"),
        (r#""event":"e","points":1,"decay":{"linear":5}"#, "wrong_type ~/decay/linear"),
        (r#""event":"e","points":1,"decay":{"step":{}}"#, "missing_key ~/decay/step, missing_key ~/decay/step"),
        (r#""event":"e","points":1,"decay":{"step":{"share":0,"every":"1y"}}"#, "impossible_value ~/decay/step/every, impossible_value ~/decay/step/share"),
        (r#""event":"e","points":1,"decay":{"step":{"share":1.001,"every":"1d"}}"#, "impossible_value ~/decay/step/share"),
    ] {
        let comma = if inside.is_empty() { "" } else { "," };
        let text = format!("{{\"id\":\"r\"{comma}{inside}}}");
        check("\"scores\":{\"s\":{\"groups\":{\"g\":{\"cap\":[-1,1],\"rules\":[", "]}}}}", &[(&text, &at(expected))]);
    }
    check("\"scores\":{\"s\":{\"groups\":{\"g\":{\"rules\":[", "]}}}}", &[
        ("1", "wrong_type /scores/s/groups/g/rules/0"),
        (r#"{"value":"1"},{"id":5,"value":"1"},{"id":"a b","value":"1"},{"id":"x","value":"1"},{"id":"x","value":"1"}"#,
            "bad_name /scores/s/groups/g/rules/2/id, duplicate_name /scores/s/groups/g/rules/4/id, \
             missing_key /scores/s/groups/g/rules/0, wrong_type /scores/s/groups/g/rules/1/id"),
    ]);
}

#[test]
fn points_that_the_default_cap_would_hide_are_told() {
    check("\"scores\":{\"s\":{\"groups\":{\"g\":{", "}}}}", &[
        (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","when":"x","points":0}]"#, "hidden_points /scores/s/groups/g"),
        (r#""rules":[{"id":"r","of":"x","bands":[[0,-1]]},{"id":"q","of":"x","points":{"a":-1}}]"#, "hidden_points /scores/s/groups/g"),
        (r#""rules":[{"id":"r","event":"x","points":-1},{"id":"q","of":"x","containing":{"a":-1}}]"#, "hidden_points /scores/s/groups/g"),
        (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","of":"x","points":{"a":-1,"*":1}}]"#, ""),
        (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","value":"x"}]"#, ""),
        (r#""rules":[{"id":"r","when":"x","points":0}]"#, ""),
        (r#""cap":[0,100],"rules":[{"id":"r","when":"x","points":-1}]"#, ""),
        (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","when":"x","points":-0.0001}]"#, "too_precise /scores/s/groups/g/rules/1/points"),
    ]);
}

#[test]
fn grades_are_checked() {
    let at = |expected: &str| expected.replace('~', "/grades/g");
    for (inside, expected) in [
        (r#"{"of":"score.s","bands":[{"grade":"A","from":80,"keep":3,"label":"x"},{"grade":"B","from":-5.5}],"also":[{"grade":"X"}],"overrides":[{"when":"x","grade":"X","note":"n"}]}"#, ""),
        (r#"{"first":[{"grade":"A","when":"x","retain":"y"},{"grade":"B"}],"overrides":[]}"#, ""),
        (r#"{"matrix":{"rows":"a","columns":"b","grades":[["A","A"],["A","B"]]},"also":[]}"#, ""),
        ("1", "wrong_type ~"),
        ("{}", "grade_kind ~"),
        (r#"{"of":"score.s"}"#, "grade_kind ~"),
        (r#"{"first":[{"grade":"A"}],"matrix":{}}"#, "grade_kind ~"),
        (r#"{"bands":[{"grade":"A","from":0}]}"#, "missing_key ~"),
        (r#"{"of":"score.s","first":[{"grade":"A"}],"hold":{}}"#, "not_built ~/hold, unknown_key ~/of"),
        (r#"{"of":1,"bands":[]}"#, "impossible_value ~/bands, wrong_type ~/of"),
        (r#"{"of":"score.s","bands":{}}"#, "wrong_type ~/bands"),
        (r#"{"of":"score.s","bands":[1,{}]}"#, "missing_key ~/bands/1, missing_key ~/bands/1, wrong_type ~/bands/0"),
        (r#"{"of":"score.s","bands":[{"grade":"A","from":1},{"grade":"B","from":1},{"grade":"C","from":2},{"grade":"D","from":1}]}"#,
            "bands_order ~/bands/1, bands_order ~/bands/2"),
        (r#"{"of":"score.s","bands":[{"grade":"A b","from":"x","keep":-1},{"grade":5,"from":0.0005,"keep":0.0005,"when":"x"}]}"#,
            "bad_name ~/bands/0/grade, impossible_value ~/bands/0/keep, too_precise ~/bands/1/from, too_precise ~/bands/1/keep, \
             unknown_key ~/bands/1/when, wrong_type ~/bands/0/from, wrong_type ~/bands/1/grade"),
        (r#"{"of":"score.s","bands":[{"grade":"A","from":1},{"grade":"A","from":0}],"also":[{"grade":"A"},{"grade":"X","when":1},1,{}]}"#,
            "duplicate_name ~/also/0/grade, duplicate_name ~/bands/1/grade, missing_key ~/also/3, unknown_key ~/also/1/when, wrong_type ~/also/2"),
        (r#"{"also":[{"grade":"A"}],"of":"score.s","bands":[{"grade":"A","from":1}]}"#, "duplicate_name ~/bands/0/grade"),
        (r#"{"first":[]}"#, "impossible_value ~/first"),
        (r#"{"first":[{"grade":"A"},{"grade":"B","when":1,"retain":2},{"grade":"A","when":"x","from":1}]}"#,
            "duplicate_name ~/first/2/grade, missing_key ~/first/0, unknown_key ~/first/2/from, wrong_type ~/first/1/retain, wrong_type ~/first/1/when"),
        (r#"{"matrix":[]}"#, "wrong_type ~/matrix"),
        (r#"{"matrix":{}}"#, "missing_key ~/matrix, missing_key ~/matrix, missing_key ~/matrix"),
        (r#"{"matrix":{"rows":1,"columns":[],"grades":{},"x":1}}"#,
            "unknown_key ~/matrix/x, wrong_type ~/matrix/columns, wrong_type ~/matrix/grades, wrong_type ~/matrix/rows"),
        (r#"{"matrix":{"rows":"a","columns":"b","grades":[[1,"a b"],"A"]},"also":[{"grade":"B"}]}"#,
            "bad_name ~/matrix/grades/0/1, wrong_type ~/matrix/grades/0/0, wrong_type ~/matrix/grades/1"),
        (r#"{"also":[{"grade":"B"}],"matrix":{"rows":"a","columns":"b","grades":[["B","B"]]}}"#, "duplicate_name ~/also/0/grade"),
        (r#"{"first":[{"grade":"A"}],"overrides":[{},1,{"when":1,"grade":2,"label":"x"},{"when":"x","grade":"a b"}]}"#,
            "missing_key ~/overrides/0, missing_key ~/overrides/0, unknown_key ~/overrides/2/label, wrong_type ~/overrides/1, \
             wrong_type ~/overrides/2/grade, wrong_type ~/overrides/2/when"),
        (r#"{"first":[{"grade":"A"}],"overrides":{},"also":1}"#, "wrong_type ~/also, wrong_type ~/overrides"),
    ] {
        check("\"grades\":{\"g\":", "}", &[(inside, &at(expected))]);
    }
    check("\"grades\":{", "}", &[(r#""a b":{"first":[{"grade":"A"}]}"#, "bad_name /grades/a b")]);
}

#[test]
fn the_policy_s_own_tests_are_checked() {
    let at = |expected: &str| expected.replace('~', "/tests/0");
    let head = r#""name":"n","facts":{},"now":0,"#;
    for (inside, expected) in [
        (format!(r#"{{{head}"state":5,"note":"x","expect":{{"grades":{{"g":null,"h":"A"}},"scores":{{"s":1.23456,"t":null}}}}}}"#), ""),
        ("1".into(), "wrong_type ~"),
        ("{}".into(), "missing_key ~, missing_key ~, missing_key ~, missing_key ~"),
        (r#"{"name":"","facts":[],"now":"x","expect":{"grades":{}},"label":"x"}"#.into(),
            "impossible_value ~/name, impossible_value ~/now, unknown_key ~/label, wrong_type ~/facts"),
        (r#"{"name":1,"facts":{},"now":true,"expect":1}"#.into(), "wrong_type ~/expect, wrong_type ~/name, wrong_type ~/now"),
        (r#"{"name":"n","facts":{},"now":1e15,"expect":{"grades":[]}}"#.into(), "impossible_value ~/now, wrong_type ~/expect/grades"),
        (format!(r#"{{{head}"expect":{{}}}}"#), "missing_key ~/expect"),
        (format!(r#"{{{head}"expect":{{"scores":{{"s":"x","t":1e999}},"stage":"x"}}}}"#),
            "impossible_value ~/expect/scores/t, not_built ~/expect/stage, wrong_type ~/expect/scores/s"),
        (format!(r#"{{{head}"expect":{{"grades":{{"s":1}}}}}}"#), "wrong_type ~/expect/grades/s"),
    ] {
        check("\"tests\":[", "]", &[(&inside, &at(expected))]);
    }
    let policy = sections(
        r#""time":{"utc_offset":"+08:00"},"tests":[{"name":"n","facts":{},"now":"2026-11-01","expect":{"grades":{}}},
            {"name":"n","facts":{},"now":-1.5,"expect":{"grades":{}}}]"#,
    );
    assert_eq!(policy.tests[0].now, Some(1_793_462_400_000));
    assert_eq!(policy.tests[1].now, Some(-2));
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
        (format!("\"fields\":{{{},\"x\":1}}", many(1000, |n| format!("\"f{n}\":{{\"type\":\"date\"}}"))), "too_many /fields"),
        (format!("\"fields\":{{\"f\":{{\"type\":\"string\",\"values\":[{}]}}}}", many(1001, |n| format!("\"{n}\""))), "too_many /fields/f/values"),
        (format!("\"events\":{{\"a\":{{{}}},\"b\":{{\"x\":\"date\",\"y\":1}},\"c\":1}}", many(1000, |n| format!("\"a{n}\":\"date\""))),
            "too_many , wrong_type /events/c"),
        (format!("\"derive\":{{{}}}", many(1001, |n| format!("\"f{n}\":{{\"value\":\"1\"}}"))), "too_many /derive"),
        (format!("\"scores\":{{{}}}", many(101, |n| format!("\"s{n}\":{{\"groups\":{{{}}}}}", group(0, 1)))), "too_many /scores"),
        (format!("\"scores\":{{{}}}", many(11, |n| format!("\"s{n}\":{{\"groups\":{{{}}}}}", many(100, |g| group(g, 1))))), "too_many "),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{{}}}}}}}", many(10, |g| group(g, 1000))), ""),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{{}}}}}}}", many(11, |g| group(g, 1000))), "too_many "),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{\"g\":{{\"rules\":[{{\"id\":\"r\",\"of\":\"x\",\"bands\":[{}]}}]}}}}}}}}", many(10_001, |n| format!("[{n},1]"))),
            "too_many /scores/s/groups/g/rules/0/bands"),
        (format!("\"scores\":{{\"s\":{{\"groups\":{{\"g\":{{\"rules\":[{{\"id\":\"r\",\"of\":\"x\",\"points\":{{{}}}}}]}}}}}}}}", many(10_001, |n| format!("\"{n}\":1"))),
            "too_many /scores/s/groups/g/rules/0/points"),
        (format!("\"grades\":{{{}}}", many(101, |n| format!("\"g{n}\":{{\"first\":[{{\"grade\":\"A\"}}]}}"))), "too_many /grades"),
        (format!("\"grades\":{{\"g\":{{\"first\":[{{\"grade\":\"A\"}}],\"also\":[{}]}}}}", many(1000, |n| format!("{{\"grade\":\"g{n}\"}}"))), "too_many /grades/g/also"),
        (format!("\"tests\":[{},1]", many(1000, |_| "{\"name\":\"n\",\"facts\":{},\"now\":0,\"expect\":{\"grades\":{}}}".into())), "too_many /tests"),
    ] {
        assert_eq!(told(&format!("{{\"gradus\":1,{section}}}")), expected, "{}", section.get(..60).unwrap_or_default());
    }
    let long = format!("\"derive\":{{\"a\":{{\"value\":\"{}\"}},\"b\":{{\"value\":\"{}\"}}}}", "x".repeat(10_000), "x".repeat(10_001));
    assert_eq!(told(&format!("{{\"gradus\":1,{long}}}")), "too_large /derive/b/value");
}

#[test]
fn problems_stand_in_the_order_of_the_text_with_line_and_column() {
    let text = "{ \"tests\": 1,\n  \"lable\": \"é😀\", \"gradus\": 2, // x\n  \"time\": {} , \"time\": {},\n\t\"fields\": 3 }";
    let told: Vec<String> = problems(text)
        .iter()
        .map(|problem| {
            let place = problem.place.unwrap();
            let help = problem.help.as_deref().unwrap_or("-");
            format!("{}:{} {} {} {help}", place.line, place.column, problem.code, problem.message)
        })
        .collect();
    assert_eq!(told, [
        "1:12 wrong_type expected an array, found a number -",
        "2:12 unknown_key `lable` has no meaning here did you mean `label`?",
        "2:29 format_version the only format there is is the number `1` -",
        "2:32 json_comment comments are not part of JSON put it in a `note`",
        "3:24 duplicate_key `time` stands twice in this object; the first counts -",
        "4:12 wrong_type expected an object, found a number -",
    ]);
}

#[test]
fn a_hundred_problems_are_told_and_the_rest_counted() {
    let keys = many(150, |n| format!("\"x{n}\":{n}"));
    let told = problems(&format!("{{\"gradus\":1,{keys},\"x0\":0,\"x1\":0}}"));
    assert_eq!(told.len(), 101);
    assert_eq!(told[99].path, "/x99");
    assert_eq!((told[100].code, told[100].path.as_str(), told[100].message.as_str()), (Code::MoreProblems, "", "52 more problems"));
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
}
