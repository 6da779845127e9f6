// The entry point whose Wasm the caller gives.

import { Policy, init, initSync } from "gradus/slim";

await init("/gradus.wasm");
await init(new URL("https://example.com/gradus.wasm"));
await init(fetch("/gradus.wasm"));
await init(new Uint8Array());
initSync(new ArrayBuffer(0));
initSync(new WebAssembly.Module(new Uint8Array()));
// @ts-expect-error no source of Wasm
await init(5);
// @ts-expect-error it is not there yet
initSync("/gradus.wasm");

Policy.compile({ gradus: 1, fields: { a: { type: "number" } } }).grade({ a: 1 });
