// The shipped policies: each as JSON, and as modules whose types are its literal values, so
// that `Policy.compile` knows the fields and grades.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function buildPolicies(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from).filter((name) => name.endsWith(".json"))) {
    const text = readFileSync(join(from, file), "utf8");
    const policy = JSON.parse(text);
    const type = literalType(policy, "");
    const name = file.slice(0, -".json".length);
    const write = (extension, content) => writeFileSync(join(to, `${name}.${extension}`), content);
    write("json", text);
    write("js", `export default ${text.trimEnd()};\n`);
    write("cjs", `module.exports = ${text.trimEnd()};\n`);
    write("d.ts", `declare const policy: ${type};\nexport default policy;\n`);
    write("d.cts", `declare const policy: ${type};\nexport = policy;\n`);
  }
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
