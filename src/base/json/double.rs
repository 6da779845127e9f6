//! The nearest double to a decimal, in time that no choice of digits can stretch.
//!
//! `str::parse` is exact too, but takes ten microseconds for a number of twenty
//! digits and extreme size that lies close to the middle of two doubles: a
//! document full of them would take half a second.

use std::cmp::Ordering;

use crate::base::number::{Parts, write_integer};

/// Digits that `str::parse` always takes quickly.
const QUICK: usize = 19;
/// No middle between two doubles has more digits than this.
const DIGITS: usize = 800;

/// The double nearest to the text of a JSON number, ties to even; infinite beyond the largest.
pub fn nearest(text: &str) -> f64 {
    if text.len() <= QUICK {
        return short_integer(text).unwrap_or_else(|| parse(text));
    }
    let Parts { negative, whole, fraction, exponent } = Parts::of(text);
    let all = || whole.bytes().chain(fraction.bytes());
    let leading = all().take_while(|digit| *digit == b'0').count();
    let count = whole.len() + fraction.len() - leading;
    let digits = || all().skip(leading).map(|digit| digit & 15);

    // The first digits alone, and one more in the last place: the number lies between.
    let first = digits().take(QUICK).fold(0, |sum, digit| sum * 10 + u64::from(digit));
    let last = exponent - fraction.len() as i64;
    let power = last + count.saturating_sub(QUICK) as i64;
    let low = scientific(first, power);
    let exact = digits().skip(QUICK).all(|digit| digit == 0);
    let value = if exact || low.to_bits() == scientific(first + 1, power).to_bits() {
        low
    } else {
        let mut decimal = Big::default();
        digits().take(DIGITS).for_each(|digit| decimal.multiply(10, u32::from(digit)));
        let mut power = last + count.saturating_sub(DIGITS) as i64;
        if digits().skip(DIGITS).any(|digit| digit > 0) {
            // Something follows; how much makes no difference.
            decimal.multiply(10, 1);
            power -= 1;
        }
        round(low, decimal, power)
    };
    if negative { -value } else { value }
}

/// The value of a number that is only a few digits, as most are: much quicker than for all numbers.
fn short_integer(text: &str) -> Option<f64> {
    if text.len() > 9 {
        return None;
    }
    let digit = |sum: u32, byte: u8| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'));
    text.bytes().try_fold(0, digit).map(f64::from)
}

fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::INFINITY)
}

/// `digits` · 10^`power`, for at most 10^19.
fn scientific(digits: u64, power: i64) -> f64 {
    // 10^19 has a digit too many to be quick.
    let (digits, power) = if digits.is_multiple_of(10) { (digits / 10, power + 1) } else { (digits, power) };
    let mut text = String::new();
    write_integer(digits, &mut text);
    text.push_str(if power < 0 { "e-" } else { "e" });
    write_integer(power.unsigned_abs(), &mut text);
    parse(&text)
}

/// `low` or the double after it, whichever is nearer to `decimal` · 10^`power`, which lies between.
fn round(low: f64, mut decimal: Big, power: i64) -> f64 {
    let bits = low.to_bits();
    let exponent = (bits >> 52) as i64;
    let fraction = bits & ((1 << 52) - 1);
    // low = mantissa · 2^binary; the middle is half a step above.
    let (mantissa, binary) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let mut middle = Big::default();
    middle.multiply(1, (mantissa >> 31) as u32);
    middle.multiply(1 << 31, (mantissa & 0x7fff_ffff) as u32);
    middle.multiply(2, 1);

    // Both sides as whole numbers: powers of five on the one, of two on the other.
    let side = if power >= 0 { &mut decimal } else { &mut middle };
    for _ in 0..power.unsigned_abs() / 13 {
        side.multiply(1_220_703_125, 0);
    }
    side.multiply(5_u32.pow((power.unsigned_abs() % 13) as u32), 0);
    let twos = binary - 1 - power;
    let side = if twos >= 0 { &mut middle } else { &mut decimal };
    side.shift(twos.unsigned_abs());
    let up = match decimal.order(&middle) {
        Ordering::Greater => true,
        Ordering::Equal => mantissa % 2 == 1,
        Ordering::Less => false,
    };
    f64::from_bits(bits + u64::from(up))
}

/// A whole number of any size, the least 32 bits first.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    fn multiply(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift(&mut self, bits: u64) {
        self.multiply(1 << (bits % 32), 0);
        self.0.splice(0..0, std::iter::repeat_n(0, (bits / 32) as usize));
    }

    fn order(&self, other: &Big) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let expected: f64 = text.parse().unwrap_or(f64::NAN);
        assert_eq!(nearest(text).to_bits(), expected.to_bits(), "{text}");
    }

    /// The middle between a double and the next, written out in full.
    fn middle(bits: u64) -> String {
        let digits = |value: f64| format!("{value:.1074}");
        let (low, high) = (digits(f64::from_bits(bits)), digits(f64::from_bits(bits + 1)));
        let mut sum = Vec::new();
        let mut carry = 0;
        let width = low.len().max(high.len());
        for (a, b) in format!("{low:0>width$}").bytes().rev().zip(format!("{high:0>width$}").bytes().rev()) {
            if a == b'.' {
                sum.push(b'.');
                continue;
            }
            let digit = (a - b'0') + (b - b'0') + carry;
            sum.push(b'0' + digit % 10);
            carry = digit / 10;
        }
        sum.push(b'0' + carry);
        // The sum of both; the half of it is 5 · sum ÷ 10.
        let mut half = Vec::new();
        let mut rest = 0;
        for digit in sum.iter().rev() {
            if *digit == b'.' {
                half.push(b'.');
                continue;
            }
            let value = rest * 10 + (digit - b'0');
            half.push(b'0' + value / 2);
            rest = value % 2;
        }
        half.push(b'0' + rest * 5);
        String::from_utf8_lossy(&half).trim_start_matches('0').to_owned()
    }

    #[test]
    fn every_number_is_the_nearest_double() {
        let zeros = "0".repeat(900);
        for text in [
            "0.00000000000000000000",
            "-0.00000000000000000000",
            "100000000000000000000000",
            "12345678901234567890123",
            "9999999999999999999999999",
            "9999999999999999999999999e-330",
            "1.7976931348623158079372897140530341e308",
            "1.7976931348623158079372897140530342e308",
            "17976931348623157e9999999999999999999999",
            "-1.0000000000000000000000e400",
            "2.4703282292062327208e-324",
            "2.4703282292062327209e-324",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203126",
            "1.00000000000000033306690738754696212708950042724609375",
            "9007199254740993.00000000000000000000",
            "9007199254740993.00000000000000000001",
            "9007199254740992.99999999999999999999",
            &format!("1{zeros}e-900"),
            &format!("0.{zeros}1e900"),
            &format!("9007199254740993.{zeros}1"),
            &format!("9007199254740993.{zeros}0"),
            &format!("0.{zeros}12345678901234567890e600"),
        ] {
            check(text);
        }
    }

    #[test]
    fn a_middle_goes_to_the_even_double_and_the_least_more_or_less_decides() {
        let mut state = 7_u64;
        for round in 0..400 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let exponent = match round % 4 {
                0 => 0,
                1 => 1 + (state >> 40) % 60,
                2 => 1000 + (state >> 40) % 47,
                _ => 2 + (state >> 40) % 2040,
            };
            let bits = exponent << 52 | state >> 12;
            let text = middle(bits);
            let text = if text.starts_with('.') { format!("0{text}") } else { text };
            let text = text.trim_end_matches('0').trim_end_matches('.');
            check(text);
            check(&format!("{text}{}1", if text.contains('.') { "" } else { "." }));
            for length in [25, 40, text.len() - 1] {
                check(text.get(..length.min(text.len())).unwrap_or(text).trim_end_matches('.'));
            }
        }
    }

    #[test]
    fn twenty_digits_and_more_are_read_like_any_others() {
        let mut state = 1_u64;
        for round in 0..20_000_i64 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            check(&format!("{}.{}e{}", state >> 20, state, round % 700 - 350));
            check(&format!("{}{}e{}", state, state >> 3, round % 800 - 430));
        }
    }
}
