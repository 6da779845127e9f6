// gradus/run for every host that has no better way: the Wasm is inside this file, a character for a byte.

import { fromCharacters } from "../lib/inlined.js";
import { provide } from "../lib/instance.js";

provide(() => fromCharacters("GRADUS_WASM_CHARACTERS", "GRADUS_WASM_LENGTH"));

export * from "../lib/run.js";
