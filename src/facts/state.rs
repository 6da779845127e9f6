//! The state: what the last decision wants to be told again, and what a person decided.

use super::standing::Standing;
use crate::base::json::{NodeId, Tree, Value, Writer};
use crate::base::limits;
use crate::base::time::{self, Offset};
use crate::error::{Code, Problem};

/// The version that this engine writes and reads.
pub const VERSION: f64 = 1.0;

/// A grade as a state and a policy know it.
pub struct Known<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its classes.
    pub classes: &'a [String],
    /// How many of the classes, from the first, states remember: those that its rules give.
    pub remembered: usize,
    /// Whether its class is held for a time.
    pub hold: bool,
}

/// A state that was read.
#[derive(Default)]
pub struct State {
    /// 0 where no state was ever saved.
    pub revision: u64,
    /// The class held of each grade of the policy, by index.
    pub held: Vec<Option<u32>>,
    /// When the class held was confirmed, of each grade with `hold`, by index.
    pub confirmed: Vec<Option<i64>>,
    /// The stage; `None` before the first.
    pub standing: Option<Standing>,
    /// The manual class in force of each grade, by index.
    pub manual: Vec<Option<u32>>,
    /// When the manual class in force of each grade ends, by index.
    pub ends: Vec<Option<i64>>,
    /// Grades and classes that the policy does not have.
    pub warnings: Vec<Problem>,
    /// Whether there was one.
    given: bool,
    /// Whether something held was forgotten.
    forgotten: bool,
    /// The text's tree and the manual grades in it, to be handed on unchanged.
    kept: Option<(Tree, NodeId)>,
}

impl State {
    /// No state.
    pub fn none(grades: usize) -> State {
        let none = || vec![None; grades];
        let instants = || vec![None; grades];
        State { held: none(), manual: none(), confirmed: instants(), ends: instants(), ..State::default() }
    }

    /// The state that a decision leaves, as far as the next decision sees it.
    pub fn left(&self, held: impl Iterator<Item = Option<u32>>) -> State {
        State { held: held.collect(), manual: self.manual.clone(), ends: self.ends.clone(), ..State::default() }
    }

    /// The same without what a person decided.
    pub fn without_manual(&self) -> State {
        State { held: self.held.clone(), ..State::none(0) }
    }

    /// Reads a state of `policy` from JSON text (`null`: none).
    pub fn read(
        text: &str,
        policy: &str,
        grades: &[Known<'_>],
        now: i64,
        offset: Offset,
    ) -> Result<State, Vec<Problem>> {
        let (tree, faults) = Tree::read(text, limits::DOCUMENT_BYTES);
        let Some(tree) = tree else {
            let message = faults.into_told().into_iter().next().map_or_else(String::new, |fault| fault.message);
            return Err(vec![Problem::error(Code::StateType, "", format!("the state is not JSON: {message}"))]);
        };
        let mut reader = Reader { tree: &tree, problems: Vec::new(), state: State::none(grades.len()) };
        if let Value::Null = tree.value(tree.root()) {
            return Ok(reader.state);
        }
        let manual = reader.root(policy, grades, now, offset);
        let Reader { problems, mut state, .. } = reader;
        if !problems.is_empty() {
            return Err(problems);
        }
        state.given = true;
        state.kept = manual.map(|manual| (tree, manual));
        Ok(state)
    }

    /// Writes the state after a decision: the classes now held, and a revision that tells whether anything changed.
    pub fn write(&self, policy: &str, grades: &[Known<'_>], held: &[Option<u32>], out: &mut Writer) {
        self.write_as(policy, grades, held, self.forgotten || held != self.held, out);
    }

    /// Writes the state as it came in, with what the policy knows of it; `null` if there was none.
    pub fn write_unchanged(&self, policy: &str, grades: &[Known<'_>], out: &mut Writer) {
        if self.given {
            self.write_as(policy, grades, &self.held, false, out);
        } else {
            out.null();
        }
    }

    fn write_as(&self, policy: &str, grades: &[Known<'_>], held: &[Option<u32>], changed: bool, out: &mut Writer) {
        out.begin_object();
        out.key("v");
        out.number(VERSION);
        out.key("policy");
        out.text(policy);
        out.key("revision");
        out.number((self.revision + u64::from(changed)).min((1 << 53) - 1) as f64);
        out.key("held");
        out.begin_object();
        for (grade, class) in grades.iter().zip(held) {
            if let Some(class) = class.and_then(|class| grade.classes.get(class as usize)) {
                out.key(grade.name);
                out.text(class);
            }
        }
        out.end_object();
        out.key("manual");
        match &self.kept {
            Some((tree, manual)) => tree.write(*manual, out),
            None => {
                out.begin_object();
                out.end_object();
            }
        }
        out.end_object();
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    problems: Vec<Problem>,
    state: State,
}

impl Reader<'_> {
    fn problem(&mut self, code: Code, node: NodeId, message: &str) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(Problem::error(code, self.tree.path(node), message));
        }
    }

    fn root(&mut self, policy: &str, grades: &[Known<'_>], now: i64, offset: Offset) -> Option<NodeId> {
        let tree = self.tree;
        let root = tree.root();
        let Value::Object(members) = tree.value(root) else {
            self.problem(Code::StateType, root, "a state is an object");
            return None;
        };
        if tree.get(root, "v").is_none() {
            self.problems.push(Problem::error(Code::StateVersion, "/v", "a state needs its version `v`"));
        }
        let (mut held, mut manual) = (None, None);
        for member in members {
            let node = member.value;
            match (member.key.as_str(), tree.value(node)) {
                ("v", Value::Number { value, .. }) if *value == VERSION => {}
                ("v", Value::Number { .. }) => {
                    self.problem(Code::StateVersion, node, "this engine reads states of version 1")
                }
                ("v", _) => self.problem(Code::StateType, node, "`v` is a number"),
                ("policy", Value::Text(name)) if name == policy => {}
                ("policy", Value::Text(_)) => {
                    self.problem(Code::StatePolicy, node, "this is the state of another policy")
                }
                ("policy", _) => self.problem(Code::StateType, node, "`policy` is a text"),
                ("revision", Value::Number { value, .. }) if is_revision(*value) => self.state.revision = *value as u64,
                ("revision", _) => self.problem(Code::StateType, node, "`revision` is a whole number, 0 or more"),
                ("held", _) => held = Some(node),
                ("manual", _) => manual = Some(node),
                ("stage", _) => self.problem(Code::NotBuilt, node, "stages arrive with the lifecycle"),
                _ => self.problem(Code::StateKey, node, "a state has no such key"),
            }
        }
        // In this order, whatever the caller's: so stand their warnings.
        if let Some(held) = held {
            self.held(held, grades);
        }
        if let Some(manual) = manual {
            self.manual(manual, grades, now, offset);
        }
        manual
    }

    fn unknown(&mut self, node: NodeId, message: &str) {
        if self.state.warnings.len() < limits::PROBLEMS {
            let path = self.tree.path(node);
            self.state.warnings.push(Problem::error(Code::StateUnknown, path, message));
        }
    }

    fn held(&mut self, node: NodeId, grades: &[Known<'_>]) {
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`held` is an object from grade to class");
        };
        for member in members {
            let Value::Text(class) = tree.value(member.value) else {
                self.problem(Code::StateType, member.value, "a held class is a text");
                continue;
            };
            let grade = grades.iter().position(|grade| grade.name == member.key);
            let held = |grade: usize| {
                let known = grades.get(grade)?;
                Some((grade, position(known.classes.get(..known.remembered)?, class)?))
            };
            match grade.and_then(held) {
                Some((grade, class)) => {
                    if let Some(place) = self.state.held.get_mut(grade) {
                        *place = Some(class);
                    }
                }
                None => {
                    self.state.forgotten = true;
                    self.unknown(member.value, "the policy has no such grade or class, so it is forgotten");
                }
            }
        }
    }

    fn manual(&mut self, node: NodeId, grades: &[Known<'_>], now: i64, offset: Offset) {
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`manual` is an object from grade to a person's decision");
        };
        for member in members {
            let Value::Object(parts) = tree.value(member.value) else {
                self.problem(Code::StateType, member.value, "a manual grade is an object with `grade`");
                continue;
            };
            let mut class = None;
            let mut in_force = true;
            let mut ends = None;
            for part in parts {
                match (part.key.as_str(), tree.value(part.value)) {
                    ("grade", Value::Text(text)) => class = Some((text, part.value)),
                    ("grade" | "by" | "why", value) if !matches!(value, Value::Text(_)) => {
                        self.problem(Code::StateType, part.value, "this is a text");
                    }
                    ("by" | "why", _) => {}
                    ("until", value) => match until(value, offset) {
                        Some(Some(end)) => (in_force, ends) = (now < end, Some(end)),
                        Some(None) => self.problem(Code::StateDate, part.value, "`until` is no instant"),
                        None => self.problem(Code::StateType, part.value, "`until` is an instant"),
                    },
                    _ => self.problem(Code::StateKey, part.value, "a manual grade has no such key"),
                }
            }
            let Some((class, at)) = class else {
                if tree.get(member.value, "grade").is_none() {
                    self.problem(Code::StateType, member.value, "a manual grade needs its `grade`");
                }
                continue;
            };
            let Some(grade) = grades.iter().position(|grade| grade.name == member.key) else {
                self.unknown(member.value, "the policy has no such grade, so it has no effect");
                continue;
            };
            match grades.get(grade).and_then(|grade| position(grade.classes, class)) {
                Some(class) => {
                    let places = (self.state.manual.get_mut(grade), self.state.ends.get_mut(grade));
                    if let ((Some(place), Some(end)), true) = (places, in_force) {
                        (*place, *end) = (Some(class), ends);
                    }
                }
                None => self.unknown(at, "the grade has no such class, so it has no effect"),
            }
        }
    }
}

fn is_revision(value: f64) -> bool {
    value >= 0.0 && value.fract() == 0.0 && value <= 9_007_199_254_740_991.0
}

fn position(classes: &[String], class: &str) -> Option<u32> {
    classes.iter().position(|known| known == class).and_then(|index| u32::try_from(index).ok())
}

/// An instant as facts are read: outer `None` for a wrong type, inner for no such instant.
fn until(value: &Value, offset: Offset) -> Option<Option<i64>> {
    match value {
        Value::Text(text) => Some(time::parse_instant(text, offset)),
        Value::Number { value, .. } => {
            let floor = value.floor();
            let inside = floor >= time::MIN_INSTANT as f64 && floor <= time::MAX_INSTANT as f64;
            Some(inside.then_some(floor as i64))
        }
        _ => None,
    }
}
