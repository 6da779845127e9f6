//! Conditions and values: a subset of CEL, checked when a policy is compiled.
//!
//! A text becomes tokens ([`lex`]) and, in the one walk that reads them ([`parse`], [`operand`],
//! [`call`], [`operator`]) and knows every type, a flat program ([`emit`], [`program`]).
//! A program runs over one row in [`row`]; it is made so that a batch of columns
//! and an interval can run it as well.
//!
//! Where something is wrong: a text that is not CEL at all is told first, since
//! nothing in it has a meaning yet; of everything else the first from left to
//! right, operands before their operator.

mod arithmetic;
mod call;
mod duration;
mod edges;
mod emit;
mod lex;
mod literal;
mod operand;
mod operator;
mod parse;
pub mod program;
mod row;
mod set;
mod text;
mod token;
mod told;
mod types;

#[cfg(test)]
mod tests;

pub use edges::Edges;
pub use program::{Compiled, Program};
pub use row::{Row, Value, evaluate};
pub use set::{Set, Sets, Truth, Values, over_sets};
pub use types::{Expected, Fault, Found, Name, Scope, Site, Type};

use crate::base::limits;
use crate::error::Code;

/// Reads, checks and compiles an expression; or tells the first thing that is wrong with it.
pub fn compile(text: &str, scope: &dyn Scope, expected: Expected) -> Result<Compiled, Fault> {
    if text.len() > limits::EXPRESSION_BYTES {
        let message = "the expression is longer than 10,000 bytes".into();
        return Err(Fault { code: Code::TooLarge, at: 0, message, help: None });
    }
    parse::compile(text, scope, expected).map_err(|fault| *fault)
}
