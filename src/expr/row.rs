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
    // What most values are, `spend / 100`: not worth a stack.
    if let [Op::Read(site), Op::Number(right), Op::Arithmetic(operation)] = ops.as_slice() {
        let Value::Number(left) = row.read(*site) else { return Outcome { value: Value::Unknown, arithmetic: false } };
        let value = arithmetic::numbers(*operation, left, *right);
        return Outcome { arithmetic: value.is_none(), value: value.map_or(Value::Unknown, Value::Number) };
    }
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
}

#[inline]
fn boolean<'a>(truth: Option<bool>) -> Value<'a> {
    truth.map_or(Value::Unknown, Value::Boolean)
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
    use Value::{Boolean, Integer, List, Number, Text, Unknown};
    let mut stack = Stack { slots, top: 0 };
    let mut arithmetic = false;
    // An answer, or unknown with a warning.
    let mut answer = |value: Option<Value<'a>>| {
        arithmetic |= value.is_none();
        value.unwrap_or(Unknown)
    };
    let mut rest = ops;
    while let Some((op, after)) = rest.split_first() {
        rest = after;
        let skip = |count: u32| after.get(count as usize..).unwrap_or_default();
        // Whatever an operation does not know what to do with gives an unknown.
        let value = match (*op, stack.peek(1), stack.peek(0)) {
            (Op::Number(number), ..) => Number(number),
            (Op::Integer(integer), ..) => Integer(integer),
            (Op::Boolean(truth), ..) => Boolean(truth),
            (Op::Text(id), ..) => pool.texts.get(id as usize).map_or(Unknown, |text| Text(Cow::Borrowed(text))),
            (Op::Read(site), ..) => row.read(site),
            (Op::Has(site), ..) => Boolean(!matches!(row.read(site), Unknown)),
            (Op::SkipIfFalse(count), _, Boolean(false)) | (Op::SkipIfTrue(count), _, Boolean(true)) => {
                rest = skip(count);
                continue;
            }
            (Op::SkipIfFalse(_) | Op::SkipIfTrue(_), ..) | (Op::Choose(_), _, Boolean(true)) => continue,
            // A branch that is not taken leaves an unknown in its place.
            (Op::Choose(count), _, Boolean(false)) => {
                rest = skip(count.saturating_add(1));
                Unknown
            }
            (Op::Choose(count) | Op::Otherwise(count), ..) => {
                rest = skip(count);
                Unknown
            }
            (Op::Select, ..) => match *stack.peek(2) {
                Boolean(chosen) => stack.take(usize::from(chosen)),
                _ => Unknown,
            },
            (Op::Not, _, Boolean(truth)) => Boolean(!truth),
            // Kleene's logic: a false decides an and, a true an or.
            (Op::And, Boolean(false), _) | (Op::And, _, Boolean(false)) => Boolean(false),
            (Op::And, Boolean(true), Boolean(true)) => Boolean(true),
            (Op::Or, Boolean(true), _) | (Op::Or, _, Boolean(true)) => Boolean(true),
            (Op::Or, Boolean(false), Boolean(false)) => Boolean(false),
            (Op::OrEqual, Boolean(true), _) => Boolean(true),
            (Op::OrEqual, found, element) => match equal(stack.peek(2), element) {
                Some(false) if matches!(found, Unknown) => Unknown,
                equal => boolean(equal),
            },
            (Op::Compare(relation), left, right) => boolean(compare(relation, left, right)),
            (Op::AmongNumbers(range), _, Number(number)) => Boolean(range.of(&pool.numbers).contains(number)),
            (Op::AmongIntegers(range), _, Integer(integer)) => Boolean(range.of(&pool.integers).contains(integer)),
            (Op::AmongTexts(range), _, Text(text)) => {
                Boolean(range.of(&pool.texts).iter().any(|known| known.as_str() == text.as_ref()))
            }
            (Op::InList, Text(text), List(list)) => Boolean(list.iter().any(|element| element == text.as_ref())),
            (Op::Nip, ..) => stack.take(0),
            (Op::Midnight, _, Integer(date)) => Integer(time::midnight(*date, pool.offset)),
            (Op::Arithmetic(operation), Number(left), Number(right)) => {
                answer(arithmetic::numbers(operation, *left, *right).map(Number))
            }
            (Op::Function(function), _, Number(number)) => Number(arithmetic::number(function, *number)),
            (Op::Sum(bound), Integer(left), Integer(right)) => {
                answer(arithmetic::bounded(left.checked_add(*right), bound).map(Integer))
            }
            (Op::Difference(bound), Integer(left), Integer(right)) => {
                answer(arithmetic::bounded(left.checked_sub(*right), bound).map(Integer))
            }
            (Op::Opposite, _, Integer(duration)) => Integer(duration.saturating_neg()),
            (Op::Days, _, Number(number)) => answer(arithmetic::days(*number).map(Integer)),
            (Op::InDays, _, Integer(duration)) => Number(arithmetic::in_days(*duration)),
            (Op::Concat, ..) => match (stack.take(1), stack.peek(0)) {
                (Text(left), Text(right)) => answer(text::concat(left, right).map(Text)),
                _ => Unknown,
            },
            (Op::Test(test), Text(text), Text(part)) => Boolean(text::test(test, text, part)),
            (Op::Lower | Op::Upper, _, Text(_)) => match stack.take(0) {
                Text(text) => Text(text::cased(text, matches!(op, Op::Lower))),
                _ => Unknown,
            },
            (Op::Size, _, Text(text)) => Number(text.chars().count() as f64),
            (Op::Size, _, List(list)) => Number(list.len() as f64),
            (Op::Count(count), ..) if (0..count as usize).all(|below| !matches!(stack.peek(below), Unknown)) => {
                Number(f64::from(count))
            }
            _ => Unknown,
        };
        stack.put(op.takes(), value);
    }
    Outcome { value: stack.take(0), arithmetic }
}
