//! Every bound in one place. The reference states them to the policy's author.

/// Longest policy document, bytes of UTF-8.
pub const DOCUMENT_BYTES: usize = 1 << 20;
/// Deepest nesting of a document, and of an expression.
pub const NESTING: usize = 64;
/// Most rules in a policy.
pub const RULES: usize = 10_000;
/// Most fields, kinds of events, event attributes in all, derived values, groups in all, tests,
/// timers in all, transitions, touches, values of a field, classes of a grade.
pub const THINGS: usize = 1_000;
/// Most scores, and most grades.
pub const SCORES: usize = 100;
/// Most calendars of festivals.
pub const CALENDARS: usize = 100;
/// Most dates of one list of days.
pub const DATES: usize = 1_000;
/// Most stages.
pub const STAGES: usize = 100;
/// Most balances.
pub const BALANCES: usize = 100;
/// Most earnings, and most spendings, of one balance.
pub const EARNINGS: usize = 100;
/// Most channels.
pub const CHANNELS: usize = 100;
/// Most entries of one `bands`, `points` or `containing`.
pub const ENTRIES: usize = 10_000;
/// Longest expression, bytes of UTF-8.
pub const EXPRESSION_BYTES: usize = 10_000;
/// Longest text among the facts, and longest text an expression may make, bytes of UTF-8.
pub const TEXT_BYTES: usize = 65_536;
/// Most elements of a list among the facts, and most contracts.
pub const LIST: usize = 1_000;
/// Most events of used kinds in one call.
pub const EVENTS: usize = 100_000;
/// Problems and warnings told in detail.
pub const PROBLEMS: usize = 100;
/// Bound of points, caps, weights and edges, in thousandths: one thousand million points.
pub const POINTS: i64 = 1_000_000_000_000;
