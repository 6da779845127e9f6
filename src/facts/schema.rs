//! What facts a compiled policy takes: fields, kinds of events, and the slots of a row.

use super::cell::Cell;
use crate::base::order;
use crate::base::time::{Offset, Weekday};

/// Slot of `now`.
pub const NOW: u16 = 0;
/// Slot of `today`.
pub const TODAY: u16 = 1;
/// Slot of `id`.
pub const ID: u16 = 2;
/// Slot of `consent`.
pub const CONSENT: u16 = 3;
/// Slot of `personalised`.
pub const PERSONALISED: u16 = 4;
/// Slot of the first declared field. Derived values, scores and grades follow the fields.
pub const FIELDS: u16 = 5;

/// What a field or an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A finite number.
    Number,
    /// A text.
    Text,
    /// A boolean.
    Boolean,
    /// A calendar date.
    Date,
    /// An instant.
    Timestamp,
    /// One of an ordered list of values.
    Level,
    /// A list of texts.
    List,
}

impl Kind {
    /// The type as a policy spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Number => "number",
            Kind::Text => "string",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::Timestamp => "timestamp",
            Kind::Level => "level",
            Kind::List => "list",
        }
    }

    /// What a message asks for.
    pub const fn wanted(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Boolean => "true or false",
            Kind::Date => "a date (`YYYY-MM-DD`, an instant, or a Date)",
            Kind::Timestamp => "an instant (ISO 8601 text, milliseconds, or a Date)",
            Kind::Level => "one of its values, as a text",
            Kind::List => "an array of texts",
        }
    }
}

/// What values a fact may have: shared by fields and by attributes.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Its type.
    pub kind: Kind,
    /// Texts that the policy itself names, by id: a closed list's values, a level's
    /// values from lowest to highest, or the literals that its rules compare with.
    pub texts: Vec<String>,
    /// Every spelling of a known text with its id, sorted by spelling.
    pub known: Vec<(String, u32)>,
    /// A text that is none of the known ones: stands for all of them where only that matters.
    pub other: String,
    /// Whether nothing but `texts` is a value.
    pub closed: bool,
    /// Least value of a number.
    pub min: Option<f64>,
    /// Greatest value of a number.
    pub max: Option<f64>,
    /// Errors must not show its value.
    pub personal: bool,
}

impl Domain {
    /// A domain without a closed list or bounds.
    pub fn open(kind: Kind) -> Domain {
        Domain {
            kind,
            texts: Vec::new(),
            known: Vec::new(),
            other: String::new(),
            closed: false,
            min: None,
            max: None,
            personal: false,
        }
    }

    /// The id of a text that the policy names.
    pub fn id(&self, text: &str) -> Option<u32> {
        let found = self.known.binary_search_by(|(spelling, _)| spelling.as_str().cmp(text)).ok()?;
        self.known.get(found).map(|(_, id)| *id)
    }

    /// Adds a text to an open domain; it has an id once the domain is settled.
    pub fn suggest(&mut self, text: String) {
        if !self.closed {
            self.known.push((text, u32::MAX));
        }
    }

    /// Sorts the spellings, and gives ids to the texts of an open domain.
    pub fn settle(&mut self) {
        order::sort(&mut self.known, |one, other| one.0 < other.0);
        self.known.dedup_by(|later, earlier| later.0 == earlier.0);
        if !self.closed {
            for ((spelling, id), number) in self.known.iter_mut().zip(0..) {
                *id = number;
                self.texts.push(spelling.clone());
            }
        }
        while self.id(&self.other).is_some() {
            self.other.push('\u{FFFF}');
        }
    }
}

/// What a field is where the facts say nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Fallback {
    /// Missing.
    None,
    /// A value.
    Cell(Cell),
    /// A text that the domain has still to learn.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

/// A declared field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub domain: Domain,
    /// Taken where the fact is missing.
    pub default: Fallback,
    /// The consent it needs.
    pub purpose: Option<String>,
    /// Whether nobody can change it.
    pub given: bool,
    /// Whether anything in the policy reads it.
    pub used: bool,
    /// Whether grading needs its text, and not only which of the known texts it is.
    pub text: bool,
}

/// An attribute of an event.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub domain: Domain,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether anything in the policy reads it.
    pub used: bool,
}

/// A kind of event.
#[derive(Clone, Debug)]
pub struct EventKind {
    /// Its name.
    pub name: String,
    /// Its attributes, in document order; column 0 of an event is `at`, the first attribute is column 1.
    pub attributes: Vec<Attribute>,
    /// Whether anything in the policy reads it.
    pub used: bool,
}

/// The facts that a policy takes.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Offset in which dates and times without one are read.
    pub offset: Offset,
    /// First day of a week.
    pub week_starts: Weekday,
    /// Declared fields, in document order.
    pub fields: Vec<Field>,
    /// Declared kinds of events, in document order.
    pub events: Vec<EventKind>,
    /// Whether the scores and grades may depend on `now`.
    pub clock: bool,
    /// Whether anything reads `id`.
    pub id_used: bool,
    /// Whether anything reads `consent`, by a purpose or an expression.
    pub consent_used: bool,
    /// Whether anything reads `personalised`.
    pub personalised_used: bool,
    /// Where it stands whether it is known which contracts there are, where anything reads that.
    pub contracts: Option<u16>,
    /// Short cuts for the used fields, in document order.
    pub quick: Vec<Quick>,
    /// All slots of a row: fixed ones, fields, derived values, scores, grades.
    pub slots: usize,
}

impl Schema {
    /// The slot of the field at `index`.
    pub fn field_slot(index: usize) -> u16 {
        FIELDS.saturating_add(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// The field that a slot holds, if it is a field's.
    pub fn field_at(&self, slot: u16) -> Option<&Field> {
        self.fields.get(usize::from(slot.checked_sub(FIELDS)?))
    }

    /// Used fields with their indices among all.
    pub fn used_fields(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.fields.iter().enumerate().filter(|(_, field)| field.used)
    }

    /// Used kinds of events with their indices among all.
    pub fn used_events(&self) -> impl Iterator<Item = (usize, &EventKind)> {
        self.events.iter().enumerate().filter(|(_, kind)| kind.used)
    }
}

/// What a used field takes without a second look: the common case of a packed fact, a value
/// of the right type, or none. Whatever is not plainly fine is judged in full by [`super::intake`].
#[derive(Clone, Copy, Debug)]
pub struct Quick {
    /// Its slot.
    pub slot: u16,
    /// Its number among the declared fields.
    pub field: u16,
    /// Whether a missing fact is simply missing: no default, no consent needed.
    plain: bool,
    kind: Kind,
    /// Texts up to this id are values.
    known: u32,
    min: f64,
    max: f64,
}

impl Quick {
    /// The short cuts of all used fields.
    pub fn all(fields: &[Field]) -> Vec<Quick> {
        let used = fields.iter().enumerate().filter(|(_, field)| field.used);
        used.map(|(number, field)| Quick::of(field, number)).collect()
    }

    /// A used field's short cut.
    fn of(field: &Field, number: usize) -> Quick {
        let open = field.purpose.is_none();
        let quick = Quick::of_domain(&field.domain, open && field.default == Fallback::None);
        Quick {
            slot: Schema::field_slot(number),
            field: u16::try_from(number).unwrap_or(u16::MAX),
            // A type that has no short cut stands for fields that need a consent.
            kind: if open { quick.kind } else { Kind::List },
            ..quick
        }
    }

    /// The short cut of a used attribute, which stands in no slot.
    #[inline(always)]
    pub fn of_attribute(attribute: &Attribute) -> Quick {
        Quick::of_domain(&attribute.domain, attribute.optional)
    }

    #[inline(always)]
    fn of_domain(domain: &Domain, plain: bool) -> Quick {
        Quick {
            slot: u16::MAX,
            field: u16::MAX,
            plain,
            kind: domain.kind,
            known: u32::try_from(domain.texts.len()).unwrap_or(0),
            min: domain.min.unwrap_or(f64::MIN),
            max: domain.max.unwrap_or(f64::MAX),
        }
    }

    /// The cell of a payload and its tag, where that is plain. NaN lies in no bounds.
    #[inline(always)]
    pub fn cell(&self, payload: [u8; 8], tag: u8) -> Option<Cell> {
        match (tag, self.kind) {
            (0, _) if self.plain => Some(Cell::Missing),
            (1, Kind::Number) => {
                let number = f64::from_le_bytes(payload);
                (number >= self.min && number <= self.max).then_some(Cell::Number(number + 0.0))
            }
            (2 | 3, Kind::Boolean) => Some(Cell::Boolean(tag == 3)),
            (4, Kind::Text | Kind::Level) => {
                let id = u64::from_le_bytes(payload) as u32;
                if id >= self.known {
                    None
                } else if self.kind == Kind::Level {
                    Some(Cell::Integer(i64::from(id)))
                } else {
                    Some(Cell::Known(id))
                }
            }
            _ => None,
        }
    }
}
