//! What a rule or condition gives on every cell of the facts that it reads.

use super::reach::Reach;
use super::space::Space;

/// Reaches over the parts of some axes, the last moving fastest.
#[derive(Clone, Debug)]
pub struct Table {
    steps: Vec<Step>,
    entries: Vec<Reach>,
    /// All that any entry gives.
    whole: Reach,
}

/// An axis of a table.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub axis: usize,
    /// How many entries lie between two neighbouring parts.
    pub stride: usize,
}

impl Table {
    /// The same whatever the facts are.
    pub fn constant(reach: Reach) -> Table {
        Table { steps: Vec::new(), entries: vec![reach], whole: reach }
    }

    /// An entry for each combination of parts, the last axis moving fastest.
    pub fn new(space: &Space<'_>, over: &[usize], entries: Vec<Reach>) -> Table {
        let mut stride = entries.len();
        let mut steps = Vec::with_capacity(over.len());
        for axis in over {
            stride /= space.parts(*axis).max(1);
            steps.push(Step { axis: *axis, stride });
        }
        let mut hull = Hull::default();
        entries.iter().for_each(|reach| hull.add(reach));
        Table { steps, entries, whole: hull.reach() }
    }

    /// The axes, the slowest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether it reads an axis.
    pub fn reads(&self, axis: usize) -> bool {
        self.steps.iter().any(|step| step.axis == axis)
    }

    /// The reach where each axis has the part named by its number.
    #[inline]
    pub fn at(&self, parts: &[usize]) -> &Reach {
        self.entry(self.place(parts))
    }

    /// Where that stands among the entries.
    #[inline]
    pub fn place(&self, parts: &[usize]) -> usize {
        let mut place = 0;
        for step in &self.steps {
            place += parts.get(step.axis).copied().unwrap_or(0) * step.stride;
        }
        place
    }

    /// The entry at a place.
    #[inline]
    pub fn entry(&self, place: usize) -> &Reach {
        self.entries.get(place).unwrap_or(&Reach::NOTHING)
    }

    /// Whether some entry for what is open may be a match or not.
    pub fn wavers(&self, space: &Space<'_>) -> bool {
        if !(self.whole.hit && self.whole.miss) {
            return false;
        }
        let mut wavers = false;
        self.each(space, &space.free(), &mut |reach| {
            wavers |= reach.hit && reach.miss;
            !wavers
        });
        wavers
    }

    /// Everything that it may give where some parts are fixed.
    pub fn hull(&self, fixed: &[Option<usize>]) -> Reach {
        let part = |step: &Step| fixed.get(step.axis).copied().flatten();
        if self.steps.iter().all(|step| part(step).is_none()) {
            return self.whole;
        }
        let mut hull = Hull::default();
        gather(&self.entries, &self.steps, fixed, &mut hull);
        hull.reach()
    }

    /// The open axes that it reads.
    pub fn open(&self, space: &Space<'_>) -> Vec<usize> {
        self.steps.iter().map(|step| step.axis).filter(|axis| space.is_open(*axis)).collect()
    }

    /// Whether it gives different things for what is open.
    pub fn depends(&self, space: &Space<'_>) -> bool {
        if !self.steps.iter().any(|step| space.is_open(step.axis)) {
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
        let Some(Step { axis: number, stride }) = self.steps.get(axis) else { return found(*self.entry(entry)) };
        match fixed.get(*number).copied().flatten() {
            Some(part) => self.walk(space, fixed, (axis + 1, entry + part * stride), found),
            None => {
                (0..space.parts(*number)).all(|part| self.walk(space, fixed, (axis + 1, entry + part * stride), found))
            }
        }
    }
}

/// Everything that several entries give.
struct Hull(Reach);

impl Default for Hull {
    fn default() -> Hull {
        Hull(Reach { low: i64::MAX, high: i64::MIN, miss: false, hit: false })
    }
}

impl Hull {
    fn add(&mut self, reach: &Reach) {
        self.0.miss |= reach.miss;
        if reach.hit {
            self.0.hit = true;
            self.0.low = self.0.low.min(reach.low);
            self.0.high = self.0.high.max(reach.high);
        }
    }

    fn reach(self) -> Reach {
        if self.0.hit { self.0 } else { Reach::NOTHING }
    }
}

/// Adds what entries over some axes give where some parts are fixed.
fn gather(mut entries: &[Reach], steps: &[Step], fixed: &[Option<usize>], hull: &mut Hull) {
    for (number, step) in steps.iter().enumerate() {
        match fixed.get(step.axis).copied().flatten() {
            Some(part) => {
                entries = entries.get(part * step.stride..(part + 1) * step.stride).unwrap_or_default();
            }
            None => {
                let rest = steps.get(number + 1..).unwrap_or_default();
                if rest.is_empty() {
                    break;
                }
                return entries.chunks(step.stride.max(1)).for_each(|part| gather(part, rest, fixed, hull));
            }
        }
    }
    entries.iter().for_each(|reach| hull.add(reach));
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
