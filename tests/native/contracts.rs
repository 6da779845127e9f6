//! The fact `contracts`: what is taken, what is told of it, in both manners.

use gradus::{Error, Facts, Options, Policy, Problem};
use serde_json::{Value, json};

const NOW: &str = "2026-11-01T00:00:00Z";

fn policy() -> Policy {
    Policy::compile(
        r#"{ "gradus": 1, "time": { "utc_offset": "+08:00" }, "fields": { "n": { "type": "number" } },
             "events": { "visit": {} }, "derive": { "visits": { "count": "visit" } },
             "contracts": { "upcoming": "90d", "grace": "30d", "upgrade": "n > 1 && visits > 1 && id != ''" } }"#,
    )
    .expect("the policy is right")
}

fn pairs(problems: &[Problem]) -> Vec<(String, String)> {
    problems.iter().map(|problem| (problem.code.to_string(), problem.path.clone())).collect()
}

fn expected(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(code, path)| (code.to_string(), path.to_string())).collect()
}

/// What is told of these facts: as errors, and as warnings where what is bad is missing; with what is then left.
fn told(facts: &Value) -> (Vec<(String, String)>, Value) {
    let (policy, options) = (policy(), Options::at(NOW).unwrap());
    let facts = Facts::from_json(&facts.to_string()).unwrap();
    let errors = match policy.advance_json(&facts, &options) {
        Ok(_) => Vec::new(),
        Err(Error::Facts(error)) => pairs(error.problems()),
        Err(error) => panic!("{error}"),
    };
    let answer = policy.advance_json(&facts, &options.invalid_is_missing()).unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let text = |warning: &Value, key: &str| warning[key].as_str().unwrap().to_owned();
    let warnings = answer["warnings"].as_array().unwrap();
    let warnings: Vec<_> = warnings.iter().map(|one| (text(one, "code"), text(one, "path"))).collect();
    assert_eq!(errors, warnings, "both manners name the same places");
    (errors, answer["contracts"].clone())
}

/// Contracts with what is told of them, and the ids of those that are left.
fn takes(contracts: Value, problems: &[(&str, &str)], left: &[&str]) {
    let (told, answer) = told(&json!({ "contracts": contracts }));
    assert_eq!(told, expected(problems), "{contracts}");
    let ids: Vec<&str> = answer.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, left, "{contracts}");
}

fn with(part: Value) -> Value {
    let mut contract = json!({ "id": "a", "product": "p", "starts": "2026-01-01", "ends": "2026-12-31" });
    for (key, value) in part.as_object().unwrap() {
        contract[key] = value.clone();
    }
    contract
}

#[test]
fn a_contract_is_taken_as_it_is_told() {
    let whole = with(json!({ "value": -0.0, "auto_renew": true, "term": "1y", "kind": "", "successor": "b" }));
    takes(json!([whole, { "id": "b", "product": "p", "starts": 0 }]), &[], &["a", "b"]);
    // Instants become their dates in the policy's offset; the last day may be the first.
    let (_, answer) = told(&json!({ "contracts": [with(json!({ "starts": "2026-12-30T16:00:00Z", "value": 5 }))] }));
    assert_eq!((&answer[0]["starts"], &answer[0]["value"]), (&json!("2026-12-31"), &json!(5)));
    takes(json!([]), &[], &[]);
    let nulls =
        json!({ "ends": null, "value": null, "auto_renew": null, "term": null, "successor": null, "kind": null });
    takes(json!([with(nulls)]), &[], &["a"]);
    for unit in ["1d", "9999w", "012mo", "1y"] {
        takes(json!([with(json!({ "auto_renew": true, "term": unit }))]), &[], &["a"]);
    }
    // Without an end there is nothing to move on.
    takes(json!([with(json!({ "auto_renew": true, "ends": null }))]), &[], &["a"]);
}

#[test]
fn contracts_that_are_none() {
    for missing in [json!({}), json!({ "contracts": null })] {
        assert_eq!(told(&missing), (Vec::new(), Value::Null));
    }
    for wrong in [json!({}), json!("x"), json!(5), json!(true)] {
        let problems = expected(&[("fact_type", "/contracts")]);
        assert_eq!(told(&json!({ "contracts": wrong })), (problems, Value::Null));
    }
    let many: Vec<Value> = (0..1001).map(|id| with(json!({ "id": id.to_string() }))).collect();
    let problems = expected(&[("fact_too_many", "/contracts")]);
    assert_eq!(told(&json!({ "contracts": many })), (problems, Value::Null));
    let (told, answer) = told(&json!({ "contracts": many[..1000] }));
    assert_eq!((told.len(), answer.as_array().unwrap().len()), (0, 1000));
}

#[test]
fn a_contract_lacks_what_it_needs() {
    takes(
        json!([null, 5, []]),
        &[("fact_type", "/contracts/0"), ("fact_type", "/contracts/1"), ("fact_type", "/contracts/2")],
        &[],
    );
    takes(json!([{}, with(json!({ "id": "b" }))]), &[("fact_absent", "/contracts/0")], &["b"]);
    for key in ["id", "product", "starts"] {
        takes(json!([with(json!({ key: null }))]), &[("fact_absent", "/contracts/0")], &[]);
    }
    // Once, and before what is wrong with its values.
    takes(
        json!([{ "kind": 5, "starts": "soon" }]),
        &[("fact_absent", "/contracts/0"), ("fact_date", "/contracts/0/starts"), ("fact_type", "/contracts/0/kind")],
        &[],
    );
    takes(json!([with(json!({ "auto_renew": true }))]), &[("fact_absent", "/contracts/0")], &["a"]);
    takes(json!([with(json!({ "auto_renew": true, "term": "1h" }))]), &[("fact_value", "/contracts/0/term")], &["a"]);
}

#[test]
fn a_contract_with_wrong_values() {
    for (part, problem, left) in [
        (json!({ "id": 5 }), ("fact_type", "/contracts/0/id"), &[][..]),
        (json!({ "product": ["p"] }), ("fact_type", "/contracts/0/product"), &[]),
        (json!({ "starts": "2026-02-30" }), ("fact_date", "/contracts/0/starts"), &[]),
        (json!({ "starts": true }), ("fact_type", "/contracts/0/starts"), &[]),
        (json!({ "ends": "" }), ("fact_date", "/contracts/0/ends"), &[]),
        (json!({ "ends": "2025-12-31" }), ("fact_range", "/contracts/0/ends"), &[]),
        (json!({ "value": "5" }), ("fact_type", "/contracts/0/value"), &["a"]),
        (json!({ "auto_renew": "yes" }), ("fact_type", "/contracts/0/auto_renew"), &["a"]),
        (json!({ "term": 12 }), ("fact_type", "/contracts/0/term"), &["a"]),
        (json!({ "term": "2wd" }), ("fact_value", "/contracts/0/term"), &["a"]),
        (json!({ "term": "15m" }), ("fact_value", "/contracts/0/term"), &["a"]),
        (json!({ "term": "0d" }), ("fact_value", "/contracts/0/term"), &["a"]),
        (json!({ "successor": "a" }), ("fact_value", "/contracts/0/successor"), &["a"]),
        (json!({ "successor": false }), ("fact_type", "/contracts/0/successor"), &["a"]),
        (json!({ "kind": {} }), ("fact_type", "/contracts/0/kind"), &["a"]),
        (json!({ "kind": "x".repeat(65_537) }), ("fact_too_long", "/contracts/0/kind"), &["a"]),
    ] {
        takes(json!([with(part)]), &[problem], left);
    }
    // A last day is judged by itself where the first is wrong.
    let both = json!({ "starts": "2026-02-30", "ends": "0001-01-02" });
    takes(json!([with(both)]), &[("fact_date", "/contracts/0/starts")], &[]);
}

#[test]
fn an_id_stands_once() {
    takes(
        json!([with(json!({})), with(json!({})), with(json!({}))]),
        &[("fact_value", "/contracts/1/id"), ("fact_value", "/contracts/2/id")],
        &["a"],
    );
    // One that is dropped does not count.
    takes(
        json!([with(json!({ "ends": 1e300 })), with(json!({})), with(json!({}))]),
        &[("fact_date", "/contracts/0/ends"), ("fact_value", "/contracts/2/id")],
        &["a"],
    );
}

#[test]
fn problems_stand_between_the_builtins_and_the_events() {
    let facts = json!({ "events": { "visit": [{}] }, "contracts": 5, "id": 5, "n": "x" });
    let order = ["/n", "/id", "/contracts", "/events/visit/0"];
    assert_eq!(told(&facts).0.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(), order);
}

#[test]
fn no_message_shows_a_value() {
    let policy = policy();
    let contracts = json!([
        with(json!({ "id": "secret", "successor": "secret", "term": "secret", "starts": "secret", "value": "secret" })),
        with(json!({ "id": "secret-2" })),
        with(json!({ "id": "secret-2" }))
    ]);
    let facts = Facts::from_json(&json!({ "contracts": contracts }).to_string()).unwrap();
    let error = policy.advance_json(&facts, &Options::at(NOW).unwrap()).unwrap_err();
    assert_eq!(error.problems().len(), 5);
    assert!(error.problems().iter().all(|problem| !problem.to_string().contains("secret")), "{error}");
}

#[test]
fn strict_looks_for_no_names_in_contracts() {
    let facts = Facts::from_json(&json!({ "contracts": [with(json!({ "note": 1 }))] }).to_string()).unwrap();
    assert!(policy().advance_json(&facts, &Options::at(NOW).unwrap().strict()).is_ok());
}

#[test]
fn a_receipt_speaks_of_contracts_as_they_were_taken() {
    let policy = policy();
    let receipt = |contracts: Value| {
        let facts = Facts::from_json(&json!({ "contracts": contracts }).to_string()).unwrap();
        let answer = policy.explain_json(&facts, &Options::at(NOW).unwrap().receipt(Some("s"))).unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()["receipt"]["facts"].clone()
    };
    let one = receipt(json!([with(json!({ "term": "12mo", "note": 5, "value": 1 }))]));
    assert_eq!(one, receipt(json!([with(json!({ "value": 1.0, "term": "012mo", "ends": "2026-12-30T16:00Z" }))])));
    for other in [json!([]), Value::Null, json!([with(json!({ "term": "1y", "value": 1 }))])] {
        assert_ne!(one, receipt(other));
    }
}
