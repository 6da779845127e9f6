//! JSON (RFC 8259): read into a flat tree that knows where everything stands, and written.

mod fault;
mod place;
mod read;
mod text;
mod tree;
mod write;

pub use fault::{Fault, FaultKind, Faults};
pub use place::Places;
pub use tree::{Member, NodeId, Tree, Value};
pub use write::Writer;
