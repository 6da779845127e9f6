//! `advance`'s answer.

use super::{class, date, instant, observed_at, points, state, value_or_null, warnings, withheld};
use crate::base::json::Writer;
use crate::compile::flat::{Expression, Grade, GradeBody, Model, STAGES};
use crate::decide::contracts;
use crate::decide::grade::Graded;
use crate::decide::hold::Stretch;
use crate::decide::lifecycle::{By, HeldBack, Move, Ticking, Timed};
use crate::decide::view::{Notes, View};
use crate::engine::decision::{Advanced, Work};
use crate::facts::row::Cell;

/// The text of `advance`'s answer.
pub(crate) fn advanced(model: &Model, now: i64, work: &Work, advanced: &Advanced<'_>) -> String {
    let mut out = Writer::new();
    out.begin_object();
    out.key("now");
    instant(now, &mut out);
    let course = &advanced.course;
    let moved = course.moved.as_ref();
    out.key("stage");
    value_or_null(moved.and_then(|moved| stage_name(model, moved.standing.stage)), &mut out, Writer::text);
    out.key("since");
    value_or_null(moved.map(|moved| moved.standing.since), &mut out, instant_of);
    let view = View::new(model, &work.row);
    out.list("transitions", moved.into_iter().flat_map(|moved| &moved.moves), |one, out| {
        self::moved(model, &view, one, out);
    });
    out.list("heldBack", moved.into_iter().flat_map(|moved| &moved.held_back), |one, out| {
        held_back(model, &view, one, out);
    });
    out.list("timers", moved.into_iter().flat_map(|moved| &moved.timers), timer);
    out.key("grades");
    out.begin_object();
    for (index, (grade, graded)) in model.grades.iter().zip(&advanced.graded).enumerate() {
        out.key(&grade.name);
        class(model, index, graded.class, &mut out);
    }
    out.end_object();
    out.key("held");
    out.begin_object();
    for (index, (grade, graded)) in model.grades.iter().zip(&advanced.graded).enumerate() {
        held(model, &view, work, (index, grade), graded, now, &mut out);
    }
    out.end_object();
    contracts_of(model, work, advanced, &mut out);
    out.list("touches", &course.touched.entries, |entry, out| {
        let touch = model.touches.all.get(entry.touch);
        out.begin_object();
        out.key("touch");
        out.text(touch.map_or("", |touch| &touch.name));
        out.key("of");
        out.text(&entry.of);
        out.key("status");
        out.text(entry.status.as_str());
        out.key("opens");
        instant(entry.opens, out);
        out.key("closes");
        instant(entry.closes, out);
        out.key("channel");
        let channel = entry.channel.and_then(|channel| model.channels.get(usize::from(channel)));
        value_or_null(channel.map(|channel| channel.name.as_str()), out, Writer::text);
        out.end_object();
    });
    out.key("balances");
    out.begin_object();
    for (balance, account) in model.balances.iter().zip(&course.accounts) {
        out.key(&balance.name);
        let Some(account) = account else {
            out.null();
            continue;
        };
        out.begin_object();
        out.key("balance");
        out.points(account.balance);
        out.list("expiring", &account.expiring, |(at, amount), out| {
            out.begin_object();
            out.key("at");
            instant(*at, out);
            out.key("amount");
            out.points(*amount);
            out.end_object();
        });
        out.end_object();
    }
    out.end_object();
    if let Some(looped) = moved.and_then(|moved| moved.looped.as_ref()) {
        out.list("loop", &looped.stages, |stage, out| out.text(stage_name(model, *stage).unwrap_or_default()));
    }
    if let Some(changes) = &advanced.changes {
        out.key("changesAt");
        value_or_null(changes.at, &mut out, instant_of);
        out.key("changesAtIsBound");
        out.boolean(changes.bound);
    }
    out.list("withheld", withheld(model, work), |name, out| out.text(name));
    out.key("state");
    state(model, now, &advanced.state, &advanced.graded, course, &mut out);
    out.key("warnings");
    warnings(&work.warnings, &mut out);
    out.end_object();
    out.finish()
}

fn instant_of(out: &mut Writer, at: i64) {
    instant(at, out);
}

fn stage_name(model: &Model, stage: u32) -> Option<&str> {
    model.class_name(STAGES, stage)
}

fn moved(model: &Model, view: &View<'_>, one: &Move<'_>, out: &mut Writer) {
    out.begin_object();
    for (key, stage) in [("from", one.from), ("to", one.to)] {
        out.key(key);
        out.text(stage_name(model, stage).unwrap_or_default());
    }
    let (timer, text, when) = match one.by {
        By::Timer(timer) => (Some(timer.name.as_str()), None, None),
        By::Transition(transition) => (None, transition.text.as_deref(), transition.when.as_ref()),
    };
    out.key("timer");
    value_or_null(timer, out, Writer::text);
    out.key("when");
    value_or_null(text, out, Writer::text);
    out.key("path");
    out.text(one.by.path());
    // The stage and the days in it have moved on since.
    let then = |slot: u16| match &model.lifecycle {
        Some(lifecycle) if slot == lifecycle.stage => Some(Cell::Integer(i64::from(one.from))),
        Some(lifecycle) if slot == lifecycle.days => Some(one.days),
        _ => None,
    };
    observed(model, view, when, &then, out);
    out.end_object();
}

fn held_back(model: &Model, view: &View<'_>, one: &HeldBack<'_>, out: &mut Writer) {
    out.begin_object();
    out.key("to");
    out.text(stage_name(model, one.transition.to).unwrap_or_default());
    out.list("by", &one.by, |bar, out| out.text(bar.as_str()));
    out.key("until");
    value_or_null(one.until, out, instant_of);
    out.key("when");
    value_or_null(one.transition.text.as_deref(), out, Writer::text);
    out.key("path");
    out.text(&one.transition.path);
    observed(model, view, one.transition.when.as_ref(), &|_| None, out);
    out.end_object();
}

/// What a condition read.
fn observed(
    model: &Model,
    view: &View<'_>,
    condition: Option<&Expression>,
    then: &dyn Fn(u16) -> Option<Cell>,
    out: &mut Writer,
) {
    out.key("observed");
    out.begin_object();
    for slot in condition.into_iter().flat_map(|condition| &condition.observes) {
        observed_at(model, view, *slot, then(*slot), out);
    }
    out.end_object();
}

fn timer(timed: &Timed<'_>, out: &mut Writer) {
    let stopped = match timed.ticking {
        Ticking::Stopped(at) => Some(at),
        _ => None,
    };
    out.begin_object();
    out.key("timer");
    out.text(&timed.timer.name);
    out.key("status");
    out.text(timed.ticking.as_str());
    out.key("ends");
    instant(timed.ends, out);
    out.key("stoppedAt");
    value_or_null(stopped, out, instant_of);
    out.end_object();
}

fn held(
    model: &Model,
    view: &View<'_>,
    work: &Work,
    (index, grade): (usize, &Grade),
    graded: &Graded<'_>,
    now: i64,
    out: &mut Writer,
) {
    let (Some(hold), Some(holds), Some(confirmed)) = (&grade.hold, graded.held, graded.confirmed) else { return };
    out.key(&grade.name);
    out.begin_object();
    out.key("grade");
    class(model, index, Some(holds), out);
    out.key("earned");
    class(model, index, graded.earned, out);
    out.key("confirmed");
    instant(confirmed, out);
    out.key("validUntil");
    instant(hold.valid_until(&model.calendar, confirmed), out);
    out.key("graceUntil");
    instant(hold.grace_until(&model.calendar, confirmed), out);
    out.key("inGrace");
    out.boolean(hold.stretch(&model.calendar, confirmed, now) != Stretch::Valid);
    out.key("next");
    out.begin_object();
    out.key("keep");
    reaches(model, view, work, (index, grade), (holds, true), out);
    out.key("rise");
    match holds.checked_sub(1) {
        Some(better) => reaches(model, view, work, (index, grade), (better, false), out),
        None => out.null(),
    }
    out.end_object();
    out.end_object();
}

/// What reaches a class, or keeps it.
fn reaches(
    model: &Model,
    view: &View<'_>,
    work: &Work,
    (index, grade): (usize, &Grade),
    (wanted, keeps): (u32, bool),
    out: &mut Writer,
) {
    let (mut text, mut condition, mut edge, mut score) = (None, None, None, None);
    let met = match &grade.body {
        GradeBody::Bands { score: of, bands } => {
            score = work.scores.get(usize::from(*of)).copied().flatten();
            let from = bands.get(wanted as usize).map(|band| band.from - if keeps { band.keep } else { 0 });
            edge = from;
            score.zip(from).map(|(score, from)| score >= from)
        }
        GradeBody::First(entries) => {
            let asked = entries.get(wanted as usize).and_then(|entry| entry.asked(keeps));
            let texts = grade.hold.as_ref().and_then(|hold| hold.texts.get(wanted as usize));
            condition = asked.map(|(condition, _)| condition);
            text = asked.and_then(|(_, retained)| texts?.get(usize::from(retained))?.as_deref());
            condition.map_or(Some(true), |condition| view.condition(condition, &mut Notes::default()))
        }
        GradeBody::Matrix { .. } => None,
    };
    out.begin_object();
    out.key("grade");
    class(model, index, Some(wanted), out);
    out.key("when");
    value_or_null(text, out, Writer::text);
    observed(model, view, condition, &|_| None, out);
    out.key("atLeast");
    points(edge, out);
    out.key("score");
    points(score, out);
    out.key("met");
    value_or_null(met, out, Writer::boolean);
    out.end_object();
}

fn contracts_of(model: &Model, work: &Work, advanced: &Advanced<'_>, out: &mut Writer) {
    out.key("contracts");
    let row = &work.row;
    let (Some(section), Some(all)) = (&model.contracts, &row.contracts) else {
        if model.contracts.is_some() {
            out.null();
        } else {
            out.begin_array();
            out.end_array();
        }
        return;
    };
    let course = &advanced.course;
    let risk = section.risk.and_then(|(score, _)| work.scores.get(usize::from(score)).copied().flatten());
    out.begin_array();
    for ((contract, placed), upgrade) in all.iter().zip(&course.placed).zip(&course.upgrades) {
        let open = placed.phase.is_open();
        out.begin_object();
        out.key("id");
        out.text(row.text(contract.id));
        out.key("product");
        out.text(row.text(contract.product));
        out.key("phase");
        out.text(phase_name(placed.phase));
        out.key("starts");
        date(contract.starts, out);
        out.key("ends");
        value_or_null(placed.ends, out, |out, ends| date(ends, out));
        out.key("daysLeft");
        let today = model.calendar.date_of(advanced_now(row));
        value_or_null(placed.ends, out, |out, ends| out.number((ends - today) as f64));
        out.key("value");
        value_or_null(contract.value, out, Writer::number);
        out.key("risk");
        points(risk.filter(|_| open), out);
        out.key("upgrade");
        value_or_null(*upgrade, out, Writer::boolean);
        out.end_object();
    }
    out.end_array();
}

fn advanced_now(row: &crate::facts::row::Row) -> i64 {
    match row.get(crate::facts::schema::NOW) {
        Cell::Integer(now) => now,
        _ => 0,
    }
}

fn phase_name(phase: contracts::Phase) -> &'static str {
    crate::compile::flat::PHASE_NAMES.get(phase as usize).copied().unwrap_or_default()
}
