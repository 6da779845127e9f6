//! The text of `duration('…')`.

use super::arithmetic::MAX_DURATION;

/// A millisecond in the smallest parts that are kept. A text that goes beyond them is refused unless with zeros.
const MILLISECOND: u64 = 1_000_000_000_000_000_000;

/// A length of time: milliseconds, and parts of the next one.
type Length = (u64, u64);

/// Units; those of two letters before those that they begin with.
const UNITS: [(&str, Length); 8] = [
    ("ns", (0, MILLISECOND / 1_000_000)),
    ("us", (0, MILLISECOND / 1_000)),
    ("ms", (1, 0)),
    ("s", (1_000, 0)),
    ("m", (60_000, 0)),
    ("h", (3_600_000, 0)),
    ("d", (86_400_000, 0)),
    ("w", (604_800_000, 0)),
];

/// Reads an optional sign and one or more of a decimal number and a unit, as whole milliseconds.
pub fn parse(text: &str) -> Option<i64> {
    let sign = text.bytes().next();
    let mut rest = text.get(usize::from(matches!(sign, Some(b'-' | b'+')))..)?;
    let mut total = (0, 0);
    loop {
        let length = rest.bytes().position(|byte| !byte.is_ascii_digit() && byte != b'.')?;
        let (number, after) = rest.split_at_checked(length)?;
        let (unit, size) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        total = sum(total, decimal(number, *size)?, 1)?;
        rest = after.get(unit.len()..)?;
        if rest.is_empty() {
            break;
        }
    }
    let milliseconds = total.0 as i64;
    (total.1 == 0).then_some(if sign == Some(b'-') { -milliseconds } else { milliseconds })
}

/// `left` + `right` · `times`, up to ten times, unless it is too long.
#[inline(never)]
fn sum(left: Length, right: Length, times: u64) -> Option<Length> {
    let parts = left.1 + right.1 * times;
    let milliseconds = left.0 + right.0 * times + parts / MILLISECOND;
    (milliseconds <= MAX_DURATION as u64).then_some((milliseconds, parts % MILLISECOND))
}

/// A decimal number of a unit, exactly.
fn decimal(number: &str, mut unit: Length) -> Option<Length> {
    if matches!(number, "" | ".") {
        return None;
    }
    let (mut value, mut fraction) = ((0, 0), false);
    let zeros = number.bytes().rev().take_while(|byte| *byte == b'0').count();
    for (place, byte) in number.bytes().enumerate() {
        if byte == b'.' && !fraction {
            fraction = true;
            continue;
        }
        if !fraction {
            value = sum((0, value.1 * 10), (value.0, 0), 10)?;
        } else if place + zeros >= number.len() {
            break;
        } else if unit.1.is_multiple_of(10) {
            unit = (unit.0 / 10, unit.1 / 10 + unit.0 % 10 * (MILLISECOND / 10));
        } else {
            return None;
        }
        value = sum(value, unit, u64::from(byte.checked_sub(b'0')?))?;
    }
    Some(value)
}
