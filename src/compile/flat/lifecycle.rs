//! What a compiled policy has for time passing: stages, contracts, balances, channels, touches, held classes.

use super::{Expression, Roots};
use crate::base::time::{Duration, Shift};

/// The class domain of stages, beside those of grades.
pub const STAGES: u16 = u16::MAX;
/// The class domain of contracts' phases.
pub const PHASES: u16 = u16::MAX - 1;

/// Phases of a contract as answers spell them, by class.
pub const PHASE_NAMES: [&str; 9] =
    ["running", "upcoming", "due", "grace", "lapsed", "renewed", "upgraded", "switched", "won_back"];

/// How long a grade's class is held.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Before which it does not fall.
    pub length: Duration,
    /// How much longer it stays, although no longer earned.
    pub grace: Option<Duration>,
    /// Whether it falls by one class only.
    pub by_one: bool,
    /// By class of a `first` grade: the texts of its conditions, `when` and `retain`.
    pub texts: Vec<[Option<String>; 2]>,
}

/// Stages and how one leads to another.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    /// Where the stage goes.
    pub stage: u16,
    /// Where the calendar days in it go.
    pub days: u16,
    /// Where the entry into the stage that came in stands, before anything is derived.
    pub since: u16,
    /// The first stage.
    pub initial: u32,
    /// In document order.
    pub stages: Vec<Stage>,
    /// Old names, and the stages that they are now.
    pub renamed: Vec<(String, u32)>,
    /// In order of priority.
    pub transitions: Vec<Transition>,
}

/// A stage; its class is its index.
#[derive(Clone, Debug)]
pub struct Stage {
    pub name: String,
    pub owner: Option<Owner>,
    pub timers: Vec<Timer>,
}

/// Who works on a customer.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The field that says who.
    pub slot: u16,
    pub lockout: Option<Duration>,
}

/// What has to be done in time.
#[derive(Clone, Debug)]
pub struct Timer {
    pub name: String,
    pub within: Duration,
    /// Kinds of events.
    pub stops_on: Vec<u16>,
    /// The stage that follows a breach.
    pub then: Option<u32>,
    pub path: String,
}

/// A way from one stage to another.
#[derive(Clone, Debug)]
pub struct Transition {
    /// By stage: whether it leads from there.
    pub from: Vec<bool>,
    pub to: u32,
    pub when: Option<Expression>,
    /// The condition's text.
    pub text: Option<String>,
    pub stay: Option<Duration>,
    pub cooldown: Option<Duration>,
    pub at_most: Option<u64>,
    pub path: String,
}

/// Phases of contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// Whether it is known which contracts there are.
    pub known: u16,
    pub slots: ContractSlots,
    pub upcoming: Option<Duration>,
    pub due: Option<Duration>,
    pub grace: Option<Duration>,
    /// The score that is its risk, by number, and where that goes.
    pub risk: Option<(u16, u16)>,
    pub upgrade: Option<Expression>,
}

/// Where the parts of `contract` go.
#[derive(Clone, Copy, Debug)]
pub struct ContractSlots {
    pub phase: u16,
    pub starts: u16,
    pub ends: u16,
    pub days_left: u16,
    pub value: u16,
    pub product: u16,
    pub kind: u16,
}

/// Points that are earned, spent and expire.
#[derive(Clone, Debug)]
pub struct Balance {
    pub name: String,
    pub slot: u16,
    pub earn: Vec<Earning>,
    /// Kinds of events, and the columns of their numbers.
    pub spend: Vec<(u16, u16)>,
    pub expires: Option<Expiry>,
    /// The facts behind it.
    pub roots: Roots,
}

/// What earns points.
#[derive(Clone, Debug)]
pub struct Earning {
    pub kind: u16,
    pub value: Expression,
    pub when: Option<Expression>,
}

/// When what was earned expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    After(Duration),
    YearEnd,
}

/// How customers are reached.
#[derive(Clone, Debug)]
pub struct Channel {
    pub name: String,
    pub consent: Option<String>,
    /// From when to when, milliseconds of the local day.
    pub hours: Option<(i64, i64)>,
    /// At most so many contacts within such a time.
    pub limit: Option<(u64, Duration)>,
}

/// Touches, with the kind of events that says which were made.
#[derive(Clone, Debug, Default)]
pub struct Touches {
    /// The kind `touch`; its columns are `touch`, `of`, `channel`, `outcome` from 1 on.
    pub kind: u16,
    /// In document order.
    pub all: Vec<Touch>,
    /// Dates of each calendar that a touch counts from, rising.
    pub festivals: Vec<Vec<i64>>,
}

/// What should happen at a time.
#[derive(Clone, Debug)]
pub struct Touch {
    pub name: String,
    pub anchor: Anchor,
    /// How far from its anchor it opens.
    pub at: Shift,
    pub close: Close,
    /// How often it comes again.
    pub every: Option<Duration>,
    /// For how long.
    pub length: Option<Duration>,
    pub when: Option<Expression>,
    /// Channels by number, in the touch's order.
    pub channels: Vec<u16>,
    pub ends_on: Vec<String>,
}

/// What a touch counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    ContractStarts,
    ContractEnds,
    /// A date in a slot.
    Date(u16),
    /// An instant in a slot.
    Instant(u16),
    /// Dates of a calendar, by number among [`Touches::festivals`].
    Festival(u16),
    /// The entry into a stage.
    Stage(u32),
}

/// When a touch closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    Until(Shift),
    Open(Duration),
    Next,
}
