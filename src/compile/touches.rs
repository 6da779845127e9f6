//! Channels and touches.

use super::Compiler;
use super::flat::{Anchor, Channel, Close, Touch, Touches};
use crate::base::suggest::did_you_mean;
use crate::error::Code;
use crate::expr::Type;
use crate::policy::model::{self, Named, Policy};

/// Columns of the kind `touch`: what was made, of what, on which channel, with which outcome.
const COLUMNS: std::ops::RangeInclusive<u16> = 1..=4;

impl<'p> Compiler<'p, '_> {
    /// Every channel, in document order.
    #[inline(never)]
    pub(super) fn channels(&mut self, policy: &'p Policy) -> Vec<Channel> {
        let all = policy.channels.iter().map(|channel| Channel {
            name: channel.name.clone(),
            consent: channel.consent.clone(),
            hours: channel.hours,
            limit: channel.limit,
        });
        all.collect()
    }

    /// Every touch, in document order, but those that cannot be computed.
    #[inline(never)]
    pub(super) fn touches(&mut self, policy: &'p Policy) -> Touches {
        self.names.ready = u16::MAX;
        let mut touches = Touches::default();
        if let Some(kind) = self.names.kind("touch") {
            touches.kind = kind;
            self.usage.kind(kind);
            COLUMNS.for_each(|column| self.usage.attribute(kind, column));
        }
        touches.festivals = policy.festivals.iter().map(|festival| festival.dates.clone()).collect();
        for touch in &policy.touches {
            match self.touch(policy, touch) {
                Some(touch) => touches.all.push(touch),
                None => self.broken = true,
            }
        }
        touches
    }

    #[inline(never)]
    fn touch(&mut self, policy: &Policy, touch: &model::Touch) -> Option<Touch> {
        let anchor = touch.anchor.as_ref().and_then(|named| self.anchor(policy, named));
        let when = self.condition(touch.when.as_ref(), None);
        let mut channels = Vec::new();
        for named in &touch.channels {
            let names = || policy.channels.iter().map(|channel| channel.name.as_str());
            match names().position(|name| name == named.text) {
                Some(channel) => channels.push(u16::try_from(channel).ok()?),
                None => {
                    let message = format!("there is no channel `{}`", named.text);
                    self.problems.add_help(Code::UnknownName, named.node, message, did_you_mean(&named.text, names()));
                    self.broken = true;
                }
            }
        }
        Some(Touch {
            name: touch.name.as_ref()?.text.clone(),
            anchor: anchor?,
            at: touch.at,
            close: match touch.close {
                model::Close::Until(shift) => Close::Until(shift),
                model::Close::Open(length) => Close::Open(length),
                model::Close::Next => Close::Next,
            },
            every: touch.every,
            length: touch.for_,
            when: when?,
            channels,
            ends_on: touch.ends_on.clone(),
        })
    }

    #[inline(never)]
    fn anchor(&mut self, policy: &Policy, named: &Named) -> Option<Anchor> {
        match named.text.split_once('.') {
            Some(("stage", name)) => {
                let Some(lifecycle) = &policy.lifecycle else {
                    self.problem(Code::UnknownName, named.node, "the policy has no `lifecycle`");
                    return None;
                };
                let stage = Named { text: name.to_owned(), node: named.node };
                self.stage_at(lifecycle, Some(&stage)).map(Anchor::Stage)
            }
            Some(("calendar", name)) => {
                let names = || policy.festivals.iter().map(|festival| festival.name.as_str());
                let found = names().position(|known| known == name);
                if found.is_none() {
                    let message = format!("the calendar has no `{name}`");
                    self.problems.add_help(Code::UnknownName, named.node, message, did_you_mean(name, names()));
                }
                found.and_then(|festival| u16::try_from(festival).ok()).map(Anchor::Festival)
            }
            Some(("contract", "starts")) if policy.contracts.is_some() => Some(Anchor::ContractStarts),
            Some(("contract", "ends")) if policy.contracts.is_some() => Some(Anchor::ContractEnds),
            Some(("contract", _)) => {
                let message = "of a contract a touch counts from `contract.starts` or `contract.ends`";
                let help = policy.contracts.is_none().then(|| "the policy has no `contracts`".to_owned());
                self.problems.add_help(Code::UnknownName, named.node, message, help);
                None
            }
            _ => match self.dated(named)? {
                (slot, Type::Date) => Some(Anchor::Date(slot)),
                (slot, Type::Timestamp) => Some(Anchor::Instant(slot)),
                (_, ty) => {
                    self.unanchored(named, ty);
                    None
                }
            },
        }
    }

    fn unanchored(&mut self, named: &Named, ty: Type) {
        let message = format!("a touch counts from a date or a timestamp, and `{}` is {}", named.text, ty.noun());
        self.problem(Code::ExprType, named.node, message);
    }
}
