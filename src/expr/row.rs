//! The evaluator for one row.

use super::arithmetic;
use super::program::{Op, Pool, Program, Relation};
use super::text;
use super::types::Site;
use crate::base::time;
use crate::facts::row::List;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A value. The static type tells what an integer counts.
#[derive(Clone, Debug, Default)]
pub enum Value<'a> {
    /// Not known.
    #[default]
    Unknown,
    /// True or false.
    Boolean(bool),
    /// A finite number, never −0.
    Number(f64),
    /// A date in days, a timestamp or duration in milliseconds, the index of a level or class.
    Integer(i64),
    /// A text of the row, of the policy, or made by the expression.
    Text(Cow<'a, str>),
    /// A list of the row.
    List(List<'a>),
}

/// Where a program reads its values.
pub trait Row<'a> {
    /// The value at a site.
    fn read(&self, site: Site) -> Value<'a>;
}

/// What an expression gives for a row.
#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// Whether some arithmetic that was computed had no answer.
    pub arithmetic: bool,
}

/// Evaluates a program over a row.
///
/// Few expressions have more than three values on the stack, and clearing a longer
/// one would cost as much as they do; a deep one pays for its own.
pub fn evaluate<'a>(program: &'a Program, row: &dyn Row<'a>) -> Outcome<'a> {
    let (ops, pool) = (&program.ops, &program.pool);
    match program.depth {
        0..=3 => run(ops, pool, row, &mut [const { Value::Unknown }; 3]),
        4..=8 => run(ops, pool, row, &mut [const { Value::Unknown }; 8]),
        depth => run(ops, pool, row, &mut deep(depth)),
    }
}

/// Room for `depth` values.
#[cold]
pub(super) fn deep<'a>(depth: usize) -> Vec<Value<'a>> {
    let mut slots = Vec::new();
    slots.resize_with(depth, Value::default);
    slots
}

/// The values in use: the first `top` of the slots. Code that was checked never leaves them.
///
/// What is taken stays in its slot until something is put there.
struct Stack<'s, 'a> {
    slots: &'s mut [Value<'a>],
    top: usize,
}

impl<'a> Stack<'_, 'a> {
    /// The value that was put there last but `below`.
    #[inline]
    fn peek(&self, below: usize) -> &Value<'a> {
        self.slots.get(self.top.wrapping_sub(below + 1)).unwrap_or(&Value::Unknown)
    }

    /// The same value, to keep.
    #[inline]
    fn take(&mut self, below: usize) -> Value<'a> {
        self.slots.get_mut(self.top.wrapping_sub(below + 1)).map(std::mem::take).unwrap_or_default()
    }

    /// Takes `taken` values away and puts one there.
    #[inline]
    fn put(&mut self, taken: usize, value: Value<'a>) {
        let place = self.top.saturating_sub(taken);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = value;
            self.top = place + 1;
        }
    }

    #[inline]
    fn truth(&self, below: usize) -> Option<bool> {
        truth(self.peek(below))
    }
}

#[inline]
fn truth(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        _ => None,
    }
}

#[inline]
fn boolean<'a>(truth: Option<bool>) -> Value<'a> {
    truth.map_or(Value::Unknown, Value::Boolean)
}

/// Kleene's and: a false decides.
fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Kleene's or: a true decides.
fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// How two known values of one sort stand to each other. UTF-8 sorts as its code points do.
#[inline]
fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Whether two known values of one sort are equal; for texts faster than their order.
#[inline]
fn equal(left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(left == right),
        _ => order(left, right).map(Ordering::is_eq),
    }
}

#[inline]
fn compare(relation: Relation, left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    match relation {
        Relation::Equal => equal(left, right),
        Relation::NotEqual => equal(left, right).map(|equal| !equal),
        Relation::Less => order(left, right).map(Ordering::is_lt),
        Relation::LessOrEqual => order(left, right).map(Ordering::is_le),
        Relation::Greater => order(left, right).map(Ordering::is_gt),
        Relation::GreaterOrEqual => order(left, right).map(Ordering::is_ge),
    }
}

/// Runs operations with the slots as their stack.
pub(super) fn run<'a>(ops: &[Op], pool: &'a Pool, row: &dyn Row<'a>, slots: &mut [Value<'a>]) -> Outcome<'a> {
    let mut stack = Stack { slots, top: 0 };
    let mut arithmetic = false;
    // An answer, or unknown with a warning.
    let mut answer = |value: Option<Value<'a>>| {
        arithmetic |= value.is_none();
        value.unwrap_or(Value::Unknown)
    };
    let mut rest = ops;
    while let Some((op, after)) = rest.split_first() {
        rest = after;
        let skip = |count: u32| after.get(count as usize..).unwrap_or_default();
        // How many values the operation takes, and what it leaves.
        let (taken, value) = match *op {
            Op::Number(number) => (0, Value::Number(number)),
            Op::Integer(integer) => (0, Value::Integer(integer)),
            Op::Boolean(truth) => (0, Value::Boolean(truth)),
            Op::Text(id) => {
                (0, pool.texts.get(id as usize).map_or(Value::Unknown, |text| Value::Text(Cow::Borrowed(text))))
            }
            Op::Read(site) => (0, row.read(site)),
            Op::Has(site) => (0, Value::Boolean(!matches!(row.read(site), Value::Unknown))),
            Op::Not => (1, boolean(stack.truth(0).map(|truth| !truth))),
            Op::And => (2, boolean(and(stack.truth(1), stack.truth(0)))),
            Op::Or => (2, boolean(or(stack.truth(1), stack.truth(0)))),
            Op::SkipIfFalse(count) => {
                if stack.truth(0) == Some(false) {
                    rest = skip(count);
                }
                continue;
            }
            Op::SkipIfTrue(count) => {
                if stack.truth(0) == Some(true) {
                    rest = skip(count);
                }
                continue;
            }
            // A branch that is not taken leaves an unknown in its place.
            Op::Choose(count) => {
                match stack.truth(0) {
                    Some(true) => continue,
                    Some(false) => rest = skip(count.saturating_add(1)),
                    None => rest = skip(count),
                }
                (0, Value::Unknown)
            }
            Op::Otherwise(count) => {
                rest = skip(count);
                (0, Value::Unknown)
            }
            Op::Select => {
                let chosen = match stack.truth(2) {
                    Some(true) => stack.take(1),
                    Some(false) => stack.take(0),
                    None => Value::Unknown,
                };
                (3, chosen)
            }
            Op::Compare(relation) => (2, boolean(compare(relation, stack.peek(1), stack.peek(0)))),
            Op::AmongNumbers(range) => (
                1,
                match stack.peek(0) {
                    Value::Number(number) => Value::Boolean(range.of(&pool.numbers).contains(number)),
                    _ => Value::Unknown,
                },
            ),
            Op::AmongIntegers(range) => (
                1,
                match stack.peek(0) {
                    Value::Integer(integer) => Value::Boolean(range.of(&pool.integers).contains(integer)),
                    _ => Value::Unknown,
                },
            ),
            Op::AmongTexts(range) => (
                1,
                match stack.peek(0) {
                    Value::Text(text) => Value::Boolean(range.of(&pool.texts).iter().any(|known| known == text)),
                    _ => Value::Unknown,
                },
            ),
            Op::OrEqual => (2, boolean(or(stack.truth(1), equal(stack.peek(2), stack.peek(0))))),
            Op::Nip => (2, stack.take(0)),
            Op::InList => (
                2,
                match (stack.peek(1), stack.peek(0)) {
                    (Value::Text(text), Value::List(list)) => {
                        Value::Boolean(list.iter().any(|element| element == text.as_ref()))
                    }
                    _ => Value::Unknown,
                },
            ),
            Op::Midnight => (
                1,
                match *stack.peek(0) {
                    Value::Integer(date) => Value::Integer(time::midnight(date, pool.offset)),
                    _ => Value::Unknown,
                },
            ),
            Op::Arithmetic(operation) => (
                2,
                match (stack.peek(1), stack.peek(0)) {
                    (Value::Number(left), Value::Number(right)) => {
                        answer(arithmetic::numbers(operation, *left, *right).map(Value::Number))
                    }
                    _ => Value::Unknown,
                },
            ),
            Op::Function(function) => (
                1,
                match *stack.peek(0) {
                    Value::Number(number) => Value::Number(arithmetic::number(function, number)),
                    _ => Value::Unknown,
                },
            ),
            Op::Sum(bound) | Op::Difference(bound) => (
                2,
                match (stack.peek(1), stack.peek(0)) {
                    (Value::Integer(left), Value::Integer(right)) => {
                        let compute = if matches!(op, Op::Sum(_)) { arithmetic::sum } else { arithmetic::difference };
                        answer(compute(*left, *right, bound).map(Value::Integer))
                    }
                    _ => Value::Unknown,
                },
            ),
            Op::Opposite => (
                1,
                match *stack.peek(0) {
                    Value::Integer(duration) => Value::Integer(duration.saturating_neg()),
                    _ => Value::Unknown,
                },
            ),
            Op::Days => (
                1,
                match *stack.peek(0) {
                    Value::Number(number) => answer(arithmetic::days(number).map(Value::Integer)),
                    _ => Value::Unknown,
                },
            ),
            Op::InDays => (
                1,
                match *stack.peek(0) {
                    Value::Integer(duration) => Value::Number(arithmetic::in_days(duration)),
                    _ => Value::Unknown,
                },
            ),
            Op::Concat => (
                2,
                match (stack.take(1), stack.peek(0)) {
                    (Value::Text(left), Value::Text(right)) => answer(text::concat(left, right).map(Value::Text)),
                    _ => Value::Unknown,
                },
            ),
            Op::Test(test) => (
                2,
                match (stack.peek(1), stack.peek(0)) {
                    (Value::Text(text), Value::Text(part)) => Value::Boolean(text::test(test, text, part)),
                    _ => Value::Unknown,
                },
            ),
            Op::Lower | Op::Upper => (
                1,
                match stack.take(0) {
                    Value::Text(text) => Value::Text(text::cased(text, matches!(op, Op::Lower))),
                    _ => Value::Unknown,
                },
            ),
            Op::Size => (
                1,
                match stack.peek(0) {
                    Value::Text(text) => Value::Number(text.chars().count() as f64),
                    Value::List(list) => Value::Number(list.len() as f64),
                    _ => Value::Unknown,
                },
            ),
            Op::Count(count) => {
                let known = (0..count as usize).all(|below| !matches!(stack.peek(below), Value::Unknown));
                (count as usize, if known { Value::Number(f64::from(count)) } else { Value::Unknown })
            }
        };
        stack.put(taken, value);
    }
    let value = stack.take(0);
    Outcome { value, arithmetic }
}
