//! Numbers as text and as exact integers: what ECMAScript writes, decimals of
//! three digits, and roundings that are the same on every target.

use super::limits;

/// Why a number's text gives no thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// More than three digits after the point.
    TooPrecise,
    /// Beyond ±[`limits::POINTS`].
    TooLarge,
}

/// Writes a number as ECMAScript's `Number::toString` does; −0 is `0`.
pub fn write(value: f64, out: &mut String) {
    out.push_str(ryu_js::Buffer::new().format(value));
}

/// Writes a whole number, without the weight of `format!`.
pub fn write_integer(value: u64, out: &mut String) {
    let mut worth = 1;
    while value / worth >= 10 {
        worth *= 10;
    }
    while worth > 0 {
        out.push(char::from(b'0' + (value / worth % 10) as u8));
        worth /= 10;
    }
}

/// Writes thousandths as a decimal without trailing zeros: 72345 is `72.345`.
pub fn write_thousandths(points: i64, out: &mut String) {
    if points < 0 {
        out.push('-');
    }
    let points = points.unsigned_abs();
    write_integer(points / 1000, out);
    let mut fraction = points % 1000;
    if fraction > 0 {
        out.push('.');
    }
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / 100) as u8));
        fraction = fraction % 100 * 10;
    }
}

/// Reads the text of a JSON number exactly, as thousandths.
///
/// A number that is both too precise and too large counts as too precise.
pub fn thousandths(text: &str) -> Result<i64, Decimal> {
    let Digits { negative, first, mut power, last } = Digits::of(text);
    if first == 0 {
        return Ok(0);
    }
    if last < -3 {
        return Err(Decimal::TooPrecise);
    }
    let mut value = first;
    while power < -3 {
        value /= 10;
        power += 1;
    }
    while power > -3 && value <= limits::POINTS as u64 {
        value *= 10;
        power -= 1;
    }
    if value > limits::POINTS as u64 {
        return Err(Decimal::TooLarge);
    }
    Ok(if negative { -(value as i64) } else { value as i64 })
}

/// The text of a number, taken apart.
#[derive(Default)]
pub struct Digits {
    /// Whether it begins with `-`.
    pub negative: bool,
    /// The first 19 digits, not counting zeros before them.
    pub first: u64,
    /// The last of those is worth 10^`power`.
    pub power: i64,
    /// The last digit of all that is not 0 is worth 10^`last`.
    pub last: i64,
}

impl Digits {
    /// Takes a number apart.
    pub fn of(text: &str) -> Digits {
        let mut digits = Digits::default();
        let (mut count, mut point, mut zeros) = (0, false, 0);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'-' => digits.negative = true,
                b'.' => point = true,
                b'e' | b'E' => {
                    let exponent = exponent(text.as_bytes().get(at + 1..).unwrap_or_default());
                    digits.power += exponent;
                    digits.last += exponent;
                    break;
                }
                _ => {
                    digits.last -= i64::from(point);
                    zeros = if byte == b'0' { zeros + 1 } else { 0 };
                    if count < 19 {
                        digits.first = digits.first * 10 + u64::from(byte & 15);
                        digits.power -= i64::from(point);
                        count += u32::from(digits.first > 0);
                    } else {
                        digits.power += i64::from(!point);
                    }
                }
            }
        }
        digits.last += zeros;
        digits
    }
}

/// An exponent, held within ±10^15: beyond that no text is long enough to make up for it.
fn exponent(text: &[u8]) -> i64 {
    let size = text.iter().filter(|byte| byte.is_ascii_digit());
    let size = size.fold(0, |sum, digit| (sum * 10 + i64::from(digit & 15)).min(1_000_000_000_000_000));
    if text.first() == Some(&b'-') { -size } else { size }
}

/// `value · factor`, exactly, rounded to the nearest integer, half away from zero.
///
/// `None` if the value is not finite or its magnitude is 2^63 or more.
pub fn scaled(value: f64, factor: u32) -> Option<i128> {
    if !value.is_finite() || value.abs() >= 9_223_372_036_854_775_808.0 {
        return None;
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    // The value is mantissa · 2^power; subnormals have no hidden bit.
    let (mantissa, power) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let product = u128::from(mantissa) * u128::from(factor);
    let magnitude = match power {
        // Below 2^63, so at most 10 places up; the product has at most 85 bits.
        0.. => product << power,
        -100..=-1 => (product + (1 << (-power - 1))) >> -power,
        _ => 0,
    };
    let magnitude = magnitude as i128;
    Some(if value < 0.0 { -magnitude } else { magnitude })
}

/// `n / d` rounded to the nearest integer, half away from zero; `d > 0`.
pub fn divide(n: i128, d: i128) -> i128 {
    let d = d.max(1);
    let (quotient, rest) = (n / d, (n % d).abs());
    if rest >= d - rest { quotient + n.signum() } else { quotient }
}

/// `n / d` rounded once to the nearest double, ties to even; `|n| < 2^120`, `0 < d < 2^60`.
pub fn ratio(n: i128, d: i128) -> f64 {
    let (size, d) = (n.unsigned_abs(), d.max(1).unsigned_abs());
    // At least 55 bits of quotient: 53, one to round by, and one that stands for all the rest.
    let shift = (55 + size.leading_zeros()).saturating_sub(d.leading_zeros());
    let shift = shift.min(size.leading_zeros());
    let shifted = size << shift;
    let quotient = (shifted / d) | u128::from(!shifted.is_multiple_of(d));
    let value = quotient as f64 * f64::from_bits(u64::from(1023 - shift) << 52);
    if n < 0 { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64) -> String {
        let mut out = String::new();
        write(value, &mut out);
        out
    }

    fn points(value: i64) -> String {
        let mut out = String::new();
        write_thousandths(value, &mut out);
        out
    }

    #[test]
    fn numbers_are_written_as_ecmascript_writes_them() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (10.0, "10"),
            (100.0, "100"),
            (123.456, "123.456"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.1, "0.1"),
            (0.001, "0.001"),
            (0.000001, "0.000001"),
            (0.0000015, "0.0000015"),
            (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (-1.5e-10, "-1.5e-10"),
            (1e20, "100000000000000000000"),
            (123456789012345680000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.5e21, "1.5e+21"),
            (-1.234e25, "-1.234e+25"),
            (1e300, "1e+300"),
            (5e-324, "5e-324"),
            (2.2250738585072014e-308, "2.2250738585072014e-308"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (9007199254740992.0, "9007199254740992"),
            (9007199254740993.0, "9007199254740992"),
            (4294967295.5, "4294967295.5"),
            (2e-7, "2e-7"),
            (1.0 / 3.0, "0.3333333333333333"),
            (2.0 / 3.0 * 100.0, "66.66666666666666"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(text(value), expected);
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let value = f64::from_bits(bits ^ bits >> 29);
            if value.is_finite() {
                assert_eq!(text(value).parse::<f64>(), Ok(value));
            }
        }
    }

    #[test]
    fn thousandths_are_written_without_trailing_zeros() {
        for (value, expected) in [
            (0, "0"),
            (1, "0.001"),
            (72_345, "72.345"),
            (-500, "-0.5"),
            (100_000, "100"),
            (-1_010, "-1.01"),
            (1_000_000_000_000, "1000000000"),
            (i64::MIN, "-9223372036854775.808"),
        ] {
            assert_eq!(points(value), expected);
        }
    }

    #[test]
    fn a_decimal_is_read_exactly() {
        for (text, expected) in [
            ("0", 0),
            ("-0", 0),
            ("0.000000", 0),
            ("0e999999999999999999999", 0),
            ("1", 1_000),
            ("72.345", 72_345),
            ("-0.5", -500),
            ("1e-3", 1),
            ("100000e-2", 1_000_000),
            ("1.5E+2", 150_000),
            ("0.1230000", 123),
            ("1000000000", 1_000_000_000_000),
            ("-1e9", -1_000_000_000_000),
            ("10000000000e-1", 1_000_000_000_000),
            ("0.000000000000000000001e21", 1_000),
            ("1000000000000000000000e-24", 1),
            ("123.4560e0", 123_456),
        ] {
            assert_eq!(thousandths(text), Ok(expected), "{text}");
        }
        for text in ["0.0005", "1e-4", "1.2345", "1e-999999999999999999999", "5000000000.00001", "123e-4"] {
            assert_eq!(thousandths(text), Err(Decimal::TooPrecise), "{text}");
        }
        for text in ["1000000000.001", "1000000001", "-1e10", "1e999999999", "9999999999", "1e99999999999999999999999"]
        {
            assert_eq!(thousandths(text), Err(Decimal::TooLarge), "{text}");
        }
    }

    #[test]
    fn a_megabyte_of_digits_is_read_exactly() {
        let zeros = "0".repeat(1 << 20);
        assert_eq!(thousandths(&format!("0.{zeros}1e{}", (1 << 20) + 1)), Ok(1_000));
        assert_eq!(thousandths(&format!("1{zeros}e-{}", 1 << 20)), Ok(1_000));
        assert_eq!(thousandths(&format!("0.{zeros}1e5")), Err(Decimal::TooPrecise));
        assert_eq!(thousandths(&format!("1{zeros}")), Err(Decimal::TooLarge));
        assert_eq!(thousandths(&format!("1.{zeros}")), Ok(1_000));
    }

    #[test]
    fn a_double_is_scaled_exactly_and_rounded_half_away_from_zero() {
        for (value, factor, expected) in [
            (0.0, 1000, 0),
            (0.0005, 1000, 1),
            (-0.0005, 1000, -1),
            (0.0004, 1000, 0),
            (0.5, 1, 1),
            (-0.5, 1, -1),
            (0.49999999999999994, 1, 0),
            (2.5, 1, 3),
            (1.0005, 1000, 1000),
            (5e-324, u32::MAX, 0),
            (1e-300, 1000, 0),
            (2251799813685249.5, 1000, 2_251_799_813_685_249_500),
            (123.456, 1_000_000, 123_456_000),
            (9.223372036854775e18, 1_000_000, 9_223_372_036_854_774_784_000_000),
        ] {
            assert_eq!(scaled(value, factor), Some(expected), "{value}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 2_f64.powi(63), -2_f64.powi(63), 1e300] {
            assert_eq!(scaled(value, 1000), None, "{value}");
        }
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (n, d, expected) in [
            (7, 2, 4),
            (-7, 2, -4),
            (6, 4, 2),
            (5, 4, 1),
            (-5, 4, -1),
            (0, 5, 0),
            (1, 3, 0),
            (2, 3, 1),
            (-2, 3, -1),
            (i128::MAX, i128::MAX, 1),
            (i128::MAX / 2, i128::MAX, 0),
            (i128::MAX / 2 + 1, i128::MAX, 1),
        ] {
            assert_eq!(divide(n, d), expected, "{n} / {d}");
        }
    }

    #[test]
    fn a_ratio_is_the_nearest_double() {
        for (n, d, expected) in [
            (0, 7, 0.0),
            (1, 3, 1.0 / 3.0),
            (-2, 3, -2.0 / 3.0),
            (10, 5, 2.0),
            (1, 1_000_000, 0.000001),
            (123_456, 1_000_000, 0.123456),
            (9_007_199_254_740_993, 1, 9007199254740992.0),
            (9_007_199_254_740_995, 1, 9007199254740996.0),
            // Just above the tie: only the remainder tells.
            (9_007_199_254_740_993_000_001, 1_000_000, 9007199254740994.0),
            ((1 << 119) + (1 << 66), 1, 2_f64.powi(119)),
            ((1 << 119) + (1 << 66) + 1, 1, 2_f64.powi(119) + 2_f64.powi(67)),
            (1, (1 << 60) - 1, 8.673617379884035e-19),
            // A tie but for the remainder, in a quotient of 55 bits.
            (((1 << 54) + 2) << 60, (1 << 60) - 1, 18014398509481988.0),
        ] {
            assert_eq!(ratio(n, d), expected, "{n} / {d}");
        }
        // A decimal's text is read with one rounding too: the same number must come out.
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let n = i128::from(state) << (state % 50) | i128::from(state >> 7);
            for places in [0, 3, 6, 17] {
                let expected = format!("{n}e-{places}").parse::<f64>();
                assert_eq!(Ok(ratio(n, 10_i128.pow(places))), expected, "{n}e-{places}");
            }
        }
    }
}
