//! Nesting, length, time and stack.

use super::{bind, faults, names, site_of};
use crate::error::Code;
use crate::expr::{Compiled, Expected, compile, evaluate};

#[test]
fn nesting_is_bounded_and_chains_are_not_nesting() {
    let wrap = |open: &str, close: &str, count: usize, inner: &str| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
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
        fill("(", "n"),
        fill("-", "n"),
        fill("- ", "n"),
        fill("!", "b"),
        fill("b&&", "b"),
        fill("b||", "b"),
        fill("b==", "b"),
        fill("b||c&&", "b"),
        fill("b?n:", "m"),
        fill("b?", "n"),
        fill("[", "n"),
        fill("n in [", "n"),
        fill("{", "n"),
        fill("{n:", "n"),
        fill("n+", "n"),
        fill("1/0+", "n"),
        fill("'a'+", "s"),
        fill("s.lowerAscii().", "size()"),
        fill("s.x.", "y"),
        fill("n[", "n"),
        fill("n[0].x[1].", "y"),
        fill("floor(", "n"),
        fill("T{x:", "n"),
        fill("n.f(", "n"),
        fill("size([", "n"),
        fill("'x'<", "s"),
        fill("has(n)&&", "b"),
        fill("b||c&&n==m+n*(", "n"),
        fill("b?c?", "n"),
        fill("\\", ""),
        fill("'\\'", ""),
        fill("a.", "b"),
        fill("d<ts==", "b"),
        fill("!(", "b"),
        fill("-(", "n"),
        fill("b?n:(", "n"),
        fill("// ", "n"),
        fill("undeclared||", "b"),
        format!("n in [{}1]", "1,".repeat(4_990)),
        format!("s in [{}'a']", "'a',".repeat(2_490)),
        format!("n in [{}1]", "m,".repeat(4_990)),
        format!("size([{}1])", "1,".repeat(4_990)),
        format!("'a' in [{}s]", "s,".repeat(4_990)),
        format!("math.least({}1)", "n,".repeat(4_980)),
        format!("'{}' == s", "\\n".repeat(4_900)),
        format!("{} > n", "9".repeat(9_990)),
        format!("1.{} > n", "9".repeat(9_990)),
        format!("duration('{}')", "1s".repeat(4_990)),
        format!("duration('0.{}s')", "1".repeat(9_900)),
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
    // A Wasm stack is 1 MiB, and is not all ours; without optimisation frames are five times larger.
    let stack = if cfg!(debug_assertions) { 1 << 20 } else { 1 << 18 };
    let spent = std::thread::Builder::new().stack_size(stack).spawn(work).unwrap().join().unwrap();
    assert!(spent.as_millis() < 2_000, "took {spent:?}");
    let long = format!("n > {}", "1".repeat(10_000));
    assert_eq!(compile(&long, &names(), Expected::Any).unwrap_err().code, Code::TooLarge);
}
