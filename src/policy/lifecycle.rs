//! The lifecycle: stages with their timers, and the transitions between them.

use super::model::{From, Lifecycle, Owner, Stage, Timer, Transition};
use super::read::{Keys, Reader};
use crate::base::json::{NodeId, Value};
use crate::base::limits::{STAGES, THINGS};
use crate::base::order::Index;
use crate::error::Code;

const STAGE: &[&str] = &["stage", "final", "owner", "timers", "label", "note"];
const TIMER: &[&str] = &["timer", "within", "stops_on", "then", "label", "note"];
const TRANSITION: &[&str] = &["from", "to", "when", "stay", "cooldown", "at_most", "label", "note"];

impl<'t> Reader<'t> {
    /// Stages and how one leads to another.
    pub fn lifecycle(&mut self, node: NodeId) -> Lifecycle {
        let mut lifecycle = Lifecycle {
            initial: None,
            stages: Vec::new(),
            complete: false,
            renamed: Vec::new(),
            transitions: Vec::new(),
        };
        let Some(keys) = self.keys(node, &["initial", "stages", "renamed", "transitions"], &[]) else {
            return lifecycle;
        };
        let initial = self.required(&keys, "initial");
        lifecycle.initial = self.named(initial);
        let mut names = Index::new();
        if let Some(node) = self.required(&keys, "stages")
            && let Some(elements) = self.filled(node, STAGES)
        {
            lifecycle.stages = elements.iter().map(|element| self.stage(*element, &mut names)).collect();
            let whole =
                matches!(self.tree.value(node), Value::Array(all) if !all.is_empty() && all.len() == elements.len());
            lifecycle.complete = whole && lifecycle.stages.iter().all(|stage| stage.name.is_some());
        }
        if let Some(node) = keys.get("renamed") {
            for member in self.things(node, usize::MAX) {
                if names.contains(&member.key) {
                    self.about(Code::ImpossibleValue, member.value, &member.key, " is a stage, and no old name of one");
                }
                let stage = self.named(Some(member.value));
                lifecycle.renamed.push((member.key.clone(), stage));
            }
        }
        if let Some(node) = keys.get("transitions") {
            let elements = self.array(node, THINGS).unwrap_or_default();
            lifecycle.transitions = elements.iter().filter_map(|element| self.transition(*element)).collect();
        }
        lifecycle
    }

    fn stage(&mut self, node: NodeId, names: &mut Index<'t>) -> Stage {
        let mut stage = Stage { name: None, owner: None, timers: Vec::new() };
        let Some(keys) = self.keys(node, STAGE, &[]) else { return stage };
        stage.name = self.own_name(&keys, "stage", names, "another stage is called ");
        // The linter alone looks at it, in the document.
        self.boolean(keys.get("final"));
        stage.owner = keys.get("owner").and_then(|node| self.owner(node));
        let timers = keys.get("timers").and_then(|node| self.array(node, usize::MAX));
        let mut timer_names = Index::new();
        for element in timers.unwrap_or_default() {
            self.timers += 1;
            if self.timers > THINGS {
                if self.timers == THINGS + 1 {
                    self.too_many(self.tree.root(), THINGS);
                }
                break;
            }
            let timer = self.timer(*element, &mut timer_names);
            if let (Some(stage), Some(then)) = (&stage.name, &timer.then)
                && stage.text == then.text
            {
                self.about(Code::ImpossibleValue, then.node, &then.text, " is the stage that the timer belongs to");
            }
            stage.timers.push(timer);
        }
        stage
    }

    fn owner(&mut self, node: NodeId) -> Option<Owner> {
        let keys = self.keys(node, &["field", "lockout"], &[])?;
        let field = self.required(&keys, "field");
        Some(Owner { field: self.named(field), lockout: self.working(keys.get("lockout")) })
    }

    fn timer(&mut self, node: NodeId, names: &mut Index<'t>) -> Timer {
        let mut timer = Timer { name: None, node, within: None, stops_on: Vec::new(), then: None };
        let Some(keys) = self.keys(node, TIMER, &[]) else { return timer };
        timer.name = self.own_name(&keys, "timer", names, "another timer of the stage is called ");
        let within = self.required(&keys, "within");
        timer.within = self.working(within);
        timer.stops_on = self.one_or_more(keys.get("stops_on"), usize::MAX);
        timer.then = self.named(keys.get("then"));
        timer
    }

    fn transition(&mut self, node: NodeId) -> Option<Transition> {
        let keys = self.keys(node, TRANSITION, &[])?;
        let from = self.from(&keys);
        let to = self.required(&keys, "to");
        let to = self.named(to);
        if let (Some(to), From::Stages(from)) = (&to, &from)
            && from.iter().any(|from| from.text == to.text)
        {
            self.about(Code::ImpossibleValue, to.node, &to.text, " is among the stages that the transition leads from");
        }
        // Without either it would fire in the moment in which the stage is entered.
        if !keys.has("stay") {
            self.required(&keys, "when");
        }
        Some(Transition {
            node,
            from,
            to,
            when: self.expression(keys.get("when")),
            stay: self.working(keys.get("stay")),
            cooldown: self.working(keys.get("cooldown")),
            at_most: self.count(keys.get("at_most")),
        })
    }

    fn from(&mut self, keys: &Keys<'_>) -> From {
        let node = self.required(keys, "from");
        match node.map(|node| self.tree.value(node)) {
            Some(Value::Text(text)) if text == "*" => From::Any,
            _ => From::Stages(self.one_or_more(node, usize::MAX)),
        }
    }
}
