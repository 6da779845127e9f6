//! Compiled policies: what is altered in any way is refused, and nothing that bytes say stops the engine.

use crate::random::Random;
use gradus::{Facts, Options, Policy};
use std::fs;
use std::path::Path;

/// A checksum's length, and where the version stands.
const CHECKSUM: usize = 8;
const VERSION: usize = 8;
/// The version of the format.
const FORMAT: u16 = 2;

const SMALL: &str = r#"{ "gradus": 1, "name": "small", "fields": { "n": { "type": "number", "min": 0 } },
  "scores": { "s": { "groups": { "g": { "rules": [{ "id": "r", "when": "n > 1.5 || !has(n)", "points": 2 }] } } } },
  "grades": { "lead": { "of": "score.s", "bands": [{ "grade": "A", "from": 1 }, { "grade": "B", "from": 0 }] } } }"#;

fn small() -> Vec<u8> {
    Policy::compile(SMALL).expect("the policy compiles").compiled()
}

fn code(bytes: &[u8]) -> &'static str {
    match Policy::load(bytes) {
        Ok(policy) => panic!("{} bytes are loaded as {:?}", bytes.len(), policy.name()),
        Err(error) => error.code().as_str(),
    }
}

/// The checksum that these bytes should have, in place of the one that they have.
fn mend(bytes: &mut [u8]) {
    let (content, checksum) = bytes.split_at_mut(bytes.len() - CHECKSUM);
    let hash = content
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    checksum.copy_from_slice(&hash.to_le_bytes());
}

fn options() -> Options {
    Options::at("2026-11-01T00:00:00Z").expect("an instant")
}

#[test]
fn a_policy_is_the_same_bytes_again_when_it_was_loaded() {
    let bytes = small();
    let policy = Policy::load(&bytes).expect("the bytes are whole");
    assert_eq!((policy.name(), policy.version(), policy.warnings().len()), ("small", None, 0));
    assert_eq!(policy.fingerprint(), Policy::compile(SMALL).expect("the policy compiles").fingerprint());
    assert_eq!(policy.compiled(), bytes);
}

/// What follows the engine's version, without the checksum.
fn content(bytes: &[u8]) -> &[u8] {
    &bytes[VERSION + 3 + usize::from(bytes[VERSION + 2])..bytes.len() - CHECKSUM]
}

/// `tests/native/run.rs` reads the stored file where there is no compiler. Where the format
/// changes, raise its version and write the file anew: `GRADUS_WRITE=1 cargo test`.
#[test]
fn the_stored_policy_is_what_is_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native");
    let document = fs::read_to_string(folder.join("every-kind.json")).expect("there is a document");
    let written = Policy::compile(&document).expect("it compiles").compiled();
    let file = folder.join("every-kind.gradus");
    if std::env::var_os("GRADUS_WRITE").is_some() {
        fs::write(&file, &written).expect("it can be written");
    }
    let stored = fs::read(file).expect("there is a compiled policy");
    assert!(content(&stored) == content(&written), "the format has changed");
}

#[test]
fn each_flipped_bit_is_found() {
    let bytes = small();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            ..VERSION => "compiled_type",
            8 | 9 => "compiled_version",
            _ => "compiled_damaged",
        };
        assert_eq!(code(&flipped), expected, "bit {bit}");
    }
}

#[test]
fn each_truncation_and_each_addition_is_found() {
    let bytes = small();
    for length in 0..bytes.len() {
        let expected = if length < VERSION + 2 { "compiled_type" } else { "compiled_damaged" };
        assert_eq!(code(&bytes[..length]), expected, "{length} bytes");
        let mut mended = bytes[..length].to_vec();
        if length > VERSION + 2 + CHECKSUM {
            mend(&mut mended);
            assert_eq!(code(&mended), "compiled_damaged", "{length} bytes with their own checksum");
        }
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(code(&longer), "compiled_damaged");
    mend(&mut longer);
    assert_eq!(code(&longer), "compiled_damaged");
}

#[test]
fn other_versions_are_told_by_name() {
    for version in [0, FORMAT - 1, FORMAT + 1, 300, u16::MAX] {
        let mut bytes = small();
        bytes[VERSION..VERSION + 2].copy_from_slice(&version.to_le_bytes());
        let error = Policy::load(&bytes).expect_err("another version");
        let engine = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "this policy was compiled by gradus {engine} to version {version} of the format; gradus {engine} runs version {FORMAT}"
        );
        assert_eq!((error.code().as_str(), error.to_string()), ("compiled_version", expected));
        // Whatever comes after the version may be in a form that this engine cannot know.
        bytes.truncate(VERSION + 2);
        let error = Policy::load(&bytes).expect_err("another version");
        assert!(error.to_string().starts_with(&format!("this policy was compiled to version {version} of")), "{error}");
    }
}

#[test]
fn what_is_no_compiled_policy_is_told() {
    for bytes in [&b""[..], b"gradus", SMALL.as_bytes(), b"\0asm\x01\0\0\0", &[0; 64], b"\0gradus\0", b"\0gradus\0\x01"]
    {
        assert_eq!(code(bytes), "compiled_type");
    }
    assert_eq!(code(&[b"\0gradus\0", &FORMAT.to_le_bytes()[..]].concat()), "compiled_damaged");
}

/// With a checksum that fits, only the reader itself stands between the bytes and the engine.
#[test]
fn altered_bytes_with_a_mended_checksum_never_stop_the_engine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = |name: &str| fs::read_to_string(root.join(name)).expect("the file can be read");
    let mut policies = vec![small()];
    for name in ["b2b-saas", "bank-campaign", "retail", "retail-lifecycle", "subscription", "b2b-handoff"] {
        let text = sample(&format!("pkg-template/policies/{name}.json"));
        policies.push(Policy::compile(&text).expect("the policy compiles").compiled());
    }
    policies.push(Policy::compile(crate::door::POLICY).expect("the policy compiles").compiled());
    let facts = [
        "{}",
        &sample("samples/lead.json"),
        r#"{ "n": 3, "s": "x", "events": { "visit": [
      { "at": "2026-10-30T00:00:00Z", "page": "/prices" }], "order": [] } }"#,
    ];
    let facts = facts.map(|text| Facts::from_json(text).expect("JSON"));
    let mut random = Random(7);
    let mut loaded = 0;
    for round in 0..2_000 {
        let mut bytes = policies[round % policies.len()].clone();
        for _ in 0..1 + random.below(3) {
            let at = VERSION + 2 + random.below(bytes.len() - VERSION - 2 - CHECKSUM);
            bytes[at] = match random.below(4) {
                0 => random.next() as u8,
                1 => bytes[at] ^ (1 << random.below(8)),
                2 => [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
                _ => bytes[at].wrapping_add(1),
            };
        }
        mend(&mut bytes);
        if let Ok(policy) = Policy::load(&bytes) {
            loaded += 1;
            for facts in &facts {
                drop(policy.grade(facts, &options()));
                drop(policy.explain_json(facts, &options()));
                drop(policy.advance_json(facts, &options().changes_at()));
            }
        }
    }
    assert!(loaded > 400, "only {loaded} were loaded at all");
    for _ in 0..20_000 {
        let mut bytes = small();
        let from = VERSION + 2 + random.below(24);
        bytes.truncate(from);
        bytes.extend((0..random.below(300)).map(|_| random.next() as u8 & 0x3f));
        bytes.extend([0; CHECKSUM]);
        mend(&mut bytes);
        drop(Policy::load(&bytes));
    }
}
