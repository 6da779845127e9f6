//! Sorting and names, each compiled once. The standard library's sorts and maps are
//! made anew for every type, at 2 to 7 KB of Wasm each time; nothing here is so
//! large or so often sorted that it would notice the difference.

use std::cmp::Ordering;

/// Names in one piece of an index: what an insertion may have to move.
const PIECE: usize = 256;

/// The order of `count` things: a stable merge sort of their indices.
/// `before(a, b)` tells whether thing `a` belongs strictly before thing `b`.
pub fn order(count: usize, before: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut merged: Vec<usize> = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        merged.clear();
        for pair in sorted.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter(), right.iter());
            let (mut first, mut second) = (left.next(), right.next());
            loop {
                match (first, second) {
                    (Some(one), Some(other)) if before(*other, *one) => {
                        merged.push(*other);
                        second = right.next();
                    }
                    (Some(one), _) => {
                        merged.push(*one);
                        first = left.next();
                    }
                    (None, Some(other)) => {
                        merged.push(*other);
                        second = right.next();
                    }
                    (None, None) => break,
                }
            }
        }
        std::mem::swap(&mut sorted, &mut merged);
        width *= 2;
    }
    sorted
}

/// Up to so many things are sorted by inserting one after the other: that allocates nothing.
const SHORT: usize = 64;

/// Sorts a list, stably.
pub fn sort<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    let precedes = |list: &[T], a: usize, b: usize| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => before(a, b),
        _ => false,
    };
    if list.len() <= SHORT {
        return insert(list.len(), &mut |upper, lower| {
            let wrong = precedes(list, upper, lower);
            if wrong {
                list.swap(upper, lower);
            }
            wrong
        });
    }
    let order = order(list.len(), &mut |a, b| precedes(list, a, b));
    arrange(order, &mut |a, b| list.swap(a, b));
}

/// Each thing goes down to where it belongs among those before it; `swapped` swaps two where the first is strictly before
/// the second, and tells whether it did.
fn insert(count: usize, swapped: &mut dyn FnMut(usize, usize) -> bool) {
    for last in 1..count {
        let mut at = last;
        while at > 0 && swapped(at, at - 1) {
            at -= 1;
        }
    }
}

/// Brings things into an order by swapping two at a time.
fn arrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for first in 0..order.len() {
        let mut at = first;
        // Each thing goes where it belongs, until the one that stood first closes the circle.
        while let Some(next) = order.get_mut(at).map(|next| std::mem::replace(next, at)) {
            if next == at || next == first {
                break;
            }
            swap(at, next);
            at = next;
        }
    }
}

/// Names with a number each, by their hashes, in pieces that are short enough to be inserted into.
#[derive(Clone, Debug, Default)]
pub struct Index<'t> {
    pieces: Vec<Vec<Entry<'t>>>,
}

/// A name in an index. Equal hashes are told apart by the names, so that no choice of names is slow.
#[derive(Clone, Copy, Debug)]
struct Entry<'t> {
    hash: u32,
    name: &'t str,
    number: u32,
}

impl<'t> Index<'t> {
    /// No names.
    pub fn new() -> Index<'t> {
        Index::default()
    }

    /// The piece for a name, and where in it the name stands or would stand.
    fn find(&self, hash: u32, name: &str) -> (usize, Result<usize, usize>) {
        let order = |entry: &Entry<'_>| by_hash((entry.hash, entry.name), (hash, name));
        let after = self.pieces.partition_point(|piece| piece.first().is_some_and(|first| order(first).is_le()));
        let piece = after.saturating_sub(1);
        let entries = self.pieces.get(piece).map(Vec::as_slice).unwrap_or_default();
        (piece, entries.binary_search_by(order))
    }

    /// Adds a name unless it is there; false if it was.
    pub fn add(&mut self, name: &'t str, number: u32) -> bool {
        let hash = hash(name);
        let (piece, Err(place)) = self.find(hash, name) else { return false };
        let entry = Entry { hash, name, number };
        let Some(entries) = self.pieces.get_mut(piece) else {
            self.pieces.push(vec![entry]);
            return true;
        };
        entries.insert(place, entry);
        if entries.len() == PIECE {
            let rest = entries.split_off(PIECE / 2);
            self.pieces.insert(piece + 1, rest);
        }
        true
    }

    /// Adds a name to a set of names; false if it was there.
    pub fn insert(&mut self, name: &'t str) -> bool {
        self.add(name, 0)
    }

    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<u32> {
        let (piece, place) = self.find(hash(name), name);
        self.pieces.get(piece)?.get(place.ok()?).map(|entry| entry.number)
    }

    /// Whether a name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'t str> {
        let mut names = Vec::new();
        for entry in self.pieces.iter().flatten() {
            names.push(entry.name);
        }
        sort(&mut names, |a, b| a < b);
        names.into_iter()
    }

    /// Hashes and numbers, in the order of [`by_hash`].
    pub fn numbers(&self) -> Vec<(u32, u32)> {
        let mut numbers = Vec::new();
        for entry in self.pieces.iter().flatten() {
            numbers.push((entry.hash, entry.number));
        }
        numbers
    }
}

/// The order of hashed names: any that is quick will do.
pub fn by_hash(a: (u32, &str), b: (u32, &str)) -> Ordering {
    let lengths = (a.0, a.1.len()).cmp(&(b.0, b.1.len()));
    // Comparing nothing with nothing is what some processors are slowest at.
    lengths.then_with(|| if a.1.is_empty() { Ordering::Equal } else { a.1.cmp(b.1) })
}

/// A quick hash (Fowler, Noll and Vo's).
pub fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_list_is_sorted_and_what_is_equal_keeps_its_order() {
        for count in 0..SHORT + 40 {
            let mut list: Vec<(usize, usize)> = (0..count).map(|index| (index * 7919 % 5, index)).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort(&mut list, |a, b| a.0 < b.0);
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn a_name_is_added_once() {
        let mut names = Index::new();
        assert!(names.add("a", 1));
        assert!(!names.add("a", 2));
        assert_eq!((names.get("a"), names.get("b")), (Some(1), None));
    }

    #[test]
    fn many_names_in_any_order_are_found_and_sorted() {
        let names: Vec<String> = (0..3000_u32).map(|number| (number * 7919 % 3001).to_string()).collect();
        let mut index = Index::new();
        for (name, number) in names.iter().zip(0..) {
            assert!(index.add(name, number));
        }
        assert!(names.iter().zip(0..).all(|(name, number)| index.get(name) == Some(number)));
        assert!(names.iter().all(|name| !index.insert(name)) && !index.contains("x"));
        assert!(index.names().is_sorted() && index.names().count() == 3000);
        assert!(index.numbers().iter().all(|(key, number)| hash(&names[*number as usize]) == *key));
    }
}
