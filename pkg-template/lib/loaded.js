// A policy that was compiled elsewhere: what gradus/run has for a policy.

import { Answers } from "./answer.js";
import { FactsError, GradusError, StateError, problem } from "./errors.js";
import { guarded, instance, lose, release, seat, trapped } from "./instance.js";
import { checkOptions, instantOf, stateText } from "./options.js";
import { Packer } from "./pack.js";
import { unknownNames } from "./strict.js";

// Flags of a call.
const INVALID_IS_MISSING = 1;
const STRICT = 2;
/** What the core's `grade` says. */
const FINE = 0;
const ERROR = 2;
/** A buffer this large is not kept: its instance is given up after the call. */
const LARGE = 64 * 1024 * 1024;

const LOADED = Symbol("loaded");

export class Policy {
  #bytes;
  #plan;
  #fingerprint;
  #answers;
  #packer;
  /** @type {import("./instance.js").Seat | null} */
  #seat;
  /** Where the core puts its answers. */
  #answer;

  constructor(key, bytes, wasm, core) {
    if (key !== LOADED) throw new GradusError("internal", "a policy is made by `Policy.load(bytes)`");
    this.#bytes = bytes;
    this.#plan = JSON.parse(core.plan());
    this.#fingerprint = core.fingerprint();
    this.#answers = new Answers(this.#plan);
    this.#packer = new Packer(this.#plan);
    this.#attach(wasm, core);
  }

  static load(given) {
    // A copy: they are needed again when the instance is lost, whatever has become of the caller's.
    const bytes = bytesOf(given).slice();
    const wasm = instance();
    return guarded(wasm, () => {
      const core = wasm.Core.load(bytes);
      if (core.ok()) return new Policy(LOADED, bytes, wasm, core);
      const [{ code, message }] = JSON.parse(core.problems());
      core.free();
      throw new GradusError(code, message);
    });
  }

  get name() {
    return this.#plan.name;
  }

  get version() {
    return this.#plan.version;
  }

  get fingerprint() {
    return this.#fingerprint;
  }

  grade(facts, options) {
    const call = options === undefined ? null : callOf(options);
    const now = call !== null ? call.now : this.#plan.clock ? Date.now() : 0;
    const bytes = this.#write(facts, call, false);
    return this.#ask((core, instance) => {
      const outcome = core.grade(bytes, now, call === null ? 0 : call.flags);
      if (outcome === ERROR) throw errorOf(core);
      const warnings = outcome === FINE ? [] : JSON.parse(core.warnings());
      return this.#answers.read(instance, this.#answer, warnings);
    });
  }

  explain(facts, options) {
    return JSON.parse(this.explainJson(facts, options));
  }

  explainJson(facts, options = {}) {
    const call = callOf(options);
    const bytes = this.#write(facts, call, true);
    return this.#ask((core) => {
      const text = core.explain(bytes, call.now, call.flags);
      if (text === "") throw errorOf(core);
      return text;
    });
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

  /** The instance was lost since the last call: loads again, in the one that is there now. */
  #revive() {
    if (this.#seat === null) throw new GradusError("internal", "the policy was freed, and cannot be used any more");
    release(this.#seat);
    const wasm = instance();
    guarded(wasm, () => this.#attach(wasm, wasm.Core.load(this.#bytes)));
  }

  /** Hands the facts to the core, and the options for the call that follows; returns the bytes written. */
  #write(facts, call, whole) {
    if (typeof facts !== "object" || facts === null || isArray(facts)) throw noFacts(facts);
    if (this.#seat === null || this.#seat.core === null) this.#revive();
    const bytes = this.#packer.pack(facts, whole);
    if (bytes < 0) throw new FactsError([problem("fact_unreadable", "", "the names of the facts cannot be read")]);
    if (call === null) return bytes;
    const { instance, core } = this.#seat;
    const { flags, state } = call;
    if (flags & STRICT) {
      const unknown = JSON.stringify(unknownNames(facts, this.#plan.declared));
      guarded(instance, () => core.setUnknown(unknown));
    }
    if (state !== "") guarded(instance, () => core.setState(state));
    return bytes;
  }

  /** What the core answers, once it has the facts. */
  #ask(answer) {
    const { instance, core } = this.#seat;
    try {
      return answer(core, instance);
    } catch (error) {
      throw trapped(instance, error);
    } finally {
      if (this.#packer.capacity > LARGE) lose(instance);
    }
  }
}

if (Symbol.dispose) Policy.prototype[Symbol.dispose] = Policy.prototype.free;

function bytesOf(given) {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  // By its tag, for hosts have several realms.
  if (Object.prototype.toString.call(given) === "[object ArrayBuffer]") return new Uint8Array(given);
  throw new GradusError("compiled_type", "`Policy.load` takes the bytes of a compiled policy, as a Uint8Array or an ArrayBuffer");
}

/** What the options ask for. */
function callOf(options) {
  if (options?.receipt !== undefined) {
    throw new GradusError("option", "gradus/run gives no receipts: `explain` of gradus does, from the policy's document");
  }
  checkOptions(options);
  return {
    now: options.now === undefined ? Date.now() : instantOf(options.now),
    flags: (options.invalid === "missing" ? INVALID_IS_MISSING : 0) | (options.strict === true ? STRICT : 0),
    state: stateText(options.state),
  };
}

/** The error that the core's last call ended with. */
function errorOf(core) {
  const { kind, problems } = JSON.parse(core.error());
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
