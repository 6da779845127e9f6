//! Scores, rules, grades and the policy's own tests.

use super::{check, sections};

#[test]
fn scores_and_groups_are_checked() {
    let rules = r#""rules":[{"id":"r","when":"true","points":1}]"#;
    let score =
        |inside: &str| inside.replace("RULES", rules).replace("GROUPS", &format!("\"groups\":{{\"g\":{{{rules}}}}}"));
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
        (
            r#"{"combine":"weighted","cap":[-5,0],"groups":{"g":{"weight":0,"cap":[-10,0],RULES}}}"#,
            "impossible_value /scores/s/cap, impossible_value /scores/s/groups/g/cap",
        ),
        (
            r#"{"combine":"weighted","groups":{"g":{"weight":-1,RULES},"h":{"weight":"x",RULES},"i":{"weight":1.0005,RULES}}}"#,
            "impossible_value /scores/s/groups/g/weight, too_precise /scores/s/groups/i/weight, wrong_type /scores/s/groups/h/weight",
        ),
        (
            r#"{"cap":[-5,0],"groups":{"g":{"weight":1,"cap":[-10,0],RULES}}}"#,
            "impossible_value /scores/s/groups/g/weight",
        ),
        (r#"{"groups":{"g":{}}}"#, "missing_key /scores/s/groups/g"),
        (r#"{"groups":{"g":{"rules":[]}}}"#, "impossible_value /scores/s/groups/g/rules"),
        (r#"{"groups":{"g":{"rules":{}}}}"#, "wrong_type /scores/s/groups/g/rules"),
        (
            r#"{"groups":{"g":{RULES,"match":"any","for":[],"wieght":1}}}"#,
            "impossible_value /scores/s/groups/g/match, unknown_key /scores/s/groups/g/wieght, wrong_type /scores/s/groups/g/for",
        ),
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
        (
            r#""event":"e","points":1,"when":"x","most":{"count":1,"per":"ever"},"decay":{"step":{"share":1,"every":"7d"}}"#,
            "",
        ),
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
        (
            r#""of":"a","points":{"x":0.12345,"y":"1","z":1e10}"#,
            "impossible_value ~/points/z, too_precise ~/points/x, wrong_type ~/points/y",
        ),
        (r#""of":"a","containing":{}"#, "impossible_value ~/containing"),
        (
            r#""of":"a","containing":{"":1,"0":1,"17":1,"4294967294":1}"#,
            "impossible_value ~/containing/, impossible_value ~/containing/0, impossible_value ~/containing/17, impossible_value ~/containing/4294967294",
        ),
        (r#""of":"a","bands":[]"#, "impossible_value ~/bands"),
        (r#""of":"a","bands":{}"#, "wrong_type ~/bands"),
        (r#""of":"a","bands":[[0,1],[0,2],[-1,3],[0.5,4]]"#, "bands_order ~/bands/1, bands_order ~/bands/2"),
        (
            r#""of":"a","bands":[[0],1,["x",0.0001],[1e999,0]]"#,
            "impossible_value ~/bands/0, impossible_value ~/bands/3/0, too_precise ~/bands/2/1, wrong_type ~/bands/1, wrong_type ~/bands/2/0",
        ),
        (r#""event":1,"points":1,"most":1,"decay":[]"#, "wrong_type ~/decay, wrong_type ~/event, wrong_type ~/most"),
        (r#""event":"e","points":1,"most":{}"#, "missing_key ~/most, missing_key ~/most"),
        (
            r#""event":"e","points":1,"most":{"count":0,"per":"year","x":1}"#,
            "impossible_value ~/most/count, impossible_value ~/most/per, unknown_key ~/most/x",
        ),
        (
            r#""event":"e","points":1,"most":{"count":1.5,"per":1}"#,
            "impossible_value ~/most/count, wrong_type ~/most/per",
        ),
        (r#""event":"e","points":1,"decay":{}"#, "decay_kind ~/decay"),
        (r#""event":"e","points":1,"decay":{"linear":"1d","expires":"2d"}"#, "decay_kind ~/decay"),
        (r#""event":"e","points":1,"decay":{"half_life":"1mo"}"#, "impossible_value ~/decay/half_life"),
        (r#""event":"e","points":1,"decay":{"expires":"1wd"}"#, "impossible_value ~/decay/expires"),
        (r#""event":"e","points":1,"decay":{"linear":5}"#, "wrong_type ~/decay/linear"),
        (r#""event":"e","points":1,"decay":{"step":{}}"#, "missing_key ~/decay/step, missing_key ~/decay/step"),
        (
            r#""event":"e","points":1,"decay":{"step":{"share":0,"every":"1y"}}"#,
            "impossible_value ~/decay/step/every, impossible_value ~/decay/step/share",
        ),
        (
            r#""event":"e","points":1,"decay":{"step":{"share":1.001,"every":"1d"}}"#,
            "impossible_value ~/decay/step/share",
        ),
    ] {
        let comma = if inside.is_empty() { "" } else { "," };
        let text = format!("{{\"id\":\"r\"{comma}{inside}}}");
        check("\"scores\":{\"s\":{\"groups\":{\"g\":{\"cap\":[-1,1],\"rules\":[", "]}}}}", &[(&text, &at(expected))]);
    }
    check(
        "\"scores\":{\"s\":{\"groups\":{\"g\":{\"rules\":[",
        "]}}}}",
        &[
            ("1", "wrong_type /scores/s/groups/g/rules/0"),
            (
                r#"{"value":"1"},{"id":5,"value":"1"},{"id":"a b","value":"1"},{"id":"x","value":"1"},{"id":"x","value":"1"}"#,
                "bad_name /scores/s/groups/g/rules/2/id, duplicate_name /scores/s/groups/g/rules/4/id, \
             missing_key /scores/s/groups/g/rules/0, wrong_type /scores/s/groups/g/rules/1/id",
            ),
        ],
    );
}

#[test]
fn points_that_the_default_cap_would_hide_are_told() {
    check(
        "\"scores\":{\"s\":{\"groups\":{\"g\":{",
        "}}}}",
        &[
            (
                r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","when":"x","points":0}]"#,
                "hidden_points /scores/s/groups/g",
            ),
            (
                r#""rules":[{"id":"r","of":"x","bands":[[0,-1]]},{"id":"q","of":"x","points":{"a":-1}}]"#,
                "hidden_points /scores/s/groups/g",
            ),
            (
                r#""rules":[{"id":"r","event":"x","points":-1},{"id":"q","of":"x","containing":{"a":-1}}]"#,
                "hidden_points /scores/s/groups/g",
            ),
            (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","of":"x","points":{"a":-1,"*":1}}]"#, ""),
            (r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","value":"x"}]"#, ""),
            (r#""rules":[{"id":"r","when":"x","points":0}]"#, ""),
            (r#""cap":[0,100],"rules":[{"id":"r","when":"x","points":-1}]"#, ""),
            (
                r#""rules":[{"id":"r","when":"x","points":-1},{"id":"q","when":"x","points":-0.0001}]"#,
                "too_precise /scores/s/groups/g/rules/1/points",
            ),
        ],
    );
}

#[test]
fn grades_are_checked() {
    let at = |expected: &str| expected.replace('~', "/grades/g");
    for (inside, expected) in [
        (
            r#"{"of":"score.s","bands":[{"grade":"A","from":80,"keep":3,"label":"x"},{"grade":"B","from":-5.5}],"also":[{"grade":"X"}],"overrides":[{"when":"x","grade":"X","note":"n"}]}"#,
            "",
        ),
        (r#"{"first":[{"grade":"A","when":"x","retain":"y"},{"grade":"B"}],"overrides":[]}"#, ""),
        (r#"{"matrix":{"rows":"a","columns":"b","grades":[["A","A"],["A","B"]]},"also":[]}"#, ""),
        ("1", "wrong_type ~"),
        ("{}", "grade_kind ~"),
        (r#"{"of":"score.s"}"#, "grade_kind ~"),
        (r#"{"first":[{"grade":"A"}],"matrix":{}}"#, "grade_kind ~"),
        (r#"{"bands":[{"grade":"A","from":0}]}"#, "missing_key ~"),
        (r#"{"of":"score.s","first":[{"grade":"A"}],"hold":{}}"#, "missing_key ~/hold, unknown_key ~/of"),
        (r#"{"first":[{"grade":"A"}],"hold":{"for":"12mo"}}"#, ""),
        (r#"{"of":"score.s","bands":[{"grade":"A","from":0}],"hold":{"for":"1m","grace":"30d","falls":"one"}}"#, ""),
        (r#"{"first":[{"grade":"A"}],"hold":{"for":"12mo","falls":"earned"}}"#, ""),
        (r#"{"first":[{"grade":"A"}],"hold":"12mo"}"#, "wrong_type ~/hold"),
        (
            r#"{"first":[{"grade":"A"}],"hold":{"for":"30wd","grace":"2wd","falls":"all","label":"x"}}"#,
            "impossible_value ~/hold/falls, impossible_value ~/hold/for, impossible_value ~/hold/grace, unknown_key ~/hold/label",
        ),
        (
            r#"{"first":[{"grade":"A"}],"hold":{"for":12,"grace":"-3d","falls":null}}"#,
            "impossible_value ~/hold/grace, wrong_type ~/hold/falls, wrong_type ~/hold/for",
        ),
        (r#"{"matrix":{"rows":"a","columns":"b","grades":[["A"]]},"hold":{"for":"x"}}"#, "unknown_key ~/hold"),
        (r#"{"hold":{"for":"x"}}"#, "grade_kind ~"),
        (r#"{"of":1,"bands":[]}"#, "impossible_value ~/bands, wrong_type ~/of"),
        (r#"{"of":"score.s","bands":{}}"#, "wrong_type ~/bands"),
        (r#"{"of":"score.s","bands":[1,{}]}"#, "missing_key ~/bands/1, missing_key ~/bands/1, wrong_type ~/bands/0"),
        (
            r#"{"of":"score.s","bands":[{"grade":"A","from":1},{"grade":"B","from":1},{"grade":"C","from":2},{"grade":"D","from":1}]}"#,
            "bands_order ~/bands/1, bands_order ~/bands/2",
        ),
        (
            r#"{"of":"score.s","bands":[{"grade":"A b","from":"x","keep":-1},{"grade":5,"from":0.0005,"keep":0.0005,"when":"x"}]}"#,
            "bad_name ~/bands/0/grade, impossible_value ~/bands/0/keep, too_precise ~/bands/1/from, too_precise ~/bands/1/keep, \
             unknown_key ~/bands/1/when, wrong_type ~/bands/0/from, wrong_type ~/bands/1/grade",
        ),
        (
            r#"{"of":"score.s","bands":[{"grade":"A","from":1},{"grade":"A","from":0}],"also":[{"grade":"A"},{"grade":"X","when":1},1,{}]}"#,
            "duplicate_name ~/also/0/grade, duplicate_name ~/bands/1/grade, missing_key ~/also/3, unknown_key ~/also/1/when, wrong_type ~/also/2",
        ),
        (
            r#"{"also":[{"grade":"A"}],"of":"score.s","bands":[{"grade":"A","from":1}]}"#,
            "duplicate_name ~/bands/0/grade",
        ),
        (r#"{"first":[]}"#, "impossible_value ~/first"),
        (
            r#"{"first":[{"grade":"A"},{"grade":"B","when":1,"retain":2},{"grade":"A","when":"x","from":1}]}"#,
            "duplicate_name ~/first/2/grade, missing_key ~/first/0, unknown_key ~/first/2/from, wrong_type ~/first/1/retain, wrong_type ~/first/1/when",
        ),
        (r#"{"matrix":[]}"#, "wrong_type ~/matrix"),
        (r#"{"matrix":{}}"#, "missing_key ~/matrix, missing_key ~/matrix, missing_key ~/matrix"),
        (
            r#"{"matrix":{"rows":1,"columns":[],"grades":{},"x":1}}"#,
            "unknown_key ~/matrix/x, wrong_type ~/matrix/columns, wrong_type ~/matrix/grades, wrong_type ~/matrix/rows",
        ),
        (
            r#"{"matrix":{"rows":"a","columns":"b","grades":[[1,"a b"],"A"]},"also":[{"grade":"B"}]}"#,
            "bad_name ~/matrix/grades/0/1, wrong_type ~/matrix/grades/0/0, wrong_type ~/matrix/grades/1",
        ),
        (
            r#"{"also":[{"grade":"B"}],"matrix":{"rows":"a","columns":"b","grades":[["B","B"]]}}"#,
            "duplicate_name ~/also/0/grade",
        ),
        (
            r#"{"first":[{"grade":"A"}],"overrides":[{},1,{"when":1,"grade":2,"label":"x"},{"when":"x","grade":"a b"}]}"#,
            "missing_key ~/overrides/0, missing_key ~/overrides/0, unknown_key ~/overrides/2/label, wrong_type ~/overrides/1, \
             wrong_type ~/overrides/2/grade, wrong_type ~/overrides/2/when",
        ),
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
        (
            format!(
                r#"{{{head}"state":5,"note":"x","expect":{{"grades":{{"g":null,"h":"A"}},"scores":{{"s":1.23456,"t":null}}}}}}"#
            ),
            "",
        ),
        ("1".into(), "wrong_type ~"),
        ("{}".into(), "missing_key ~, missing_key ~, missing_key ~, missing_key ~"),
        (
            r#"{"name":"","facts":[],"now":"x","expect":{"grades":{}},"label":"x"}"#.into(),
            "impossible_value ~/name, impossible_value ~/now, unknown_key ~/label, wrong_type ~/facts",
        ),
        (
            r#"{"name":1,"facts":{},"now":true,"expect":1}"#.into(),
            "wrong_type ~/expect, wrong_type ~/name, wrong_type ~/now",
        ),
        (
            r#"{"name":"n","facts":{},"now":1e15,"expect":{"grades":[]}}"#.into(),
            "impossible_value ~/now, wrong_type ~/expect/grades",
        ),
        (format!(r#"{{{head}"expect":{{}}}}"#), "missing_key ~/expect"),
        (
            format!(r#"{{{head}"expect":{{"scores":{{"s":"x","t":1e999}}}}}}"#),
            "impossible_value ~/expect/scores/t, wrong_type ~/expect/scores/s",
        ),
        (format!(r#"{{{head}"expect":{{"stage":"x"}}}}"#), ""),
        (
            format!(
                r#"{{{head}"expect":{{"timers":{{"t":"running"}},"contracts":{{"an id":"due"}},"balances":{{"b":null,"c":-1.5}},"touches":{{"t":null,"u":"due"}}}}}}"#
            ),
            "",
        ),
        (
            format!(
                r#"{{{head}"expect":{{"stage":null,"timers":{{"t":null}},"contracts":{{"c":null}},"balances":{{"b":"x"}},"touches":{{"t":1}}}}}}"#
            ),
            "wrong_type ~/expect/balances/b, wrong_type ~/expect/contracts/c, wrong_type ~/expect/stage, \
             wrong_type ~/expect/timers/t, wrong_type ~/expect/touches/t",
        ),
        (
            format!(r#"{{{head}"expect":{{"stage":"x","timers":[],"contracts":1,"balances":null,"touches":"x"}}}}"#),
            "wrong_type ~/expect/balances, wrong_type ~/expect/contracts, wrong_type ~/expect/timers, wrong_type ~/expect/touches",
        ),
        (
            format!(r#"{{{head}"expect":{{"stage":"x","offers":1,"chosen":[],"actions":{{}},"grade":"A"}}}}"#),
            "not_built ~/expect/actions, not_built ~/expect/chosen, not_built ~/expect/offers, unknown_key ~/expect/grade",
        ),
        (format!(r#"{{{head}"expect":{{"offers":1}}}}"#), "missing_key ~/expect, not_built ~/expect/offers"),
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
