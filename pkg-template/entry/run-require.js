// gradus/run for CommonJS: the Wasm is inside this file, as base64.

import { fromBase64 } from "../lib/inlined.js";
import { provide } from "../lib/instance.js";

provide(() => fromBase64("GRADUS_WASM_BASE64"));

export * from "../lib/run.js";
