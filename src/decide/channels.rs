//! Channels: whether a customer may be reached on one now.

use crate::base::time::DAY;
use crate::compile::flat::{Channel, Model};
use crate::facts::row::{Cell, Events, Row};
use crate::facts::schema::{CONSENT, NOW};

/// Column of the channel among those of a `touch` event.
pub const CHANNEL: u16 = 3;

/// The first of some channels with consent, within its hours, and with room for one more contact.
pub fn choose(model: &Model, row: &Row, channels: &[u16]) -> Option<u16> {
    let mut open =
        channels.iter().copied().filter_map(|number| Some((number, model.channels.get(usize::from(number))?)));
    open.find(|(_, channel)| {
        consents(row, channel) && within_hours(model, row, channel) && has_room(model, row, channel)
    })
    .map(|(number, _)| number)
}

fn consents(row: &Row, channel: &Channel) -> bool {
    let Some(purpose) = &channel.consent else { return true };
    match row.get(CONSENT) {
        Cell::List(span) => row.list(span).iter().any(|given| given == purpose),
        _ => false,
    }
}

fn within_hours(model: &Model, row: &Row, channel: &Channel) -> bool {
    let (Some((from, to)), Cell::Integer(now)) = (channel.hours, row.get(NOW)) else { return true };
    let time = model.calendar.time_of_day(now);
    if from < to { (from..to).contains(&time) } else { time >= from || time < to }
}

/// The next instant after now at which a channel's hours begin or end.
pub fn next_hours(model: &Model, channel: &Channel, now: i64) -> Option<i64> {
    let (from, to) = channel.hours?;
    let midnight = now - model.calendar.time_of_day(now);
    let edges = [from, to, from + DAY, to + DAY].map(|time| midnight + time);
    edges.into_iter().filter(|edge| *edge > now).min()
}

/// Contacts on a channel, from the reserved events.
pub fn contacts<'r>(row: &'r Row, model: &Model, channel: &'r str) -> Option<impl Iterator<Item = i64> + 'r> {
    let events: &Events = row.events(model.touches.kind).filter(|events| events.known)?;
    let on = move |at: Cell| matches!(at, Cell::Text(span) if row.text(span) == channel);
    let all = events.list.iter().filter(move |event| on(events.attribute(**event, CHANNEL)));
    Some(all.map(|event| event.at))
}

fn has_room(model: &Model, row: &Row, channel: &Channel) -> bool {
    let (Some((most, within)), Cell::Integer(now)) = (channel.limit, row.get(NOW)) else { return true };
    let from = model.calendar.before(now, within);
    // Where it is not known what was sent, nothing more is.
    let Some(contacts) = contacts(row, model, &channel.name) else { return false };
    (contacts.filter(|at| *at > from && *at <= now).count() as u64) < most
}
