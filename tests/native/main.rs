#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
//! Everything that is checked of the native core from outside, in one binary.

mod cases;
mod compiled;
mod contracts;
mod documents;
mod door;
mod hostile;
mod random;
mod receipt;
mod text;
