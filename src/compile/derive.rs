//! Derived values: kinds, windows and types.

use super::Compiler;
use super::flat::{self, Aggregate, Derived, Roots, Take, Window};
use super::names::type_of;
use crate::error::Code;
use crate::expr::{Expected, Type};
use crate::facts::schema::TODAY;
use crate::policy::model::{self, DerivedBody, FieldType, Named, Policy};

impl<'p> Compiler<'p, '_> {
    /// Every derived value, in document order, but those that cannot be computed.
    #[inline(never)]
    pub(super) fn derive(&mut self, policy: &'p Policy) -> Vec<Derived> {
        let mut all = Vec::new();
        for (number, derived) in policy.derive.iter().enumerate() {
            let slot = self.names.derived_slot(number);
            self.names.ready = slot;
            let Some((body, ty, roots, personal)) = self.derived(policy, derived) else {
                self.broken = true;
                continue;
            };
            if let Some(place) = self.names.slots.get_mut(usize::from(slot)) {
                place.ty = Some(ty);
                place.roots = roots;
                place.personal = personal;
            }
            all.push(Derived { slot, origin: self.origin(derived.node), body });
        }
        self.names.ready = self.names.score_slot(0);
        all
    }

    #[inline(never)]
    fn derived(&mut self, policy: &Policy, derived: &model::Derived) -> Option<(flat::DerivedBody, Type, Roots, bool)> {
        let Some(body) = &derived.body else {
            self.window(derived.window.as_ref());
            return None;
        };
        if let DerivedBody::Value(expr) = body {
            let expression = self.expression(expr, Expected::Any, None)?;
            let personal = self.personal(&expression.observes);
            let ty = expression.program.ty();
            let roots = expression.roots.clone();
            return Some((flat::DerivedBody::Value(expression), ty, roots, personal));
        }
        if let DerivedBody::DaysSince(named) = body
            && self.names.kind(&named.text).is_none()
        {
            if self.names.unread_events {
                return None;
            }
            return self.days_since(named);
        }
        let (named, attribute) = match body {
            DerivedBody::Count(named) | DerivedBody::Gap { of: named, .. } | DerivedBody::DaysSince(named) => {
                (named, None)
            }
            DerivedBody::Aggregate { of, .. } => match of.text.split_once('.') {
                Some((kind, attribute)) => (&Named { text: kind.to_owned(), node: of.node }, Some(attribute)),
                None => (of, None),
            },
            DerivedBody::Value(_) => return None,
        };
        // What else is wrong is told even where the kind or the attribute is not known.
        let kind = self.kind(named);
        let when = if kind.is_some() { self.condition(derived.when.as_ref(), kind) } else { None };
        let window = self.window(derived.window.as_ref());
        let event = kind?;
        let (take, ty) = self.aggregate(policy, body, derived.never, named, event, attribute)?;
        let (when, (window, since)) = (when?, window?);
        let mut roots = Roots::kind(event);
        let mut personal = false;
        if let Some(when) = &when {
            roots.join(&when.roots);
            personal |= self.personal(&when.observes);
        }
        if let Some(slot) = since.and_then(|slot| self.names.slot(slot)) {
            roots.join(&slot.roots);
            personal |= slot.personal;
        }
        Some((flat::DerivedBody::Events { kind: event, when, window, take }, ty, roots, personal))
    }

    /// A field or derived value by its name: nothing else has a date that a window or `days_since` could begin at.
    #[inline(never)]
    pub(super) fn dated(&mut self, named: &Named) -> Option<(u16, Type)> {
        if named.text.contains('.') {
            self.problem(
                Code::UnknownName,
                named.node,
                format!("`{}` is neither a field nor a derived value", named.text),
            );
            return None;
        }
        self.named(named)
    }

    /// Whether any of the slots may not be shown.
    #[inline(never)]
    pub(super) fn personal(&self, slots: &[u16]) -> bool {
        slots.iter().any(|slot| self.names.slot(*slot).is_some_and(|slot| slot.personal))
    }

    #[inline(never)]
    fn days_since(&mut self, named: &Named) -> Option<(flat::DerivedBody, Type, Roots, bool)> {
        self.usage.slot(TODAY);
        let (slot, ty) = self.dated(named)?;
        if !ty.is_time() {
            self.problem(
                Code::ExprType,
                named.node,
                format!("`days_since` takes events, a date or a timestamp, and `{}` is {}", named.text, ty.noun()),
            );
            return None;
        }
        let held = self.names.slot(slot)?;
        Some((flat::DerivedBody::DaysSince { slot }, Type::Number, held.roots.clone(), held.personal))
    }

    #[inline(never)]
    fn window(&mut self, window: Option<&model::Window>) -> Option<(Option<Window>, Option<u16>)> {
        Some(match window {
            None => (None, None),
            Some(model::Window::Within(length)) => (Some(Window::Within(*length)), None),
            Some(model::Window::Between(from, to)) => (Some(Window::Between(*from, *to)), None),
            Some(model::Window::Since(named)) => {
                let (slot, ty) = self.dated(named)?;
                if !ty.is_time() {
                    self.problem(
                        Code::ExprType,
                        named.node,
                        format!("`since` takes a date or a timestamp, and `{}` is {}", named.text, ty.noun()),
                    );
                    return None;
                }
                (Some(Window::Since(slot)), Some(slot))
            }
            Some(model::Window::SinceStage(node)) => {
                let Some(slot) = self.names.since else {
                    let message = "this policy has no `lifecycle`, so there is no stage to count from";
                    self.problem(Code::UnknownName, *node, message);
                    return None;
                };
                (Some(Window::Since(slot)), None)
            }
        })
    }

    #[inline(never)]
    fn aggregate(
        &mut self,
        policy: &Policy,
        body: &DerivedBody,
        never: Option<f64>,
        named: &Named,
        kind: u16,
        attribute: Option<&str>,
    ) -> Option<(Aggregate, Type)> {
        let (what, of) = match body {
            DerivedBody::Count(_) => return Some((Aggregate::Count, Type::Number)),
            DerivedBody::DaysSince(_) => return Some((Aggregate::DaysSince { never }, Type::Number)),
            DerivedBody::Gap { take, .. } => {
                let take = match take {
                    model::Take::Median => Take::Median,
                    model::Take::Mean => Take::Mean,
                    model::Take::Min => Take::Min,
                    model::Take::Max => Take::Max,
                };
                return Some((Aggregate::Gap(take), Type::Number));
            }
            DerivedBody::Aggregate { what, of } => (*what, of),
            DerivedBody::Value(_) => return None,
        };
        let Some(attribute) = attribute else {
            return match what {
                model::Aggregate::First => Some((Aggregate::First(0), Type::Timestamp)),
                model::Aggregate::Last => Some((Aggregate::Last(0), Type::Timestamp)),
                _ => {
                    let message = format!("`{}` names a kind of events, and this needs one of its attributes", of.text);
                    let help = Some(format!("write `{}.` and the attribute", of.text));
                    self.problems.add_help(Code::ExprType, of.node, message, help);
                    None
                }
            };
        };
        let event = policy.events.get(usize::from(kind))?;
        let Some(place) = event.attributes.iter().position(|known| known.name == attribute) else {
            if self.names.unread(kind) {
                return None;
            }
            let help =
                crate::base::suggest::did_you_mean(attribute, event.attributes.iter().map(|known| known.name.as_str()));
            self.problems.add_help(
                Code::UnknownName,
                of.node,
                format!("`{}` has no attribute `{attribute}`", named.text),
                help,
            );
            return None;
        };
        let column = u16::try_from(place + 1).ok()?;
        self.usage.attribute(kind, column);
        let ty = event.attributes.get(place)?.kind?;
        self.aggregate_of(what, column, ty, of)
    }

    #[inline(never)]
    fn aggregate_of(
        &mut self,
        what: model::Aggregate,
        column: u16,
        kind: FieldType,
        of: &Named,
    ) -> Option<(Aggregate, Type)> {
        let ty = type_of(kind, 0);
        let number = kind == FieldType::Number;
        let ordered = number || ty.is_time();
        let scalar = kind != FieldType::List;
        let (fits, take, gives) = match what {
            model::Aggregate::Sum => (number, Aggregate::Sum(column), ty),
            model::Aggregate::Mean => (number, Aggregate::Mean(column), ty),
            model::Aggregate::Min => (ordered, Aggregate::Min(column), ty),
            model::Aggregate::Max => (ordered, Aggregate::Max(column), ty),
            model::Aggregate::First => (scalar, Aggregate::First(column), ty),
            model::Aggregate::Last => (scalar, Aggregate::Last(column), ty),
            model::Aggregate::Distinct => (scalar, Aggregate::Distinct(column), Type::Number),
            model::Aggregate::Mode => (scalar, Aggregate::Mode(column), ty),
        };
        if !fits {
            self.problem(Code::ExprType, of.node, format!("`{}` is {}, which this cannot take", of.text, ty.noun()));
            return None;
        }
        Some((take, gives))
    }
}
