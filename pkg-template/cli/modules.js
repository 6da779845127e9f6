// A policy as a module whose type is its literal value, so that `Policy.compile` knows the
// names of its fields, scores, grades and classes. The policies that ship are written by this
// too (scripts/build/policies.mjs).

/** An ECMAScript module. @param {string} text the policy as JSON */
export function moduleText(text) {
  return `export default ${literal(text)};\n`;
}

/** A CommonJS module. */
export function commonText(text) {
  return `module.exports = ${literal(text)};\n`;
}

/** A TypeScript module: value and type in one. */
export function typeScriptText(text) {
  return `export default ${literal(text)} as const;\n`;
}

/** The types of the first. */
export function moduleTypes(text) {
  return `declare const policy: ${literalType(JSON.parse(bare(text)), "")};\nexport default policy;\n`;
}

/** The types of the second. */
export function commonTypes(text) {
  return `declare const policy: ${literalType(JSON.parse(bare(text)), "")};\nexport = policy;\n`;
}

/** JSON as an expression of JavaScript: the same text, but for the one key that is special there. */
function literal(text) {
  const plain = JSON.stringify(JSON.parse(bare(text)), null, 2);
  return plain.includes('"__proto__":') ? plain.replaceAll('"__proto__":', '["__proto__"]:') : bare(text).trim();
}

function bare(text) {
  return text.replace(/^\ufeff/, "");
}

/** The TypeScript type that has this value alone. */
function literalType(value, indent) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `readonly [${value.map((one) => literalType(one, deeper)).join(", ")}]`;
  }
  const lines = Object.entries(value).map(([key, one]) => `${deeper}readonly ${JSON.stringify(key)}: ${literalType(one, deeper)};\n`);
  return `{\n${lines.join("")}${indent}}`;
}
