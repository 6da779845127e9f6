//! Finding keys among many: the same key twice, and one key's member, without n² steps.

use std::cmp::Ordering;

use super::tree::Member;

/// Members above which an object is sorted.
pub const SMALL: usize = 16;

/// The key of a member, empty if there is none.
pub fn key_at(members: &[Member], index: u32) -> &str {
    members.get(index as usize).map_or("", |member| &member.key)
}

/// A quick hash to sort keys by; equal hashes are told apart by the keys themselves.
pub fn hash(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The order of hashed keys: any that is quick will do.
pub fn order(a: (u32, &str), b: (u32, &str)) -> Ordering {
    let lengths = (a.0, a.1.len()).cmp(&(b.0, b.1.len()));
    // Comparing nothing with nothing is what some processors are slowest at.
    lengths.then_with(|| if a.1.is_empty() { Ordering::Equal } else { a.1.cmp(b.1) })
}

/// For each member the first with its key; `None` if all differ.
pub fn firsts_of_few(members: &[Member]) -> Option<Vec<u32>> {
    if members.len() < 2 {
        return None;
    }
    let first = |(number, member): (usize, &Member)| {
        members.iter().position(|other| other.key == member.key).unwrap_or(number) as u32
    };
    let firsts: Vec<u32> = members.iter().enumerate().map(first).collect();
    firsts.iter().zip(0..).any(|(first, number)| *first != number).then_some(firsts)
}

/// The same for many members, in n log n; `entries` become the sorted members.
pub fn firsts_of_many(members: &[Member], entries: &mut Vec<(u32, u32)>) -> Option<Vec<u32>> {
    let key = |entry: &(u32, u32)| (entry.0, key_at(members, entry.1));
    *entries = members.iter().zip(0..).map(|(member, number)| (hash(&member.key), number)).collect();
    // Stable, so that of equal keys the first stays first; and quick where all are equal.
    entries.sort_by(|a, b| order(key(a), key(b)));
    let mut firsts: Vec<u32> = Vec::new();
    let mut first: Option<(u32, u32)> = None;
    for entry in entries.iter() {
        match first {
            Some(first) if order(key(&first), key(entry)).is_eq() => {
                if firsts.is_empty() {
                    firsts = (0..members.len() as u32).collect();
                }
                if let Some(place) = firsts.get_mut(entry.1 as usize) {
                    *place = first.1;
                }
            }
            _ => first = Some(*entry),
        }
    }
    (!firsts.is_empty()).then_some(firsts)
}
