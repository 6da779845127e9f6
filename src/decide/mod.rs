//! One decision: derived values, scores and grades of one row. Each part is a
//! function of the compiled policy, the row, the state and `now`, and of nothing else.

pub mod balances;
pub mod cells;
pub mod channels;
pub mod contracts;
pub mod course;
pub mod decay;
pub mod derive;
pub mod grade;
pub mod hold;
pub mod lifecycle;
pub mod occurrences;
pub mod open;
pub mod outlook;
pub mod rule;
pub mod score;
pub mod touches;
pub mod view;
