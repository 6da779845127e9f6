//! What an answer shows of one instant: everything whose change is a moment of change.

use crate::base::time;
use crate::compile::flat::Model;
use crate::decide::course::{self, Course};
use crate::decide::hold::Stretch;
use crate::decide::lifecycle::Ticking;
use crate::decide::score::total;
use crate::decide::touches::Status;
use crate::decide::view::{Notes, View};
use crate::decide::{contracts, grade};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::{NOW, TODAY};
use crate::facts::state::State;
use std::mem::Discriminant;

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub classes: Vec<Option<u32>>,
    /// By grade: whether its held class is in its grace.
    pub in_grace: Vec<bool>,
    pub stage: Option<u32>,
    timers: Vec<Discriminant<Ticking>>,
    phases: Vec<contracts::Phase>,
    touches: Vec<(usize, String, Status, Option<u16>)>,
    balances: Vec<Option<i64>>,
}

/// A row at one instant after another, deciding from one state.
pub struct Point<'a> {
    model: &'a Model,
    state: &'a State,
    pub row: Row,
    texts: usize,
    pub now: i64,
    /// What was computed at the last instant.
    pub course: Course<'a>,
}

impl<'a> Point<'a> {
    /// A row as it is taken in, its derived values and what follows still to be found.
    pub fn new(model: &'a Model, row: &Row, state: &'a State) -> Point<'a> {
        let row = row.clone();
        Point { model, state, texts: row.text_length(), row, now: 0, course: Course::default() }
    }

    /// Decides at an instant.
    pub fn at(&mut self, now: i64) -> Shown {
        let (model, row) = (self.model, &mut self.row);
        self.now = now;
        row.shorten_texts(self.texts);
        row.set(NOW, Cell::Integer(now));
        row.set(TODAY, Cell::Integer(time::date_of(now, model.schema.offset)));
        row.happen_until(now);
        let state = self.state.at(now);
        let mut notes = Notes::default();
        let placed = course::begin(model, row, &state, &mut notes);
        let mut scores = Vec::with_capacity(model.scores.len());
        for score in &model.scores {
            let points = total(score, &View::new(model, row), &mut notes);
            row.set(score.slot, points.map_or(Cell::Missing, |points| Cell::Number(points as f64 / 1000.0)));
            scores.push(points);
        }
        contracts::put_risk(model, row, &scores);
        let (mut classes, mut in_grace) = (Vec::new(), Vec::new());
        let mut grades = model.grades.iter();
        grade::grade(model, row, &scores, &state, &mut notes, &mut |graded| {
            classes.push(graded.class);
            let hold = grades.next().and_then(|grade| grade.hold.as_ref());
            let stretch = hold.zip(graded.confirmed).map(|(hold, since)| hold.stretch(&model.calendar, since, now));
            in_grace.push(stretch.is_some_and(|stretch| stretch != Stretch::Valid));
        });
        self.course = course::finish(model, row, &state, &scores, placed, &mut notes);
        let course = &self.course;
        let moved = course.moved.as_ref();
        let timers = moved.into_iter().flat_map(|moved| &moved.timers);
        let entries = course.touched.entries.iter();
        Shown {
            classes,
            in_grace,
            stage: moved.map(|moved| moved.standing.stage),
            timers: timers.map(|timed| std::mem::discriminant(&timed.ticking)).collect(),
            phases: course.placed.iter().map(|placed| placed.phase).collect(),
            touches: entries.map(|entry| (entry.touch, entry.of.clone(), entry.status, entry.channel)).collect(),
            balances: course.accounts.iter().map(|account| Some(account.as_ref()?.balance)).collect(),
        }
    }
}
