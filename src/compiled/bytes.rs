//! Plain values as bytes: what everything in a compiled policy is made of.
//!
//! Whole numbers are seven bits a byte, the lowest first; doubles their eight bytes. A reader
//! that meets what cannot be gives zeros and empty lists from there on, and remembers it: so
//! nobody has to ask after every value, and nothing that bytes say makes it fail or grow.

use crate::base::order;
use std::mem;

/// ECMAScript's safe integers lie below it.
const SAFE: u128 = 1 << 53;

/// Bytes being written.
#[derive(Default)]
pub struct Out {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Out {
    /// Tells all offsets of places, so that each is written as its rank among them: where in a
    /// text a thing stands matters to nobody, only what stands before what.
    pub fn rank(&mut self, mut offsets: Vec<usize>) {
        order::sort(&mut offsets, |one, other| one < other);
        offsets.dedup();
        self.offsets = offsets;
    }

    /// Adds an offset, by its rank.
    pub fn offset(&mut self, offset: usize) {
        self.whole(self.offsets.partition_point(|before| *before < offset) as u128);
    }

    /// Adds bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds a whole number.
    pub fn whole(&mut self, mut value: u128) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.whole(text.len() as u128);
        self.raw(text.as_bytes());
    }

    /// What was written so far.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Bytes being read.
pub struct In<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> In<'a> {
    /// A reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> In<'a> {
        In { rest: bytes, failed: false }
    }

    /// Whether everything was read, and all of it could be.
    pub fn ended_well(&self) -> bool {
        self.rest.is_empty() && !self.failed
    }

    /// Notes that something cannot be; nothing is left to read then.
    #[inline(never)]
    pub fn fail(&mut self) {
        self.rest = &[];
        self.failed = true;
    }

    /// The next bytes, as they are; none if there are not so many.
    pub fn raw(&mut self, count: usize) -> &'a [u8] {
        match self.rest.split_at_checked(count) {
            Some((bytes, rest)) => {
                self.rest = rest;
                bytes
            }
            None => {
                self.fail();
                &[]
            }
        }
    }

    /// A whole number of at most so many bits.
    #[inline(never)]
    fn long(&mut self, bits: u32) -> u128 {
        let (mut value, mut shift) = (0_u128, 0);
        while let Some((byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            let part = u128::from(byte & 0x7f);
            if shift >= bits || part >> (bits - shift).min(7) != 0 {
                break;
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return value;
            }
            shift += 7;
        }
        self.fail();
        0
    }

    /// A whole number below a bound.
    #[inline(never)]
    pub fn below(&mut self, bound: u32) -> u32 {
        let value = self.long(32) as u32;
        if value < bound {
            return value;
        }
        self.fail();
        0
    }

    /// So many times as the next number says, and no more often than bytes are left.
    fn times(&mut self, each: &mut dyn FnMut(&mut In<'a>)) {
        let count = self.below(u32::MAX) as usize;
        if count > self.rest.len() {
            self.fail();
        }
        for _ in 0..count {
            if self.failed {
                return;
            }
            each(self);
        }
    }
}

/// What can be written down and read again. Each takes a byte at least.
pub trait Packed: Sized {
    /// Writes it.
    fn write(&self, out: &mut Out);
    /// Reads it: whatever it can be, if there is none.
    fn read(source: &mut In<'_>) -> Self;
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Packed for $type {
            fn write(&self, out: &mut Out) {
                out.whole(*self as u128);
            }

            fn read(source: &mut In<'_>) -> $type {
                source.long(<$type>::BITS) as $type
            }
        }
    )*};
}

whole!(u16 u32 u64);

impl Packed for usize {
    fn write(&self, out: &mut Out) {
        out.whole(*self as u128);
    }

    /// 32 bits on every machine, so that all read the same.
    fn read(source: &mut In<'_>) -> usize {
        u32::read(source) as usize
    }
}

/// Small numbers in few bytes, whatever their sign.
impl Packed for i128 {
    fn write(&self, out: &mut Out) {
        out.whole(((self << 1) ^ (self >> 127)) as u128);
    }

    fn read(source: &mut In<'_>) -> i128 {
        let value = source.long(128);
        (value >> 1) as i128 ^ -((value & 1) as i128)
    }
}

impl Packed for i64 {
    fn write(&self, out: &mut Out) {
        i128::from(*self).write(out);
    }

    /// Thousandths and milliseconds: none that a policy can hold is larger than a safe integer,
    /// and so no sum of a few overflows.
    #[inline(never)]
    fn read(source: &mut In<'_>) -> i64 {
        let value = i128::read(source);
        if value.unsigned_abs() >= SAFE {
            source.fail();
            return 0;
        }
        value as i64
    }
}

impl Packed for f64 {
    fn write(&self, out: &mut Out) {
        out.raw(&self.to_bits().to_le_bytes());
    }

    fn read(source: &mut In<'_>) -> f64 {
        let bytes = source.raw(mem::size_of::<f64>());
        f64::from_le_bytes(bytes.try_into().unwrap_or_default())
    }
}

impl Packed for bool {
    fn write(&self, out: &mut Out) {
        out.whole(u128::from(*self));
    }

    fn read(source: &mut In<'_>) -> bool {
        source.below(2) == 1
    }
}

impl Packed for String {
    fn write(&self, out: &mut Out) {
        out.text(self);
    }

    #[inline(never)]
    fn read(source: &mut In<'_>) -> String {
        let length = usize::read(source);
        match std::str::from_utf8(source.raw(length)) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                source.fail();
                String::new()
            }
        }
    }
}

impl<T: Packed> Packed for Option<T> {
    fn write(&self, out: &mut Out) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(source: &mut In<'_>) -> Option<T> {
        if bool::read(source) { Some(T::read(source)) } else { None }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn write(&self, out: &mut Out) {
        self.len().write(out);
        for value in self {
            value.write(out);
        }
    }

    fn read(source: &mut In<'_>) -> Vec<T> {
        let mut list = Vec::new();
        source.times(&mut |source| list.push(T::read(source)));
        list
    }
}

impl<T: Packed, U: Packed> Packed for (T, U) {
    fn write(&self, out: &mut Out) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(source: &mut In<'_>) -> (T, U) {
        (T::read(source), U::read(source))
    }
}

impl<T: Packed> Packed for [T; 2] {
    fn write(&self, out: &mut Out) {
        self.iter().for_each(|value| value.write(out));
    }

    fn read(source: &mut In<'_>) -> [T; 2] {
        [T::read(source), T::read(source)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: Packed + PartialEq + std::fmt::Debug>(value: T) {
        let mut out = Out::default();
        value.write(&mut out);
        let mut source = In::new(out.bytes());
        assert_eq!(T::read(&mut source), value);
        assert!(source.ended_well());
        for end in 0..out.bytes().len() {
            let mut source = In::new(out.bytes().get(..end).unwrap_or_default());
            T::read(&mut source);
            assert!(!source.ended_well(), "{value:?} in {end} bytes");
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_shorter() {
        [0_u64, 1, 127, 128, 16_383, 16_384, u64::MAX].into_iter().for_each(round);
        [0_i64, 1, -1, 63, -64, 64, (1 << 53) - 1, 1 - (1 << 53)].into_iter().for_each(round);
        [0_i128, 1, -1, 1 << 64, i128::MAX, i128::MIN].into_iter().for_each(round);
        [0.0, -0.0, 1.5, f64::MAX, f64::MIN_POSITIVE].into_iter().for_each(round);
        round((u16::MAX, u32::MAX));
        round(vec![Some(true), None, Some(false)]);
        round(["".to_owned(), "\u{feff}分数".to_owned()]);
    }

    #[test]
    fn what_does_not_fit_cannot_be() {
        let fails = |read: fn(&mut In<'_>), bytes: &[u8]| {
            let mut source = In::new(bytes);
            read(&mut source);
            !source.ended_well()
        };
        assert!(fails(
            |source| {
                u16::read(source);
            },
            &[0xff, 0xff, 0x07]
        ));
        assert!(!fails(
            |source| {
                u16::read(source);
            },
            &[0xff, 0xff, 0x03]
        ));
        assert!(fails(
            |source| {
                u64::read(source);
            },
            &[0xff; 11]
        ));
        assert!(fails(
            |source| {
                i64::read(source);
            },
            &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]
        ));
        assert!(fails(
            |source| {
                bool::read(source);
            },
            &[2]
        ));
        assert!(fails(|source| drop(String::read(source)), &[2, 0xc3, 0x28]));
        assert!(fails(|source| drop(Vec::<u64>::read(source)), &[0xff, 0xff, 0xff, 0xff, 0x0f, 0]));
    }
}
