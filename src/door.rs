//! The flat door: facts in as one packed buffer, answers out as numbers or text.
//!
//! JavaScript reads only what the plan asks for into one flat buffer of this
//! memory, then makes one call. `docs/design.md` has the layout and why.

use crate::base::json::{Tree, Value, Writer};
use crate::base::limits;
use crate::compile::{flat::Model, plan};
use crate::compiled;
use crate::decide::cells;
use crate::decide::outlook::Statics;
use crate::engine::receipt::{self, Receipt, Seal};
#[cfg(feature = "compile")]
use crate::engine::{Examine, examine};
use crate::engine::{answer, decision, fingerprint};
use crate::error::Problem;
use crate::facts::intake::Manner;
use crate::facts::packed::{Layout, PackedFacts};
use crate::facts::row::Row;
use decision::{Terms, Work};

/// `invalid: "missing"`.
const INVALID_IS_MISSING: u32 = 1;
/// `strict`.
const STRICT: u32 = 2;
/// `changesAt: true`.
const CHANGES_AT: u32 = 4;

/// `compile` also runs the document's own tests.
pub const TESTS: u32 = 1;
/// `compile` also looks for what deserves a warning.
pub const LINT: u32 = 2;

/// The call that makes the tables: a form or a request grades one lead and is gone, and
/// making tables takes longer than grading some dozens without them.
const TABULATED: u32 = 32;

/// What `grade` found.
pub const FINE: u32 = 0;
/// The same, with warnings to be asked for.
pub const WARNED: u32 = 1;
/// There is no answer, but an error to be asked for.
pub const FAILED: u32 = 2;

/// A class that is unknown, in the answer's memory.
const UNKNOWN: u16 = u16::MAX;

/// A compiled policy with the memory that its calls share.
pub struct Door {
    model: Option<Model>,
    /// Of the document, or of the compiled policy that was loaded.
    source_bytes: usize,
    /// Calls of `grade` so far, up to the one that is worth making tables for.
    calls: u32,
    problems: Vec<Problem>,
    loaded_fingerprint: String,
    layout: Layout,
    buffer: Buffer,
    answer: Vec<u64>,
    state: Option<String>,
    unknown: Vec<String>,
    /// Made at the first explanation.
    statics: Option<Statics>,
    work: Work,
    error: String,
}

impl Door {
    /// Compiles a document, and does what the flags [`TESTS`] and [`LINT`] ask for;
    /// `ok` tells whether it can be used.
    #[cfg(feature = "compile")]
    pub fn compile(text: &str, what: u32) -> Door {
        use crate::error::Severity;
        let what = Examine { tests: what & TESTS != 0, lint: what & LINT != 0 };
        let (model, problems) = examine(text, what);
        let model = model.filter(|_| !problems.iter().any(|problem| problem.severity == Severity::Error));
        Door::new(model, problems, text.len())
    }

    /// Loads a policy that was compiled elsewhere; where it cannot be, `problems` has the one reason.
    pub fn load(bytes: &[u8]) -> Door {
        match compiled::read(bytes) {
            Ok((model, loaded_fingerprint)) => {
                Door { loaded_fingerprint, ..Door::new(Some(model), Vec::new(), bytes.len()) }
            }
            Err(error) => Door::new(None, vec![Problem::error(error.code(), "", error.to_string())], bytes.len()),
        }
    }

    /// The policy as bytes, for [`Door::load`], with its document's fingerprint; none if there is no policy.
    pub fn compiled(&self, fingerprint: &str) -> Vec<u8> {
        self.model.as_ref().map(|model| compiled::write(model, fingerprint)).unwrap_or_default()
    }

    /// The fingerprint of the document that a loaded policy was compiled from.
    pub fn loaded_fingerprint(&self) -> String {
        self.loaded_fingerprint.clone()
    }

    fn new(model: Option<Model>, problems: Vec<Problem>, source_bytes: usize) -> Door {
        Door {
            layout: model.as_ref().map(|model| Layout::of(&model.schema)).unwrap_or_default(),
            answer: Vec::with_capacity(model.as_ref().map_or(0, places)),
            model,
            source_bytes,
            calls: 0,
            problems,
            loaded_fingerprint: String::new(),
            buffer: Buffer::default(),
            state: None,
            unknown: Vec::new(),
            statics: None,
            work: Work::default(),
            error: String::new(),
        }
    }

    /// Whether the policy can be used.
    pub fn ok(&self) -> bool {
        self.model.is_some()
    }

    /// What is wrong with the document, as a JSON array.
    pub fn problems(&self) -> String {
        let mut out = Writer::new();
        answer::problems(&self.problems, &mut out);
        out.finish()
    }

    /// The packing plan, as JSON.
    pub fn plan(&self) -> String {
        self.model.as_ref().map(plan).unwrap_or_default()
    }

    /// Where a buffer of so many bytes begins in memory; what was in it stays.
    pub fn buffer(&mut self, bytes: usize) -> usize {
        self.buffer.reserve(bytes)
    }

    /// The same buffer, for callers that share this memory.
    pub fn buffer_mut(&mut self, bytes: usize) -> &mut [u8] {
        self.buffer.reserve(bytes);
        let start = self.buffer.start;
        self.buffer.bytes.get_mut(start..start + bytes).unwrap_or_default()
    }

    /// The state for the next call, as JSON text; empty for none.
    pub fn set_state(&mut self, text: &str) {
        self.state = (!text.is_empty()).then(|| text.to_owned());
    }

    /// The names that nobody declared, for the next call: a JSON array of paths, each an array of keys.
    pub fn set_unknown(&mut self, text: &str) {
        self.unknown = pointers(text);
    }

    /// Grades what the buffer holds: 0 fine, 1 with warnings, 2 an error.
    pub fn grade(&mut self, bytes: usize, now: f64, flags: u32) -> u32 {
        let Some(model) = &mut self.model else { return FAILED };
        if self.calls < TABULATED {
            self.calls += 1;
            if self.calls == TABULATED {
                cells::tabulate(model);
            }
        }
        let state = self.state.take();
        let terms = terms(now, flags, state.as_deref());
        let buffer = self.buffer.bytes(bytes);
        let source = PackedFacts::new(buffer, &self.layout, &self.unknown);
        if let Err(error) = decision::grade_row(model, &source, terms, &mut self.work) {
            self.error = failed(&error);
            return FAILED;
        }
        lay_out(&self.work, &mut self.answer);
        if self.work.warnings.is_empty() { FINE } else { WARNED }
    }

    /// Where the answer of `grade` lies, the same place for every call: a double for each score
    /// (NaN is missing), then sixteen bits for each grade (65535 is unknown).
    pub fn answer(&self) -> usize {
        self.answer.as_ptr().addr()
    }

    /// The text of `explainJson`; empty if there is an error.
    pub fn explain(&mut self, bytes: usize, now: f64, flags: u32) -> String {
        self.explained(bytes, |model, statics, source, state, work| {
            let terms = terms(now, flags, state);
            let explained = decision::explain_row(model, statics, source, terms, work)?;
            Ok(answer::explained(model, terms.now, work, &explained))
        })
    }

    /// The same with a receipt at its end, for a policy of this fingerprint.
    pub fn explain_with_receipt(
        &mut self,
        bytes: usize,
        now: f64,
        flags: u32,
        fingerprint: &str,
        secret: &str,
    ) -> String {
        let seal = Seal { fingerprint, secret };
        self.explained(bytes, |model, statics, source, state, work| {
            receipt::explained(model, statics, source, terms(now, flags, state), seal, work)
        })
    }

    /// The text of `advanceJson`; empty if there is an error.
    pub fn advance(&mut self, bytes: usize, now: f64, flags: u32) -> String {
        let Some(model) = &self.model else { return String::new() };
        let state = self.state.take();
        let source = PackedFacts::new(self.buffer.bytes(bytes), &self.layout, &self.unknown);
        let (terms, work) = (terms(now, flags, state.as_deref()), &mut self.work);
        match decision::advance_row(model, &source, terms, flags & CHANGES_AT != 0, work) {
            Ok(advanced) => answer::advanced(model, terms.now, work, &advanced),
            Err(error) => {
                self.error = failed(&error);
                String::new()
            }
        }
    }

    /// A state as this version of the policy writes it, as JSON text; empty if there is an error.
    pub fn migrate(&mut self, state: &str) -> String {
        let Some(model) = &self.model else { return String::new() };
        decision::migrate(model, state).unwrap_or_else(|error| {
            self.error = failed(&error);
            String::new()
        })
    }

    /// The verdict on a receipt, as JSON; empty if there is an error. The facts are in the
    /// buffer, the names that nobody declared are told where the receipt says `strict`.
    pub fn verify(&mut self, bytes: usize, receipt: &str, fingerprint: &str, secret: &str) -> String {
        let seal = Seal { fingerprint, secret };
        match Receipt::from_json(receipt) {
            Ok(receipt) => self.explained(bytes, |model, statics, source, state, work| {
                let verdict = receipt::verified(model, statics, source, (&receipt, state), seal, work)?;
                Ok(verdict.to_json())
            }),
            Err(error) => {
                self.state = None;
                self.error = failure("receipt", error.problems());
                String::new()
            }
        }
    }

    /// What a decision about the facts in the buffer gives as text; empty if there is an error.
    fn explained(
        &mut self,
        bytes: usize,
        decide: impl FnOnce(&Model, &Statics, &PackedFacts<'_>, Option<&str>, &mut Work) -> Result<String, decision::Error>,
    ) -> String {
        let Some(model) = &self.model else { return String::new() };
        let state = self.state.take();
        let source = PackedFacts::new(self.buffer.bytes(bytes), &self.layout, &self.unknown);
        let statics = self.statics.get_or_insert_with(|| Statics::of(model));
        decide(model, statics, &source, state.as_deref(), &mut self.work).unwrap_or_else(|error| {
            self.error = failed(&error);
            String::new()
        })
    }

    /// SHA-256 of a document, whatever its white space, as hexadecimal digits.
    pub fn fingerprint(document: &str) -> String {
        fingerprint::fingerprint(document)
    }

    /// Bytes that this policy holds, about: its compiled form, its tables, its buffer.
    pub fn held(&self) -> usize {
        // Until the compiled form's own bytes are known: it is about as large as the document.
        let compiled = self.source_bytes;
        let groups = self.model.iter().flat_map(|model| &model.scores).flat_map(|score| &score.groups);
        let cells: usize = groups.flat_map(|group| &group.tables).map(|table| table.points.len()).sum();
        compiled + cells * size_of::<i64>() + self.buffer.bytes.len()
    }

    /// The warnings of the last `grade`, as a JSON array.
    pub fn warnings(&self) -> String {
        let mut out = Writer::new();
        answer::warnings(&self.work.warnings, &mut out);
        out.finish()
    }

    /// Why the last call gave no answer: `{ kind, problems }`.
    pub fn error(&self) -> String {
        self.error.clone()
    }

    /// Gives back the memory that one unusually large customer needed.
    pub fn shrink(&mut self) {
        self.buffer = Buffer::default();
        self.work.row = Row::default();
    }
}

fn terms(now: f64, flags: u32, state: Option<&str>) -> Terms<'_> {
    let manner = Manner { strict: flags & STRICT != 0, invalid_is_missing: flags & INVALID_IS_MISSING != 0 };
    Terms { now: now as i64, manner, state }
}

/// Bytes that begin where a double may lie.
#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    start: usize,
}

impl Buffer {
    /// Where so many bytes begin; what was there before is kept.
    fn reserve(&mut self, bytes: usize) -> usize {
        if self.bytes.len() < self.start + bytes || self.bytes.is_empty() {
            let mut grown = vec![0; bytes.saturating_add(8)];
            let start = grown.as_ptr().align_offset(8).min(8);
            let kept = self.bytes.get(self.start..).unwrap_or_default();
            for (place, byte) in grown.iter_mut().skip(start).zip(kept) {
                *place = *byte;
            }
            *self = Buffer { bytes: grown, start };
        }
        self.bytes.as_ptr().addr() + self.start
    }

    fn bytes(&self, bytes: usize) -> &[u8] {
        let inside = self.bytes.get(self.start..).unwrap_or_default();
        inside.get(..bytes).unwrap_or(inside)
    }
}

/// How many words of eight bytes an answer takes.
fn places(model: &Model) -> usize {
    model.scores.len() + model.grades.len().div_ceil(4)
}

fn lay_out(work: &Work, answer: &mut Vec<u64>) {
    answer.clear();
    answer.extend(work.scores.iter().map(|points| points.map_or(f64::NAN, |points| points as f64 / 1000.0).to_bits()));
    for four in work.classes.chunks(4) {
        let word = four
            .iter()
            .rev()
            .fold(0, |word, class| word << 16 | u64::from(class.map_or(UNKNOWN, |class| class as u16)));
        answer.push(word);
    }
}

fn failed(error: &decision::Error) -> String {
    let kind = match error {
        decision::Error::Facts(_) => "facts",
        decision::Error::State(_) => "state",
    };
    failure(kind, error.problems())
}

fn failure(kind: &str, problems: &[Problem]) -> String {
    let mut out = Writer::new();
    out.begin_object();
    out.key("kind");
    out.text(kind);
    out.key("problems");
    answer::problems(problems, &mut out);
    out.end_object();
    out.finish()
}

/// JSON Pointers from arrays of keys.
fn pointers(text: &str) -> Vec<String> {
    let (Some(tree), _) = Tree::read(text, limits::DOCUMENT_BYTES) else { return Vec::new() };
    let Value::Array(paths) = tree.value(tree.root()) else { return Vec::new() };
    let path = |keys: &[crate::base::json::NodeId]| {
        let mut pointer = String::new();
        for key in keys {
            pointer.push('/');
            match tree.value(*key) {
                Value::Text(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Value::Number { value, .. } => crate::base::number::write(*value, &mut pointer),
                _ => {}
            }
        }
        pointer
    };
    let paths = paths.iter().filter_map(|node| match tree.value(*node) {
        Value::Array(keys) => Some(path(keys)),
        _ => None,
    });
    paths.collect()
}
