//! Arithmetic as expressions have it: what has no answer is `None`.

use super::program::{Arithmetic, Bound, Function};
use crate::base::number::scaled;
use crate::base::time::{MAX_INSTANT, MIN_INSTANT};

/// Milliseconds of a day, as `days()` and `in_days()` count.
const DAY: u32 = 86_400_000;
/// Longest duration, in milliseconds: 10,000 Julian years, the bound of CEL's own durations.
pub const MAX_DURATION: i64 = 315_576_000_000_000;

/// A result, if it is finite; adding a zero turns −0 into 0 and changes nothing else.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

/// Arithmetic on two numbers.
pub fn numbers(operation: Arithmetic, left: f64, right: f64) -> Option<f64> {
    finite(match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        // Both give no finite number for a right side of zero.
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
        Arithmetic::Least => {
            if right < left {
                right
            } else {
                left
            }
        }
        Arithmetic::Greatest => {
            if right > left {
                right
            } else {
                left
            }
        }
    })
}

/// A function of a number; always has an answer.
pub fn number(function: Function, value: f64) -> f64 {
    0.0 + match function {
        Function::Negate => -value,
        Function::Floor => value.floor(),
        Function::Round => value.round(),
        Function::Absolute => value.abs(),
    }
}

/// The least and the greatest value within a bound.
pub const fn limits(bound: Bound) -> (i64, i64) {
    match bound {
        Bound::Instant => (MIN_INSTANT, MAX_INSTANT),
        Bound::Duration => (-MAX_DURATION, MAX_DURATION),
    }
}

/// A sum or difference of times, if it is within its bounds.
pub fn bounded(value: Option<i64>, bound: Bound) -> Option<i64> {
    let (low, high) = limits(bound);
    value.filter(|value| (low..=high).contains(value))
}

/// A number of days as a duration.
pub fn days(value: f64) -> Option<i64> {
    bounded(i64::try_from(scaled(value, DAY)?).ok(), Bound::Duration)
}

/// A duration as a number of days.
pub fn in_days(duration: i64) -> f64 {
    duration as f64 / f64::from(DAY)
}
