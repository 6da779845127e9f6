//! What the first grade depends on.

use crate::compile::flat::{Expression, GradeBody, Model, Numbers, Roots, RuleBody};

/// The facts behind the first grade, and the scores.
pub fn behind_first(model: &Model) -> (Roots, Vec<bool>) {
    let mut roots = Roots::default();
    let mut slots = Numbers::default();
    let mut add = |expression: &Expression| {
        roots.join(&expression.roots);
        expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
    };
    let mut needed = vec![false; model.scores.len()];
    if let Some(grade) = model.grades.first() {
        grade.overrides.iter().for_each(|entry| add(&entry.when));
        match &grade.body {
            GradeBody::Bands { score, .. } => {
                if let Some(needed) = needed.get_mut(usize::from(*score)) {
                    *needed = true;
                }
            }
            GradeBody::First(entries) => {
                entries.iter().flat_map(|entry| entry.when.iter().chain(&entry.retain)).for_each(&mut add)
            }
            GradeBody::Matrix { .. } => {}
        }
    }
    // A score reads only those above it.
    for (score, needed) in model.scores.iter().zip(&mut needed).rev() {
        // The contract's risk is a score by another name.
        *needed |= slots.has(score.slot) || model.risk_of(score.slot).is_some_and(|risk| slots.has(risk));
        if !*needed {
            continue;
        }
        let conditions = score.applies.iter().chain(score.groups.iter().filter_map(|group| group.applies.as_ref()));
        let rules = score.groups.iter().flat_map(|group| &group.rules);
        for expression in conditions {
            roots.join(&expression.roots);
            expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
        }
        for rule in rules {
            roots.join(&rule.roots);
            match &rule.body {
                RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => {
                    expression.observes.iter().for_each(|slot| slots.join(&Numbers::of(*slot)));
                }
                RuleBody::Event(event) => {
                    let observes = event.when.iter().flat_map(|when| &when.observes);
                    observes.for_each(|slot| slots.join(&Numbers::of(*slot)));
                }
                RuleBody::Bands { slot, .. } | RuleBody::Indices { slot, .. } => slots.join(&Numbers::of(*slot)),
                RuleBody::Texts { .. } | RuleBody::Containing { .. } => {}
            }
        }
    }
    (roots, needed)
}
