//! Sorting and names, each compiled once. The standard library's sorts and maps are
//! made anew for every type, at 2 to 7 KB of Wasm each time; nothing here is so
//! large or so often sorted that it would notice the difference.

use std::collections::BTreeMap;

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

/// Sorts a list, stably.
pub fn sort<T>(list: &mut Vec<T>, before: impl Fn(&T, &T) -> bool) {
    let order = order(list.len(), &mut |a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => before(a, b),
        _ => false,
    });
    let mut rest: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    for index in order {
        list.extend(rest.get_mut(index).and_then(Option::take));
    }
}

/// Names with a number each.
#[derive(Clone, Debug, Default)]
pub struct Index<'t> {
    names: BTreeMap<&'t str, u32>,
}

impl<'t> Index<'t> {
    /// No names.
    pub fn new() -> Index<'t> {
        Index::default()
    }

    /// Adds a name unless it is there; false if it was.
    pub fn add(&mut self, name: &'t str, number: u32) -> bool {
        if self.names.contains_key(name) {
            return false;
        }
        self.names.insert(name, number);
        true
    }

    /// Adds a name to a set of names; false if it was there.
    pub fn insert(&mut self, name: &'t str) -> bool {
        self.add(name, 0)
    }

    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// Whether a name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'t str> {
        self.names.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_sorted_and_what_is_equal_keeps_its_order() {
        for count in 0..40_usize {
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
}
