//! What is wrong with an expression, and where.

use super::{fault, faults, names};
use crate::error::Code;
use crate::expr::{Compiled, Expected, compile};

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
        ("1e400", Code::ImpossibleValue, 0),
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
    assert_eq!(
        fault("industry == 'sas'"),
        ("`sas` is not a value of the field beside it".into(), "did you mean `saas`?".into())
    );
    assert_eq!(fault("grade.lead == 'gold'").1, "its values are `A` `B` `X`");
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
    for text in [
        "bad",
        "bad + 1 > 'x'.size()",
        "bad == 'x'",
        "-bad",
        "!bad",
        "bad ? bad : 1",
        "bad in bad",
        "bad in [1, 'a']",
        "1 in bad",
        "has(bad)",
        "size(bad)",
        "bad.startsWith(bad)",
        "math.least(bad, 1)",
        "bad && b || c",
        "'x' in [bad, bad]",
        "days(bad) + bad",
        "size([bad, 1])",
    ] {
        for expected in [Expected::Any, Expected::Boolean, Expected::Number] {
            match compile(text, &names(), expected) {
                Ok(Compiled::Poisoned) => {}
                Err(fault) if expected != Expected::Any && fault.code == Code::ExprType => {}
                other => panic!("{text}: {other:?}"),
            }
        }
    }
    faults(&[
        ("bad && 1", Code::ExprType, 7),
        ("bad > 1 && undeclared", Code::UnknownName, 11),
        ("bad > null", Code::ExprUnsupported, 6),
    ]);
}
