//! Classes that are held for a time: gained at once, lost only later.

use crate::base::time::Calendar;
use crate::compile::flat::Hold;

/// A class held, and when it was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    pub class: u32,
    pub confirmed: i64,
}

/// How far a holding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// It does not fall, whatever is earned.
    Valid,
    /// It has to be confirmed, and does not fall yet.
    Grace,
    /// It falls unless it is confirmed.
    Over,
}

impl Hold {
    /// Up to when a class confirmed then does not fall.
    pub fn valid_until(&self, calendar: &Calendar, confirmed: i64) -> i64 {
        calendar.after(confirmed, self.length)
    }

    /// Up to when it stays although it is no longer earned.
    pub fn grace_until(&self, calendar: &Calendar, confirmed: i64) -> i64 {
        let valid = self.valid_until(calendar, confirmed);
        self.grace.map_or(valid, |grace| calendar.after(valid, grace))
    }

    /// How far a holding has come.
    pub fn stretch(&self, calendar: &Calendar, confirmed: i64, now: i64) -> Stretch {
        if now < self.valid_until(calendar, confirmed) {
            Stretch::Valid
        } else if now < self.grace_until(calendar, confirmed) {
            Stretch::Grace
        } else {
            Stretch::Over
        }
    }

    /// What is held when a class is earned, `None` for an unknown one.
    pub fn next(&self, calendar: &Calendar, held: Option<Holding>, earned: Option<u32>, now: i64) -> Option<Holding> {
        let Some(holding) = held else { return earned.map(|class| Holding { class, confirmed: now }) };
        let stretch = self.stretch(calendar, holding.confirmed, now);
        match self.class(holding.class, earned, stretch) {
            class if class != holding.class => Some(Holding { class, confirmed: now }),
            class if earned == Some(class) && stretch != Stretch::Valid => Some(Holding { class, confirmed: now }),
            _ => Some(holding),
        }
    }

    /// The class that is shown when another is held. Better classes have smaller numbers.
    pub fn class(&self, held: u32, earned: Option<u32>, stretch: Stretch) -> u32 {
        match earned {
            None => held,
            Some(earned) if earned <= held => earned,
            Some(earned) => match stretch {
                Stretch::Valid | Stretch::Grace => held,
                Stretch::Over if self.by_one => held + 1,
                Stretch::Over => earned,
            },
        }
    }
}
