// The one Wasm instance of a process, started at the first call, and replaced when it is lost.
// Nothing else here names WebAssembly.

import { glue } from "#glue";
import { GradusError } from "./errors.js";
import { Decoder, Encoder } from "./text.js";

/** @type {null | (() => WebAssembly.Module)} */
let source = null;
/** @type {null | WebAssembly.Module} */
let compiled = null;
/** @type {null | Instance} */
let current = null;

/** The Wasm as JavaScript uses it, with views of its memory. */
class Instance {
  constructor(module) {
    // The glue's own finalizers would call into an instance that has been lost; `seat` looks first.
    const { imports, start } = glue({ TextEncoder: Encoder, TextDecoder: Decoder });
    const { Core, memory } = start(new WebAssembly.Instance(module, imports));
    this.lost = false;
    this.Core = Core;
    this.memory = memory;
    /** @type {Set<Seat>} */
    this.seats = new Set();
    this.take();
  }

  /** Takes views anew. They detach when the memory grows; a detached view has length 0. */
  take() {
    if (this.lost) throw memoryError();
    this.views(this.memory.buffer);
  }

  views(buffer) {
    this.f64 = new Float64Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.u8 = new Uint8Array(buffer);
  }

  /** Lets go of everything, so that nobody who still holds this holds its memory. */
  drop() {
    this.lost = true;
    for (const seat of this.seats) seat.core = null;
    this.seats.clear();
    this.Core = null;
    this.memory = null;
    this.views(new ArrayBuffer(0));
  }
}

/** Says where the module comes from; it is asked for at the first call. */
export function provide(get) {
  source = get;
}

/** Starts with this module, unless there is one already. */
export function use(module) {
  compiled ??= module;
}

/** The instance in use, started if there is none. @returns {Instance} */
export function instance() {
  return current ?? start();
}

function start() {
  if (!compiled && !source) {
    throw new GradusError("internal", "call `await init(…)` or `initSync(…)` of gradus/slim before anything else");
  }
  try {
    compiled ??= source();
    current = new Instance(compiled);
  } catch (error) {
    throw startError(error);
  }
  return current;
}

function startError(error) {
  if (error instanceof GradusError) return error;
  if (error instanceof RangeError) return memoryError(error);
  const csp = error?.name === "CompileError" && /Content Security Policy|unsafe-eval/i.test(error.message);
  const help = csp
    ? "; the page's Content-Security-Policy must allow `wasm-unsafe-eval` in script-src"
    : "; where a bundler moves the package's files (Next on Cloudflare), list `gradus` in serverExternalPackages";
  return new GradusError("internal", `the Wasm could not be started: ${error?.message ?? error}${help}`, { cause: error });
}

/**
 * Gives the instance up: after a trap its contents cannot be trusted, and memory once grown
 * is never given back. The next call starts another.
 */
export function lose(instance) {
  if (current === instance) current = null;
  instance.drop();
}

/** Runs a call into Wasm. The core throws for nothing; so whatever comes out is a trap. */
export function guarded(instance, call) {
  try {
    return call();
  } catch (error) {
    throw trapped(instance, error);
  }
}

/** What to throw for an exception that came out of Wasm. */
export function trapped(instance, error) {
  if (error instanceof GradusError) return error;
  lose(instance);
  // By name: a host may have several realms.
  if (error?.name === "RuntimeError" || error?.name === "RangeError") return memoryError(error);
  return new GradusError("internal", `a fault of gradus itself: ${error?.message ?? error}`, { cause: error });
}

function memoryError(cause) {
  return new GradusError("memory", "the Wasm ran out of memory and was started afresh; the call can be made again", {
    retryable: true,
    cause,
  });
}

/**
 * A core's place in an instance.
 * @typedef {{ instance: Instance, core: any }} Seat `core` is null once the instance is lost
 */

const registry = typeof FinalizationRegistry === "undefined" ? null : new FinalizationRegistry(release);

/** Seats a core, which is freed when its owner is collected. @returns {Seat} */
export function seat(owner, instance, core) {
  const seat = { instance, core };
  instance.seats.add(seat);
  registry?.register(owner, seat, seat);
  return seat;
}

/** Frees the core. */
export function release(seat) {
  const { instance, core } = seat;
  registry?.unregister(seat);
  if (core === null) return;
  seat.core = null;
  instance.seats.delete(seat);
  guarded(instance, () => core.free());
}

/**
 * Whether this is a WebAssembly.Module, of whatever realm (edge runtimes have their own,
 * and `instanceof` says no there).
 */
export function isModule(value) {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}
