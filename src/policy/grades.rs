//! Grades.

use super::model::{Band, Falls, FirstEntry, Grade, GradeKind, Hold, Named, Override, Row};
use super::read::{Keys, Reader, Words};
use crate::base::json::NodeId;
use crate::base::limits::{SCORES, THINGS};
use crate::base::order::{Index, order};
use crate::error::Code;

const KEYS: &[&str] = &["of", "bands", "first", "matrix", "also", "overrides", "hold", "label", "note"];

const FALLS: Words<Falls> = Words(&["earned", "one"], &[Falls::Earned, Falls::One]);

impl<'t> Reader<'t> {
    /// Grades.
    pub fn grades(&mut self, node: Option<NodeId>) -> Vec<Grade> {
        let Some(node) = node else { return Vec::new() };
        let mut grades = Vec::new();
        for member in self.things(node, SCORES) {
            self.check_name(&member.key, member.value);
            grades.push(self.grade(&member.key, member.value));
        }
        grades
    }

    fn grade(&mut self, name: &str, node: NodeId) -> Grade {
        let (name, also, overrides) = (name.to_owned(), Vec::new(), Vec::new());
        let mut grade = Grade { name, kind: None, also, overrides, hold: None, complete: false };
        let Some(keys) = self.keys(node, KEYS, &[]) else { return grade };
        let mut classes = Classes { count: 0, entries: Vec::new(), cells: Index::new(), complete: true };
        let given = ["bands", "first", "matrix"].map(|key| keys.get(key));
        grade.kind = match given {
            [Some(bands), None, None] => {
                self.required(&keys, "of");
                let of = self.named(keys.get("of"));
                Some(GradeKind::Bands { of, bands: self.grade_bands(bands, &mut classes), bands_node: bands })
            }
            [None, Some(first), None] => Some(GradeKind::First(self.first(first, &mut classes))),
            [None, None, Some(matrix)] => self.matrix(matrix, &mut classes),
            _ => self.refuse(Code::GradeKind, node, "a grade is one of: `of` and `bands`; `first`; `matrix`"),
        };
        if let (Some(of), [None, Some(_), None] | [None, None, Some(_)]) = (keys.get("of"), given) {
            self.tell(Code::UnknownKey, of, "`of` goes with `bands` only");
        }
        match (keys.get("hold"), given) {
            (Some(hold), [Some(_), None, None] | [None, Some(_), None]) => grade.hold = self.hold(hold),
            (Some(hold), [None, None, Some(_)]) => {
                self.tell(Code::UnknownKey, hold, "a matrix remembers no class: `hold` goes with `bands` and `first`");
            }
            _ => {}
        }
        if let Some(node) = keys.get("also") {
            for entry in self.classes(node, &mut classes, false) {
                let Some(keys) = self.keys(*entry, &["grade", "label", "note"], &[]) else {
                    classes.complete = false;
                    continue;
                };
                grade.also.extend(self.class(&keys, &mut classes));
            }
        }
        if let Some(node) = keys.get("overrides") {
            let entries = self.array(node, usize::MAX).unwrap_or_default();
            grade.overrides = entries.iter().filter_map(|entry| self.one_override(*entry)).collect();
        }
        grade.complete = classes.complete && grade.kind.is_some();
        self.distinct(classes);
        grade
    }

    /// The entries of a list of classes, as far as there may be so many classes.
    fn classes(&mut self, node: NodeId, classes: &mut Classes<'t>, filled: bool) -> &'t [NodeId] {
        let left = THINGS - classes.count.min(THINGS);
        let Some(entries) = self.array(node, usize::MAX) else {
            classes.complete = false;
            return &[];
        };
        if filled && entries.is_empty() {
            self.tell(Code::ImpossibleValue, node, "at least one class is needed");
            classes.complete = false;
        }
        classes.count += entries.len();
        match entries.get(..left) {
            Some(first) if first.len() < entries.len() => {
                self.too_many(node, THINGS);
                classes.complete = false;
                first
            }
            _ => entries,
        }
    }

    /// The class that an entry declares.
    fn class(&mut self, keys: &Keys<'_>, classes: &mut Classes<'t>) -> Option<Named> {
        let node = self.required(keys, "grade");
        let class = node.and_then(|node| Some((self.text(node)?, node)));
        let Some((text, node)) = class else {
            classes.complete = false;
            return None;
        };
        self.check_name(text, node);
        classes.entries.push((node, text));
        Some(Named { text: text.to_owned(), node })
    }

    fn grade_bands(&mut self, node: NodeId, classes: &mut Classes<'t>) -> Vec<Band> {
        let mut bands = Vec::new();
        let mut above: Option<i64> = None;
        for entry in self.classes(node, classes, true) {
            let mut band = Band { grade: None, from: None, keep: 0, node: *entry };
            if let Some(keys) = self.keys(*entry, &["grade", "from", "keep", "label", "note"], &[]) {
                band.grade = self.class(&keys, classes);
                let from = self.required(&keys, "from");
                band.from = self.thousandths(from);
                band.keep = self.positive(keys.get("keep"), "`keep`").unwrap_or_default();
            } else {
                classes.complete = false;
            }
            if let (Some(above), Some(from)) = (above, band.from)
                && from >= above
            {
                self.tell(Code::BandsOrder, *entry, "each `from` must be below the one before");
            }
            above = band.from.or(above);
            bands.push(band);
        }
        bands
    }

    fn first(&mut self, node: NodeId, classes: &mut Classes<'t>) -> Vec<FirstEntry> {
        let mut first = Vec::new();
        let entries = self.classes(node, classes, true);
        for (index, node) in entries.iter().enumerate() {
            let mut entry = FirstEntry { grade: None, when: None, retain: None, node: *node };
            if let Some(keys) = self.keys(*node, &["grade", "when", "retain", "label", "note"], &[]) {
                entry.grade = self.class(&keys, classes);
                if index + 1 < entries.len() {
                    self.required(&keys, "when");
                }
                entry.when = self.expression(keys.get("when"));
                entry.retain = self.expression(keys.get("retain"));
            } else {
                classes.complete = false;
            }
            first.push(entry);
        }
        first
    }

    fn matrix(&mut self, node: NodeId, classes: &mut Classes<'t>) -> Option<GradeKind> {
        let keys = self.keys(node, &["rows", "columns", "grades"], &[])?;
        let [rows, columns] = ["rows", "columns"].map(|key| {
            let node = self.required(&keys, key);
            self.named(node)
        });
        let mut cells = Vec::new();
        let grades = self.required(&keys, "grades");
        match grades.and_then(|node| self.array(node, THINGS)) {
            Some(elements) => {
                cells.extend(elements.iter().map(|row| Row { node: *row, cells: self.row(*row, classes) }));
            }
            None => classes.complete = false,
        }
        classes.count = classes.cells.names().count();
        if classes.count > THINGS {
            self.too_many(grades.unwrap_or(node), THINGS);
        }
        Some(GradeKind::Matrix { rows, columns, cells, cells_node: grades.unwrap_or(node) })
    }

    fn row(&mut self, node: NodeId, classes: &mut Classes<'t>) -> Option<Vec<Option<Named>>> {
        let Some(elements) = self.array(node, THINGS) else {
            classes.complete = false;
            return None;
        };
        let mut row = Vec::new();
        for cell in elements {
            let text = self.text(*cell);
            match text {
                // A class may stand in many cells, and is one class.
                Some(text) => _ = classes.cells.insert(text),
                None => classes.complete = false,
            }
            if let Some(text) = text {
                self.check_name(text, *cell);
            }
            row.push(text.map(|text| Named { text: text.to_owned(), node: *cell }));
        }
        Some(row)
    }

    fn hold(&mut self, node: NodeId) -> Option<Hold> {
        let keys = self.keys(node, &["for", "grace", "falls"], &[])?;
        let length = self.required(&keys, "for");
        Some(Hold {
            for_: self.duration(length),
            grace: self.duration(keys.get("grace")),
            falls: self.word(keys.get("falls"), &FALLS).unwrap_or_default(),
        })
    }

    fn one_override(&mut self, node: NodeId) -> Option<Override> {
        let keys = self.keys(node, &["when", "grade", "note"], &[])?;
        let when = self.required(&keys, "when");
        let grade = self.required(&keys, "grade");
        let (when, grade) = (self.expression(when), self.named(grade));
        (when.is_some() || grade.is_some()).then_some(Override { when, grade, node })
    }

    /// Tells the classes that stand twice, at the later.
    fn distinct(&mut self, mut classes: Classes<'t>) {
        // The later in the text, wherever `also` stands.
        let node = |index: usize| classes.entries.get(index).map(|(node, _)| *node);
        for index in order(classes.entries.len(), &mut |a, b| node(a) < node(b)) {
            if let Some((node, text)) = classes.entries.get(index)
                && !classes.cells.insert(text)
            {
                self.about(Code::DuplicateName, *node, text, " is a class of this grade already");
            }
        }
    }
}

/// The classes of one grade.
struct Classes<'t> {
    count: usize,
    /// Each class of `bands`, `first` and `also`.
    entries: Vec<(NodeId, &'t str)>,
    /// The classes of a matrix, which may repeat each other, but nothing else may repeat them.
    cells: Index<'t>,
    /// Whether every name could be read.
    complete: bool,
}
