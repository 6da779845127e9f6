// gradus/run for Vercel's edge functions, which compile Wasm themselves and give it as a module.

import module from "./gradus_run_bg.wasm?module";
import { provide } from "../lib/instance.js";

provide(() => module);

export * from "../lib/run.js";
