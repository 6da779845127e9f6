//! How customers are reached, and when: channels and touches.

use super::model::{Attribute, Channel, Close, EventKind, FieldType, Named, Touch};
use super::read::{Keys, Reader};
use crate::base::json::NodeId;
use crate::base::limits::{CHANNELS, THINGS};
use crate::base::order::Index;
use crate::base::time::{Duration, HOUR, MINUTE, Shift};
use crate::error::Code;

const CHANNEL: &[&str] = &["consent", "hours", "max", "within", "label", "note"];

const TOUCH: &[&str] =
    &["touch", "anchor", "at", "until", "open", "every", "for", "when", "channels", "ends_on", "label", "note"];

/// What every event of the kind `touch` carries, and whether it must.
const TOUCHED: [(&str, bool); 4] = [("touch", true), ("of", true), ("channel", false), ("outcome", false)];

/// The kind of events that says which touches were made: declared by having touches.
pub fn touched() -> EventKind {
    let attribute = |(name, required): (&str, bool)| Attribute {
        name: name.to_owned(),
        kind: Some(FieldType::String),
        optional: !required,
    };
    EventKind { name: String::from("touch"), attributes: TOUCHED.into_iter().map(attribute).collect() }
}

impl<'t> Reader<'t> {
    /// How customers are reached.
    pub fn channels(&mut self, node: Option<NodeId>) -> Vec<Channel> {
        let Some(node) = node else { return Vec::new() };
        let mut channels = Vec::new();
        for member in self.things(node, CHANNELS) {
            self.check_name(&member.key, member.value);
            channels.push(self.channel(&member.key, member.value));
        }
        channels
    }

    fn channel(&mut self, name: &str, node: NodeId) -> Channel {
        let mut channel = Channel { name: name.to_owned(), consent: None, hours: None, limit: None };
        let Some(keys) = self.keys(node, CHANNEL, &[]) else { return channel };
        channel.consent = self.named(keys.get("consent")).map(|consent| consent.text);
        channel.hours = keys.get("hours").and_then(|node| self.hours(node));
        if keys.has("max") || keys.has("within") {
            let [max, within] = ["max", "within"].map(|key| self.required(&keys, key));
            channel.limit = self.count(max).zip(self.duration(within));
        }
        channel
    }

    /// From when to when, in milliseconds of the local day.
    fn hours(&mut self, node: NodeId) -> Option<(i64, i64)> {
        let [from, to] = self.pair(node, "`hours` is two local times, such as `[\"09:00\", \"20:00\"]`")?;
        let (from, to) = (self.time_of_day(from), self.time_of_day(to));
        let (from, to) = (from?, to?);
        if from == to {
            return self.refuse(Code::ImpossibleValue, node, "the hours end when they begin");
        }
        Some((from, to))
    }

    /// `HH:MM`, in milliseconds of the day.
    fn time_of_day(&mut self, node: NodeId) -> Option<i64> {
        let text = self.text(node)?;
        let time = time_of_day(text);
        if time.is_none() {
            self.about(Code::ImpossibleValue, node, text, " is no time of day: `HH:MM`, from `00:00` to `23:59`");
        }
        time
    }

    /// What should happen at a time.
    pub fn touches(&mut self, node: Option<NodeId>) -> Vec<Touch> {
        let elements = node.and_then(|node| self.array(node, THINGS)).unwrap_or_default();
        let mut names = Index::new();
        elements.iter().map(|element| self.touch(*element, &mut names)).collect()
    }

    fn touch(&mut self, node: NodeId, names: &mut Index<'t>) -> Touch {
        let mut touch = Touch {
            name: None,
            anchor: None,
            at: Shift::NONE,
            close: Close::Next,
            every: None,
            for_: None,
            when: None,
            channels: Vec::new(),
            ends_on: Vec::new(),
        };
        let Some(keys) = self.keys(node, TOUCH, &[]) else { return touch };
        touch.name = self.own_name(&keys, "touch", names, "another touch is called ");
        let anchor = self.required(&keys, "anchor");
        touch.anchor = self.named(anchor);
        touch.at = self.shift(keys.get("at")).unwrap_or(Shift::NONE);
        touch.close = self.close(&keys);
        (touch.every, touch.for_) = self.every(&keys, touch.anchor.as_ref());
        touch.when = self.expression(keys.get("when"));
        touch.channels = self.channel_names(keys.get("channels"));
        if let Some(node) = keys.get("ends_on") {
            for element in self.filled(node, usize::MAX).unwrap_or_default() {
                touch.ends_on.extend(self.text(*element).map(str::to_owned));
            }
        }
        touch
    }

    fn close(&mut self, keys: &Keys<'_>) -> Close {
        let (until, open) = (keys.get("until"), keys.get("open"));
        if let Some(until) = until {
            if let Some(open) = open {
                self.tell(Code::UnknownKey, open, "`open` has no meaning beside `until`");
            }
            return self.shift(Some(until)).map_or(Close::Next, Close::Until);
        }
        self.working(open).map_or(Close::Next, Close::Open)
    }

    /// How often a touch comes again, and for how long.
    fn every(&mut self, keys: &Keys<'_>, anchor: Option<&Named>) -> (Option<Duration>, Option<Duration>) {
        let every = keys.get("every");
        if let (None, Some(node)) = (every, keys.get("for")) {
            self.tell(Code::UnknownKey, node, "`for` goes with `every` only");
            return (None, None);
        }
        let length = self.duration(keys.get("for"));
        if let (Some(node), Some(anchor)) = (every, anchor)
            && comes_once(&anchor.text)
        {
            self.about_both(Code::UnknownKey, node, "`every` does not go with ", &anchor.text, ": its dates are given");
            return (None, length);
        }
        (self.duration(every), length)
    }

    /// Names of channels, each once.
    fn channel_names(&mut self, node: Option<NodeId>) -> Vec<Named> {
        let elements = node.and_then(|node| self.filled(node, usize::MAX)).unwrap_or_default();
        let mut names = Index::new();
        let mut channels = Vec::new();
        for element in elements {
            let Some(text) = self.text(*element) else { continue };
            if names.insert(text) {
                channels.push(Named { text: text.to_owned(), node: *element });
            } else {
                self.about(Code::ImpossibleValue, *element, text, " is listed before");
            }
        }
        channels
    }
}

/// Whether an anchor is one of those whose dates nothing repeats.
fn comes_once(anchor: &str) -> bool {
    anchor.starts_with("contract.") || anchor.starts_with("calendar.")
}

/// Reads `HH:MM`.
fn time_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |text: &str, below: i64| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number: &i64| digits && *number < below)
    };
    Some(two_digits(hours, 24)? * HOUR + two_digits(minutes, 60)? * MINUTE)
}
