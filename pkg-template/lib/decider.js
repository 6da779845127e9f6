// What a policy is asked: grades, explanations, and where a customer stands. It lives in an
// instance of the Wasm, and is made again when that one is lost.

import { Answers } from "./answer.js";
import { FactsError, GradusError, StateError, problem } from "./errors.js";
import { guarded, instance, lose, release, seat, trapped } from "./instance.js";
import { checkChangesAt, checkOptions, instantOf, stateText } from "./options.js";
import { Packer } from "./pack.js";
import { unknownNames } from "./strict.js";

// Flags of a call.
const INVALID_IS_MISSING = 1;
export const STRICT = 2;
const CHANGES_AT = 4;
/** The options that one verb alone takes. */
const NONE = {};
const ADVANCING = { changesAt: checkChangesAt };
/** What the core's `grade` says. */
const FINE = 0;
const ERROR = 2;
/** A buffer this large is not kept: its instance is given up after the call. */
const LARGE = 64 * 1024 * 1024;

/**
 * The text that the core answers with, once it has the facts.
 * @type {(decider: Decider, facts: object, call: { flags: number, state: string }, answer: (core: any, bytes: number, call: any) => string) => string}
 */
export let ask;
/**
 * Something else of the core.
 * @type {<T>(decider: Decider, use: (core: any, instance: { memory: WebAssembly.Memory }) => T) => T}
 */
export let withCore;

export class Decider {
  #plan;
  #answers;
  #packer;
  /** @type {import("./instance.js").Seat | null} */
  #seat;
  /** Where the core puts its answers. */
  #answer;
  /** Makes the core again. @type {(wasm: any) => any} */
  #make;

  constructor(wasm, core, make) {
    this.#make = make;
    this.#plan = JSON.parse(core.plan());
    this.#answers = new Answers(this.#plan);
    this.#packer = new Packer(this.#plan);
    this.#attach(wasm, core);
  }

  static {
    ask = (decider, facts, call, answer) => decider.#ask(facts, call, answer);
    withCore = (decider, use) => {
      const { instance, core } = decider.#seated();
      return guarded(instance, () => use(core, instance));
    };
  }

  get name() {
    return this.#plan.name;
  }

  get version() {
    return this.#plan.version;
  }

  grade(facts, options) {
    const call = options === undefined ? null : callOf(options);
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
    return this.#ask(facts, callOf(options), plain);
  }

  advance(facts, options) {
    return JSON.parse(this.advanceJson(facts, options));
  }

  advanceJson(facts, options = {}) {
    return this.#ask(facts, callOf(options, ADVANCING), advanced);
  }

  migrate(state) {
    const { instance, core } = this.#seated();
    const text = stateText(state);
    if (text === "") return null;
    return guarded(instance, () => {
      const migrated = core.migrate(text);
      if (migrated === "") throw errorOf(core);
      return JSON.parse(migrated);
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

  /** The core's seat; where its instance was lost since the last call, in the one that is there now. */
  #seated() {
    if (this.#seat === null) throw new GradusError("internal", "the policy was freed, and cannot be used any more");
    if (this.#seat.core === null) {
      release(this.#seat);
      const wasm = instance();
      guarded(wasm, () => this.#attach(wasm, this.#make(wasm)));
    }
    return this.#seat;
  }

  /** Hands the facts to the core, and the options for the call that follows; returns the bytes written. */
  #write(facts, call, whole) {
    if (typeof facts !== "object" || facts === null || isArray(facts)) throw noFacts(facts);
    if (this.#seat === null || this.#seat.core === null) this.#seated();
    const bytes = this.#packer.pack(facts, whole);
    if (bytes < 0) throw new FactsError([problem("fact_unreadable", "", "the names of the facts cannot be read")]);
    if (call === null) return bytes;
    if (call.flags & STRICT) this.#tell("setUnknown", JSON.stringify(unknownNames(facts, this.#plan.declared)));
    if (call.state !== "") this.#tell("setState", call.state);
    return bytes;
  }

  #ask(facts, call, answer) {
    const bytes = this.#write(facts, call, true);
    const { instance, core } = this.#seat;
    try {
      const text = answer(core, bytes, call);
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

if (Symbol.dispose) Decider.prototype[Symbol.dispose] = Decider.prototype.free;

/** An explanation without a receipt. */
export function plain(core, bytes, { now, flags }) {
  return core.explain(bytes, now, flags);
}

function advanced(core, bytes, { now, flags }) {
  return core.advance(bytes, now, flags);
}

/** What the options ask for; `own` are those that this verb alone takes, as `checkOptions` has them. */
export function callOf(options, own = NONE) {
  checkOptions(options, own);
  return {
    now: options.now === undefined ? Date.now() : instantOf(options.now),
    flags:
      (options.invalid === "missing" ? INVALID_IS_MISSING : 0) |
      (options.strict === true ? STRICT : 0) |
      (options.changesAt === true ? CHANGES_AT : 0),
    state: stateText(options.state),
  };
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
