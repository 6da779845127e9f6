//! The words that expressions share with whoever compiles them.

use crate::base::suggest::quote;
use crate::base::time::Offset;
use crate::error::Code;

/// What an expression, or a part of it, gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// An IEEE double.
    Number,
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// A day of the calendar, as days since 1970.
    Date,
    /// An instant, as milliseconds since 1970.
    Timestamp,
    /// A length of time in milliseconds.
    Duration,
    /// One of the ordered values of the field whose levels have this number.
    Level(u16),
    /// One of the classes of the grade with this number.
    Class(u16),
    /// A list of texts.
    List,
}

impl Type {
    /// The type in words, with its article.
    pub const fn noun(self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Text => "a string",
            Type::Boolean => "a boolean",
            Type::Date => "a date",
            Type::Timestamp => "a timestamp",
            Type::Duration => "a duration",
            Type::Level(_) => "a level",
            Type::Class(_) => "a class",
            Type::List => "a list",
        }
    }

    /// Whether it is a point in time.
    pub const fn is_time(self) -> bool {
        matches!(self, Type::Date | Type::Timestamp)
    }
}

/// Where a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// A slot of the row.
    Row(u16),
    /// An attribute of the event at hand; 0 is its `at`.
    Event(u16),
}

/// A name as an expression writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// `orders`
    Plain(&'a str),
    /// `score.fit`: a scope word, and what is looked up there.
    Scoped(&'a str, &'a str),
}

/// What a name turns out to be.
#[derive(Clone, Debug)]
pub enum Found {
    /// Something to read.
    Value {
        /// Where it is read.
        site: Site,
        /// What it gives.
        ty: Type,
    },
    /// Declared, but its own declaration is wrong: its type is not known, and nothing is said of it here.
    Poison,
    /// Not to be read here.
    Refused {
        /// Why, as a code.
        code: Code,
        /// Why, for a person.
        message: String,
        /// What would help.
        help: Option<String>,
    },
}

/// What is in scope where an expression stands.
pub trait Scope {
    /// Looks a name up.
    fn find(&self, name: Name<'_>) -> Found;
    /// The index of a level's value.
    fn level(&self, domain: u16, text: &str) -> Option<u32>;
    /// The index of a grade's class.
    fn class(&self, grade: u16, text: &str) -> Option<u32>;
    /// The values of a level, lowest first: for suggestions.
    fn level_names(&self, domain: u16) -> Vec<&str>;
    /// The classes of a grade: for suggestions.
    fn class_names(&self, grade: u16) -> Vec<&str>;
    /// The closed list of a string field, if it has one.
    fn values(&self, site: Site) -> Option<&[String]>;
    /// The policy's offset.
    fn offset(&self) -> Offset;
}

/// What an expression must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// True or false: a condition.
    Boolean,
    /// A number: points.
    Number,
    /// Anything but a list: a derived value.
    Any,
}

/// The first thing that is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of problem.
    pub code: Code,
    /// Where, in bytes from the start of the expression.
    pub at: usize,
    /// What is wrong, for a person.
    pub message: String,
    /// What would help.
    pub help: Option<String>,
}

/// A message of which each `@` stands for a part, and each `#` for one that is quoted.
#[cold]
#[inline(never)]
pub(super) fn phrase(message: &str, parts: &[&str]) -> String {
    let mut out = String::new();
    let mut parts = parts.iter();
    for character in message.chars() {
        match character {
            '@' => out.push_str(parts.next().unwrap_or(&"")),
            '#' => out.push_str(&quote(parts.next().unwrap_or(&""))),
            _ => out.push(character),
        }
    }
    out
}
