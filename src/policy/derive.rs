//! Derived values.

use super::model::{Aggregate, Derived, DerivedBody, EventKind, Field, Named, Take, Window};
use super::read::{Keys, Reader, Words};
use crate::base::json::NodeId;
use crate::base::limits::THINGS;
use crate::base::order::Index;
use crate::error::Code;

const KINDS: &[&str] =
    &["count", "sum", "mean", "min", "max", "first", "last", "distinct", "mode", "gap", "days_since", "value"];

const KEYS: &[&str] = &[
    "count",
    "sum",
    "mean",
    "min",
    "max",
    "first",
    "last",
    "distinct",
    "mode",
    "gap",
    "days_since",
    "value",
    "when",
    "within",
    "between",
    "since",
    "never",
    "take",
    "label",
    "note",
];

/// What goes with a value over events.
const OVER_EVENTS: &[&str] = &["when", "within", "between", "since", "label", "note"];

const TAKES: Words<Take> = Words(&["median", "mean", "min", "max"], &[Take::Median, Take::Mean, Take::Min, Take::Max]);

/// The names that stand before a derived value.
struct Names<'p> {
    fields: Index<'p>,
    kinds: Index<'p>,
    derived: Index<'p>,
}

impl<'t> Reader<'t> {
    /// Derived values.
    pub fn derive(&mut self, node: Option<NodeId>, fields: &[Field], events: &[EventKind]) -> Vec<Derived> {
        let Some(node) = node else { return Vec::new() };
        let members = self.things(node, THINGS);
        let mut names = Names { fields: Index::new(), kinds: Index::new(), derived: Index::new() };
        for field in fields {
            names.fields.insert(&field.name);
        }
        for kind in events {
            names.kinds.insert(&kind.name);
        }
        for member in members {
            names.derived.insert(&member.key);
        }
        let mut derived = Vec::new();
        for member in members {
            self.check_free(&member.key, member.value);
            if names.fields.contains(&member.key) {
                self.about_both(Code::DuplicateName, member.value, "a field is called ", &member.key, " too");
            }
            derived.push(self.derived(&member.key, member.value, &names));
        }
        derived
    }

    fn derived(&mut self, name: &str, node: NodeId, names: &Names<'_>) -> Derived {
        let name = name.to_owned();
        let mut derived = Derived { name, node, body: None, when: None, window: None, never: None };
        let Some(keys) = self.keys(node, KEYS, &[]) else { return derived };
        let mut kinds = keys.iter().filter(|(key, _)| KINDS.contains(key));
        let (kind, value) = match (kinds.next(), kinds.next()) {
            (Some(only), None) => only,
            (None, _) => {
                self.tell(Code::DeriveKind, node, "a derived value needs a kind, such as `count`, `sum` or `value`");
                return derived;
            }
            (Some((first, _)), Some((second, _))) => {
                let mut before = String::from("both `");
                before.push_str(first);
                before.push_str("` and ");
                self.about_both(Code::DeriveKind, node, &before, second, ": a derived value has one kind");
                return derived;
            }
        };
        derived.body = self.body(kind, value, &keys);
        let fits = self.fits(&keys, kind, derived.body.as_ref(), names);
        derived.when = self.expression(fits("when"));
        derived.window = self.window(fits("within"), fits("between"), fits("since"));
        derived.never = self.number(fits("never"));
        derived
    }

    fn body(&mut self, kind: &str, value: NodeId, keys: &Keys<'_>) -> Option<DerivedBody> {
        if kind == "value" {
            return self.expression(Some(value)).map(DerivedBody::Value);
        }
        let take = match keys.get("take") {
            node @ Some(_) if kind == "gap" => self.word(node, &TAKES),
            _ => Some(Take::Median),
        };
        let of = self.named(Some(value))?;
        let what = match kind {
            "count" => return Some(DerivedBody::Count(of)),
            "days_since" => return Some(DerivedBody::DaysSince(of)),
            // A number whatever is taken.
            "gap" => return Some(DerivedBody::Gap { of, take: take.unwrap_or_default() }),
            "sum" => Aggregate::Sum,
            "mean" => Aggregate::Mean,
            "min" => Aggregate::Min,
            "max" => Aggregate::Max,
            "first" => Aggregate::First,
            "last" => Aggregate::Last,
            "distinct" => Aggregate::Distinct,
            _ => Aggregate::Mode,
        };
        Some(DerivedBody::Aggregate { what, of })
    }

    /// Tells the keys that do not go with the kind, and gives those that do.
    fn fits<'k>(
        &mut self,
        keys: &'k Keys<'t>,
        kind: &'static str,
        body: Option<&DerivedBody>,
        names: &Names<'_>,
    ) -> impl Fn(&str) -> Option<NodeId> + use<'k, 't> {
        let over_events = match body {
            Some(DerivedBody::DaysSince(of)) => of.over_events(names),
            _ => Some(kind != "value"),
        };
        let fits = move |key: &str| {
            // What cannot be told is let through: the name is unknown, and that is told elsewhere.
            let over_events = over_events.unwrap_or(true);
            match key {
                "take" => kind == "gap",
                "never" => kind == "days_since" && over_events,
                "label" | "note" => true,
                other if OVER_EVENTS.contains(&other) => over_events,
                other => other == kind,
            }
        };
        for (key, node) in keys.iter() {
            if !fits(key) {
                self.about(Code::UnknownKey, node, key, " does not go with this kind of derived value");
            }
        }
        move |key| keys.get(key).filter(|_| fits(key))
    }

    fn window(&mut self, within: Option<NodeId>, between: Option<NodeId>, since: Option<NodeId>) -> Option<Window> {
        // The first counts, the others have no meaning beside it.
        let present = [within, between, since];
        let first = present.into_iter().flatten().min()?;
        for node in present.into_iter().flatten().filter(|node| *node != first) {
            self.tell(Code::UnknownKey, node, "there is another window before: one of `within`, `between`, `since`");
        }
        if Some(first) == within {
            return self.duration(within).map(Window::Within);
        }
        if Some(first) == since {
            let since = self.named(since)?;
            if since.text == "stage" {
                return Some(Window::SinceStage(since.node));
            }
            return Some(Window::Since(since));
        }
        let pair = self.pair(first, "`between` is two durations, the longer first")?;
        let [from, to] = pair;
        let (from, to) = (self.duration(Some(from)), self.duration(Some(to)));
        let (from, to) = (from?, to?);
        if from.nominal() <= to.nominal() {
            return self.refuse(Code::ImpossibleValue, first, "the first duration must be the longer");
        }
        Some(Window::Between(from, to))
    }
}

impl Named {
    /// Whether it names a kind of events; `None` if it names nothing that is known.
    fn over_events(&self, names: &Names<'_>) -> Option<bool> {
        let name = self.text.as_str();
        if names.kinds.contains(name) {
            return Some(true);
        }
        (names.fields.contains(name) || names.derived.contains(name)).then_some(false)
    }
}
