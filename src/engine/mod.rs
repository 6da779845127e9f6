//! The policy as its users hold it: compiled once, asked often.

pub(crate) mod answer;
pub(crate) mod decision;
#[cfg(feature = "compile")]
mod examine;
pub(crate) mod fingerprint;
#[cfg(feature = "compile")]
mod lint;
pub(crate) mod receipt;
#[cfg(feature = "compile")]
mod trial;

use crate::base::json::{NodeId, Tree, Writer};
use crate::base::time;
use crate::compile::flat::Model;
use crate::compiled;
use crate::decide::cells;
use crate::decide::outlook::Statics;
use crate::error::{Code, FactsError, LoadError, Problem};
#[cfg(feature = "compile")]
use crate::error::{PolicyError, Severity};
use crate::facts::intake::Manner;
use crate::facts::json::JsonFacts;
use decision::{Terms, Work};
use receipt::Seal;
use std::sync::{Arc, OnceLock};

pub use decision::Error;
#[cfg(feature = "compile")]
pub(crate) use examine::{Examine, examine};
pub use receipt::{Difference, Receipt, Verdict};

/// Longest text of facts or a state that the native door reads, bytes.
const FACTS_BYTES: usize = 1 << 30;

/// A compiled policy: immutable, cheap to share, asked as often as you like.
///
/// ```
/// use gradus::{Facts, Options, Policy};
///
/// let policy = Policy::compile(r#"{
///   "gradus": 1,
///   "fields": { "employees": { "type": "number", "min": 0 } },
///   "scores": { "fit": { "groups": { "size": { "rules": [
///     { "id": "employees", "of": "employees", "bands": [[0, 10], [50, 60], [200, 100]] } ] } } } },
///   "grades": { "lead": { "of": "score.fit", "bands": [
///     { "grade": "A", "from": 80 }, { "grade": "B", "from": 0 } ] } }
/// }"#)?;
/// let facts = Facts::from_json(r#"{ "employees": 230 }"#)?;
/// let answer = policy.grade(&facts, &Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?)?;
/// assert_eq!(answer.grade(), Some("A"));
/// assert_eq!(answer.score(), Some(100.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    model: Model,
    warnings: Vec<Problem>,
    /// Made at the first explanation.
    statics: OnceLock<Statics>,
    /// Empty where the policy was loaded: then its fingerprint came with it.
    document: Arc<str>,
    /// Made at the first question.
    fingerprint: OnceLock<String>,
}

impl Policy {
    fn statics(&self) -> &Statics {
        self.statics.get_or_init(|| Statics::of(&self.model))
    }

    /// Compiles a document and runs its own tests.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once, each with path, line and column.
    #[cfg(feature = "compile")]
    pub fn compile(text: &str) -> Result<Policy, PolicyError> {
        let (model, problems) = examine(text, Examine { tests: true, lint: false });
        match model {
            Some(mut model) if !problems.iter().any(|problem| problem.severity == Severity::Error) => {
                cells::tabulate(&mut model);
                let (statics, fingerprint) = (OnceLock::new(), OnceLock::new());
                Ok(Policy { model, warnings: problems, statics, document: text.into(), fingerprint })
            }
            _ => Err(PolicyError::new(problems)),
        }
    }

    /// What is wrong with a document, errors and warnings; empty if nothing is.
    #[cfg(feature = "compile")]
    pub fn check(text: &str) -> Vec<Problem> {
        examine(text, Examine { tests: true, lint: true }).1
    }

    /// Loads a policy that [`Policy::compiled`] wrote: without its document, and so without warnings.
    ///
    /// # Errors
    /// `compiled_type` if these bytes are no compiled policy, `compiled_version` if another version of
    /// the format was written, `compiled_damaged` if they are truncated or were altered.
    ///
    /// ```
    /// # let policy = gradus::Policy::compile(r#"{ "gradus": 1, "name": "leads" }"#)?;
    /// let mut bytes = policy.compiled();
    /// assert_eq!(gradus::Policy::load(&bytes)?.name(), "leads");
    ///
    /// bytes.pop();
    /// assert_eq!(gradus::Policy::load(&bytes).unwrap_err().code().as_str(), "compiled_damaged");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(bytes: &[u8]) -> Result<Policy, LoadError> {
        let (mut model, fingerprint) = compiled::read(bytes)?;
        cells::tabulate(&mut model);
        let (statics, fingerprint) = (OnceLock::new(), OnceLock::from(fingerprint));
        Ok(Policy { model, warnings: Vec::new(), statics, document: "".into(), fingerprint })
    }

    /// The policy as bytes, for [`Policy::load`] and the package's `gradus/run`: the same answers,
    /// without the document, its tests, labels and notes.
    ///
    /// ```
    /// use gradus::{Facts, Options, Policy};
    ///
    /// let policy = Policy::compile(r#"{
    ///   "gradus": 1, "fields": { "budget": { "type": "number" } },
    ///   "scores": { "fit": { "groups": { "fit": { "rules": [{ "id": "b", "when": "budget > 5000", "points": 40 }] } } } }
    /// }"#)?;
    /// let loaded = Policy::load(&policy.compiled())?;
    ///
    /// let facts = Facts::from_json(r#"{ "budget": 6000 }"#)?;
    /// let options = Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?;
    /// assert_eq!(loaded.explain_json(&facts, &options)?, policy.explain_json(&facts, &options)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compiled(&self) -> Vec<u8> {
        compiled::write(&self.model, self.fingerprint())
    }

    /// The policy's name, which states carry.
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// The policy's version.
    pub fn version(&self) -> Option<&str> {
        self.model.version.as_deref()
    }

    /// What deserves attention although the policy can be used.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Scores and grades of one customer: the fast path.
    ///
    /// # Errors
    /// Facts that do not fit the policy's fields, or a state that is not this policy's.
    pub fn grade(&self, facts: &Facts, options: &Options) -> Result<Grades<'_>, Error> {
        let mut work = Work::default();
        let source = facts.source(&self.model, options)?;
        decision::grade_row(&self.model, &source, options.terms(), &mut work)?;
        Ok(Grades { model: &self.model, scores: work.scores, classes: work.classes, warnings: work.warnings })
    }

    /// Everything behind the grades, as JSON text: ledger, coverage, missing facts, next state.
    /// The same bytes on every runtime. `docs/policy.md` section 10 describes every field.
    ///
    /// # Errors
    /// As [`Policy::grade`].
    pub fn explain_json(&self, facts: &Facts, options: &Options) -> Result<String, Error> {
        let mut work = Work::default();
        let source = facts.source(&self.model, options)?;
        if let Some(secret) = &options.receipt {
            return receipt::explained(
                &self.model,
                self.statics(),
                &source,
                options.terms(),
                self.seal(secret),
                &mut work,
            );
        }
        let explained = decision::explain_row(&self.model, self.statics(), &source, options.terms(), &mut work)?;
        Ok(answer::explained(&self.model, options.now, &work, &explained))
    }

    /// Where the customer stands, what moved, what is due and what will be, as JSON text: stage, timers,
    /// contracts, balances, touches, next state. The same bytes on every runtime. `docs/policy.md`
    /// section 20 describes every field.
    ///
    /// # Errors
    /// As [`Policy::grade`].
    ///
    /// ```
    /// use gradus::{Facts, Options, Policy};
    ///
    /// let policy = Policy::compile(r#"{
    ///   "gradus": 1, "events": { "order": {} }, "derive": { "orders": { "count": "order" } },
    ///   "lifecycle": { "initial": "prospect", "stages": [{ "stage": "prospect" }, { "stage": "active", "final": true }],
    ///     "transitions": [{ "from": "prospect", "to": "active", "when": "orders >= 1" }] }
    /// }"#)?;
    /// let facts = Facts::from_json(r#"{ "events": { "order": [{ "at": "2026-10-30T09:00:00Z" }] } }"#)?;
    /// let answer = policy.advance_json(&facts, &Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?)?;
    /// assert!(answer.starts_with(r#"{"now":"2026-11-01T00:00:00.000Z","stage":"active","#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn advance_json(&self, facts: &Facts, options: &Options) -> Result<String, Error> {
        let mut work = Work::default();
        let source = facts.source(&self.model, options)?;
        let advanced = decision::advance_row(&self.model, &source, options.terms(), options.changes_at, &mut work)?;
        Ok(answer::advanced(&self.model, options.now, &work, &advanced))
    }

    /// A state as this version of the policy writes it, as JSON text: stages renamed, what is not
    /// known any more forgotten. It decides nothing.
    ///
    /// # Errors
    /// A state that is not this policy's.
    pub fn migrate(&self, state: &str) -> Result<String, Error> {
        decision::migrate(&self.model, state)
    }

    /// SHA-256 of the document, whatever its white space: 64 hexadecimal digits.
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| fingerprint::fingerprint(&self.document))
    }

    /// Decides again and tells whether a receipt holds: for these facts, the state that came in
    /// (as JSON text) and the secret that it was made with. [`Options::receipt`] has an example.
    ///
    /// # Errors
    /// As [`Policy::grade`].
    pub fn verify(
        &self,
        receipt: &Receipt,
        facts: &Facts,
        state: Option<&str>,
        secret: Option<&str>,
    ) -> Result<Verdict, Error> {
        let source = source(&self.model, &facts.tree, facts.root, receipt.manner().strict)?;
        let seal = self.seal(secret.unwrap_or_default());
        receipt::verified(&self.model, self.statics(), &source, (receipt, state), seal, &mut Work::default())
    }

    fn seal<'a>(&'a self, secret: &'a str) -> Seal<'a> {
        Seal { fingerprint: self.fingerprint(), secret }
    }
}

/// What is known about one customer.
pub struct Facts {
    tree: Tree,
    root: NodeId,
}

impl std::fmt::Debug for Facts {
    /// Shows nothing of what it holds: facts are a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Facts")
    }
}

impl Facts {
    /// Facts as the text of a JSON object: fields by name, and `id`, `events`, `consent`, `personalised`.
    ///
    /// # Errors
    /// If the text is not JSON. Whether the facts fit a policy is found when they are graded.
    pub fn from_json(text: &str) -> Result<Facts, FactsError> {
        match Tree::read(text, FACTS_BYTES) {
            (Some(tree), _) => Ok(Facts { root: tree.root(), tree }),
            (None, faults) => {
                let message = faults.into_told().into_iter().next().map_or_else(String::new, |fault| fault.message);
                Err(FactsError::new(vec![Problem::error(
                    Code::FactsType,
                    "",
                    format!("the facts are not JSON: {message}"),
                )]))
            }
        }
    }

    fn source<'a>(&'a self, model: &'a Model, options: &Options) -> Result<JsonFacts<'a>, Error> {
        source(model, &self.tree, self.root, options.strict)
    }
}

/// The facts at a node, looked up for a policy.
fn source<'a>(model: &'a Model, tree: &'a Tree, root: NodeId, strict: bool) -> Result<JsonFacts<'a>, Error> {
    JsonFacts::new(&model.schema, tree, root, strict).map_err(|what| {
        let message = format!("the facts are an object, not {}", what.article());
        Error::Facts(FactsError::new(vec![Problem::error(Code::FactsType, "", message)]))
    })
}

/// When it is, and how to take the facts.
#[derive(Clone, Debug)]
pub struct Options {
    now: i64,
    state: Option<String>,
    strict: bool,
    invalid_is_missing: bool,
    receipt: Option<String>,
    changes_at: bool,
}

impl Options {
    /// At an instant of ISO 8601 with its offset, such as `2026-11-01T08:00:00Z`.
    /// `None` if it is no instant, or has no offset.
    pub fn at(now: &str) -> Option<Options> {
        time::parse_own_instant(now).map(Options::at_millis)
    }

    /// At an instant in milliseconds since 1970, moved into the years 0001 to 9999 if need be.
    pub fn at_millis(now: i64) -> Options {
        let now = now.clamp(time::MIN_INSTANT, time::MAX_INSTANT);
        Options { now, state: None, strict: false, invalid_is_missing: false, receipt: None, changes_at: false }
    }

    /// With the state that the last `explain` returned, as JSON text.
    #[must_use]
    pub fn state(self, text: &str) -> Options {
        Options { state: Some(text.to_owned()), ..self }
    }

    /// With an error for every name that the policy does not declare.
    #[must_use]
    pub fn strict(self) -> Options {
        Options { strict: true, ..self }
    }

    /// With the moment at which something changes by itself, in the answer of [`Policy::advance_json`].
    #[must_use]
    pub fn changes_at(self) -> Options {
        Options { changes_at: true, ..self }
    }

    /// With bad values taken as missing, and a warning each, instead of an error.
    #[must_use]
    pub fn invalid_is_missing(self) -> Options {
        Options { invalid_is_missing: true, ..self }
    }

    /// With a receipt at the answer's end, by which the decision can be replayed. Give a secret
    /// wherever facts are personal: without one, or with an empty one, anybody can try likely facts.
    ///
    /// ```
    /// use gradus::{Difference, Facts, Options, Policy, Receipt};
    ///
    /// let policy = Policy::compile(r#"{
    ///   "gradus": 1,
    ///   "fields": { "employees": { "type": "number", "min": 0 } },
    ///   "scores": { "fit": { "groups": { "size": { "rules": [
    ///     { "id": "employees", "of": "employees", "bands": [[0, 10], [50, 60], [200, 100]] } ] } } } }
    /// }"#)?;
    /// let facts = Facts::from_json(r#"{ "employees": 230 }"#)?;
    /// let options = Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?.receipt(Some("ours alone"));
    /// let answer = policy.explain_json(&facts, &options)?;
    ///
    /// let text = answer.split_once(r#","receipt":"#).and_then(|(_, text)| text.strip_suffix('}')).ok_or("no receipt")?;
    /// let receipt = Receipt::from_json(text)?;
    /// assert!(policy.verify(&receipt, &facts, None, Some("ours alone"))?.ok());
    ///
    /// let other = Facts::from_json(r#"{ "employees": 20 }"#)?;
    /// let verdict = policy.verify(&receipt, &other, None, Some("ours alone"))?;
    /// assert_eq!(verdict.differs(), [Difference::Facts, Difference::Answer]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn receipt(self, secret: Option<&str>) -> Options {
        Options { receipt: Some(secret.unwrap_or_default().to_owned()), ..self }
    }

    fn terms(&self) -> Terms<'_> {
        let manner = Manner { strict: self.strict, invalid_is_missing: self.invalid_is_missing };
        Terms { now: self.now, manner, state: self.state.as_deref() }
    }
}

/// Scores and grades of one customer.
#[derive(Clone, Debug)]
pub struct Grades<'p> {
    model: &'p Model,
    scores: Vec<Option<i64>>,
    classes: Vec<Option<u32>>,
    warnings: Vec<Problem>,
}

impl<'p> Grades<'p> {
    /// The class of the first declared grade; `None` is unknown.
    pub fn grade(&self) -> Option<&'p str> {
        self.class(self.model.first_grade()?)
    }

    /// The score that the first grade bands, else the first declared one, in points; `None` is missing.
    pub fn score(&self) -> Option<f64> {
        self.points(self.model.first_score()?)
    }

    /// Every grade by name, in document order.
    pub fn grades(&self) -> impl Iterator<Item = (&'p str, Option<&'p str>)> + '_ {
        self.model.grades.iter().enumerate().map(|(index, grade)| (grade.name.as_str(), self.class(index)))
    }

    /// Every score by name, in document order, in points.
    pub fn scores(&self) -> impl Iterator<Item = (&'p str, Option<f64>)> + '_ {
        self.model.scores.iter().enumerate().map(|(index, score)| (score.name.as_str(), self.points(index)))
    }

    /// What the answer has to tell beside its grades.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    fn class(&self, grade: usize) -> Option<&'p str> {
        let class = self.classes.get(grade).copied().flatten()?;
        self.model.grades.get(grade)?.classes.get(class as usize).map(String::as_str)
    }

    fn points(&self, score: usize) -> Option<f64> {
        self.scores.get(score).copied().flatten().map(|points| points as f64 / 1000.0)
    }

    /// The answer as JSON text.
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        answer::graded(self.model, &self.scores, &self.classes, &self.warnings, &mut out);
        out.finish()
    }
}
