//! The policy document as plain data: its shape is checked here, its meaning where it is compiled.

mod derive;
mod document;
mod fields;
mod grades;
pub mod model;
mod own_tests;
pub mod problems;
mod read;
mod rules;
mod scores;

#[cfg(test)]
mod tests;

pub use document::read;
