//! What a rule or condition gives on every cell of the missing facts that it reads.

use super::axis::Axis;
use super::derived::rederive;
use super::reach::Reach;
use super::trial::Trial;
use crate::compile::flat::Roots;

/// Reaches over the parts of some axes, the last moving fastest.
#[derive(Clone, Debug)]
pub struct Table {
    /// Numbers of the axes.
    pub over: Vec<usize>,
    entries: Vec<Reach>,
}

/// Tries every combination of parts of some axes.
pub fn tabulate(
    trial: &mut Trial<'_>,
    axes: &[Axis],
    over: Vec<usize>,
    roots: &Roots,
    mut each: impl FnMut(&Trial<'_>) -> Reach,
) -> Table {
    if over.is_empty() {
        return Table { over, entries: vec![each(trial)] };
    }
    let mut entries = Vec::new();
    let free = vec![None; axes.len()];
    combinations(axes, &over, &free, &mut |parts| {
        for number in &over {
            if let (Some(axis), Some(part)) = (axes.get(*number), parts.get(*number)) {
                axis.place(trial, *part);
            }
        }
        rederive(trial, Some(roots));
        entries.push(each(trial));
        true
    });
    trial.restore_facts();
    Table { over, entries }
}

impl Table {
    /// The reach where each axis has the part named by its number.
    pub fn at(&self, axes: &[Axis], parts: &[usize]) -> Reach {
        let mut place = 0;
        for number in &self.over {
            let size = axes.get(*number).map_or(1, |axis| axis.parts.len());
            place = place * size + parts.get(*number).copied().unwrap_or(0);
        }
        self.entries.get(place).copied().unwrap_or(Reach::NOTHING)
    }
}

/// Goes through every combination of parts of some axes, those that are fixed keeping theirs;
/// until `each` says no. The last axis moves fastest.
pub fn combinations(axes: &[Axis], over: &[usize], fixed: &[Option<usize>], each: &mut dyn FnMut(&[usize]) -> bool) {
    let mut parts: Vec<usize> = fixed.iter().map(|part| part.unwrap_or(0)).collect();
    loop {
        if !each(&parts) {
            return;
        }
        let mut moved = false;
        for number in over.iter().rev() {
            let size = axes.get(*number).map_or(1, |axis| axis.parts.len());
            let free = fixed.get(*number).is_some_and(Option::is_none);
            let Some(part) = parts.get_mut(*number).filter(|_| free) else { continue };
            *part += 1;
            if *part < size {
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
