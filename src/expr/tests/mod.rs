//! What expressions mean, as sentences of (expression, bindings, result).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bounds;
mod cells;
mod faults;
mod logic;
mod syntax;
mod values;

use super::*;
use crate::base::number;
use crate::base::time::{self, Offset};
use crate::error::Code;
use crate::facts::row::{Cell, Row as FactsRow};
use std::borrow::Cow;

/// Names, sites and types that the tests read.
const NAMES: [(&str, Type); 23] = [
    ("n", Type::Number),
    ("m", Type::Number),
    ("s", Type::Text),
    ("t", Type::Text),
    ("b", Type::Boolean),
    ("c", Type::Boolean),
    ("d", Type::Date),
    ("e", Type::Date),
    ("ts", Type::Timestamp),
    ("ts2", Type::Timestamp),
    ("quiet", Type::Duration),
    ("size", Type::Level(0)),
    ("was", Type::Level(0)),
    ("tier", Type::Level(1)),
    ("industry", Type::Text),
    ("roles", Type::List),
    ("consent", Type::List),
    ("score.fit", Type::Number),
    ("grade.lead", Type::Class(0)),
    ("grade.old", Type::Class(0)),
    ("grade.heat", Type::Class(1)),
    ("now", Type::Timestamp),
    ("today", Type::Date),
];

struct Names {
    industries: Vec<String>,
}

const LEVELS: [&[&str]; 2] = [&["1-49", "50-199", "200+"], &["basic", "gold"]];
const CLASSES: [&[&str]; 2] = [&["A", "B", "X"], &["hot", "cold"]];
const OFFSET: &str = "+08:00";

impl Scope for Names {
    fn find(&self, name: Name<'_>) -> Found {
        let text = match name {
            Name::Plain(name) => name.to_string(),
            Name::Scoped(scope, name) => format!("{scope}.{name}"),
        };
        let refused = |code, message: &str| Found::Refused { code, message: message.into(), help: None };
        match text.as_str() {
            "bad" => return Found::Poison,
            "later" => return refused(Code::ExprLater, "later"),
            "stage" => return refused(Code::NotBuilt, "not built"),
            "gender" => return refused(Code::ProtectedFact, "protected"),
            _ => {}
        }
        match NAMES.iter().position(|(name, _)| *name == text) {
            Some(place) => Found::Value { site: Site::Row(place as u16), ty: NAMES[place].1 },
            None => refused(Code::UnknownName, "unknown name"),
        }
    }
    fn level(&self, domain: u16, text: &str) -> Option<u32> {
        LEVELS[domain as usize].iter().position(|level| *level == text).map(|place| place as u32)
    }
    fn class(&self, grade: u16, text: &str) -> Option<u32> {
        CLASSES[grade as usize].iter().position(|class| *class == text).map(|place| place as u32)
    }
    fn level_names(&self, domain: u16) -> Vec<&str> {
        LEVELS[domain as usize].to_vec()
    }
    fn class_names(&self, grade: u16) -> Vec<&str> {
        CLASSES[grade as usize].to_vec()
    }
    fn values(&self, site: Site) -> Option<&[String]> {
        (site == site_of("industry")).then_some(&self.industries)
    }
    fn offset(&self) -> Offset {
        Offset::parse(OFFSET).unwrap()
    }
}

fn site_of(name: &str) -> Site {
    Site::Row(NAMES.iter().position(|(known, _)| *known == name).unwrap() as u16)
}

fn names() -> Names {
    Names { industries: ["saas", "fintech", "retail"].map(String::from).to_vec() }
}

/// Bindings such as `n=1 s=abc size=200+ roles=a,b d=2026-11-01`; what is not bound is missing.
struct Bindings {
    row: FactsRow,
}

fn bind(bindings: &str) -> Bindings {
    let offset = names().offset();
    let mut row = FactsRow::default();
    row.reset(NAMES.len(), 0);
    for binding in bindings.split_whitespace() {
        let (name, value) = binding.split_once('=').unwrap();
        let (slot, (_, ty)) = NAMES.iter().enumerate().find(|(_, (known, _))| *known == name).unwrap();
        let index = |of: &[&str]| Cell::Integer(of.iter().position(|known| *known == value).unwrap() as i64);
        let cell = match ty {
            Type::Number => Cell::Number(value.parse().unwrap()),
            Type::Boolean => Cell::Boolean(value == "true"),
            Type::Text => row.keep_text(value),
            Type::List => row.keep_list(value.split(',').filter(|element| !element.is_empty())),
            Type::Date => Cell::Integer(time::parse_date(value, offset).unwrap()),
            Type::Timestamp => Cell::Integer(time::parse_instant(value, offset).unwrap()),
            Type::Duration => Cell::Integer(value.parse().unwrap()),
            Type::Level(domain) => index(LEVELS[*domain as usize]),
            Type::Class(grade) => index(CLASSES[*grade as usize]),
        };
        row.set(slot as u16, cell);
    }
    Bindings { row }
}

impl<'a> Row<'a> for &'a Bindings {
    fn read(&self, site: Site) -> Value<'a> {
        let Site::Row(slot) = site else { return Value::Unknown };
        match self.row.get(slot) {
            Cell::Number(number) => Value::Number(number),
            Cell::Boolean(truth) => Value::Boolean(truth),
            Cell::Integer(integer) => Value::Integer(integer),
            Cell::Text(span) => Value::Text(Cow::Borrowed(self.row.text(span))),
            Cell::List(span) => Value::List(self.row.list(span)),
            _ => Value::Unknown,
        }
    }
}

fn compiled(text: &str) -> Program {
    match compile(text, &names(), Expected::Any) {
        Ok(Compiled::Program(program)) => program,
        other => panic!("{text}: {other:?}"),
    }
}

fn show(value: &Value<'_>, ty: Type) -> String {
    let mut out = String::new();
    match value {
        Value::Unknown => out.push('?'),
        Value::Boolean(truth) => out = truth.to_string(),
        Value::Number(value) => number::write(*value, &mut out),
        Value::Integer(value) => match ty {
            Type::Date => time::write_date(*value, &mut out),
            Type::Timestamp => time::write_instant(*value, &mut out),
            Type::Level(domain) => out = LEVELS[domain as usize][*value as usize].into(),
            Type::Class(grade) => out = CLASSES[grade as usize][*value as usize].into(),
            _ => out = format!("{value}ms"),
        },
        Value::Text(text) => out = format!("'{text}'"),
        Value::List(list) => out = format!("{:?}", list.iter().collect::<Vec<_>>()),
    }
    out
}

/// The result of an expression; `!` at its end means that arithmetic had no answer.
fn result(text: &str, bindings: &str) -> String {
    let program = compiled(text);
    let bindings = bind(bindings);
    let outcome = evaluate(&program, &&bindings);
    let mut out = show(&outcome.value, program.ty());
    if outcome.arithmetic {
        out.push('!');
    }
    let folded = program.constant();
    assert!(folded.is_none_or(|value| show(&value, program.ty()) == out), "{text} folds to something else");
    assert_eq!(without_hints(&program, &bindings), show(&outcome.value, program.ty()), "{text} depends on its hints");
    out
}

/// The value of a program in which nothing is skipped, as evaluators of columns and intervals will run it.
fn without_hints(program: &Program, bindings: &Bindings) -> String {
    let mut plain = program.clone();
    for op in &mut plain.ops {
        use super::program::Op;
        // A hint as an operation that changes nothing: half of a double negation would not do.
        if matches!(op, Op::SkipIfFalse(_) | Op::SkipIfTrue(_) | Op::Choose(_) | Op::Otherwise(_)) {
            *op = Op::SkipIfTrue(0);
        }
    }
    show(&evaluate(&plain, &bindings).value, plain.ty())
}

#[track_caller]
fn gives(table: &[(&str, &str, &str)]) {
    for (text, bindings, expected) in table {
        assert_eq!(&result(text, bindings), expected, "{text} with {bindings}");
    }
}

#[track_caller]
fn constants(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(&result(text, ""), expected, "{text}");
    }
}

#[track_caller]
fn faults(table: &[(&str, Code, usize)]) {
    for (text, code, at) in table {
        match compile(text, &names(), Expected::Any) {
            Err(fault) => assert_eq!((fault.code, fault.at), (*code, *at), "{text}: {}", fault.message),
            Ok(other) => panic!("{text} compiles: {other:?}"),
        }
    }
}

#[track_caller]
fn fault(text: &str) -> (String, String) {
    let fault = compile(text, &names(), Expected::Any).expect_err(text);
    (fault.message, fault.help.unwrap_or_default())
}
