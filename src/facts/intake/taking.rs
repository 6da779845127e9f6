//! Facts while they are taken in: where they come from, what they become, and what is found.

use super::findings::{Findings, Flaws, Manner};
use super::judge::judge;
use crate::error::Problem;
use crate::facts::cell::Cell;
use crate::facts::given::{Given, Source};
use crate::facts::row::Row;
use crate::facts::schema::{Domain, Schema};

/// One customer's facts on their way into a row.
pub struct Taking<'t> {
    /// What the policy takes.
    pub schema: &'t Schema,
    /// Where the facts come from.
    pub source: &'t dyn Source,
    /// Milliseconds since 1970.
    pub now: i64,
    /// How strictly they are taken.
    pub manner: Manner,
    /// Where they go.
    pub row: &'t mut Row,
    /// What is wrong with them.
    pub findings: &'t mut Findings,
}

impl Taking<'_> {
    /// Whether a value is one of a domain's, as a cell of the row.
    pub fn judge(&mut self, domain: &Domain, given: Given<'_>, name: &str) -> Result<Cell, Flaws> {
        judge(self.schema.offset, domain, given, name, self.source, self.row)
    }

    /// Tells everything that is wrong with one value.
    pub fn flaws(&mut self, flaws: Flaws, path: impl Fn() -> String) {
        self.findings.flaws(self.manner, flaws, path);
    }

    /// Tells of something bad.
    pub fn bad(&mut self, problem: impl FnOnce() -> Problem) {
        self.findings.bad(self.manner, problem);
    }
}
