//! A policy's own tests, run when it is compiled.

use super::decision::{Advanced, Terms, Work, advance_row};
use super::source;
use crate::base::json::Tree;
use crate::base::number;
use crate::compile::flat::{Model, PHASE_NAMES, STAGES};
use crate::error::Code;
use crate::facts::intake::Manner;
use crate::policy::model::{Expect, Named, Policy, Test};
use crate::policy::problems::Problems;

/// Runs every test, and tells those that do not come out.
pub(crate) fn run(model: &Model, policy: &Policy, tree: &Tree, problems: &mut Problems) {
    let mut work = Work::default();
    for test in &policy.tests {
        if let Some(message) = failure(model, test, tree, &mut work) {
            problems.add(Code::TestFailed, test.node, format!("test \"{}\": {message}", test.name));
        }
    }
}

fn failure(model: &Model, test: &Test, tree: &Tree, work: &mut Work) -> Option<String> {
    let (facts, now, expect) = (test.facts?, test.now?, test.expect.as_ref()?);
    let state = test.state.map(|state| tree.source().get(tree.span(state)).unwrap_or("null"));
    let outcome = source(model, tree, facts, false).and_then(|source| {
        let terms = Terms { now, manner: Manner::default(), state };
        let advanced = advance_row(model, &source, terms, false, work)?;
        Ok(difference(model, expect, work, &advanced))
    });
    match outcome {
        Ok(difference) => difference,
        Err(error) => error.problems().first().map(|problem| format!("{} ({})", problem.message, problem.path)),
    }
}

/// The first expectation that is not met, section by section.
fn difference(model: &Model, expect: &Expect, work: &Work, advanced: &Advanced<'_>) -> Option<String> {
    graded(model, expect, work, advanced).or_else(|| passed(model, expect, work, advanced))
}

fn graded(model: &Model, expect: &Expect, work: &Work, advanced: &Advanced<'_>) -> Option<String> {
    let scores = expect.scores.iter().find_map(|expected| {
        let index = model.scores.iter().position(|score| score.name == expected.name)?;
        number("score", &expected.name, work.scores.get(index).copied().flatten(), expected.value?)
    });
    scores.or_else(|| {
        expect.grades.iter().find_map(|expected| {
            let index = model.grades.iter().position(|grade| grade.name == expected.name)?;
            let class = advanced.graded.get(index).and_then(|graded| graded.class);
            let class = class.and_then(|class| model.grades.get(index)?.classes.get(class as usize));
            name("grade", &expected.name, class.map(String::as_str), expected.value.as_ref()?.as_ref())
        })
    })
}

fn passed(model: &Model, expect: &Expect, work: &Work, advanced: &Advanced<'_>) -> Option<String> {
    let course = &advanced.course;
    let moved = course.moved.as_ref();
    let stage = expect.stage.as_ref().and_then(|stage| {
        let found = moved.and_then(|moved| model.class_name(STAGES, moved.standing.stage));
        (found != Some(stage.text.as_str())).then(|| told("the stage", found, Some(&stage.text)))
    });
    if stage.is_some() {
        return stage;
    }
    for expected in &expect.timers {
        let timed = moved.and_then(|moved| moved.timers.iter().find(|timed| timed.timer.name == expected.name));
        let found = timed.map(|timed| timed.ticking.as_str());
        if let Some(told) = name("timer", &expected.name, found, expected.value.as_ref()) {
            return Some(told);
        }
    }
    for expected in &expect.contracts {
        let mut contracts = work.row.contracts.iter().flatten().zip(&course.placed);
        let found = contracts.find(|(contract, _)| work.row.text(contract.id) == expected.name);
        let found = found.and_then(|(_, placed)| PHASE_NAMES.get(placed.phase as usize).copied());
        if let Some(told) = name("contract", &expected.name, found, expected.value.as_ref()) {
            return Some(told);
        }
    }
    for expected in &expect.balances {
        let index = model.balances.iter().position(|balance| balance.name == expected.name)?;
        let account = course.accounts.get(index).and_then(Option::as_ref);
        if let Some(told) = number("balance", &expected.name, account.map(|account| account.balance), expected.value?) {
            return Some(told);
        }
    }
    expect.touches.iter().find_map(|expected| {
        let index = model.touches.all.iter().position(|touch| touch.name == expected.name)?;
        let entry = course.touched.entries.iter().find(|entry| entry.touch == index);
        name("touch", &expected.name, entry.map(|entry| entry.status.as_str()), expected.value.as_ref()?.as_ref())
    })
}

/// What is told of a class or status that is not the expected one.
fn name(what: &str, of: &str, found: Option<&str>, wanted: Option<&Named>) -> Option<String> {
    let wanted = wanted.map(|named| named.text.as_str());
    (found != wanted).then(|| told(&format!("{what} `{of}`"), found, wanted))
}

fn told(what: &str, found: Option<&str>, wanted: Option<&str>) -> String {
    let or_unknown = |name: Option<&str>| name.map_or_else(|| "unknown".to_owned(), |name| format!("`{name}`"));
    format!("{what} is {}, not {}", or_unknown(found), or_unknown(wanted))
}

/// The same of a number, in thousandths.
fn number(what: &str, of: &str, found: Option<i64>, wanted: Option<f64>) -> Option<String> {
    if found.map(|points| points as f64 / 1000.0) == wanted {
        return None;
    }
    let mut message = format!("{what} `{of}` is ");
    match found {
        Some(points) => number::write_thousandths(points, &mut message),
        None => message.push_str("missing"),
    }
    message.push_str(", not ");
    match wanted {
        Some(wanted) => number::write(wanted, &mut message),
        None => message.push_str("missing"),
    }
    Some(message)
}
