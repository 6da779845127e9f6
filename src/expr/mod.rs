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
mod edges;
pub mod program;
mod row;
mod set;
mod text;
mod types;

#[cfg(feature = "compile")]
mod call;
#[cfg(feature = "compile")]
mod duration;
#[cfg(feature = "compile")]
mod emit;
#[cfg(feature = "compile")]
mod lex;
#[cfg(feature = "compile")]
mod literal;
#[cfg(feature = "compile")]
mod operand;
#[cfg(feature = "compile")]
mod operator;
#[cfg(feature = "compile")]
mod parse;
#[cfg(feature = "compile")]
mod token;
#[cfg(feature = "compile")]
mod told;

#[cfg(all(test, feature = "compile"))]
mod tests;

pub use edges::Edges;
pub use program::Program;
pub use row::{Row, Value, evaluate};
pub use set::{Set, Sets, Truth, Values, over_sets};
pub use types::{Site, Type};

#[cfg(feature = "compile")]
pub use program::Compiled;
#[cfg(feature = "compile")]
pub use types::{Expected, Fault, Found, Name, Scope};

/// Reads, checks and compiles an expression; or tells the first thing that is wrong with it.
#[cfg(feature = "compile")]
pub fn compile(text: &str, scope: &dyn Scope, expected: Expected) -> Result<Compiled, Fault> {
    if text.len() > crate::base::limits::EXPRESSION_BYTES {
        let message = "the expression is longer than 10,000 bytes".into();
        return Err(Fault { code: crate::error::Code::TooLarge, at: 0, message, help: None });
    }
    parse::compile(text, scope, expected).map_err(|fault| *fault)
}
