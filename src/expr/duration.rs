//! The text of `duration('…')`.

use super::arithmetic::MAX_DURATION;

/// The smallest part of a nanosecond that is kept. A text that goes beyond it is refused unless with zeros.
const NANOSECOND: i128 = 1_000_000_000_000;
const MILLISECOND: i128 = 1_000_000 * NANOSECOND;
const LONGEST: i128 = MAX_DURATION as i128 * MILLISECOND;

/// Units in nanoseconds; those of two letters before those that they begin with.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

/// Reads an optional sign and one or more of a decimal number and a unit, as whole milliseconds.
pub fn parse(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut total = 0_i128;
    loop {
        let length = rest.bytes().position(|byte| !byte.is_ascii_digit() && byte != b'.')?;
        let (number, after) = rest.split_at_checked(length)?;
        let (unit, size) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        rest = after.get(unit.len()..)?;
        total += decimal(number, i128::from(*size) * NANOSECOND)?;
        if total > LONGEST {
            return None;
        }
        if rest.is_empty() {
            break;
        }
    }
    let milliseconds = (total % MILLISECOND == 0).then_some((total / MILLISECOND) as i64)?;
    Some(if negative { -milliseconds } else { milliseconds })
}

/// A decimal number of a unit, exactly, in the smallest part that is kept; `None` if it is too long.
fn decimal(number: &str, mut unit: i128) -> Option<i128> {
    if matches!(number, "" | ".") {
        return None;
    }
    let (mut value, mut fraction) = (0_i128, false);
    let zeros = if number.contains('.') { number.trim_end_matches('0') } else { number };
    for byte in zeros.bytes() {
        if byte == b'.' && !fraction {
            fraction = true;
            continue;
        }
        if fraction {
            if unit % 10 != 0 {
                return None;
            }
            unit /= 10;
        }
        value = value * 10 + i128::from(byte.checked_sub(b'0')?);
        if value > LONGEST / unit {
            return None;
        }
    }
    Some(value * unit)
}
