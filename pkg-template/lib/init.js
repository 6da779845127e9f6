// Where the Wasm comes from the caller.

import { GradusError } from "./errors.js";
import { isModule, use } from "./instance.js";

/**
 * Makes the package ready. The first call decides; later ones change nothing.
 * @param {string | URL | Request | Response | BufferSource | WebAssembly.Module | Promise<unknown>} wasm
 */
export async function init(wasm) {
  const given = await wasm;
  if (typeof given === "string" || isA(given, "URL") || isA(given, "Request")) return initSync(await load(await fetch(given)));
  if (isA(given, "Response")) return initSync(await load(given));
  if (isModule(given)) return initSync(given);
  initSync(await WebAssembly.compile(bytesOf(given)));
}

/** The same at once, from bytes or a module. @param {BufferSource | WebAssembly.Module} wasm */
export function initSync(wasm) {
  use(isModule(wasm) ? wasm : new WebAssembly.Module(bytesOf(wasm)));
}

async function load(response) {
  if (!response.ok) {
    throw new GradusError("internal", `the Wasm could not be fetched: ${response.status} ${response.statusText} at ${response.url}`, {
      retryable: true,
    });
  }
  // Compiling while it arrives needs a server that says what it sends; bytes need nothing.
  const type = response.headers.get("content-type")?.split(";")[0].trim();
  if (type === "application/wasm" && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function bytesOf(given) {
  if (ArrayBuffer.isView(given) || isA(given, "ArrayBuffer")) return given;
  throw new GradusError("option", "init takes a URL, a Response, bytes or a WebAssembly.Module");
}

/** By its tag, for hosts have several realms. */
function isA(value, type) {
  return Object.prototype.toString.call(value) === `[object ${type}]`;
}
