//! The cases of `tests/cases`, the same that the packed package runs.

use crate::text;
use gradus::{Error, Facts, Options, Policy, Problem};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

#[test]
fn every_case_comes_out_as_it_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("there are cases").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let (mut count, mut loaded, mut failures) = (0, 0, Vec::new());
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let file = repeated(text::read(&fs::read_to_string(path).expect("a case file can be read")));
        for case in file["cases"].as_array().expect("a case file has cases") {
            count += 1;
            if let Err(why) = run(&file, case, &mut loaded) {
                failures.push(format!("{}: {}\n  {why}", path.file_name().unwrap_or_default().display(), case["name"]));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 200, "there are only {count} cases");
    assert!(loaded * 3 > count, "only {loaded} of {count} cases have a policy that was loaded");
}

/// `loaded` counts the policies that were also written as bytes, loaded again, and answered the same.
fn run(file: &Value, case: &Value, loaded: &mut usize) -> Result<(), String> {
    let expect = &case["expect"];
    let document = match case.get("policyText") {
        Some(text) => text.as_str().expect("policyText is a text").to_owned(),
        None => text::write(&merged(file.get("policy").cloned().unwrap_or(Value::Null), case.get("policy"))),
    };
    let policy = match Policy::compile(&document) {
        Ok(policy) => policy,
        Err(error) => return same(expect, json!({ "problems": pairs(error.problems()) })),
    };
    if expect.get("lint").is_some() {
        return same(expect, json!({ "lint": pairs(&Policy::check(&document)) }));
    }
    let facts = case.get("facts").or(file.get("facts")).cloned().unwrap_or_else(|| json!({}));
    let facts = Facts::from_json(&text::write(&facts)).map_err(|error| error.to_string())?;
    let options = options(file, case);
    if expect.get("migrate").is_some() {
        let state = option(file, case, "state").map_or_else(|| "null".to_owned(), text::write);
        return match policy.migrate(&state) {
            Ok(state) => same(expect, json!({ "migrate": parsed(&state)? })),
            Err(error) => same(expect, json!({ "state": pairs(error.problems()) })),
        };
    }
    let answer = policy.explain_json(&facts, &options);
    let again = Policy::load(&policy.compiled()).map_err(|error| error.to_string())?.explain_json(&facts, &options);
    if answer != again {
        return Err(format!("loaded from bytes it answers {again:?}\n  and not {answer:?}"));
    }
    *loaded += 1;
    match answer {
        Ok(_) if expect.get("advance").is_some() => {
            let advanced = policy.advance_json(&facts, &options.changes_at()).map_err(|error| error.to_string())?;
            same(expect, json!({ "advance": parsed(&advanced)? }))
        }
        Ok(answer) => same(expect, parsed(&answer)?),
        Err(Error::Facts(error)) => same(expect, json!({ "facts": pairs(error.problems()) })),
        Err(Error::State(error)) => same(expect, json!({ "state": pairs(error.problems()) })),
    }
}

fn parsed(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// An option of the case, else of its file.
fn option<'v>(file: &'v Value, case: &'v Value, name: &str) -> Option<&'v Value> {
    let own = case.get("options").and_then(|options| options.get(name));
    own.or_else(|| file.get("options").and_then(|options| options.get(name)))
}

fn options(file: &Value, case: &Value) -> Options {
    let option = |name: &str| option(file, case, name);
    let mut options = match option("now") {
        Some(Value::Number(now)) => Options::at_millis(now.as_f64().expect("`now` is a number").floor() as i64),
        now => Options::at(now.and_then(Value::as_str).unwrap_or("2026-11-01T00:00:00Z")).expect("`now` is an instant"),
    };
    if let Some(state) = option("state") {
        options = options.state(&text::write(state));
    }
    if option("strict") == Some(&Value::Bool(true)) {
        options = options.strict();
    }
    if option("invalid").and_then(Value::as_str) == Some("missing") {
        options = options.invalid_is_missing();
    }
    options
}

fn pairs(problems: &[Problem]) -> Value {
    let mut pairs: Vec<_> = problems.iter().map(|problem| (problem.code.to_string(), problem.path.clone())).collect();
    pairs.sort();
    json!(pairs)
}

fn same(expect: &Value, mut answer: Value) -> Result<(), String> {
    let mut expect = expect.clone();
    for kind in ["problems", "facts", "state", "lint"] {
        for side in [&mut expect, &mut answer] {
            if let Some(Value::Array(list)) = side.get_mut(kind) {
                list.sort_by_key(Value::to_string);
                list.dedup();
            }
        }
    }
    if matches(&expect, &answer) { Ok(()) } else { Err(format!("expected {expect}\n  answered {answer}")) }
}

/// Whether a value is all that is expected: objects may say more, nothing else may differ.
fn matches(expect: &Value, answer: &Value) -> bool {
    match (expect, answer) {
        (Value::Object(parts), Value::Object(whole)) => {
            parts.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| matches(part, whole)))
        }
        (Value::Array(parts), Value::Array(whole)) => {
            parts.len() == whole.len() && parts.iter().zip(whole).all(|(part, whole)| matches(part, whole))
        }
        (Value::Number(part), Value::Number(whole)) => part.as_f64() == whole.as_f64(),
        _ => expect == answer,
    }
}

/// A patch merged in as RFC 7396 has it.
fn merged(target: Value, patch: Option<&Value>) -> Value {
    let patch = match patch {
        None => return target,
        Some(Value::Object(patch)) => patch,
        Some(other) => return other.clone(),
    };
    let mut merged_object = match target {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    for (key, value) in patch {
        if value.is_null() {
            merged_object.shift_remove(key);
        } else {
            let old = merged_object.get(key).cloned().unwrap_or(Value::Null);
            merged_object.insert(key.clone(), merged(old, Some(value)));
        }
    }
    Value::Object(merged_object)
}

/// `{ "$repeat": [value, n] }` written out.
fn repeated(value: Value) -> Value {
    match value {
        Value::Object(object) => match object.get("$repeat").and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::String(text), count]) => json!(text.repeat(count.as_u64().unwrap_or(0) as usize)),
            Some([one, count]) => json!(vec![repeated(one.clone()); count.as_u64().unwrap_or(0) as usize]),
            _ => Value::Object(object.into_iter().map(|(key, value)| (key, repeated(value))).collect()),
        },
        Value::Array(list) => Value::Array(list.into_iter().map(repeated).collect()),
        other => other,
    }
}
