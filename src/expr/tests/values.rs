//! Values: numbers, times, texts.

use super::{bind, compiled, constants, gives};
use crate::expr::{Value, evaluate};

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
    gives(&[
        ("size(s + t)", &format!("s={half} t={half}"), "65536"),
        ("s + t + 'x'", &format!("s={half} t={half}"), "?!"),
    ]);
}
