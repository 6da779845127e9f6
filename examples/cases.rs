//! Answers cases: one JSON line in, one JSON line out. The tests compare what it
//! prints with the packed package and with an independent interpreter.
//!
//! In: `{ "policy": "<text>", "calls": [{ "facts": {…}, "options": { "now", "state"?, "strict"?, "invalid"? } }] }`.
//! Out: `{"answers":[…],"advanced":[…],"warnings":[[code, path], …]}`, each answer the text of `explainJson`, each of
//! `advanced` that of `advanceJson` with `changesAt`, or `{"error","problems"}`; the warnings are those of
//! `Policy::check`; or `{"problems":[[code, path], …]}`. A call with `"migrate": true` has the text of `migrate` as its answer.

use gradus::{Error, Facts, Options, Policy, Problem, Severity};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::io::{self, BufRead, Write};

fn pairs<'a>(problems: impl Iterator<Item = &'a Problem>) -> Value {
    let mut pairs: Vec<(String, String)> =
        problems.map(|problem| (problem.code.to_string(), problem.path.clone())).collect();
    pairs.sort();
    json!(pairs)
}

/// A case as it comes in. Facts and states keep their text: they may hold lone surrogates.
#[derive(Deserialize)]
struct Case<'a> {
    policy: String,
    #[serde(borrow)]
    calls: Vec<Call<'a>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    facts: &'a RawValue,
    #[serde(borrow)]
    options: Asked<'a>,
    #[serde(default)]
    migrate: bool,
}

#[derive(Deserialize)]
struct Asked<'a> {
    now: Value,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(default)]
    strict: bool,
    invalid: Option<String>,
}

fn options(asked: &Asked<'_>) -> Result<Options, Box<dyn std::error::Error>> {
    let mut options = match &asked.now {
        Value::String(now) => Options::at(now).ok_or_else(|| format!("`{now}` is no instant with an offset"))?,
        Value::Number(now) => Options::at_millis(now.as_f64().ok_or("`now` is no number")?.floor() as i64),
        _ => return Err("a case needs its `now`".into()),
    };
    if let Some(state) = asked.state {
        options = options.state(state.get());
    }
    if asked.strict {
        options = options.strict();
    }
    if asked.invalid.as_deref() == Some("missing") {
        options = options.invalid_is_missing();
    }
    Ok(options)
}

fn call(policy: &Policy, call: &Call<'_>) -> Result<Value, Box<dyn std::error::Error>> {
    let facts = Facts::from_json(call.facts.get())?;
    let options = options(&call.options)?;
    let graded = policy.grade(&facts, &options);
    match policy.explain_json(&facts, &options) {
        Ok(text) => {
            let short: Value = serde_json::from_str(&graded?.to_json())?;
            let long: Value = serde_json::from_str(&text)?;
            for part in ["grade", "score", "grades", "scores"] {
                if short.get(part) != long.get(part) {
                    return Ok(json!(format!("grade and explain disagree about {part}: {short} and {text}")));
                }
            }
            Ok(Value::String(text))
        }
        Err(error) => Ok(failed(&error)),
    }
}

fn failed(error: &Error) -> Value {
    let kind = match error {
        Error::Facts(_) => "facts",
        Error::State(_) => "state",
    };
    json!({ "error": kind, "problems": pairs(error.problems().iter()) })
}

/// What `advance` says, which has to agree with what `explain` said.
fn advance(policy: &Policy, call: &Call<'_>, explained: &Value) -> Result<Value, Box<dyn std::error::Error>> {
    let facts = Facts::from_json(call.facts.get())?;
    let text = match policy.advance_json(&facts, &options(&call.options)?.changes_at()) {
        Ok(text) => text,
        Err(error) => return Ok(failed(&error)),
    };
    let Some(explained) = explained.as_str() else { return Ok(json!("advance answers where explain does not")) };
    let (one, other): (Value, Value) = (serde_json::from_str(&text)?, serde_json::from_str(explained)?);
    for part in ["grades", "state", "changesAt", "changesAtIsBound", "withheld", "warnings"] {
        if one.get(part) != other.get(part) {
            return Ok(json!(format!("advance and explain disagree about {part}: {text} and {explained}")));
        }
    }
    Ok(Value::String(text))
}

fn answer(line: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let case: Case<'_> = serde_json::from_str(line)?;
    let policy = match Policy::compile(&case.policy) {
        Ok(policy) => policy,
        Err(error) => {
            let errors = error.problems().iter().filter(|problem| problem.severity == Severity::Error);
            return Ok(json!({ "problems": pairs(errors) }));
        }
    };
    let (mut answers, mut advanced) = (Vec::new(), Vec::new());
    for one in &case.calls {
        if one.migrate {
            let migrated = policy.migrate(one.options.state.map_or("null", RawValue::get));
            let migrated = migrated.map_or_else(|error| failed(&error), Value::String);
            answers.push(migrated.clone());
            advanced.push(migrated);
            continue;
        }
        let answer = call(&policy, one)?;
        advanced.push(advance(&policy, one, &answer)?);
        answers.push(answer);
    }
    Ok(json!({ "answers": answers, "advanced": advanced, "warnings": pairs(Policy::check(&case.policy).iter()) }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", answer(&line)?)?;
            out.flush()?;
        }
    }
    Ok(())
}
