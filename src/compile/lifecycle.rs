//! The lifecycle: stages by number, transitions with their conditions.

use super::Compiler;
use super::flat::{Expression, Lifecycle, Owner, Stage, Timer, Transition};
use crate::base::suggest::did_you_mean;
use crate::error::Code;
use crate::expr::{Expected, Type};
use crate::policy::model::{self, Expr, From, Named};

impl Compiler<'_, '_> {
    /// The lifecycle; `None` also where something of it cannot be used.
    #[inline(never)]
    pub(super) fn lifecycle(&mut self, lifecycle: &model::Lifecycle) -> Option<Lifecycle> {
        let initial = self.stage_at(lifecycle, lifecycle.initial.as_ref());
        let stages = lifecycle.stages.iter().map(|stage| self.stage(lifecycle, stage)).collect::<Vec<Option<Stage>>>();
        let mut renamed = Vec::new();
        for (old, new) in &lifecycle.renamed {
            match self.stage_at(lifecycle, new.as_ref()) {
                Some(stage) => renamed.push((old.clone(), stage)),
                None => self.broken = true,
            }
        }
        // A transition reads the present stage.
        self.names.ready = self.names.balance_slot(0);
        let mut transitions = Vec::new();
        for transition in &lifecycle.transitions {
            match self.transition(lifecycle, transition) {
                Some(transition) => transitions.push(transition),
                None => self.broken = true,
            }
        }
        let stage = self.names.stage_slot();
        Some(Lifecycle {
            stage,
            days: stage.saturating_add(1),
            since: self.names.since?,
            initial: initial?,
            stages: stages.into_iter().collect::<Option<Vec<Stage>>>()?,
            renamed,
            transitions,
        })
    }

    /// The number of a stage.
    pub(super) fn stage_at(&mut self, lifecycle: &model::Lifecycle, named: Option<&Named>) -> Option<u32> {
        let named = named?;
        let stages = || self.names.stages.iter().map(String::as_str);
        let found = stages().position(|stage| stage == named.text);
        if found.is_none() && lifecycle.complete {
            let help = did_you_mean(&named.text, stages());
            let message = format!("there is no stage `{}`", named.text);
            self.problems.add_help(Code::UnknownName, named.node, message, help);
        }
        found.filter(|_| lifecycle.complete).and_then(|stage| u32::try_from(stage).ok())
    }

    #[inline(never)]
    fn stage(&mut self, lifecycle: &model::Lifecycle, stage: &model::Stage) -> Option<Stage> {
        let owner = stage.owner.as_ref().map(|owner| self.owner(owner));
        let timers: Vec<Option<Timer>> = stage.timers.iter().map(|timer| self.timer(lifecycle, timer)).collect();
        let owner = match owner {
            None => None,
            Some(owner) => Some(owner?),
        };
        let name = stage.name.as_ref()?.text.clone();
        Some(Stage { name, owner, timers: timers.into_iter().collect::<Option<Vec<Timer>>>()? })
    }

    #[inline(never)]
    fn owner(&mut self, owner: &model::Owner) -> Option<Owner> {
        let field = owner.field.as_ref()?;
        let (slot, ty) = self.dated(field)?;
        if !self.names.is_field(slot) {
            let message = format!("an owner is a declared field, and `{}` is none", field.text);
            self.problem(Code::UnknownName, field.node, message);
            return None;
        }
        if ty != Type::Text {
            let message = format!("an owner is a string, and `{}` is {}", field.text, ty.noun());
            self.problem(Code::ExprType, field.node, message);
            return None;
        }
        if self.personal(&[slot]) {
            let message = format!("the state remembers an owner, and `{}` is personal", field.text);
            self.problem(Code::ImpossibleValue, field.node, message);
            return None;
        }
        self.usage.text(slot);
        Some(Owner { slot, lockout: owner.lockout })
    }

    #[inline(never)]
    fn timer(&mut self, lifecycle: &model::Lifecycle, timer: &model::Timer) -> Option<Timer> {
        let stops_on: Vec<Option<u16>> = timer.stops_on.iter().map(|named| self.kind(named)).collect();
        let then = match &timer.then {
            None => Some(None),
            Some(named) => self.stage_at(lifecycle, Some(named)).map(Some),
        };
        Some(Timer {
            name: timer.name.as_ref()?.text.clone(),
            within: timer.within?,
            stops_on: stops_on.into_iter().collect::<Option<Vec<u16>>>()?,
            then: then?,
            path: self.tree.path(timer.node),
        })
    }

    #[inline(never)]
    fn transition(&mut self, lifecycle: &model::Lifecycle, transition: &model::Transition) -> Option<Transition> {
        let count = lifecycle.stages.len();
        let to = self.stage_at(lifecycle, transition.to.as_ref());
        let mut from = vec![false; count];
        let mut whole = true;
        match &transition.from {
            From::Any => from.fill(true),
            From::Stages(stages) => {
                whole = !stages.is_empty();
                for named in stages {
                    match self.stage_at(lifecycle, Some(named)) {
                        Some(stage) => from.iter_mut().skip(stage as usize).take(1).for_each(|from| *from = true),
                        None => whole = false,
                    }
                }
            }
        }
        let when = self.condition(transition.when.as_ref(), None);
        let (to, when) = (to?, when?);
        if let Some(own) = from.get_mut(to as usize) {
            *own = false;
        }
        whole.then(|| Transition {
            from,
            to,
            when,
            text: transition.when.as_ref().map(|when| when.text.clone()),
            stay: transition.stay,
            cooldown: transition.cooldown,
            at_most: transition.at_most,
            path: self.tree.path(transition.node),
        })
    }

    /// What earns a balance, where what it was stays so: only the event and fields are in scope.
    #[inline(never)]
    pub(super) fn earned(&mut self, source: &Expr, expected: Expected, event: u16) -> Option<Expression> {
        self.lasting = true;
        let found = self.expression(source, expected, Some(event));
        self.lasting = false;
        found
    }
}
