// The shipped policies: each as JSON, and as modules with literal types.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commonText, commonTypes, moduleText, moduleTypes } from "../../pkg-template/cli/modules.js";

export function buildPolicies(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from).filter((name) => name.endsWith(".json"))) {
    const text = readFileSync(join(from, file), "utf8");
    const name = file.slice(0, -".json".length);
    const write = (extension, content) => writeFileSync(join(to, `${name}.${extension}`), content);
    write("json", text);
    write("js", moduleText(text));
    write("cjs", commonText(text));
    write("d.ts", moduleTypes(text));
    write("d.cts", commonTypes(text));
  }
}
