//! A state from JSON text: what of it this policy has, and what is wrong with it.

use super::{Frame, MOST, State, VERSION};
use crate::base::json::{NodeId, Tree, Value};
use crate::base::time;
use crate::base::{limits, order};
use crate::error::{Code, Problem};
use crate::facts::standing::{Entries, Left, Standing};

impl State {
    /// Reads a state from JSON text (`null`: none).
    ///
    /// # Errors
    /// Everything that is wrong with it, up to a hundred problems.
    pub fn read(text: &str, frame: &Frame<'_>) -> Result<State, Vec<Problem>> {
        let (tree, faults) = Tree::read(text, limits::DOCUMENT_BYTES);
        let Some(tree) = tree else {
            let message = faults.into_told().into_iter().next().map_or_else(String::new, |fault| fault.message);
            return Err(vec![Problem::error(Code::StateType, "", format!("the state is not JSON: {message}"))]);
        };
        let state = State::none(frame.grades.len());
        let mut reader = Reader { tree: &tree, frame, problems: Vec::new(), state };
        if let Value::Null = tree.value(tree.root()) {
            return Ok(reader.state);
        }
        let manual = reader.root();
        let Reader { problems, mut state, .. } = reader;
        if !problems.is_empty() {
            return Err(problems);
        }
        state.given = true;
        state.kept = manual.map(|manual| (tree, manual));
        Ok(state)
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    frame: &'t Frame<'t>,
    problems: Vec<Problem>,
    state: State,
}

impl<'t> Reader<'t> {
    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn problem(&mut self, code: Code, node: NodeId, message: &str) {
        let path = self.tree.path(node);
        self.tell(Problem::error(code, path, message));
    }

    fn warning(&mut self, code: Code, node: NodeId, message: &str) {
        if self.state.warnings.len() < limits::PROBLEMS {
            let path = self.tree.path(node);
            self.state.warnings.push(Problem::error(code, path, message));
        }
    }

    fn root(&mut self) -> Option<NodeId> {
        let tree = self.tree;
        let root = tree.root();
        let Value::Object(members) = tree.value(root) else {
            self.problem(Code::StateType, root, "a state is an object");
            return None;
        };
        if tree.get(root, "v").is_none() {
            self.tell(Problem::error(Code::StateVersion, "/v", "a state needs its version `v`"));
        }
        let (mut stage, mut held, mut manual) = (None, None, None);
        for member in members {
            let node = member.value;
            match (member.key.as_str(), tree.value(node)) {
                ("v", Value::Number { value, .. }) if *value == VERSION => {}
                ("v", Value::Number { .. }) => {
                    self.problem(Code::StateVersion, node, "this engine reads states of version 1")
                }
                ("v", _) => self.problem(Code::StateType, node, "`v` is a number"),
                ("policy", Value::Text(name)) if name == self.frame.policy => {}
                ("policy", Value::Text(_)) => {
                    self.problem(Code::StatePolicy, node, "this is the state of another policy")
                }
                ("policy", _) => self.problem(Code::StateType, node, "`policy` is a text"),
                ("revision", value) => match whole(value) {
                    Some(revision) => self.state.revision = revision,
                    None => self.problem(Code::StateType, node, "`revision` is a whole number, 0 or more"),
                },
                ("stage", _) => stage = Some(node),
                ("held", _) => held = Some(node),
                ("manual", _) => manual = Some(node),
                _ => self.problem(Code::StateKey, node, "a state has no such key"),
            }
        }
        // In this order, whatever the caller's: so stand their warnings.
        if let Some(stage) = stage {
            self.stage(stage);
        }
        if let Some(held) = held {
            self.held(held);
        }
        if let Some(manual) = manual {
            self.manual(manual);
        }
        manual
    }

    fn stage(&mut self, node: NodeId) {
        let Some(stages) = &self.frame.stages else {
            self.state.altered = true;
            return self.warning(Code::StateUnknown, node, "the policy has no lifecycle, so the stage is forgotten");
        };
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`stage` is an object with `name` and `since`");
        };
        let (mut stage, mut since, mut owner) = (None, None, None);
        let (mut entered, mut left) = (vec![None; stages.len()], Vec::new());
        for member in members {
            let node = member.value;
            match (member.key.as_str(), tree.value(node)) {
                ("name", Value::Text(name)) => stage = self.known_stage(name, node),
                ("owner", Value::Text(name)) => owner = Some(name.clone()),
                ("name" | "owner", _) => self.problem(Code::StateType, node, "this is a text"),
                ("since", _) => since = self.past(node, "since"),
                ("entered", _) => self.entered(node, &mut entered),
                ("left", _) => self.left_stages(node, &mut left),
                _ => self.problem(Code::StateKey, node, "a stage has no such key"),
            }
        }
        self.need(node, &["name", "since"], "a stage needs its `name` and `since`");
        let (Some(stage), Some(since)) = (stage, since) else { return };
        if let Some(place @ None) = entered.get_mut(stage as usize) {
            *place = Some(Entries { last: since, count: 1 });
            self.state.altered = true;
        }
        if !stages.get(stage as usize).is_some_and(|stage| stage.owned) && owner.take().is_some() {
            self.state.altered = true;
        }
        order::sort(&mut left, |one: &Left, other| one.at < other.at);
        self.state.standing = Some(Standing { stage, since, owner, entered, left });
    }

    /// The stage of a name, or the one that it was renamed to.
    fn known_stage(&mut self, name: &str, node: NodeId) -> Option<u32> {
        let stages = self.frame.stages.as_deref().unwrap_or_default();
        if let Some(stage) = stages.iter().position(|stage| stage.name == name) {
            return u32::try_from(stage).ok();
        }
        if let Some((_, stage)) = self.frame.renamed.iter().find(|(old, _)| old == name) {
            self.state.altered = true;
            return Some(*stage);
        }
        let help = "`lifecycle.renamed` says what a stage that has another name now is called".to_owned();
        let problem = Problem::error(Code::StateStage, self.tree.path(node), "the policy has no such stage");
        self.tell(problem.with_help(Some(help)));
        None
    }

    fn entered(&mut self, node: NodeId, entered: &mut [Option<Entries>]) {
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`entered` is an object from stage to its entries");
        };
        for member in members {
            let node = member.value;
            let stage = self.known_stage(&member.key, node);
            let Value::Object(parts) = tree.value(node) else {
                self.problem(Code::StateType, node, "a stage's entries are an object with `last` and `count`");
                continue;
            };
            let (mut last, mut count) = (None, None);
            for part in parts {
                let node = part.value;
                match part.key.as_str() {
                    "last" => last = self.past(node, "last"),
                    "count" => {
                        count = whole(tree.value(node)).filter(|count| *count > 0);
                        if count.is_none() {
                            self.problem(Code::StateType, node, "`count` is a whole number, 1 or more");
                        }
                    }
                    _ => self.problem(Code::StateKey, node, "a stage's entries have no such key"),
                }
            }
            self.need(node, &["last", "count"], "a stage's entries need their `last` and `count`");
            let place = stage.and_then(|stage| entered.get_mut(stage as usize));
            if let (Some(place), Some(last), Some(count)) = (place, last, count) {
                // Two names of one stage: what was counted under either counts.
                let (later, sum) = place.map_or((last, count), |other| (last.max(other.last), count + other.count));
                *place = Some(Entries { last: later, count: sum.min(MOST) });
            }
        }
    }

    fn left_stages(&mut self, node: NodeId, left: &mut Vec<Left>) {
        let tree = self.tree;
        let Value::Array(elements) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`left` is an array of objects");
        };
        for node in elements.iter().copied() {
            let Value::Object(parts) = tree.value(node) else {
                self.problem(Code::StateType, node, "who left is an object with `stage`, `owner` and `at`");
                continue;
            };
            let (mut stage, mut owner, mut at) = (None, None, None);
            for part in parts {
                let node = part.value;
                match (part.key.as_str(), tree.value(node)) {
                    ("stage", Value::Text(name)) => stage = self.known_stage(name, node),
                    ("owner", Value::Text(name)) => owner = Some(name.clone()),
                    ("stage" | "owner", _) => self.problem(Code::StateType, node, "this is a text"),
                    ("at", _) => at = self.past(node, "at"),
                    _ => self.problem(Code::StateKey, node, "who left has no such key"),
                }
            }
            self.need(node, &["stage", "owner", "at"], "who left needs `stage`, `owner` and `at`");
            if let (Some(stage), Some(owner), Some(at)) = (stage, owner, at) {
                left.push(Left { stage, owner, at });
            }
        }
    }

    fn held(&mut self, node: NodeId) {
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`held` is an object from grade to class");
        };
        for member in members {
            let node = member.value;
            let (class, confirmed) = match tree.value(node) {
                Value::Text(class) => (Some(class), None),
                Value::Object(_) => self.confirmed(node),
                _ => {
                    let message = "a held class is a text, or an object with `grade` and `confirmed`";
                    self.problem(Code::StateType, node, message);
                    continue;
                }
            };
            let Some(class) = class else { continue };
            let grade = self.frame.grades.iter().position(|grade| grade.name == member.key);
            let found = grade.and_then(|index| {
                let grade = self.frame.grades.get(index)?;
                Some((index, grade.hold, position(grade.classes.get(..grade.remembered)?, class)?))
            });
            let Some((grade, hold, class)) = found else {
                self.state.altered = true;
                let message = "the policy has no such grade or class, so it is forgotten";
                self.warning(Code::StateUnknown, node, message);
                continue;
            };
            // With `hold` a class is confirmed at some time, without it never.
            self.state.altered |=
                if hold { confirmed.is_none() && self.frame.now.is_some() } else { confirmed.is_some() };
            if let Some(place) = self.state.held.get_mut(grade) {
                *place = Some(class);
            }
            if let (Some(place), true) = (self.state.confirmed.get_mut(grade), hold) {
                *place = confirmed.map(|(confirmed, _)| confirmed).or(self.frame.now);
            }
            if let Some((confirmed, node)) = confirmed.filter(|_| hold) {
                self.future(confirmed, node);
            }
        }
    }

    /// The class of a held grade that was confirmed, and when that was.
    fn confirmed(&mut self, node: NodeId) -> (Option<&'t String>, Option<(i64, NodeId)>) {
        let tree = self.tree;
        let (mut class, mut confirmed) = (None, None);
        for part in tree.members(node) {
            match (part.key.as_str(), tree.value(part.value)) {
                ("grade", Value::Text(text)) => class = Some(text),
                ("grade", _) => self.problem(Code::StateType, part.value, "this is a text"),
                ("confirmed", _) => {
                    confirmed = self.instant(part.value, "confirmed").map(|instant| (instant, part.value));
                }
                _ => self.problem(Code::StateKey, part.value, "a held class has no such key"),
            }
        }
        self.need(node, &["grade", "confirmed"], "a held class that was confirmed needs `grade` and `confirmed`");
        (class.filter(|_| confirmed.is_some()), confirmed)
    }

    fn manual(&mut self, node: NodeId) {
        let tree = self.tree;
        let Value::Object(members) = tree.value(node) else {
            return self.problem(Code::StateType, node, "`manual` is an object from grade to a person's decision");
        };
        for member in members {
            let Value::Object(parts) = tree.value(member.value) else {
                self.problem(Code::StateType, member.value, "a manual grade is an object with `grade`");
                continue;
            };
            let (mut class, mut in_force, mut ends) = (None, true, None);
            for part in parts {
                match (part.key.as_str(), tree.value(part.value)) {
                    ("grade", Value::Text(text)) => class = Some((text, part.value)),
                    ("by" | "why", Value::Text(_)) => {}
                    ("grade" | "by" | "why", _) => self.problem(Code::StateType, part.value, "this is a text"),
                    ("until", _) => {
                        ends = self.instant(part.value, "until");
                        in_force = ends.is_none_or(|end| self.frame.now.is_some_and(|now| now < end));
                    }
                    _ => self.problem(Code::StateKey, part.value, "a manual grade has no such key"),
                }
            }
            self.need(member.value, &["grade"], "a manual grade needs its `grade`");
            let Some((class, at)) = class else { continue };
            let Some(grade) = self.frame.grades.iter().position(|grade| grade.name == member.key) else {
                let message = "the policy has no such grade, so it has no effect";
                self.warning(Code::StateUnknown, member.value, message);
                continue;
            };
            match self.frame.grades.get(grade).and_then(|grade| position(grade.classes, class)) {
                Some(class) => {
                    let places = (self.state.manual.get_mut(grade), self.state.ends.get_mut(grade));
                    if let ((Some(place), Some(end)), true) = (places, in_force) {
                        (*place, *end) = (Some(class), ends);
                    }
                }
                None => {
                    self.warning(Code::StateUnknown, at, "the grade has no such class, so it has no effect");
                }
            }
        }
    }

    /// An object lacks keys that it needs: one problem, whatever it lacks.
    fn need(&mut self, node: NodeId, keys: &[&str], message: &str) {
        if keys.iter().any(|key| self.tree.get(node, key).is_none()) {
            self.problem(Code::StateType, node, message);
        }
    }

    /// An instant that should not lie after `now`.
    fn past(&mut self, node: NodeId, name: &str) -> Option<i64> {
        let instant = self.instant(node, name)?;
        self.future(instant, node);
        Some(instant)
    }

    fn future(&mut self, instant: i64, node: NodeId) {
        if self.frame.now.is_some_and(|now| instant > now) {
            self.warning(Code::StateFuture, node, "this lies after `now`");
        }
    }

    /// An instant as facts are read.
    fn instant(&mut self, node: NodeId, name: &str) -> Option<i64> {
        let instant = match self.tree.value(node) {
            Value::Text(text) => time::parse_instant(text, self.frame.offset),
            Value::Number { value, .. } => time::instant(*value),
            _ => {
                self.problem(Code::StateType, node, &format!("`{name}` is an instant"));
                return None;
            }
        };
        if instant.is_none() {
            self.problem(Code::StateDate, node, &format!("`{name}` is no instant"));
        }
        instant
    }
}

/// A whole number, 0 or more, as far as a double counts by ones.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number { value, .. } if *value >= 0.0 && value.fract() == 0.0 && *value <= MOST as f64 => {
            Some(*value as u64)
        }
        _ => None,
    }
}

fn position(classes: &[String], class: &str) -> Option<u32> {
    classes.iter().position(|known| known == class).and_then(|index| u32::try_from(index).ok())
}
