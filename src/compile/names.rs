//! What every name in a policy means, and who may read it when.

use super::flat::{Numbers, PHASE_NAMES, PHASES, Roots, STAGES, Slot};
use crate::base::json::{Tree, Value};
use crate::base::order::Index;
use crate::base::suggest::did_you_mean;
use crate::base::time::Offset;
use crate::error::Code;
use crate::expr::{Found, Name, Scope, Site, Type};
use crate::facts::schema::{CONSENT, FIELDS, ID, NOW, PERSONALISED, TODAY};
use crate::policy::model::{FieldType, Policy};

/// Everything that a policy names, with what is already computed where an expression stands.
pub struct Names<'p> {
    policy: &'p Policy,
    /// Fields and derived values by name: their slots.
    plain: Index<'p>,
    scores: Index<'p>,
    grades: Index<'p>,
    /// Parts of `contract`, by name.
    contract: Index<'p>,
    balances: Index<'p>,
    kinds: Index<'p>,
    protected: Index<'p>,
    /// Kinds of events whose declaration is no object, so that their attributes are not known.
    unread: Numbers,
    /// Whether `fields`, or `events`, is no object, so that what it declares is not known.
    unread_fields: bool,
    pub unread_events: bool,
    /// Closed lists of string fields and values of levels, by field.
    values: Vec<Vec<String>>,
    /// Classes of each grade, by index.
    pub classes: Vec<Vec<String>>,
    /// Stages, in document order.
    pub stages: Vec<String>,
    /// What each slot holds, as far as it is known.
    pub slots: Vec<Slot>,
    /// Slots below this one are computed where the next expression stands.
    pub ready: u16,
    /// Where the entry into the stage that came in stands.
    pub since: Option<u16>,
    /// Where it stands whether it is known which contracts there are.
    pub contracts: Option<u16>,
    /// The first slot of each section.
    starts: Starts,
}

/// The first slot of each section, in the order of computation.
#[derive(Clone, Copy, Debug, Default)]
struct Starts {
    derived: u16,
    contract: u16,
    scores: u16,
    risk: u16,
    grades: u16,
    stage: u16,
    balances: u16,
}

/// Parts of `contract`, in the order of their slots, with their types.
const CONTRACT: [(&str, Type); 7] = [
    ("phase", Type::Class(PHASES)),
    ("starts", Type::Date),
    ("ends", Type::Date),
    ("days_left", Type::Number),
    ("value", Type::Number),
    ("product", Type::Text),
    ("kind", Type::Text),
];

fn number_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn narrow(slot: u32) -> u16 {
    u16::try_from(slot).unwrap_or(u16::MAX)
}

fn index(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The type of a field or an attribute; levels carry their field's number.
pub fn type_of(kind: FieldType, field: usize) -> Type {
    match kind {
        FieldType::Number => Type::Number,
        FieldType::String => Type::Text,
        FieldType::Boolean => Type::Boolean,
        FieldType::Date => Type::Date,
        FieldType::Timestamp => Type::Timestamp,
        FieldType::Level => Type::Level(index(field)),
        FieldType::List => Type::List,
    }
}

impl<'p> Names<'p> {
    /// The names of a policy, nothing derived yet.
    pub fn new(policy: &'p Policy, tree: &Tree) -> Names<'p> {
        let slot = |name: &str, ty: Option<Type>, personal: bool, rooted: Option<u16>| Slot {
            name: name.to_owned(),
            ty,
            personal,
            roots: Roots { slots: rooted.map(Numbers::of).unwrap_or_default(), kinds: Numbers::default() },
        };
        let mut slots = vec![
            slot("now", Some(Type::Timestamp), false, None),
            slot("today", Some(Type::Date), false, None),
            slot("id", Some(Type::Text), true, Some(ID)),
            slot("consent", Some(Type::List), false, None),
            slot("personalised", Some(Type::Boolean), false, Some(PERSONALISED)),
        ];
        let mut plain = Index::new();
        for (name, slot) in
            [("now", NOW), ("today", TODAY), ("id", ID), ("consent", CONSENT), ("personalised", PERSONALISED)]
        {
            plain.add(name, u32::from(slot));
        }
        // Whoever declares a reserved name was told, and means what it means.
        let free = |name: &str| policy.lifecycle.is_none() || !matches!(name, "stage" | "stage_days");
        for (number, field) in policy.fields.iter().enumerate() {
            if free(&field.name) {
                plain.add(&field.name, number_of(slots.len()));
            }
            let ty = field.kind.map(|kind| type_of(kind, number));
            slots.push(slot(&field.name, ty, field.personal, Some(FIELDS.saturating_add(index(number)))));
        }
        let ready = index(slots.len());
        let mut hidden = |name: &str, ty: Type, there: bool| {
            let slot_number = index(slots.len());
            there.then(|| {
                slots.push(slot(name, Some(ty), false, (name == "contracts").then_some(slot_number)));
                slot_number
            })
        };
        let since = hidden("since", Type::Timestamp, policy.lifecycle.is_some());
        let contracts = hidden("contracts", Type::Boolean, policy.contracts.is_some());
        let ready = ready.max(index(slots.len()));
        let mut starts = Starts { derived: ready, ..Starts::default() };
        for derived in &policy.derive {
            if free(&derived.name) {
                plain.add(&derived.name, number_of(slots.len()));
            }
            slots.push(slot(&derived.name, None, false, None));
        }
        starts.contract = index(slots.len());
        // Where the section cannot be read nobody knows whether there is a risk.
        let risk = match tree.get(tree.root(), "contracts") {
            Some(section) if matches!(tree.value(section), Value::Object(_)) => {
                tree.get(section, "risk").map(|_| Some(Type::Number))
            }
            section => section.map(|_| None),
        };
        let mut contract = Index::new();
        if policy.contracts.is_some() {
            for (name, ty) in CONTRACT {
                contract.add(name, number_of(slots.len()));
                slots.push(slot(&format!("contract.{name}"), Some(ty), false, contracts));
            }
            if risk.is_some() {
                contract.add("risk", number_of(slots.len() + policy.scores.len()));
            }
        }
        starts.scores = index(slots.len());
        let mut scores = Index::new();
        for score in &policy.scores {
            scores.add(&score.name, number_of(slots.len()));
            slots.push(slot(&format!("score.{}", score.name), Some(Type::Number), false, None));
        }
        starts.risk = index(slots.len());
        if let Some(ty) = risk {
            slots.push(slot("contract.risk", ty, false, contracts));
        }
        starts.grades = index(slots.len());
        let mut grades = Index::new();
        for (number, grade) in policy.grades.iter().enumerate() {
            grades.add(&grade.name, number_of(slots.len()));
            // A grade whose own declaration is wrong has no classes to compare with.
            let ty = grade.complete.then_some(Type::Class(index(number)));
            slots.push(slot(&format!("grade.{}", grade.name), ty, false, None));
        }
        starts.stage = index(slots.len());
        if let Some(lifecycle) = &policy.lifecycle {
            let ty = lifecycle.complete.then_some(Type::Class(STAGES));
            for (name, ty) in [("stage", ty), ("stage_days", Some(Type::Number))] {
                plain.add(name, number_of(slots.len()));
                slots.push(slot(name, ty, false, None));
            }
        }
        starts.balances = index(slots.len());
        let mut balances = Index::new();
        for balance in &policy.balances {
            balances.add(&balance.name, number_of(slots.len()));
            slots.push(slot(&format!("balance.{}", balance.name), Some(Type::Number), false, None));
        }
        let unread_section = |name: &str| {
            let section = tree.get(tree.root(), name);
            section.is_some_and(|node| !matches!(tree.value(node), Value::Object(_)))
        };
        let mut kinds = Index::new();
        let mut unread = Numbers::default();
        for (number, kind) in policy.events.iter().enumerate() {
            kinds.add(&kind.name, number_of(number));
            let declared = tree.get(tree.root(), "events").and_then(|events| tree.get(events, &kind.name));
            // The kind `touch` is known without a declaration.
            if kind.name != "touch" && !declared.is_some_and(|node| matches!(tree.value(node), Value::Object(_))) {
                unread.join(&Numbers::of(index(number)));
            }
        }
        let values =
            policy.fields.iter().map(|field| field.values.iter().map(|value| value.is.clone()).collect()).collect();
        let mut protected = Index::new();
        for named in &policy.protected {
            protected.insert(&named.text);
        }
        Names {
            policy,
            plain,
            scores,
            grades,
            contract,
            balances,
            kinds,
            protected,
            unread,
            unread_fields: unread_section("fields"),
            unread_events: unread_section("events"),
            values,
            classes: Vec::new(),
            stages: stages(policy),
            slots,
            ready,
            since,
            contracts,
            starts,
        }
    }

    /// The slot of a derived value by its number.
    pub fn derived_slot(&self, number: usize) -> u16 {
        self.starts.derived.saturating_add(index(number))
    }

    /// Whether a slot is a declared field's.
    pub fn is_field(&self, slot: u16) -> bool {
        slot >= FIELDS && usize::from(slot - FIELDS) < self.policy.fields.len()
    }

    /// Whether a slot is the stage's, or that of the days in it.
    pub fn is_stage(&self, slot: u16) -> bool {
        slot >= self.starts.stage && slot < self.starts.balances
    }

    /// The slot of the first part of `contract`.
    pub fn contract_slot(&self) -> u16 {
        self.starts.contract
    }

    /// The slot of a score by its number.
    pub fn score_slot(&self, number: usize) -> u16 {
        self.starts.scores.saturating_add(index(number))
    }

    /// The slot of `contract.risk`.
    pub fn risk_slot(&self) -> u16 {
        self.starts.risk
    }

    /// The slot of a grade by its number.
    pub fn grade_slot(&self, number: usize) -> u16 {
        self.starts.grades.saturating_add(index(number))
    }

    /// The slot of the stage; the days in it follow.
    pub fn stage_slot(&self) -> u16 {
        self.starts.stage
    }

    /// The slot of a balance by its number.
    pub fn balance_slot(&self, number: usize) -> u16 {
        self.starts.balances.saturating_add(index(number))
    }

    /// What a slot holds.
    pub fn slot(&self, slot: u16) -> Option<&Slot> {
        self.slots.get(usize::from(slot))
    }

    /// The number of a kind of events.
    pub fn kind(&self, name: &str) -> Option<u16> {
        self.kinds.get(name).map(narrow)
    }

    /// Whether the attributes of a kind are not known.
    pub fn unread(&self, kind: u16) -> bool {
        self.unread.has(kind)
    }

    /// "did you mean", among the kinds of events.
    pub fn kind_help(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.policy.events.iter().map(|kind| kind.name.as_str()))
    }

    /// The number of a score or grade, whether computed yet or not.
    pub fn grade(&self, name: &str) -> Option<usize> {
        self.policy.grades.iter().position(|grade| grade.name == name)
    }

    /// The number of a score.
    pub fn score(&self, name: &str) -> Option<usize> {
        self.policy.scores.iter().position(|score| score.name == name)
    }

    fn settled(&self, slot: u16, name: &str) -> Found {
        match self.slot(slot) {
            Some(_) if slot >= self.ready => {
                refused(Code::ExprLater, format!("`{name}` is computed later than this"), None)
            }
            Some(Slot { ty: Some(ty), .. }) => Found::Value { site: Site::Row(slot), ty: *ty },
            _ => Found::Poison,
        }
    }

    /// Looks up a name of the row.
    pub fn find(&self, name: Name<'_>) -> Found {
        match name {
            Name::Plain(word) => {
                if self.protected.contains(word) {
                    return refused(
                        Code::ProtectedFact,
                        format!("`{word}` is protected, so nothing may read it"),
                        None,
                    );
                }
                match (self.plain.get(word), word) {
                    (Some(slot), _) => self.settled(narrow(slot), word),
                    (None, "owns") => not_built(word),
                    (None, "stage" | "stage_days") => {
                        refused(Code::UnknownName, format!("there is no `{word}` without a `lifecycle`"), None)
                    }
                    (None, _) => self.unknown(word),
                }
            }
            Name::Scoped("score", word) => match self.scores.get(word) {
                Some(slot) => self.settled(narrow(slot), word),
                None => refused(
                    Code::UnknownName,
                    format!("there is no score `{word}`"),
                    did_you_mean(word, self.scores.names()),
                ),
            },
            Name::Scoped("grade", word) => match self.grades.get(word) {
                Some(slot) => self.settled(narrow(slot), word),
                None => refused(
                    Code::UnknownName,
                    format!("there is no grade `{word}`"),
                    did_you_mean(word, self.grades.names()),
                ),
            },
            Name::Scoped("contract", word) => match self.contract.get(word) {
                Some(slot) => self.settled(narrow(slot), word),
                None => {
                    let help = match (&self.policy.contracts, word) {
                        (None, _) => Some("the policy has no `contracts`".to_owned()),
                        (Some(_), "risk") => Some("`contracts.risk` names the score that it is".to_owned()),
                        (Some(_), _) => did_you_mean(word, self.contract.names()),
                    };
                    refused(Code::UnknownName, format!("a contract has no `{word}`"), help)
                }
            },
            Name::Scoped(_, word) => match self.balances.get(word) {
                Some(slot) => self.settled(narrow(slot), word),
                None => refused(
                    Code::UnknownName,
                    format!("there is no balance `{word}`"),
                    did_you_mean(word, self.balances.names()),
                ),
            },
        }
    }

    fn unknown(&self, word: &str) -> Found {
        if self.unread_fields {
            return Found::Poison;
        }
        let help = did_you_mean(word, self.plain.names()).or_else(|| {
            let kind = self.kinds.contains(word) || word == "events";
            kind.then(|| "events are read by a value in `derive`, such as `{ \"count\": \"visit\" }`".to_owned())
        });
        refused(Code::UnknownName, format!("nothing is called `{word}` here"), help)
    }
}

fn refused(code: Code, message: String, help: Option<String>) -> Found {
    Found::Refused { code, message, help }
}

fn not_built(word: &str) -> Found {
    let help = "it arrives with offers, in a later version".to_owned();
    refused(Code::NotBuilt, format!("`{word}` is not built yet"), Some(help))
}

/// The names in scope where one expression stands.
pub struct Here<'n, 'p> {
    pub names: &'n Names<'p>,
    /// The kind of the event at hand, if there is one.
    pub event: Option<u16>,
    /// Whether what is known without declaring, the time above all, is out of scope.
    pub lasting: bool,
}

impl Scope for Here<'_, '_> {
    fn find(&self, name: Name<'_>) -> Found {
        let kind = self.event.and_then(|kind| self.names.policy.events.get(usize::from(kind)));
        if let (Some(kind), Name::Plain(word)) = (kind, name) {
            if word == "at" {
                return Found::Value { site: Site::Event(0), ty: Type::Timestamp };
            }
            if let Some(place) = kind.attributes.iter().position(|attribute| attribute.name == word) {
                let ty = kind.attributes.get(place).and_then(|attribute| attribute.kind);
                return match ty {
                    Some(ty) => Found::Value { site: Site::Event(index(place + 1)), ty: type_of(ty, 0) },
                    None => Found::Poison,
                };
            }
        }
        match (self.names.find(name), kind, name) {
            (Found::Value { site: Site::Row(slot), .. }, _, Name::Plain(word)) if self.lasting && slot < FIELDS => {
                let message = format!("`{word}` may change, and what was earned does not");
                refused(Code::ExprLater, message, None)
            }
            // It might be an attribute of a kind that could not be read.
            (_, Some(_), Name::Plain(_)) if self.event.is_some_and(|kind| self.names.unread(kind)) => Found::Poison,
            (Found::Refused { code: Code::UnknownName, message, help }, Some(kind), Name::Plain(word)) => {
                let attribute = did_you_mean(word, kind.attributes.iter().map(|attribute| attribute.name.as_str()));
                Found::Refused { code: Code::UnknownName, message, help: attribute.or(help) }
            }
            (found, ..) => found,
        }
    }

    fn level(&self, domain: u16, text: &str) -> Option<u32> {
        place(self.names.values.get(usize::from(domain))?, text)
    }

    fn class(&self, grade: u16, text: &str) -> Option<u32> {
        let found = self.class_names(grade).into_iter().position(|class| class == text);
        found.and_then(|place| u32::try_from(place).ok())
    }

    fn level_names(&self, domain: u16) -> Vec<&str> {
        self.names.values.get(usize::from(domain)).into_iter().flatten().map(String::as_str).collect()
    }

    fn class_names(&self, grade: u16) -> Vec<&str> {
        match grade {
            STAGES => self.names.stages.iter().map(String::as_str).collect(),
            PHASES => PHASE_NAMES.to_vec(),
            _ => self.names.classes.get(usize::from(grade)).into_iter().flatten().map(String::as_str).collect(),
        }
    }

    fn values(&self, site: Site) -> Option<&[String]> {
        let Site::Row(slot) = site else { return None };
        let number = usize::from(slot.checked_sub(FIELDS)?);
        let field = self.names.policy.fields.get(number)?;
        let closed = field.kind == Some(FieldType::String) && field.has_values;
        self.names.values.get(number).filter(|_| closed).map(Vec::as_slice)
    }

    fn offset(&self) -> Offset {
        self.names.policy.calendar.offset
    }
}

/// The names of a policy's stages, as far as they could be read.
fn stages(policy: &Policy) -> Vec<String> {
    let stages = policy.lifecycle.iter().flat_map(|lifecycle| &lifecycle.stages);
    stages.filter_map(|stage| Some(stage.name.as_ref()?.text.clone())).collect()
}

fn place(texts: &[String], text: &str) -> Option<u32> {
    texts.iter().position(|known| known == text).and_then(|place| u32::try_from(place).ok())
}
