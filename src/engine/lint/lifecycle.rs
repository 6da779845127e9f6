//! What the linter says of the lifecycle: stages that nobody comes into, or out of, and
//! transitions that never fire, or that fire back and forth.

use super::{Linter, condition};
use crate::base::json::{NodeId, Value};
use crate::base::limits::STAGES;
use crate::compile::flat::{Lifecycle, Model, Transition};
use crate::error::Code;
use crate::expr::{Site, Truth};

/// A set of stages by number, a bit for each.
type Stages = u128;

const _: () = assert!(STAGES <= Stages::BITS as usize);

/// The set of one stage.
fn only(stage: u32) -> Stages {
    1_u128.checked_shl(stage).unwrap_or_default()
}

/// A way out of stages into another.
struct Way {
    from: Stages,
    to: u32,
    /// Whether it can ever be taken.
    open: bool,
}

impl Linter<'_> {
    /// Stages and transitions.
    pub(super) fn lifecycle(&mut self) {
        let model = self.model;
        let Some(lifecycle) = &model.lifecycle else { return };
        let Some(node) = self.at(self.tree.root(), &["lifecycle"]) else { return };
        let nodes = self.elements(node, "transitions");
        let mut truths = Vec::with_capacity(nodes.len());
        for (transition, node) in lifecycle.transitions.iter().zip(&nodes) {
            let when = transition.when.as_ref().zip(self.at(*node, &["when"]));
            truths.push(when.map_or(Truth::of(Some(true)), |(when, node)| self.condition(when, node, None)));
        }
        self.stages(lifecycle, node, &truths);
        let leaving: Vec<Stages> = lifecycle.transitions.iter().map(|transition| from(&transition.from)).collect();
        for (number, (node, truth)) in nodes.iter().zip(&truths).enumerate() {
            if truth.yes {
                self.shadowed(lifecycle, &leaving, number, *node);
                self.looped(lifecycle, &leaving, number, *node);
            }
        }
    }

    /// Stages that nothing leads into, or out of.
    fn stages(&mut self, lifecycle: &Lifecycle, node: NodeId, truths: &[Truth]) {
        let ways = ways(lifecycle, truths);
        let reached = reached(lifecycle.initial, &ways);
        let nodes = self.elements(node, "stages");
        for ((stage, node), number) in lifecycle.stages.iter().zip(nodes).zip(0_u32..) {
            let entered = ways.iter().any(|way| way.to == number && way.from != 0);
            if number != lifecycle.initial && !entered {
                self.problems.add(Code::StageNoEntry, node, format!("nothing leads into `{}`", stage.name));
            } else if reached & only(number) == 0 {
                let message = format!("nothing leads from the initial stage to `{}`", stage.name);
                self.problems.add(Code::StageUnreachable, node, message);
            }
            if !self.is_final(node) && !ways.iter().any(|way| way.from & only(number) != 0) {
                let message = format!("nothing leads out of `{}`", stage.name);
                let help = Some("say `\"final\": true` if it is meant to end here".to_owned());
                self.problems.add_help(Code::StageDeadEnd, node, message, help);
            }
        }
    }

    /// Whether a stage says that it is meant to end here.
    fn is_final(&self, node: NodeId) -> bool {
        self.at(node, &["final"]).is_some_and(|node| matches!(self.tree.value(node), Value::Boolean(true)))
    }

    /// Warns of a transition that never fires, because from each of its stages an earlier one does.
    fn shadowed(&mut self, lifecycle: &Lifecycle, leaving: &[Stages], number: usize, node: NodeId) {
        let Some((transition, mut left)) = lifecycle.transitions.get(number).zip(leaving.get(number).copied()) else {
            return;
        };
        let mut before = None;
        for (earlier, from) in lifecycle.transitions.iter().zip(leaving).take(number) {
            if self.left == 0 || left == 0 {
                break;
            }
            if left & from != 0 && is_free(lifecycle, earlier) && self.precedes(transition, earlier) {
                left &= !from;
                before = Some(earlier.to);
            }
        }
        let to = before.and_then(|to| lifecycle.stages.get(to as usize));
        if let (0, Some(to)) = (left, to) {
            let message =
                format!("this never fires: whenever it could, an earlier transition does, such as to `{}`", to.name);
            self.problems.add(Code::TransitionShadowed, node, message);
        }
    }

    /// Whether an earlier transition's condition is true wherever a later one's is.
    fn precedes(&mut self, later: &Transition, earlier: &Transition) -> bool {
        match (&later.when, &earlier.when) {
            (_, None) => true,
            (Some(later), Some(earlier)) => {
                condition::implies(self.model, &later.program, &earlier.program, &mut self.left)
            }
            (None, Some(earlier)) => condition::look(self.model, &earlier.program, &mut self.left).truth.surely(),
        }
    }

    /// Warns of two transitions that lead to each other, both at once.
    fn looped(&mut self, lifecycle: &Lifecycle, leaving: &[Stages], number: usize, node: NodeId) {
        let Some((later, back)) = lifecycle.transitions.get(number).zip(leaving.get(number)) else { return };
        if !is_free(lifecycle, later) || !reads_fields(self.model, later) {
            return;
        }
        for (earlier, forth) in lifecycle.transitions.iter().zip(leaving).take(number) {
            if self.left == 0 {
                return;
            }
            let to_each_other = back & only(earlier.to) != 0 && forth & only(later.to) != 0;
            if !to_each_other || !is_free(lifecycle, earlier) || !reads_fields(self.model, earlier) {
                continue;
            }
            let (Some(one), Some(other)) = (&earlier.when, &later.when) else { continue };
            if condition::meet(self.model, &one.program, &other.program, &mut self.left) {
                let name = |stage: u32| lifecycle.stages.get(stage as usize).map_or("", |stage| stage.name.as_str());
                let message = format!(
                    "from `{}` this leads to `{}`, and another transition back, where both conditions are true",
                    name(earlier.to),
                    name(later.to)
                );
                let help =
                    Some("let the two exclude each other, or give one of them a `stay` or `cooldown`".to_owned());
                return self.problems.add_help(Code::StageLoop, node, message, help);
            }
        }
    }
}

fn from(stages: &[bool]) -> Stages {
    (0_u32..).zip(stages).filter(|(_, from)| **from).fold(0, |all, (stage, _)| all | only(stage))
}

/// Transitions, and what breached timers do.
fn ways(lifecycle: &Lifecycle, truths: &[Truth]) -> Vec<Way> {
    let mut ways = Vec::new();
    for (transition, truth) in lifecycle.transitions.iter().zip(truths) {
        ways.push(Way { from: from(&transition.from), to: transition.to, open: truth.yes });
    }
    for (stage, number) in lifecycle.stages.iter().zip(0_u32..) {
        for to in stage.timers.iter().filter_map(|timer| timer.then) {
            ways.push(Way { from: only(number), to, open: true });
        }
    }
    ways
}

/// The stages to which open ways lead from the first.
fn reached(initial: u32, ways: &[Way]) -> Stages {
    let mut reached = only(initial);
    loop {
        let next = ways.iter().filter(|way| way.open && way.from & reached != 0);
        let next = next.fold(reached, |reached, way| reached | only(way.to));
        if next == reached {
            return reached;
        }
        reached = next;
    }
}

/// Whether nothing but its condition may hold a transition back.
fn is_free(lifecycle: &Lifecycle, transition: &Transition) -> bool {
    let to = lifecycle.stages.get(transition.to as usize);
    let locks = to.and_then(|stage| stage.owner.as_ref()).is_some_and(|owner| owner.lockout.is_some());
    transition.stay.is_none() && transition.cooldown.is_none() && transition.at_most.is_none() && !locks
}

/// Whether a condition reads nothing but fields.
fn reads_fields(model: &Model, transition: &Transition) -> bool {
    let is_field = |site: Site| matches!(site, Site::Row(slot) if model.schema.field_at(slot).is_some());
    transition.when.as_ref().is_some_and(|when| when.program.reads().iter().all(|read| is_field(read.site)))
}
