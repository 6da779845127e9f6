//! The evaluator over sets: the same program, where each input is any of several values.
//!
//! The result holds every value that the program may give, and perhaps more: inputs that
//! hang together are taken as if they did not. Where each input is one value, the
//! evaluator for one row is exact, and callers use that.

use super::arithmetic;
use super::program::{Arithmetic, Function, Op, Pool, Program, Range, Relation};
use super::row::Value;
use super::text;
use super::types::Site;
use crate::base::{limits, time};
use crate::facts::row::List;
use std::borrow::Cow;

/// Known values that something may have. Bounds are inclusive.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// None: it can only be unknown.
    None,
    /// False, true or both.
    Booleans { no: bool, yes: bool },
    /// Numbers from one to another.
    Numbers(f64, f64),
    /// Dates, instants, durations, levels or classes from one to another.
    Integers(i64, i64),
    /// One text.
    Text(&'a str),
    /// Any text.
    Texts,
    /// One list.
    List(List<'a>),
    /// Any list.
    Lists,
}

/// What something may be: known values, and whether it may be unknown.
#[derive(Clone, Copy, Debug)]
pub struct Set<'a> {
    /// Whether it may be unknown.
    pub unknown: bool,
    /// What it may be where it is known.
    pub values: Values<'a>,
}

/// What a condition may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// It may be false.
    pub no: bool,
    /// It may be true.
    pub yes: bool,
    /// It may be unknown.
    pub unknown: bool,
}

impl Truth {
    /// The truth that is known, or not.
    pub fn of(truth: Option<bool>) -> Truth {
        Truth { no: truth == Some(false), yes: truth == Some(true), unknown: truth.is_none() }
    }

    /// Whether it can only be true.
    pub fn surely(self) -> bool {
        self.yes && !self.no && !self.unknown
    }

    /// Either of two.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        Truth { no: self.no || other.no, yes: self.yes || other.yes, unknown: self.unknown || other.unknown }
    }
}

/// Where a program reads its sets.
pub trait Sets<'a> {
    /// What may stand at a site.
    fn set(&self, site: Site) -> Set<'a>;
}

impl<'a> Set<'a> {
    /// Unknown, and nothing else.
    pub const UNKNOWN: Set<'static> = Set { unknown: true, values: Values::None };

    /// Known for sure to be among values.
    pub const fn known(values: Values<'a>) -> Set<'a> {
        Set { unknown: false, values }
    }

    /// The set of one value.
    pub fn of(value: Value<'a>) -> Set<'a> {
        match value {
            Value::Unknown => Set::UNKNOWN,
            Value::Boolean(truth) => Set::known(Values::Booleans { no: !truth, yes: truth }),
            Value::Number(number) => Set::known(Values::Numbers(number, number)),
            Value::Integer(integer) => Set::known(Values::Integers(integer, integer)),
            Value::Text(Cow::Borrowed(text)) => Set::known(Values::Text(text)),
            Value::Text(Cow::Owned(_)) => Set::known(Values::Texts),
            Value::List(list) => Set::known(Values::List(list)),
        }
    }

    /// What a condition with these values may be.
    pub fn truth(self) -> Truth {
        match self.values {
            Values::Booleans { no, yes } => Truth { no, yes, unknown: self.unknown },
            _ => Truth { unknown: self.unknown, ..Truth::default() },
        }
    }

    fn from_truth(truth: Truth) -> Set<'static> {
        let Truth { no, yes, unknown } = truth;
        let values = if no || yes { Values::Booleans { no, yes } } else { Values::None };
        Set { unknown, values }
    }

    /// Either of two sets of one type.
    #[must_use]
    pub fn or(self, other: Set<'a>) -> Set<'a> {
        let values = match (self.values, other.values) {
            (Values::None, values) | (values, Values::None) => values,
            (Values::Booleans { no, yes }, Values::Booleans { no: or_no, yes: or_yes }) => {
                Values::Booleans { no: no || or_no, yes: yes || or_yes }
            }
            (Values::Numbers(low, high), Values::Numbers(other_low, other_high)) => {
                Values::Numbers(low.min(other_low), high.max(other_high))
            }
            (Values::Integers(low, high), Values::Integers(other_low, other_high)) => {
                Values::Integers(low.min(other_low), high.max(other_high))
            }
            (Values::Text(one), Values::Text(other)) if one == other => Values::Text(one),
            (Values::Text(_) | Values::Texts, _) => Values::Texts,
            (Values::List(_) | Values::Lists, _) => Values::Lists,
            (values, _) => values,
        };
        Set { unknown: self.unknown || other.unknown, values }
    }
}

/// Everything that a program may give.
pub fn over_sets<'a>(program: &'a Program, sets: &dyn Sets<'a>) -> Set<'a> {
    let mut stack: Vec<Set<'a>> = Vec::with_capacity(program.depth);
    for op in program.ops.iter().filter(|op| !op.is_hint()) {
        let from = stack.len().saturating_sub(op.takes());
        let value = match op {
            // It compares with x, which stays below what it takes.
            Op::OrEqual => or_equal(stack.get(from.saturating_sub(1)..).unwrap_or_default()),
            _ => operate(*op, stack.get(from..).unwrap_or_default(), &program.pool, sets),
        };
        stack.truncate(from);
        stack.push(value);
    }
    stack.pop().unwrap_or(Set::UNKNOWN)
}

fn operate<'a>(op: Op, operands: &[Set<'a>], pool: &'a Pool, sets: &dyn Sets<'a>) -> Set<'a> {
    let at = |place: usize| operands.get(place).copied().unwrap_or(Set::UNKNOWN);
    let (a, b) = (at(0), at(1));
    let unknown = a.unknown || operands.len() > 1 && b.unknown;
    let given = |values: Values<'a>| Set { unknown, values };
    match op {
        Op::Number(number) => Set::of(Value::Number(number)),
        Op::Integer(integer) => Set::of(Value::Integer(integer)),
        Op::Boolean(truth) => Set::of(Value::Boolean(truth)),
        Op::Text(id) => match pool.texts.get(id as usize) {
            Some(text) => Set::known(Values::Text(text)),
            None => Set::UNKNOWN,
        },
        Op::Read(site) => sets.set(site),
        Op::Has(site) => {
            let set = sets.set(site);
            Set::from_truth(Truth { no: set.unknown, yes: !matches!(set.values, Values::None), unknown: false })
        }
        Op::Not => {
            let Truth { no, yes, unknown } = a.truth();
            Set::from_truth(Truth { no: yes, yes: no, unknown })
        }
        Op::And => and(a.truth(), b.truth()),
        Op::Or => or(a.truth(), b.truth()),
        Op::SkipIfFalse(_) | Op::SkipIfTrue(_) | Op::Choose(_) | Op::Otherwise(_) | Op::OrEqual => Set::UNKNOWN,
        Op::Select => {
            let Truth { no, yes, unknown } = a.truth();
            let mut chosen = Set { unknown, values: Values::None };
            if yes {
                chosen = chosen.or(b);
            }
            if no {
                chosen = chosen.or(at(2));
            }
            chosen
        }
        Op::Compare(relation) => compare(relation, a, b),
        Op::AmongNumbers(range) => given(among_numbers(a.values, range.of(&pool.numbers))),
        Op::AmongIntegers(range) => given(among_integers(a.values, range.of(&pool.integers))),
        Op::AmongTexts(range) => given(among_texts(a.values, range, pool)),
        Op::Nip => b,
        Op::InList => given(match (a.values, b.values) {
            (Values::None, _) | (_, Values::None) => Values::None,
            (Values::Text(text), Values::List(list)) => boolean(list.iter().any(|element| element == text)),
            (Values::Texts, Values::List(list)) if list.len() == 0 => boolean(false),
            _ => EITHER,
        }),
        Op::Midnight => integers(a, |date| Some(time::midnight(date, pool.offset))),
        Op::Arithmetic(operation) => arithmetic(operation, a, b),
        Op::Function(function) => given(match a.values {
            Values::Numbers(low, high) => {
                let (one, other) = (arithmetic::number(function, low), arithmetic::number(function, high));
                match function {
                    Function::Absolute if low < 0.0 && high > 0.0 => Values::Numbers(0.0, one.max(other)),
                    _ => Values::Numbers(one.min(other), one.max(other)),
                }
            }
            _ => Values::None,
        }),
        Op::Sum(bound) => {
            bounded(a, b, |(low, high), (more, most)| (low.saturating_add(more), high.saturating_add(most)), bound)
        }
        Op::Difference(bound) => {
            bounded(a, b, |(low, high), (less, least)| (low.saturating_sub(least), high.saturating_sub(less)), bound)
        }
        Op::Opposite => match a.values {
            Values::Integers(low, high) => given(Values::Integers(high.saturating_neg(), low.saturating_neg())),
            _ => given(Values::None),
        },
        Op::Days => match a.values {
            Values::Numbers(low, high) => {
                let (from, to) = (arithmetic::days(low), arithmetic::days(high));
                let unknown = unknown || from.is_none() || to.is_none();
                let bound = arithmetic::MAX_DURATION;
                let clipped = |number: f64| if number < 0.0 { -bound } else { bound };
                let values = Values::Integers(from.unwrap_or(clipped(low)), to.unwrap_or(clipped(high)));
                Set { unknown, values }
            }
            _ => given(Values::None),
        },
        Op::InDays => match a.values {
            Values::Integers(low, high) => given(Values::Numbers(arithmetic::in_days(low), arithmetic::in_days(high))),
            _ => given(Values::None),
        },
        Op::Concat => match (a.values, b.values) {
            (Values::None, _) | (_, Values::None) => given(Values::None),
            (Values::Text(left), Values::Text(right)) => {
                Set { unknown: unknown || left.len() + right.len() > limits::TEXT_BYTES, values: Values::Texts }
            }
            _ => Set { unknown: true, values: Values::Texts },
        },
        Op::Test(test) => given(match (a.values, b.values) {
            (Values::None, _) | (_, Values::None) => Values::None,
            (Values::Text(text), Values::Text(part)) => boolean(text::test(test, text, part)),
            _ => EITHER,
        }),
        Op::Lower | Op::Upper => given(match a.values {
            Values::None => Values::None,
            _ => Values::Texts,
        }),
        Op::Size => given(match a.values {
            Values::Text(text) => number(text.chars().count()),
            Values::Texts => Values::Numbers(0.0, limits::TEXT_BYTES as f64),
            Values::List(list) => number(list.len()),
            Values::Lists => Values::Numbers(0.0, limits::LIST as f64),
            _ => Values::None,
        }),
        Op::Count(count) => {
            let unknown = operands.iter().any(|operand| operand.unknown);
            let known = operands.iter().all(|operand| !matches!(operand.values, Values::None));
            Set { unknown, values: if known { number(count as usize) } else { Values::None } }
        }
    }
}

fn or_equal(operands: &[Set<'_>]) -> Set<'static> {
    match operands {
        [x, found, element] => or(found.truth(), compare(Relation::Equal, *x, *element).truth()),
        _ => Set::UNKNOWN,
    }
}

const EITHER: Values<'static> = Values::Booleans { no: true, yes: true };

fn boolean(truth: bool) -> Values<'static> {
    Values::Booleans { no: !truth, yes: truth }
}

fn number(count: usize) -> Values<'static> {
    Values::Numbers(count as f64, count as f64)
}

/// Kleene's and: a false decides it.
fn and(a: Truth, b: Truth) -> Set<'static> {
    let open = |this: Truth, other: Truth| this.unknown && (other.yes || other.unknown);
    Set::from_truth(Truth { no: a.no || b.no, yes: a.yes && b.yes, unknown: open(a, b) || open(b, a) })
}

/// Kleene's or: a true decides it.
fn or(a: Truth, b: Truth) -> Set<'static> {
    let open = |this: Truth, other: Truth| this.unknown && (other.no || other.unknown);
    Set::from_truth(Truth { no: a.no && b.no, yes: a.yes || b.yes, unknown: open(a, b) || open(b, a) })
}

fn compare(relation: Relation, a: Set<'_>, b: Set<'_>) -> Set<'static> {
    let values = match (a.values, b.values) {
        (Values::None, _) | (_, Values::None) => Values::None,
        (Values::Numbers(low, high), Values::Numbers(from, to)) => ordered(relation, (low, high), (from, to)),
        (Values::Integers(low, high), Values::Integers(from, to)) => ordered(relation, (low, high), (from, to)),
        (Values::Booleans { no, yes }, Values::Booleans { no: or_no, yes: or_yes }) => {
            ordered(relation, (!no, yes), (!or_no, or_yes))
        }
        (Values::Text(left), Values::Text(right)) => ordered(relation, (left, left), (right, right)),
        _ => EITHER,
    };
    Set { unknown: a.unknown || b.unknown, values }
}

/// A comparison of two spans.
fn ordered<T: PartialOrd>(relation: Relation, (low, high): (T, T), (from, to): (T, T)) -> Values<'static> {
    let (no, yes) = match relation {
        Relation::Less => (high >= from, low < to),
        Relation::LessOrEqual => (high > from, low <= to),
        Relation::Greater => (low <= to, high > from),
        Relation::GreaterOrEqual => (low < to, high >= from),
        Relation::Equal | Relation::NotEqual => {
            let meet = low <= to && from <= high;
            let differ = !(low == high && from == to && low == from);
            if relation == Relation::Equal { (differ, meet) } else { (meet, differ) }
        }
    };
    Values::Booleans { no, yes }
}

fn among_numbers(values: Values<'_>, list: &[f64]) -> Values<'static> {
    match values {
        Values::Numbers(low, high) => {
            let found = list.iter().any(|number| (low..=high).contains(number));
            Values::Booleans { no: !found || low < high, yes: found }
        }
        _ => Values::None,
    }
}

fn among_integers(values: Values<'_>, list: &[i64]) -> Values<'static> {
    match values {
        Values::Integers(low, high) => {
            let found = list.iter().any(|integer| (low..=high).contains(integer));
            // Levels and classes are few; whether all of a long span are in the list is not worth a look.
            let all = high.saturating_sub(low) < 64 && (low..=high).all(|integer| list.contains(&integer));
            Values::Booleans { no: !all, yes: found }
        }
        _ => Values::None,
    }
}

fn among_texts(values: Values<'_>, range: Range, pool: &Pool) -> Values<'static> {
    match values {
        Values::Text(text) => boolean(range.of(&pool.texts).iter().any(|known| known == text)),
        Values::Texts => EITHER,
        _ => Values::None,
    }
}

fn integers<'a>(a: Set<'a>, each: impl Fn(i64) -> Option<i64>) -> Set<'a> {
    match a.values {
        Values::Integers(low, high) => match (each(low), each(high)) {
            (Some(low), Some(high)) => Set { values: Values::Integers(low, high), ..a },
            _ => Set::UNKNOWN,
        },
        _ => Set { values: Values::None, ..a },
    }
}

type Span = (i64, i64);

/// A sum or difference of times: what leaves the bounds is unknown.
fn bounded<'a>(a: Set<'a>, b: Set<'a>, both: impl Fn(Span, Span) -> Span, bound: super::program::Bound) -> Set<'a> {
    let unknown = a.unknown || b.unknown;
    let (Values::Integers(low, high), Values::Integers(from, to)) = (a.values, b.values) else {
        return Set { unknown, values: Values::None };
    };
    let (least, most) = arithmetic::limits(bound);
    let (low, high) = both((low, high), (from, to));
    let values =
        if high < least || low > most { Values::None } else { Values::Integers(low.max(least), high.min(most)) };
    Set { unknown: unknown || low < least || high > most, values }
}

/// Arithmetic on two spans of numbers: what is not finite is unknown.
fn arithmetic<'a>(operation: Arithmetic, a: Set<'a>, b: Set<'a>) -> Set<'a> {
    let unknown = a.unknown || b.unknown;
    let (Values::Numbers(low, high), Values::Numbers(from, to)) = (a.values, b.values) else {
        return Set { unknown, values: Values::None };
    };
    if low == high && from == to {
        let value = arithmetic::numbers(operation, low, from);
        let values = value.map_or(Values::None, |value| Values::Numbers(value, value));
        return Set { unknown: unknown || value.is_none(), values };
    }
    let corners = |operate: fn(f64, f64) -> f64| {
        let all = [operate(low, from), operate(low, to), operate(high, from), operate(high, to)];
        all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), one| (least.min(*one), most.max(*one)))
    };
    let (least, most) = match operation {
        Arithmetic::Add => (low + from, high + to),
        Arithmetic::Subtract => (low - to, high - from),
        Arithmetic::Multiply => corners(|left, right| left * right),
        Arithmetic::Divide if from > 0.0 || to < 0.0 => corners(|left, right| left / right),
        Arithmetic::Divide => (f64::NEG_INFINITY, f64::INFINITY),
        Arithmetic::Remainder => {
            let most = from.abs().max(to.abs()).min(low.abs().max(high.abs()));
            let least = if low < 0.0 { -most } else { 0.0 };
            let unknown = unknown || from <= 0.0 && to >= 0.0;
            return Set { unknown, values: Values::Numbers(least, if high > 0.0 { most } else { 0.0 }) };
        }
        Arithmetic::Least => (low.min(from), high.min(to)),
        Arithmetic::Greatest => (low.max(from), high.max(to)),
    };
    let unknown = unknown || !least.is_finite() || !most.is_finite();
    let values = Values::Numbers(0.0 + least.max(f64::MIN), 0.0 + most.min(f64::MAX));
    Set { unknown, values }
}
