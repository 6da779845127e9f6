//! Grades: bands, first conditions and matrices, and what stands above them.

use super::hold::Holding;
use super::open::Asking;
use super::view::{Notes, View};
use crate::compile::flat::{Band, Entry, Expression, Grade, GradeBody, Model, Roots};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::NOW;
use crate::facts::state::State;

/// What decided a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person.
    Manual,
    /// An override.
    Override,
    /// `keep` or `retain`.
    Held,
    /// A band.
    Band,
    /// An entry of `first`.
    First,
    /// A cell of a matrix.
    Matrix,
    /// Nothing: the grade is unknown.
    Unknown,
}

impl Source {
    /// As answers spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Manual => "manual",
            Source::Override => "override",
            Source::Held => "held",
            Source::Band => "band",
            Source::First => "first",
            Source::Matrix => "matrix",
            Source::Unknown => "unknown",
        }
    }
}

/// Where in the policy a class came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// A person's decision, or nowhere.
    None,
    /// An override, a band, an entry.
    Path(&'a str),
    /// A cell of the matrix at a path.
    Cell(&'a str, usize, usize),
}

/// One grade of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded<'a> {
    /// The class shown.
    pub class: Option<u32>,
    /// The class without a manual grade.
    pub rules: Option<u32>,
    /// What decided the class shown.
    pub source: Source,
    /// Where it came from.
    pub place: Place<'a>,
    /// The class to remember.
    pub held: Option<u32>,
    /// When it was confirmed, where it is held for a time.
    pub confirmed: Option<i64>,
    /// The class that bands or entries give, whatever is held.
    pub earned: Option<u32>,
}

/// A class with what gave it.
type Given<'a> = (Option<u32>, Source, Place<'a>);

const NOTHING: Given<'static> = (None, Source::Unknown, Place::None);

/// Grades one row, in document order, and puts each class into its slot.
pub fn grade<'a>(
    model: &'a Model,
    row: &mut Row,
    scores: &[Option<i64>],
    state: &State,
    notes: &mut Notes<'a>,
    each: &mut dyn FnMut(Graded<'a>),
) {
    for (index, grade) in model.grades.iter().enumerate() {
        let graded = one(grade, index, View::new(model, row), scores, state, notes);
        row.set(grade.slot, graded.class.map_or(Cell::Missing, |class| Cell::Integer(i64::from(class))));
        each(graded);
    }
}

/// One grade of a row whose scores and earlier grades are known.
pub fn one<'a>(
    grade: &'a Grade,
    index: usize,
    view: View<'_>,
    scores: &[Option<i64>],
    state: &State,
    notes: &mut Notes<'a>,
) -> Graded<'a> {
    let held = state.held.get(index).copied().flatten();
    let overridden = first_override(grade, view, notes);
    let ruled: Given<'a> = match &grade.body {
        GradeBody::Bands { score, bands } => {
            let score = scores.get(usize::from(*score)).copied().flatten();
            score.map_or(NOTHING, |score| {
                let (class, kept) = banded(bands, score, held);
                let path = class.and_then(|class| bands.get(class)).map_or(Place::None, |band| Place::Path(&band.path));
                (class.map(|class| class as u32), if kept { Source::Held } else { Source::Band }, path)
            })
        }
        GradeBody::First(entries) => first(entries, held, view, notes),
        GradeBody::Matrix { rows, columns, cells, path } => {
            let class = |index: &usize| usize::try_from(view.integer(view.model.grades.get(*index)?.slot)?).ok();
            let cell = class(rows).zip(class(columns));
            let found = cell.and_then(|(row, column)| cells.get(row)?.get(column));
            match (cell, found) {
                (Some((row, column)), Some(class)) => (Some(*class), Source::Matrix, Place::Cell(path, row, column)),
                _ => NOTHING,
            }
        }
    };
    let earned = ruled.0;
    let mut ruled = ruled;
    let mut confirmed = None;
    if let Some(hold) = &grade.hold {
        let now = view.integer(NOW).unwrap_or_default();
        // A class that the state holds without saying since when was confirmed now.
        let since = state.confirmed.get(index).copied().flatten().unwrap_or(now);
        let holding = held.map(|class| Holding { class, confirmed: since });
        if let Some(holding) = hold.next(&view.model.calendar, holding, earned, now) {
            confirmed = Some(holding.confirmed);
            if earned != Some(holding.class) {
                ruled = (Some(holding.class), Source::Held, grade.place(holding.class));
            }
        }
    }
    let keep = if grade.remembered() > 0 { ruled.0.or(held) } else { None };
    let (rules, source, place) = overridden.unwrap_or(ruled);
    match state.manual.get(index).copied().flatten() {
        Some(class) => Graded {
            class: Some(class),
            rules,
            source: Source::Manual,
            place: Place::None,
            held: keep,
            confirmed,
            earned,
        },
        None => {
            let source = if rules.is_some() { source } else { Source::Unknown };
            Graded { class: rules, rules, source, place, held: keep, confirmed, earned }
        }
    }
}

/// The band of a score, and whether it is a better one than the plain one because it was held.
pub fn banded(bands: &[Band], score: i64, held: Option<u32>) -> (Option<usize>, bool) {
    let plain = bands.iter().position(|band| band.from <= score);
    let kept = held.map(|held| held as usize).filter(|held| {
        plain.is_some_and(|plain| *held < plain) && bands.get(*held).is_some_and(|band| score >= band.from - band.keep)
    });
    (kept.or(plain), kept.is_some())
}

fn first_override<'a>(grade: &'a Grade, view: View<'_>, notes: &mut Notes<'a>) -> Option<Given<'a>> {
    for entry in &grade.overrides {
        if view.condition(&entry.when, notes) == Some(true) {
            return Some((Some(entry.class), Source::Override, Place::Path(&entry.path)));
        }
    }
    None
}

fn first<'a>(entries: &'a [Entry], held: Option<u32>, view: View<'_>, notes: &mut Notes<'a>) -> Given<'a> {
    for (class, entry) in (0_u32..).zip(entries) {
        let Some((condition, retained)) = entry.asked(held == Some(class)) else {
            return (Some(class), Source::First, Place::Path(&entry.path));
        };
        match view.condition(condition, notes) {
            Some(true) => {
                let source = if retained { Source::Held } else { Source::First };
                return (Some(class), source, Place::Path(&entry.path));
            }
            Some(false) => {}
            None => return NOTHING,
        }
    }
    NOTHING
}

impl Grade {
    /// Where a class that bands or entries give stands.
    fn place(&self, class: u32) -> Place<'_> {
        let class = class as usize;
        let path = match &self.body {
            GradeBody::Bands { bands, .. } => bands.get(class).map(|band| &band.path),
            GradeBody::First(entries) => entries.get(class).map(|entry| &entry.path),
            GradeBody::Matrix { .. } => None,
        };
        path.map_or(Place::None, |path| Place::Path(path))
    }
}

impl Entry {
    /// The condition that decides for a holder of the class, or for others, and whether it is `retain`.
    pub fn asked(&self, held: bool) -> Option<(&Expression, bool)> {
        match &self.retain {
            Some(retain) if held => Some((retain, true)),
            _ => self.when.as_ref().map(|when| (when, false)),
        }
    }
}

/// Adds the facts behind the conditions of grades that are open and could matter: those looked
/// at in order, up to the first that is true and will stay so.
pub fn undecided(model: &Model, view: &View<'_>, asking: &mut Asking, state: &State, roots: &mut Roots) {
    for (index, grade) in model.grades.iter().enumerate() {
        let held = state.held.get(index).copied().flatten();
        let entries: &[Entry] = match &grade.body {
            GradeBody::First(entries) => entries,
            _ => &[],
        };
        let mut changing = match &grade.body {
            GradeBody::Bands { score, .. } => {
                model.scores.get(usize::from(*score)).is_some_and(|score| asking.marked(score.slot))
            }
            GradeBody::First(_) => false,
            GradeBody::Matrix { rows, columns, .. } => [rows, columns]
                .iter()
                .any(|side| model.grades.get(**side).is_some_and(|grade| asking.marked(grade.slot))),
        };
        let mut settled = |condition: &Expression| {
            let truth = view.truth(condition, None);
            let open = truth.is_none() || asking.asks(condition, view.row);
            if open {
                changing = true;
                roots.join(&condition.roots);
            }
            truth == Some(true) && !open
        };
        // Behind an override, too: what the rules give is remembered.
        let _ = grade.overrides.iter().any(|entry| settled(&entry.when));
        let mut asked = (0_u32..).zip(entries).map_while(|(class, entry)| entry.asked(held == Some(class)));
        let _ = asked.any(|(condition, _)| settled(condition));
        if changing {
            asking.mark(grade.slot);
        }
    }
}
