// A policy as the caller has it, as text.

import { PolicyError, problem } from "./errors.js";
import { oneLine } from "./options.js";

const MOST = 1024 * 1024;

/** The JSON text of a policy given as text or as an object. @returns {string} */
export function sourceText(source) {
  if (typeof source === "string") return source;
  if (ArrayBuffer.isView(source) || source instanceof ArrayBuffer) {
    throw unusable("expected JSON text or an object, got bytes", "decode them first: `new TextDecoder().decode(bytes)`");
  }
  let text;
  try {
    text = JSON.stringify(source);
  } catch (error) {
    throw unusable(`the policy cannot be written as JSON: ${oneLine(error)}`);
  }
  if (text === undefined) throw unusable(`expected JSON text or an object, got ${typeof source}`);
  return text;
}

/**
 * What of it need be shown to the core: a text far over the limit is refused all the same
 * when it is cut a little over the limit.
 */
export function bounded(text) {
  return text.length > MOST ? text.slice(0, MOST + 1) : text;
}

function unusable(message, help) {
  return new PolicyError([{ ...problem("json_syntax", "", message, help), line: 1, column: 1 }]);
}
