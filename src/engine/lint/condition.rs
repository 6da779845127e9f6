//! What a condition may be over everything that its names may be.

use crate::compile::flat::Model;
use crate::decide::outlook::{cut, everything};
use crate::expr::{Edges, Program, Set, Sets, Site, Truth, Type, Values, over_sets};
use crate::facts::schema::{CONSENT, Fallback, NOW, TODAY};

/// Most combinations of cells on which one condition is tried.
const TOGETHER: usize = 4_096;

/// What is known of a condition.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// What it may be.
    pub truth: Truth,
    /// Whether its comparisons, each for itself, could have made it true.
    pub apart: bool,
}

/// Names with one of their sets each.
struct Names<'a> {
    sets: Vec<(Site, Set<'a>)>,
}

impl<'a> Sets<'a> for Names<'a> {
    fn set(&self, site: Site) -> Set<'a> {
        self.sets.iter().find(|(known, _)| *known == site).map_or(Set::UNKNOWN, |(_, set)| *set)
    }
}

/// Looks at a condition. `left` is how many
/// operations may still be run.
pub fn look(model: &Model, program: &Program, left: &mut usize) -> Finding {
    let sites: Vec<(Site, Type)> = program.reads().iter().map(|read| (read.site, read.ty)).collect();
    let wide = sites.iter().map(|(site, ty)| (*site, anything(model, *site, *ty))).collect();
    let truth = over_sets(program, &Names { sets: wide }).truth();
    let apart = truth.yes;
    let finding = Finding { truth, apart };
    if !truth.yes || !truth.no {
        return finding;
    }
    let cells = sites.iter().map(|(site, ty)| cells(model, program, *site, *ty));
    let cells: Vec<Vec<Set<'_>>> = cells.collect();
    // Two names that are told apart by nothing but each other have one cell, and say nothing.
    let size = cells.iter().fold(1_usize, |size, cells| size.saturating_mul(cells.len()));
    let cost = size.saturating_mul(program.length());
    if size > TOGETHER || cost > *left {
        return finding;
    }
    *left -= cost;
    Finding { truth: try_all(program, &sites, &cells, &mut |truth| truth), apart }
}

/// Whether one condition is true wherever another is; `false` where that cannot be told.
pub fn implies(model: &Model, one: &Program, other: &Program, left: &mut usize) -> bool {
    let mut implied = true;
    let tried = over_both(model, [one, other], left, &mut |first, second| {
        implied &= !first.yes || second.surely();
        implied
    });
    tried && implied
}

/// Whether two conditions are both true for some values; `false` where that cannot be told.
/// They may read nothing but fields: only those may have any values beside each other.
pub fn meet(model: &Model, one: &Program, other: &Program, left: &mut usize) -> bool {
    let mut met = false;
    over_both(model, [one, other], left, &mut |first, second| {
        met = first.surely() && second.surely();
        !met
    });
    met
}

/// Hands what two conditions may be in every cell to `tried`, until it says no;
/// `false` if there are too many cells.
fn over_both(
    model: &Model,
    [one, other]: [&Program; 2],
    left: &mut usize,
    tried: &mut dyn FnMut(Truth, Truth) -> bool,
) -> bool {
    let length = one.length() + other.length();
    *left = left.saturating_sub(length);
    let mut sites: Vec<(Site, Type)> = Vec::new();
    for read in one.reads().iter().chain(other.reads()) {
        if !sites.iter().any(|(site, _)| *site == read.site) {
            sites.push((read.site, read.ty));
        }
    }
    let cut = |program: &'_ Program, site: Site, ty: Type| -> usize { cells(model, program, site, ty).len() };
    let size = sites.iter().fold(1_usize, |size, (site, ty)| {
        size.saturating_mul(cut(one, *site, *ty).saturating_add(cut(other, *site, *ty)))
    });
    let cost = size.saturating_mul(length);
    if size > TOGETHER || cost > *left {
        return false;
    }
    *left -= cost;
    let both: Vec<Vec<Set<'_>>> = sites.iter().map(|(site, ty)| joint(model, one, other, *site, *ty)).collect();
    each(&sites, &both, &mut |names| tried(over_sets(one, names).truth(), over_sets(other, names).truth()));
    true
}

fn try_all<'a>(
    program: &'a Program,
    sites: &[(Site, Type)],
    cells: &[Vec<Set<'a>>],
    read: &mut dyn FnMut(Truth) -> Truth,
) -> Truth {
    let mut found = Truth::default();
    each(sites, cells, &mut |names| {
        found = found.or(read(over_sets(program, names).truth()));
        !(found.yes && found.no)
    });
    found
}

/// Hands every combination of cells to `tried`, until it says no.
fn each<'a>(sites: &[(Site, Type)], cells: &[Vec<Set<'a>>], tried: &mut dyn FnMut(&Names<'a>) -> bool) {
    let mut places = vec![0; cells.len()];
    loop {
        let sets = sites
            .iter()
            .zip(cells)
            .zip(&places)
            .map(|(((site, _), cells), place)| (*site, cells.get(*place).copied().unwrap_or(Set::UNKNOWN)));
        if !tried(&Names { sets: sets.collect() }) {
            return;
        }
        let mut moved = false;
        for (place, cells) in places.iter_mut().zip(cells).rev() {
            *place += 1;
            if *place < cells.len() {
                moved = true;
                break;
            }
            *place = 0;
        }
        if !moved {
            return;
        }
    }
}

/// Everything that a name may be.
fn anything(model: &Model, site: Site, ty: Type) -> Set<'static> {
    match site {
        Site::Row(slot) => {
            // Nor is a field with a default ever missing.
            let falls_back = model.schema.field_at(slot).is_some_and(|field| field.default != Fallback::None);
            let unknown = !matches!(slot, NOW | TODAY | CONSENT) && !falls_back;
            Set { unknown, values: everything(model, slot, Some(ty)) }
        }
        // A bad attribute may be taken as missing, whether it may be absent or not.
        Site::Event(column) => Set { unknown: column > 0, values: everything(model, u16::MAX, Some(ty)) },
    }
}

/// The cells of a name's values for one program, or all of them as one.
fn cells<'a>(model: &'a Model, program: &'a Program, site: Site, ty: Type) -> Vec<Set<'a>> {
    let all = anything(model, site, ty);
    match (all.values, program.edges(site)) {
        (Values::Numbers(low, high), Some(Edges::Numbers(edges))) => with_missing(all, numbers(low, high, edges)),
        (Values::Booleans { .. }, _) => with_missing(all, booleans()),
        (Values::Integers(low, high), Some(Edges::Finite)) => with_missing(all, integers(low, high)),
        (Values::Texts, edges) => {
            let domain = match site {
                Site::Row(slot) => model.schema.field_at(slot).map(|field| &field.domain),
                Site::Event(_) => None,
            };
            match (domain, edges) {
                (Some(domain), _) if domain.closed => with_missing(all, texts(domain.texts.iter())),
                // A text that no literal of the policy is stands for all others.
                (Some(domain), Some(Edges::Texts(_))) => {
                    with_missing(all, texts(domain.texts.iter().chain(std::iter::once(&domain.other))))
                }
                _ => vec![all],
            }
        }
        _ => vec![all],
    }
}

/// The cells of a name's values for two programs together.
fn joint<'a>(model: &'a Model, one: &'a Program, other: &'a Program, site: Site, ty: Type) -> Vec<Set<'a>> {
    let all = anything(model, site, ty);
    let reads = |program: &Program| program.reads().iter().any(|read| read.site == site);
    match (reads(one), reads(other)) {
        (true, false) => cells(model, one, site, ty),
        (false, _) => cells(model, other, site, ty),
        (true, true) => match (all.values, one.edges(site), other.edges(site)) {
            (Values::Numbers(low, high), Some(Edges::Numbers(mut edges)), Some(Edges::Numbers(more))) => {
                edges.extend(more);
                with_missing(all, numbers(low, high, edges))
            }
            (Values::Numbers(..), ..) => vec![all],
            (Values::Texts, one_edges, other_edges) if one_edges.is_none() || other_edges.is_none() => {
                cells(model, if one_edges.is_none() { one } else { other }, site, ty)
            }
            _ => cells(model, one, site, ty),
        },
    }
}

fn with_missing<'a>(all: Set<'_>, values: Vec<Values<'a>>) -> Vec<Set<'a>> {
    let missing = all.unknown.then_some(Set::UNKNOWN);
    missing.into_iter().chain(values.into_iter().map(Set::known)).collect()
}

fn numbers(low: f64, high: f64, edges: Vec<f64>) -> Vec<Values<'static>> {
    cut(low, high, edges).map(|(low, high)| Values::Numbers(low, high)).collect()
}

fn booleans() -> Vec<Values<'static>> {
    [false, true].map(|truth| Values::Booleans { no: !truth, yes: truth }).to_vec()
}

fn integers(low: i64, high: i64) -> Vec<Values<'static>> {
    (low..=high).map(|integer| Values::Integers(integer, integer)).collect()
}

fn texts<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<Values<'a>> {
    texts.map(|text| Values::Text(text)).collect()
}
