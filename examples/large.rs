//! How long the largest policies take: 10,000 rules over 1,000 fields, made in five ways.
//!
//! ```sh
//! cargo run --release --example large
//! ```

use gradus::{Facts, Options, Policy};
use std::fmt::Write;
use std::time::Instant;

/// A way to lay 10,000 rules out.
struct Shape {
    name: &'static str,
    groups: usize,
    matching: &'static str,
    /// Over how many of the fields the rules are spread.
    fields: usize,
}

const SHAPES: [Shape; 5] = [
    Shape { name: "one group", groups: 1, matching: "all", fields: 1000 },
    Shape { name: "one group, first", groups: 1, matching: "first", fields: 1000 },
    Shape { name: "one group, max", groups: 1, matching: "max", fields: 1000 },
    Shape { name: "ten groups that share twelve fields", groups: 10, matching: "all", fields: 12 },
    Shape { name: "a thousand groups", groups: 1000, matching: "all", fields: 1000 },
];

fn document(shape: &Shape) -> String {
    let mut text = String::from("{\"gradus\":1,\"fields\":{");
    for number in 0..1000 {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(text, "{comma}\"f{number}\":{{\"type\":\"number\",\"min\":0}}");
    }
    text.push_str("},\"scores\":{\"s\":{\"combine\":\"weighted\",\"groups\":{");
    let mut rule = 0;
    for group in 0..shape.groups {
        let comma = if group > 0 { "," } else { "" };
        let reads = group % shape.fields;
        let matching = shape.matching;
        let _ = write!(
            text,
            "{comma}\"g{group}\":{{\"weight\":1,\"match\":\"{matching}\",\"for\":\"f{reads} > 1 || f3 > 2\",\"rules\":["
        );
        for place in 0..10_000 / shape.groups {
            let comma = if place > 0 { "," } else { "" };
            let [a, b, c] = [rule, rule * 7 + 3, rule * 13 + 5].map(|number| number % shape.fields);
            let [x, y, z] = [17, 13, 7].map(|cells| rule % cells + 1);
            let _ = write!(
                text,
                "{comma}{{\"id\":\"r{place}\",\"when\":\"f{a} > {x} && f{b} < {y} || f{c} == {z}\",\"points\":1}}"
            );
            rule += 1;
        }
        text.push_str("]}");
    }
    text.push_str("}}},\"grades\":{\"g\":{\"of\":\"score.s\",\"bands\":[{\"grade\":\"A\",\"from\":80},{\"grade\":\"B\",\"from\":0}]}}}");
    text
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?;
    let known: Vec<String> = (0..990).map(|number| format!("\"f{number}\":{}", number % 20)).collect();
    let (nothing, known) = (Facts::from_json("{}")?, Facts::from_json(&format!("{{{}}}", known.join(",")))?);
    for shape in &SHAPES {
        let text = document(shape);
        let time = |run: &mut dyn FnMut()| {
            let start = Instant::now();
            run();
            start.elapsed().as_millis()
        };
        let policy = Policy::compile(&text)?;
        let compile = time(&mut || _ = Policy::compile(&text));
        let check = time(&mut || _ = Policy::check(&text));
        let first = time(&mut || _ = policy.explain_json(&nothing, &options));
        let open = time(&mut || _ = policy.explain_json(&nothing, &options));
        let closed = time(&mut || _ = policy.explain_json(&known, &options));
        println!(
            "{}: compile {compile} ms, compile and lint {check} ms, explain with 1,000 facts missing {open} ms (the first {first} ms), with 10 missing {closed} ms",
            shape.name
        );
    }
    Ok(())
}
