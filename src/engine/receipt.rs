//! Receipts: by one, anybody who has the policy, the facts and the state can replay a decision.
//! A receipt holds hashes of what went in and came out, and nothing of a customer.

use super::answer;
use super::decision::{Error, Explained, Terms, Work, explain_row, frame};
use crate::base::hash;
use crate::base::json::{NodeId, Tree, Value, Writer};
use crate::base::{limits, time};
use crate::compile::flat::Model;
use crate::decide::outlook::Statics;
use crate::error::{Code, Problem, ReceiptError};
use crate::facts::given::Source;
use crate::facts::intake::Manner;
use crate::facts::normal;

const VERSION: f64 = 1.0;
/// The engine's version, which receipts name.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

const INVALID_IS_MISSING: &str = "missing";
const INVALID_IS_AN_ERROR: &str = "error";

/// The proof of one decision, as [`crate::Policy::explain_json`] gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    engine: String,
    policy: String,
    version: Option<String>,
    fingerprint: String,
    now: String,
    instant: i64,
    strict: bool,
    invalid_is_missing: bool,
    facts: String,
    state: String,
    tally: Option<String>,
    answer: String,
    seal: String,
}

/// What is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The receipt was altered, or the secret is another one.
    Receipt,
    /// Another version of gradus decided.
    Engine,
    /// The policy has another fingerprint, name or version.
    Policy,
    /// The policy reads other facts.
    Facts,
    /// Another state came in.
    State,
    /// The tally of offers.
    Tally,
    /// Deciding again gives another answer.
    Answer,
}

impl Difference {
    /// As verdicts spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Difference::Receipt => "receipt",
            Difference::Engine => "engine",
            Difference::Policy => "policy",
            Difference::Facts => "facts",
            Difference::State => "state",
            Difference::Tally => "tally",
            Difference::Answer => "answer",
        }
    }
}

/// Whether a receipt holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    differs: Vec<Difference>,
}

impl Verdict {
    /// Whether everything is as it was.
    pub fn ok(&self) -> bool {
        self.differs.is_empty()
    }

    /// What is not as it was, in the order of [`Difference`].
    pub fn differs(&self) -> &[Difference] {
        &self.differs
    }

    /// The verdict as JSON text: `{ "ok": true }`, or `{ "ok": false, "differs": […] }`.
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        out.begin_object();
        out.key("ok");
        out.boolean(self.ok());
        if !self.ok() {
            out.key("differs");
            out.begin_array();
            self.differs.iter().for_each(|difference| out.text(difference.as_str()));
            out.end_array();
        }
        out.end_object();
        out.finish()
    }
}

/// What a receipt is sealed with.
#[derive(Clone, Copy)]
pub(crate) struct Seal<'a> {
    /// The policy's.
    pub fingerprint: &'a str,
    /// Empty for none.
    pub secret: &'a str,
}

/// The text of `explain`'s answer, with its receipt as the last key.
pub(crate) fn explained(
    model: &Model,
    statics: &Statics,
    source: &dyn Source,
    terms: Terms<'_>,
    seal: Seal<'_>,
    work: &mut Work,
) -> Result<String, Error> {
    let (mut text, receipt) = decide(model, statics, source, terms, seal, work)?;
    text.pop();
    text.push_str(",\"receipt\":");
    text.push_str(&receipt.to_json());
    text.push('}');
    Ok(text)
}

/// Decides again as the receipt says that it was decided, and tells what has come out differently.
pub(crate) fn verified(
    model: &Model,
    statics: &Statics,
    source: &dyn Source,
    (receipt, state): (&Receipt, Option<&str>),
    seal: Seal<'_>,
    work: &mut Work,
) -> Result<Verdict, Error> {
    let terms = Terms { now: receipt.instant, manner: receipt.manner(), state };
    let (_, again) = decide(model, statics, source, terms, seal, work)?;
    let differs = [
        (Difference::Receipt, receipt.seal == receipt.sealed(seal.secret)),
        (Difference::Engine, receipt.engine == again.engine),
        (Difference::Policy, receipt.named() == again.named()),
        (Difference::Facts, receipt.facts == again.facts),
        (Difference::State, receipt.state == again.state),
        (Difference::Tally, receipt.tally == again.tally),
        (Difference::Answer, receipt.answer == again.answer),
    ];
    let differs = differs.into_iter().filter(|(_, same)| !same).map(|(difference, _)| difference);
    Ok(Verdict { differs: differs.collect() })
}

/// The answer's text without a receipt, and the receipt.
fn decide(
    model: &Model,
    statics: &Statics,
    source: &dyn Source,
    terms: Terms<'_>,
    seal: Seal<'_>,
    work: &mut Work,
) -> Result<(String, Receipt), Error> {
    let explained = explain_row(model, statics, source, terms, work)?;
    let text = answer::explained(model, terms.now, work, &explained);
    let receipt = Receipt::issue(model, terms, work, &explained, &text, seal);
    Ok((text, receipt))
}

impl Receipt {
    fn issue(
        model: &Model,
        terms: Terms<'_>,
        work: &Work,
        explained: &Explained<'_>,
        answer: &str,
        Seal { fingerprint, secret }: Seal<'_>,
    ) -> Receipt {
        let mut now = String::new();
        time::write_instant(terms.now, &mut now);
        let mut state = Writer::new();
        explained.state.write_unchanged(&frame(model, Some(terms.now)), &mut state);
        let mut receipt = Receipt {
            engine: ENGINE.to_owned(),
            policy: model.name.clone(),
            version: model.version.clone(),
            fingerprint: fingerprint.to_owned(),
            now,
            instant: terms.now,
            strict: terms.manner.strict,
            invalid_is_missing: terms.manner.invalid_is_missing,
            facts: hash::hmac(secret, &normal::text(&model.schema, &work.row)),
            state: hash::hmac(secret, &state.finish()),
            tally: None,
            answer: hash::hmac(secret, answer),
            seal: String::new(),
        };
        receipt.seal = receipt.sealed(secret);
        receipt
    }

    /// What it says of the policy: name and version follow from the document, and so from its fingerprint.
    fn named(&self) -> (&str, &str, Option<&str>) {
        (&self.fingerprint, &self.policy, self.version.as_deref())
    }

    /// How the facts were taken.
    pub(super) fn manner(&self) -> Manner {
        Manner { strict: self.strict, invalid_is_missing: self.invalid_is_missing }
    }

    /// Writes all but the seal. The object stays open.
    fn begin(&self) -> Writer {
        let mut out = Writer::new();
        out.begin_object();
        out.key("v");
        out.number(VERSION);
        member("engine", Some(&self.engine), &mut out);
        member("policy", Some(&self.policy), &mut out);
        member("version", self.version.as_deref(), &mut out);
        member("fingerprint", Some(&self.fingerprint), &mut out);
        member("now", Some(&self.now), &mut out);
        out.key("strict");
        out.boolean(self.strict);
        let invalid = if self.invalid_is_missing { INVALID_IS_MISSING } else { INVALID_IS_AN_ERROR };
        member("invalid", Some(invalid), &mut out);
        member("facts", Some(&self.facts), &mut out);
        member("state", Some(&self.state), &mut out);
        member("tally", self.tally.as_deref(), &mut out);
        member("answer", Some(&self.answer), &mut out);
        out
    }

    /// The seal that the rest of the receipt has under a secret.
    fn sealed(&self, secret: &str) -> String {
        let mut out = self.begin();
        out.end_object();
        hash::hmac(secret, &out.finish())
    }

    /// The receipt as JSON text.
    pub fn to_json(&self) -> String {
        let mut out = self.begin();
        out.key("seal");
        out.text(&self.seal);
        out.end_object();
        out.finish()
    }

    /// A receipt from its JSON text, whatever the order of its keys.
    ///
    /// # Errors
    /// `receipt_type` for everything that is no receipt, `receipt_version` for one of another version.
    pub fn from_json(text: &str) -> Result<Receipt, ReceiptError> {
        let (tree, _) = Tree::read(text, limits::DOCUMENT_BYTES);
        let tree = tree.ok_or_else(|| fault("", "a receipt is a JSON object of at most 1 MiB"))?;
        Reader { tree: &tree }.receipt()
    }
}

fn member(key: &str, text: Option<&str>, out: &mut Writer) {
    out.key(key);
    match text {
        Some(text) => out.text(text),
        None => out.null(),
    }
}

fn fault(path: &str, message: &str) -> ReceiptError {
    ReceiptError::new(vec![Problem::error(Code::ReceiptType, path, message)])
}

const KEYS: [&str; 13] = [
    "v",
    "engine",
    "policy",
    "version",
    "fingerprint",
    "now",
    "strict",
    "invalid",
    "facts",
    "state",
    "tally",
    "answer",
    "seal",
];

struct Reader<'t> {
    tree: &'t Tree,
}

impl Reader<'_> {
    fn receipt(&self) -> Result<Receipt, ReceiptError> {
        let root = self.tree.root();
        let Value::Object(members) = self.tree.value(root) else {
            return Err(fault("", "a receipt is an object"));
        };
        match self.get("v") {
            Some(Value::Number { value: VERSION, .. }) => {}
            Some(Value::Number { .. }) => {
                let message = "this engine verifies receipts of version 1";
                return Err(ReceiptError::new(vec![Problem::error(Code::ReceiptVersion, "/v", message)]));
            }
            _ => return Err(fault("/v", "a receipt has its version `v`, a number")),
        }
        if let Some(member) = members.iter().find(|member| !KEYS.contains(&member.key.as_str())) {
            return Err(fault(&self.tree.path(member.value), "a receipt has no such key"));
        }
        let now = self.text("now")?;
        Ok(Receipt {
            engine: self.text("engine")?,
            policy: self.text("policy")?,
            version: self.text_or_null("version")?,
            fingerprint: self.text("fingerprint")?,
            instant: time::parse_own_instant(&now)
                .ok_or_else(|| fault("/now", "`now` is an instant with its offset"))?,
            now,
            strict: match self.get("strict") {
                Some(Value::Boolean(strict)) => *strict,
                _ => return Err(fault("/strict", "`strict` is true or false")),
            },
            invalid_is_missing: match self.text("invalid")?.as_str() {
                INVALID_IS_MISSING => true,
                INVALID_IS_AN_ERROR => false,
                _ => return Err(fault("/invalid", "`invalid` is `error` or `missing`")),
            },
            facts: self.text("facts")?,
            state: self.text("state")?,
            tally: self.text_or_null("tally")?,
            answer: self.text("answer")?,
            seal: self.text("seal")?,
        })
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.tree.get(NodeId::ROOT, key).map(|node| self.tree.value(node))
    }

    fn text(&self, key: &str) -> Result<String, ReceiptError> {
        match self.get(key) {
            Some(Value::Text(text)) => Ok(text.clone()),
            _ => Err(fault(&format!("/{key}"), &format!("a receipt has its `{key}`, a text"))),
        }
    }

    fn text_or_null(&self, key: &str) -> Result<Option<String>, ReceiptError> {
        match self.get(key) {
            Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            _ => Err(fault(&format!("/{key}"), &format!("a receipt has its `{key}`, a text or null"))),
        }
    }
}
