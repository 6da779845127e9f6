//! Contracts taken in: each judged alone, and its id against those before.

use super::findings::Flaw;
use super::taking::Taking;
use crate::base::limits;
use crate::base::order::Index;
use crate::base::time::{Duration, Unit};
use crate::error::{Code, Problem};
use crate::facts::cell::{Cell, Span};
use crate::facts::contracts::{Column, Contract};
use crate::facts::given::{Given, GivenEvents};
use crate::facts::schema::Domain;

/// Takes the contracts, and puts into their slot that it is known which there are.
pub fn take_contracts(taking: &mut Taking<'_>) {
    let Some(slot) = taking.schema.contracts else { return };
    let flaw = match taking.source.contracts() {
        GivenEvents::Absent | GivenEvents::Null => return,
        GivenEvents::Rows(count) if count as usize <= limits::LIST => {
            let contracts = take_all(taking, count);
            taking.row.contracts = Some(contracts);
            return taking.row.set(slot, Cell::Boolean(true));
        }
        GivenEvents::Rows(_) | GivenEvents::TooMany => {
            Flaw::new(Code::FactTooMany, format!("`contracts` has more than {} elements", limits::LIST))
        }
        GivenEvents::Wrong(what) => {
            Flaw::new(Code::FactType, format!("`contracts` is an array of contracts, not {}", what.article()))
        }
        GivenEvents::Unreadable => Flaw::unreadable("contracts"),
    };
    taking.bad(|| flaw.at_path("/contracts".to_owned()));
}

fn take_all(taking: &mut Taking<'_>, count: u32) -> Vec<Contract> {
    let source = taking.source;
    let (mut contracts, mut ids) = (Vec::new(), Index::new());
    for number in 0..count {
        let Some(contract) = (One { taking, number }).take(&ids) else { continue };
        // What is dropped has no id that another could repeat.
        if let Given::Text(id) = source.contract(number, Column::Id) {
            ids.insert(id);
        }
        contracts.push(contract);
    }
    contracts
}

/// One contract on its way.
struct One<'o, 't> {
    taking: &'o mut Taking<'t>,
    number: u32,
}

impl<'t> One<'_, 't> {
    /// Judges everything that is told of it; nothing if it has to be dropped.
    fn take(&mut self, ids: &Index<'_>) -> Option<Contract> {
        let path = format!("/contracts/{}", self.number);
        if let Given::NoEvent(what) = self.given(Column::Id) {
            let message = format!("a contract is an object with `id`, `product` and `starts`, not {}", what.article());
            self.taking.bad(|| Problem::error(Code::FactType, path, message));
            return None;
        }
        if let Some(column) = self.lacking() {
            let help = (column == Column::Term)
                .then(|| "whether it renews by itself says `auto_renew`, by how much `term`, such as `1y`".to_owned());
            self.taking.bad(|| {
                let message = format!("this contract has no `{}`", column.name());
                Problem::error(Code::FactAbsent, path, message).with_help(help)
            });
        }
        let own = self.text(Column::Id);
        let id = own.filter(|id| !ids.contains(self.taking.row.text(*id)));
        if id != own {
            self.flaw(Column::Id, Code::FactValue, "another contract has this `id`", None);
        }
        let product = self.text(Column::Product);
        let starts = self.date(Column::Starts);
        let ends = self.ends(starts);
        let value = match self.cell(Column::Value) {
            Some(Cell::Number(value)) => Some(value),
            _ => None,
        };
        let auto_renew = match self.cell(Column::AutoRenew) {
            Some(Cell::Boolean(renews)) => Some(renews),
            _ => None,
        };
        let term = self.term();
        let successor = self.text(Column::Successor);
        let itself = |span: &Span| own.is_some_and(|own| self.taking.row.text(own) == self.taking.row.text(*span));
        let follows = successor.filter(|successor| !itself(successor));
        if follows != successor {
            self.flaw(Column::Successor, Code::FactValue, "a contract is not its own `successor`", None);
        }
        let kind = self.text(Column::Kind);
        let ends = ends?;
        Some(Contract {
            id: id?,
            product: product?,
            starts: starts?,
            ends,
            value,
            // Without a term nobody knows by how much.
            auto_renew: auto_renew.map(|renews| renews && (term.is_some() || ends.is_none())),
            term,
            successor: follows,
            kind,
        })
    }

    fn given(&self, column: Column) -> Given<'t> {
        self.taking.source.contract(self.number, column)
    }

    /// The first thing that it must have and has not.
    fn lacking(&self) -> Option<Column> {
        let absent = |column: Column| self.given(column) == Given::Absent;
        let required = Column::ALL.into_iter().find(|column| column.required() && absent(*column));
        let renews = self.given(Column::AutoRenew) == Given::Boolean(true) && !absent(Column::Ends);
        required.or_else(|| (renews && absent(Column::Term)).then_some(Column::Term))
    }

    /// The value in a column; nothing if it is missing or wrong.
    fn cell(&mut self, column: Column) -> Option<Cell> {
        let number = self.number;
        let given = self.given(column);
        match self.taking.judge(&Domain::open(column.kind()), given, column.name()) {
            Ok(Cell::Missing) => None,
            Ok(cell) => Some(cell),
            Err(flaws) => {
                self.taking.flaws(flaws, || path(number, column));
                None
            }
        }
    }

    fn text(&mut self, column: Column) -> Option<Span> {
        match self.cell(column)? {
            Cell::Text(span) => Some(span),
            _ => None,
        }
    }

    fn date(&mut self, column: Column) -> Option<i64> {
        match self.cell(column)? {
            Cell::Integer(date) => Some(date),
            _ => None,
        }
    }

    /// The last day; the outer is none if it is wrong.
    fn ends(&mut self, starts: Option<i64>) -> Option<Option<i64>> {
        if self.given(Column::Ends) == Given::Absent {
            return Some(None);
        }
        let ends = self.date(Column::Ends)?;
        if starts.is_some_and(|starts| ends < starts) {
            self.flaw(Column::Ends, Code::FactRange, "`ends` is not before `starts`", None);
            return None;
        }
        Some(Some(ends))
    }

    fn term(&mut self) -> Option<Duration> {
        let text = self.text(Column::Term)?;
        let term = Duration::parse(self.taking.row.text(text));
        let term = term.filter(|term| matches!(term.unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year));
        if term.is_none() {
            let help = "write it as a whole number and `d`, `w`, `mo` or `y`, such as `12mo`";
            self.flaw(
                Column::Term,
                Code::FactValue,
                "`term` is no duration of days, weeks, months or years",
                Some(help),
            );
        }
        term
    }

    fn flaw(&mut self, column: Column, code: Code, message: &str, help: Option<&str>) {
        let number = self.number;
        self.taking.bad(|| Problem::error(code, path(number, column), message).with_help(help.map(str::to_owned)));
    }
}

fn path(number: u32, column: Column) -> String {
    format!("/contracts/{number}/{}", column.name())
}
