//! A compiled policy as bytes, so that it can be run where there is no parser and no checker.
//!
//! [`MAGIC`], the format's version (16 bits), the engine's version, the fingerprint, the policy
//! ([`model`]), and over all of that a checksum (64 bits), which differs whenever one bit does.
//! Tables are not in it: they are made, as ever, where they are worth it.

mod bytes;
mod model;

use crate::base::number;
use crate::compile::flat::Model;
use crate::error::{Code, LoadError};
use bytes::{In, Out, Packed};

/// How every compiled policy begins, of whatever version. No text does.
const MAGIC: &[u8; 8] = b"\0gradus\0";

/// The version that this engine writes and reads: raised by every change of the format.
const FORMAT: u16 = 2;

/// The engine's version.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// Writes a policy down, with the fingerprint of its document.
pub fn write(model: &Model, fingerprint: &str) -> Vec<u8> {
    let mut out = Out::default();
    let mut offsets: Vec<usize> = model.derived.iter().map(|derived| derived.origin.offset).collect();
    model.each_expression(&mut |expression| offsets.push(expression.origin.offset));
    out.rank(offsets);
    out.raw(MAGIC);
    out.raw(&FORMAT.to_le_bytes());
    out.text(ENGINE);
    out.text(fingerprint);
    model.write(&mut out);
    let checksum = checksum(out.bytes());
    out.raw(&checksum.to_le_bytes());
    out.finish()
}

/// Reads a policy that was written down, and the fingerprint of its document.
///
/// # Errors
/// Bytes that are none, that another version of the format wrote, or that are not as they were written.
pub fn read(bytes: &[u8]) -> Result<(Model, String), LoadError> {
    let Some((version, mut source)) = header(bytes) else {
        return Err(LoadError::new(Code::CompiledType, "these bytes are no compiled policy".to_owned()));
    };
    if version != FORMAT {
        // Who wrote it stands in the same place in every version; where it cannot be read, the versions say enough.
        let by = String::read(&mut source);
        let known = !by.is_empty() && by.len() <= 32 && by.bytes().all(|byte| byte.is_ascii_graphic());
        let mut message = String::from("this policy was compiled ");
        if known {
            message += &["by gradus ", &by, " "].concat();
        }
        message += "to version ";
        number::write_integer(version.into(), &mut message);
        message += &[" of the format; gradus ", ENGINE, " runs version "].concat();
        number::write_integer(FORMAT.into(), &mut message);
        return Err(LoadError::new(Code::CompiledVersion, message));
    }
    sound(bytes).ok_or_else(|| {
        LoadError::new(Code::CompiledDamaged, "this compiled policy is truncated or was altered".to_owned())
    })
}

/// The format's version, and what comes after it.
fn header(bytes: &[u8]) -> Option<(u16, In<'_>)> {
    let (version, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk()?;
    Some((u16::from_le_bytes(*version), In::new(rest)))
}

/// What is in bytes that are as they were written.
fn sound(bytes: &[u8]) -> Option<(Model, String)> {
    let (content, written) = bytes.split_last_chunk()?;
    if checksum(content) != u64::from_le_bytes(*written) {
        return None;
    }
    let (_, mut source) = header(content)?;
    String::read(&mut source);
    let fingerprint = String::read(&mut source);
    let model = Model::read(&mut source);
    source.ended_well().then_some((model, fingerprint))
}

/// Fowler, Noll and Vo's hash of 64 bits, variant 1a. Each step can be undone, so bytes that
/// differ in one place never have the same.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
