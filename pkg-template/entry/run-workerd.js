// gradus/run for Cloudflare's workers, which compile Wasm themselves and give it as a module.

import module from "./gradus_run_bg.wasm";
import { provide } from "../lib/instance.js";

provide(() => module);

export * from "../lib/run.js";
