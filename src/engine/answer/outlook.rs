//! What is still open, as answers tell it.

use super::{class, instant, points, value};
use crate::base::json::Writer;
use crate::base::number;
use crate::compile::flat::Model;
use crate::decide::outlook::{Fact, Needs, Next, Outlook};
use crate::decide::view::View;
use crate::engine::decision::{Explained, Work};
use crate::expr::Value;
use crate::facts::row::Cell;
use std::borrow::Cow;

/// `range`, `possible`, `missing`, `next`, `changesAt`, `changesAtIsBound`.
pub(super) fn write(model: &Model, work: &Work, explained: &Explained<'_>, out: &mut Writer) {
    let outlook = &explained.outlook;
    ranges(model, outlook, out);
    possible(model, outlook, out);
    missing(model, work, outlook, out);
    out.key("next");
    match &outlook.next {
        Some(next) => self::next(model, &View::new(model, &work.row), next, out),
        None => out.null(),
    }
    out.key("changesAt");
    match explained.changes.at {
        Some(at) => instant(at, out),
        None => out.null(),
    }
    out.key("changesAtIsBound");
    out.boolean(explained.changes.bound);
}

fn ranges(model: &Model, outlook: &Outlook, out: &mut Writer) {
    out.key("range");
    out.begin_object();
    for (score, span) in model.scores.iter().zip(&outlook.spans) {
        out.key(&score.name);
        if !span.present {
            out.null();
            continue;
        }
        out.begin_object();
        out.key("low");
        out.points(span.low);
        out.key("high");
        out.points(span.high);
        out.key("exact");
        out.boolean(span.exact);
        out.key("mayBeMissing");
        out.boolean(span.missing);
        out.end_object();
    }
    out.end_object();
}

fn possible(model: &Model, outlook: &Outlook, out: &mut Writer) {
    out.key("possible");
    out.begin_object();
    for ((index, grade), may) in model.grades.iter().enumerate().zip(&outlook.possible) {
        out.key(&grade.name);
        if may.unknown {
            out.null();
            continue;
        }
        out.begin_array();
        may.named().for_each(|named| class(model, index, Some(named), out));
        out.end_array();
    }
    out.end_object();
}

fn missing(model: &Model, work: &Work, outlook: &Outlook, out: &mut Writer) {
    out.key("missing");
    out.begin_array();
    for missing in &outlook.missing {
        out.begin_object();
        out.key("fact");
        let mut withheld = false;
        match missing.fact {
            Fact::Slot(slot) => {
                out.text(model.slots.get(usize::from(slot)).map_or("", |slot| &slot.name));
                withheld = work.row.withheld.contains(&slot);
            }
            Fact::Kind(kind) => {
                let name = model.schema.events.get(usize::from(kind)).map_or("", |kind| &kind.name);
                out.text(&["events.", name].concat());
            }
        }
        out.key("withheld");
        out.boolean(withheld);
        out.key("moves");
        out.points(missing.moves);
        out.key("settles");
        out.boolean(missing.settles);
        out.end_object();
    }
    out.end_array();
}

fn next(model: &Model, view: &View<'_>, next: &Next, out: &mut Writer) {
    out.begin_object();
    out.key("to");
    class(model, 0, Some(next.to), out);
    out.key("score");
    points(next.score, out);
    out.key("changes");
    out.begin_array();
    for change in &next.changes {
        let Some(slot) = model.slots.get(usize::from(change.slot)) else { continue };
        out.begin_object();
        out.key("fact");
        out.text(&slot.name);
        out.key("value");
        value(model, slot.ty, view.slot(change.slot), out);
        out.key("needs");
        out.begin_object();
        match &change.needs {
            Needs::Numbers(low, high) => {
                let domain = model.schema.field_at(change.slot).map(|field| &field.domain);
                let [min, max] = [domain.and_then(|domain| domain.min), domain.and_then(|domain| domain.max)];
                numbers((*low, *high), (min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX)), out);
            }
            Needs::Values(cells) => values(model, change.slot, "oneOf", cells, out),
            Needs::Others(cells) => values(model, change.slot, "noneOf", cells, out),
        }
        out.end_object();
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

/// `{ is }`, or a lower and an upper bound, each as the shorter of the texts that say the same;
/// a bound that the field has anyway is left out.
fn numbers((low, high): (f64, f64), (min, max): (f64, f64), out: &mut Writer) {
    if low == high {
        out.key("is");
        return out.number(low);
    }
    if low > min {
        let outside = low.next_down() + 0.0;
        let above = shorter(outside, low);
        out.key(if above { "above" } else { "atLeast" });
        out.number(if above { outside } else { low });
    }
    if high < max {
        let outside = high.next_up() + 0.0;
        let below = shorter(outside, high);
        out.key(if below { "below" } else { "atMost" });
        out.number(if below { outside } else { high });
    }
}

fn shorter(one: f64, other: f64) -> bool {
    let [one, other] = [one, other].map(|value| {
        let mut text = String::new();
        number::write(value, &mut text);
        text.len()
    });
    one < other
}

/// `{ oneOf }`, or `{ noneOf }`.
fn values(model: &Model, slot: u16, key: &str, cells: &[Cell], out: &mut Writer) {
    let Some(held) = model.slots.get(usize::from(slot)) else { return };
    let texts = model.schema.field_at(slot).map_or(&[][..], |field| &field.domain.texts);
    out.key(key);
    out.begin_array();
    for cell in cells {
        let found = match cell {
            Cell::Known(id) => Value::Text(Cow::Borrowed(texts.get(*id as usize).map_or("", String::as_str))),
            Cell::Boolean(truth) => Value::Boolean(*truth),
            Cell::Integer(integer) => Value::Integer(*integer),
            _ => Value::Unknown,
        };
        value(model, held.ty, found, out);
    }
    out.end_array();
}
