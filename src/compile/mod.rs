//! A document becomes a checked, typed, flat policy.
//!
//! Names are resolved and expressions compiled in the order of computation, so
//! that whatever reads too early is found; every problem of the document is told.

pub mod flat;
mod plan;

#[cfg(feature = "compile")]
mod compiler;
#[cfg(feature = "compile")]
mod contracts;
#[cfg(feature = "compile")]
mod derive;
#[cfg(feature = "compile")]
mod expectations;
#[cfg(feature = "compile")]
mod grades;
#[cfg(feature = "compile")]
mod lifecycle;
#[cfg(feature = "compile")]
mod names;
#[cfg(feature = "compile")]
mod schema;
#[cfg(feature = "compile")]
mod scores;
#[cfg(feature = "compile")]
mod touches;
#[cfg(feature = "compile")]
mod usage;

pub use plan::plan;

#[cfg(feature = "compile")]
use compiler::Compiler;
#[cfg(feature = "compile")]
pub use compiler::{compile, finish};
