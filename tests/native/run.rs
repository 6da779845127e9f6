#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
//! A policy that was compiled elsewhere, run: also where there is no compiler.

use gradus::{Code, Facts, Options, Policy};

const FACTS: &str = include_str!("every-kind.facts.json");
const ANSWER: &str = include_str!("every-kind.answer.json");
const ADVANCED: &str = include_str!("every-kind.advanced.json");

fn policy() -> Policy {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/native/every-kind.gradus");
    Policy::load(&std::fs::read(path).expect("there is one")).expect("it is a compiled policy")
}

#[test]
fn a_stored_policy_answers_as_it_did() {
    let policy = policy();
    assert_eq!((policy.name(), policy.version()), ("every-kind", Some("7")));
    assert_eq!(policy.fingerprint().len(), 64);
    let facts = Facts::from_json(FACTS).expect("JSON");
    let options = Options::at("2026-11-01T00:00:00Z").expect("an instant");
    let answer = policy.explain_json(&facts, &options).expect("the facts fit");
    let advanced = policy.advance_json(&facts, &options.clone().changes_at()).expect("the facts fit");
    if std::env::var_os("GRADUS_WRITE").is_some() {
        for (name, text) in [("answer", &answer), ("advanced", &advanced)] {
            let path = format!("{}/tests/native/every-kind.{name}.json", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(path, format!("{text}\n")).expect("it can be written");
        }
    }
    assert_eq!(answer, ANSWER.trim_end());
    assert_eq!(advanced, ADVANCED.trim_end());
    assert_eq!(policy.grade(&facts, &options).expect("the facts fit").grade(), Some("A"));
}

#[test]
fn facts_that_do_not_fit_are_refused_by_a_stored_policy_too() {
    let policy = policy();
    let facts = Facts::from_json(r#"{ "size": -1 }"#).expect("JSON");
    let error = policy.grade(&facts, &Options::at_millis(0)).expect_err("it is below `min`");
    assert_eq!(error.problems()[0].code, Code::FactRange);
}
