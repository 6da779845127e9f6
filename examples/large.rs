//! How long the largest policies take: 10,000 rules over 1,000 fields, made in five ways, and
//! 1,000 transitions between 100 stages, made in four.
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

/// A way to lay 1,000 transitions out.
struct Ways {
    name: &'static str,
    /// From any stage, or from one.
    from_any: bool,
    /// Over how many of the fields the conditions are spread.
    fields: usize,
}

const WAYS: [Ways; 4] = [
    Ways { name: "transitions from one stage each", from_any: false, fields: 1000 },
    Ways { name: "transitions from any stage", from_any: true, fields: 1000 },
    Ways { name: "transitions from any stage that share twelve fields", from_any: true, fields: 12 },
    Ways { name: "transitions from any stage that share three fields", from_any: true, fields: 3 },
];

fn lifecycle(ways: &Ways) -> String {
    let mut text = String::from("{\"gradus\":1,\"fields\":{");
    for number in 0..1000 {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(text, "{comma}\"f{number}\":{{\"type\":\"number\",\"min\":0}}");
    }
    text.push_str("},\"lifecycle\":{\"initial\":\"s0\",\"stages\":[");
    for number in 0..100 {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{{\"stage\":\"s{number}\"}}");
    }
    text.push_str("],\"transitions\":[");
    for number in 0..1000 {
        let comma = if number > 0 { "," } else { "" };
        let [a, b, c] = [number, number * 7 + 3, number * 13 + 5].map(|field| field % ways.fields);
        let [x, y, z] = [17, 13, 7].map(|cells| number % cells + 1);
        let (from, to) = (number % 100, (number * 37 + 1 + number / 100) % 100);
        let from = if ways.from_any || from == to { "*".to_owned() } else { format!("s{from}") };
        let _ = write!(
            text,
            "{comma}{{\"from\":\"{from}\",\"to\":\"s{to}\",\"when\":\"f{a} > {x} && f{b} < {y} || f{c} == {z}\"}}"
        );
    }
    text.push_str("]}}");
    text
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::at("2026-11-01T00:00:00Z").ok_or("no instant")?;
    let known: Vec<String> = (0..990).map(|number| format!("\"f{number}\":{}", number % 20)).collect();
    let (nothing, known) = (Facts::from_json("{}")?, Facts::from_json(&format!("{{{}}}", known.join(",")))?);
    let rules = SHAPES.iter().map(|shape| (shape.name, document(shape)));
    let transitions = WAYS.iter().map(|ways| (ways.name, lifecycle(ways)));
    for (name, text) in rules.chain(transitions) {
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
            name
        );
    }
    Ok(())
}
