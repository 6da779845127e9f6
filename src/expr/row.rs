//! The evaluator for one row.

use super::arithmetic;
use super::ast::Relation;
use super::program::{Op, Pool, Program};
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
        depth => run(ops, pool, row, &mut vec![Value::Unknown; depth]),
    }
}

/// The values in use: the first `top` of the slots. Code that was checked never leaves them.
struct Stack<'s, 'a> {
    slots: &'s mut [Value<'a>],
    top: usize,
}

impl<'a> Stack<'_, 'a> {
    #[inline]
    fn push(&mut self, value: Value<'a>) {
        if let Some(slot) = self.slots.get_mut(self.top) {
            *slot = value;
            self.top += 1;
        }
    }

    #[inline]
    fn pop(&mut self) -> Value<'a> {
        self.top = self.top.saturating_sub(1);
        self.slots.get_mut(self.top).map(std::mem::take).unwrap_or_default()
    }

    /// The value that was pushed last.
    #[inline]
    fn last(&self) -> &Value<'a> {
        self.slots.get(self.top.wrapping_sub(1)).unwrap_or(&Value::Unknown)
    }

    /// Puts a value in place of the last one.
    #[inline]
    fn replace(&mut self, value: Value<'a>) {
        if let Some(slot) = self.slots.get_mut(self.top.wrapping_sub(1)) {
            *slot = value;
        }
    }

    #[inline]
    fn truth(&self) -> Option<bool> {
        truth(self.last())
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
    let mut unanswered = false;
    // An answer, or unknown with a warning.
    let mut answer = |value: Option<Value<'a>>| {
        unanswered |= value.is_none();
        value.unwrap_or(Value::Unknown)
    };
    let mut rest = ops;
    while let Some((op, after)) = rest.split_first() {
        rest = after;
        let skip = |count: u32| after.get(count as usize..).unwrap_or_default();
        match *op {
            Op::Number(number) => stack.push(Value::Number(number)),
            Op::Integer(integer) => stack.push(Value::Integer(integer)),
            Op::Boolean(truth) => stack.push(Value::Boolean(truth)),
            Op::Text(id) => stack.push(pool.texts.get(id as usize).map_or(Value::Unknown, |text| Value::Text(Cow::Borrowed(text)))),
            Op::Read(site) => stack.push(row.read(site)),
            Op::Has(site) => stack.push(Value::Boolean(!matches!(row.read(site), Value::Unknown))),
            Op::Not => stack.replace(boolean(stack.truth().map(|truth| !truth))),
            Op::And => {
                let right = truth(&stack.pop());
                stack.replace(boolean(and(stack.truth(), right)));
            }
            Op::Or => {
                let right = truth(&stack.pop());
                stack.replace(boolean(or(stack.truth(), right)));
            }
            Op::SkipIfFalse(count) => {
                if stack.truth() == Some(false) {
                    rest = skip(count);
                }
            }
            Op::SkipIfTrue(count) => {
                if stack.truth() == Some(true) {
                    rest = skip(count);
                }
            }
            // A branch that is not taken leaves an unknown in its place.
            Op::Choose(count) => match stack.truth() {
                Some(true) => {}
                Some(false) => {
                    stack.push(Value::Unknown);
                    rest = skip(count + 1);
                }
                None => {
                    stack.push(Value::Unknown);
                    rest = skip(count);
                }
            },
            Op::Otherwise(count) => {
                stack.push(Value::Unknown);
                rest = skip(count);
            }
            Op::Select => {
                let (no, yes) = (stack.pop(), stack.pop());
                let chosen = match stack.truth() {
                    Some(true) => yes,
                    Some(false) => no,
                    None => Value::Unknown,
                };
                stack.replace(chosen);
            }
            Op::Compare(relation, _) => {
                let right = stack.pop();
                stack.replace(boolean(compare(relation, stack.last(), &right)));
            }
            Op::AmongNumbers(range) => {
                let found = match stack.last() {
                    Value::Number(number) => Some(range.of(&pool.numbers).contains(number)),
                    _ => None,
                };
                stack.replace(boolean(found));
            }
            Op::AmongIntegers(range) => {
                let found = match stack.last() {
                    Value::Integer(integer) => Some(range.of(&pool.integers).contains(integer)),
                    _ => None,
                };
                stack.replace(boolean(found));
            }
            Op::AmongTexts(range) => {
                let found = match stack.last() {
                    Value::Text(text) => Some(range.of(&pool.texts).iter().any(|known| known == text)),
                    _ => None,
                };
                stack.replace(boolean(found));
            }
            Op::OrEqual(_) => {
                let (element, found) = (stack.pop(), truth(&stack.pop()));
                let here = equal(stack.last(), &element);
                stack.push(boolean(or(found, here)));
            }
            Op::Nip => {
                let last = stack.pop();
                stack.replace(last);
            }
            Op::InList => {
                let list = stack.pop();
                let found = match (stack.last(), list) {
                    (Value::Text(text), Value::List(list)) => Some(list.iter().any(|element| element == text.as_ref())),
                    _ => None,
                };
                stack.replace(boolean(found));
            }
            Op::Midnight => {
                if let Value::Integer(date) = *stack.last() {
                    stack.replace(Value::Integer(time::midnight(date, pool.offset)));
                }
            }
            Op::Arithmetic(operation) => {
                let right = stack.pop();
                stack.replace(match (stack.last(), right) {
                    (Value::Number(left), Value::Number(right)) => {
                        answer(arithmetic::numbers(operation, *left, right).map(Value::Number))
                    }
                    _ => Value::Unknown,
                });
            }
            Op::Function(function) => {
                if let Value::Number(number) = *stack.last() {
                    stack.replace(Value::Number(arithmetic::number(function, number)));
                }
            }
            Op::Sum(bound) | Op::Difference(bound) => {
                let right = stack.pop();
                stack.replace(match (stack.last(), right) {
                    (Value::Integer(left), Value::Integer(right)) => {
                        let compute = if matches!(op, Op::Sum(_)) { arithmetic::sum } else { arithmetic::difference };
                        answer(compute(*left, right, bound).map(Value::Integer))
                    }
                    _ => Value::Unknown,
                });
            }
            Op::Opposite => {
                if let Value::Integer(duration) = *stack.last() {
                    stack.replace(Value::Integer(duration.saturating_neg()));
                }
            }
            Op::Days => {
                if let Value::Number(number) = *stack.last() {
                    stack.replace(answer(arithmetic::days(number).map(Value::Integer)));
                }
            }
            Op::InDays => {
                if let Value::Integer(duration) = *stack.last() {
                    stack.replace(Value::Number(arithmetic::in_days(duration)));
                }
            }
            Op::Concat => {
                let right = stack.pop();
                let left = stack.pop();
                stack.push(match (left, right) {
                    (Value::Text(left), Value::Text(right)) => answer(text::concat(left, right).map(Value::Text)),
                    _ => Value::Unknown,
                });
            }
            Op::Test(test) => {
                let part = stack.pop();
                let found = match (stack.last(), &part) {
                    (Value::Text(text), Value::Text(part)) => Some(text::test(test, text, part)),
                    _ => None,
                };
                stack.replace(boolean(found));
            }
            Op::Lower | Op::Upper => {
                if let Value::Text(text) = stack.pop() {
                    stack.push(Value::Text(if matches!(op, Op::Lower) { text::lower(text) } else { text::upper(text) }));
                } else {
                    stack.push(Value::Unknown);
                }
            }
            Op::Size => {
                let size = match stack.last() {
                    Value::Text(text) => Some(text.chars().count()),
                    Value::List(list) => Some(list.len()),
                    _ => None,
                };
                stack.replace(size.map_or(Value::Unknown, |size| Value::Number(size as f64)));
            }
            Op::Count(count) => {
                let mut known = true;
                for _ in 0..count {
                    known &= !matches!(stack.pop(), Value::Unknown);
                }
                stack.push(if known { Value::Number(f64::from(count)) } else { Value::Unknown });
            }
        }
    }
    let value = stack.pop();
    Outcome { value, arithmetic: unanswered }
}
