//! What a program can tell apart about one of its inputs.
//!
//! A rule on one field becomes a table from cell to points; this finds the cells.

use super::program::{Op, Program, Range, Relation};
use super::row::Value;
use super::types::{Site, Type};
use std::borrow::Cow;

/// The values of a site that make a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Edges {
    /// Rising lower edges: the result depends only on how many of them are at most the value.
    Numbers(Vec<f64>),
    /// The texts that are told apart, each once; all others are one cell.
    Texts(Vec<String>),
    /// A boolean, a level or a class: each value is a cell.
    Finite,
}

impl Program {
    /// The program's value, if it does not depend on anything that it reads.
    #[allow(dead_code, reason = "part of the seam between expressions and tables")]
    pub fn constant(&self) -> Option<Value<'_>> {
        Some(match self.ops.as_slice() {
            [Op::Number(number)] => Value::Number(*number),
            [Op::Integer(integer)] => Value::Integer(*integer),
            [Op::Boolean(truth)] => Value::Boolean(*truth),
            [Op::Text(id)] => Value::Text(Cow::Borrowed(self.pool.texts.get(*id as usize)?)),
            _ => return None,
        })
    }

    /// The cells of a site, if the program only asks whether it is known and compares
    /// it with constants; `None` if it does anything else with it, or does not read it.
    pub fn edges(&self, site: Site) -> Option<Edges> {
        match self.reads.iter().find(|read| read.site == site)?.ty {
            Type::Boolean | Type::Level(_) | Type::Class(_) => Some(Edges::Finite),
            Type::Number => {
                let mut edges = Vec::new();
                for use_of in self.uses(site) {
                    match use_of {
                        [Op::Number(number), Op::Compare(relation), ..] => number_edges(*relation, *number, &mut edges),
                        [Op::AmongNumbers(range), ..] => {
                            for number in range.of(&self.pool.numbers) {
                                number_edges(Relation::Equal, *number, &mut edges);
                            }
                        }
                        [Op::Boolean(_), Op::Nip, ..] => {} // `x in []`
                        _ => return None,
                    }
                }
                Some(Edges::Numbers(edges))
            }
            Type::Text => {
                let mut texts = Vec::new();
                for use_of in self.uses(site) {
                    let range = match use_of {
                        [Op::Text(id), Op::Compare(relation), ..] if relation.is_equality() => {
                            Range { from: *id, count: 1 }
                        }
                        [Op::AmongTexts(range), ..] => *range,
                        [Op::Boolean(_), Op::Nip, ..] => continue, // `x in []`
                        _ => return None,
                    };
                    for text in range.of(&self.pool.texts) {
                        insert(&mut texts, text);
                    }
                }
                Some(Edges::Texts(texts.into_iter().cloned().collect()))
            }
            Type::Date | Type::Timestamp | Type::Duration | Type::List => None,
        }
    }

    /// What follows each reading of a site.
    fn uses(&self, site: Site) -> impl Iterator<Item = &[Op]> {
        self.ops
            .iter()
            .enumerate()
            .filter(move |(_, op)| **op == Op::Read(site))
            .map(|(place, _)| self.ops.get(place + 1..).unwrap_or_default())
    }
}

/// The edges at which a comparison with a constant changes its result.
fn number_edges(relation: Relation, number: f64, edges: &mut Vec<f64>) {
    if !matches!(relation, Relation::LessOrEqual | Relation::Greater) {
        insert(edges, number);
    }
    if !matches!(relation, Relation::Less | Relation::GreaterOrEqual) {
        // Adding a zero turns −0 into 0; above the largest number there is no value.
        let next = number.next_up() + 0.0;
        if next.is_finite() {
            insert(edges, next);
        }
    }
}

/// Adds a value to a rising list, unless it is there.
fn insert<T: PartialOrd>(list: &mut Vec<T>, value: T) {
    let place = list.partition_point(|known| *known < value);
    if list.get(place) != Some(&value) {
        list.insert(place, value);
    }
}
