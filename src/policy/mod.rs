//! The policy document as plain data: its shape is checked here, its meaning where it is compiled.

mod balances;
mod calendar;
mod contracts;
mod derive;
mod document;
mod durations;
mod fields;
mod grades;
mod lifecycle;
pub mod model;
mod own_tests;
pub mod problems;
mod read;
mod rules;
mod scores;
mod touches;

#[cfg(test)]
mod tests;

pub use document::read;
