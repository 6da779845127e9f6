//! Lead scores and grades from one policy document, every point accounted for.
//!
//! gradus answers how good a lead is: it takes a **policy** (JSON), the **facts** about
//! a person or company, the state that the last answer returned, and `now`, and gives
//! scores, grades and the reason of every point. It reads no clock, network, storage or
//! random source: the same input gives the same bytes on every runtime, whether this
//! crate runs natively or as the WebAssembly of the npm package of the same name.
//!
//! ```
//! use gradus::{Facts, Options, Policy};
//!
//! let policy = Policy::compile(r#"{
//!   "gradus": 1,
//!   "fields": { "budget": { "type": "number", "unit": "CNY" }, "role": { "type": "string", "values": ["decider", "user"] } },
//!   "scores": { "fit": { "groups": { "fit": { "rules": [
//!     { "id": "budget", "of": "budget", "bands": [[0, 0], [5000, 40], [20000, 70]] },
//!     { "id": "role", "of": "role", "points": { "decider": 30, "user": 10 } } ] } } } },
//!   "grades": { "lead": { "of": "score.fit", "bands": [
//!     { "grade": "A", "from": 80 }, { "grade": "B", "from": 50 }, { "grade": "C", "from": 0 } ] } }
//! }"#)?;
//!
//! let facts = Facts::from_json(r#"{ "budget": 30000, "role": "decider" }"#)?;
//! let options = Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?;
//!
//! assert_eq!(policy.grade(&facts, &options)?.grade(), Some("A"));
//! assert!(policy.explain_json(&facts, &options)?.contains(r#""rule":"budget","observed":{"budget":30000},"points":70"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A document with mistakes is refused with all of them at once:
//!
//! ```
//! let error = gradus::Policy::compile(r#"{ "gradus": 1, "scroes": {} }"#).unwrap_err();
//! let problem = &error.problems()[0];
//! assert_eq!((problem.code.as_str(), problem.path.as_str()), ("unknown_key", "/scroes"));
//! assert_eq!(problem.help.as_deref(), Some("did you mean `scores`?"));
//! ```
//!
//! Without the feature `compile` there is no [`Policy::compile`] and nothing that only it needs: what is
//! left runs what [`Policy::compiled`] wrote. The package's `gradus/run` is that.
//!
//! # The house
//!
//! A file imports only from lower floors:
//! `base` (numbers, time, JSON) → `error` → `policy` (the document as plain data), `facts`
//! (slots, events, state) → `expr` (the CEL subset) → `compile` (document to flat policy) →
//! `compiled` (that policy as bytes) → `decide` (derived values, rules, scores, grades) →
//! `engine` (one decision, projected) → `door` (packed buffers in, numbers and text out) →
//! this file and `wasm`, the only room that knows JavaScript.

#![cfg_attr(
    not(feature = "compile"),
    allow(
        dead_code,
        unused_imports,
        reason = "the lower floors serve both builds; what nobody calls the linker leaves out"
    )
)]

mod base;
mod compile;
mod compiled;
mod decide;
#[doc(hidden)]
pub mod door;
mod engine;
mod error;
mod expr;
mod facts;
#[cfg(feature = "compile")]
mod policy;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use engine::{Difference, Error, Facts, Grades, Options, Policy, Receipt, Verdict};
pub use error::{Code, FactsError, LoadError, Place, PolicyError, Problem, ReceiptError, Severity, StateError};
