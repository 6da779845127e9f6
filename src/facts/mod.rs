//! What a caller tells us, checked and laid out as one row of slots.
//!
//! Facts arrive from two doors, JSON text ([`json`]) and the packed buffer that
//! the JavaScript side fills ([`packed`]); both speak [`given::Source`], and
//! [`intake`] alone decides what a fact means and what is wrong with it.

pub mod cell;
pub mod contracts;
pub mod given;
pub mod intake;
pub mod json;
pub mod normal;
pub mod packed;
pub mod row;
pub mod rows;
pub mod schema;
pub mod standing;
pub mod state;
