//! The head of a policy, fields, events and derived values.

use super::check;

#[test]
fn the_head_is_checked() {
    check(
        "",
        "",
        &[
            (r#""name":"a-b_1","version":"","label":{"en":"x"},"note":"y""#, ""),
            (r#""name":"-a""#, "bad_name /name"),
            (r#""name":"""#, "bad_name /name"),
            (r#""version":1"#, "wrong_type /version"),
            (r#""label":1,"note":{"en":[]}"#, "wrong_type /label, wrong_type /note/en"),
            (r#""time":[]"#, "wrong_type /time"),
            (r#""time":{"utc_offset":"-14:00","week_starts":"sunday"}"#, ""),
            (
                r#""time":{"utc_offset":"+8:00","week_starts":"Sunday"}"#,
                "impossible_value /time/utc_offset, impossible_value /time/week_starts",
            ),
            (
                r#""time":{"utc_offset":8,"week_starts":null}"#,
                "wrong_type /time/utc_offset, wrong_type /time/week_starts",
            ),
            (r#""time":{"zone":"x"}"#, "unknown_key /time/zone"),
            (r#""offers":{},"actions":[]"#, "not_built /actions, not_built /offers"),
            (
                r#""fields":[],"protected":{},"events":1,"derive":"x","scores":null,"grades":true,"tests":{}"#,
                "wrong_type /derive, wrong_type /events, wrong_type /fields, wrong_type /grades, wrong_type /protected, wrong_type /scores, wrong_type /tests",
            ),
        ],
    );
}

#[test]
fn fields_are_checked() {
    check(
        r#""fields":{"#,
        "}",
        &[
            (
                r#""a":{"type":"number","min":1e300,"max":1e300,"unit":"kg","given":true,"personal":false,"purpose":"p","default":5,"label":"A","note":"n"}"#,
                "",
            ),
            (r#""a":{}"#, "missing_key /fields/a"),
            (r#""a":1"#, "wrong_type /fields/a"),
            (r#""a":{"type":"Number"}"#, "impossible_value /fields/a/type"),
            (
                r#""a":{"type":["number"],"values":1,"min":"x"}"#,
                "wrong_type /fields/a/min, wrong_type /fields/a/type, wrong_type /fields/a/values",
            ),
            (
                r#""9":{"type":"number"},"a b":{"type":"number"},"é":{"type":"number"},"":{"type":"number"},"_a":{"type":"number"}"#,
                "bad_name /fields/, bad_name /fields/9, bad_name /fields/_a, bad_name /fields/a b, bad_name /fields/é",
            ),
            (
                r#""now":{"type":"number"},"events":{"type":"number"},"while":{"type":"number"},"at":{"type":"number"},"score":{"type":"number"}"#,
                "reserved_name /fields/events, reserved_name /fields/now, reserved_name /fields/while",
            ),
            (r#""a":{"type":"number","min":2,"max":1}"#, "impossible_value /fields/a"),
            (
                r#""a":{"type":"number","min":1e999,"max":"x"}"#,
                "impossible_value /fields/a/min, wrong_type /fields/a/max",
            ),
            (r#""a":{"type":"number","values":[]}"#, "unknown_key /fields/a/values"),
            (r#""a":{"type":"string","min":1,"max":2}"#, "unknown_key /fields/a/max, unknown_key /fields/a/min"),
            (r#""a":{"type":"string","values":[]}"#, ""),
            (r#""a":{"type":"level"}"#, "missing_key /fields/a"),
            (r#""a":{"type":"level","values":[]}"#, "impossible_value /fields/a/values"),
            (r#""a":{"type":"level","values":{"x":1}}"#, "wrong_type /fields/a/values"),
            (r#""a":{"type":"string","values":["x","x"]}"#, "impossible_value /fields/a/values/1"),
            (
                r#""a":{"type":"string","values":["x",{"is":"y","also":["x","z","z","y"]},{"is":"z"},5,{}]}"#,
                "impossible_value /fields/a/values/1/also/0, impossible_value /fields/a/values/1/also/2, \
             impossible_value /fields/a/values/1/also/3, impossible_value /fields/a/values/2, missing_key /fields/a/values/4, \
             wrong_type /fields/a/values/3",
            ),
            (
                r#""a":{"type":"string","values":[{"is":1,"also":"x","label":2,"lable":3}]}"#,
                "unknown_key /fields/a/values/0/lable, wrong_type /fields/a/values/0/also, wrong_type /fields/a/values/0/is, wrong_type /fields/a/values/0/label",
            ),
            (
                r#""a":{"type":"string","given":1,"personal":"yes","purpose":2,"unit":[],"also":"x"}"#,
                "wrong_type /fields/a/also, wrong_type /fields/a/given, wrong_type /fields/a/personal, wrong_type /fields/a/purpose, wrong_type /fields/a/unit",
            ),
            (
                r#""a":{"type":"string","also":["b","c","a",1]},"b":{"type":"string","also":["c"]}"#,
                "duplicate_name /fields/a/also/0, duplicate_name /fields/a/also/2, duplicate_name /fields/b/also/0, wrong_type /fields/a/also/3",
            ),
        ],
    );
    check(
        r#""fields":{"a":{"type":"string","default":"x"}},"protected":"#,
        "",
        &[
            (r#"[]"#, ""),
            (r#"["b"]"#, ""),
            (r#"["a"]"#, "impossible_value /fields/a/default"),
            (r#"[1,"a b"]"#, "bad_name /protected/1, wrong_type /protected/0"),
        ],
    );
}

#[test]
fn events_are_checked() {
    check(
        r#""events":{"#,
        "}",
        &[
            (r#""visit":{},"order":{"amount":"number","note":"string?","tags":"list"}"#, ""),
            (r#""visit":[]"#, "wrong_type /events/visit"),
            (r#""a-b":{}"#, "bad_name /events/a-b"),
            (r#""now":{}"#, ""),
            (
                r#""touch":{},"offer":1"#,
                "reserved_name /events/offer, reserved_name /events/touch, wrong_type /events/offer",
            ),
            (
                r#""v":{"at":"timestamp","id":"string","x y":"date","a":"level","b":"level?","c":"text","d":1,"e":"?"}"#,
                "bad_name /events/v/x y, impossible_value /events/v/a, impossible_value /events/v/b, impossible_value /events/v/c, \
             impossible_value /events/v/e, reserved_name /events/v/at, reserved_name /events/v/id, wrong_type /events/v/d",
            ),
        ],
    );
}

#[test]
fn derived_values_are_checked() {
    check(
        r#""fields":{"f":{"type":"date"}},"events":{"e":{"x":"number"}},"derive":{"#,
        "}",
        &[
            (
                r#""a":{"sum":"e.x","when":"x > 1","between":["2mo","59d"],"label":"A"},"b":{"gap":"e","take":"mean"}"#,
                "",
            ),
            (r#""a":{"days_since":"e","never":0.0001,"within":"2w"},"b":{"days_since":"f"},"c":{"value":"1"}"#, ""),
            (r#""a":5"#, "wrong_type /derive/a"),
            (r#""a":{}"#, "derive_kind /derive/a"),
            (r#""a":{"within":"1d"}"#, "derive_kind /derive/a"),
            (r#""a":{"count":"e","sum":"e.x"}"#, "derive_kind /derive/a"),
            (r#""a":{"count":5}"#, "wrong_type /derive/a/count"),
            (
                r#""f":{"count":"e"},"today":{"count":"e"},"a-b":{"count":"e"}"#,
                "bad_name /derive/a-b, duplicate_name /derive/f, reserved_name /derive/today",
            ),
            (r#""a":{"count":"e","take":"min","never":1}"#, "unknown_key /derive/a/never, unknown_key /derive/a/take"),
            (r#""a":{"value":"1","when":"x","since":"f"}"#, "unknown_key /derive/a/since, unknown_key /derive/a/when"),
            (
                r#""a":{"days_since":"f","never":1,"within":"1d"}"#,
                "unknown_key /derive/a/never, unknown_key /derive/a/within",
            ),
            (r#""a":{"days_since":"nothing","never":1}"#, ""),
            (r#""a":{"gap":"e","take":"middle"}"#, "impossible_value /derive/a/take"),
            (r#""a":{"count":"e","within":"1d","since":"f"}"#, "unknown_key /derive/a/since"),
            (
                r#""a":{"count":"e","within":"1s"},"b":{"count":"e","within":1},"c":{"count":"e","within":"2wd"}"#,
                "impossible_value /derive/a/within, impossible_value /derive/c/within, wrong_type /derive/b/within",
            ),
            (
                r#""a":{"count":"e","between":["30d","60d"]},"b":{"count":"e","between":["1mo","30d"]},"c":{"count":"e","between":["1y"]}"#,
                "impossible_value /derive/a/between, impossible_value /derive/b/between, impossible_value /derive/c/between",
            ),
            (
                r#""a":{"count":"e","between":["x",1]},"b":{"count":"e","between":"1y"}"#,
                "impossible_value /derive/a/between/0, wrong_type /derive/a/between/1, wrong_type /derive/b/between",
            ),
            (r#""a":{"count":"e","since":"stage"},"b":{"count":"e","since":1}"#, "wrong_type /derive/b/since"),
            (
                r#""a":{"days_since":"e","never":"x"},"b":{"count":"e","when":true},"c":{"count":"e","until":"x"}"#,
                "unknown_key /derive/c/until, wrong_type /derive/a/never, wrong_type /derive/b/when",
            ),
        ],
    );
}
