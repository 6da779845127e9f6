//! The door as JavaScript sees it: the only room that names `wasm_bindgen`.

use crate::door::Door;
use wasm_bindgen::prelude::wasm_bindgen;

/// A compiled policy with the memory that its calls share.
#[wasm_bindgen]
pub struct Core(Door);

#[cfg(feature = "compile")]
#[wasm_bindgen]
impl Core {
    /// Compiles a document; `ok` tells whether it can be used. `what` is a sum of
    /// 1: run its own tests too, 2: run the linter too.
    pub fn compile(text: &str, what: u32) -> Core {
        Core(Door::compile(text, what))
    }

    /// The policy as bytes, for `load`, with its document's fingerprint.
    pub fn compiled(&self, fingerprint: &str) -> Vec<u8> {
        self.0.compiled(fingerprint)
    }

    /// The same with a receipt at its end, for a policy of this fingerprint.
    #[wasm_bindgen(js_name = explainWithReceipt)]
    pub fn explain_with_receipt(
        &mut self,
        bytes: usize,
        now: f64,
        flags: u32,
        fingerprint: &str,
        secret: &str,
    ) -> String {
        self.0.explain_with_receipt(bytes, now, flags, fingerprint, secret)
    }

    /// The verdict on a receipt, as JSON; empty if there is an error.
    pub fn verify(&mut self, bytes: usize, receipt: &str, fingerprint: &str, secret: &str) -> String {
        self.0.verify(bytes, receipt, fingerprint, secret)
    }

    /// SHA-256 of a document, whatever its white space, as hexadecimal digits.
    pub fn fingerprint(document: &str) -> String {
        Door::fingerprint(document)
    }
}

#[cfg(not(feature = "compile"))]
#[wasm_bindgen]
impl Core {
    /// The fingerprint of the document that the policy was compiled from.
    pub fn fingerprint(&self) -> String {
        self.0.loaded_fingerprint()
    }
}

#[wasm_bindgen]
impl Core {
    /// Loads a policy that was compiled elsewhere; `ok` tells whether it can be used.
    pub fn load(bytes: &[u8]) -> Core {
        Core(Door::load(bytes))
    }

    /// Whether the policy can be used.
    pub fn ok(&self) -> bool {
        self.0.ok()
    }

    /// What is wrong with the document, as a JSON array.
    pub fn problems(&self) -> String {
        self.0.problems()
    }

    /// The packing plan, as JSON.
    pub fn plan(&self) -> String {
        self.0.plan()
    }

    /// Where a buffer of so many bytes begins; what was in it stays.
    pub fn buffer(&mut self, bytes: usize) -> usize {
        self.0.buffer(bytes)
    }

    /// The state for the next call, as JSON text; empty for none.
    #[wasm_bindgen(js_name = setState)]
    pub fn set_state(&mut self, text: &str) {
        self.0.set_state(text);
    }

    /// The names that nobody declared, for the next call.
    #[wasm_bindgen(js_name = setUnknown)]
    pub fn set_unknown(&mut self, text: &str) {
        self.0.set_unknown(text);
    }

    /// Grades what the buffer holds: 0 fine, 1 with warnings, 2 an error.
    pub fn grade(&mut self, bytes: usize, now: f64, flags: u32) -> u32 {
        self.0.grade(bytes, now, flags)
    }

    /// Where the answer of `grade` lies, for every call: a double for each score (NaN is missing),
    pub fn answer(&self) -> usize {
        self.0.answer()
    }

    /// The text of `explainJson`; empty if there is an error.
    pub fn explain(&mut self, bytes: usize, now: f64, flags: u32) -> String {
        self.0.explain(bytes, now, flags)
    }

    /// The text of `advanceJson`; empty if there is an error. Flag 4 asks for `changesAt`.
    pub fn advance(&mut self, bytes: usize, now: f64, flags: u32) -> String {
        self.0.advance(bytes, now, flags)
    }

    /// A state as this version of the policy writes it; empty if there is an error.
    pub fn migrate(&mut self, state: &str) -> String {
        self.0.migrate(state)
    }

    /// Bytes that this policy holds, about.
    pub fn held(&self) -> usize {
        self.0.held()
    }

    /// The warnings of the last `grade`, as a JSON array.
    pub fn warnings(&self) -> String {
        self.0.warnings()
    }

    /// Why the last call gave no answer: `{ kind, problems }`.
    pub fn error(&self) -> String {
        self.0.error()
    }

    /// Gives back the memory that one unusually large customer needed.
    pub fn shrink(&mut self) {
        self.0.shrink();
    }
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
