//! How long documents made to hurt take to be refused: `cargo run --release --example hostile`.
//! The reference promises 50 ms for each of them.

use gradus::Policy;
use std::time::{Duration, Instant};

const MEBIBYTE: usize = 1 << 20;

/// Text that grows from `head` by `piece` until the document is full, then ends with `tail`.
fn filled(head: &str, tail: &str, mut piece: impl FnMut(usize) -> String) -> String {
    let mut text = String::from(head);
    for number in 0.. {
        let next = piece(number);
        if text.len() + next.len() + tail.len() > MEBIBYTE {
            break;
        }
        text.push_str(&next);
    }
    text.push_str(tail);
    text
}

fn documents() -> Vec<(&'static str, String)> {
    let rules = "{\"gradus\":1,\"fields\":{\"n\":{\"type\":\"number\"},\"s\":{\"type\":\"string\"}},\"scores\":{\"s\":{\"groups\":{\"g\":{\"rules\":[";
    let first = "{\"id\":\"first\",\"when\":\"true\",\"points\":1}";
    let end = "]}}}}}";
    let long = |what: &str| {
        format!("{{\"gradus\":1,\"derive\":{{\"x\":{{\"value\":\"{}\"}}}}}}", what.repeat(9_990 / what.len()))
    };
    vec![
        ("brackets, all open", "[".repeat(MEBIBYTE)),
        ("one long string", filled("{\"gradus\":1,\"note\":\"", "\"}", |_| "x".repeat(1000))),
        ("escapes", filled("{\"gradus\":1,\"note\":\"", "\"}", |_| "\\u00e9\\n".repeat(100))),
        ("one key, again and again", filled("{\"gradus\":1", "}", |_| ",\"a\":0".to_owned())),
        ("unknown keys", filled("{\"gradus\":1", "}", |number| format!(",\"k{number}\":0"))),
        ("comments", filled("{\"gradus\":1}", "", |_| "/**/".to_owned())),
        (
            "numbers of twenty digits",
            filled("{\"gradus\":1,\"version\":[0", "]}", |_| ",9007199254740993.1e-300".to_owned()),
        ),
        (
            "fields",
            filled("{\"gradus\":1,\"fields\":{\"a\":{\"type\":\"number\"}", "}}", |number| {
                format!(",\"f{number}\":{{\"type\":\"numbr\"}}")
            }),
        ),
        (
            "values of a level",
            filled("{\"gradus\":1,\"fields\":{\"l\":{\"type\":\"level\",\"values\":[\"a\"", "]}}}", |number| {
                format!(",\"v{number}\"")
            }),
        ),
        (
            "conditions that are wrong",
            filled(&format!("{rules}{first}"), end, |number| {
                format!(",{{\"id\":\"r{number}\",\"when\":\"n > zzz{number}\",\"points\":1}}")
            }),
        ),
        (
            "10,000 good conditions",
            filled(&format!("{rules}{first}"), end, |number| {
                if number < 9_999 {
                    format!(",{{\"id\":\"r{number}\",\"when\":\"n>{number}&&n<9\",\"points\":1}}")
                } else {
                    " ".repeat(100)
                }
            }),
        ),
        (
            "10,000 edges in many rules",
            filled(&format!("{rules}{first}"), end, |number| {
                let bands: Vec<String> = (0..200).map(|edge| format!("[{},1]", edge * 7 + number)).collect();
                format!(",{{\"id\":\"b{number}\",\"of\":\"n\",\"bands\":[{}]}}", bands.join(","))
            }),
        ),
        (
            "maps of many texts",
            filled(&format!("{rules}{first}"), end, |number| {
                let points: Vec<String> = (0..200).map(|key| format!("\"{number}x{key}\":1")).collect();
                format!(",{{\"id\":\"m{number}\",\"of\":\"s\",\"points\":{{{}}}}}", points.join(","))
            }),
        ),
        (
            "derived values that read each other",
            filled(
                "{\"gradus\":1,\"fields\":{\"d0\":{\"type\":\"number\"}},\"derive\":{\"d1\":{\"value\":\"d0\"}",
                "}}",
                |number| {
                    let sum: Vec<String> =
                        (0..100).map(|back| format!("d{}", (number + 1).saturating_sub(back))).collect();
                    format!(",\"d{}\":{{\"value\":\"{}\"}}", number + 2, sum.join("+"))
                },
            ),
        ),
        ("parentheses in an expression", long("(")),
        ("minus signs in an expression", long("- ")),
        ("a chain of ands", long("true && ")),
        ("a chain of choices", long("true ? 1 : ")),
        ("lists in an expression", long("1 in [")),
        (
            "tests",
            filled(
                "{\"gradus\":1,\"tests\":[{\"name\":\"a\",\"facts\":{},\"now\":\"2026-11-01T00:00:00Z\",\"expect\":{\"grades\":{}}}",
                "]}",
                |_| {
                    ",{\"name\":\"a\",\"facts\":{},\"now\":\"2026-11-01T00:00:00Z\",\"expect\":{\"grades\":{}}}"
                        .to_owned()
                },
            ),
        ),
        (
            "overrides that say nothing",
            filled("{\"gradus\":1,\"grades\":{\"g\":{\"first\":[{\"grade\":\"a\"}],\"overrides\":[{}", "]}}}", |_| {
                ",{}".to_owned()
            }),
        ),
    ]
}

fn main() {
    let mut slowest = Duration::ZERO;
    for (name, text) in documents() {
        let best = (0..5).map(|_| {
            let start = Instant::now();
            let problems = Policy::check(&text).len();
            (start.elapsed(), problems)
        });
        let Some((time, problems)) = best.min() else { continue };
        slowest = slowest.max(time);
        println!("{:>8.2} ms  {problems:>3} problems  {:>7} KB  {name}", time.as_secs_f64() * 1e3, text.len() / 1000);
    }
    println!("slowest: {:.2} ms", slowest.as_secs_f64() * 1e3);
}
