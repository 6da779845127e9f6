//! What the linter says of grades.

use super::{Linter, condition};
use crate::base::json::NodeId;
use crate::compile::flat::{Entry, Grade, GradeBody};
use crate::decide::outlook::Span;
use crate::error::Code;
use crate::expr::Truth;

impl Linter<'_> {
    /// Every grade; `spans`: what the scores can be.
    pub(super) fn grades(&mut self, spans: &[Span]) {
        let model = self.model;
        // By grade and class: whether any facts give it.
        let mut reached: Vec<Vec<bool>> = Vec::with_capacity(model.grades.len());
        for grade in &model.grades {
            let mut given = vec![false; grade.classes.len()];
            let Some(node) = self.at(self.tree.root(), &["grades", &grade.name]) else { continue };
            self.overrides(grade, node, &mut given);
            let by_override = given.clone();
            let places = match &grade.body {
                GradeBody::Bands { score, bands } => {
                    let span = spans.get(usize::from(*score)).copied().unwrap_or(Span::NONE);
                    let mut above = i64::MAX;
                    for (class, band) in bands.iter().enumerate() {
                        let meets = span.present && span.low <= above && span.high >= band.from;
                        above = band.from.saturating_sub(1);
                        give(&mut given, class, meets);
                    }
                    self.places(node, "bands", bands.len())
                }
                GradeBody::First(entries) => {
                    self.first(entries, node, &mut given);
                    self.places(node, "first", entries.len())
                }
                GradeBody::Matrix { rows, columns, cells, .. } => {
                    let none = Vec::new();
                    let (down, across) = (reached.get(*rows).unwrap_or(&none), reached.get(*columns).unwrap_or(&none));
                    let mut places = vec![None; grade.classes.len()];
                    let all = self.at(node, &["matrix", "grades"]);
                    for (row, cells) in cells.iter().enumerate() {
                        for (column, class) in cells.iter().enumerate() {
                            let both =
                                down.get(row).copied().unwrap_or(true) && across.get(column).copied().unwrap_or(true);
                            give(&mut given, *class as usize, both);
                            let cell = all.and_then(|all| self.element(self.element(all, row)?, column));
                            if let Some(place @ None) = places.get_mut(*class as usize) {
                                *place = cell;
                            }
                        }
                    }
                    places
                }
            };
            if grade.hold.as_ref().is_some_and(|hold| hold.by_one) {
                // Whoever falls by one class comes through every one below.
                for class in 1..grade.remembered() {
                    let above = given.get(class - 1).copied().unwrap_or(true);
                    give(&mut given, class, above);
                }
            }
            for (class, place) in places.into_iter().enumerate() {
                let unreachable =
                    !given.get(class).copied().unwrap_or(true) && !by_override.get(class).copied().unwrap_or(false);
                if let (true, Some(place), Some(name)) = (unreachable, place, grade.classes.get(class)) {
                    self.problems.add(Code::ClassUnreachable, place, format!("no facts give `{name}`"));
                }
            }
            reached.push(given);
        }
    }

    fn places(&self, node: NodeId, key: &str, count: usize) -> Vec<Option<NodeId>> {
        let all = self.at(node, &[key]);
        (0..count).map(|number| all.and_then(|all| self.element(all, number))).collect()
    }

    fn overrides(&mut self, grade: &Grade, node: NodeId, given: &mut [bool]) {
        let all = self.at(node, &["overrides"]);
        for (number, entry) in grade.overrides.iter().enumerate() {
            let when = all.and_then(|all| self.at(self.element(all, number)?, &["when"]));
            let truth = when.map_or(Truth::of(None), |when| self.condition(&entry.when, when, None));
            give(given, entry.class as usize, truth.yes);
        }
    }

    fn first(&mut self, entries: &[Entry], node: NodeId, given: &mut [bool]) {
        let model = self.model;
        let all = self.at(node, &["first"]);
        let mut open = true;
        for (number, entry) in entries.iter().enumerate() {
            let place = all.and_then(|all| self.element(all, number));
            let mut may = |condition: Option<&crate::compile::flat::Expression>, key: &str| {
                let node = place.and_then(|place| self.at(place, &[key]));
                condition.zip(node).map(|(condition, node)| self.condition(condition, node, None))
            };
            let when = may(entry.when.as_ref(), "when");
            let retain = may(entry.retain.as_ref(), "retain");
            let always = Truth::of(Some(true));
            let (asked, kept) = (when.unwrap_or(always), retain.unwrap_or(when.unwrap_or(always)));
            let shadowed = entry.when.as_ref().filter(|_| entry.retain.is_none()).is_some_and(|when| {
                entries.iter().take(number).filter(|before| before.retain.is_none()).any(|before| {
                    before
                        .when
                        .as_ref()
                        .is_some_and(|before| condition::implies(model, &when.program, &before.program, &mut self.left))
                })
            });
            give(given, number, open && !shadowed && (asked.yes || kept.yes));
            open &= !(asked.surely() && kept.surely());
        }
    }
}

fn give(given: &mut [bool], class: usize, reached: bool) {
    if let Some(given) = given.get_mut(class) {
        *given |= reached;
    }
}
