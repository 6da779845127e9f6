//! Documents made to hurt: each is refused, with its problems bounded. How long that
//! takes is measured by `cargo run --release --example hostile`, not here.

use gradus::{Facts, Options, Policy};

#[test]
fn a_hundred_thousand_mistakes_are_told_as_a_hundred_and_a_count() {
    let mut text = String::from("{\"gradus\":1");
    for index in 0..60_000 {
        text.push_str(&format!(",\"k{index}\":0"));
    }
    text.push('}');
    let problems = Policy::check(&text);
    assert_eq!(problems.len(), 101);
    assert_eq!(problems.last().map(|problem| problem.code.as_str()), Some("more_problems"));
}

#[test]
fn nesting_is_refused_before_it_can_hurt() {
    for open in ["[", "{\"a\":"] {
        let text = open.repeat(200_000);
        assert_eq!(Policy::check(&text).first().map(|problem| problem.code.as_str()), Some("too_deep"));
    }
    for (left, right) in [("(", ")"), ("!", ""), ("-", ""), ("size([", "])"), ("true ? 1 : ", "")] {
        let deep = format!("{}1{}", left.repeat(900), right.repeat(900));
        let text = format!("{{\"gradus\":1,\"derive\":{{\"x\":{{\"value\":{deep:?}}}}}}}");
        assert_eq!(Policy::check(&text).first().map(|problem| problem.code.as_str()), Some("too_deep"), "{left}");
    }
}

#[test]
fn a_document_over_a_mebibyte_is_refused() {
    let text = format!("{{\"gradus\":1,\"note\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(Policy::check(&text).first().map(|problem| problem.code.as_str()), Some("too_large"));
}

#[test]
fn personal_values_appear_in_no_answer_and_no_error() {
    let policy = Policy::compile(
        r#"{ "gradus": 1,
          "fields": { "email": { "type": "string", "personal": true }, "phone": { "type": "level", "values": ["a"], "personal": true },
                      "born": { "type": "date", "personal": true } },
          "derive": { "domain": { "value": "email.lowerAscii()" } },
          "scores": { "s": { "groups": { "g": { "rules": [
            { "id": "d", "when": "domain.endsWith('secret.example')", "points": 5 },
            { "id": "c", "of": "email", "containing": { "secret": 3 } },
            { "id": "p", "when": "phone == 'a'", "points": 1 }, { "id": "b", "when": "born < today", "points": 1 } ] } } } } }"#,
    )
    .expect("the policy compiles");
    let options = Options::at("2026-11-01T00:00:00Z").expect("an instant");
    let good = Facts::from_json(r#"{ "email": "li.secret@secret.example", "born": "1990-04-01" }"#).expect("JSON");
    let answer = policy.explain_json(&good, &options).expect("an answer");
    assert!(!answer.contains("li.secret") && !answer.contains("1990"), "{answer}");
    assert!(answer.contains(r#"{"domain":{"personal":true}}"#), "{answer}");
    let bad =
        Facts::from_json(r#"{ "email": 13800138000, "phone": "13800138000", "born": "13800138000" }"#).expect("JSON");
    let error = policy.grade(&bad, &options).expect_err("the facts are bad");
    assert_eq!(error.problems().len(), 3);
    assert!(!error.to_string().contains("138"), "{error}");
}
