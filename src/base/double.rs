//! The nearest double to a decimal, in time that no choice of digits can stretch.
//!
//! `str::parse` is exact too, but brings a table of 10 KB that does not compress, and
//! takes ten microseconds for a number of twenty digits and extreme size that lies
//! close to the middle of two doubles: a document full of them would take half a second.

use std::cmp::Ordering;

use super::number::Digits;

/// No middle between two doubles has more digits than this.
const DIGITS: usize = 800;

/// 10^16, 10^32, 10^64, 10^128 and 10^256: their first 128 bits.
const LARGE: [u128; 5] = [
    0x8e1b_c9bf_0400_0000_0000_0000_0000_0000,
    0x9dc5_ada8_2b70_b59d_f020_0000_0000_0000,
    0xc278_1f49_ffcf_a6d5_3cbf_6b71_c76b_25fb,
    0x93ba_47c9_80e9_8cdf_c66f_336c_36b1_0137,
    0xaa7e_ebfb_9df9_de8d_ddbb_901b_98fe_eab7,
];

/// The same for negative powers.
const SMALL: [u128; 5] = [
    0xe695_94be_c44d_e15b_4c2e_be68_7989_a9b3,
    0xcfb1_1ead_4539_94ba_67de_18ed_a581_4af2,
    0xa87f_ea27_a539_e9a5_3f23_98d7_47b3_6224,
    0xddd0_467c_64bc_e4a0_ac7c_b3f6_d05d_dbde,
    0xc031_4325_637a_1939_fa91_1155_fefb_5308,
];

/// The double nearest to the text of a number, ties to even; infinite beyond the largest.
pub fn nearest(text: &str) -> f64 {
    let digits = Digits::of(text);
    let value = magnitude(text, &digits);
    if digits.negative { -value } else { value }
}

fn magnitude(text: &str, digits: &Digits) -> f64 {
    let Digits { first, power, last, .. } = *digits;
    let exact = last >= power;
    if exact && first < 1 << 53 && power.unsigned_abs() <= 22 {
        // Both are doubles, so that one operation rounds once.
        let worth = (0..power.unsigned_abs()).fold(1.0, |worth, _| worth * 10.0);
        return if power < 0 { first as f64 / worth } else { first as f64 * worth };
    }
    if first == 0 || power < -342 {
        return 0.0;
    }
    if power > 308 {
        return f64::INFINITY;
    }

    // The number is mantissa · 2^binary or a little more, and the mantissa has 128 bits.
    let mut mantissa = u128::from(first) * u128::from(10_u64.pow(power.rem_euclid(16) as u32));
    let mut binary = -i64::from(mantissa.leading_zeros());
    mantissa <<= mantissa.leading_zeros();
    let sixteens = power.div_euclid(16);
    let mut worth = if sixteens < 0 { -16 } else { 16 };
    for (step, factor) in if sixteens < 0 { SMALL } else { LARGE }.iter().enumerate() {
        if sixteens.unsigned_abs() >> step & 1 == 1 {
            mantissa = upper_half(mantissa, *factor);
            // 217706 / 2^16 is the binary logarithm of ten.
            binary += ((worth * 217_706) >> 16) + 1 - i64::from(mantissa.leading_zeros());
            mantissa <<= mantissa.leading_zeros();
        }
        worth *= 2;
    }

    // Its first 53 bits are a double, or fewer where doubles end, and the next one rounds.
    let exponent = binary + 127;
    let rest_bits = 74 + (-1022 - exponent).max(0);
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // How much more the number may be: products cut off, or digits.
    let more = if exact { 256 } else { mantissa >> 59 };
    if rest_bits > 127 {
        // Below half of the least double, unless it is so by a hair only.
        let clear = rest_bits > 128 || mantissa.checked_add(more).is_some();
        return if clear { 0.0 } else { round(0, text, power) };
    }
    let doubled = (mantissa >> rest_bits) as u64;
    let low = (((exponent + 1023).max(1) as u64 - 1) << 52) + (doubled >> 1);
    let rest = mantissa & ((1 << rest_bits) - 1);
    let clear = if doubled % 2 == 1 { rest > 0 } else { rest + more < 1 << rest_bits };
    if clear { f64::from_bits(low + doubled % 2) } else { round(low, text, power) }
}

/// The upper 128 bits of a product, or a little less.
fn upper_half(a: u128, b: u128) -> u128 {
    let low = u128::from(u64::MAX);
    (a >> 64) * (b >> 64) + (((a >> 64) * (b & low)) >> 64) + (((a & low) * (b >> 64)) >> 64)
}

/// The double of these bits or the one after it, whichever is nearer to the number, which lies between;
/// the first 19 of its digits end at 10^`power`.
fn round(low: u64, text: &str, power: i64) -> f64 {
    let (mut decimal, power) = Big::of_digits(text, power);
    let exponent = (low >> 52) as i64;
    let fraction = low & ((1 << 52) - 1);
    // low = mantissa · 2^binary; the middle is half a step above.
    let (mantissa, binary) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let mut middle = Big::default();
    middle.multiply(0, (mantissa >> 31) as u32);
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
        Ordering::Greater => 1,
        Ordering::Equal => mantissa % 2,
        Ordering::Less => 0,
    };
    f64::from_bits(low + up)
}

/// A whole number of any size, the least 32 bits first.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    /// The digits of a number as a whole number, and the power of ten that its last is worth.
    fn of_digits(text: &str, mut power: i64) -> (Big, i64) {
        let mut big = Big::default();
        let (mut count, mut part, mut worth, mut more) = (0, 0, 1, false);
        for byte in text.bytes() {
            match byte {
                b'e' | b'E' => break,
                b'0' if count == 0 => {}
                b'0'..=b'9' if count < DIGITS => {
                    part = part * 10 + u32::from(byte & 15);
                    worth *= 10;
                    if worth == 1_000_000_000 {
                        big.multiply(worth, part);
                        (part, worth) = (0, 1);
                    }
                    count += 1;
                    power -= i64::from(count > 19);
                }
                b'1'..=b'9' => more = true,
                _ => {}
            }
        }
        big.multiply(worth, part);
        if more {
            // Something follows; how much makes no difference.
            big.multiply(10, 1);
            power -= 1;
        }
        (big, power)
    }

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
        let mut shifted = vec![0; (bits / 32) as usize];
        shifted.extend_from_slice(&self.0);
        self.0 = shifted;
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
    fn the_tables_hold_powers_of_ten() {
        for (step, (large, small)) in LARGE.iter().zip(SMALL).enumerate() {
            // To 53 bits what `str::parse` reads; to the last their product is 1, or a little less.
            let worth = 16 << step;
            let first = |mantissa: u128| mantissa as f64 / 2_f64.powi(127);
            let exact = |sign: &str| format!("1e{sign}{worth}").parse::<f64>().unwrap_or_default();
            let mantissa = |value: f64| f64::from_bits(value.to_bits() & ((1 << 52) - 1) | 1023 << 52);
            assert_eq!((first(*large), first(small)), (mantissa(exact("")), mantissa(exact("-"))));
            assert!(upper_half(*large, small) >= (1 << 127) - 4);
        }
    }

    #[test]
    fn few_digits_and_any_power() {
        let mut state = 3_u64;
        for round in 0..100_000_i64 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let digits = state >> (state % 59 + 4);
            check(&format!("{digits}e{}", round % 720 - 370));
        }
        for digits in 1..10 {
            for power in -360..320 {
                check(&format!("{digits}e{power}"));
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
