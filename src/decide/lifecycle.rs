//! Stages: timers, transitions, and the cascade that one call follows.

use super::view::{Notes, View};
use crate::base::order;
use crate::compile::flat::{Lifecycle, Model, Stage, Timer, Transition};
use crate::facts::row::{Cell, Row};
use crate::facts::schema::NOW;
use crate::facts::standing::{Entries, Left, Standing};

/// What holds a transition back, in the order in which answers tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    Stay,
    Cooldown,
    AtMost,
    Lockout,
    Guard,
    Unknown,
}

impl Bar {
    /// As answers spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Bar::Stay => "stay",
            Bar::Cooldown => "cooldown",
            Bar::AtMost => "at_most",
            Bar::Lockout => "lockout",
            Bar::Guard => "guard",
            Bar::Unknown => "unknown",
        }
    }
}

/// What moved a customer.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    Transition(&'a Transition),
    Timer(&'a Timer),
}

impl<'a> By<'a> {
    /// Where it stands.
    pub fn path(self) -> &'a str {
        match self {
            By::Transition(transition) => &transition.path,
            By::Timer(timer) => &timer.path,
        }
    }
}

/// A move from one stage to another.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    pub from: u32,
    pub to: u32,
    pub by: By<'a>,
    /// Calendar days in the stage that was left.
    pub days: Cell,
}

/// A transition that did not fire.
#[derive(Clone, Debug)]
pub struct HeldBack<'a> {
    pub transition: &'a Transition,
    pub by: Vec<Bar>,
    /// From when time alone does not hold it back.
    pub until: Option<i64>,
}

/// What a timer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticking {
    Running,
    Stopped(i64),
    Breached,
    Unknown,
}

impl Ticking {
    /// As answers spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Ticking::Running => "running",
            Ticking::Stopped(_) => "stopped",
            Ticking::Breached => "breached",
            Ticking::Unknown => "unknown",
        }
    }
}

/// A timer of the present stage.
#[derive(Clone, Copy, Debug)]
pub struct Timed<'a> {
    pub timer: &'a Timer,
    pub ends: i64,
    pub ticking: Ticking,
}

/// A cascade that would have come back.
#[derive(Clone, Debug)]
pub struct Loop<'a> {
    /// The stages in the order in which they were entered, up to the one that closes it.
    pub stages: Vec<u32>,
    /// What would have closed it.
    pub path: &'a str,
}

/// What one call did.
#[derive(Clone, Debug)]
pub struct Moved<'a> {
    pub standing: Standing,
    pub moves: Vec<Move<'a>>,
    pub held_back: Vec<HeldBack<'a>>,
    pub timers: Vec<Timed<'a>>,
    pub looped: Option<Loop<'a>>,
}

/// Puts the entry into the stage that came in where derived values read it.
pub fn put_since(lifecycle: &Lifecycle, row: &mut Row, standing: Option<&Standing>) {
    row.set(lifecycle.since, standing.map_or(Cell::Missing, |standing| Cell::Integer(standing.since)));
}

/// Follows timers and transitions until nothing moves. Stage and days are left in the row.
pub fn advance<'a>(
    model: &'a Model,
    lifecycle: &'a Lifecycle,
    row: &mut Row,
    came_in: Option<&Standing>,
    notes: &mut Notes<'a>,
) -> Moved<'a> {
    let now = match row.get(NOW) {
        Cell::Integer(now) => now,
        _ => 0,
    };
    let journey = Journey { model, lifecycle, now };
    let start = journey.begin(row, came_in);
    let mut standing = start.clone();
    let mut moves: Vec<Move<'a>> = Vec::new();
    let mut seen = vec![standing.stage];
    let mut looped = None;
    let mut looked = journey.look(row, &standing, false, notes);
    while let Some((to, by)) = looked.next.take() {
        let back = seen.contains(&to);
        seen.push(to);
        if back {
            looped = Some(Loop { stages: seen, path: by.path() });
            moves.clear();
            standing = start;
            looked = journey.look(row, &standing, true, notes);
            break;
        }
        moves.push(Move { from: standing.stage, to, by, days: row.get(lifecycle.days) });
        journey.leave(&mut standing, by);
        journey.enter(row, &mut standing, to);
        looked = journey.look(row, &standing, false, notes);
    }
    standing.left.retain(|left| journey.locked_until(left).is_some_and(|until| now < until));
    order::sort(&mut standing.left, |one, other| one.at < other.at);
    let Looked { held_back, timers, .. } = looked;
    Moved { standing, moves, held_back, timers, looped }
}

/// What was found in one stage.
struct Looked<'a> {
    next: Option<(u32, By<'a>)>,
    held_back: Vec<HeldBack<'a>>,
    timers: Vec<Timed<'a>>,
}

struct Journey<'a> {
    model: &'a Model,
    lifecycle: &'a Lifecycle,
    now: i64,
}

impl<'a> Journey<'a> {
    fn stage(&self, stage: u32) -> Option<&'a Stage> {
        self.lifecycle.stages.get(stage as usize)
    }

    /// Where the customer stands when the call begins.
    fn begin(&self, row: &Row, came_in: Option<&Standing>) -> Standing {
        let mut standing = match came_in {
            Some(standing) => standing.clone(),
            None => {
                let mut standing = Standing {
                    stage: self.lifecycle.initial,
                    since: self.now,
                    owner: None,
                    entered: vec![None; self.lifecycle.stages.len()],
                    left: Vec::new(),
                };
                count(&mut standing, self.now);
                standing
            }
        };
        standing.owner = match self.stage(standing.stage).and_then(|stage| stage.owner.as_ref()) {
            None => None,
            Some(owner) => self.owner(row, owner.slot).or(standing.owner),
        };
        standing
    }

    fn owner(&self, row: &Row, slot: u16) -> Option<String> {
        View::new(self.model, row).text(slot).map(|owner| owner.into_owned())
    }

    /// A breached timer takes the customer from its owner.
    fn leave(&self, standing: &mut Standing, by: By<'a>) {
        let lockout = self.stage(standing.stage).and_then(|stage| stage.owner.as_ref()?.lockout);
        if let (By::Timer(_), Some(_), Some(owner)) = (by, lockout, standing.owner.take()) {
            standing.left.push(Left { stage: standing.stage, owner, at: self.now });
        }
    }

    fn enter(&self, row: &Row, standing: &mut Standing, stage: u32) {
        standing.stage = stage;
        standing.since = self.now;
        let owner = self.stage(stage).and_then(|stage| stage.owner.as_ref());
        standing.owner = owner.and_then(|owner| self.owner(row, owner.slot));
        count(standing, self.now);
    }

    /// Until when an owner may not have the customer again; `None` where nothing locks it out.
    fn locked_until(&self, left: &Left) -> Option<i64> {
        let lockout = self.stage(left.stage)?.owner.as_ref()?.lockout?;
        Some(self.model.calendar.after(left.at, lockout))
    }

    /// Looks at what may lead on from a stage: up to the first that does, or at all of it, where a loop keeps the
    /// customer in the stage whatever would fire.
    fn look(&self, row: &mut Row, standing: &Standing, all: bool, notes: &mut Notes<'a>) -> Looked<'a> {
        let lifecycle = self.lifecycle;
        let days = self.model.calendar.date_of(self.now) - self.model.calendar.date_of(standing.since);
        row.set(lifecycle.stage, Cell::Integer(i64::from(standing.stage)));
        row.set(lifecycle.days, Cell::Number(days as f64));
        let mut looked = Looked { next: None, held_back: Vec::new(), timers: Vec::new() };
        for timer in self.stage(standing.stage).into_iter().flat_map(|stage| &stage.timers) {
            let timed = timed(self.model, row, timer, standing.since, self.now);
            if let (Ticking::Breached, Some(to), None) = (timed.ticking, timer.then, &looked.next) {
                looked.next = Some((to, By::Timer(timer)));
            }
            looked.timers.push(timed);
        }
        if looked.next.is_some() && !all {
            return looked;
        }
        let view = View::new(self.model, row);
        for transition in &lifecycle.transitions {
            if !transition.from.get(standing.stage as usize).copied().unwrap_or(false) {
                continue;
            }
            let (by, until) = self.bars(&view, standing, transition, notes);
            if !by.is_empty() {
                looked.held_back.push(HeldBack { transition, by, until });
            } else if !all {
                looked.next = Some((transition.to, By::Transition(transition)));
                break;
            }
        }
        looked
    }

    fn bars(
        &self,
        view: &View<'_>,
        standing: &Standing,
        transition: &'a Transition,
        notes: &mut Notes<'a>,
    ) -> (Vec<Bar>, Option<i64>) {
        let calendar = &self.model.calendar;
        let mut by = Vec::new();
        let mut until: Option<i64> = None;
        let mut wait = |bar: Bar, end: Option<i64>, by: &mut Vec<Bar>| {
            if let Some(end) = end.filter(|end| self.now < *end) {
                by.push(bar);
                until = until.max(Some(end));
            }
        };
        let entries = standing.entered.get(transition.to as usize).copied().flatten();
        wait(Bar::Stay, transition.stay.map(|stay| calendar.after(standing.since, stay)), &mut by);
        let cooldown = transition.cooldown.zip(entries);
        wait(Bar::Cooldown, cooldown.map(|(cooldown, entries)| calendar.after(entries.last, cooldown)), &mut by);
        if transition.at_most.is_some_and(|most| entries.is_some_and(|entries| entries.count >= most)) {
            by.push(Bar::AtMost);
        }
        wait(Bar::Lockout, self.lockout(view, standing, transition.to), &mut by);
        match transition.when.as_ref().map_or(Some(true), |when| view.condition(when, notes)) {
            Some(true) => {}
            Some(false) => by.push(Bar::Guard),
            None => by.push(Bar::Unknown),
        }
        let until = until.filter(|_| !by.contains(&Bar::AtMost));
        (by, until)
    }

    /// Until when the present owner may not have the customer in a stage.
    fn lockout(&self, view: &View<'_>, standing: &Standing, to: u32) -> Option<i64> {
        if standing.left.is_empty() {
            return None;
        }
        let owner = view.text(self.stage(to)?.owner.as_ref()?.slot)?;
        let lost = standing.left.iter().filter(|left| left.stage == to && left.owner == *owner);
        lost.filter_map(|left| self.locked_until(left)).max()
    }
}

/// Counts an entry into the present stage.
fn count(standing: &mut Standing, now: i64) {
    if let Some(entries) = standing.entered.get_mut(standing.stage as usize) {
        let count = entries.map_or(0, |entries| entries.count) + 1;
        *entries = Some(Entries { last: now, count });
    }
}

/// A timer of a stage that was entered at an instant.
pub fn timed<'a>(model: &Model, row: &Row, timer: &'a Timer, since: i64, now: i64) -> Timed<'a> {
    let ends = model.calendar.after(since, timer.within);
    let (mut stopped, mut unknown): (Option<i64>, bool) = (None, false);
    for kind in &timer.stops_on {
        let Some(events) = row.events(*kind).filter(|events| events.known) else {
            unknown = true;
            continue;
        };
        let first = events.list.partition_point(|event| event.at < since);
        let at = events.list.get(first).map(|event| event.at).filter(|at| *at < ends);
        stopped = match (stopped, at) {
            (Some(before), Some(at)) => Some(before.min(at)),
            (one, other) => one.or(other),
        };
    }
    let ticking = match stopped {
        Some(at) => Ticking::Stopped(at),
        None if unknown => Ticking::Unknown,
        None if now < ends => Ticking::Running,
        None => Ticking::Breached,
    };
    Timed { timer, ends, ticking }
}
