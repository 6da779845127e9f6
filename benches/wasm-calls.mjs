// The core's own calls: what the package hands to Wasm, made again without packing the facts anew.

import { median } from "./measure.mjs";

const SLICES = 15;
const CALLS = 10;

/** Watches the instance that is started next: to be called before the package starts it. */
export function watched() {
  const { Instance } = WebAssembly;
  /** @type {WebAssembly.Exports} */
  let exports;
  let state = null;
  let last;
  WebAssembly.Instance = class {
    constructor(module, imports) {
      WebAssembly.Instance = Instance;
      ({ exports } = new Instance(module, imports));
      this.exports = { ...exports, core_setState: setState, core_advance: advance };
    }
  };

  function setState(core, at, length) {
    state = new Uint8Array(exports.memory.buffer, at, length).slice();
    exports.core_setState(core, at, length);
  }

  function advance(...args) {
    last = { args, state };
    state = null;
    return exports.core_advance(...args);
  }

  /** One call of the core: the state in, the facts in the buffer taken in and decided about, the answer as text in memory. */
  function repeat({ args, state }) {
    if (state !== null) {
      const at = exports.__wbindgen_malloc(state.length, 1);
      new Uint8Array(exports.memory.buffer, at, state.length).set(state);
      exports.core_setState(args[0], at, state.length);
    }
    const [at, length] = exports.core_advance(...args);
    exports.__wbindgen_free(at, length, 1);
    return length;
  }

  /**
   * Makes a call of the package, which packs the facts, and then the same call of the core alone, in short slices.
   * @returns {number} nanoseconds each: the median of the slices, of which most are done before another process comes
   */
  function again(call) {
    call();
    const slices = Array.from({ length: SLICES }, () => {
      const start = performance.now();
      for (let i = 0; i < CALLS; i++) if (repeat(last) === 0) throw new Error("the core has no answer");
      return ((performance.now() - start) / CALLS) * 1e6;
    });
    return median(slices);
  }

  return { again };
}
