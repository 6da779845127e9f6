//! A policy's own tests, run when it is compiled.

use super::decision::{Terms, Work, grade_row};
use super::source;
use crate::base::json::Tree;
use crate::base::number;
use crate::compile::flat::Model;
use crate::error::Code;
use crate::facts::intake::Manner;
use crate::policy::model::{Expect, Policy, Test};
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
    let outcome = source(model, tree, facts, false)
        .and_then(|source| grade_row(model, &source, Terms { now, manner: Manner::default(), state }, work));
    if let Err(error) = outcome {
        return error.problems().first().map(|problem| format!("{} ({})", problem.message, problem.path));
    }
    difference(model, expect, work)
}

/// The first expectation that is not met, in the order of the test.
fn difference(model: &Model, expect: &Expect, work: &Work) -> Option<String> {
    for expected in &expect.scores {
        let index = model.scores.iter().position(|score| score.name == expected.name)?;
        let points = work.scores.get(index).copied().flatten();
        let wanted = expected.value?;
        if points.map(|points| points as f64 / 1000.0) != wanted {
            let mut message = format!("score `{}` is ", expected.name);
            match points {
                Some(points) => number::write_thousandths(points, &mut message),
                None => message.push_str("missing"),
            }
            message.push_str(", not ");
            match wanted {
                Some(wanted) => number::write(wanted, &mut message),
                None => message.push_str("missing"),
            }
            return Some(message);
        }
    }
    for expected in &expect.grades {
        let index = model.grades.iter().position(|grade| grade.name == expected.name)?;
        let class = work.classes.get(index).copied().flatten();
        let name = class.and_then(|class| model.grades.get(index)?.classes.get(class as usize)).map(String::as_str);
        let wanted = expected.value.as_ref()?.as_ref().map(|named| named.text.as_str());
        if name != wanted {
            let or_unknown = |name: Option<&str>| name.map_or_else(|| "unknown".to_owned(), |name| format!("`{name}`"));
            return Some(format!("grade `{}` is {}, not {}", expected.name, or_unknown(name), or_unknown(wanted)));
        }
    }
    None
}
