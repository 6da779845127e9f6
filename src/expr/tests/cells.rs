//! What programs look like from outside: constants, reads, edges.

use super::{bind, compiled, show, site_of};
use crate::expr::{Edges, Type, evaluate};

#[test]
fn constants_are_folded() {
    for (text, expected) in
        [("2 * 3 + n", 3), ("n > 2 * (3 + 4)", 3), ("5 < n", 3), ("n in [1, 2 + 3]", 2), ("s == 'a' + 'b'", 3)]
    {
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
    assert_eq!(
        reads,
        [("score.fit", site_of("score.fit")), ("m", site_of("m")), ("n", site_of("n")), ("s", site_of("s"))]
    );
    assert_eq!(program.ty(), Type::Boolean);
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
    for text in [
        "n + 1 > 2",
        "n > m",
        "m > n",
        "n == n",
        "n in [m, 1]",
        "m in [n, 1]",
        "n",
        "floor(n) > 1",
        "b ? n : 1",
        "n > 1 && n + 1 > 1",
        "-n < 1",
    ] {
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
    for (text, name) in
        [("b && n > 1", "b"), ("size >= '200+'", "size"), ("grade.lead == 'A'", "grade.lead"), ("b == c", "c")]
    {
        assert_eq!(compiled(text).edges(site_of(name)), Some(Edges::Finite), "{text}");
    }
    assert_eq!(compiled("d > today").edges(site_of("d")), None);
    assert_eq!(compiled("n > 1").edges(site_of("m")), None);
}

/// Between two edges nothing may change, whatever the program.
#[test]
fn values_in_one_cell_give_one_result() {
    for text in
        ["n > 5", "5 <= n", "n == 5 || n in [1, 2.5]", "n < -1 ? 1 : n <= 0 ? 2 : 3", "!(n != 5) && n < 7 || n == 9"]
    {
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
