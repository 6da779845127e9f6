// npm run bench: what one grade costs, what one step of the lifecycle, and the first grade in a fresh process. `-- --quick` for a short look.

import { join } from "node:path";
import { buildPackage } from "./build.mjs";
import { root, run } from "./run.mjs";
import { dependencies } from "./setup.mjs";

try {
  await buildPackage();
  dependencies(join(root, "benches"));
  for (const name of ["single", "advance", "cold"]) run(process.execPath, [join(root, "benches", `${name}.mjs`), ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
