// A compiled policy: the class that the rest of the package serves.

import { Answers } from "./answer.js";
import { diff } from "./diff.js";
import { FactsError, GradusError, PolicyError, StateError, problem } from "./errors.js";
import { guarded, instance, lose, release, seat, trapped } from "./instance.js";
import { later } from "./later.js";
import { checkOptions, instantOf, stateText } from "./options.js";
import { Packer } from "./pack.js";
import { patched } from "./patch.js";
import { checkEvidence, receiptText, secretOf } from "./receipt.js";
import { bounded, sourceText } from "./source.js";
import { unknownNames } from "./strict.js";

// What to do beside compiling, as the core's `compile` is told (src/door.rs).
const NOTHING_MORE = 0;
const TESTS = 1;
const LINT = 2;
// Flags of a call.
const INVALID_IS_MISSING = 1;
const STRICT = 2;
/** What the core's `grade` says. */
const FINE = 0;
const ERROR = 2;
/** A buffer this large is not kept: its instance is given up after the call. */
const LARGE = 64 * 1024 * 1024;

const COMPILED = Symbol("compiled");

export class Policy {
  #text;
  #plan;
  #answers;
  #packer;
  /** @type {import("./instance.js").Seat | null} */
  #seat;
  /** Where the core puts its answers. */
  #answer;
  #document;
  #fingerprint;

  constructor(key, text, wasm, core) {
    if (key !== COMPILED) throw new GradusError("internal", "a policy is made by `Policy.compile(source)`");
    this.#text = text;
    this.#plan = JSON.parse(core.plan());
    this.#answers = new Answers(this.#plan);
    this.#packer = new Packer(this.#plan);
    this.#attach(wasm, core);
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

  get name() {
    return this.#plan.name;
  }

  get version() {
    return this.#plan.version;
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

  grade(facts, options) {
    const call = options === undefined ? null : callOf(options);
    if (call !== null && secretOf(options.receipt) !== null) throw new GradusError("option", "only `explain` and `explainJson` give a receipt");
    const now = call !== null ? call.now : this.#plan.clock ? Date.now() : 0;
    const flags = call === null ? 0 : call.flags;
    const bytes = this.#write(facts, call, false);
    const { instance, core } = this.#seat;
    try {
      const outcome = core.grade(bytes, now, flags);
      if (outcome === ERROR) throw errorOf(core);
      const warnings = outcome === FINE ? [] : JSON.parse(core.warnings());
      return this.#answers.read(instance, this.#answer, warnings);
    } catch (error) {
      throw trapped(instance, error);
    } finally {
      if (this.#packer.capacity > LARGE) lose(instance);
    }
  }

  explain(facts, options) {
    return JSON.parse(this.explainJson(facts, options));
  }

  explainJson(facts, options = {}) {
    const call = callOf(options);
    const secret = secretOf(options.receipt);
    if (secret === null) return this.#ask(facts, call, (core, bytes) => core.explain(bytes, call.now, call.flags));
    const { fingerprint } = this;
    return this.#ask(facts, call, (core, bytes) => core.explainWithReceipt(bytes, call.now, call.flags, fingerprint, secret));
  }

  verify(receipt, evidence) {
    checkEvidence(evidence);
    const { text, strict } = receiptText(receipt);
    const { facts, state, secret = "" } = evidence;
    const { fingerprint } = this;
    const call = { flags: strict ? STRICT : 0, state: stateText(state) };
    return JSON.parse(this.#ask(facts, call, (core, bytes) => core.verify(bytes, text, fingerprint, secret)));
  }

  memoryUsage() {
    if (this.#seat === null || this.#seat.core === null) this.#revive();
    const { instance, core } = this.#seat;
    return guarded(instance, () => ({ instance: instance.memory.buffer.byteLength, policy: core.held() }));
  }

  compiled() {
    if (this.#seat === null || this.#seat.core === null) this.#revive();
    const { fingerprint } = this;
    const { instance, core } = this.#seat;
    return guarded(instance, () => core.compiled(fingerprint));
  }

  free() {
    if (this.#seat) release(this.#seat);
    this.#seat = null;
  }

  #attach(wasm, core) {
    this.#seat = seat(this, wasm, core);
    this.#packer.attach(this.#seat);
    this.#answer = core.answer();
  }

  /** The instance was lost since the last call: compiles again, in the one that is there now. */
  #revive() {
    if (this.#seat === null) throw new GradusError("internal", "the policy was freed, and cannot be used any more");
    release(this.#seat);
    const wasm = instance();
    guarded(wasm, () => this.#attach(wasm, wasm.Core.compile(this.#text, NOTHING_MORE)));
  }

  /** Hands the facts to the core, and the options for the call that follows; returns the bytes written. */
  #write(facts, call, whole) {
    if (typeof facts !== "object" || facts === null || isArray(facts)) throw noFacts(facts);
    if (this.#seat === null || this.#seat.core === null) this.#revive();
    const bytes = this.#packer.pack(facts, whole);
    if (bytes < 0) throw new FactsError([problem("fact_unreadable", "", "the names of the facts cannot be read")]);
    if (call === null) return bytes;
    if (call.flags & STRICT) this.#tell("setUnknown", JSON.stringify(unknownNames(facts, this.#plan.declared)));
    if (call.state !== "") this.#tell("setState", call.state);
    return bytes;
  }

  /** The text that the core answers with, once it has the facts. */
  #ask(facts, call, answer) {
    const bytes = this.#write(facts, call, true);
    const { instance, core } = this.#seat;
    try {
      const text = answer(core, bytes);
      if (text === "") throw errorOf(core);
      return text;
    } catch (error) {
      throw trapped(instance, error);
    } finally {
      if (this.#packer.capacity > LARGE) lose(instance);
    }
  }

  #tell(method, text) {
    const { instance, core } = this.#seat;
    guarded(instance, () => core[method](text));
  }
}

later(Policy);

if (Symbol.dispose) Policy.prototype[Symbol.dispose] = Policy.prototype.free;

/** What the options ask for. */
function callOf(options) {
  checkOptions(options);
  return {
    now: options.now === undefined ? Date.now() : instantOf(options.now),
    flags: (options.invalid === "missing" ? INVALID_IS_MISSING : 0) | (options.strict === true ? STRICT : 0),
    state: stateText(options.state),
  };
}

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

/** The error that the core's last call ended with. */
function errorOf(core) {
  const { kind, problems } = JSON.parse(core.error());
  if (kind === "receipt") return new GradusError(problems[0].code, problems[0].message);
  return kind === "state" ? new StateError(problems) : new FactsError(problems);
}

function noFacts(facts) {
  const what = facts === null ? "null" : Array.isArray(facts) ? "an array" : typeof facts;
  return new FactsError([problem("facts_type", "", `expected the facts as an object, got ${what}`)]);
}

function isArray(facts) {
  try {
    return Array.isArray(facts);
  } catch {
    return false; // a revoked proxy: reading its keys will say so
  }
}

function frozen(value) {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
