//! What is wrong with a JSON text.

use std::ops::Deref;

use super::tree::{Node, key_of, path};
use crate::base::limits;
use crate::base::suggest::quote;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Not JSON.
    Syntax,
    /// A comment, which is skipped.
    Comment,
    /// A key that stood in the object before; the first counts.
    DuplicateKey,
    /// More bytes than allowed.
    TooLarge,
    /// Nested deeper than allowed.
    TooDeep,
}

/// Something wrong with a JSON text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// The byte of the text where it is.
    pub offset: usize,
    /// JSON Pointer: a duplicate's own, `""` for everything else.
    pub path: String,
    /// What is wrong, for a person.
    pub message: String,
    /// What would help, for a person.
    pub help: Option<String>,
}

/// The faults of a text in the order of the text: the first hundred told, the rest counted.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    told: Vec<Fault>,
    count: usize,
}

impl Faults {
    #[inline(never)]
    pub(super) fn new(nodes: &[Node], marks: &Marks, stop: Option<Stop>) -> Faults {
        let count = marks.count + usize::from(stop.is_some());
        let mut told = Vec::new();
        let mut bytes = 0;
        for mark in &marks.first {
            let fault = fault(nodes, *mark);
            // A hundred paths through one huge key would take a hundred times the document's room.
            bytes += fault.path.len();
            if bytes > limits::DOCUMENT_BYTES && !told.is_empty() {
                break;
            }
            told.push(fault);
        }
        if let Some(stop) = stop {
            let help = stop.help.map(str::to_owned);
            told.push(Fault { kind: stop.kind, offset: stop.offset, path: String::new(), message: stop.message, help });
        }
        Faults { told, count }
    }

    /// How many there are, the told ones included.
    #[inline(never)]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The told ones; a hundred, and why reading stopped.
    #[inline(never)]
    pub fn into_told(self) -> Vec<Fault> {
        self.told
    }
}

impl Deref for Faults {
    type Target = [Fault];

    #[inline(never)]
    fn deref(&self) -> &[Fault] {
        &self.told
    }
}

/// Where a fault is, before it is worth words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub offset: u32,
    /// The duplicate value; `None` for a comment.
    pub duplicate: Option<u32>,
}

/// Marks as they come: the first of the text, the rest as a number.
#[derive(Default)]
pub(super) struct Marks {
    first: Vec<Mark>,
    count: usize,
}

impl Marks {
    #[inline(never)]
    pub fn add(&mut self, mark: Mark) {
        self.count += 1;
        let place = self.first.partition_point(|other| *other < mark);
        self.first.insert(place, mark);
        self.first.truncate(limits::PROBLEMS);
    }
}

/// Why reading stopped.
pub(super) struct Stop {
    pub kind: FaultKind,
    pub offset: usize,
    pub message: String,
    pub help: Option<&'static str>,
}

/// A mark in words.
#[inline(never)]
fn fault(nodes: &[Node], mark: Mark) -> Fault {
    let offset = mark.offset as usize;
    let Some(node) = mark.duplicate else {
        let message = String::from("comments are not part of JSON");
        let help = Some(String::from("put it in a `note`"));
        return Fault { kind: FaultKind::Comment, offset, path: String::new(), message, help };
    };
    let mut message = quote(key_of(nodes, node).unwrap_or_default());
    message.push_str(" stands twice in this object; the first counts");
    Fault { kind: FaultKind::DuplicateKey, offset, path: path(nodes, node), message, help: None }
}
