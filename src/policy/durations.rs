//! Lengths of time, days and counts, as several sections write them.

use super::read::Reader;
use crate::base::json::NodeId;
use crate::base::time::{Duration, Offset, Shift, Unit, parse_date};
use crate::error::Code;

impl Reader<'_> {
    /// A duration that counts no working days.
    #[inline(never)]
    pub fn duration(&mut self, node: Option<NodeId>) -> Option<Duration> {
        let node = node?;
        let duration = self.working(Some(node))?;
        if duration.unit == Unit::WorkingDay {
            return self.refuse(Code::ImpossibleValue, node, "working days (`wd`) cannot be counted here");
        }
        Some(duration)
    }

    /// A duration, working days too.
    #[inline(never)]
    pub fn working(&mut self, node: Option<NodeId>) -> Option<Duration> {
        let node = node?;
        let text = self.text(node)?;
        let duration = Duration::parse(text);
        if duration.is_none() {
            let after = " is no duration: a whole number up to 9,999 and `m`, `h`, `d`, `w`, `mo` or `y`";
            self.about(Code::ImpossibleValue, node, text, after);
        }
        duration
    }

    /// A duration that is always of one length, in milliseconds.
    #[inline(never)]
    pub fn fixed(&mut self, node: Option<NodeId>) -> Option<i64> {
        let node = node?;
        let fixed = self.duration(Some(node))?.fixed();
        if fixed.is_none() {
            let text = self.text(node).unwrap_or_default();
            self.about(Code::ImpossibleValue, node, text, " is not of one length: use `m`, `h`, `d` or `w`");
        }
        fixed
    }

    /// A duration with a sign, working days too.
    #[inline(never)]
    pub fn shift(&mut self, node: Option<NodeId>) -> Option<Shift> {
        let node = node?;
        let text = self.text(node)?;
        let shift = Shift::parse(text);
        if shift.is_none() {
            let after = " is no shift: such as `-90d`, `+3d`, `2wd` or `0d`";
            self.about(Code::ImpossibleValue, node, text, after);
        }
        shift
    }

    /// A date, `YYYY-MM-DD` and nothing else.
    #[inline(never)]
    pub fn date(&mut self, node: NodeId) -> Option<i64> {
        let text = self.text(node)?;
        // Whatever else an instant may look like is longer.
        let date = if text.len() == "YYYY-MM-DD".len() { parse_date(text, Offset::default()) } else { None };
        if date.is_none() {
            self.about(Code::ImpossibleValue, node, text, " is no date: `YYYY-MM-DD`");
        }
        date
    }

    /// A whole number of 1 or more; what is too large to count is as good as the largest.
    #[inline(never)]
    pub fn count(&mut self, node: Option<NodeId>) -> Option<u64> {
        let count = self.number(node)?;
        if count < 1.0 || count.fract() != 0.0 {
            return self.refuse(Code::ImpossibleValue, node?, "a whole number of 1 or more is needed");
        }
        Some(count as u64)
    }
}
