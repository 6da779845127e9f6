//! The policy's calendar: its offset, its weeks, the days that are worked, and its festivals.

use super::model::{Festival, Policy};
use super::read::{Reader, Words};
use crate::base::json::NodeId;
use crate::base::limits::{CALENDARS, DATES};
use crate::base::order::sort;
use crate::base::time::{Offset, Weekday};
use crate::error::Code;

const TIME: &[&str] = &["utc_offset", "week_starts", "holidays", "make_up"];

/// A date and where it stands.
type Dated = (i64, NodeId);

impl Reader<'_> {
    /// How the policy counts days.
    pub fn time(&mut self, node: NodeId, policy: &mut Policy) {
        let Some(keys) = self.keys(node, TIME, &[]) else { return };
        if let Some(node) = keys.get("utc_offset")
            && let Some(text) = self.text(node)
        {
            match Offset::parse(text) {
                Some(offset) => policy.calendar.offset = offset,
                None => {
                    let after = " is no offset: `+HH:MM` or `-HH:MM`, at most 14 hours";
                    self.about(Code::ImpossibleValue, node, text, after);
                }
            }
        }
        let first = self.word(keys.get("week_starts"), &Words(&Weekday::NAMES, &Weekday::ALL));
        policy.week_starts = first.unwrap_or_default();
        let [holidays, make_up] = ["holidays", "make_up"].map(|key| match keys.get(key) {
            Some(node) => self.dates(node, false),
            None => Vec::new(),
        });
        let mut all = holidays.clone();
        all.extend_from_slice(&make_up);
        self.once(all);
        policy.calendar.holidays = rising(holidays);
        policy.calendar.make_up = rising(make_up);
    }

    /// Festivals and other days that touches count from.
    pub fn festivals(&mut self, node: Option<NodeId>) -> Vec<Festival> {
        let Some(node) = node else { return Vec::new() };
        let mut festivals = Vec::new();
        for member in self.things(node, CALENDARS) {
            self.check_name(&member.key, member.value);
            let dates = self.dates(member.value, true);
            self.once(dates.clone());
            festivals.push(Festival { name: member.key.clone(), dates: rising(dates) });
        }
        festivals
    }

    /// A list of dates.
    fn dates(&mut self, node: NodeId, filled: bool) -> Vec<Dated> {
        let elements = if filled { self.filled(node, DATES) } else { self.array(node, DATES) };
        let mut dates = Vec::new();
        for element in elements.unwrap_or_default() {
            dates.extend(self.date(*element).map(|date| (date, *element)));
        }
        dates
    }

    /// Tells the dates that stand twice, at the later.
    fn once(&mut self, mut dates: Vec<Dated>) {
        sort(&mut dates, |a, b| a < b);
        for (earlier, later) in dates.iter().zip(dates.iter().skip(1)) {
            if earlier.0 == later.0 {
                let text = self.text(later.1).unwrap_or_default();
                self.about(Code::ImpossibleValue, later.1, text, " is listed before");
            }
        }
    }
}

/// The dates alone, each once.
fn rising(mut dates: Vec<Dated>) -> Vec<i64> {
    sort(&mut dates, |a, b| a < b);
    let mut dates: Vec<i64> = dates.into_iter().map(|(date, _)| date).collect();
    dates.dedup();
    dates
}
