//! What a policy says of time passing: stages, contracts, balances, channels, touches, held classes.

use super::{Expr, Named};
use crate::base::json::NodeId;
use crate::base::time::{Duration, Shift};

/// How long a grade's class is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Before which it does not fall; `None` if it could not be read.
    pub for_: Option<Duration>,
    /// How much longer it stays, although no longer earned.
    pub grace: Option<Duration>,
    /// How far it falls.
    pub falls: Falls,
}

/// How far a held class falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Falls {
    /// To the class that is earned.
    #[default]
    Earned,
    /// By one class.
    One,
}

/// A festival with its dates.
#[derive(Clone, Debug)]
pub struct Festival {
    /// Its name.
    pub name: String,
    /// Its dates, rising.
    pub dates: Vec<i64>,
}

/// Stages and how one leads to another.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    /// The first stage.
    pub initial: Option<Named>,
    /// Every stage, in document order.
    pub stages: Vec<Stage>,
    /// Whether there are stages, and the name of every one could be read.
    pub complete: bool,
    /// Names that are no stages any more, and the stages that they are now.
    pub renamed: Vec<(String, Option<Named>)>,
    /// In order of priority.
    pub transitions: Vec<Transition>,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name; `None` if it could not be read.
    pub name: Option<Named>,
    /// Who works on the customer here.
    pub owner: Option<Owner>,
    /// What has to be done in time.
    pub timers: Vec<Timer>,
}

/// Who works on a customer.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The field that says who.
    pub field: Option<Named>,
    /// How long who lost a customer may not have it again.
    pub lockout: Option<Duration>,
}

/// What has to be done in time.
#[derive(Clone, Debug)]
pub struct Timer {
    /// Its name; `None` if it could not be read.
    pub name: Option<Named>,
    /// The timer.
    pub node: NodeId,
    /// How long there is.
    pub within: Option<Duration>,
    /// Kinds of events that stop it.
    pub stops_on: Vec<Named>,
    /// The stage that follows a breach.
    pub then: Option<Named>,
}

/// Which stages a transition leads from.
#[derive(Clone, Debug)]
pub enum From {
    /// `"*"`: every stage but its `to`.
    Any,
    /// These; empty if they could not be read.
    Stages(Vec<Named>),
}

/// A way from one stage to another.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The transition.
    pub node: NodeId,
    /// Where it leads from.
    pub from: From,
    /// Where it leads.
    pub to: Option<Named>,
    /// When.
    pub when: Option<Expr>,
    /// Only that long after the present stage was entered.
    pub stay: Option<Duration>,
    /// Only that long after `to` was last entered.
    pub cooldown: Option<Duration>,
    /// Only if `to` was entered less often.
    pub at_most: Option<u64>,
}

/// Phases of contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// How long before the last day a contract is upcoming.
    pub upcoming: Option<Duration>,
    /// How long before the last day it is due.
    pub due: Option<Duration>,
    /// How long after its end it can still be renewed.
    pub grace: Option<Duration>,
    /// The score that is its risk: `score.X`.
    pub risk: Option<Named>,
    /// Who could take more.
    pub upgrade: Option<Expr>,
}

/// Points that are earned, spent and expire.
#[derive(Clone, Debug)]
pub struct Balance {
    /// Its name.
    pub name: String,
    /// What earns.
    pub earn: Vec<Earning>,
    /// What spends: `kind.attribute`.
    pub spend: Vec<Named>,
    /// When what was earned expires.
    pub expires: Option<Expiry>,
}

/// What earns points.
#[derive(Clone, Debug)]
pub struct Earning {
    /// The kind of events.
    pub event: Option<Named>,
    /// How much.
    pub value: Option<Expr>,
    /// Which of them.
    pub when: Option<Expr>,
}

/// When what was earned expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// So long after.
    After(Duration),
    /// With the calendar's year.
    YearEnd,
}

/// How customers are reached.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// The consent it needs.
    pub consent: Option<String>,
    /// From when to when, milliseconds of the local day.
    pub hours: Option<(i64, i64)>,
    /// At most so many contacts within such a time.
    pub limit: Option<(u64, Duration)>,
}

/// What should happen at a time.
#[derive(Clone, Debug)]
pub struct Touch {
    /// Its name; `None` if it could not be read.
    pub name: Option<Named>,
    /// What it counts from.
    pub anchor: Option<Named>,
    /// How far from there it opens.
    pub at: Shift,
    /// When it closes.
    pub close: Close,
    /// How often it comes again.
    pub every: Option<Duration>,
    /// For how long.
    pub for_: Option<Duration>,
    /// For whom.
    pub when: Option<Expr>,
    /// Names of channels, the first that may be taken is.
    pub channels: Vec<Named>,
    /// Outcomes that end everything else for its anchor.
    pub ends_on: Vec<String>,
}

/// When a touch closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// So far from its anchor.
    Until(Shift),
    /// So long after it opens.
    Open(Duration),
    /// When the next opens, or after 30 days.
    Next,
}
