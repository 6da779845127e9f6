//! Scores and grades for leads and customers, from one policy document.
mod base;
mod compile;
mod decide;
mod engine;
mod error;
mod expr;
mod facts;
mod policy;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use engine::{Error, Facts, Grades, Options, Policy};
pub use error::{Code, FactsError, Place, PolicyError, Problem, Severity, StateError};
