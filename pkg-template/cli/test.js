// gradus test policy.json …: the policy's own tests, one by one.

import { Policy } from "./index.js";
import { read } from "./args.js";
import { Fault } from "./faults.js";
import { paint } from "./paint.js";
import { readPolicy } from "./policy-file.js";
import { show } from "./problems.js";

export function test(args) {
  const { files } = read(args, [], { files: [1, Infinity] });
  const colour = paint(process.stdout);
  let [passed, failed] = [0, 0];
  for (const name of files) {
    const { text } = readPolicy(name);
    const problems = Policy.check(text).filter((one) => one.severity === "error");
    const others = problems.filter((one) => one.code !== "test_failed");
    if (others.length > 0) {
      process.stderr.write(show(name, text, others));
      throw new Fault(`${name} does not compile: its tests have not run`);
    }
    const byPath = new Map(problems.map((one) => [one.path, one]));
    for (const [i, { name: title }] of (JSON.parse(text.replace(/^\ufeff/, "")).tests ?? []).entries()) {
      const problem = byPath.get(`/tests/${i}`);
      if (problem) failed++;
      else passed++;
      process.stdout.write(`${problem ? colour("red", "✗") : colour("green", "✓")} ${title}\n`);
      if (problem) process.stdout.write(`  ${name}:${problem.line}:${problem.column}: ${problem.message}\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
}
