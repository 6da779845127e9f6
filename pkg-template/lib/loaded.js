// A policy that was compiled elsewhere: what gradus/run has for a policy.

import { Decider } from "./decider.js";
import { GradusError } from "./errors.js";
import { guarded, instance } from "./instance.js";

const LOADED = Symbol("loaded");

export class Policy extends Decider {
  #fingerprint;

  constructor(key, bytes, wasm, core) {
    if (key !== LOADED) throw new GradusError("internal", "a policy is made by `Policy.load(bytes)`");
    super(wasm, core, (wasm) => wasm.Core.load(bytes));
    this.#fingerprint = core.fingerprint();
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

  get fingerprint() {
    return this.#fingerprint;
  }
}

function bytesOf(given) {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  // By its tag, for hosts have several realms.
  if (Object.prototype.toString.call(given) === "[object ArrayBuffer]") return new Uint8Array(given);
  throw new GradusError("compiled_type", "`Policy.load` takes the bytes of a compiled policy, as a Uint8Array or an ArrayBuffer");
}
