//! Scores and grades for leads and customers, from one policy document.
mod base;
mod error;
mod policy;
mod expr;
mod facts;
mod compile;
mod decide;
mod engine;
