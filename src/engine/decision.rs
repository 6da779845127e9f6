//! The one decision: facts taken in, values derived, scores and grades found.
//! `grade` and `explain` are slices of it.

use crate::compile::flat::{Model, Roots};
use crate::decide::grade::Graded;
use crate::decide::open::Asking;
use crate::decide::outlook::changes::ChangesAt;
use crate::decide::outlook::{self, Decided, Outlook, Statics};
use crate::decide::score::{Account, account, total};
use crate::decide::view::{Notes, View};
use crate::decide::{derive, grade};
use crate::error::{Code, FactsError, Problem, StateError};
use crate::facts::given::Source;
use crate::facts::intake::{self, Findings, Manner};
use crate::facts::row::{Cell, Row};
use crate::facts::state::{Frame, Known, KnownStage, Remembered, State};
use std::fmt;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The facts do not fit the policy.
    Facts(FactsError),
    /// The state does not fit the policy.
    State(StateError),
}

impl Error {
    /// Everything that is wrong.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Error::Facts(error) => error.problems(),
            Error::State(error) => error.problems(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Facts(error) => error.fmt(f),
            Error::State(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// When, and how strictly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    pub now: i64,
    pub manner: Manner,
    pub state: Option<&'a str>,
}

/// What a decision works in: kept from call to call, so that nothing is allocated anew.
#[derive(Default)]
pub(crate) struct Work {
    pub row: Row,
    /// Scores in thousandths.
    pub scores: Vec<Option<i64>>,
    /// Shown classes.
    pub classes: Vec<Option<u32>>,
    pub warnings: Vec<Problem>,
    stateless: State,
}

/// What a policy is to a state that is read at an instant.
pub(crate) fn frame(model: &Model, now: i64) -> Frame<'_> {
    let grades = model.grades.iter().map(|grade| Known {
        name: &grade.name,
        classes: &grade.classes,
        remembered: grade.remembered(),
        hold: grade.hold.is_some(),
    });
    let stages = model.lifecycle.as_ref().map(|lifecycle| {
        let known = lifecycle.stages.iter();
        known.map(|stage| KnownStage { name: &stage.name, owned: stage.owner.is_some() }).collect()
    });
    Frame {
        policy: &model.name,
        grades: grades.collect(),
        stages,
        renamed: model.lifecycle.as_ref().map(|lifecycle| lifecycle.renamed.as_slice()).unwrap_or_default(),
        now,
        offset: model.calendar.offset,
    }
}

fn read_state(model: &Model, terms: Terms<'_>) -> Result<Option<State>, Error> {
    let Some(text) = terms.state else { return Ok(None) };
    match State::read(text, &frame(model, terms.now)) {
        Ok(state) => Ok(Some(state)),
        Err(problems) => Err(Error::State(StateError::new(problems))),
    }
}

fn take(model: &Model, source: &dyn Source, terms: Terms<'_>, work: &mut Work) -> Result<(), Error> {
    let mut findings = Findings::default();
    intake::take(&model.schema, source, terms.now, terms.manner, &mut work.row, &mut findings);
    work.warnings = findings.warnings;
    if findings.errors.is_empty() { Ok(()) } else { Err(Error::Facts(FactsError::new(findings.errors))) }
}

fn warn(state: Option<&State>, notes: Notes<'_>, warnings: &mut Vec<Problem>) {
    warnings.extend(state.into_iter().flat_map(|state| state.warnings.iter().cloned()));
    for origin in notes.into_origins() {
        let message = "this arithmetic has no answer here, so the value is unknown";
        warnings.push(Problem::error(Code::Arithmetic, origin.path.clone(), message));
    }
    warnings.truncate(crate::base::limits::PROBLEMS);
}

fn slot_of(points: Option<i64>) -> Cell {
    points.map_or(Cell::Missing, |points| Cell::Number(points as f64 / 1000.0))
}

/// Scores and classes alone, left in `work`.
pub(crate) fn grade_row(model: &Model, source: &dyn Source, terms: Terms<'_>, work: &mut Work) -> Result<(), Error> {
    let state = read_state(model, terms)?;
    take(model, source, terms, work)?;
    let mut notes = Notes::default();
    derive::derive(model, &mut work.row, &mut notes);
    work.scores.clear();
    for score in &model.scores {
        let points = total(score, &View::new(model, &work.row), &mut notes);
        work.row.set(score.slot, slot_of(points));
        work.scores.push(points);
    }
    work.classes.clear();
    let classes = &mut work.classes;
    let known = state.as_ref().unwrap_or(&work.stateless);
    grade::grade(model, &mut work.row, &work.scores, known, &mut notes, &mut |graded| classes.push(graded.class));
    warn(state.as_ref(), notes, &mut work.warnings);
    Ok(())
}

/// Everything about one row.
pub(crate) struct Explained<'a> {
    pub accounts: Vec<Account<'a>>,
    pub graded: Vec<Graded<'a>>,
    pub outlook: Outlook,
    pub changes: ChangesAt,
    /// The state that came in.
    pub state: State,
}

/// Scores with their ledgers, grades with their reasons.
pub(crate) fn explain_row<'a>(
    model: &'a Model,
    statics: &Statics,
    source: &dyn Source,
    terms: Terms<'_>,
    work: &mut Work,
) -> Result<Explained<'a>, Error> {
    let state = read_state(model, terms)?.unwrap_or_else(|| State::none(model.grades.len()));
    take(model, source, terms, work)?;
    let mut notes = Notes::default();
    let mut undecided = Roots::default();
    derive::derive(model, &mut work.row, &mut notes);
    let mut asking = Asking::of(model, &work.row);
    let mut accounts = Vec::with_capacity(model.scores.len());
    work.scores.clear();
    for score in &model.scores {
        let account = account(score, &View::new(model, &work.row), &mut asking, &mut notes, &mut undecided);
        work.row.set(score.slot, slot_of(account.total));
        work.scores.push(account.total);
        accounts.push(account);
    }
    let mut graded = Vec::with_capacity(model.grades.len());
    grade::grade(model, &mut work.row, &work.scores, &state, &mut notes, &mut |one: Graded<'a>| graded.push(one));
    grade::undecided(model, &View::new(model, &work.row), &mut asking, &state, &mut undecided);
    warn(Some(&state), notes, &mut work.warnings);
    let classes: Vec<Option<u32>> = graded.iter().map(|graded| graded.class).collect();
    let decided = Decided { scores: &work.scores, classes: &classes, state: &state, undecided: &undecided };
    let outlook = outlook::outlook(model, statics, &mut work.row, decided);
    let held: Vec<Option<u32>> = graded.iter().map(|graded| graded.held).collect();
    let left = state.left(Remembered { held: &held, ..state.remembered() });
    let changes = outlook::changes::changes_at(model, &mut work.row, Decided { state: &left, ..decided });
    Ok(Explained { accounts, graded, outlook, changes, state })
}
