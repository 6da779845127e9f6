//! Contracts and balances.

use super::Compiler;
use super::flat::{Balance, ContractSlots, Contracts, Earning, Expiry, Roots};
use crate::base::suggest::did_you_mean;
use crate::error::Code;
use crate::expr::Expected;
use crate::policy::model::{self, FieldType, Named, Policy};

impl<'p> Compiler<'p, '_> {
    /// The phases of contracts; `None` also where something of them cannot be used.
    #[inline(never)]
    pub(super) fn contracts(&mut self, contracts: &model::Contracts) -> Option<Contracts> {
        // The condition reads grades, and not yet the stage.
        self.names.ready = self.names.stage_slot();
        let risk = match &contracts.risk {
            None => Some(None),
            Some(named) => self.risk(named).map(Some),
        };
        let upgrade = self.condition(contracts.upgrade.as_ref(), None);
        let first = self.names.contract_slot();
        let slots = ContractSlots {
            phase: first,
            starts: first + 1,
            ends: first + 2,
            days_left: first + 3,
            value: first + 4,
            product: first + 5,
            kind: first + 6,
        };
        Some(Contracts {
            known: self.names.contracts?,
            slots,
            upcoming: contracts.upcoming,
            due: contracts.due,
            grace: contracts.grace,
            risk: risk?,
            upgrade: upgrade?,
        })
    }

    #[inline(never)]
    fn risk(&mut self, named: &Named) -> Option<(u16, u16)> {
        let found = named.text.strip_prefix("score.").and_then(|name| self.names.score(name));
        if found.is_none()
            && let Some((_, ty)) = self.named(named)
        {
            let message = format!("a risk is a score, and `{}` is {}", named.text, ty.noun());
            self.problem(Code::ExprType, named.node, message);
        }
        Some((u16::try_from(found?).ok()?, self.names.risk_slot()))
    }

    /// Every balance, in document order, but those that cannot be computed.
    #[inline(never)]
    pub(super) fn balances(&mut self, policy: &'p Policy) -> Vec<Balance> {
        let mut all = Vec::new();
        // What was earned does not change afterwards: nothing that is computed is in scope.
        self.names.ready = self.names.derived_slot(0);
        for (number, balance) in policy.balances.iter().enumerate() {
            let slot = self.names.balance_slot(number);
            match self.balance(policy, balance, slot) {
                Some(balance) => {
                    if let Some(place) = self.names.slots.get_mut(usize::from(slot)) {
                        place.roots = balance.roots.clone();
                    }
                    all.push(balance);
                }
                None => self.broken = true,
            }
        }
        all
    }

    #[inline(never)]
    fn balance(&mut self, policy: &Policy, balance: &model::Balance, slot: u16) -> Option<Balance> {
        let mut roots = Roots::default();
        let earn: Vec<Option<Earning>> = balance.earn.iter().map(|earning| self.earning(earning, &mut roots)).collect();
        let spend: Vec<Option<(u16, u16)>> =
            balance.spend.iter().map(|named| self.spent(policy, named, &mut roots)).collect();
        let expires = balance.expires.map(|expires| match expires {
            model::Expiry::After(length) => Expiry::After(length),
            model::Expiry::YearEnd => Expiry::YearEnd,
        });
        Some(Balance {
            name: balance.name.clone(),
            slot,
            earn: earn.into_iter().collect::<Option<Vec<Earning>>>()?,
            spend: spend.into_iter().collect::<Option<Vec<(u16, u16)>>>()?,
            expires,
            roots,
        })
    }

    #[inline(never)]
    fn earning(&mut self, earning: &model::Earning, roots: &mut Roots) -> Option<Earning> {
        let kind = self.kind(earning.event.as_ref()?)?;
        let value = earning.value.as_ref().and_then(|value| self.earned(value, Expected::Number, kind));
        let when = match &earning.when {
            None => Some(None),
            Some(when) => self.earned(when, Expected::Boolean, kind).map(Some),
        };
        if let (Some(value), Some(source)) = (&value, &earning.value)
            && self.personal(&value.observes)
        {
            self.problem(Code::PersonalPoints, source.node, "this would print a personal fact as a balance");
            return None;
        }
        let (value, when) = (value?, when?);
        roots.join(&Roots::kind(kind));
        [Some(&value), when.as_ref()].into_iter().flatten().for_each(|read| roots.join(&read.roots));
        Some(Earning { kind, value, when })
    }

    #[inline(never)]
    fn spent(&mut self, policy: &Policy, named: &Named, roots: &mut Roots) -> Option<(u16, u16)> {
        let Some((kind, attribute)) = named.text.split_once('.') else {
            if self.kind(named).is_some() {
                let message = format!("what is spent is a number: `{}.` and its attribute", named.text);
                self.problem(Code::ExprType, named.node, message);
            }
            return None;
        };
        let kind = self.kind(&Named { text: kind.to_owned(), node: named.node })?;
        if attribute == "at" {
            self.problem(Code::ExprType, named.node, "what is spent is a number, and `at` is an instant");
            return None;
        }
        let attributes = &policy.events.get(usize::from(kind))?.attributes;
        let Some(place) = attributes.iter().position(|known| known.name == attribute) else {
            if !self.names.unread(kind) {
                let help = did_you_mean(attribute, attributes.iter().map(|known| known.name.as_str()));
                let message = format!("the event has no attribute `{attribute}`");
                self.problems.add_help(Code::UnknownName, named.node, message, help);
            }
            return None;
        };
        let column = u16::try_from(place + 1).ok()?;
        self.usage.attribute(kind, column);
        if attributes.get(place)?.kind? != FieldType::Number {
            self.problem(Code::ExprType, named.node, format!("what is spent is a number, and `{attribute}` is none"));
            return None;
        }
        roots.join(&Roots::kind(kind));
        Some((kind, column))
    }
}
