//! The text of answers: one writer, fixed order of keys, the same bytes everywhere.

mod advance;
mod outlook;

pub(crate) use advance::advanced;

use super::decision::{Explained, Work, frame, holdings};
use crate::base::json::Writer;
use crate::base::time;
use crate::compile::flat::Model;
use crate::decide::course::Course;
use crate::decide::grade::{Graded, Place, Source};
use crate::decide::score::{Line, Observed};
use crate::decide::view::View;
use crate::error::Problem;
use crate::expr::{Type, Value};
use crate::facts::row::Cell;
use crate::facts::state::{Remembered, State};

/// `grade`'s answer.
pub(crate) fn graded(
    model: &Model,
    scores: &[Option<i64>],
    classes: &[Option<u32>],
    told: &[Problem],
    out: &mut Writer,
) {
    out.begin_object();
    result(model, scores, |grade| classes.get(grade).copied().flatten(), out);
    out.key("warnings");
    warnings(told, out);
    out.end_object();
}

/// What both answers begin with: the first grade and its score, all grades, all scores.
fn result(model: &Model, scores: &[Option<i64>], shown: impl Fn(usize) -> Option<u32>, out: &mut Writer) {
    out.key("grade");
    class(model, 0, shown(0), out);
    out.key("score");
    points(model.first_score().and_then(|score| scores.get(score).copied().flatten()), out);
    out.key("grades");
    out.begin_object();
    for (index, grade) in model.grades.iter().enumerate() {
        out.key(&grade.name);
        class(model, index, shown(index), out);
    }
    out.end_object();
    out.key("scores");
    out.begin_object();
    for (score, total) in model.scores.iter().zip(scores) {
        out.key(&score.name);
        points(*total, out);
    }
    out.end_object();
}

/// The text of `explain`'s answer.
pub(crate) fn explained(model: &Model, now: i64, work: &Work, explained: &Explained<'_>) -> String {
    let mut out = Writer::new();
    out.begin_object();
    out.key("now");
    instant(now, &mut out);
    let graded = &explained.graded;
    result(model, &work.scores, |grade| graded.get(grade).and_then(|graded| graded.class), &mut out);
    decided_by(model, graded, &mut out);
    ledger(model, work, explained, &mut out);
    out.key("coverage");
    out.begin_object();
    for (score, account) in model.scores.iter().zip(&explained.accounts) {
        out.key(&score.name);
        points(account.coverage, &mut out);
    }
    out.end_object();
    outlook::write(model, work, explained, &mut out);
    out.key("withheld");
    out.begin_array();
    withheld(model, work).for_each(|name| out.text(name));
    out.end_array();
    out.key("state");
    state(model, now, &explained.state, graded, &explained.course, &mut out);
    out.key("warnings");
    warnings(&work.warnings, &mut out);
    out.end_object();
    out.finish()
}

/// The next state.
fn state(model: &Model, now: i64, came_in: &State, graded: &[Graded<'_>], course: &Course<'_>, out: &mut Writer) {
    let (held, confirmed) = holdings(graded);
    let remembered = Remembered { held: &held, confirmed: &confirmed, standing: course.standing() };
    came_in.write(&frame(model, Some(now)), remembered, out);
}

fn class(model: &Model, grade: usize, class: Option<u32>, out: &mut Writer) {
    let domain = u16::try_from(grade).unwrap_or_default();
    value_or_null(class.and_then(|class| model.class_name(domain, class)), out, Writer::text);
}

fn value_or_null<T>(value: Option<T>, out: &mut Writer, write: impl FnOnce(&mut Writer, T)) {
    match value {
        Some(value) => write(out, value),
        None => out.null(),
    }
}

fn points(points: Option<i64>, out: &mut Writer) {
    match points {
        Some(points) => out.points(points),
        None => out.null(),
    }
}

fn decided_by(model: &Model, graded: &[Graded<'_>], out: &mut Writer) {
    out.key("decidedBy");
    out.begin_object();
    for ((index, grade), graded) in model.grades.iter().enumerate().zip(graded) {
        out.key(&grade.name);
        out.begin_object();
        out.key("source");
        out.text(graded.source.as_str());
        out.key("rules");
        class(model, index, graded.rules, out);
        out.key("path");
        match (graded.place.clone(), graded.source) {
            (Place::None, _) | (_, Source::Unknown) => out.null(),
            (Place::Path(path), _) => out.text(path),
            (Place::Cell(path, row, column), _) => out.text(&format!("{path}/{row}/{column}")),
        }
        out.end_object();
    }
    out.end_object();
}

fn ledger(model: &Model, work: &Work, explained: &Explained<'_>, out: &mut Writer) {
    let view = View::new(model, &work.row);
    out.key("ledger");
    out.begin_object();
    for (score, account) in model.scores.iter().zip(&explained.accounts) {
        out.key(&score.name);
        out.begin_array();
        account.lines.iter().for_each(|line| self::line(model, &view, line, out));
        out.end_array();
    }
    out.end_object();
}

fn line(model: &Model, view: &View<'_>, line: &Line<'_>, out: &mut Writer) {
    out.begin_object();
    out.key("kind");
    out.text(line.kind.as_str());
    for (key, name) in [("group", line.group.map(|group| &group.name)), ("rule", line.rule.map(|rule| &rule.id))] {
        out.key(key);
        match name {
            Some(name) => out.text(name),
            None => out.null(),
        }
    }
    out.key("observed");
    match line.observed {
        Observed::Nothing => out.null(),
        Observed::Slots(slots) => {
            out.begin_object();
            slots.iter().for_each(|slot| observe(model, view, *slot, out));
            out.end_object();
        }
        Observed::Slot(slot) => {
            out.begin_object();
            observe(model, view, slot, out);
            out.end_object();
        }
        Observed::Events(kind, count) => {
            out.begin_object();
            out.key(model.schema.events.get(usize::from(kind)).map_or("", |kind| &kind.name));
            out.number(f64::from(count));
            out.end_object();
        }
    }
    out.key("points");
    out.points(line.points);
    out.key("counts");
    out.wide_points(line.counts);
    out.end_object();
}

/// A slot's name and value, unless the value is personal.
fn observe(model: &Model, view: &View<'_>, slot: u16, out: &mut Writer) {
    observed_at(model, view, slot, None, out);
}

/// The same, perhaps with another value than the slot has by now.
fn observed_at(model: &Model, view: &View<'_>, slot: u16, then: Option<Cell>, out: &mut Writer) {
    let Some(held) = model.slots.get(usize::from(slot)) else { return };
    out.key(&held.name);
    match then.map_or_else(|| view.slot(slot), |cell| view.cell(cell)) {
        Value::Unknown => out.null(),
        _ if held.personal => {
            out.begin_object();
            out.key("personal");
            out.boolean(true);
            out.end_object();
        }
        found => value(model, held.ty, found, out),
    }
}

/// A value of a type.
fn value(model: &Model, ty: Option<Type>, value: Value<'_>, out: &mut Writer) {
    match value {
        Value::Unknown => out.null(),
        Value::Boolean(truth) => out.boolean(truth),
        Value::Number(number) => out.number(number),
        Value::Text(text) => out.text(&text),
        Value::List(list) => {
            out.begin_array();
            list.iter().for_each(|text| out.text(text));
            out.end_array();
        }
        Value::Integer(integer) => match ty {
            Some(Type::Date) => date(integer, out),
            Some(Type::Timestamp) => instant(integer, out),
            Some(Type::Level(field)) => {
                let field = model.schema.fields.get(usize::from(field));
                out.text(field.and_then(|field| field.domain.texts.get(integer as usize)).map_or("", String::as_str));
            }
            Some(Type::Class(grade)) => class(model, usize::from(grade), u32::try_from(integer).ok(), out),
            _ => out.number(integer as f64),
        },
    }
}

fn date(date: i64, out: &mut Writer) {
    let mut text = String::new();
    time::write_date(date, &mut text);
    out.text(&text);
}

fn instant(instant: i64, out: &mut Writer) {
    let mut text = String::new();
    time::write_instant(instant, &mut text);
    out.text(&text);
}

fn withheld<'a>(model: &'a Model, work: &'a Work) -> impl Iterator<Item = &'a str> {
    work.row.withheld.iter().filter_map(|slot| model.schema.field_at(*slot)).map(|field| field.name.as_str())
}

/// Warnings as answers have them.
pub(crate) fn warnings(warnings: &[Problem], out: &mut Writer) {
    out.begin_array();
    for warning in warnings {
        out.begin_object();
        out.key("code");
        out.text(warning.code.as_str());
        out.key("path");
        out.text(&warning.path);
        out.key("message");
        out.text(&warning.message);
        out.end_object();
    }
    out.end_array();
}

/// Problems with everything they have.
pub(crate) fn problems(problems: &[Problem], out: &mut Writer) {
    out.begin_array();
    for problem in problems {
        out.begin_object();
        out.key("severity");
        out.text(problem.severity.as_str());
        out.key("code");
        out.text(problem.code.as_str());
        out.key("path");
        out.text(&problem.path);
        for (key, part) in
            [("line", problem.place.map(|place| place.line)), ("column", problem.place.map(|place| place.column))]
        {
            out.key(key);
            match part {
                Some(part) => out.number(f64::from(part)),
                None => out.null(),
            }
        }
        out.key("message");
        out.text(&problem.message);
        out.key("help");
        match &problem.help {
            Some(help) => out.text(help),
            None => out.null(),
        }
        out.end_object();
    }
    out.end_array();
}
