// Without the Wasm: the caller gives it, once, before the first call.

export { init, initSync } from "../lib/init.js";
export * from "../lib/index.js";
