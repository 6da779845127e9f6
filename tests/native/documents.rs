//! The policies that people read: the reference's own, and those that are shipped.

use gradus::Policy;
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn the_examples_of_the_reference_are_one_policy_that_passes_its_own_tests() {
    let page = fs::read_to_string(root().join("docs/policy.md")).expect("there is a reference");
    let mut whole = Map::new();
    for block in page.split("```json policy\n").skip(1) {
        let (text, _) = block.split_once("```").expect("a block ends");
        let Value::Object(part) = serde_json::from_str(text).expect("a block is JSON") else {
            panic!("a block is an object")
        };
        whole.extend(part);
    }
    assert!(whole.contains_key("tests"), "the reference's policy has tests");
    let problems = Policy::check(&Value::Object(whole).to_string());
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn every_shipped_policy_compiles_without_a_problem() {
    let folder = root().join("pkg-template/policies");
    let mut count = 0;
    for path in fs::read_dir(folder).expect("there are policies").flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "json") {
            let problems = Policy::check(&fs::read_to_string(&path).expect("a policy can be read"));
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
            count += 1;
        }
    }
    assert!(count >= 3);
}

#[test]
fn every_problem_code_of_the_code_is_on_the_page_and_the_other_way_round() {
    let page = fs::read_to_string(root().join("docs/policy.md")).expect("there is a reference");
    let source = fs::read_to_string(root().join("src/error.rs")).expect("there is an error module");
    let codes: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_suffix("\",")?.split_once(" = \"").map(|(_, code)| code))
        .collect();
    assert!(codes.len() > 50);
    for code in codes {
        assert!(page.contains(&format!("`{code}`")), "`{code}` is not on the page");
    }
}
