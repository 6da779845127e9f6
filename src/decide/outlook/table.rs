//! What a rule or condition gives on every cell of the facts that it reads.

use super::reach::Reach;
use super::space::Space;

/// Reaches over the parts of some axes, the last moving fastest.
#[derive(Clone, Debug)]
pub struct Table {
    /// Numbers of the axes.
    pub over: Vec<usize>,
    pub entries: Vec<Reach>,
}

impl Table {
    /// The same whatever the facts are.
    pub fn constant(reach: Reach) -> Table {
        Table { over: Vec::new(), entries: vec![reach] }
    }

    /// The reach where each axis has the part named by its number.
    #[inline]
    pub fn at(&self, space: &Space<'_>, parts: &[usize]) -> Reach {
        let mut place = 0;
        for number in &self.over {
            place = place * space.parts(*number) + parts.get(*number).copied().unwrap_or(0);
        }
        self.entries.get(place).copied().unwrap_or(Reach::NOTHING)
    }

    /// Everything that it may give where some parts are fixed.
    pub fn hull(&self, space: &Space<'_>, fixed: &[Option<usize>]) -> Reach {
        let mut found: Option<Reach> = None;
        combinations(space, &self.over, fixed, &mut |parts| {
            let reach = self.at(space, parts);
            found = Some(found.map_or(reach, |found| found.or(reach)));
            true
        });
        found.unwrap_or(Reach::NOTHING)
    }

    /// Whether it gives different things for what is open.
    pub fn depends(&self, space: &Space<'_>) -> bool {
        if !self.over.iter().any(|axis| space.is_open(*axis)) {
            return false;
        }
        let (mut first, mut same) = (None, true);
        combinations(space, &self.over, &space.free(), &mut |parts| {
            let reach = self.at(space, parts);
            same = *first.get_or_insert(reach) == reach;
            same
        });
        !same
    }
}

/// Goes through every combination of parts of some axes, those that are fixed keeping theirs;
/// until `each` says no. The last axis moves fastest.
pub fn combinations(
    space: &Space<'_>,
    over: &[usize],
    fixed: &[Option<usize>],
    each: &mut dyn FnMut(&[usize]) -> bool,
) {
    let mut parts: Vec<usize> = fixed.iter().map(|part| part.unwrap_or(0)).collect();
    loop {
        if !each(&parts) {
            return;
        }
        let mut moved = false;
        for number in over.iter().rev() {
            let free = fixed.get(*number).is_some_and(Option::is_none);
            let Some(part) = parts.get_mut(*number).filter(|_| free) else { continue };
            *part += 1;
            if *part < space.parts(*number) {
                moved = true;
                break;
            }
            *part = 0;
        }
        if !moved {
            return;
        }
    }
}
