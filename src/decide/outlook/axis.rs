//! Facts that may turn out otherwise, and the cells of their values: within a cell nothing
//! comes out differently.

use super::trial::{Happened, Trial, everything};
use crate::compile::flat::{Model, Roots, RuleBody};
use crate::expr::{Edges, Set, Site, Type};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::{ID, PERSONALISED, Schema};

/// A fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A field, `id` or `personalised`.
    Slot(u16),
    /// A kind of events.
    Kind(u16),
}

/// One cell of a fact's values.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// As the row has it.
    Own,
    /// Missing.
    Missing,
    /// Any value from one number to another; nothing tells them apart.
    Numbers(f64, f64),
    /// One value.
    One(Cell),
    /// Any value.
    Any,
}

/// A fact with the cells of its values.
#[derive(Clone, Debug)]
pub struct Axis {
    pub fact: Fact,
    /// The first is to be missing.
    pub parts: Vec<Part>,
    /// Whether each part is a cell, so that what it gives is one thing.
    pub fine: bool,
}

impl Axis {
    /// A field with the cells of its values.
    pub fn fine(slot: u16, mut parts: Vec<Part>) -> Axis {
        parts.insert(0, Part::Missing);
        Axis { fact: Fact::Slot(slot), parts, fine: true }
    }

    /// A missing fact whose values have no cells.
    pub fn coarse(fact: Fact) -> Axis {
        Axis { fact, parts: vec![Part::Own, Part::Any], fine: false }
    }

    /// The part in which a row lies.
    pub fn own(&self, row: &Row) -> usize {
        let Fact::Slot(slot) = self.fact else { return 0 };
        match row.get(slot) {
            Cell::Missing => 0,
            // A text that the policy does not compare is one of all others, the last part.
            cell => self.parts.iter().position(|part| part.holds(cell)).unwrap_or(self.parts.len().saturating_sub(1)),
        }
    }

    /// Whether the fact is among those behind something.
    pub fn read_in(&self, roots: &Roots) -> bool {
        match self.fact {
            Fact::Slot(slot) => roots.slots.has(slot),
            Fact::Kind(kind) => roots.kinds.has(kind),
        }
    }

    /// Puts one of its parts into a row on trial.
    pub fn place(&self, trial: &mut Trial<'_>, part: usize) {
        let part = self.parts.get(part).copied().unwrap_or(Part::Own);
        let slot = match self.fact {
            Fact::Slot(slot) => slot,
            Fact::Kind(kind) => {
                let any = matches!(part, Part::Any);
                return trial.set_happened(kind, if any { Happened::Anything } else { Happened::Own });
            }
        };
        match part {
            Part::Own => trial.put(slot, trial.own(slot)),
            Part::Missing => trial.put(slot, Cell::Missing),
            Part::Numbers(low, high) => trial.put(slot, Cell::Number(if low == f64::MIN { high } else { low })),
            Part::One(cell) => trial.put(slot, cell),
            Part::Any => trial.place(slot, Set::known(everything(trial.model, slot, type_at(trial.model, slot)))),
        }
    }

    /// Lets the fact be anything, missing included.
    pub fn place_all(&self, trial: &mut Trial<'_>) {
        match self.fact {
            Fact::Slot(slot) => trial
                .place(slot, Set { unknown: true, values: everything(trial.model, slot, type_at(trial.model, slot)) }),
            Fact::Kind(kind) => trial.set_happened(kind, Happened::Perhaps),
        }
    }
}

impl Part {
    /// Whether a known value lies in it.
    pub fn holds(&self, cell: Cell) -> bool {
        match (*self, cell) {
            (Part::Numbers(low, high), Cell::Number(number)) => low <= number && number <= high,
            (Part::One(Cell::Other), Cell::Text(_)) => true,
            (Part::One(one), cell) => one == cell,
            _ => false,
        }
    }
}

fn type_at(model: &Model, slot: u16) -> Option<Type> {
    model.slots.get(usize::from(slot)).and_then(|slot| slot.ty)
}

/// The cells of a fact's known values, lowest first; `None` where there are none, because
/// something asks more of it than which of them it is.
pub fn values(model: &Model, fact: Fact) -> Option<Vec<Part>> {
    let Fact::Slot(slot) = fact else { return None };
    if model.schema.contracts == Some(slot) {
        return None;
    }
    match model.slots.get(usize::from(slot))?.ty? {
        Type::Boolean => Some([false, true].map(|truth| Part::One(Cell::Boolean(truth))).to_vec()),
        Type::Level(field) => {
            let levels = model.schema.fields.get(usize::from(field))?.domain.texts.len();
            Some((0..levels).map(|level| Part::One(Cell::Integer(level as i64))).collect())
        }
        Type::Text => {
            let domain = &model.schema.field_at(slot)?.domain;
            let mut named = Vec::new();
            if !domain.closed && !compared(model, slot, &mut Vec::new(), &mut named) {
                return None;
            }
            // Of an open field the policy may know a text that it compares with nothing: its default.
            let known = domain.texts.iter().zip(0_u32..).filter(|(text, _)| domain.closed || named.contains(text));
            let mut parts: Vec<Part> = known.map(|(_, id)| Part::One(Cell::Known(id))).collect();
            if !domain.closed {
                parts.push(Part::One(Cell::Other));
            }
            Some(parts)
        }
        Type::Number => {
            let domain = &model.schema.field_at(slot)?.domain;
            let mut edges = Vec::new();
            if !compared(model, slot, &mut edges, &mut Vec::new()) {
                return None;
            }
            let (low, high) = (domain.min.unwrap_or(f64::MIN), domain.max.unwrap_or(f64::MAX));
            Some(cut(low, high, edges).map(|(low, high)| Part::Numbers(low, high)).collect())
        }
        _ => None,
    }
}

/// Numbers from one to another, cut at edges: the first and the last of each cell, rising.
pub fn cut(low: f64, high: f64, mut edges: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
    edges.retain(|edge| *edge > low && *edge <= high);
    crate::base::order::sort(&mut edges, |one, other| one < other);
    edges.dedup();
    edges.push(f64::INFINITY);
    let mut from = low;
    edges.into_iter().map(move |edge| (std::mem::replace(&mut from, edge), edge.next_down().min(high)))
}

/// Whether everything that reads a slot only compares it with constants; the edges of a number
/// and the texts of a string are added.
fn compared(model: &Model, slot: u16, edges: &mut Vec<f64>, texts: &mut Vec<String>) -> bool {
    let mut only = true;
    model.each_ruling(&mut |expression| {
        if expression.observes.contains(&slot) {
            match expression.program.edges(Site::Row(slot)) {
                Some(Edges::Numbers(more)) => edges.extend(more),
                Some(Edges::Texts(more)) => texts.extend(more),
                Some(Edges::Finite) => {}
                None => only = false,
            }
        }
    });
    for rule in model.rules() {
        match &rule.body {
            RuleBody::Bands { slot: of, edges: more, .. } if *of == slot => edges.extend(more),
            RuleBody::Texts { slot: of, entries, .. } if *of == slot => {
                texts.extend(entries.iter().map(|(text, _)| text.clone()));
            }
            RuleBody::Containing { slot: of, .. } if *of == slot => only = false,
            _ => {}
        }
    }
    only
}

/// The missing facts of a set, in the order in which answers name them.
pub fn missing(model: &Model, row: &Row, roots: &Roots) -> Vec<Fact> {
    let fields = (0..model.schema.fields.len()).map(Schema::field_slot);
    let slots = fields
        .chain([ID, PERSONALISED])
        .chain(model.schema.contracts)
        .filter(|slot| roots.slots.has(*slot) && row.get(*slot) == Cell::Missing);
    let kinds = (0_u16..).zip(&model.schema.events).map(|(kind, _)| kind);
    let unknown = |kind: &u16| roots.kinds.has(*kind) && !row.events(*kind).is_some_and(|events| events.known);
    slots.map(Fact::Slot).chain(kinds.filter(unknown).map(Fact::Kind)).collect()
}
