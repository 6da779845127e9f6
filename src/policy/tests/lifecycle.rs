//! The lifecycle and contracts.

use super::*;
use crate::base::time::Duration;

const STAGES: &str = r#""initial":"a","stages":[{"stage":"a"},{"stage":"b"},{"stage":"c"}]"#;

#[test]
fn the_lifecycle_is_checked() {
    let at = |expected: &str| expected.replace('~', "/lifecycle");
    for (inside, expected) in [
        ("{STAGES}", ""),
        (r#"{STAGES,"transitions":[],"renamed":{}}"#, ""),
        (r#"{STAGES,"renamed":{"old":"a","an old one":"b"}}"#, ""),
        ("1", "wrong_type ~"),
        ("null", "wrong_type ~"),
        ("{}", "missing_key ~, missing_key ~"),
        (r#"{"initial":1,"stages":{}}"#, "wrong_type ~/initial, wrong_type ~/stages"),
        (r#"{"initial":"a","stages":[]}"#, "impossible_value ~/stages"),
        (
            r#"{STAGES,"transitions":{},"renamed":[],"label":"x","note":"y","stage":"a"}"#,
            "unknown_key ~/label, unknown_key ~/note, unknown_key ~/stage, wrong_type ~/renamed, wrong_type ~/transitions",
        ),
        (
            r#"{STAGES,"renamed":{"old":"a","b":"a","c":1}}"#,
            "impossible_value ~/renamed/b, impossible_value ~/renamed/c, wrong_type ~/renamed/c",
        ),
        // Where its names stand does not matter.
        (r#"{"renamed":{"a":"a"},STAGES}"#, "impossible_value ~/renamed/a"),
    ] {
        check("\"lifecycle\":", "", &[(&inside.replace("STAGES", STAGES), &at(expected))]);
    }
}

#[test]
fn stages_and_timers_are_checked() {
    let at = |expected: &str| expected.replace('~', "/lifecycle/stages");
    for (inside, expected) in [
        (
            r#"{"stage":"a","final":true,"label":{"zh":"甲"},"note":"n","owner":{"field":"who","lockout":"30d"},
                "timers":[{"timer":"t","within":"2wd","stops_on":"e","then":"b","label":"x","note":"y"},
                    {"timer":"u","within":"1y","stops_on":["e","f"]}]},{"stage":"b","timers":[{"timer":"t","within":"1m"}]}"#,
            "",
        ),
        (
            r#"1,{},{"stage":1},{"stage":"a b"},{"stage":"now"}"#,
            "bad_name ~/3/stage, missing_key ~/1, wrong_type ~/0, wrong_type ~/2/stage",
        ),
        (
            r#"{"stage":"a"},{"stage":"b"},{"stage":"a"},{"stage":"a"}"#,
            "duplicate_name ~/2/stage, duplicate_name ~/3/stage",
        ),
        (
            r#"{"stage":"a","final":1,"owner":"who","timers":{},"last":true}"#,
            "unknown_key ~/0/last, wrong_type ~/0/final, wrong_type ~/0/owner, wrong_type ~/0/timers",
        ),
        (
            r#"{"stage":"a","owner":{}},{"stage":"b","owner":{"field":1,"lockout":"1s","note":"x"}},{"stage":"c","owner":{"field":"f","lockout":"5wd"}}"#,
            "impossible_value ~/1/owner/lockout, missing_key ~/0/owner, unknown_key ~/1/owner/note, wrong_type ~/1/owner/field",
        ),
        (
            r#"{"stage":"a","timers":[1,{},{"timer":"a-b","within":1,"stops_on":[],"then":[]},{"timer":"t","within":"0d","stops_on":1}]}"#,
            "bad_name ~/0/timers/2/timer, impossible_value ~/0/timers/2/stops_on, impossible_value ~/0/timers/3/within, \
             missing_key ~/0/timers/1, missing_key ~/0/timers/1, wrong_type ~/0/timers/0, wrong_type ~/0/timers/2/then, \
             wrong_type ~/0/timers/2/within, wrong_type ~/0/timers/3/stops_on",
        ),
        (
            r#"{"stage":"a","timers":[{"timer":"t","within":"1d"},{"timer":"t","within":"1d","stops_on":["e",1],"when":"x"}]}"#,
            "duplicate_name ~/0/timers/1/timer, unknown_key ~/0/timers/1/when, wrong_type ~/0/timers/1/stops_on/1",
        ),
        (r#"{"stage":"a","timers":[{"timer":"t","within":"1d","then":"a"}]}"#, "impossible_value ~/0/timers/0/then"),
    ] {
        check(r#""lifecycle":{"initial":"a","stages":["#, "]}", &[(inside, &at(expected))]);
    }
}

#[test]
fn transitions_are_checked() {
    let at = |expected: &str| expected.replace('~', "/lifecycle/transitions");
    for (inside, expected) in [
        (
            r#"{"from":"*","to":"a","when":"x","stay":"30d","cooldown":"2wd","at_most":1,"label":"x","note":"y"},
               {"from":"a","to":"b","stay":"5wd"},{"from":["a","b"],"to":"c","when":"x","cooldown":"1mo","at_most":1e300}"#,
            "",
        ),
        ("1", "wrong_type ~/0"),
        ("{}", "missing_key ~/0, missing_key ~/0, missing_key ~/0"),
        (r#"{"from":"a","to":"b"}"#, "missing_key ~/0"),
        (r#"{"from":"a","to":"b","cooldown":"1d","at_most":1}"#, "missing_key ~/0"),
        (r#"{"from":[],"to":1,"when":1}"#, "impossible_value ~/0/from, wrong_type ~/0/to, wrong_type ~/0/when"),
        (r#"{"from":{},"to":"b","when":"x","id":"t"}"#, "unknown_key ~/0/id, wrong_type ~/0/from"),
        (
            r#"{"from":"a","to":"a","when":"x"},{"from":["b","a",1],"to":"a","when":"x"}"#,
            "impossible_value ~/0/to, impossible_value ~/1/to, wrong_type ~/1/from/2",
        ),
        // Every stage but its `to`: nothing leads to itself.
        (r#"{"from":"*","to":"*","when":"x"}"#, ""),
        (
            r#"{"from":"a","to":"b","stay":1,"cooldown":"x","at_most":0},{"from":"a","to":"b","stay":"-1d","at_most":1.5},
               {"from":"a","to":"b","stay":"1d","at_most":"1"}"#,
            "impossible_value ~/0/at_most, impossible_value ~/0/cooldown, impossible_value ~/1/at_most, impossible_value ~/1/stay, \
             wrong_type ~/0/stay, wrong_type ~/2/at_most",
        ),
    ] {
        check(&format!("\"lifecycle\":{{{STAGES},\"transitions\":["), "]}", &[(inside, &at(expected))]);
    }
}

#[test]
fn the_lifecycle_is_read() {
    let policy = sections(
        r#""lifecycle":{"initial":"a","stages":[{"stage":"a","final":true,"owner":{"field":"who","lockout":"5wd"},
            "timers":[{"timer":"t","within":"2h","stops_on":["e","f"],"then":"b"}]},{"stage":"b"}],"renamed":{"old":"b"},
            "transitions":[{"from":"*","to":"a","when":"x","at_most":3},{"from":["a"],"to":"b","stay":"1mo"}]}"#,
    );
    let lifecycle = policy.lifecycle.unwrap();
    assert!(lifecycle.complete);
    assert_eq!(lifecycle.initial.unwrap().text, "a");
    let [a, b] = &lifecycle.stages[..] else { panic!("two stages") };
    assert_eq!(b.name.as_ref().unwrap().text, "b");
    let owner = a.owner.as_ref().unwrap();
    assert_eq!((owner.field.as_ref().unwrap().text.as_str(), owner.lockout), ("who", Duration::parse("5wd")));
    let timer = &a.timers[0];
    assert_eq!((timer.within, timer.then.as_ref().unwrap().text.as_str()), (Duration::parse("2h"), "b"));
    assert_eq!(timer.stops_on.iter().map(|kind| kind.text.as_str()).collect::<Vec<_>>(), ["e", "f"]);
    assert!(matches!(&lifecycle.renamed[..], [(old, Some(new))] if old == "old" && new.text == "b"));
    let [first, second] = &lifecycle.transitions[..] else { panic!("two transitions") };
    assert!(matches!((&first.from, first.at_most, &first.stay), (From::Any, Some(3), None)));
    assert!(matches!(&second.from, From::Stages(from) if from[0].text == "a" && second.when.is_none()));
    assert_eq!(second.stay, Duration::parse("1mo"));
}

#[test]
fn stages_that_could_not_all_be_read_are_not_complete() {
    for (inside, complete) in [
        (r#"{"initial":"a","stages":[{"stage":"a"},{"stage":"a b"}]}"#, true),
        (r#"{"initial":"a","stages":[{"stage":"a"},{"stage":1}]}"#, false),
        (r#"{"initial":"a","stages":[{"stage":"a"},5]}"#, false),
        (r#"{"initial":"a","stages":[{"stage":"a"},{}]}"#, false),
        (r#"{"initial":"a","stages":{}}"#, false),
        (r#"{"initial":"a","stages":[]}"#, false),
        (r#"{"initial":"a"}"#, false),
        ("5", false),
    ] {
        let (policy, ..) = read(&format!("{{\"gradus\":1,\"lifecycle\":{inside}}}"));
        assert_eq!(policy.unwrap().lifecycle.unwrap().complete, complete, "{inside}");
    }
    let stages = many(101, |n| format!("{{\"stage\":\"s{n}\"}}"));
    let (policy, ..) = read(&format!("{{\"gradus\":1,\"lifecycle\":{{\"initial\":\"s0\",\"stages\":[{stages}]}}}}"));
    let lifecycle = policy.unwrap().lifecycle.unwrap();
    assert_eq!((lifecycle.stages.len(), lifecycle.complete), (100, false));
}

#[test]
fn the_limits_of_a_lifecycle_are_told_once() {
    let timers = |count: usize| many(count, |n| format!("{{\"timer\":\"t{n}\",\"within\":\"1d\"}}"));
    let stage = |name: &str, count: usize| format!("{{\"stage\":\"{name}\",\"timers\":[{}]}}", timers(count));
    let transitions = |count: usize| many(count, |_| r#"{"from":"a","to":"b","stay":"1d"}"#.into());
    let stages = |count: usize| many(count, |n| format!("{{\"stage\":\"s{n}\"}}"));
    for (inside, expected) in [
        (format!(r#"{{"initial":"s0","stages":[{}]}}"#, stages(100)), ""),
        (format!(r#"{{"initial":"s0","stages":[{},1]}}"#, stages(100)), "too_many /lifecycle/stages"),
        (format!(r#"{{"initial":"a","stages":[{},{}]}}"#, stage("a", 600), stage("b", 400)), ""),
        (
            format!(r#"{{"initial":"a","stages":[{},{},{}]}}"#, stage("a", 600), stage("b", 401), stage("c", 5)),
            "too_many ",
        ),
        (format!("{{{STAGES},\"transitions\":[{}]}}", transitions(1000)), ""),
        (format!("{{{STAGES},\"transitions\":[{},1]}}", transitions(1000)), "too_many /lifecycle/transitions"),
    ] {
        assert_eq!(told(&format!("{{\"gradus\":1,\"lifecycle\":{inside}}}")), expected);
    }
}

#[test]
fn contracts_are_checked() {
    let at = |expected: &str| expected.replace('~', "/contracts");
    for (inside, expected) in [
        ("{}", ""),
        (r#"{"upcoming":"90d","due":"7d","grace":"30d","risk":"score.s","upgrade":"x > 0.8"}"#, ""),
        (r#"{"due":"1y"}"#, ""),
        (r#"{"upcoming":"1mo","due":"30d"}"#, ""),
        (r#"{"upcoming":"1mo","due":"31d"}"#, "impossible_value ~/due"),
        (r#"{"upcoming":"52w","due":"1y"}"#, "impossible_value ~/due"),
        (r#"{"upcoming":"12mo","due":"360d","grace":"1y"}"#, ""),
        (r#"{"upcoming":"x","due":"31d"}"#, "impossible_value ~/upcoming"),
        (
            r#"{"upcoming":"5wd","due":"2h","grace":"90m"}"#,
            "impossible_value ~/due, impossible_value ~/grace, impossible_value ~/upcoming",
        ),
        (
            r#"{"upcoming":90,"due":null,"grace":"-30d","risk":["score.s"],"upgrade":true}"#,
            "impossible_value ~/grace, wrong_type ~/due, wrong_type ~/risk, wrong_type ~/upcoming, wrong_type ~/upgrade",
        ),
        (r#"{"label":"x","overdue":"7d"}"#, "unknown_key ~/label, unknown_key ~/overdue"),
        ("[]", "wrong_type ~"),
    ] {
        check("\"contracts\":", "", &[(inside, &at(expected))]);
    }
    let policy = sections(r#""contracts":{"upcoming":"3mo","risk":"score.s","upgrade":"x"}"#);
    let contracts = policy.contracts.unwrap();
    assert_eq!((contracts.upcoming, contracts.due, contracts.grace), (Duration::parse("3mo"), None, None));
    assert_eq!((contracts.risk.unwrap().text.as_str(), contracts.upgrade.unwrap().text.as_str()), ("score.s", "x"));
    assert!(read(r#"{"gradus":1,"contracts":5}"#).0.unwrap().contracts.is_some());
    assert!(sections(r#""name":"x""#).contracts.is_none());
}
