//! One decision: derived values, scores and grades of one row. Each part is a
//! function of the compiled policy, the row, the state and `now`, and of nothing else.

pub mod cells;
pub mod decay;
pub mod derive;
pub mod grade;
pub mod open;
pub mod outlook;
pub mod rule;
pub mod score;
pub mod view;
