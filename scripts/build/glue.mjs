// wasm-bindgen's glue, made to fit: a function that can be called again.
//
// As wasm-bindgen writes it, the glue is a module that starts one instance and keeps it for
// good. The package starts another when one is lost, and leaves the loading to its entry
// points. So the part that loads is cut off, and the rest becomes the body of a function that
// returns the imports and what to do with the instance. Where a host has no TextEncoder or
// TextDecoder (a simulated browser in tests), the function's caller gives its own.

const LOADING = "let wasmModule, wasmInstance, wasm;\n";

export function repeatable(glue) {
  const [body, loading, ...rest] = glue.split(LOADING);
  const known =
    rest.length === 0 &&
    loading?.includes("wasm.__wbindgen_start();") &&
    body.includes("function __wbg_get_imports()") &&
    !/^import /m.test(glue);
  if (!known) throw new Error("wasm-bindgen's glue does not look as expected: see scripts/build/glue.mjs");
  const exported = [...body.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  return `export function glue({ TextEncoder, TextDecoder, FinalizationRegistry }) {
let wasm;
${body.replace(/^export /gm, "")}
return {
    imports: __wbg_get_imports(),
    start(instance) {
        wasm = instance.exports;
        wasm.__wbindgen_start();
        return { ${exported.join(", ")}, memory: wasm.memory };
    },
};
}
`;
}
