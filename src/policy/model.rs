//! What a policy says, in document order, with the nodes where problems found later will stand.
//!
//! A part that could not be read is `None`, and its problem is told already:
//! the thing still counts as declared, and what depends on the part is not
//! checked further. Points, caps, weights and edges of grades are thousandths.

mod lifecycle;

pub use lifecycle::*;

use crate::base::json::NodeId;
use crate::base::time::{Calendar, Duration, Weekday};

/// A policy document.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Its name; states carry it.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// How far its calendar is ahead of UTC, and which days are worked.
    pub calendar: Calendar,
    /// The first day of its weeks.
    pub week_starts: Weekday,
    /// What a caller may tell.
    pub fields: Vec<Field>,
    /// Facts that nothing may read.
    pub protected: Vec<Named>,
    /// Kinds of things that happened.
    pub events: Vec<EventKind>,
    /// Named values computed from fields and events.
    pub derive: Vec<Derived>,
    /// Scores.
    pub scores: Vec<Score>,
    /// Grades.
    pub grades: Vec<Grade>,
    /// Festivals and other days that touches count from.
    pub festivals: Vec<Festival>,
    /// Stages and how one leads to another.
    pub lifecycle: Option<Lifecycle>,
    /// Phases of contracts.
    pub contracts: Option<Contracts>,
    /// Points.
    pub balances: Vec<Balance>,
    /// How customers are reached.
    pub channels: Vec<Channel>,
    /// What should happen at a time.
    pub touches: Vec<Touch>,
    /// The policy's own tests.
    pub tests: Vec<Test>,
}

/// A string of the document that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub text: String,
    /// The string.
    pub node: NodeId,
}

/// A string of the document that is an expression; at most 10,000 bytes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// The expression.
    pub text: String,
    /// The string.
    pub node: NodeId,
}

/// The type of a field or an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A finite number.
    Number,
    /// A text.
    String,
    /// True or false.
    Boolean,
    /// A day of the calendar.
    Date,
    /// An instant.
    Timestamp,
    /// One of ordered values.
    Level,
    /// A list of texts.
    List,
}

/// A fact that a caller may tell.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type; `None` also for a level whose values could not be read.
    pub kind: Option<FieldType>,
    /// Its values, lowest first for a level.
    pub values: Vec<FieldValue>,
    /// Whether only `values` are possible: there are some, and all could be read.
    pub has_values: bool,
    /// The least possible number.
    pub min: Option<f64>,
    /// The greatest possible number.
    pub max: Option<f64>,
    /// What stands for a missing fact; not checked against the field yet.
    pub default: Option<NodeId>,
    /// Whether nobody can change it.
    pub given: bool,
    /// Whether it may appear in no output.
    pub personal: bool,
    /// The consent it needs.
    pub purpose: Option<String>,
    /// Other names of its column.
    pub also: Vec<String>,
}

/// One of a field's values.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// What a fact then is.
    pub is: String,
    /// What a fact may say instead.
    pub also: Vec<String>,
}

/// A kind of events.
#[derive(Clone, Debug)]
pub struct EventKind {
    /// Its name.
    pub name: String,
    /// What its events carry besides `at`.
    pub attributes: Vec<Attribute>,
}

/// Something that events of a kind carry.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type; never a level.
    pub kind: Option<FieldType>,
    /// Whether it may be absent.
    pub optional: bool,
}

/// A named value computed from fields and events.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Its name.
    pub name: String,
    /// Its declaration.
    pub node: NodeId,
    /// What it is; `None` if that could not be read, and its type is unknown.
    pub body: Option<DerivedBody>,
    /// Which events count.
    pub when: Option<Expr>,
    /// How far back it looks.
    pub window: Option<Window>,
    /// Days since what never happened.
    pub never: Option<f64>,
}

/// What a derived value is. A name of events is a kind or `kind.attribute`, unresolved.
#[derive(Clone, Debug)]
pub enum DerivedBody {
    /// How many events.
    Count(Named),
    /// Something over an attribute, or over `at`.
    Aggregate {
        /// What.
        what: Aggregate,
        /// Over what.
        of: Named,
    },
    /// Days between neighbours.
    Gap {
        /// A kind.
        of: Named,
        /// Which of them.
        take: Take,
    },
    /// Days since the newest event of a kind, or since a date or timestamp.
    DaysSince(Named),
    /// An expression.
    Value(Expr),
}

/// What is made of an attribute over events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The oldest event's.
    First,
    /// The newest event's.
    Last,
    /// How many different ones.
    Distinct,
    /// The most frequent.
    Mode,
}

/// Which of the gaps between neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// The middle one.
    #[default]
    Median,
    /// The mean.
    Mean,
    /// The shortest.
    Min,
    /// The longest.
    Max,
}

/// How far back a derived value looks.
#[derive(Clone, Debug)]
pub enum Window {
    /// now − w < at ≤ now
    Within(Duration),
    /// now − from < at ≤ now − to, the first the longer
    Between(Duration, Duration),
    /// at ≥ a date's midnight or an instant
    Since(Named),
    /// at ≥ the entry into the stage that the state names
    SinceStage(NodeId),
}

/// A score.
#[derive(Clone, Debug)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Its declaration.
    pub node: NodeId,
    /// How groups become a score.
    pub combine: Combine,
    /// Where it is not true the score is missing.
    pub for_: Option<Expr>,
    /// Lowest and highest score; `None` if it could not be read.
    pub cap: Option<[i64; 2]>,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// How groups become a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Combine {
    /// Added.
    #[default]
    Sum,
    /// The weighted mean of their shares.
    Weighted,
}

/// A group of rules.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its weight; `None` in a sum, or if it could not be read.
    pub weight: Option<i64>,
    /// Lowest and highest points; `None` if it could not be read.
    pub cap: Option<[i64; 2]>,
    /// Where it is not true the group takes no part.
    pub for_: Option<Expr>,
    /// Which matches count.
    pub matching: Match,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// Which matches of a group count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    /// All, added.
    #[default]
    All,
    /// The first.
    First,
    /// The one with most points.
    Max,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, empty if it could not be read.
    pub id: String,
    /// Clamps its points.
    pub cap: Option<[i64; 2]>,
    /// What it is.
    pub kind: Option<RuleKind>,
}

/// What a rule is. Points that could not be read are 0.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// Points if a condition is true.
    When {
        /// The condition.
        when: Option<Expr>,
        /// The points.
        points: i64,
    },
    /// Points by the height of a number.
    Bands {
        /// The number.
        of: Option<Named>,
        /// Edges and their points.
        bands: Vec<(f64, i64)>,
    },
    /// Points by value.
    Map {
        /// The string, level, list or class.
        of: Option<Named>,
        /// Values, their points, and where they stand; without `*`.
        entries: Vec<(String, i64, NodeId)>,
        /// Points of `*`, any other known value.
        other: Option<i64>,
    },
    /// Points for each text that is contained.
    Containing {
        /// The string.
        of: Option<Named>,
        /// Texts and their points.
        entries: Vec<(String, i64)>,
    },
    /// An expression's value.
    Value(Option<Expr>),
    /// Points for each event.
    Event {
        /// The kind of events.
        kind: Option<Named>,
        /// Which of them count.
        when: Option<Expr>,
        /// The points of each.
        points: i64,
        /// At most so many.
        most: Option<Most>,
        /// How their points fade.
        decay: Option<Decay>,
    },
}

/// At most so many events in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// How many, at least 1.
    pub count: u32,
    /// Of which period.
    pub per: Per,
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A day.
    Day,
    /// A week from the policy's first weekday.
    Week,
    /// A month.
    Month,
    /// All time.
    Ever,
}

/// How an event's points fade with its age, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// Halved in each such time.
    HalfLife(i64),
    /// Evenly down to nothing.
    Linear(i64),
    /// Less by a share after each such time.
    Step {
        /// Thousandths of the points.
        share: i64,
        /// How often.
        every: i64,
    },
    /// Nothing from then on.
    Expires(i64),
}

/// A grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// How its class is found.
    pub kind: Option<GradeKind>,
    /// More classes.
    pub also: Vec<Named>,
    /// Conditions that stand above it.
    pub overrides: Vec<Override>,
    /// How long its class is held.
    pub hold: Option<Hold>,
    /// Whether the name of every class could be read.
    pub complete: bool,
}

/// A condition that gives a class whatever the rules say.
#[derive(Clone, Debug)]
pub struct Override {
    /// The condition.
    pub when: Option<Expr>,
    /// The class.
    pub grade: Option<Named>,
    /// The override.
    pub node: NodeId,
}

/// How a grade's class is found.
#[derive(Clone, Debug)]
pub enum GradeKind {
    /// By the height of a score.
    Bands {
        /// The score.
        of: Option<Named>,
        /// Best first.
        bands: Vec<Band>,
        /// `bands`.
        bands_node: NodeId,
    },
    /// By the first condition that is true.
    First(Vec<FirstEntry>),
    /// By two other grades.
    Matrix {
        /// The grade that chooses the row.
        rows: Option<Named>,
        /// The grade that chooses the cell.
        columns: Option<Named>,
        /// Classes by row.
        cells: Vec<Row>,
        /// `grades`; the matrix if it has none.
        cells_node: NodeId,
    },
}

/// A band of a grade.
#[derive(Clone, Debug)]
pub struct Band {
    /// The class.
    pub grade: Option<Named>,
    /// Its inclusive lower edge.
    pub from: Option<i64>,
    /// How far below the edge a holder keeps it.
    pub keep: i64,
    /// The band.
    pub node: NodeId,
}

/// An entry of a grade that the first true condition gives.
#[derive(Clone, Debug)]
pub struct FirstEntry {
    /// The class.
    pub grade: Option<Named>,
    /// The condition; the last entry needs none.
    pub when: Option<Expr>,
    /// The condition for a holder.
    pub retain: Option<Expr>,
    /// The entry.
    pub node: NodeId,
}

/// A row of a matrix.
#[derive(Clone, Debug)]
pub struct Row {
    /// The row.
    pub node: NodeId,
    /// Its classes; `None` if the row is no array.
    pub cells: Option<Vec<Option<Named>>>,
}

/// One of the policy's own tests.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// The test.
    pub node: NodeId,
    /// The facts, an object.
    pub facts: Option<NodeId>,
    /// The state, of any type.
    pub state: Option<NodeId>,
    /// When it is.
    pub now: Option<i64>,
    /// What should come out.
    pub expect: Option<Expect>,
}

/// What should come out of a test.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The class of each grade; `None` for unknown.
    pub grades: Vec<Expected<Option<Named>>>,
    /// The number of each score; `None` for unknown.
    pub scores: Vec<Expected<Option<f64>>>,
    /// The stage.
    pub stage: Option<Named>,
    /// The status of timers of the present stage.
    pub timers: Vec<Expected<Named>>,
    /// The phase of contracts by their id.
    pub contracts: Vec<Expected<Named>>,
    /// The number of each balance; `None` for unknown.
    pub balances: Vec<Expected<Option<f64>>>,
    /// The status of each touch's first entry; `None` for no entry.
    pub touches: Vec<Expected<Option<Named>>>,
}

/// What one grade or score should be.
#[derive(Clone, Debug)]
pub struct Expected<T> {
    /// The grade or score.
    pub name: String,
    /// The value.
    pub node: NodeId,
    /// What it should be; `None` if that could not be read.
    pub value: Option<T>,
}
