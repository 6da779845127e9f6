//! A state as JSON text.

use super::{Frame, MOST, Remembered, State, VERSION};
use crate::base::json::Writer;
use crate::base::time;
use crate::facts::standing::Standing;

impl State {
    /// Writes the state after a decision: what it wants remembered, and a revision that tells
    /// whether that is anything else than what came in.
    pub fn write(&self, frame: &Frame<'_>, remembered: Remembered<'_>, out: &mut Writer) {
        let same = remembered.held == self.held
            && remembered.confirmed == self.confirmed
            && remembered.standing == self.standing.as_ref();
        self.write_as(frame, remembered, self.altered || !same, out);
    }

    /// Writes the state as it came in, with what the policy knows of it; `null` if there was none.
    pub fn write_unchanged(&self, frame: &Frame<'_>, out: &mut Writer) {
        self.write_if_given(frame, false, out);
    }

    /// Writes the state as this version of the policy has it, without a decision; `null` if there was none.
    pub fn write_migrated(&self, frame: &Frame<'_>, out: &mut Writer) {
        self.write_if_given(frame, self.altered, out);
    }

    fn write_if_given(&self, frame: &Frame<'_>, changed: bool, out: &mut Writer) {
        if self.given {
            self.write_as(frame, self.remembered(), changed, out);
        } else {
            out.null();
        }
    }

    fn write_as(&self, frame: &Frame<'_>, remembered: Remembered<'_>, changed: bool, out: &mut Writer) {
        out.begin_object();
        out.key("v");
        out.number(VERSION);
        out.key("policy");
        out.text(frame.policy);
        out.key("revision");
        out.number((self.revision + u64::from(changed)).min(MOST) as f64);
        if let Some(standing) = remembered.standing {
            out.key("stage");
            stage(frame, standing, out);
        }
        out.key("held");
        held(frame, remembered, out);
        out.key("manual");
        match &self.kept {
            Some((tree, manual)) => tree.write(*manual, out),
            None => {
                out.begin_object();
                out.end_object();
            }
        }
        out.end_object();
    }
}

fn held(frame: &Frame<'_>, remembered: Remembered<'_>, out: &mut Writer) {
    out.begin_object();
    for ((index, grade), class) in frame.grades.iter().enumerate().zip(remembered.held) {
        let Some(class) = class.and_then(|class| grade.classes.get(class as usize)) else { continue };
        out.key(grade.name);
        match remembered.confirmed.get(index).copied().flatten().filter(|_| grade.hold) {
            Some(confirmed) => {
                out.begin_object();
                out.key("grade");
                out.text(class);
                instant("confirmed", confirmed, out);
                out.end_object();
            }
            None => out.text(class),
        }
    }
    out.end_object();
}

fn stage(frame: &Frame<'_>, standing: &Standing, out: &mut Writer) {
    let stages = frame.stages.as_deref().unwrap_or_default();
    let name = |stage: u32| stages.get(stage as usize).map_or("", |stage| stage.name);
    out.begin_object();
    out.key("name");
    out.text(name(standing.stage));
    instant("since", standing.since, out);
    if let Some(owner) = &standing.owner {
        out.key("owner");
        out.text(owner);
    }
    out.key("entered");
    out.begin_object();
    for (stage, entries) in stages.iter().zip(&standing.entered) {
        let Some(entries) = entries else { continue };
        out.key(stage.name);
        out.begin_object();
        instant("last", entries.last, out);
        out.key("count");
        out.number(entries.count as f64);
        out.end_object();
    }
    out.end_object();
    if !standing.left.is_empty() {
        out.key("left");
        out.begin_array();
        for left in &standing.left {
            out.begin_object();
            out.key("stage");
            out.text(name(left.stage));
            out.key("owner");
            out.text(&left.owner);
            instant("at", left.at, out);
            out.end_object();
        }
        out.end_array();
    }
    out.end_object();
}

fn instant(key: &str, instant: i64, out: &mut Writer) {
    let mut text = String::new();
    time::write_instant(instant, &mut text);
    out.key(key);
    out.text(&text);
}
