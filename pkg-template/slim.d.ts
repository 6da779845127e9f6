export * from "./index.js";

/** A type of the host, if its types are there (`lib: ["DOM"]`, `@types/node`, …). */
type Host<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never;

type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T & object : never;

type Bytes = ArrayBuffer | ArrayBufferView;

/** What the Wasm may be had from: its URL (a bundler gives one for `gradus/gradus.wasm`), a response, bytes, a module. */
export type WasmSource = string | Host<"URL"> | Host<"Request"> | Host<"Response"> | Bytes | WasmModule;

/**
 * Makes the package ready, once, before any other call. Later calls change nothing.
 *
 * ```js
 * import { init, Policy } from "gradus/slim";
 * await init(fetch("/gradus.wasm"));
 * ```
 */
export function init(wasm: WasmSource | Promise<WasmSource>): Promise<void>;

/** The same at once, from bytes or a compiled module. */
export function initSync(wasm: Bytes | WasmModule): void;
