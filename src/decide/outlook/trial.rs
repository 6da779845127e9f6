//! A row on trial: some of its facts replaced, or open to many values, or its time spread
//! over a span. Conditions and derived values are then sets; where nothing that they read
//! is open, they are computed as for any row.

use crate::base::time;
use crate::compile::flat::{Expression, Model, Rule, RuleBody};
use crate::decide::view::View;
use crate::expr::{self, Set, Sets, Site, Truth, Type, Values, over_sets};
use crate::facts::row::{Cell, Event, Events, Row};
use crate::facts::schema::{NOW, TODAY};

/// Dates of the years 0001 to 9999, as days since 1970.
const DATES: (i64, i64) = (-719_162, 2_932_896);

/// What may have happened of a kind of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// What the row has.
    Own,
    /// Anything.
    Anything,
    /// Anything, or it is not known what.
    Perhaps,
}

/// A row on trial.
pub struct Trial<'t> {
    /// The policy.
    pub model: &'t Model,
    row: &'t mut Row,
    /// What the row itself has, by slot.
    own: Vec<Cell>,
    /// Slots that may hold something else, and by slot whether it is among them.
    changed: Vec<u16>,
    marked: Vec<bool>,
    /// The first slot behind facts and derived values.
    results: u16,
    /// By slot: what is open there.
    open: Vec<Option<Set<'static>>>,
    /// By kind: what may have happened.
    kinds: Vec<Happened>,
    now: (i64, i64),
    /// Whether the time is another one than the row's own.
    moved: bool,
    /// The row's own texts; what is longer was kept by the trial.
    texts: usize,
}

impl<'t> Trial<'t> {
    /// A trial in which nothing is replaced yet.
    pub fn new(model: &'t Model, row: &'t mut Row) -> Trial<'t> {
        let now = match row.get(NOW) {
            Cell::Integer(now) => now,
            _ => 0,
        };
        let texts = row.text_length();
        let open = vec![None; model.slots.len()];
        let kinds = vec![Happened::Own; model.schema.events.len()];
        let results = model.scores.iter().map(|score| score.slot).chain(model.grades.iter().map(|grade| grade.slot));
        let results = results.min().unwrap_or(u16::MAX);
        let own = row.cells().to_vec();
        let marked = vec![false; own.len()];
        Trial {
            model,
            row,
            own,
            changed: Vec::new(),
            marked,
            results,
            open,
            kinds,
            now: (now, now),
            moved: false,
            texts,
        }
    }

    /// What the row itself has in a slot.
    pub fn own(&self, slot: u16) -> Cell {
        self.own.get(usize::from(slot)).copied().unwrap_or(Cell::Missing)
    }

    /// Puts facts and derived values back as the row has them.
    pub fn restore_facts(&mut self) {
        self.restore(self.results);
    }

    /// Puts everything back as the row has it.
    pub fn restore_all(&mut self) {
        self.restore(u16::MAX);
    }

    /// Puts everything back, and ends the trial.
    pub fn finish(mut self) {
        self.restore_all();
    }

    fn restore(&mut self, below: u16) {
        let changed = std::mem::take(&mut self.changed);
        for slot in changed {
            if slot < below {
                if let Some(mark) = self.marked.get_mut(usize::from(slot)) {
                    *mark = false;
                }
                self.row.set(slot, self.own(slot));
                if let Some(open) = self.open.get_mut(usize::from(slot)) {
                    *open = None;
                }
            } else {
                self.changed.push(slot);
            }
        }
        self.kinds.fill(Happened::Own);
        self.forget_texts();
    }

    /// The row as it is on trial.
    pub fn row(&self) -> &Row {
        self.row
    }

    /// The row with the policy.
    pub fn view(&self) -> View<'_> {
        View::new(self.model, self.row)
    }

    /// The first and the last instant that it may be.
    pub fn now(&self) -> (i64, i64) {
        self.now
    }

    /// Moves the row to any time between two instants.
    pub fn move_to(&mut self, from: i64, to: i64) {
        let offset = self.model.schema.offset;
        self.now = (from, to);
        self.moved = true;
        self.place(NOW, Set::known(Values::Integers(from, to)));
        self.place(TODAY, Set::known(Values::Integers(time::date_of(from, offset), time::date_of(to, offset))));
    }

    /// Puts a set into a slot; one value goes into the row itself. The contract's risk follows its score.
    pub fn place(&mut self, slot: u16, set: Set<'static>) {
        let cell = match set {
            Set { unknown: true, values: Values::None } => Some(Cell::Missing),
            Set { unknown: false, values: Values::Numbers(low, high) } if low == high => Some(Cell::Number(low)),
            Set { unknown: false, values: Values::Integers(low, high) } if low == high => Some(Cell::Integer(low)),
            Set { unknown: false, values: Values::Booleans { no, yes } } if no != yes => Some(Cell::Boolean(yes)),
            _ => None,
        };
        match cell {
            Some(cell) => self.put(slot, cell),
            None => {
                self.mark(slot);
                if let Some(place) = self.open.get_mut(usize::from(slot)) {
                    *place = Some(set);
                }
                self.follow(slot);
            }
        }
    }

    /// Puts a value into a slot; the contract's risk follows its score.
    pub fn put(&mut self, slot: u16, cell: Cell) {
        self.mark(slot);
        self.row.set(slot, cell);
        if let Some(place) = self.open.get_mut(usize::from(slot)) {
            *place = None;
        }
        self.follow(slot);
    }

    fn follow(&mut self, slot: u16) {
        if self.model.risk_of(slot).is_some() {
            self.put_risk();
        }
    }

    /// The risk of the contract at hand is what its score is, where there is a contract: surely, or perhaps.
    pub fn put_risk(&mut self) {
        let Some(contracts) = &self.model.contracts else { return };
        let Some((score, risk)) = contracts.risk else { return };
        let score = self.model.scores.get(usize::from(score)).map(|score| score.slot);
        let phase = self.slot(contracts.slots.phase);
        match score.filter(|_| !matches!(phase.values, Values::None)) {
            Some(score) => {
                let unknown = phase.unknown;
                let set = kept(self.slot(score));
                self.place(risk, Set { unknown: set.unknown || unknown, ..set });
            }
            None => self.put(risk, Cell::Missing),
        }
    }

    fn mark(&mut self, slot: u16) {
        if let Some(mark) = self.marked.get_mut(usize::from(slot)).filter(|mark| !**mark) {
            *mark = true;
            self.changed.push(slot);
        }
    }

    /// Gives up the texts of the trial: every slot that holds one is about to be put anew.
    pub fn forget_texts(&mut self) {
        self.row.shorten_texts(self.texts);
    }

    /// Keeps a text of the trial in a slot.
    pub fn put_text(&mut self, slot: u16, text: &str) {
        let cell = self.row.keep_text(text);
        self.put(slot, cell);
    }

    /// Says what may have happened of a kind.
    pub fn set_happened(&mut self, kind: u16, happened: Happened) {
        if let Some(place) = self.kinds.get_mut(usize::from(kind)) {
            *place = happened;
        }
    }

    /// What may have happened of a kind.
    pub fn happened(&self, kind: u16) -> Happened {
        self.kinds.get(usize::from(kind)).copied().unwrap_or(Happened::Own)
    }

    /// Whether more may have happened of a kind than the row has.
    pub fn any_events(&self, kind: u16) -> bool {
        self.happened(kind) != Happened::Own
    }

    /// Whether what an expression or a rule over events sees may differ from the row's own.
    fn opens(&self, slots: &[u16]) -> bool {
        slots.iter().any(|slot| self.is_open(*slot))
    }

    /// Whether a slot may hold more than one value.
    pub fn is_open(&self, slot: u16) -> bool {
        self.open.get(usize::from(slot)).is_some_and(Option::is_some)
    }

    /// Whether a rule reads anything that is open.
    pub fn touches(&self, rule: &Rule) -> bool {
        match &rule.body {
            RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => self.opens(&expression.observes),
            RuleBody::Bands { slot, .. }
            | RuleBody::Texts { slot, .. }
            | RuleBody::Indices { slot, .. }
            | RuleBody::Containing { slot, .. } => self.is_open(*slot),
            RuleBody::Event(rule) => self.touches_events(rule.kind, rule.when.as_ref()),
        }
    }

    /// Whether what a condition finds among events of a kind is open.
    pub fn touches_events(&self, kind: u16, when: Option<&Expression>) -> bool {
        self.moved || self.any_events(kind) || when.is_some_and(|when| self.opens(&when.observes))
    }

    /// What may be in a slot.
    pub fn slot(&self, slot: u16) -> Set<'_> {
        match self.open.get(usize::from(slot)) {
            Some(Some(set)) => *set,
            _ => Set::of(self.view().slot(slot)),
        }
    }

    /// What an expression may give.
    pub fn set<'a>(&'a self, expression: &'a Expression) -> Set<'a> {
        over_sets(&expression.program, &Seen { trial: self, view: self.view() })
    }

    /// What a condition may be.
    pub fn truth(&self, condition: &Expression) -> Truth {
        if self.opens(&condition.observes) {
            self.set(condition).truth()
        } else {
            Truth::of(self.view().truth(condition, None))
        }
    }

    /// What a condition may be for an event.
    pub fn truth_at(&self, condition: &Expression, events: &Events, event: Event) -> Truth {
        let view = self.view().at(events, event);
        if self.opens(&condition.observes) {
            over_sets(&condition.program, &Seen { trial: self, view }).truth()
        } else {
            Truth::of(view.truth(condition, None))
        }
    }
}

/// Every value of a type.
pub fn anything(model: &Model, ty: Option<Type>) -> Values<'static> {
    match ty {
        Some(Type::Number) => Values::Numbers(f64::MIN, f64::MAX),
        Some(Type::Text) => Values::Texts,
        Some(Type::Boolean) => Values::Booleans { no: true, yes: true },
        Some(Type::Date) => Values::Integers(DATES.0, DATES.1),
        Some(Type::Timestamp) => Values::Integers(time::MIN_INSTANT, time::MAX_INSTANT),
        Some(Type::Duration) => Values::Integers(i64::MIN, i64::MAX),
        Some(Type::Level(field)) => {
            let field = model.schema.fields.get(usize::from(field));
            Values::Integers(0, field.map_or(0, |field| field.domain.texts.len() as i64 - 1))
        }
        Some(Type::Class(domain)) => Values::Integers(0, model.class_count(domain) as i64 - 1),
        Some(Type::List) => Values::Lists,
        None => Values::None,
    }
}

/// Every value that a slot, or else a type, may have.
pub fn everything(model: &Model, slot: u16, ty: Option<Type>) -> Values<'static> {
    let score = model.scores.iter().find(|score| score.slot == slot);
    match (score, model.schema.field_at(slot)) {
        (Some(score), _) => {
            let [low, high] = score.cap.map(|points| points as f64 / 1000.0);
            Values::Numbers(low, high)
        }
        (None, Some(field)) if ty == Some(Type::Number) => {
            Values::Numbers(field.domain.min.unwrap_or(f64::MIN), field.domain.max.unwrap_or(f64::MAX))
        }
        _ => anything(model, ty),
    }
}

/// A set without what it borrows from a row: one text becomes any.
pub fn kept(set: Set<'_>) -> Set<'static> {
    let values = match set.values {
        Values::None => Values::None,
        Values::Booleans { no, yes } => Values::Booleans { no, yes },
        Values::Numbers(low, high) => Values::Numbers(low, high),
        Values::Integers(low, high) => Values::Integers(low, high),
        Values::Text(_) | Values::Texts => Values::Texts,
        Values::List(_) | Values::Lists => Values::Lists,
    };
    Set { unknown: set.unknown, values }
}

/// A trial as expressions read it, perhaps with an event at hand.
struct Seen<'a, 't> {
    trial: &'a Trial<'t>,
    view: View<'a>,
}

impl<'a> Sets<'a> for Seen<'a, '_> {
    fn set(&self, site: Site) -> Set<'a> {
        match site {
            Site::Row(slot) if self.trial.is_open(slot) => {
                self.trial.open.get(usize::from(slot)).copied().flatten().unwrap_or(Set::UNKNOWN)
            }
            _ => Set::of(expr::Row::read(&self.view, site)),
        }
    }
}
