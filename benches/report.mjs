// What was measured on what, for people and for programs.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";

/** What the command line asks for. `package` is a directory with a built package. */
export function options() {
  const { values } = parseArgs({
    options: { json: { type: "boolean" }, quick: { type: "boolean" }, package: { type: "string" } },
  });
  const at = values.package ? pathToFileURL(`${values.package}/`) : new URL("../pkg/", import.meta.url);
  if (!existsSync(new URL("index.js", at))) throw new Error("there is no built package to measure: run `npm run build` first");
  return { json: values.json ?? false, quick: values.quick ?? false, at };
}

/** The policy that is measured, as text. */
export function policyText() {
  return readFileSync(new URL("policy.json", import.meta.url), "utf8");
}

/** Machine, runtime and sizes: without them no figure means anything. */
export function setting(at) {
  const wasm = readFileSync(new URL("gradus_bg.wasm", at));
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    gradus: JSON.parse(readFileSync(new URL("package.json", at), "utf8")).version,
    wasmBytes: wasm.length,
    wasmBrotliBytes: brotliCompressSync(wasm).length,
  };
}

export function describe({ cpu, cores, platform, node, gradus, wasmBytes, wasmBrotliBytes }) {
  const kb = (bytes) => (bytes / 1000).toFixed(1);
  return `${cpu}, ${cores} cores, ${platform}, Node ${node}\ngradus ${gradus}, Wasm ${kb(wasmBytes)} KB, ${kb(wasmBrotliBytes)} KB under brotli`;
}

/** The version of an installed package. */
export function versionOf(name) {
  const require = createRequire(import.meta.url);
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (found.name === name) return found.version;
    } catch {
      // no package.json here: it is further up
    }
  }
  throw new Error(`${name} is not installed`);
}

/** Lines with columns: the first to the left, the others to the right. */
export function table(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const print = (line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("   ").trimEnd();
  return [print(head), widths.map((width) => "─".repeat(width)).join("   "), ...rows.map(print)].join("\n");
}

/** Three figures that say something, without an exponent. */
export function figure(number) {
  return number >= 100 ? Math.round(number).toLocaleString("en") : number.toPrecision(number < 1 ? 2 : 3);
}

/** A target beside what was reached. */
export function verdict({ name, reached, most, least, unit = "×" }) {
  const met = most === undefined ? reached >= least : reached <= most;
  const target = most === undefined ? `at least ${least}` : `at most ${most}`;
  return `${met ? "✓" : "✗"} ${name}: ${figure(reached)}${unit === "×" ? "" : " "}${unit} (${target})`;
}
