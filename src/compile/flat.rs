//! The compiled policy: plain, checked, flat, and ready to be evaluated.

mod lifecycle;

pub use lifecycle::*;

use crate::base::time::{Calendar, Duration};
use crate::expr::{Program, Type};
use crate::facts::schema::Schema;

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name; states carry it.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The facts it takes.
    pub schema: Schema,
    /// What each slot of a row holds.
    pub slots: Vec<Slot>,
    /// Derived values, in document order.
    pub derived: Vec<Derived>,
    /// Scores, in document order.
    pub scores: Vec<Score>,
    /// Grades, in document order.
    pub grades: Vec<Grade>,
    /// How it counts days.
    pub calendar: Calendar,
    /// Stages.
    pub lifecycle: Option<Lifecycle>,
    /// Phases of contracts.
    pub contracts: Option<Contracts>,
    /// Balances, in document order.
    pub balances: Vec<Balance>,
    /// Channels, in document order.
    pub channels: Vec<Channel>,
    /// Touches.
    pub touches: Touches,
}

impl Model {
    /// Every rule, in document order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.scores.iter().flat_map(|score| &score.groups).flat_map(|group| &group.rules)
    }

    /// Whether it has sections in which time passes.
    pub fn passes(&self) -> bool {
        let sections = self.lifecycle.is_some() || self.contracts.is_some();
        sections || !self.balances.is_empty() || !self.touches.all.is_empty()
    }

    /// The slot of `contract.risk`, if that is the score in a slot.
    pub fn risk_of(&self, slot: u16) -> Option<u16> {
        let (score, risk) = self.contracts.as_ref()?.risk?;
        self.scores.get(usize::from(score)).filter(|score| score.slot == slot).map(|_| risk)
    }

    /// The names of the classes of a domain: a grade's, or stages, or phases.
    pub fn class_name(&self, domain: u16, class: u32) -> Option<&str> {
        let class = class as usize;
        match domain {
            STAGES => self.lifecycle.as_ref()?.stages.get(class).map(|stage| stage.name.as_str()),
            PHASES => PHASE_NAMES.get(class).copied(),
            _ => self.grades.get(usize::from(domain))?.classes.get(class).map(String::as_str),
        }
    }

    /// How many classes a domain has.
    pub fn class_count(&self, domain: u16) -> usize {
        match domain {
            STAGES => self.lifecycle.as_ref().map_or(0, |lifecycle| lifecycle.stages.len()),
            PHASES => PHASE_NAMES.len(),
            _ => self.grades.get(usize::from(domain)).map_or(0, |grade| grade.classes.len()),
        }
    }

    /// Hands every expression to `each`.
    pub fn each_expression<'m>(&'m self, each: &mut dyn FnMut(&'m Expression)) {
        self.each_ruling(each);
        self.contracts.iter().filter_map(|contracts| contracts.upgrade.as_ref()).for_each(&mut *each);
        let transitions = self.lifecycle.iter().flat_map(|lifecycle| &lifecycle.transitions);
        transitions.filter_map(|transition| transition.when.as_ref()).for_each(&mut *each);
        for earning in self.balances.iter().flat_map(|balance| &balance.earn) {
            each(&earning.value);
            earning.when.iter().for_each(&mut *each);
        }
        self.touches.all.iter().filter_map(|touch| touch.when.as_ref()).for_each(each);
    }

    /// Hands every expression that scores and grades depend on to `each`.
    pub fn each_ruling<'m>(&'m self, each: &mut dyn FnMut(&'m Expression)) {
        for derived in &self.derived {
            match &derived.body {
                DerivedBody::Value(value) => each(value),
                DerivedBody::Events { when, .. } => when.iter().for_each(&mut *each),
                DerivedBody::DaysSince { .. } => {}
            }
        }
        for score in &self.scores {
            score.applies.iter().for_each(&mut *each);
            score.groups.iter().filter_map(|group| group.applies.as_ref()).for_each(&mut *each);
        }
        for rule in self.rules() {
            match &rule.body {
                RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => each(expression),
                RuleBody::Event(rule) => rule.when.iter().for_each(&mut *each),
                _ => {}
            }
        }
        for grade in &self.grades {
            grade.overrides.iter().for_each(|entry| each(&entry.when));
            if let GradeBody::First(entries) = &grade.body {
                entries.iter().flat_map(|entry| entry.when.iter().chain(&entry.retain)).for_each(&mut *each);
            }
        }
    }
}

/// One slot of a row.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its name as expressions spell it.
    pub name: String,
    /// Its type; `None` where the declaration has a problem.
    pub ty: Option<Type>,
    /// Whether its value may appear in no output.
    pub personal: bool,
    /// The facts behind it.
    pub roots: Roots,
}

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    pub(crate) words: Vec<u64>,
}

impl Numbers {
    /// The set of one number.
    #[inline(never)]
    pub fn of(number: u16) -> Numbers {
        let mut words = vec![0; usize::from(number / 64) + 1];
        if let Some(word) = words.last_mut() {
            *word = 1 << (number % 64);
        }
        Numbers { words }
    }

    /// Whether a number is in the set.
    #[inline(never)]
    pub fn has(&self, number: u16) -> bool {
        self.words.get(usize::from(number / 64)).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Whether it has any number in common with another set.
    pub fn meets(&self, other: &Numbers) -> bool {
        self.words.iter().zip(&other.words).any(|(word, other)| word & other != 0)
    }

    /// Adds all numbers of another set.
    #[inline(never)]
    pub fn join(&mut self, other: &Numbers) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }
}

/// The facts that something reads, directly or through derived values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    /// Slots of fields, `id` and `personalised`.
    pub slots: Numbers,
    /// Kinds of events.
    pub kinds: Numbers,
}

impl Roots {
    /// A kind of events alone.
    #[inline(never)]
    pub fn kind(kind: u16) -> Roots {
        Roots { slots: Numbers::default(), kinds: Numbers::of(kind) }
    }

    /// Whether they have any fact in common.
    pub fn meets(&self, other: &Roots) -> bool {
        self.slots.meets(&other.slots) || self.kinds.meets(&other.kinds)
    }

    /// Adds what another thing reads.
    #[inline(never)]
    pub fn join(&mut self, other: &Roots) {
        self.slots.join(&other.slots);
        self.kinds.join(&other.kinds);
    }
}

/// A place in the policy that may have to be named by an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Where it stands in the text, to put warnings in order.
    pub offset: usize,
    /// JSON Pointer.
    pub path: String,
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What to run.
    pub program: Program,
    /// Where it stands.
    pub origin: Origin,
    /// Slots that it reads, in the order in which it first names them.
    pub observes: Vec<u16>,
    /// Slots that it asks `has` of.
    pub asks: Vec<u16>,
    /// The facts behind it.
    pub roots: Roots,
}

/// A derived value.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Where its value goes.
    pub slot: u16,
    /// Where it stands.
    pub origin: Origin,
    /// How it is computed.
    pub body: DerivedBody,
}

/// How a derived value is computed.
#[derive(Clone, Debug)]
pub enum DerivedBody {
    /// An expression.
    Value(Expression),
    /// Calendar days since a date or an instant in a slot.
    DaysSince { slot: u16 },
    /// Something over the events of a kind.
    Events { kind: u16, when: Option<Expression>, window: Option<Window>, take: Aggregate },
}

/// Which events a derived value looks at.
#[derive(Clone, Debug)]
pub enum Window {
    /// now − w < at ≤ now
    Within(Duration),
    /// now − from < at ≤ now − to
    Between(Duration, Duration),
    /// at ≥ the date's midnight or the instant in a slot
    Since(u16),
}

/// What is made of the events. Columns are those of the event: 0 is `at`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregate {
    Count,
    Sum(u16),
    Mean(u16),
    Min(u16),
    Max(u16),
    First(u16),
    Last(u16),
    Distinct(u16),
    Mode(u16),
    Gap(Take),
    DaysSince { never: Option<f64> },
}

/// Which of the gaps between neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    Median,
    Mean,
    Min,
    Max,
}

/// A score.
#[derive(Clone, Debug)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Where its value goes.
    pub slot: u16,
    /// Outside of it the score is missing.
    pub applies: Option<Expression>,
    /// Lowest and highest score, thousandths.
    pub cap: [i64; 2],
    /// How groups become a score.
    pub combine: Combine,
    /// In document order.
    pub groups: Vec<Group>,
    /// The slots that the groups' tables look at.
    pub axes: Vec<Axis>,
}

/// How groups become a score.
#[derive(Clone, Debug)]
pub enum Combine {
    /// Added.
    Sum,
    /// The exact weighted mean of each group's share of its cap's top.
    Weighted {
        /// The least common multiple of the groups' tops.
        common: i128,
        /// Whether every step fits into 63 bits.
        small: bool,
    },
}

/// A group of rules.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Thousandths; 0 in a sum.
    pub weight: i64,
    /// Weighted: weight · common ÷ cap top, the factor of its points in the mean.
    pub factor: i128,
    /// The same in 63 bits, where the score's mean is small.
    pub near: i64,
    /// Lowest and highest points, thousandths.
    pub cap: [i64; 2],
    /// Which matches count.
    pub matching: Matching,
    /// Outside of it the group takes no part.
    pub applies: Option<Expression>,
    /// In document order.
    pub rules: Vec<Rule>,
    /// Rules whose points depend on a few cells alone, summed up by cell.
    pub tables: Vec<Table>,
    /// Indices of the rules that no table holds.
    pub rest: Vec<usize>,
}

/// Which matches of a group count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    All,
    First,
    Max,
}

/// Points by cell: of one axis, or of a few that conditions read together.
#[derive(Clone, Debug)]
pub struct Table {
    /// Numbers of the score's axes, and how many of the table's cells lie between two
    /// neighbours on each.
    pub axes: Vec<(u16, u32)>,
    /// Thousandths for each cell; the last axis moves fastest.
    pub points: Vec<i64>,
}

/// A slot that a score's tables look at.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The slot.
    pub slot: u16,
    /// How its values are cut into cells.
    pub cuts: Cuts,
}

/// How a slot's values are cut into cells. Cell 0 is missing, always.
#[derive(Clone, Debug, PartialEq)]
pub enum Cuts {
    /// Cell 1 lies below the first edge, and so on.
    Numbers(Vec<f64>),
    /// Cell 1 + id for each known text of the slot's domain, the last for any other.
    Texts(u32),
    /// Cells 1 and 2: false and true.
    Booleans,
    /// Cell 1 + index.
    Indices(u32),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id within the group.
    pub id: String,
    /// Clamps its points.
    pub cap: Option<[i64; 2]>,
    /// What it is.
    pub body: RuleBody,
    /// The facts behind it.
    pub roots: Roots,
}

/// What a rule is. Points are thousandths.
#[derive(Clone, Debug)]
pub enum RuleBody {
    When {
        when: Expression,
        points: i64,
    },
    Bands {
        slot: u16,
        edges: Vec<f64>,
        points: Vec<i64>,
    },
    /// Texts and lists, sorted by text.
    Texts {
        slot: u16,
        entries: Vec<(String, i64)>,
        other: Option<i64>,
    },
    /// Levels and classes, by index.
    Indices {
        slot: u16,
        entries: Vec<Option<i64>>,
    },
    Containing {
        slot: u16,
        entries: Vec<(String, i64)>,
    },
    Value(Expression),
    Event(EventRule),
}

/// A rule that earns points by events.
#[derive(Clone, Debug)]
pub struct EventRule {
    pub kind: u16,
    pub when: Option<Expression>,
    pub points: i64,
    pub most: Option<Most>,
    pub decay: Option<Decay>,
}

/// At most so many events in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    pub count: u32,
    pub per: Period,
}

/// A calendar period in the policy's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Day,
    Week,
    Month,
    Ever,
}

/// How an event's points fade with its age. Times are milliseconds, shares thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    HalfLife(i64),
    Linear(i64),
    Step { share: i64, every: i64 },
    Expires(i64),
}

/// A grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// Where its class goes.
    pub slot: u16,
    /// Classes, best first, those of `also` last.
    pub classes: Vec<String>,
    /// In document order.
    pub overrides: Vec<Override>,
    /// How the class is found.
    pub body: GradeBody,
    /// How long it is held.
    pub hold: Option<Hold>,
}

impl Grade {
    /// How many of its classes, from the first, states remember: those that its rules give, but no matrix's.
    #[inline(never)]
    pub fn remembered(&self) -> usize {
        match &self.body {
            GradeBody::Bands { bands, .. } => bands.len(),
            GradeBody::First(entries) => entries.len(),
            GradeBody::Matrix { .. } => 0,
        }
    }
}

/// A condition that stands above a grade's rules.
#[derive(Clone, Debug)]
pub struct Override {
    pub when: Expression,
    pub class: u32,
    pub path: String,
}

/// How a grade's class is found.
#[derive(Clone, Debug)]
pub enum GradeBody {
    Bands { score: u16, bands: Vec<Band> },
    First(Vec<Entry>),
    Matrix { rows: usize, columns: usize, cells: Vec<Vec<u32>>, path: String },
}

/// A band of a grade; its class is its index.
#[derive(Clone, Debug)]
pub struct Band {
    /// Inclusive lower edge, thousandths.
    pub from: i64,
    /// How far below the edge a holder keeps the class, thousandths.
    pub keep: i64,
    pub path: String,
}

/// An entry of a `first` grade; its class is its index.
#[derive(Clone, Debug)]
pub struct Entry {
    pub when: Option<Expression>,
    pub retain: Option<Expression>,
    pub path: String,
}
