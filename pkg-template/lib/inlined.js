// Wasm that came as text inside the script.

import { GradusError } from "./errors.js";

/** @param {string} text a character for each byte @param {number} length as it was built */
export function fromCharacters(text, length) {
  if (text.length !== length) {
    throw new GradusError(
      "internal",
      'this script was not read as UTF-8: serve it with `charset=utf-8`, or load it by `<script charset="utf-8">`',
    );
  }
  return new WebAssembly.Module(bytesOf(text, "latin1"));
}

/** @param {string} text */
export function fromBase64(text) {
  return new WebAssembly.Module(globalThis.Buffer ? bytesOf(text, "base64") : bytesOf(atob(text)));
}

/** Node does this at once; a loop that runs but once is slow. */
function bytesOf(text, encoding) {
  if (globalThis.Buffer && encoding) return globalThis.Buffer.from(text, encoding);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
