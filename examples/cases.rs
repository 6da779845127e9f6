//! Answers cases: one JSON line in, one JSON line out. The tests compare what it
//! prints with the packed package and with an independent interpreter.
//!
//! In: `{ "policy": "<text>", "calls": [{ "facts": {…}, "options": { "now", "state"?, "strict"?, "invalid"? } }] }`.
//! Out: `{"answers":[…]}`, each the text of `explainJson` or `{"error","problems"}`; or `{"problems":[[code, path], …]}`.

use gradus::{Error, Facts, Options, Policy, Problem, Severity};
use serde_json::{Value, json};
use std::io::{self, BufRead, Write};

fn pairs<'a>(problems: impl Iterator<Item = &'a Problem>) -> Value {
    let mut pairs: Vec<(String, String)> = problems.map(|problem| (problem.code.to_string(), problem.path.clone())).collect();
    pairs.sort();
    json!(pairs)
}

fn options(options: &Value) -> Result<Options, Box<dyn std::error::Error>> {
    let now = options["now"].as_str().ok_or("a case needs its `now` as a text")?;
    let mut asked = Options::at(now).ok_or("`now` is no instant")?;
    if let Some(state) = options.get("state") {
        asked = asked.state(&state.to_string());
    }
    if options["strict"] == true {
        asked = asked.strict();
    }
    if options["invalid"] == "missing" {
        asked = asked.invalid_is_missing();
    }
    Ok(asked)
}

fn call(policy: &Policy, call: &Value) -> Result<Value, Box<dyn std::error::Error>> {
    let facts = Facts::from_json(&call["facts"].to_string())?;
    let options = options(&call["options"])?;
    let graded = policy.grade(&facts, &options);
    match policy.explain_json(&facts, &options) {
        Ok(text) => {
            let short: Value = serde_json::from_str(&graded?.to_json())?;
            let long: Value = serde_json::from_str(&text)?;
            for part in ["grade", "score", "grades", "scores", "warnings"] {
                if short[part] != long[part] {
                    return Err(format!("grade and explain disagree about {part}: {short} and {text}").into());
                }
            }
            Ok(Value::String(text))
        }
        Err(error) => {
            let kind = match error {
                Error::Facts(_) => "facts",
                Error::State(_) => "state",
            };
            Ok(json!({ "error": kind, "problems": pairs(error.problems().iter()) }))
        }
    }
}

fn answer(line: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let case: Value = serde_json::from_str(line)?;
    let text = case["policy"].as_str().ok_or("a case needs its `policy` as a text")?;
    let policy = match Policy::compile(text) {
        Ok(policy) => policy,
        Err(error) => {
            let errors = error.problems().iter().filter(|problem| problem.severity == Severity::Error);
            return Ok(json!({ "problems": pairs(errors) }));
        }
    };
    let calls = case["calls"].as_array().ok_or("a case needs its `calls`")?;
    let answers = calls.iter().map(|one| call(&policy, one)).collect::<Result<Vec<Value>, _>>()?;
    Ok(json!({ "answers": answers }))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", answer(&line)?)?;
        }
    }
    out.flush()?;
    Ok(())
}
