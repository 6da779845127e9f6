// The JavaScript of the package: a self-contained file for each entry point.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { base64Literal, byteLiteral, fill } from "./inline.mjs";

/** `full` and `run`: each its Wasm and the glue for it. */
export async function buildScripts({ from, to, full, run, version }) {
  const write = (name, script) => writeFileSync(join(to, name), script);
  const entries = async ({ wasm, glue }, entryPrefix, names) => {
    const entry = (name, format) => bundle(join(from, "entry", `${entryPrefix}${name}.js`), { format, glue });
    const inlined = fill(await entry("inline", "esm"), '"GRADUS_WASM_LENGTH"', String(wasm.length));
    write(`${names.main}.js`, fill(inlined, '"GRADUS_WASM_CHARACTERS"', byteLiteral(wasm)));
    write(`${names.main}.cjs`, fill(await entry("require", "cjs"), '"GRADUS_WASM_BASE64"', base64Literal(wasm)));
    write(names.workerd, await entry("workerd", "esm"));
    write(names.edgeLight, await entry("edge-light", "esm"));
    return entry;
  };

  const entry = await entries(full, "", { main: "index", workerd: "workerd.js", edgeLight: "edge-light.js" });
  write("slim.js", await entry("slim", "esm"));
  write("slim.cjs", await entry("slim", "cjs"));
  await entries(run, "run-", { main: "run", workerd: "run-workerd.js", edgeLight: "run-edge-light.js" });
  const { script, packages } = await command(join(from, "cli", "main.js"), version);
  write("cli.js", script);
  write("LICENSE-BUNDLED", licences(packages));
  chmodSync(join(to, "cli.js"), 0o755);
}

/** The terminal command: it uses the package's own entry point. */
async function command(entry, version) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    charset: "utf8",
    external: ["./index.js"],
    define: { GRADUS_VERSION: JSON.stringify(version) },
    legalComments: "inline",
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).map((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return { script: outputFiles[0].text, packages: [...new Set(packages)].filter((one) => one !== undefined).sort() };
}

/** The licences of what the command has in it, as they ask to be handed on. */
function licences(packages) {
  const parts = packages.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return `cli.js has these packages in it.\n\n${parts.join("\n----\n\n")}`;
}

async function bundle(entry, { format, glue }) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["./gradus_bg.wasm", "./gradus_bg.wasm?module", "./gradus_run_bg.wasm", "./gradus_run_bg.wasm?module"],
    plugins: [virtual("#glue", glue)],
  });
  return outputFiles[0].text;
}

/** A module that is only in memory. */
function virtual(name, contents) {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "virtual" }));
      build.onLoad({ filter: /./, namespace: "virtual" }, () => ({ contents }));
    },
  };
}
