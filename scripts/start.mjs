// npm start: from a fresh clone to graded leads. Fetches what is missing, builds the package,
// grades the sample with a policy that ships, explains one lead in full, and replays a shop's invoices.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPackage } from "./build.mjs";
import { root, run } from "./run.mjs";

const NOW = "2026-11-02"; // the day that the samples are about

const step = (text) => console.log(`\n▸ ${text}`);

try {
  step("building the package");
  await buildPackage({ say: (text) => console.log(`  ${text}`) });
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

const gradus = (...args) => {
  console.log(`  npx gradus ${args.join(" ")}\n`);
  run(process.execPath, [join(root, "pkg", "cli.js"), ...args]);
};
const scratch = mkdtempSync(join(tmpdir(), "gradus-"));
try {
  const graded = join(scratch, "graded.csv");
  step("grading samples/prospects.csv: 500 made-up leads, and which of them were won");
  gradus("grade", "samples/prospects.csv", "--policy", "b2b-saas", "--now", NOW, "--outcome", "won=yes", "-o", graded);

  step("one lead, every point accounted for");
  gradus("explain", "--facts", "samples/lead.json", "--policy", "b2b-saas", "--now", NOW);

  step("18 months of a made-up shop: who is new, loyal, asleep, won back, at the start of each quarter");
  gradus("replay", "samples/orders.csv", "--policy", "retail-lifecycle", "--map", "samples/orders-map.json", "--every", "3mo");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(`
The package is in pkg/: \`npm install ./pkg\` in a project of yours, then

  import { Policy } from "gradus";
  import source from "gradus/policies/b2b-saas";
  console.log(Policy.compile(source).grade({ company_size: "200-499", industry: "software" }));
`);
