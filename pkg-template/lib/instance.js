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
    // The glue's own finalizers would call into an instance that has been lost; `watch` looks first.
    const { imports, start } = glue({ TextEncoder: Encoder, TextDecoder: Decoder });
    this.lost = false;
    const { Core, version, memory } = start(new WebAssembly.Instance(module, imports));
    this.Core = Core;
    this.version = version;
    this.memory = memory;
    this.take();
  }

  /** Views detach when the memory grows; a detached view has length 0. */
  take() {
    const { buffer } = this.memory;
    this.f64 = new Float64Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.u8 = new Uint8Array(buffer);
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
  instance.lost = true;
  if (current === instance) current = null;
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
  return memoryError(error);
}

export function memoryError(cause) {
  return new GradusError("memory", "the Wasm ran out of memory and was started afresh; the call can be made again", {
    retryable: true,
    cause,
  });
}

const registry =
  typeof FinalizationRegistry === "undefined"
    ? null
    : new FinalizationRegistry((kept) => release(kept.instance, kept.core));

/** Frees the core when its owner is collected. */
export function watch(owner, instance, core) {
  registry?.register(owner, { instance, core }, core);
}

/** Frees the core now. */
export function release(instance, core) {
  registry?.unregister(core);
  if (instance.lost) return;
  try {
    core.free();
  } catch {
    lose(instance);
  }
}

/**
 * Whether this is a WebAssembly.Module, of whatever realm (edge runtimes have their own,
 * and `instanceof` says no there).
 */
export function isModule(value) {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}
