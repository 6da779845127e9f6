// Wasm inside a script, as text: a character for a byte, which compresses as well as the Wasm
// itself does (base64 compresses a third worse), or base64 where a file should be plain ASCII.

const ESCAPES = new Map([
  [0x00, "\\0"],
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/** A JavaScript string literal with a character from U+0000 to U+00FF for each byte. */
export function byteLiteral(bytes) {
  let text = '"';
  bytes.forEach((byte, i) => {
    // `\0` before a digit would be an octal escape.
    const digit = bytes[i + 1] >= 0x30 && bytes[i + 1] <= 0x39;
    text += byte === 0 && digit ? "\\x00" : (ESCAPES.get(byte) ?? String.fromCharCode(byte));
  });
  return `${text}"`;
}

/** A base64 string literal. */
export function base64Literal(bytes) {
  return JSON.stringify(Buffer.from(bytes).toString("base64"));
}

/** Puts the literal where `name` stands in the script, which must be once. */
export function fill(script, name, literal) {
  const [before, after, ...rest] = script.split(name);
  if (after === undefined || rest.length > 0) throw new Error(`${name} must stand in the script exactly once`);
  return before + literal + after;
}
