//! Rules as tables. The thresholds that rules apply to a slot cut its values into
//! cells; within a cell, or within a cell of each of the few slots that a condition
//! reads together, every rule gives the same points. So the points of all of them are
//! summed up once, when the policy is compiled, by running the rules themselves on one
//! value of each cell. Grading looks them up; explaining runs the rules.

use super::rule::by_rules;
use super::view::{Notes, View};
use crate::base::order;
use crate::compile::flat::{Axis, Cuts, Group, Matching, Model, Rule, RuleBody, Score, Table};
use crate::expr::{Edges, Site, Type};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::{FIELDS, Kind};

/// Most cells of a policy's tables together, each counted for every rule in it; rules
/// beyond it are run one by one.
const CELLS: usize = 1 << 17;
/// Most cells of one table over several slots.
const LARGEST: usize = 1 << 10;
/// Most axes of a score, and most cells of one.
pub const AXES: usize = 32;
const AXIS: usize = 1 << 15;

/// Builds the tables of every score.
pub fn tabulate(model: &mut Model) {
    let mut room = CELLS;
    for number in 0..model.scores.len() {
        let Some(score) = model.scores.get(number) else { continue };
        let axes = axes(model, score);
        let made: Vec<_> = score.groups.iter().map(|group| tables(model, group, &axes, &mut room)).collect();
        if let Some(score) = model.scores.get_mut(number) {
            for (group, (tables, rest)) in score.groups.iter_mut().zip(made) {
                group.tables = tables;
                group.rest = rest;
            }
            score.axes = axes;
        }
    }
}

/// Every slot that rules of a score can be tabulated by, cut by all of them together.
fn axes(model: &Model, score: &Score) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    for rule in score.groups.iter().flat_map(|group| &group.rules) {
        for (slot, cuts) in slots(model, rule).unwrap_or_default() {
            if let Some(axis) = axes.iter_mut().find(|axis| axis.slot == slot) {
                join(&mut axis.cuts, cuts);
            } else if axes.len() < AXES {
                axes.push(Axis { slot, cuts });
            }
        }
    }
    for axis in &mut axes {
        if let Cuts::Numbers(edges) = &mut axis.cuts {
            order::sort(edges, |one, other| one < other);
            edges.dedup();
        }
    }
    axes
}

/// Rules that read the same axes.
struct Draft {
    axes: Vec<u16>,
    rules: Vec<usize>,
}

fn tables(model: &Model, group: &Group, axes: &[Axis], room: &mut usize) -> (Vec<Table>, Vec<usize>) {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut rest = Vec::new();
    for (index, rule) in group.rules.iter().enumerate() {
        let Some(numbers) = slots(model, rule).and_then(|slots| numbers(axes, &slots)) else {
            rest.push(index);
            continue;
        };
        match drafts.iter_mut().find(|draft| draft.axes == numbers || group.matching != Matching::All) {
            Some(draft) => {
                // Which match of a group counts depends on all of its rules together.
                numbers.iter().for_each(|number| {
                    if !draft.axes.contains(number) {
                        draft.axes.push(*number);
                    }
                });
                draft.rules.push(index);
            }
            None => drafts.push(Draft { axes: numbers, rules: vec![index] }),
        }
    }
    if group.matching != Matching::All && !rest.is_empty() {
        return (Vec::new(), (0..group.rules.len()).collect());
    }
    let mut made = Vec::new();
    for draft in drafts {
        let counts =
            draft.axes.iter().filter_map(|number| axes.get(usize::from(*number))).map(|axis| count(&axis.cuts));
        let cells = counts.fold(1_usize, usize::saturating_mul);
        let cost = cells.saturating_mul(draft.rules.len());
        // A table is only worth its room, and its making, where it stays small.
        if cost > *room || cells > AXIS || (draft.axes.len() > 1 && cells > LARGEST) {
            rest.extend(draft.rules);
            continue;
        }
        *room -= cost;
        made.push(table(model, group, &draft, axes, cells));
    }
    order::sort(&mut rest, |one, other| one < other);
    (made, rest)
}

fn numbers(axes: &[Axis], slots: &[(u16, Cuts)]) -> Option<Vec<u16>> {
    let number =
        |slot: u16| axes.iter().position(|axis| axis.slot == slot).and_then(|number| u16::try_from(number).ok());
    slots.iter().map(|(slot, _)| number(*slot)).collect()
}

/// The slots that a rule's points depend on, if they depend on their cells alone.
fn slots(model: &Model, rule: &Rule) -> Option<Vec<(u16, Cuts)>> {
    match &rule.body {
        RuleBody::When { when, .. } => {
            let cut = |slot: &u16| Some((*slot, by_condition(model, when.program.edges(Site::Row(*slot))?, *slot)?));
            let slots: Option<Vec<(u16, Cuts)>> = when.observes.iter().map(cut).collect();
            slots.filter(|slots| !slots.is_empty())
        }
        RuleBody::Bands { slot, edges, .. } => Some(vec![(field_or_later(*slot)?, Cuts::Numbers(edges.clone()))]),
        RuleBody::Texts { slot, .. } => Some(vec![(*slot, texts(model, *slot)?)]),
        RuleBody::Indices { slot, .. } => Some(vec![(*slot, finite(model, *slot)?)]),
        RuleBody::Containing { .. } | RuleBody::Value(_) | RuleBody::Event(_) => None,
    }
}

/// Slots before the fields (`now`, `id`, …) are not worth a table.
fn field_or_later(slot: u16) -> Option<u16> {
    (slot >= FIELDS).then_some(slot)
}

fn by_condition(model: &Model, edges: Edges, slot: u16) -> Option<Cuts> {
    field_or_later(slot)?;
    match edges {
        Edges::Numbers(edges) => Some(Cuts::Numbers(edges)),
        Edges::Texts(_) => texts(model, slot),
        Edges::Finite => finite(model, slot),
    }
}

fn known(model: &Model, slot: u16, kind: Kind) -> Option<u32> {
    model.schema.field_at(slot).filter(|field| field.domain.kind == kind).map(|field| field.domain.texts.len() as u32)
}

fn texts(model: &Model, slot: u16) -> Option<Cuts> {
    known(model, slot, Kind::Text).map(Cuts::Texts)
}

fn finite(model: &Model, slot: u16) -> Option<Cuts> {
    match model.slots.get(usize::from(slot))?.ty? {
        Type::Boolean => Some(Cuts::Booleans),
        Type::Level(_) => known(model, slot, Kind::Level).map(Cuts::Indices),
        Type::Class(grade) => Some(Cuts::Indices(model.grades.get(usize::from(grade))?.classes.len() as u32)),
        _ => None,
    }
}

fn join(shared: &mut Cuts, cuts: Cuts) {
    if let (Cuts::Numbers(shared), Cuts::Numbers(edges)) = (shared, cuts) {
        shared.extend(edges);
    }
}

fn count(cuts: &Cuts) -> usize {
    match cuts {
        Cuts::Numbers(edges) => edges.len() + 2,
        Cuts::Texts(known) => *known as usize + 2,
        Cuts::Booleans => 3,
        Cuts::Indices(count) => *count as usize + 1,
    }
}

/// How many edges are not above a number.
#[inline(always)]
fn below(edges: &[f64], number: f64) -> usize {
    match edges {
        // Most have a few edges, and comparing with each, without a branch that depends on the
        // number and is guessed wrong, is quicker than halving and than stopping early.
        [_, .., _] if edges.len() > 16 => edges.partition_point(|edge| *edge <= number),
        _ => edges.iter().map(|edge| usize::from(*edge <= number)).sum(),
    }
}

/// The cell that a value lies in. Cell 0 is missing.
#[inline(always)]
fn cell_of(cuts: &Cuts, value: Cell) -> usize {
    match (cuts, value) {
        (Cuts::Numbers(edges), Cell::Number(number)) => 1 + below(edges, number),
        (Cuts::Texts(known), Cell::Known(id)) => 1 + (id.min(*known) as usize),
        (Cuts::Texts(known), Cell::Text(_) | Cell::Other) => 1 + *known as usize,
        (Cuts::Booleans, Cell::Boolean(truth)) => 1 + usize::from(truth),
        (Cuts::Indices(_), Cell::Integer(index)) => usize::try_from(index).map_or(0, |index| index + 1),
        _ => 0,
    }
}

/// The cell of a row on every axis of a score.
pub struct Cells {
    cells: [u16; AXES],
}

impl Cells {
    /// Finds the cells.
    #[inline(always)]
    pub fn of(axes: &[Axis], row: &Row) -> Cells {
        let mut cells = [0; AXES];
        for (cell, axis) in cells.iter_mut().zip(axes) {
            *cell = cell_of(&axis.cuts, row.get(axis.slot)) as u16;
        }
        Cells { cells }
    }

    /// The points of a table.
    #[inline(always)]
    pub fn points(&self, table: &Table) -> i64 {
        let mut place = 0;
        for (axis, stride) in &table.axes {
            place += u32::from(self.cells.get(usize::from(*axis)).copied().unwrap_or(0)) * stride;
        }
        table.points.get(place as usize).copied().unwrap_or(0)
    }
}

/// Some value of a cell.
fn value_in(cuts: &Cuts, cell: usize) -> Cell {
    let Some(within) = cell.checked_sub(1) else { return Cell::Missing };
    match cuts {
        Cuts::Numbers(edges) => Cell::Number(match within.checked_sub(1) {
            Some(edge) => edges.get(edge).copied().unwrap_or(f64::MAX),
            None => edges.first().map_or(0.0, |first| first.next_down()),
        }),
        Cuts::Texts(known) if within < *known as usize => Cell::Known(within as u32),
        Cuts::Texts(_) => Cell::Other,
        Cuts::Booleans => Cell::Boolean(within == 1),
        Cuts::Indices(_) => Cell::Integer(within as i64),
    }
}

fn table(model: &Model, group: &Group, draft: &Draft, all: &[Axis], cells: usize) -> Table {
    let axes: Vec<(u16, &Axis)> =
        draft.axes.iter().filter_map(|number| Some((*number, all.get(usize::from(*number))?))).collect();
    let mut row = Row::default();
    row.reset(model.schema.slots, 0);
    let mut points = Vec::with_capacity(cells);
    for place in 0..cells {
        let (mut rest, mut stride) = (place, cells);
        for (_, axis) in &axes {
            stride /= count(&axis.cuts);
            row.set(axis.slot, value_in(&axis.cuts, rest / stride));
            rest %= stride;
        }
        points.push(by_rules(group, &draft.rules, &View::new(model, &row), &mut Notes::default()));
    }
    let mut stride = cells;
    let strides = axes.iter().map(|(number, axis)| {
        stride /= count(&axis.cuts);
        (*number, stride as u32)
    });
    Table { axes: strides.collect(), points }
}
