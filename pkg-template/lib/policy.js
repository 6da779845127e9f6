// A policy from its document: the class that the rest of the package serves.

import { Decider, STRICT, ask, callOf, plain, withCore } from "./decider.js";
import { diff } from "./diff.js";
import { GradusError, PolicyError } from "./errors.js";
import { guarded, instance } from "./instance.js";
import { later } from "./later.js";
import { stateText } from "./options.js";
import { patched } from "./patch.js";
import { checkEvidence, checkReceiptOption, receiptText, secretOf } from "./receipt.js";
import { bounded, sourceText } from "./source.js";

// What to do beside compiling, as the core's `compile` is told (src/door.rs).
const NOTHING_MORE = 0;
const TESTS = 1;
const LINT = 2;

/** The option that `explain` takes here alone. */
const EXPLAINING = { receipt: checkReceiptOption };

const COMPILED = Symbol("compiled");

export class Policy extends Decider {
  #text;
  #document;
  #fingerprint;

  constructor(key, text, wasm, core) {
    if (key !== COMPILED) throw new GradusError("internal", "a policy is made by `Policy.compile(source)`");
    super(wasm, core, (wasm) => wasm.Core.compile(text, NOTHING_MORE));
    this.#text = text;
  }

  static compile(source) {
    return compiled(sourceText(source), TESTS, (problems) => problems);
  }

  static check(source) {
    let text;
    try {
      text = sourceText(source);
    } catch (error) {
      return error.problems;
    }
    return problemsOf(text, TESTS | LINT);
  }

  with(changes) {
    // A place in a text that nobody has written would tell nobody anything.
    const placeless = (problems) => problems.map((one) => ({ ...one, line: null, column: null }));
    return compiled(JSON.stringify(patched(this.document, changes)), NOTHING_MORE, placeless);
  }

  diff(other) {
    if (typeof other !== "object" || other === null || !(#text in other)) throw new GradusError("option", "`policy.diff` takes another policy, which `Policy.compile` has made");
    return diff(this.document, other.document);
  }

  get fields() {
    return this.document.fields ?? Object.freeze({});
  }

  get fingerprint() {
    if (this.#fingerprint === undefined) {
      const wasm = instance();
      this.#fingerprint = guarded(wasm, () => wasm.Core.fingerprint(this.#text));
    }
    return this.#fingerprint;
  }

  get document() {
    this.#document ??= frozen(JSON.parse(this.#text.replace(/^\ufeff/, "")));
    return this.#document;
  }

  test() {
    const failed = new Map();
    for (const one of problemsOf(this.#text, TESTS)) if (one.code === "test_failed") failed.set(one.path, one);
    const tests = (this.document.tests ?? []).map(({ name }, i) => {
      const problem = failed.get(`/tests/${i}`) ?? null;
      return { name, passed: problem === null, problem };
    });
    return { passed: tests.length - failed.size, failed: failed.size, tests };
  }

  explainJson(facts, options = {}) {
    const call = callOf(options, EXPLAINING);
    const secret = secretOf(options.receipt);
    if (secret === null) return ask(this, facts, call, plain);
    const { fingerprint } = this;
    return ask(this, facts, call, (core, bytes) => core.explainWithReceipt(bytes, call.now, call.flags, fingerprint, secret));
  }

  verify(receipt, evidence) {
    checkEvidence(evidence);
    const { text, strict } = receiptText(receipt);
    const { facts, state, secret = "" } = evidence;
    const { fingerprint } = this;
    const call = { flags: strict ? STRICT : 0, state: stateText(state) };
    return JSON.parse(ask(this, facts, call, (core, bytes) => core.verify(bytes, text, fingerprint, secret)));
  }

  compiled() {
    const { fingerprint } = this;
    return withCore(this, (core) => core.compiled(fingerprint));
  }

  memoryUsage() {
    return withCore(this, (core, { memory }) => ({ instance: memory.buffer.byteLength, policy: core.held() }));
  }
}

later(Policy);

/** A policy from its text, or its problems, as `told` makes them, thrown. */
function compiled(text, what, told) {
  const wasm = instance();
  return guarded(wasm, () => {
    const core = wasm.Core.compile(bounded(text), what);
    if (core.ok()) return new Policy(COMPILED, text, wasm, core);
    const problems = JSON.parse(core.problems());
    core.free();
    throw new PolicyError(told(problems));
  });
}

function problemsOf(text, what) {
  const wasm = instance();
  return guarded(wasm, () => {
    const core = wasm.Core.compile(bounded(text), what);
    const problems = JSON.parse(core.problems());
    core.free();
    return problems;
  });
}

function frozen(value) {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
