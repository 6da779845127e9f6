//! The end of a container: the same key twice, and large objects sorted, without n² steps.

use super::super::fault::Mark;
use super::super::tree::{Member, SMALL, Sorted, Value};
use super::Reader;
use crate::base::order::Index;

impl Reader<'_> {
    /// Ends a container at the present place: its duplicates are marked and taken out.
    pub(super) fn close(&mut self, container: u32) {
        let end = self.at as u32;
        let Some(node) = self.nodes.get_mut(container as usize) else { return };
        node.span.1 = end;
        let Value::Object(members) = &mut node.value else { return };
        if members.len() <= SMALL && !repeats(members) {
            return;
        }
        let mut members = std::mem::take(members);
        self.order(container, &members);
        // A duplicate has its first's place, one of those before.
        let mut next = 0;
        members.retain(|member| {
            let kept = self.nodes.get(member.value.index() as usize).is_some_and(|node| node.index == next);
            next += u32::from(kept);
            kept
        });
        if let Some(node) = self.nodes.get_mut(container as usize) {
            node.value = Value::Object(members);
        }
    }

    /// Sorts an object's members, marks the duplicates, and gives each the place it has once those are gone.
    fn order(&mut self, container: u32, members: &[Member]) {
        let mut names = Index::new();
        let mut next = 0;
        for member in members {
            let Some(node) = self.nodes.get_mut(member.value.index() as usize) else { continue };
            if names.add(&member.key, next) {
                node.index = next;
                next += 1;
            } else {
                node.index = names.get(&member.key).unwrap_or_default();
                self.marks.add(Mark { offset: node.span.0, duplicate: Some(member.value.index()) });
            }
        }
        // Objects inside it have ended before.
        let place = self.sorted.partition_point(|sorted| sorted.object < container);
        self.sorted.insert(place, Sorted { object: container, members: names.numbers() });
    }
}

/// Whether two of a few members have the same key.
fn repeats(members: &[Member]) -> bool {
    let mut rest = members;
    while let Some((first, others)) = rest.split_first() {
        if others.iter().any(|other| other.key == first.key) {
            return true;
        }
        rest = others;
    }
    false
}
