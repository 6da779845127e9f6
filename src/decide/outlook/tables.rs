//! The tables of a policy's rules and conditions. Those that only compare fields with constants
//! give the same for every row, and are made once; the others are made for each row.

use super::axis::{self, Axis, Fact};
use super::derived::rederive;
use super::first::behind_first;
use super::reach::{Reach, of_rule};
use super::space::Space;
use super::table::{Table, combinations};
use super::trial::Trial;
use crate::compile::flat::{Expression, Matching, Model, Roots, Rule, RuleBody, Score};
use crate::facts::row::Row;
use crate::facts::schema::{PERSONALISED, Schema};
use std::borrow::Cow;

/// Most entries of one table, and of all that are made together.
const TABLE: usize = 4_096;
const TOGETHER: usize = 1 << 16;

/// What is the same for every row: the cells of fields, and tables over them.
#[derive(Clone, Debug)]
pub struct Statics {
    /// Fields whose values have cells, in document order. The first part of each is missing.
    pub axes: Vec<Axis>,
    /// The facts behind the first grade, and which scores it reads.
    pub behind_first: (Roots, Vec<bool>),
    /// How many entries the tables have together.
    pub entries: usize,
    scores: Vec<ScoreStatics>,
}

#[derive(Clone, Debug, Default)]
struct ScoreStatics {
    applies: Option<Table>,
    groups: Vec<(Option<Table>, Vec<Option<Table>>)>,
}

/// The tables of a score, for one row.
pub struct ScoreTables<'s> {
    /// Whether each table has every combination of what it reads, and whether further axes are among it.
    pub whole: bool,
    pub further: bool,
    pub applies: Cow<'s, Table>,
    pub groups: Vec<GroupTables<'s>>,
}

/// The tables of a group.
pub struct GroupTables<'s> {
    pub applies: Cow<'s, Table>,
    pub rules: Vec<Cow<'s, Table>>,
}

impl Statics {
    /// Makes them.
    pub fn of(model: &Model) -> Statics {
        let mut axes = Vec::new();
        let fields = model.schema.used_fields().map(|(number, _)| Schema::field_slot(number));
        for slot in fields.chain(model.schema.personalised_used.then_some(PERSONALISED)) {
            if let Some(parts) = axis::values(model, Fact::Slot(slot)) {
                axes.push(Axis::fine(slot, parts));
            }
        }
        let mut row = Row::default();
        row.reset(model.schema.slots, model.schema.events.len());
        let mut trial = Trial::new(model, &mut row);
        let space = Space::new(&axes, Vec::new(), vec![0; axes.len()]);
        let mut maker = Maker { space: &space, left: TOGETHER };
        let mut scores = Vec::new();
        for score in &model.scores {
            let applies = maker.condition(&mut trial, score.applies.as_ref());
            let mut groups = Vec::new();
            for group in &score.groups {
                let applies = maker.condition(&mut trial, group.applies.as_ref());
                let rules = group.rules.iter().map(|rule| maker.rule(&mut trial, rule, group.matching)).collect();
                groups.push((applies, rules));
            }
            scores.push(ScoreStatics { applies, groups });
        }
        let left = maker.left;
        let entries = TOGETHER - left;
        Statics { axes, entries, behind_first: behind_first(model), scores }
    }
}

/// The slots that a rule reads and nothing else decides; `None` for events.
fn read_by(rule: &Rule) -> Option<&[u16]> {
    match &rule.body {
        RuleBody::When { when: expression, .. } | RuleBody::Value(expression) => Some(&expression.observes),
        RuleBody::Bands { slot, .. }
        | RuleBody::Texts { slot, .. }
        | RuleBody::Indices { slot, .. }
        | RuleBody::Containing { slot, .. } => Some(std::slice::from_ref(slot)),
        RuleBody::Event(_) => None,
    }
}

struct Maker<'s> {
    space: &'s Space<'s>,
    left: usize,
}

impl Maker<'_> {
    fn condition(&mut self, trial: &mut Trial<'_>, condition: Option<&Expression>) -> Option<Table> {
        let condition = condition?;
        self.table(trial, &condition.observes, &mut |trial| Reach::of_condition(trial, condition))
    }

    fn rule(&mut self, trial: &mut Trial<'_>, rule: &Rule, matching: Matching) -> Option<Table> {
        self.table(trial, read_by(rule)?, &mut |trial| of_rule(trial, rule, matching))
    }

    /// A table over fields with cells, if nothing else is read and there is room for it.
    fn table(
        &mut self,
        trial: &mut Trial<'_>,
        slots: &[u16],
        each: &mut dyn FnMut(&Trial<'_>) -> Reach,
    ) -> Option<Table> {
        let number = |slot: &u16| self.space.axes().position(|(_, axis)| axis.fact == Fact::Slot(*slot));
        let over = slots.iter().map(number).collect::<Option<Vec<usize>>>()?;
        let size = self.space.size(&over, &vec![None; self.space.len()]);
        if size > TABLE || size > self.left {
            return None;
        }
        self.left -= size;
        Some(tabulate(trial, self.space, over, None, each))
    }
}

/// Tries every combination of parts of some axes that are not settled.
fn tabulate(
    trial: &mut Trial<'_>,
    space: &Space<'_>,
    over: Vec<usize>,
    roots: Option<&Roots>,
    each: &mut dyn FnMut(&Trial<'_>) -> Reach,
) -> Table {
    if over.is_empty() {
        return Table::constant(each(trial));
    }
    let mut entries = Vec::new();
    let free = vec![None; space.len()];
    combinations(space, &over, &free, &mut |parts| {
        for number in &over {
            if let (Some(axis), Some(part)) = (space.axis(*number), parts.get(*number)) {
                axis.place(trial, *part);
            }
        }
        if let Some(roots) = roots {
            rederive(trial, Some(roots));
        }
        entries.push(each(trial));
        true
    });
    trial.restore_facts();
    Table::new(space, &over, entries)
}

impl<'s> ScoreTables<'s> {
    /// The tables of a score for a row on trial. Axes that are neither open nor among `also`
    /// stay as the row has them, where a table is made for it.
    pub fn of(
        (number, score): (usize, &Score),
        statics: &'s Statics,
        trial: &mut Trial<'_>,
        space: &Space<'_>,
        also: &[bool],
    ) -> ScoreTables<'s> {
        let mut row = RowTables { trial, space, also, left: TOGETHER, whole: true };
        let known = statics.scores.get(number);
        let applies = row.condition(known.and_then(|known| known.applies.as_ref()), score.applies.as_ref());
        let groups = score.groups.iter().enumerate().map(|(place, group)| {
            let known = known.and_then(|known| known.groups.get(place));
            let applies = row.condition(known.and_then(|known| known.0.as_ref()), group.applies.as_ref());
            let rules = group.rules.iter().enumerate().map(|(number, rule)| {
                let known = known.and_then(|(_, rules)| rules.get(number)?.as_ref());
                row.table(known, &rule.roots, &mut |trial| of_rule(trial, rule, group.matching))
            });
            GroupTables { applies, rules: rules.collect() }
        });
        let groups = groups.collect();
        ScoreTables { whole: row.whole, further: !also.is_empty(), applies, groups }
    }
}

/// Makes what is missing among the tables for one row.
struct RowTables<'r, 't> {
    trial: &'r mut Trial<'t>,
    space: &'r Space<'r>,
    also: &'r [bool],
    left: usize,
    whole: bool,
}

impl RowTables<'_, '_> {
    fn condition<'s>(&mut self, known: Option<&'s Table>, condition: Option<&Expression>) -> Cow<'s, Table> {
        match condition {
            None => Cow::Owned(Table::constant(Reach::ALWAYS)),
            Some(condition) => self.table(known, &condition.roots, &mut |trial| Reach::of_condition(trial, condition)),
        }
    }

    fn table<'s>(
        &mut self,
        known: Option<&'s Table>,
        roots: &Roots,
        each: &mut dyn FnMut(&Trial<'_>) -> Reach,
    ) -> Cow<'s, Table> {
        if let Some(table) = known {
            return Cow::Borrowed(table);
        }
        let varies = |number: usize| self.space.is_open(number) || self.also.get(number).copied().unwrap_or(false);
        let read = self.space.axes().filter(|(number, axis)| varies(*number) && axis.read_in(roots));
        let over: Vec<usize> = read.map(|(number, _)| number).collect();
        let size = self.space.size(&over, &vec![None; self.space.len()]);
        if size <= TABLE.min(self.left) {
            self.left -= size;
            return Cow::Owned(tabulate(self.trial, self.space, over, Some(roots), each));
        }
        // Too many to try: whatever it reads may be anything.
        self.whole = false;
        for number in &over {
            if let Some(axis) = self.space.axis(*number) {
                axis.place_all(self.trial);
            }
        }
        rederive(self.trial, Some(roots));
        let reach = each(self.trial);
        self.trial.restore_facts();
        Cow::Owned(Table::constant(reach))
    }
}
