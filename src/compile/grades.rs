//! Grades: classes, bands against their score, matrices against their grades.

use super::Compiler;
use super::flat::{self, Band, Entry, Grade, GradeBody, Hold};
use crate::base::json::{NodeId, Value};
use crate::base::order::Index;
use crate::base::suggest::did_you_mean;
use crate::error::Code;
use crate::expr::Expected;
use crate::policy::model::{self, GradeKind, Named, Policy};

/// The classes of a grade, best first, those of `also` last, each once.
#[inline(never)]
pub(super) fn classes<'g>(grade: &'g model::Grade) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    let mut seen = Index::new();
    let mut add = |class: &'g Named| {
        if seen.insert(&class.text) {
            classes.push(class.text.clone());
        }
    };
    match &grade.kind {
        Some(GradeKind::Bands { bands, .. }) => bands.iter().filter_map(|band| band.grade.as_ref()).for_each(&mut add),
        Some(GradeKind::First(entries)) => entries.iter().filter_map(|entry| entry.grade.as_ref()).for_each(&mut add),
        Some(GradeKind::Matrix { cells, .. }) => {
            cells.iter().flat_map(|row| row.cells.iter().flatten()).flatten().for_each(&mut add);
        }
        None => {}
    }
    grade.also.iter().for_each(&mut add);
    classes
}

/// How many classes the rules of a grade give, or `None` if a matrix may not be built on it.
#[inline(never)]
fn ranks(grade: &model::Grade) -> Option<usize> {
    match grade.kind.as_ref()? {
        GradeKind::Bands { bands, .. } => Some(bands.len()),
        GradeKind::First(entries) => Some(entries.len()),
        GradeKind::Matrix { .. } => None,
    }
}

/// How long a grade's class is held.
#[inline(never)]
fn held(hold: &model::Hold, grade: &model::Grade) -> Option<Hold> {
    let text = |source: &Option<model::Expr>| source.as_ref().map(|source| source.text.clone());
    let texts = match &grade.kind {
        Some(GradeKind::First(entries)) => {
            entries.iter().map(|entry| [text(&entry.when), text(&entry.retain)]).collect()
        }
        _ => Vec::new(),
    };
    Some(Hold { length: hold.for_?, grace: hold.grace, by_one: hold.falls == model::Falls::One, texts })
}

impl<'p> Compiler<'p, '_> {
    /// Every grade, in document order, but those that cannot be computed.
    #[inline(never)]
    pub(super) fn grades(&mut self, policy: &'p Policy) -> Vec<Grade> {
        let mut all = Vec::new();
        for (number, grade) in policy.grades.iter().enumerate() {
            let slot = self.names.grade_slot(number);
            self.names.ready = slot;
            match self.grade(policy, number, grade, slot) {
                Some(grade) => all.push(grade),
                None => self.broken = true,
            }
        }
        self.names.ready = self.names.grade_slot(policy.grades.len());
        all
    }

    #[inline(never)]
    fn grade(&mut self, policy: &Policy, number: usize, grade: &model::Grade, slot: u16) -> Option<Grade> {
        let classes = self.names.classes.get(number)?.clone();
        let body = grade.kind.as_ref().and_then(|kind| match kind {
            GradeKind::Bands { of, bands, bands_node } => {
                let score = self.banded(policy, of.as_ref()?, bands, *bands_node)?;
                let band = |band: &model::Band| {
                    Some(Band { from: band.from?, keep: band.keep, path: self.tree.path(band.node) })
                };
                Some(GradeBody::Bands { score, bands: bands.iter().map(band).collect::<Option<Vec<Band>>>()? })
            }
            GradeKind::First(entries) => Some(self.first(entries)),
            GradeKind::Matrix { rows, columns, cells, cells_node } => {
                self.matrix(policy, (rows.as_ref(), columns.as_ref()), cells, *cells_node, &classes)
            }
        });
        let overrides = self.overrides(grade, &classes);
        let hold = match &grade.hold {
            None => Some(None),
            Some(hold) => held(hold, grade).map(Some),
        };
        Some(Grade { name: grade.name.clone(), slot, classes, overrides, body: body?, hold: hold? })
    }

    #[inline(never)]
    fn banded(&mut self, policy: &Policy, of: &Named, bands: &[model::Band], node: NodeId) -> Option<u16> {
        let Some(name) = of.text.strip_prefix("score.") else {
            let found = self.named(of);
            if let Some((_, ty)) = found {
                self.problem(
                    Code::ExprType,
                    of.node,
                    format!("bands grade a score, and `{}` is {}", of.text, ty.noun()),
                );
            }
            return None;
        };
        let Some(number) = self.names.score(name) else {
            self.named(of);
            return None;
        };
        let score = policy.scores.get(number)?;
        let ([bottom, _], last) = (score.cap?, bands.last()?);
        if last.from? > bottom {
            let mut message = "the last band begins above the lowest score, which is ".to_owned();
            crate::base::number::write_thousandths(bottom, &mut message);
            self.problem(Code::BandsUncovered, node, message);
            return None;
        }
        u16::try_from(number).ok()
    }

    #[inline(never)]
    fn first(&mut self, entries: &[model::FirstEntry]) -> GradeBody {
        let mut all = Vec::new();
        for entry in entries {
            let when = self.condition(entry.when.as_ref(), None);
            let retain = self.condition(entry.retain.as_ref(), None);
            match (when, retain) {
                (Some(when), Some(retain)) => all.push(Entry { when, retain, path: self.tree.path(entry.node) }),
                _ => self.broken = true,
            }
        }
        GradeBody::First(all)
    }

    /// A matrix's side: the number and the size of a bands or first grade above.
    #[inline(never)]
    fn side(&mut self, policy: &Policy, named: &Named) -> Option<(usize, usize)> {
        let Some(number) = self.names.grade(&named.text) else {
            let help = did_you_mean(&named.text, policy.grades.iter().map(|grade| grade.name.as_str()));
            self.problems.add_help(Code::UnknownName, named.node, format!("there is no grade `{}`", named.text), help);
            return None;
        };
        if self.names.grade_slot(number) >= self.names.ready {
            self.problem(Code::ExprLater, named.node, format!("`{}` is computed later than this", named.text));
            return None;
        }
        let grade = policy.grades.get(number)?;
        grade.kind.as_ref().filter(|_| grade.complete)?;
        match ranks(grade) {
            // A grade without classes has its own problem.
            Some(size) => (size > 0).then_some((number, size)),
            None => {
                self.problem(
                    Code::ExprType,
                    named.node,
                    "a matrix is built on grades of bands or conditions, not on a matrix",
                );
                None
            }
        }
    }

    #[inline(never)]
    fn matrix(
        &mut self,
        policy: &Policy,
        (rows, columns): (Option<&Named>, Option<&Named>),
        cells: &[model::Row],
        node: NodeId,
        classes: &[String],
    ) -> Option<GradeBody> {
        let down = rows.and_then(|rows| self.side(policy, rows));
        let across = columns.and_then(|columns| self.side(policy, columns));
        let mut fits = true;
        if let (Some((_, count)), Some(rows), Value::Array(_)) = (down, rows, self.tree.value(node))
            && cells.len() != count
        {
            let message = format!("there are {} rows for the {count} classes of `{}`", cells.len(), rows.text);
            self.problem(Code::MatrixShape, node, message);
            fits = false;
        }
        if let (Some((_, count)), Some(columns)) = (across, columns) {
            for row in cells {
                let width = row.cells.as_ref().map_or(count, Vec::len);
                if width != count {
                    let message = format!("there are {width} cells for the {count} classes of `{}`", columns.text);
                    self.problem(Code::MatrixShape, row.node, message);
                    fits = false;
                }
            }
        }
        let ((rows, _), (columns, _)) = (down?, across?);
        let mut by_name = Index::new();
        for (class, number) in classes.iter().zip(0..) {
            by_name.add(class, number);
        }
        let row = |row: &model::Row| -> Option<Vec<u32>> {
            row.cells.as_ref()?.iter().map(|class| by_name.get(&class.as_ref()?.text)).collect()
        };
        let cells = cells.iter().map(row).collect::<Option<Vec<Vec<u32>>>>()?;
        fits.then(|| GradeBody::Matrix { rows, columns, cells, path: self.tree.path(node) })
    }

    #[inline(never)]
    fn overrides(&mut self, grade: &model::Grade, classes: &[String]) -> Vec<flat::Override> {
        let mut all = Vec::new();
        for entry in &grade.overrides {
            let when = entry.when.as_ref().and_then(|when| self.expression(when, Expected::Boolean, None));
            let class = entry.grade.as_ref().and_then(|named| self.class(grade, named, classes));
            match (when, class) {
                (Some(when), Some(class)) => {
                    all.push(flat::Override { when, class, path: self.tree.path(entry.node) });
                }
                _ => self.broken = true,
            }
        }
        all
    }

    #[inline(never)]
    pub(super) fn class(&mut self, grade: &model::Grade, named: &Named, classes: &[String]) -> Option<u32> {
        let found = classes.iter().position(|class| *class == named.text).map(|class| class as u32);
        if found.is_none() && grade.complete {
            let help = did_you_mean(&named.text, classes.iter().map(String::as_str));
            let message = format!("`{}` has no class `{}`", grade.name, named.text);
            self.problems.add_help(Code::UnknownName, named.node, message, help);
        }
        found
    }
}
