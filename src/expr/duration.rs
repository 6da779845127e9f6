//! The text of `duration('…')`.

use super::arithmetic::MAX_DURATION;

/// Digits after the point of a nanosecond that are kept. A text with more is refused unless they are zeros.
const PLACES: u32 = 12;
const NANOSECOND: i128 = 10_i128.pow(PLACES);
const MILLISECOND: i128 = 1_000_000 * NANOSECOND;
const LONGEST: i128 = MAX_DURATION as i128 * MILLISECOND;

/// Units in nanoseconds; those of two letters before those that they begin with.
const UNITS: [(&str, i128); 8] = [
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
        let number = rest.get(..rest.find(|next: char| !next.is_ascii_digit() && next != '.')?)?;
        rest = rest.get(number.len()..)?;
        let (unit, size) = UNITS.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
        rest = rest.get(unit.len()..)?;
        total += decimal(number, size)?;
        if total > LONGEST {
            return None;
        }
        if rest.is_empty() {
            break;
        }
    }
    let whole = (total % MILLISECOND == 0).then_some(total / MILLISECOND)?;
    let milliseconds = i64::try_from(whole).ok()?;
    Some(if negative { -milliseconds } else { milliseconds })
}

/// A decimal number of a unit, exactly, in the smallest part that is kept.
fn decimal(number: &str, size: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0_i128;
    for digit in whole.bytes() {
        value = value * 10 + i128::from(digit.checked_sub(b'0')?);
        // Further digits would only take it further out of range.
        if value > MAX_DURATION as i128 * 1_000_000 {
            return None;
        }
    }
    let mut total = value.checked_mul(size * NANOSECOND)?;
    let mut part = size * NANOSECOND;
    for digit in fraction.trim_end_matches('0').bytes() {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        if part % 10 != 0 {
            return None;
        }
        part /= 10;
        total += part * i128::from(digit);
    }
    Some(total)
}
