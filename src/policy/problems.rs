//! The problems of a document, collected in any order and told in the order of its text.

use crate::base::json::{Fault, FaultKind, Faults, NodeId, Places, Tree};
use crate::base::limits;
use crate::base::number::write_integer;
use crate::error::{Code, Place, Problem, Severity};

/// Collects problems: the first hundred of the text in words, the rest as a number.
#[derive(Debug, Default)]
pub struct Problems {
    /// In the order of the text, which is the order of the nodes.
    kept: Vec<Kept>,
    count: usize,
    faults: Vec<Problem>,
}

/// A problem that may be told.
#[derive(Debug)]
struct Kept {
    node: NodeId,
    /// A byte inside a string's value.
    inside: usize,
    code: Code,
    message: String,
    help: Option<String>,
}

impl Kept {
    fn order(&self) -> (NodeId, usize, Code) {
        (self.node, self.inside, self.code)
    }
}

impl Problems {
    /// Starts with what was wrong with the text as JSON.
    pub fn new(text: &str, faults: Faults) -> Problems {
        let mut places = Places::new(text);
        let count = faults.count();
        let mut told = Vec::new();
        for Fault { kind, offset, path, message, help } in faults.into_told() {
            let code = match kind {
                FaultKind::Syntax => Code::JsonSyntax,
                FaultKind::Comment => Code::JsonComment,
                FaultKind::DuplicateKey => Code::DuplicateKey,
                FaultKind::TooLarge => Code::TooLarge,
                FaultKind::TooDeep => Code::TooDeep,
            };
            insert(&mut told, code, path, places.at(offset), message, help);
        }
        Problems { kept: Vec::new(), count, faults: told }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a problem at this node would be told; if not, its words need not be found.
    pub fn wants(&self, node: NodeId) -> bool {
        self.kept.len() < limits::PROBLEMS || self.kept.last().is_none_or(|last| node <= last.node)
    }

    /// Adds a problem.
    pub fn add(&mut self, code: Code, node: NodeId, message: impl Into<String>) {
        self.add_help(code, node, message, None);
    }

    /// Adds a problem with help.
    pub fn add_help(&mut self, code: Code, node: NodeId, message: impl Into<String>, help: Option<String>) {
        self.add_inside(code, node, 0, message.into(), help);
    }

    /// Adds a problem at a byte inside a string's value, such as an expression's.
    pub fn add_inside(&mut self, code: Code, node: NodeId, inside: usize, message: String, help: Option<String>) {
        self.count += 1;
        if !self.wants(node) {
            return;
        }
        let kept = Kept { node, inside, code, message, help };
        let place = self.kept.partition_point(|other| other.order() <= kept.order());
        self.kept.insert(place, kept);
        self.kept.truncate(limits::PROBLEMS);
    }

    /// The problems in the order of the text, and how many more there are.
    pub fn finish(self, tree: Option<&Tree>) -> Vec<Problem> {
        let mut told = self.faults;
        let mut root = Place { line: 1, column: 1 };
        if let Some(tree) = tree {
            let mut places = tree.places();
            let (line, column) = places.at(tree.span(tree.root()).start);
            root = Place { line, column };
            let mut bytes = 0;
            for kept in self.kept {
                let path = tree.path(kept.node);
                // A hundred paths through one huge key would take a hundred times the document's room.
                bytes += path.len();
                if bytes > limits::DOCUMENT_BYTES && !told.is_empty() {
                    break;
                }
                let start = tree.span(kept.node).start;
                let offset = if kept.inside == 0 { start } else { tree.text_offset(kept.node, kept.inside) };
                insert(&mut told, kept.code, path, places.at(offset), kept.message, kept.help);
            }
        }
        told.truncate(limits::PROBLEMS);
        let more = self.count - told.len();
        if more > 0 {
            let mut message = String::new();
            write_integer(more as u64, &mut message);
            message.push_str(if more == 1 { " more problem" } else { " more problems" });
            let mut problem = Problem::error(Code::MoreProblems, "", message);
            problem.place = Some(root);
            if told.iter().all(|told| told.severity == Severity::Warning) {
                problem.severity = Severity::Warning;
            }
            told.push(problem);
        }
        told
    }
}

/// Puts a problem where it stands in the text.
fn insert(
    told: &mut Vec<Problem>,
    code: Code,
    path: String,
    (line, column): (u32, u32),
    message: String,
    help: Option<String>,
) {
    let place = Some(Place { line, column });
    let before = told.partition_point(|other| (other.place, other.code) <= (place, code));
    told.insert(before, Problem { severity: code.severity(), code, path, place, message, help });
}
