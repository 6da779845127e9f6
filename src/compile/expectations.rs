//! What a policy's own tests expect: whether there is such a thing.

use super::Compiler;
use super::flat::PHASE_NAMES;
use super::grades::classes;
use crate::base::json::NodeId;
use crate::base::suggest::did_you_mean;
use crate::error::Code;
use crate::policy::model::{Expect, Policy};

/// What a timer may be.
const TIMERS: [&str; 4] = ["running", "stopped", "breached", "unknown"];
/// What a touch may be.
const TOUCHES: [&str; 5] = ["upcoming", "due", "done", "missed", "superseded"];

impl Compiler<'_, '_> {
    /// Names that the policy's own tests expect.
    #[inline(never)]
    pub(super) fn expectations(&mut self, policy: &Policy) {
        for expect in policy.tests.iter().filter_map(|test| test.expect.as_ref()) {
            self.graded(policy, expect);
            self.moved(policy, expect);
        }
    }

    #[inline(never)]
    fn graded(&mut self, policy: &Policy, expect: &Expect) {
        for expected in &expect.grades {
            let names: Vec<&str> = policy.grades.iter().map(|grade| grade.name.as_str()).collect();
            if self.among("grade", &expected.name, expected.node, &names)
                && let Some(grade) = policy.grades.iter().find(|grade| grade.name == expected.name)
                && let Some(Some(named)) = &expected.value
            {
                let classes = classes(grade);
                self.class(grade, named, &classes);
            }
        }
        for expected in &expect.scores {
            let names: Vec<&str> = policy.scores.iter().map(|score| score.name.as_str()).collect();
            self.among("score", &expected.name, expected.node, &names);
        }
    }

    #[inline(never)]
    fn moved(&mut self, policy: &Policy, expect: &Expect) {
        if let Some(stage) = &expect.stage {
            match &policy.lifecycle {
                Some(lifecycle) => _ = self.stage_at(lifecycle, Some(stage)),
                None => _ = self.among("stage", &stage.text, stage.node, &[]),
            }
        }
        let stages = policy.lifecycle.iter().flat_map(|lifecycle| &lifecycle.stages);
        let timers =
            stages.flat_map(|stage| &stage.timers).filter_map(|timer| Some(timer.name.as_ref()?.text.as_str()));
        let timers: Vec<&str> = timers.collect();
        for expected in &expect.timers {
            let there = self.among("timer", &expected.name, expected.node, &timers);
            if let (true, Some(status)) = (there, &expected.value) {
                self.among("status", &status.text, status.node, &TIMERS);
            }
        }
        for phase in expect.contracts.iter().filter_map(|expected| expected.value.as_ref()) {
            self.among("phase", &phase.text, phase.node, &PHASE_NAMES);
        }
        let balances: Vec<&str> = policy.balances.iter().map(|balance| balance.name.as_str()).collect();
        for expected in &expect.balances {
            self.among("balance", &expected.name, expected.node, &balances);
        }
        let touches = policy.touches.iter().filter_map(|touch| Some(touch.name.as_ref()?.text.as_str()));
        let touches: Vec<&str> = touches.collect();
        for expected in &expect.touches {
            let there = self.among("touch", &expected.name, expected.node, &touches);
            if let (true, Some(Some(status))) = (there, &expected.value) {
                self.among("status", &status.text, status.node, &TOUCHES);
            }
        }
    }

    /// Whether there is something by that name; tells where there is not.
    fn among(&mut self, what: &str, name: &str, node: NodeId, names: &[&str]) -> bool {
        let found = names.contains(&name);
        if !found {
            let help = did_you_mean(name, names.iter().copied());
            self.problems.add_help(Code::UnknownName, node, format!("there is no {what} `{name}`"), help);
        }
        found
    }
}
