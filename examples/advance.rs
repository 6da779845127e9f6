//! Advances customers: the tests hand their states from this process to the packed package and back.
//!
//! In: first a line with a policy's text as a JSON string, then a line for each call,
//! `{ "facts": {…}, "now": "…", "state": {…} | null }`. Out: a line for each call, the text of `advanceJson` with bad
//! facts taken as missing, or `{"error":[[code, path], …]}`.

use gradus::{Facts, Options, Policy};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::error::Error;
use std::io::{self, BufRead, Write};

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    facts: &'a RawValue,
    now: String,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
}

fn answer(policy: &Policy, line: &str) -> Result<String, Box<dyn Error>> {
    let call: Call<'_> = serde_json::from_str(line)?;
    let mut options = Options::at(&call.now).ok_or("`now` is no instant with an offset")?.invalid_is_missing();
    if let Some(state) = call.state {
        options = options.state(state.get());
    }
    Ok(policy.advance_json(&Facts::from_json(call.facts.get())?, &options).unwrap_or_else(|error| {
        let pairs: Vec<_> = error.problems().iter().map(|one| (one.code.to_string(), &one.path)).collect();
        json!({ "error": pairs }).to_string()
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut lines = io::stdin().lock().lines();
    let text: String = serde_json::from_str(&lines.next().ok_or("a policy comes first")??)?;
    let policy = Policy::compile(&text)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{}", answer(&policy, &line?)?)?;
        out.flush()?;
    }
    Ok(())
}
