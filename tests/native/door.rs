//! The packed door: whatever bytes a buffer holds, a call answers or says what is wrong.

use crate::random::Random;
use gradus::door::{Door, FAILED, TESTS};

pub const POLICY: &str = r#"{
  "gradus": 1,
  "fields": {
    "n": { "type": "number", "min": 0 }, "s": { "type": "string" }, "c": { "type": "string", "values": ["a", "b"] },
    "l": { "type": "level", "values": ["low", "high"] }, "b": { "type": "boolean" }, "d": { "type": "date" },
    "t": { "type": "timestamp" }, "r": { "type": "list" }, "p": { "type": "string", "purpose": "ads" } },
  "events": { "visit": { "page": "string", "at2": "timestamp?" }, "order": { "amount": "number" } },
  "derive": { "orders": { "count": "order" }, "spend": { "sum": "order.amount" }, "last": { "last": "visit.page" },
              "late": { "max": "visit.at2" } },
  "scores": { "s": { "cap": [-1000, 1000], "groups": { "g": { "cap": [-1000, 1000], "rules": [
    { "id": "n", "of": "n", "bands": [[0, 1], [5, 2]] }, { "id": "s", "of": "s", "containing": { "x": 1 } },
    { "id": "c", "of": "c", "points": { "a": 1, "*": 2 } }, { "id": "l", "when": "l > 'low'", "points": 3 },
    { "id": "b", "when": "b || d < today || t < now", "points": 4 }, { "id": "r", "of": "r", "points": { "x": 1 } },
    { "id": "p", "when": "p == 'x' && last.size() > 2", "points": 5 }, { "id": "v", "value": "spend / 10" },
    { "id": "late", "when": "late > now", "points": 1 },
    { "id": "e", "event": "visit", "when": "page.startsWith('/')", "points": 1, "decay": { "half_life": "3d" } },
    { "id": "o", "when": "orders > 2", "points": 1 } ] } } } },
  "grades": { "lead": { "of": "score.s", "bands": [{ "grade": "A", "from": 3 }, { "grade": "B", "from": -1000 }] } },
  "contracts": { "upcoming": "90d", "due": "7d", "grace": "30d", "risk": "score.s", "upgrade": "n > contract.value" }
}"#;

#[test]
fn random_buffers_never_stop_the_engine() {
    let mut door = Door::compile(POLICY, TESTS);
    assert!(door.ok(), "{}", door.problems());
    let slots = 9 + 4 + 2 + 1;
    let heads = slots * 8 + 16;
    let mut random = Random(1);
    let mut answers = 0;
    for round in 0..60_000_u64 {
        let length = heads + (random.next() % 400) as usize;
        let buffer = door.buffer_mut(length);
        for (at, byte) in buffer.iter_mut().enumerate() {
            let value = random.next();
            let tag = at >= slots * 8 && at < slots * 9;
            // Tags that exist, payloads that often point inside: else every round stops at the first slot.
            *byte = if tag || value & 256 > 0 {
                (value % 17) as u8
            } else if value & 512 > 0 {
                0
            } else {
                value as u8
            };
        }
        let flags = (round % 4) as u32;
        if door.grade(length, 1_780_000_000_000.0, flags) == FAILED {
            assert!(door.error().starts_with("{\"kind\":\"facts\""), "{}", door.error());
        } else {
            answers += 1;
        }
        let text = door.explain(length, 1_780_000_000_000.0, flags);
        assert!(text.is_empty() || serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
    assert!(answers > 1_000, "only {answers} buffers were answered");
}

#[test]
fn a_short_or_empty_buffer_is_a_customer_of_whom_nothing_is_known() {
    let mut door = Door::compile(POLICY, TESTS);
    for length in [0, 1, 7, 8, 64, 120, 135] {
        door.buffer_mut(length.max(200)).fill(0);
        assert_ne!(door.grade(length, 0.0, 0), FAILED, "{}", door.error());
    }
}
