//! Receipts: both doors give the same bytes, and what was altered is told.

use gradus::door::{Door, FAILED};
use gradus::{Code, Difference, Facts, Options, Policy, Receipt};

const POLICY: &str = r#"{
  "gradus": 1,
  "version": "7",
  "fields": {
    "n": { "type": "number" }, "c": { "type": "string", "values": ["a", { "is": "b", "also": ["B"] }] },
    "s": { "type": "string" }, "t": { "type": "timestamp" } },
  "events": { "visit": { "page": "string" } },
  "scores": { "s": { "groups": { "g": { "rules": [
    { "id": "n", "of": "n", "bands": [[0, 1], [5, 2]] }, { "id": "c", "of": "c", "points": { "b": 3 } },
    { "id": "s", "of": "s", "containing": { "x": 4 } }, { "id": "t", "when": "t < now", "points": 5 },
    { "id": "v", "event": "visit", "when": "page == '/'", "points": 6 } ] } } } },
  "grades": { "lead": { "of": "score.s", "bands": [{ "grade": "A", "from": 10 }, { "grade": "B", "from": 0 }] } }
}"#;
const FACTS: &str = r#"{ "s": "xyz", "unread": 1, "n": 7.5, "c": "B", "t": 0,
  "events": { "visit": [{ "page": "/", "at": 2000000000000 }, { "page": "/", "at": 1000 }] } }"#;
const NOW: i64 = 1_780_000_000_000;
const SECRET: &str = "ours alone";

fn native(receipt: Option<&str>) -> (Policy, Facts, String) {
    let policy = Policy::compile(POLICY).unwrap();
    let facts = Facts::from_json(FACTS).unwrap();
    let answer = policy.explain_json(&facts, &Options::at_millis(NOW).receipt(receipt)).unwrap();
    (policy, facts, answer)
}

fn receipt_of(answer: &str) -> &str {
    answer.split_once(r#","receipt":"#).unwrap().1.strip_suffix('}').unwrap()
}

/// [`FACTS`] as the JavaScript side packs them: four fields, four known facts, one kind.
fn packed(door: &mut Door) -> usize {
    const SLOTS: usize = 9;
    const HEAP: usize = SLOTS * 8 + 16;
    let rows = HEAP + 8;
    let page = rows + 4 * 8 + 8;
    let length = page + 8;
    let buffer = door.buffer_mut(length);
    buffer.fill(0);
    let mut payload = |at: usize, bytes: [u8; 8]| buffer[at..at + 8].copy_from_slice(&bytes);
    let two = |low: usize, high: usize| ((high as u64) << 32 | low as u64).to_le_bytes();
    payload(0, 7.5_f64.to_le_bytes());
    payload(8, two(1, 0));
    payload(16, two(HEAP, 3));
    payload(24, 0_f64.to_le_bytes());
    payload(8 * 8, two(rows, 2));
    for (row, at) in [2_000_000_000_000_f64, 1000.0].into_iter().enumerate() {
        payload(rows + row * 16, at.to_le_bytes());
        payload(rows + row * 16 + 8, two(page, 1));
    }
    buffer[SLOTS * 8..SLOTS * 8 + 9].copy_from_slice(&[1, 4, 5, 1, 0, 0, 0, 14, 12]);
    buffer[HEAP..HEAP + 3].copy_from_slice(b"xyz");
    buffer[rows + 32..rows + 36].copy_from_slice(&[1, 5, 1, 5]);
    buffer[page] = b'/';
    length
}

#[test]
fn both_doors_give_the_same_receipt_and_verify_each_others() {
    let (policy, facts, answer) = native(Some(SECRET));
    let mut door = Door::compile(POLICY, 0);
    let fingerprint = Door::fingerprint(POLICY);
    assert_eq!(fingerprint, policy.fingerprint());
    let length = packed(&mut door);
    let text = door.explain_with_receipt(length, NOW as f64, 0, &fingerprint, SECRET);
    assert_eq!(text, answer, "{}", door.error());
    assert!(answer.contains(r#""score":20,"#), "{answer}");

    let receipt = receipt_of(&answer);
    assert_eq!(door.verify(length, receipt, &fingerprint, SECRET), r#"{"ok":true}"#);
    let receipt = Receipt::from_json(receipt).unwrap();
    assert!(policy.verify(&receipt, &facts, None, Some(SECRET)).unwrap().ok());
    let verdict = policy.verify(&receipt, &Facts::from_json("{}").unwrap(), Some(r#"{"v":1}"#), Some(SECRET)).unwrap();
    assert_eq!(verdict.differs(), [Difference::Facts, Difference::State, Difference::Answer]);
    assert_eq!(verdict.to_json(), r#"{"ok":false,"differs":["facts","state","answer"]}"#);
}

#[test]
fn an_empty_secret_and_a_state_of_null_are_none() {
    let (policy, facts, answer) = native(None);
    assert_eq!(answer, native(Some("")).2);
    let nothing = Options::at_millis(NOW).state("null").receipt(None);
    assert_eq!(policy.explain_json(&facts, &nothing).unwrap(), answer);
    let receipt = Receipt::from_json(receipt_of(&answer)).unwrap();
    assert_eq!(receipt.to_json(), receipt_of(&answer));
    assert!(policy.verify(&receipt, &facts, Some("null"), Some("")).unwrap().ok());
}

#[test]
fn what_is_no_receipt_is_refused_by_both_doors() {
    let (_, _, answer) = native(None);
    let receipt = receipt_of(&answer);
    let mut door = Door::compile(POLICY, 0);
    let length = packed(&mut door);
    for (text, code, path) in [
        (String::new(), Code::ReceiptType, ""),
        ("[]".to_owned(), Code::ReceiptType, ""),
        ("{}".to_owned(), Code::ReceiptType, "/v"),
        (receipt.replace("\"v\":1", "\"v\":2"), Code::ReceiptVersion, "/v"),
        (receipt.replace("\"tally\":null", "\"tally\":[]"), Code::ReceiptType, "/tally"),
        (receipt.replace(".000Z", ""), Code::ReceiptType, "/now"),
        (receipt.replace("\"strict\":false", "\"strict\":0"), Code::ReceiptType, "/strict"),
        (receipt.replace("\"tally\"", "\"a/b\""), Code::ReceiptType, "/a~1b"),
    ] {
        let error = Receipt::from_json(&text).unwrap_err();
        let problem = &error.problems()[0];
        assert_eq!((problem.code, problem.path.as_str()), (code, path), "{text}");
        assert_eq!(door.verify(length, &text, "", ""), "");
        assert!(door.error().starts_with(r#"{"kind":"receipt""#), "{}", door.error());
    }
    // What was told for a call that failed is not kept for the next.
    door.set_state("no state");
    assert_eq!(door.verify(length, "", "", ""), "");
    assert_ne!(door.grade(length, NOW as f64, 0), FAILED, "{}", door.error());
}
