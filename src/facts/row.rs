//! One customer as a row of slots: a batch of one. Reused from call to call, so
//! that a decision allocates nothing once the row has grown to its size.

pub use super::cell::{Cell, Span};

use super::contracts::Contract;
use crate::base::order;

/// One event: when, and where its cells begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened.
    pub at: i64,
    first: u32,
}

/// The events of one kind, in time order.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Whether it is known what happened.
    pub known: bool,
    /// What has happened, in time order, ties as the caller gave them.
    pub list: Vec<Event>,
    /// What is still to come, likewise: a decision ignores it, the moment of change does not.
    pub later: Vec<Event>,
    cells: Vec<Cell>,
}

impl Events {
    /// The attribute in `column` (1 is the first declared attribute) of an event.
    pub fn attribute(&self, event: Event, column: u16) -> Cell {
        let place = event.first as usize + usize::from(column.saturating_sub(1));
        self.cells.get(place).copied().unwrap_or(Cell::Missing)
    }

    pub(super) fn clear(&mut self, known: bool) {
        self.known = known;
        self.list.clear();
        self.later.clear();
        self.cells.clear();
    }

    pub(super) fn push_cell(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    pub(super) fn cells(&self) -> u32 {
        u32::try_from(self.cells.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn truncate(&mut self, cells: u32) {
        self.cells.truncate(cells as usize);
    }

    pub(super) fn push(&mut self, at: i64, first: u32) {
        self.list.push(Event { at, first });
    }

    pub(super) fn push_later(&mut self, at: i64, first: u32) {
        self.later.push(Event { at, first });
    }

    /// Draws the line between what has happened and what is still to come anew.
    fn split(&mut self, now: i64) {
        let happened = self.later.partition_point(|event| event.at <= now);
        if happened > 0 {
            self.list.extend(self.later.drain(..happened));
        } else {
            let ahead = self.list.partition_point(|event| event.at <= now);
            self.later.splice(0..0, self.list.drain(ahead..));
        }
    }

    pub(super) fn sort(&mut self) {
        for events in [&mut self.list, &mut self.later] {
            if !events.is_sorted_by_key(|event| event.at) {
                order::sort(events, |one, other| one.at < other.at);
            }
        }
    }
}

/// One customer.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: Vec<Cell>,
    texts: String,
    elements: Vec<Span>,
    kinds: Vec<Events>,
    /// The customer's contracts, as the caller gave them; `None` if it is not known which there are.
    pub contracts: Option<Vec<Contract>>,
    /// Slots of facts that were given but withheld for want of consent.
    pub withheld: Vec<u16>,
}

impl Row {
    /// Empties the row and gives it `slots` slots and `kinds` kinds of events.
    pub fn reset(&mut self, slots: usize, kinds: usize) {
        self.cells.clear();
        self.cells.resize(slots, Cell::Missing);
        self.texts.clear();
        self.elements.clear();
        self.withheld.clear();
        self.contracts = None;
        self.kinds.resize_with(kinds, Events::default);
        for events in &mut self.kinds {
            events.clear(false);
        }
    }

    /// The value in a slot; missing where there is no such slot.
    #[inline(always)]
    pub fn get(&self, slot: u16) -> Cell {
        self.cells.get(usize::from(slot)).copied().unwrap_or(Cell::Missing)
    }

    /// Puts a value into a slot.
    #[inline(always)]
    pub fn set(&mut self, slot: u16, cell: Cell) {
        if let Some(place) = self.cells.get_mut(usize::from(slot)) {
            *place = cell;
        }
    }

    /// Tells anew which of the events have happened by an instant.
    pub fn happen_until(&mut self, now: i64) {
        self.kinds.iter_mut().for_each(|events| events.split(now));
    }

    /// The events of a kind; unknown where there is no such kind.
    pub fn events(&self, kind: u16) -> Option<&Events> {
        self.kinds.get(usize::from(kind))
    }

    /// How many events there are of all kinds, those to come included.
    pub fn all_events(&self) -> usize {
        self.kinds.iter().map(|events| events.list.len() + events.later.len()).sum()
    }

    pub(super) fn events_mut(&mut self, kind: usize) -> Option<&mut Events> {
        self.kinds.get_mut(kind)
    }

    /// All values, in the order of the slots.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How much text the row holds; what is kept later can be given up again.
    pub fn text_length(&self) -> usize {
        self.texts.len()
    }

    /// Gives up the texts that were kept since.
    pub fn shorten_texts(&mut self, length: usize) {
        self.texts.truncate(length);
    }

    /// Takes a text into the row.
    pub fn keep_text(&mut self, text: &str) -> Cell {
        Cell::Text(self.span_of(text))
    }

    fn span_of(&mut self, text: &str) -> Span {
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        Span { start, end: self.texts.len() as u32 }
    }

    /// Takes a list of texts into the row.
    pub fn keep_list<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Cell {
        let start = self.elements.len() as u32;
        for text in texts {
            let span = self.span_of(text);
            self.elements.push(span);
        }
        Cell::List(Span { start, end: self.elements.len() as u32 })
    }

    /// The text behind a span.
    pub fn text(&self, span: Span) -> &str {
        self.texts.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The elements of a list.
    pub fn list(&self, span: Span) -> List<'_> {
        List { row: self, elements: self.elements.get(span.start as usize..span.end as usize).unwrap_or(&[]) }
    }
}

/// A list's texts, lent by its row.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    row: &'a Row,
    elements: &'a [Span],
}

impl<'a> List<'a> {
    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Its texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = self.row;
        self.elements.iter().map(move |span| row.text(*span))
    }
}
