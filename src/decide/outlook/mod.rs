//! What is still open about a row: what its missing facts may yet change, which to ask for
//! next, and the least change that would reach a better grade.

mod advice;
mod anyone;
mod axis;
pub mod changes;
mod combine;
mod decided;
mod derived;
mod first;
mod lift;
mod moments;
mod next;
mod possible;
mod range;
mod reach;
mod search;
mod settle;
mod shown;
mod space;
mod span;
mod steady;
mod table;
mod tables;
mod trial;

pub use advice::{Needs, Next};
pub use anyone::anyone;
pub use axis::{Fact, cut};
pub use decided::Decided;
pub use possible::May;
pub use span::Span;
pub use trial::everything;

use crate::compile::flat::Model;
use crate::facts::row::Row;
use crate::facts::state::State;
use axis::Axis;
use lift::Lift;
use possible::When;
use range::OpenScore;
use settle::Settling;
use space::Space;
use tables::ScoreTables;
use trial::Trial;

pub use tables::Statics;

/// Most rules that are looked at to find what each missing fact alone could do.
const LOOKS: usize = 400_000;

/// What is still open.
pub struct Outlook {
    /// By score.
    pub spans: Vec<Span>,
    /// By grade.
    pub possible: Vec<May>,
    /// The most useful first.
    pub missing: Vec<Missing>,
    pub next: Option<Next>,
}

/// A missing fact that could matter.
#[derive(Clone, Copy, Debug)]
pub struct Missing {
    pub fact: Fact,
    /// How far it alone could move the answer's score, thousandths.
    pub moves: i64,
    /// Whether it could settle the first grade.
    pub settles: bool,
}

/// Finds what is still open. The row is put back as it was.
pub fn outlook(model: &Model, statics: &Statics, row: &mut Row, decided: Decided<'_>) -> Outlook {
    let missing = axis::missing(model, row, decided.undecided);
    let fine = &statics.axes;
    let coarse = missing.iter().filter(|fact| !fine.iter().any(|axis| axis.fact == **fact));
    let coarse: Vec<Axis> = coarse.map(|fact| Axis::coarse(*fact)).collect();
    let own = fine.iter().map(|axis| axis.own(row)).chain(coarse.iter().map(|_| 0)).collect();
    let mut space = Space::new(fine, coarse, own);
    let also = next::candidates(model, statics, row, &space, decided);
    let mut trial = Trial::new(model, row);
    let order: Vec<usize> = missing
        .iter()
        .filter_map(|fact| space.axes().find(|(_, axis)| axis.fact == *fact))
        .map(|(number, _)| number)
        .collect();
    for number in &order {
        if let Some(open) = space.open.get_mut(*number) {
            *open = true;
        }
    }
    let looked_up = next::looked_up(model, statics);
    let mut scores = Vec::with_capacity(model.scores.len());
    let mut tables = None;
    let (spans, possible) = if order.is_empty() {
        let wanted = looked_up.filter(|_| !also.is_empty());
        tables = wanted.map(|score| ScoreTables::of(score, statics, &mut trial, &space, &also));
        settled(model, decided)
    } else {
        let also = (looked_up.map(|(number, _)| number), also.as_slice());
        open(statics, &mut trial, &space, also, &mut scores, decided.state)
    };
    let opened = looked_up.and_then(|(number, _)| scores.get(number)).map(OpenScore::tables);
    let tables = opened.or(tables.as_ref()).filter(|tables| tables.whole);
    let mut lift = looked_up.zip(tables).map(|((_, score), tables)| Lift::new(score, &space, tables));
    let missing =
        missing_facts(statics, &mut trial, &space, (&order, &scores, &possible), lift.as_mut(), decided.state);
    let lift = lift.filter(|_| tables.is_some_and(|tables| tables.further));
    let next = next::next(statics, &mut trial, &space, &also, lift, decided);
    trial.finish();
    Outlook { spans, possible, missing, next }
}

/// Nothing is open: everything is what it is.
fn settled(model: &Model, decided: Decided<'_>) -> (Vec<Span>, Vec<May>) {
    let span = |score: &Option<i64>| Span {
        low: score.unwrap_or(0),
        high: score.unwrap_or(0),
        missing: score.is_none(),
        present: score.is_some(),
        exact: true,
    };
    let may = model.grades.iter().zip(decided.classes).map(|(grade, class)| {
        let classes = (0_u32..).zip(&grade.classes).map(|(number, _)| *class == Some(number)).collect();
        May { classes, unknown: class.is_none() }
    });
    (decided.scores.iter().map(span).collect(), may.collect())
}

/// Some axes are open.
fn open<'s>(
    statics: &'s Statics,
    trial: &mut Trial<'s>,
    space: &'s Space<'s>,
    (looked_up, also): (Option<usize>, &[bool]),
    scores: &mut Vec<OpenScore<'s>>,
    state: &State,
) -> (Vec<Span>, Vec<May>) {
    let model = trial.model;
    let free = space.free();
    let mut spans = Vec::with_capacity(model.scores.len());
    for (number, score) in model.scores.iter().enumerate() {
        // With what could be changed, unless that is too much: then the same tables serve the search for advice.
        let also = if looked_up == Some(number) { also } else { &[] };
        let mut tables = ScoreTables::of((number, score), statics, trial, space, also);
        if !tables.whole && !also.is_empty() {
            tables = ScoreTables::of((number, score), statics, trial, space, &[]);
        }
        let open = OpenScore::new(score, space, tables);
        let span = open.span(&free);
        trial.place(score.slot, span.set());
        scores.push(open);
        spans.push(span);
    }
    let mut possible: Vec<May> = Vec::with_capacity(model.grades.len());
    for (index, grade) in model.grades.iter().enumerate() {
        let may = possible::possible(grade, index, &spans, &possible, (state, When::of(trial)), &mut |condition| {
            possible::truth(trial, space, condition, &free)
        });
        trial.place(grade.slot, may.set());
        possible.push(may);
    }
    (spans, possible)
}

/// The missing facts, the most useful first; those of the axes in an order.
fn missing_facts(
    statics: &Statics,
    trial: &mut Trial<'_>,
    space: &Space<'_>,
    (order, scores, possible): (&[usize], &[OpenScore<'_>], &[May]),
    lift: Option<&mut Lift<'_>>,
    state: &State,
) -> Vec<Missing> {
    let model = trial.model;
    let free = space.free();
    let mut looks = LOOKS;
    let rules = 1 + model.rules().count() + statics.entries / 4;
    let unsettled = possible.first().is_some_and(|first| first.only().is_none());
    let mut settling = Settling { trial, scores, space, state, apart: Vec::new() };
    if let Some(lift) = lift.filter(|_| unsettled) {
        settling.look(order, lift);
    }
    let mut missing = Vec::with_capacity(order.len());
    for number in order {
        let Some(axis) = space.axis(*number) else { continue };
        let first = model.first_score().and_then(|first| Some((first, scores.get(first)?)));
        let spans = |looks: &mut usize, spans: usize| {
            let left = looks.checked_sub(spans * rules);
            *looks = left.unwrap_or(0);
            left.is_some()
        };
        // Where there is too much to look at, no more than the whole range is known.
        let fixed = spans(&mut looks, 1).then(|| space.alone(*number));
        let moves = first.map_or(0, |(first, open)| moved(model, first, open.span(fixed.as_deref().unwrap_or(&free))));
        let settles = unsettled && axis.fine && spans(&mut looks, space.parts(*number)) && settling.settles(*number);
        missing.push(Missing { fact: axis.fact, moves, settles });
    }
    trial.restore_all();
    crate::base::order::sort(&mut missing, |one, other| {
        one.moves > other.moves || one.moves == other.moves && one.settles && !other.settles
    });
    missing
}

/// How far a range reaches; no score counts as the bottom of its cap.
fn moved(model: &Model, score: usize, span: Span) -> i64 {
    let bottom = model.scores.get(score).map_or(0, |score| score.cap[0]);
    match (span.present, span.missing) {
        (false, _) => 0,
        (true, false) => span.high - span.low,
        (true, true) => span.high.max(bottom) - span.low.min(bottom),
    }
}
