//! The one decision: facts taken in, values derived, scores and grades found.
//! `grade` and `explain` are slices of it.

use crate::base::json::Writer;
use crate::compile::flat::{Model, Roots};
use crate::decide::course::{self, Course};
use crate::decide::grade::Graded;
use crate::decide::open::Asking;
use crate::decide::outlook::changes::ChangesAt;
use crate::decide::outlook::{self, Decided, Outlook, Statics};
use crate::decide::score::{Account, account, total};
use crate::decide::view::{Notes, View};
use crate::decide::{contracts, grade};
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
pub(crate) fn frame(model: &Model, now: Option<i64>) -> Frame<'_> {
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
    match State::read(text, &frame(model, Some(terms.now))) {
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

fn warn(state: Option<&State>, course: Option<&Course<'_>>, notes: Notes<'_>, warnings: &mut Vec<Problem>) {
    warnings.extend(state.into_iter().flat_map(|state| state.warnings.iter().cloned()));
    let moved = course.and_then(|course| course.moved.as_ref());
    if let Some(looped) = moved.and_then(|moved| moved.looped.as_ref()) {
        let message = "this would lead back into a stage that was left in this call, so nothing moves";
        warnings.push(Problem::error(Code::StageLoop, looped.path, message));
    }
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
    let known = state.as_ref().unwrap_or(&work.stateless);
    course::begin(model, &mut work.row, known, &mut notes);
    work.scores.clear();
    for score in &model.scores {
        let points = total(score, &View::new(model, &work.row), &mut notes);
        work.row.set(score.slot, slot_of(points));
        work.scores.push(points);
    }
    contracts::put_risk(model, &mut work.row, &work.scores);
    work.classes.clear();
    let classes = &mut work.classes;
    grade::grade(model, &mut work.row, &work.scores, known, &mut notes, &mut |graded| classes.push(graded.class));
    warn(state.as_ref(), None, notes, &mut work.warnings);
    Ok(())
}

/// A state as this version of the policy writes it.
pub(crate) fn migrate(model: &Model, state: &str) -> Result<String, Error> {
    let frame = frame(model, None);
    let state = State::read(state, &frame).map_err(|problems| Error::State(StateError::new(problems)))?;
    let mut out = Writer::new();
    state.write_migrated(&frame, &mut out);
    Ok(out.finish())
}

/// Everything about one row but why and what else it might be.
pub(crate) struct Advanced<'a> {
    pub graded: Vec<Graded<'a>>,
    pub course: Course<'a>,
    /// When something changes, if that was asked.
    pub changes: Option<ChangesAt>,
    /// The state that came in.
    pub state: State,
}

/// Grades, stage, contracts, balances, touches; and when something of that changes, if asked.
pub(crate) fn advance_row<'a>(
    model: &'a Model,
    source: &dyn Source,
    terms: Terms<'_>,
    changes: bool,
    work: &mut Work,
) -> Result<Advanced<'a>, Error> {
    let state = read_state(model, terms)?.unwrap_or_else(|| State::none(model.grades.len()));
    take(model, source, terms, work)?;
    let mut notes = Notes::default();
    let placed = course::begin(model, &mut work.row, &state, &mut notes);
    work.scores.clear();
    for score in &model.scores {
        let points = total(score, &View::new(model, &work.row), &mut notes);
        work.row.set(score.slot, slot_of(points));
        work.scores.push(points);
    }
    contracts::put_risk(model, &mut work.row, &work.scores);
    let mut graded = Vec::with_capacity(model.grades.len());
    grade::grade(model, &mut work.row, &work.scores, &state, &mut notes, &mut |one: Graded<'a>| graded.push(one));
    let course = course::finish(model, &mut work.row, &state, &work.scores, placed, &mut notes);
    warn(Some(&state), Some(&course), notes, &mut work.warnings);
    let changes = changes.then(|| {
        let left = left(&state, &graded, &course);
        outlook::changes::changes_at(model, &mut work.row, &left)
    });
    Ok(Advanced { graded, course, changes, state })
}

/// The classes held, and when they were confirmed.
pub(crate) fn holdings(graded: &[Graded<'_>]) -> (Vec<Option<u32>>, Vec<Option<i64>>) {
    (graded.iter().map(|one| one.held).collect(), graded.iter().map(|one| one.confirmed).collect())
}

/// The state that a decision leaves, as the next one sees it.
fn left(state: &State, graded: &[Graded<'_>], course: &Course<'_>) -> State {
    let (held, confirmed) = holdings(graded);
    state.left(Remembered { held: &held, confirmed: &confirmed, standing: course.standing() })
}

/// Everything about one row.
pub(crate) struct Explained<'a> {
    pub accounts: Vec<Account<'a>>,
    pub graded: Vec<Graded<'a>>,
    pub course: Course<'a>,
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
    let placed = course::begin(model, &mut work.row, &state, &mut notes);
    let mut asking = Asking::of(model, &work.row);
    let mut accounts = Vec::with_capacity(model.scores.len());
    work.scores.clear();
    for score in &model.scores {
        let account = account(score, &View::new(model, &work.row), &mut asking, &mut notes, &mut undecided);
        work.row.set(score.slot, slot_of(account.total));
        work.scores.push(account.total);
        accounts.push(account);
    }
    contracts::put_risk(model, &mut work.row, &work.scores);
    let mut graded = Vec::with_capacity(model.grades.len());
    grade::grade(model, &mut work.row, &work.scores, &state, &mut notes, &mut |one: Graded<'a>| graded.push(one));
    grade::undecided(model, &View::new(model, &work.row), &mut asking, &state, &mut undecided);
    let course = course::finish(model, &mut work.row, &state, &work.scores, placed, &mut notes);
    warn(Some(&state), Some(&course), notes, &mut work.warnings);
    let classes: Vec<Option<u32>> = graded.iter().map(|graded| graded.class).collect();
    let decided = Decided { scores: &work.scores, classes: &classes, state: &state, undecided: &undecided };
    let outlook = outlook::outlook(model, statics, &mut work.row, decided);
    let left = left(&state, &graded, &course);
    let changes = outlook::changes::changes_at(model, &mut work.row, &left);
    Ok(Explained { accounts, graded, course, outlook, changes, state })
}
