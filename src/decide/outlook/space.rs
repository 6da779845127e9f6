//! The facts that may turn out otherwise as axes, and where a row stands on them.

use super::axis::Axis;

/// Axes, and a row among them.
#[derive(Debug, Default)]
pub struct Space<'s> {
    /// Fields whose values have cells.
    fine: &'s [Axis],
    /// Other facts that are missing.
    coarse: Vec<Axis>,
    /// The part of each axis in which the row lies.
    pub own: Vec<usize>,
    /// Whether the fact is missing, so that it may turn out to be anything.
    pub open: Vec<bool>,
}

impl<'s> Space<'s> {
    /// Axes of which none is open.
    pub fn new(fine: &'s [Axis], coarse: Vec<Axis>, own: Vec<usize>) -> Space<'s> {
        Space { open: vec![false; fine.len() + coarse.len()], fine, coarse, own }
    }

    /// How many axes there are.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// An axis.
    pub fn axis(&self, number: usize) -> Option<&Axis> {
        match number.checked_sub(self.fine.len()) {
            None => self.fine.get(number),
            Some(number) => self.coarse.get(number),
        }
    }

    /// Every axis with its number.
    pub fn axes(&self) -> impl Iterator<Item = (usize, &Axis)> {
        self.fine.iter().chain(&self.coarse).enumerate()
    }

    /// Whether an axis is open.
    pub fn is_open(&self, number: usize) -> bool {
        self.open.get(number).copied().unwrap_or(false)
    }

    /// The parts to try where nothing is fixed: those of open axes; others stay as the row has them.
    pub fn free(&self) -> Vec<Option<usize>> {
        self.own.iter().zip(&self.open).map(|(own, open)| (!open).then_some(*own)).collect()
    }

    /// Everything as the row has it, but one axis.
    pub fn alone(&self, number: usize) -> Vec<Option<usize>> {
        let mut fixed = self.fixed();
        if let Some(part) = fixed.get_mut(number) {
            *part = None;
        }
        fixed
    }

    /// Everything as the row has it.
    pub fn fixed(&self) -> Vec<Option<usize>> {
        self.own.iter().map(|own| Some(*own)).collect()
    }

    /// How many parts an axis has.
    pub fn parts(&self, axis: usize) -> usize {
        self.axis(axis).map_or(1, |axis| axis.parts.len())
    }

    /// How many combinations of parts some axes have, where those that are fixed have one.
    pub fn size(&self, axes: &[usize], fixed: &[Option<usize>]) -> usize {
        let free = |axis: &&usize| fixed.get(**axis).is_some_and(Option::is_none);
        axes.iter().filter(free).fold(1, |size, axis| size.saturating_mul(self.parts(*axis)))
    }
}
