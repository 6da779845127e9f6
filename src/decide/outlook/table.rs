//! What a rule or condition gives on every cell of the facts that it reads.

use super::reach::Reach;
use super::space::Space;

/// Reaches over the parts of some axes, the last moving fastest.
#[derive(Clone, Debug)]
pub struct Table {
    /// Numbers of the axes.
    pub over: Vec<usize>,
    /// How many entries lie between two neighbouring parts of each.
    strides: Vec<usize>,
    entries: Vec<Reach>,
}

impl Table {
    /// The same whatever the facts are.
    pub fn constant(reach: Reach) -> Table {
        Table { over: Vec::new(), strides: Vec::new(), entries: vec![reach] }
    }

    /// An entry for each combination of parts, the last axis moving fastest.
    pub fn new(space: &Space<'_>, over: Vec<usize>, entries: Vec<Reach>) -> Table {
        let mut stride = 1;
        let mut strides = vec![1; over.len()];
        for (axis, place) in over.iter().zip(&mut strides).rev() {
            *place = stride;
            stride *= space.parts(*axis);
        }
        Table { over, strides, entries }
    }

    /// Each axis with how many entries lie between two neighbouring parts of it.
    pub fn axes(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.over.iter().copied().zip(self.strides.iter().copied())
    }

    /// The reach where each axis has the part named by its number.
    #[inline]
    pub fn at(&self, parts: &[usize]) -> Reach {
        self.entry(self.place(parts))
    }

    /// Where that stands among the entries.
    #[inline]
    pub fn place(&self, parts: &[usize]) -> usize {
        let mut place = 0;
        for (axis, stride) in self.over.iter().zip(&self.strides) {
            place += parts.get(*axis).copied().unwrap_or(0) * stride;
        }
        place
    }

    /// The entry at a place.
    #[inline]
    pub fn entry(&self, place: usize) -> Reach {
        self.entries.get(place).copied().unwrap_or(Reach::NOTHING)
    }

    /// Whether some entry may be a match or not.
    pub fn wavers(&self) -> bool {
        self.entries.iter().any(|reach| reach.hit && reach.miss)
    }

    /// Everything that it may give where some parts are fixed.
    pub fn hull(&self, fixed: &[Option<usize>]) -> Reach {
        let mut found = Reach { low: i64::MAX, high: i64::MIN, miss: false, hit: false };
        self.gather(0, 0, fixed, &mut found);
        if found.hit { found } else { Reach::NOTHING }
    }

    /// Adds every entry from an axis on, the entries of the axes before it beginning at `place`.
    fn gather(&self, axis: usize, mut place: usize, fixed: &[Option<usize>], found: &mut Reach) {
        let mut outer = self.entries.len();
        for (number, (at, stride)) in self.axes().enumerate() {
            let count = outer / stride;
            outer = stride;
            if number < axis {
                continue;
            }
            match fixed.get(at).copied().flatten() {
                Some(part) => place += part * stride,
                None => {
                    return (0..count).for_each(|part| self.gather(number + 1, place + part * stride, fixed, found));
                }
            }
        }
        let entry = self.entry(place);
        found.miss |= entry.miss;
        if entry.hit {
            *found = Reach { hit: true, low: found.low.min(entry.low), high: found.high.max(entry.high), ..*found };
        }
    }

    /// Whether it gives different things for what is open.
    pub fn depends(&self, space: &Space<'_>) -> bool {
        if !self.over.iter().any(|axis| space.is_open(*axis)) {
            return false;
        }
        let (mut first, mut same) = (None, true);
        self.each(space, &space.free(), &mut |reach| {
            same = *first.get_or_insert(reach) == reach;
            same
        });
        !same
    }

    /// Hands every entry where some parts are fixed to `found`, until it says no.
    pub fn each(&self, space: &Space<'_>, fixed: &[Option<usize>], found: &mut dyn FnMut(Reach) -> bool) {
        self.walk(space, fixed, (0, 0), found);
    }

    fn walk(
        &self,
        space: &Space<'_>,
        fixed: &[Option<usize>],
        (axis, entry): (usize, usize),
        found: &mut dyn FnMut(Reach) -> bool,
    ) -> bool {
        let (Some(number), Some(stride)) = (self.over.get(axis), self.strides.get(axis)) else {
            return found(self.entries.get(entry).copied().unwrap_or(Reach::NOTHING));
        };
        match fixed.get(*number).copied().flatten() {
            Some(part) => self.walk(space, fixed, (axis + 1, entry + part * stride), found),
            None => {
                (0..space.parts(*number)).all(|part| self.walk(space, fixed, (axis + 1, entry + part * stride), found))
            }
        }
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
