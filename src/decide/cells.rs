//! Rules on one slot as tables. The thresholds that a group's rules apply to a slot
//! cut its values into cells; within a cell every rule gives the same points, so the
//! points of all of them are summed up once, when the policy is compiled, by running
//! the rules themselves on one value of each cell.

use super::view::View;
use crate::base::order;
use crate::compile::flat::{Cuts, Group, Matching, Model, Rule, RuleBody, Table};
use crate::expr::{Edges, Site, Type};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::{FIELDS, Kind};

/// Most cells of a policy's tables together; rules beyond it are run one by one.
const CELLS: usize = 1 << 18;

/// Builds the tables of every group.
pub fn tabulate(model: &mut Model) {
    let mut room = CELLS;
    for score in 0..model.scores.len() {
        let groups = model.scores.get(score).map_or(0, |score| score.groups.len());
        for group in 0..groups {
            let Some(made) = model
                .scores
                .get(score)
                .and_then(|score| score.groups.get(group))
                .map(|group| tables(model, group, &mut room))
            else {
                continue;
            };
            if let Some(group) = model.scores.get_mut(score).and_then(|score| score.groups.get_mut(group)) {
                (group.tables, group.rest) = made;
            }
        }
    }
}

fn tables(model: &Model, group: &Group, room: &mut usize) -> (Vec<Table>, Vec<usize>) {
    let mut tables: Vec<(u16, Cuts, Vec<usize>)> = Vec::new();
    let mut rest = Vec::new();
    for (index, rule) in group.rules.iter().enumerate() {
        match alone(rule).and_then(|slot| Some((slot, cuts(model, rule, slot)?))) {
            Some((slot, cuts)) if group.matching == Matching::All => {
                match tables.iter_mut().find(|(known, ..)| *known == slot) {
                    Some((_, shared, rules)) => {
                        join(shared, cuts);
                        rules.push(index);
                    }
                    None => tables.push((slot, cuts, vec![index])),
                }
            }
            _ => rest.push(index),
        }
    }
    let mut made = Vec::new();
    for (slot, mut cuts, rules) in tables {
        if let Cuts::Numbers(edges) = &mut cuts {
            order::sort(edges, |one, other| one < other);
            edges.dedup();
        }
        let cells = count(&cuts);
        // A table is only worth its room, and its making, where the policy stays small.
        if cells.saturating_mul(rules.len()) > *room {
            rest.extend(rules);
            continue;
        }
        *room -= cells * rules.len();
        let points = (0..cells).map(|cell| sum(model, group, &rules, slot, &cuts, cell)).collect();
        made.push(Table { slot, cuts, points });
    }
    order::sort(&mut rest, |one, other| one < other);
    (made, rest)
}

/// The only slot that a rule reads, if its points depend on nothing else.
fn alone(rule: &Rule) -> Option<u16> {
    let slot = match &rule.body {
        RuleBody::When { when, .. } => match when.observes.as_slice() {
            [slot] => *slot,
            _ => return None,
        },
        RuleBody::Bands { slot, .. } | RuleBody::Texts { slot, .. } | RuleBody::Indices { slot, .. } => *slot,
        RuleBody::Containing { .. } | RuleBody::Value(_) | RuleBody::Event(_) => return None,
    };
    (slot >= FIELDS).then_some(slot)
}

fn cuts(model: &Model, rule: &Rule, slot: u16) -> Option<Cuts> {
    let known = |kind| {
        model
            .schema
            .field_at(slot)
            .filter(|field| field.domain.kind == kind)
            .map(|field| field.domain.texts.len() as u32)
    };
    let finite = || match model.slots.get(usize::from(slot))?.ty? {
        Type::Boolean => Some(Cuts::Booleans),
        Type::Level(_) => Some(Cuts::Indices(known(Kind::Level)?)),
        Type::Class(grade) => Some(Cuts::Indices(model.grades.get(usize::from(grade))?.classes.len() as u32)),
        _ => None,
    };
    match &rule.body {
        RuleBody::Bands { edges, .. } => Some(Cuts::Numbers(edges.clone())),
        RuleBody::Texts { .. } => Some(Cuts::Texts(known(Kind::Text)?)),
        RuleBody::Indices { .. } => finite(),
        RuleBody::When { when, .. } => match when.program.edges(Site::Row(slot))? {
            Edges::Numbers(edges) => Some(Cuts::Numbers(edges)),
            Edges::Texts(_) => Some(Cuts::Texts(known(Kind::Text)?)),
            Edges::Finite => finite(),
        },
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

/// The cell that a value lies in. Cell 0 is missing.
pub fn cell_of(cuts: &Cuts, value: Cell) -> usize {
    match (cuts, value) {
        (Cuts::Numbers(edges), Cell::Number(number)) => 1 + edges.partition_point(|edge| *edge <= number),
        (Cuts::Texts(known), Cell::Known(id)) => 1 + (id.min(*known) as usize),
        (Cuts::Texts(known), Cell::Text(_) | Cell::Other) => 1 + *known as usize,
        (Cuts::Booleans, Cell::Boolean(truth)) => 1 + usize::from(truth),
        (Cuts::Indices(_), Cell::Integer(index)) => usize::try_from(index).map_or(0, |index| index + 1),
        _ => 0,
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

fn sum(model: &Model, group: &Group, rules: &[usize], slot: u16, cuts: &Cuts, cell: usize) -> i64 {
    let mut row = Row::default();
    row.reset(model.schema.slots, 0);
    row.set(slot, value_in(cuts, cell));
    let view = View::new(model, &row);
    rules.iter().filter_map(|rule| group.rules.get(*rule)).map(|rule| rule.sum(&view, None)).sum()
}
