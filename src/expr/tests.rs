//! What expressions mean, as sentences of (expression, bindings, result).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

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

#[test]
fn and_or_not_are_kleenes() {
    let values = [("true", "true"), ("false", "false"), ("?", "")];
    for (left, bound_left) in values {
        for (right, bound_right) in values {
            let mut bindings = String::new();
            for (name, bound) in [("b", bound_left), ("c", bound_right)] {
                if !bound.is_empty() {
                    bindings += &format!("{name}={bound} ");
                }
            }
            let and = match (left, right) {
                ("false", _) | (_, "false") => "false",
                ("true", "true") => "true",
                _ => "?",
            };
            let or = match (left, right) {
                ("true", _) | (_, "true") => "true",
                ("false", "false") => "false",
                _ => "?",
            };
            gives(&[("b && c", &bindings, and), ("b || c", &bindings, or)]);
            gives(&[("c && b && c", &bindings, and), ("c || b || c", &bindings, or)]);
        }
    }
    gives(&[("!b", "b=true", "false"), ("!b", "b=false", "true"), ("!b", "", "?"), ("!!b", "b=true", "true")]);
}

#[test]
fn a_choice_takes_one_branch_and_none_when_it_cannot_know() {
    gives(&[
        ("b ? n : m", "b=true n=1", "1"),
        ("b ? n : m", "b=false m=2", "2"),
        ("b ? n : m", "b=true m=2", "?"),
        ("b ? n : m", "n=1 m=1", "?"),
        ("b ? 1/0 : m", "b=false m=2", "2"),
        ("b ? n : 1/0", "b=true n=1", "1"),
        ("b ? 1/0 : 1/0", "", "?"),
        ("b ? 1/0 : 1", "b=true", "?!"),
        ("b ? 1 : c ? 2 : 3", "b=false c=false", "3"),
        ("b ? 1 : c ? 2 : 3", "b=false c=true", "2"),
        ("(b ? c : !c) ? 'x' : 'y'", "b=false c=false", "'x'"),
        ("b ? d : ts", "b=true d=2026-11-01", "2026-10-31T16:00:00.000Z"),
        ("b ? ts : d", "b=false d=2026-11-01", "2026-10-31T16:00:00.000Z"),
        ("b ? date('2026-11-01') : ts", "b=true", "2026-10-31T16:00:00.000Z"),
        ("(b ? d : ts) < now", "b=true d=2026-11-01 now=2026-11-01", "false"),
        ("b ? size : was", "b=true size=200+", "200+"),
        ("'a' in (b ? roles : consent)", "b=false consent=a,b", "true"),
        ("b ? d : e", "b=false e=2026-01-02", "2026-01-02"),
        ("true ? 1 : n", "", "1"),
    ]);
}

#[test]
fn comparisons_go_by_value_and_are_unknown_beside_the_unknown() {
    for (relation, less, same, more) in [
        ("==", "false", "true", "false"),
        ("!=", "true", "false", "true"),
        ("<", "true", "false", "false"),
        ("<=", "true", "true", "false"),
        (">", "false", "false", "true"),
        (">=", "false", "true", "true"),
    ] {
        for (left, right, low, high) in [
            ("n", "m", "1", "2.5"),
            ("s", "t", "ab", "b"),
            ("b", "c", "false", "true"),
            ("d", "e", "2026-01-31", "2026-02-01"),
            ("ts", "ts2", "2026-01-31T10:00Z", "2026-01-31T10:01Z"),
            ("size", "was", "50-199", "200+"),
            ("ts", "d", "2026-01-30T15:59:59Z", "2026-01-31"),
            ("d", "ts", "2026-01-31", "2026-01-30T16:00:01Z"),
        ] {
            let text = format!("{left} {relation} {right}");
            let bound = |low: &str, high: &str| format!("{left}={low} {right}={high}");
            gives(&[(&text, &bound(low, high), less)]);
            if left.trim_end_matches('2') != "d" && right != "d" {
                gives(&[(&text, &bound(low, low), same), (&text, &bound(high, high), same), (&text, &bound(high, low), more)]);
            }
            gives(&[(&text, &format!("{left}={low}"), "?"), (&text, &format!("{right}={high}"), "?"), (&text, "", "?")]);
        }
    }
    gives(&[
        ("d == ts", "d=2026-01-31 ts=2026-01-30T16:00:00Z", "true"),
        ("ts == d", "d=2026-01-31 ts=2026-01-30T16:00:00Z", "true"),
        ("n == n", "", "?"),
        ("quiet > duration('36h')", "quiet=129600001", "true"),
        ("grade.lead == grade.old", "grade.lead=A grade.old=A", "true"),
        ("grade.lead != 'X'", "grade.lead=A", "true"),
        ("'X' == grade.lead", "grade.lead=X", "true"),
        ("n == 0", "n=-0", "true"),
        ("b == true", "b=true", "true"),
        ("1 < 2 == true", "", "true"),
        ("size >= '200+'", "size=50-199", "false"),
        ("'50-199' <= size", "size=50-199", "true"),
        ("'50-199' < size", "size=50-199", "false"),
        ("size > ('1-49')", "size=50-199", "true"),
        ("(b ? size : was) == '200+'", "b=true size=200+", "true"),
        ("industry == 'saas'", "industry=fintech", "false"),
        ("industry + 'x' == 'nonesuch'", "industry=saas", "false"),
        ("industry == s", "industry=saas s=saas", "true"),
        ("'😀' > '\u{ffff}'", "", "true"),
        ("s < 'é'", "s=z", "true"),
    ]);
}

#[test]
fn in_is_a_chain_of_equalities() {
    gives(&[
        ("n in [1, 2]", "n=2", "true"),
        ("n in [1, 2]", "n=3", "false"),
        ("n in [1, 2]", "", "?"),
        ("n in []", "n=1", "false"),
        ("n in []", "", "false"),
        ("1/0 in []", "", "false!"),
        ("n in [m, 2]", "n=2", "true"),
        ("n in [m, 2]", "n=3", "?"),
        ("n in [m, 2, ]", "m=5 n=3", "false"),
        ("n in [2, 1/0]", "n=2", "true"),
        ("n in [1/0, 2]", "n=2", "true!"),
        ("n in [2, 1/0]", "n=3", "?!"),
        ("n in [2, 1/0]", "", "?!"),
        ("n in [1/0, 2, 1/0]", "n=2", "true!"),
        ("s in ['a', 'b']", "s=b", "true"),
        ("s in ['a', t]", "s=b t=b", "true"),
        ("s in ['a', t]", "s=a", "true"),
        ("b in [true]", "b=true", "true"),
        ("b in [true, false]", "", "?"),
        ("d in [date('2026-01-02'), date('2026-01-03')]", "d=2026-01-03", "true"),
        ("d in [ts, date('2026-01-03')]", "d=2026-01-02 ts=2026-01-01T16:00Z", "true"),
        ("ts in [d, date('2026-01-03')]", "d=2026-01-02 ts=2026-01-02T16:00Z", "true"),
        ("date('2026-01-03') in [d, ts]", "ts=2026-01-02T16:00Z", "true"),
        ("size in ['200+', '1-49']", "size=1-49", "true"),
        ("size in ['200+', was]", "size=1-49 was=1-49", "true"),
        ("'200+' in [size, was]", "size=1-49 was=200+", "true"),
        ("'200+' in [size, was]", "was=200+", "true"),
        ("'200+' in [size, was]", "size=1-49", "?"),
        ("'a' in []", "", "false"),
        ("'a' in ['b', 'a']", "", "true"),
        ("'a' in ['b', s]", "s=a", "true"),
        ("'saas' in [industry]", "industry=saas", "true"),
        ("grade.lead in ['A', 'B']", "grade.lead=B", "true"),
        ("grade.lead in ['A', 'B']", "grade.lead=X", "false"),
        ("industry in ['saas', 'retail']", "industry=retail", "true"),
        ("s in roles", "s=b roles=a,b", "true"),
        ("s in roles", "s=c roles=a,b", "false"),
        ("s in roles", "roles=a,b", "?"),
        ("'a' in roles", "", "?"),
        ("'a' in roles", "roles=", "false"),
        ("n + 1 in [2, 3]", "n=1", "true"),
        ("n in ([1, 2])", "n=1", "true"),
        ("!(n in [1])", "n=1", "false"),
        ("quiet in [days(1), duration('12h')]", "quiet=43200000", "true"),
    ]);
}

#[test]
fn arithmetic_is_that_of_doubles_without_the_odd_ones() {
    gives(&[
        ("n + m", "n=0.1 m=0.2", "0.30000000000000004"),
        ("n - m", "n=1 m=2", "-1"),
        ("n * m", "n=3 m=4", "12"),
        ("n / m", "n=7 m=2", "3.5"),
        ("n % m", "n=-7 m=3", "-1"),
        ("n % m", "n=7 m=-3", "1"),
        ("n % m", "n=5.5 m=2", "1.5"),
        ("-n", "n=3", "-3"),
        ("--n", "n=3", "3"),
        ("n + m", "n=1", "?"),
        ("n * m", "m=1", "?"),
        ("n / m", "n=1", "?"),
        ("-n", "", "?"),
        ("n / m", "n=1 m=0", "?!"),
        ("n % m", "n=1 m=0", "?!"),
        ("0 / n", "n=0", "?!"),
        ("n * m", "n=1e300 m=1e300", "?!"),
        ("n + m", "n=-1.7976931348623157e308 m=-1e308", "?!"),
        ("n / 0", "", "?"),
        ("1 / n > 1 || true", "n=0", "true!"),
        ("true || 1 / n > 1", "n=0", "true"),
        ("b || 1 / n > 1", "n=0", "?!"),
        ("b && 1 / n > 1", "b=false n=0", "false"),
        ("b && 1 / n > 1", "n=0", "?!"),
        ("floor(n)", "n=-1.5", "-2"),
        ("floor(n)", "", "?"),
        ("round(n)", "n=2.5", "3"),
        ("round(n)", "n=-2.5", "-3"),
        ("round(n)", "n=0.49999999999999994", "0"),
        ("math.least(n, 2, m)", "n=3 m=-1", "-1"),
        ("math.least(n, 2, m)", "n=3", "?"),
        ("math.greatest(n)", "n=3", "3"),
        ("math.greatest(1, n, 2)", "n=3", "3"),
        ("math.greatest(1, n, 2)", "", "?"),
        ("math.abs(n)", "n=-3", "3"),
        ("math.abs(n)", "", "?"),
    ]);
    constants(&[
        ("1 / 0", "?!"),
        ("-0.0", "0"),
        ("0 * -1", "0"),
        ("-1 % 1", "0"),
        ("round(-0.4)", "0"),
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("(1 + 2) * 3", "9"),
        ("10 - 3 - 2", "5"),
        ("100 / 10 / 2", "5"),
        ("-2 * -3", "6"),
        ("2 - -1", "3"),
        ("-5 % 3 == -2", "true"),
        ("1 / 0 > 1 || 1 == 1", "true!"),
        ("1 == 1 || 1 / 0 > 1", "true"),
    ]);
    // −0 must not come out of any operator.
    for text in ["-n", "n * -1", "n / -1", "n % -1", "n - 0", "round(n)", "floor(n)", "math.abs(n)"] {
        let program = compiled(text);
        let bindings = bind("n=0");
        match evaluate(&program, &&bindings).value {
            Value::Number(zero) => assert_eq!(zero.to_bits(), 0, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn times_and_durations_keep_to_the_policys_offset() {
    gives(&[
        ("d - e", "d=2026-03-01 e=2026-02-28", "86400000ms"),
        ("ts - ts2", "ts=2026-01-01T00:00Z ts2=2026-01-01T00:00:00.001Z", "-1ms"),
        ("ts - d", "ts=2026-01-01T00:00:00Z d=2026-01-01", "28800000ms"),
        ("d - ts", "ts=2026-01-01T00:00:00Z d=2026-01-01", "-28800000ms"),
        ("d + duration('1h')", "d=2026-01-01", "2025-12-31T17:00:00.000Z"),
        ("duration('1h') + d", "d=2026-01-01", "2025-12-31T17:00:00.000Z"),
        ("d - duration('1h')", "d=2026-01-01", "2025-12-31T15:00:00.000Z"),
        ("ts + days(1)", "ts=2026-01-01T00:00Z", "2026-01-02T00:00:00.000Z"),
        ("days(1) + ts", "ts=2026-01-01T00:00Z", "2026-01-02T00:00:00.000Z"),
        ("ts - days(n)", "ts=2026-01-02T00:00Z n=0.5", "2026-01-01T12:00:00.000Z"),
        ("quiet + quiet", "quiet=5", "10ms"),
        ("quiet - days(1)", "quiet=5", "-86399995ms"),
        ("-quiet", "quiet=5", "-5ms"),
        ("-quiet", "", "?"),
        ("d - e", "d=2026-03-01", "?"),
        ("ts + quiet", "ts=2026-03-01", "?"),
        ("quiet + ts", "ts=2026-03-01", "?"),
        ("quiet - quiet", "", "?"),
        ("in_days(d - e)", "d=2026-03-01 e=2026-02-27", "2"),
        ("in_days(quiet)", "quiet=43200000", "0.5"),
        ("in_days(quiet)", "", "?"),
        ("days(n)", "n=0.0000000057", "0ms"),
        ("days(n)", "n=0.0000000058", "1ms"),
        ("days(n)", "n=-0.0000000058", "-1ms"),
        ("days(n)", "n=3652500", "315576000000000ms"),
        ("days(n)", "n=3652501", "?!"),
        ("days(n)", "n=1e300", "?!"),
        ("days(n)", "", "?"),
        ("ts + days(1)", "ts=9999-12-31T00:00:00Z", "?!"),
        ("ts - duration('1ms')", "ts=0001-01-01T00:00:00Z", "?!"),
        ("ts - duration('1ms') + duration('1ms') > ts", "ts=0001-01-01T00:00:00Z", "?!"),
        ("now - ts > duration('36h')", "now=2026-01-03 ts=2026-01-01", "true"),
        ("d < today", "d=2026-01-01 today=2026-01-02", "true"),
        ("date('2026-11-01') + quiet > ts", "quiet=0 ts=2026-10-31T15:59Z", "true"),
        ("ts > date('2026-11-01')", "ts=2026-10-31T16:00:01Z", "true"),
        ("date('2026-11-01') < ts", "ts=2026-10-31T16:00:01Z", "true"),
    ]);
    constants(&[
        ("date('2026-11-01')", "2026-11-01"),
        ("date('2026-10-31T16:00:00Z')", "2026-11-01"),
        ("timestamp('2026-11-01')", "2026-10-31T16:00:00.000Z"),
        ("timestamp('2026-11-01T08:00:00Z')", "2026-11-01T08:00:00.000Z"),
        ("timestamp('2026-11-01 08:00')", "2026-11-01T00:00:00.000Z"),
        ("duration('36h')", "129600000ms"),
        ("duration('-1h30m')", "-5400000ms"),
        ("duration('+1.5h')", "5400000ms"),
        ("duration('1w2d3h4m5s6ms')", "788645006ms"),
        ("duration('1000us')", "1ms"),
        ("duration('500us500us')", "1ms"),
        ("duration('999999ns1ns')", "1ms"),
        ("duration('0s')", "0ms"),
        ("duration('1.500000000000000000000000000000s')", "1500ms"),
        ("duration('315576000000s')", "315576000000000ms"),
        ("duration('315576000000s') + duration('1ms')", "?!"),
        ("-duration('315576000000s') - duration('1ms')", "?!"),
        ("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z') > days(1)", "true"),
    ]);
}

#[test]
fn texts_compare_and_measure_by_code_point() {
    gives(&[
        ("s + t", "s=ab t=cd", "'abcd'"),
        ("s + t", "s=ab", "?"),
        ("s + t", "t=ab", "?"),
        ("s + '-' + t + '!'", "s=ab t=cd", "'ab-cd!'"),
        ("size(s)", "s=é😀", "2"),
        ("s.size()", "s=é😀", "2"),
        ("size(s)", "", "?"),
        ("size(roles)", "roles=a,b,a", "3"),
        ("roles.size()", "", "?"),
        ("size([n, m])", "n=1 m=2", "2"),
        ("size([n, m])", "n=1", "?"),
        ("[n, 1].size()", "n=1", "2"),
        ("size([d, ts])", "d=2026-01-01 ts=2026-01-01", "2"),
        ("size([])", "", "0"),
        ("s.startsWith('ab')", "s=abc", "true"),
        ("s.startsWith(t)", "s=abc", "?"),
        ("s.startsWith(t)", "t=abc", "?"),
        ("s.endsWith('bc')", "s=abc", "true"),
        ("s.endsWith('ab')", "s=abc", "false"),
        ("s.contains('b')", "s=abc", "true"),
        ("s.contains('')", "s=abc", "true"),
        ("s.contains('B')", "s=abc", "false"),
        ("s.lowerAscii()", "s=AbCÉ", "'abcÉ'"),
        ("s.upperAscii()", "s=abcé", "'ABCé'"),
        ("s.lowerAscii()", "", "?"),
        ("s.lowerAscii().upperAscii()", "s=aB", "'AB'"),
        ("(s + t).contains('bc')", "s=ab t=cd", "true"),
        ("'总监'.size() == 2 && s.contains('总监')", "s=销售总监", "true"),
    ]);
    let half = "x".repeat(32_768);
    gives(&[("size(s + t)", &format!("s={half} t={half}"), "65536"), ("s + t + 'x'", &format!("s={half} t={half}"), "?!")]);
}

#[test]
fn has_alone_turns_missing_into_false() {
    gives(&[
        ("has(n)", "n=0", "true"),
        ("has(n)", "", "false"),
        ("has(score.fit)", "score.fit=0", "true"),
        ("has(score.fit)", "", "false"),
        ("has(grade.lead)", "", "false"),
        ("has(roles)", "roles=", "true"),
        ("has((n))", "n=1", "true"),
        ("has(n) && n > 1", "", "false"),
        ("has(n) ? n : 0", "", "0"),
        ("score.fit + 1", "score.fit=2", "3"),
    ]);
}

#[test]
fn literals_are_those_of_cel() {
    constants(&[
        ("0xff", "255"),
        ("-0xFF", "-255"),
        ("007", "7"),
        ("1.5e3", "1500"),
        (".5", "0.5"),
        ("1e-2", "0.01"),
        ("1E+2", "100"),
        ("-9223372036854775808", "-9223372036854776000"),
        ("9223372036854775807", "9223372036854776000"),
        ("1.0e19", "10000000000000000000"),
        ("'a\"b'", "'a\"b'"),
        ("\"a'b\"", "'a'b'"),
        ("'''a'b\nc'''", "'a'b\nc'"),
        ("\"\"\"a\"\"b\"\"\"", "'a\"\"b'"),
        ("''", "''"),
        ("''''''", "''"),
        ("r'a\\nb'", "'a\\nb'"),
        ("R\"\"\"a\\\"\"\"", "'a\\'"),
        (r"'\a\b\f\n\r\t\v\\\?\x41\X42\u0043\U00000044\105'", "'\u{7}\u{8}\u{c}\n\r\t\u{b}\\?ABCDE'"),
        (r#"'\"\'\`'"#, "'\"'`'"),
        (r"'\xff\377'", "'ÿÿ'"),
        (r"'\U0001F600'", "'😀'"),
        ("1 // one\n + 1 // two", "2"),
        ("\t1\u{c}+\r\n1 ", "2"),
    ]);
}

#[test]
fn operators_bind_as_in_cel() {
    gives(&[
        ("b || c && b", "b=true c=false", "true"),
        ("!b && c", "b=false c=false", "false"),
        ("n + 1 > m * 2 && b", "n=2 m=1 b=true", "true"),
        ("n > 1 == b", "n=2 b=true", "true"),
        ("-n + m", "n=1 m=3", "2"),
        ("b ? n : m + 1", "b=false m=1", "2"),
        ("n - m + 1", "n=5 m=3", "3"),
        ("n in [1] == b", "n=1 b=true", "true"),
        ("b == c == b", "b=false c=false", "false"),
        ("b || c ? 1 : 2", "b=false c=true", "1"),
    ]);
}

#[test]
fn constants_are_folded() {
    for (text, expected) in [("2 * 3 + n", 3), ("n > 2 * (3 + 4)", 3), ("5 < n", 3), ("n in [1, 2 + 3]", 2), ("s == 'a' + 'b'", 3)] {
        assert_eq!(compiled(text).ops.len(), expected, "{text}");
    }
    assert_eq!(compiled("s == 'a' + 'b' + 'c'").pool.texts, ["abc"]);
    assert!(compiled("true || 1 / 0 > 1").constant().is_some());
    assert!(compiled("1 / 0").constant().is_none());
    assert!(compiled("n").constant().is_none());
    // What is decided beforehand still names what it reads.
    assert_eq!(compiled("true || n > 1").reads().len(), 1);
}

#[test]
fn reads_are_named_in_the_order_of_the_text() {
    let program = compiled("has(score.fit) && m > n && score.fit > n || 'x' == s");
    let reads: Vec<_> = program.reads().iter().map(|read| (read.name.as_str(), read.site)).collect();
    assert_eq!(reads, [("score.fit", site_of("score.fit")), ("m", site_of("m")), ("n", site_of("n")), ("s", site_of("s"))]);
    assert_eq!(program.ty(), Type::Boolean);
}

#[test]
fn syntax_faults_stand_where_reading_stops() {
    let syntax = Code::ExprSyntax;
    faults(&[
        ("", syntax, 0),
        (" // nothing", syntax, 11),
        ("n >", syntax, 3),
        ("n > > 1", syntax, 4),
        ("(n", syntax, 2),
        ("n)", syntax, 1),
        ("n m", syntax, 2),
        ("n = 1", syntax, 2),
        ("b & c", syntax, 2),
        ("b | c", syntax, 2),
        ("b and c", syntax, 2),
        ("'abc", syntax, 0),
        ("n > 'a\nb'", syntax, 4),
        (r"'a\q'", syntax, 2),
        (r"'\x4'", syntax, 1),
        (r"'é\u12'", syntax, 3),
        (r"'\ud800'", syntax, 1),
        (r"'\U00110000'", syntax, 1),
        (r"'\400'", syntax, 1),
        (r"'\x+1'", syntax, 1),
        ("'''abc''", syntax, 0),
        ("9223372036854775808", syntax, 0),
        ("-9223372036854775809", syntax, 1),
        ("0x8000000000000000", syntax, 0),
        ("1e400", syntax, 0),
        ("12abc", syntax, 2),
        ("1.", syntax, 2),
        ("n.5", syntax, 1),
        ("if", syntax, 0),
        ("n + while", syntax, 4),
        ("in", syntax, 0),
        ("n.in", syntax, 2),
        ("f(1,)", syntax, 4),
        ("[1", syntax, 2),
        ("[1 2]", syntax, 3),
        ("!-n", syntax, 2),
        ("-!b", syntax, 1),
        ("b ? n", syntax, 5),
        ("b ? c ? 1 : 2 : 3", syntax, 6),
        ("n + # 1", syntax, 4),
        ("n ≥ 1", syntax, 2),
        ("{1: }", syntax, 4),
        ("T{1: 2}", syntax, 2),
        ("T(){}", syntax, 3),
        ("n `x`", syntax, 2),
        ("undeclared + (", syntax, 14),
        ("n \0", syntax, 2),
    ]);
}

#[test]
fn what_cel_has_and_the_subset_lacks_is_told_apart() {
    let unsupported = Code::ExprUnsupported;
    faults(&[
        ("null", unsupported, 0),
        ("n == null", unsupported, 5),
        ("b'x' == b'y'", unsupported, 0),
        ("n + 1u", unsupported, 4),
        ("n + 0xffU", unsupported, 4),
        ("{}", unsupported, 0),
        ("n in {1: 2, n: 3,}", unsupported, 5),
        ("T{}", unsupported, 0),
        ("a.b.T{x: 1, `y z`: 2}", unsupported, 0),
        ("roles[0]", unsupported, 5),
        ("roles[0].x[1]", unsupported, 5),
        (".n", unsupported, 0),
        (".f(n)", unsupported, 0),
        ("s.x", unsupported, 2),
        ("score.fit.x", unsupported, 10),
        ("(score).fit", Code::UnknownName, 1),
        ("s.`x y`", unsupported, 2),
        ("s.?x", unsupported, 3),
        ("roles[?0]", unsupported, 5),
        ("size([?n])", unsupported, 6),
        ("roles.all(r, r == 'a')", unsupported, 6),
        ("roles.exists(r, r == 'a')", unsupported, 6),
        ("s.matches('a.*')", unsupported, 2),
        ("matches(s, 'a.*')", unsupported, 0),
        ("int(n)", unsupported, 0),
        ("math.ceil(n)", unsupported, 0),
        ("contains(s, 'a')", unsupported, 0),
        ("n.floor()", unsupported, 2),
        ("ts.getFullYear()", unsupported, 3),
        ("least(n, m)", unsupported, 0),
        ("[1, 2]", unsupported, 0),
        ("[1] == [1]", unsupported, 0),
        ("n in [[1]]", unsupported, 6),
        ("roles + ['a']", unsupported, 8),
        ("b ? [1] : [2]", unsupported, 4),
        ("[1][0]", unsupported, 0),
        ("f(undeclared)", unsupported, 0),
    ]);
    assert_eq!(fault("roles[0]").1, "ask for an element with `'x' in list`");
    assert_eq!(fault("s.startswith('a')").1, "did you mean `startsWith`?");
    assert_eq!(fault("contains(s, 'a')").1, "write `s.contains(…)`");
    assert_eq!(fault("n == null").0, "`null` cannot be used here: it is outside the subset of CEL");
}

#[test]
fn operands_of_the_wrong_type_are_refused() {
    let ty = Code::ExprType;
    faults(&[
        ("n && b", ty, 0),
        ("b || s", ty, 5),
        ("b && c && 1", ty, 10),
        ("!n", ty, 1),
        ("-s", ty, 1),
        ("-b", ty, 1),
        ("n ? 1 : 2", ty, 0),
        ("b ? 1 : 'a'", ty, 8),
        ("b ? size : tier", ty, 11),
        ("b ? size : '200+'", ty, 11),
        ("n == s", ty, 2),
        ("n == b", ty, 2),
        ("size == tier", ty, 5),
        ("size == s", ty, 5),
        ("size == 1", ty, 5),
        ("d == '2026-11-01'", ty, 2),
        ("'2026-11-01' == d", ty, 13),
        ("d < quiet", ty, 2),
        ("grade.lead < grade.old", ty, 11),
        ("grade.lead < 'A'", ty, 11),
        ("grade.lead == grade.heat", ty, 11),
        ("roles == consent", ty, 6),
        ("1 < 2 < 3", ty, 6),
        ("n in 1", ty, 2),
        ("n in roles", ty, 2),
        ("size in roles", ty, 5),
        ("n in [1, 'a']", ty, 9),
        ("n in [s]", ty, 6),
        ("'a' in [n]", ty, 8),
        ("roles in ['a']", ty, 10),
        ("n + s", ty, 2),
        ("s + n", ty, 2),
        ("s - t", ty, 2),
        ("b + b", ty, 2),
        ("d + e", ty, 2),
        ("d + 1", ty, 2),
        ("duration('1h') - d", ty, 15),
        ("quiet * 2", ty, 6),
        ("n * s", ty, 2),
        ("n % b", ty, 2),
        ("1 + 2 + 'a'", ty, 6),
        ("size(n)", ty, 5),
        ("size()", ty, 0),
        ("size(s, t)", ty, 0),
        ("s.size(t)", ty, 2),
        ("size([1, 'a'])", ty, 9),
        ("s.startsWith(1)", ty, 13),
        ("s.startsWith()", ty, 2),
        ("n.startsWith('a')", ty, 0),
        ("s.lowerAscii(t)", ty, 2),
        ("floor(s)", ty, 6),
        ("floor()", ty, 0),
        ("floor(1, 2)", ty, 0),
        ("math.least()", ty, 5),
        ("math.least(1, s)", ty, 14),
        ("math.abs(1, 2)", ty, 5),
        ("days(quiet)", ty, 5),
        ("in_days(n)", ty, 8),
        ("date(s)", ty, 5),
        ("date(1)", ty, 5),
        ("date()", ty, 0),
        ("duration('1h', '2h')", ty, 0),
        ("timestamp(ts)", ty, 10),
        ("duration('1' + 'h')", ty, 9),
        ("has(1)", ty, 4),
        ("has()", ty, 0),
        ("has(n, m)", ty, 0),
        ("has('n')", ty, 4),
        ("roles", ty, 0),
        ("b ? roles : consent", ty, 0),
    ]);
    let expected = |text, expected| compile(text, &names(), expected).expect_err(text).code;
    assert_eq!(expected("n", Expected::Boolean), ty);
    assert_eq!(expected("b", Expected::Number), ty);
    assert_eq!(fault("n + s").0, "`+` does not take a number and a string");
    assert_eq!(fault("d == '2026-11-01'").1, "write `date('2026-11-01')` or `timestamp('…')`");
}

#[test]
fn literals_that_can_never_be_right_are_refused() {
    let impossible = Code::ImpossibleValue;
    faults(&[
        ("size == '2000+'", impossible, 8),
        ("'2000+' <= size", impossible, 0),
        ("size in ['1-49', '2000+']", impossible, 17),
        ("'2000+' in [size]", impossible, 0),
        ("grade.lead == 'Z'", impossible, 14),
        ("industry == 'sas'", impossible, 12),
        ("industry < 'sas'", impossible, 11),
        ("industry != ('sas')", impossible, 13),
        ("industry in ['saas', 'sas']", impossible, 21),
        ("'sas' in [industry]", impossible, 0),
        ("date('2026-02-30')", impossible, 5),
        ("timestamp('soon')", impossible, 10),
        ("duration('1x')", impossible, 9),
        ("duration('')", impossible, 9),
        ("duration('1')", impossible, 9),
        ("duration('h')", impossible, 9),
        ("duration('.h')", impossible, 9),
        ("duration('1.2.3h')", impossible, 9),
        ("duration('1ns')", impossible, 9),
        ("duration('0.0001s')", impossible, 9),
        ("duration('1h 1m')", impossible, 9),
        ("duration('--1h')", impossible, 9),
        ("duration('315576000001s')", impossible, 9),
        ("duration('99999999999999999999999999999999999999999999999w')", impossible, 9),
        ("duration('1mo')", impossible, 9),
    ]);
    assert_eq!(fault("industry == 'sas'"), ("`sas` is not a value of the field beside it".into(), "did you mean `saas`?".into()));
    assert_eq!(fault("grade.lead == 'gold'").1, "its values are `A`, `B`, `X`");
}

#[test]
fn the_first_fault_is_told() {
    faults(&[
        ("undeclared", Code::UnknownName, 0),
        ("n + undeclared", Code::UnknownName, 4),
        ("undeclared + null", Code::UnknownName, 0),
        ("null + undeclared", Code::ExprUnsupported, 0),
        ("later > 1", Code::ExprLater, 0),
        ("has(later)", Code::ExprLater, 4),
        ("stage == 'x'", Code::NotBuilt, 0),
        ("gender == 'x'", Code::ProtectedFact, 0),
        ("score.nothing", Code::UnknownName, 0),
        ("contract.phase", Code::UnknownName, 0),
        ("score", Code::UnknownName, 0),
        ("score.size()", Code::UnknownName, 0),
        ("foo.bar(1)", Code::UnknownName, 0),
        ("undeclared.x", Code::UnknownName, 0),
        ("undeclared[0]", Code::UnknownName, 0),
        ("size(undeclared, 1)", Code::UnknownName, 5),
        ("date(undeclared)", Code::UnknownName, 5),
        ("has(undeclared + 1)", Code::UnknownName, 4),
        ("'x' == undeclared", Code::UnknownName, 7),
    ]);
}

#[test]
fn what_reads_a_broken_declaration_says_nothing_of_it() {
    for text in ["bad", "bad + 1 > 'x'.size()", "bad == 'x'", "-bad", "!bad", "bad ? bad : 1", "bad in bad", "bad in [1, 'a']", "1 in bad",
        "has(bad)", "size(bad)", "bad.startsWith(bad)", "math.least(bad, 1)", "bad && b || c", "'x' in [bad, bad]", "days(bad) + bad", "size([bad, 1])"] {
        for expected in [Expected::Any, Expected::Boolean, Expected::Number] {
            match compile(text, &names(), expected) {
                Ok(Compiled::Poisoned) => {}
                Err(fault) if expected != Expected::Any && fault.code == Code::ExprType => {}
                other => panic!("{text}: {other:?}"),
            }
        }
    }
    faults(&[("bad && 1", Code::ExprType, 7), ("bad > 1 && undeclared", Code::UnknownName, 11), ("bad > null", Code::ExprUnsupported, 6)]);
}

#[test]
fn nesting_is_bounded_and_chains_are_not_nesting() {
    let wrap = |open: &str, close: &str, count: usize, inner: &str| format!("{}{inner}{}", open.repeat(count), close.repeat(count));
    for (open, close, inner) in [
        ("(", ")", "n"),
        ("!", "", "b"),
        ("-", "", "n"),
        ("- ", "", "n"),
        ("floor(", ")", "n"),
        ("b ? 1 : ", "", "2"),
        ("", ".lowerAscii()", "s"),
        ("n + (", ")", "n"),
        ("b || c && n == m + 1 * (", ")", "n"),
    ] {
        let ok = wrap(open, close, 64, inner);
        let deep = wrap(open, close, 65, inner);
        if !open.starts_with("b ||") {
            assert!(compile(&ok, &names(), Expected::Any).is_ok(), "{ok}");
        }
        assert_eq!(compile(&deep, &names(), Expected::Any).unwrap_err().code, Code::TooDeep, "{deep}");
    }
    // A level inside and one outside add up wherever they stand.
    let mixed = wrap("(", ")", 33, &wrap("!", "", 32, "b"));
    assert_eq!(compile(&mixed, &names(), Expected::Any).unwrap_err().code, Code::TooDeep);
    let chained = wrap("", ".lowerAscii()", 33, &wrap("(", ")", 32, "s"));
    assert_eq!(compile(&chained, &names(), Expected::Any).unwrap_err().code, Code::TooDeep);
    faults(&[(&wrap("(", ")", 65, "n"), Code::TooDeep, 64), (&wrap("!", "", 65, "b"), Code::TooDeep, 64)]);
}

#[test]
fn hostile_expressions_are_answered_quickly_and_on_a_small_stack() {
    let fill = |piece: &str, tail: &str| {
        let mut text = piece.repeat((10_000 - tail.len()) / piece.len());
        text.push_str(tail);
        text
    };
    let shapes = [
        fill("(", "n"), fill("-", "n"), fill("- ", "n"), fill("!", "b"), fill("b&&", "b"), fill("b||", "b"), fill("b==", "b"),
        fill("b||c&&", "b"), fill("b?n:", "m"), fill("b?", "n"), fill("[", "n"), fill("n in [", "n"), fill("{", "n"), fill("{n:", "n"),
        fill("n+", "n"), fill("1/0+", "n"), fill("'a'+", "s"), fill("s.lowerAscii().", "size()"), fill("s.x.", "y"), fill("n[", "n"),
        fill("n[0].x[1].", "y"), fill("floor(", "n"), fill("T{x:", "n"), fill("n.f(", "n"), fill("size([", "n"), fill("'x'<", "s"),
        fill("has(n)&&", "b"), fill("b||c&&n==m+n*(", "n"), fill("b?c?", "n"), fill("\\", ""), fill("'\\'", ""), fill("a.", "b"),
        fill("d<ts==", "b"), fill("!(", "b"), fill("-(", "n"), fill("b?n:(", "n"), fill("// ", "n"), fill("undeclared||", "b"),
        format!("n in [{}1]", "1,".repeat(4_990)), format!("s in [{}'a']", "'a',".repeat(2_490)), format!("n in [{}1]", "m,".repeat(4_990)),
        format!("size([{}1])", "1,".repeat(4_990)), format!("'a' in [{}s]", "s,".repeat(4_990)), format!("math.least({}1)", "n,".repeat(4_980)),
        format!("'{}' == s", "\\n".repeat(4_900)), format!("{} > n", "9".repeat(9_990)), format!("1.{} > n", "9".repeat(9_990)),
        format!("duration('{}')", "1s".repeat(4_990)), format!("duration('0.{}s')", "1".repeat(9_900)),
        format!("d in [{}ts]", "d,".repeat(4_990)),
    ];
    let work = move || {
        let started = std::time::Instant::now();
        for text in &shapes {
            if let Ok(Compiled::Program(program)) = compile(text, &names(), Expected::Any) {
                let bindings = bind("n=1 m=2 b=false c=true s=abc");
                evaluate(&program, &&bindings);
                program.edges(site_of("n"));
            }
        }
        started.elapsed()
    };
    // A Wasm stack is 1 MiB, and is not all ours.
    let spent = std::thread::Builder::new().stack_size(1 << 19).spawn(work).unwrap().join().unwrap();
    assert!(spent.as_millis() < 2_000, "took {spent:?}");
    let long = format!("n > {}", "1".repeat(10_000));
    assert_eq!(compile(&long, &names(), Expected::Any).unwrap_err().code, Code::TooLarge);
}

#[test]
fn edges_tell_what_a_program_can_tell_apart() {
    let numbers = |text: &str| match compiled(text).edges(site_of("n")) {
        Some(Edges::Numbers(edges)) => Some(edges),
        None => None,
        other => panic!("{text}: {other:?}"),
    };
    let up = f64::next_up;
    assert_eq!(numbers("n > 5"), Some(vec![up(5.0)]));
    assert_eq!(numbers("n >= 5"), Some(vec![5.0]));
    assert_eq!(numbers("n < 5"), Some(vec![5.0]));
    assert_eq!(numbers("n <= 5"), Some(vec![up(5.0)]));
    assert_eq!(numbers("n == 5"), Some(vec![5.0, up(5.0)]));
    assert_eq!(numbers("n != 5"), Some(vec![5.0, up(5.0)]));
    assert_eq!(numbers("5 < n"), Some(vec![up(5.0)]));
    assert_eq!(numbers("5 >= n"), Some(vec![up(5.0)]));
    assert_eq!(numbers("n in [7, 5, 5]"), Some(vec![5.0, up(5.0), 7.0, up(7.0)]));
    assert_eq!(numbers("n > 5 && n < 9 || has(n) && n >= 5"), Some(vec![5.0, up(5.0), 9.0]));
    assert_eq!(numbers("n > 2 * 3 ? m : 0"), Some(vec![up(6.0)]));
    assert_eq!(numbers("has(n)"), Some(vec![]));
    assert_eq!(numbers("n > -0.0"), Some(vec![f64::from_bits(1)]));
    assert_eq!(numbers("n > -5e-324"), Some(vec![0.0]));
    assert_eq!(numbers("n > 1.7976931348623157e308"), Some(vec![]));
    assert_eq!(numbers("-5 <= n"), Some(vec![-5.0]));
    for text in ["n + 1 > 2", "n > m", "m > n", "n == n", "n in [m, 1]", "m in [n, 1]", "n", "floor(n) > 1", "b ? n : 1", "n > 1 && n + 1 > 1", "-n < 1"] {
        assert_eq!(numbers(text), None, "{text}");
    }
    let texts = |text: &str| match compiled(text).edges(site_of("s")) {
        Some(Edges::Texts(texts)) => Some(texts.join(" ")),
        None => None,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(texts("s == 'b' || 'a' != s || s in ['c', 'b']").as_deref(), Some("a b c"));
    assert_eq!(texts("s in ['c', 'b'] && !(s in ['x' + 'y', 'b'])").as_deref(), Some("b c xy"));
    assert_eq!(texts("'a' in [s, t]").as_deref(), Some("a"));
    assert_eq!(texts("has(s)").as_deref(), Some(""));
    for text in ["s < 'a'", "s == t", "s.contains('a')", "size(s) > 1", "s in roles", "s", "s + 'a' == 'b'"] {
        assert_eq!(texts(text), None, "{text}");
    }
    for (text, name) in [("b && n > 1", "b"), ("size >= '200+'", "size"), ("grade.lead == 'A'", "grade.lead"), ("b == c", "c")] {
        assert_eq!(compiled(text).edges(site_of(name)), Some(Edges::Finite), "{text}");
    }
    assert_eq!(compiled("d > today").edges(site_of("d")), None);
    assert_eq!(compiled("n > 1").edges(site_of("m")), None);
}

/// Between two edges nothing may change, whatever the program.
#[test]
fn values_in_one_cell_give_one_result() {
    for text in ["n > 5", "5 <= n", "n == 5 || n in [1, 2.5]", "n < -1 ? 1 : n <= 0 ? 2 : 3", "!(n != 5) && n < 7 || n == 9"] {
        let program = compiled(text);
        let Some(Edges::Numbers(edges)) = program.edges(site_of("n")) else { panic!("{text}") };
        let run = |value: f64| {
            let bindings = bind(&format!("n={value:e}"));
            show(&evaluate(&program, &&bindings).value, program.ty())
        };
        let mut probes = vec![f64::MIN, f64::MAX, -1.0, 0.0, 0.5, 3.0, 6.0, 8.0, 10.0];
        probes.extend(edges.iter().flat_map(|edge| [edge.next_down(), *edge, edge.next_up()]));
        for a in &probes {
            for b in &probes {
                let cell = |value: &f64| edges.iter().filter(|edge| *edge <= value).count();
                if cell(a) == cell(b) {
                    assert_eq!(run(*a), run(*b), "{text} at {a:e} and {b:e}");
                }
            }
        }
    }
}
