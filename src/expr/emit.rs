//! Writing a program: operations one after the other, constants folded as they come.

use super::program::{Op, Pool, Program, Range, Read, Sort};
use super::row::{self, Row, Value};
use super::types::{Site, Type};
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
    /// The sites of `reads`, in order, to find them fast.
    seen: Vec<Site>,
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
        Emitter { ops: Vec::new(), pool: Pool { offset, ..Pool::default() }, reads: Vec::new(), seen: Vec::new() }
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

    /// Adds a text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.push(Op::Text(self.pool.texts.len() as u32));
        self.pool.texts.push(text.into());
    }

    /// Notes that the expression names a site.
    pub fn note(&mut self, site: Site, ty: Type, name: impl FnOnce() -> String) {
        if let Err(place) = self.seen.binary_search(&site) {
            self.seen.insert(place, site);
            self.reads.push(Read { site, ty, name: name() });
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

    /// Replaces the code of a list of constants by a range of a table.
    pub fn gather(&mut self, start: usize, sort: Sort) {
        let code = self.ops.split_off(start.min(self.ops.len()));
        let mut texts = None;
        let (mut count, numbers, integers) = (0, self.pool.numbers.len(), self.pool.integers.len());
        for op in code {
            match op {
                Op::Number(number) => self.pool.numbers.push(number),
                Op::Integer(integer) => self.pool.integers.push(integer),
                // The texts of one list stand in the table side by side.
                Op::Text(id) => _ = texts.get_or_insert(id),
                _ => continue,
            }
            count += 1;
        }
        let range = |from| Range { from, count };
        self.push(match sort {
            Sort::Number => Op::AmongNumbers(range(numbers as u32)),
            Sort::Integer | Sort::Boolean => Op::AmongIntegers(range(integers as u32)),
            Sort::Text => Op::AmongTexts(range(texts.unwrap_or(0))),
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

    fn settle(&mut self, start: usize) {
        enum Settled {
            Op(Op),
            Text(String),
        }
        let ops = self.ops.get(start..).unwrap_or_default();
        if ops.len() < 2 || ops.iter().any(|op| matches!(op, Op::Read(_) | Op::Has(_))) {
            return;
        }
        let outcome = row::run(ops, &self.pool, &Nothing, &mut row::deep(depth(ops)));
        // What warns must be left to warn.
        if outcome.arithmetic {
            return;
        }
        let settled = match outcome.value {
            Value::Number(number) => Settled::Op(Op::Number(number)),
            Value::Integer(integer) => Settled::Op(Op::Integer(integer)),
            Value::Boolean(truth) => Settled::Op(Op::Boolean(truth)),
            Value::Text(text) => Settled::Text(text.into_owned()),
            Value::Unknown | Value::List(_) => return,
        };
        // Texts stand in the table in the order of the code, so those of this code are the last.
        let texts = ops.iter().filter_map(|op| match op {
            Op::Text(id) => Some(*id),
            Op::AmongTexts(range) => Some(range.from),
            _ => None,
        });
        if let Some(first) = texts.min() {
            self.pool.texts.truncate(first as usize);
        }
        self.ops.truncate(start);
        match settled {
            Settled::Op(op) => _ = self.push(op),
            Settled::Text(text) => self.text(&text),
        }
    }

    /// The finished program.
    pub fn finish(mut self, ty: Type) -> Program {
        self.settle(0);
        let depth = depth(&self.ops);
        Program { ops: self.ops, pool: self.pool, reads: self.reads, ty, depth }
    }
}

/// The most values that are on the stack at one time, whatever is skipped.
fn depth(ops: &[Op]) -> usize {
    let (mut height, mut most) = (0_usize, 0);
    for op in ops {
        height = match op {
            Op::Number(_) | Op::Integer(_) | Op::Boolean(_) | Op::Text(_) | Op::Read(_) | Op::Has(_) => height + 1,
            Op::And
            | Op::Or
            | Op::Compare(..)
            | Op::OrEqual(_)
            | Op::Nip
            | Op::InList
            | Op::Arithmetic(_)
            | Op::Sum(_) => height.saturating_sub(1),
            Op::Difference(_) | Op::Concat | Op::Test(_) => height.saturating_sub(1),
            Op::Select => height.saturating_sub(2),
            Op::Count(count) => (height + 1).saturating_sub(*count as usize),
            Op::SkipIfFalse(_) | Op::SkipIfTrue(_) | Op::Choose(_) | Op::Otherwise(_) => height,
            Op::AmongNumbers(_) | Op::AmongIntegers(_) | Op::AmongTexts(_) => height,
            Op::Not | Op::Midnight | Op::Function(_) | Op::Opposite | Op::Days | Op::InDays => height,
            Op::Lower | Op::Upper | Op::Size => height,
        };
        most = most.max(height);
    }
    most
}
