//! The ground floor: numbers, time, text and JSON, knowing nothing of policies.

pub mod double;
pub mod hash;
pub mod json;
pub mod limits;
pub mod number;
pub mod order;
pub mod suggest;
pub mod text;
pub mod time;
pub mod words;
