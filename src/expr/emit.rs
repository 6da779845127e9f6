//! Writing a program: operations one after the other, constants folded as they come.

use super::program::{Op, Pool, Program, Range, Read, depth};
use super::row::{self, Row, Value};
use super::types::{Name, Site, Type, phrase};
use crate::base::time::{self, Offset};

/// Longest piece of code that is tried for folding: a choice between constants.
///
/// Operands fold before their operator does, so nothing that can fold is longer.
const FOLDED: usize = 6;

/// A program in the making.
pub struct Emitter {
    ops: Vec<Op>,
    pool: Pool,
    reads: Vec<Read>,
}

/// A row for code that reads nothing.
struct Nothing;

impl Row<'_> for Nothing {
    fn read(&self, _: Site) -> Value<'static> {
        Value::Unknown
    }
}

impl Emitter {
    /// An empty program.
    pub fn new(offset: Offset) -> Emitter {
        Emitter { ops: Vec::new(), pool: Pool { offset, ..Pool::default() }, reads: Vec::new() }
    }

    /// Where the next operation will stand.
    pub fn here(&self) -> usize {
        self.ops.len()
    }

    /// Adds an operation, and gives its place.
    #[inline(never)]
    pub fn push(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// Takes the last operation away.
    pub fn pop(&mut self) {
        self.ops.pop();
    }

    /// Adds a text.
    #[inline(never)]
    pub fn text(&mut self, text: String) {
        self.push(Op::Text(self.pool.texts.len() as u32));
        self.pool.texts.push(text);
    }

    /// The text at a place.
    pub fn literal(&self, place: usize) -> Option<&str> {
        match self.ops.get(place) {
            Some(Op::Text(id)) => self.pool.texts.get(*id as usize).map(String::as_str),
            _ => None,
        }
    }

    /// Takes the text at the end of the code away.
    pub fn take_text(&mut self) -> String {
        self.ops.pop();
        self.pool.texts.pop().unwrap_or_default()
    }

    /// Puts an operation in the place of another one.
    pub fn replace(&mut self, place: usize, op: Op) {
        if let Some(slot) = self.ops.get_mut(place) {
            *slot = op;
        }
    }

    /// Takes the code from a place on away.
    #[inline(never)]
    pub fn rewind(&mut self, start: usize) {
        // Texts stand in the table in the order of the code, so those of this code are the last.
        let texts = self.ops.iter().skip(start).filter_map(|op| match op {
            Op::Text(id) => Some(*id),
            Op::AmongTexts(range) => Some(range.from),
            _ => None,
        });
        if let Some(first) = texts.min() {
            self.pool.texts.truncate(first as usize);
        }
        self.ops.truncate(start);
    }

    /// Notes that the expression names a site.
    pub fn note(&mut self, site: Site, ty: Type, name: Name<'_>) {
        if !self.reads.iter().any(|read| read.site == site) {
            let name = match name {
                Name::Plain(name) => name.into(),
                Name::Scoped(scope, name) => phrase("@.@", &[scope, name]),
            };
            self.reads.push(Read { site, ty, name });
        }
    }

    /// The site, if the code between two places only reads one.
    pub fn bare(&self, start: usize, end: usize) -> Option<Site> {
        match self.ops.get(start..end) {
            Some([Op::Read(site)]) => Some(*site),
            _ => None,
        }
    }

    /// Whether the code from a place on is one constant.
    pub fn constant(&self, start: usize) -> bool {
        matches!(self.ops.get(start..), Some([Op::Number(_) | Op::Integer(_) | Op::Boolean(_) | Op::Text(_)]))
    }

    /// Turns the operand between two places into an instant, if it is a date.
    #[inline(never)]
    pub fn widen(&mut self, ty: Option<Type>, start: usize, end: usize) {
        if ty != Some(Type::Date) {
            return;
        }
        let offset = self.pool.offset;
        match self.ops.get_mut(start..end) {
            Some([Op::Integer(date)]) => *date = time::midnight(*date, offset),
            // Skips are relative and never reach out of their operand, so it may move as a whole.
            _ => self.ops.insert(end.min(self.ops.len()), Op::Midnight),
        }
    }

    /// Makes the hint at a place skip to another place.
    #[inline(never)]
    pub fn aim(&mut self, hint: usize, target: usize) {
        let span = target.saturating_sub(hint + 1) as u32;
        if let Some(Op::SkipIfFalse(count) | Op::SkipIfTrue(count) | Op::Choose(count) | Op::Otherwise(count)) =
            self.ops.get_mut(hint)
        {
            *count = span;
        }
    }

    /// Exchanges a constant and the name after it, so that the constant stands right.
    pub fn exchange(&mut self, start: usize, mid: usize) -> bool {
        let both = mid == start + 1 && self.bare(mid, self.ops.len()).is_some();
        match self.ops.get_mut(start..) {
            Some([first, second]) if both && !matches!(first, Op::Read(_)) => {
                std::mem::swap(first, second);
                true
            }
            _ => false,
        }
    }

    /// Replaces the code of a list of constants by a range of a table, if there are many for their kind.
    pub fn gather(&mut self, start: usize) {
        let (mut first, mut count) = (None, 0);
        let Pool { numbers, integers, .. } = &mut self.pool;
        for op in self.ops.iter().skip(start) {
            let place = match op {
                Op::Number(number) => {
                    numbers.push(*number);
                    numbers.len() - 1
                }
                Op::Integer(integer) => {
                    integers.push(*integer);
                    integers.len() - 1
                }
                // The texts of one list stand in the table side by side.
                Op::Text(id) => *id as usize,
                _ => continue,
            };
            first.get_or_insert((*op, place as u32));
            count += 1;
        }
        let Some((op, from)) = first else { return };
        let range = Range { from, count };
        self.ops.truncate(start);
        self.push(match op {
            Op::Number(_) => Op::AmongNumbers(range),
            Op::Integer(_) => Op::AmongIntegers(range),
            _ => Op::AmongTexts(range),
        });
    }

    /// Replaces the code from a place on by its value, if it reads nothing and has an answer.
    ///
    /// Gives whether one constant is left.
    #[inline(never)]
    pub fn fold(&mut self, start: usize) -> bool {
        if self.ops.len().saturating_sub(start) <= FOLDED {
            self.settle(start);
        }
        self.constant(start)
    }

    #[inline(never)]
    fn settle(&mut self, start: usize) {
        let ops = self.ops.get(start..).unwrap_or_default();
        if ops.len() < 2 || ops.iter().any(|op| matches!(op, Op::Read(_) | Op::Has(_))) {
            return;
        }
        let outcome = row::run(ops, &self.pool, &Nothing, &mut row::deep(depth(ops)));
        // What warns must be left to warn.
        if outcome.arithmetic {
            return;
        }
        let op = match outcome.value {
            Value::Number(number) => Op::Number(number),
            Value::Integer(integer) => Op::Integer(integer),
            Value::Boolean(truth) => Op::Boolean(truth),
            Value::Text(text) => {
                let text = text.into_owned();
                self.rewind(start);
                return self.text(text);
            }
            Value::Unknown | Value::List(_) => return,
        };
        self.rewind(start);
        self.push(op);
    }

    /// The finished program.
    pub fn finish(mut self, ty: Type) -> Program {
        self.settle(0);
        let depth = depth(&self.ops);
        Program { ops: self.ops, pool: self.pool, reads: self.reads, ty, depth }
    }
}
