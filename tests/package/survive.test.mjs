// A customer whose state is saved after every step, and read by another runtime before the next, has the same life.
// `npm run survive` does the same with ten thousand customers.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { before, test } from "node:test";
import { shipped } from "./leads.mjs";
import { STAGED } from "./policies.mjs";
import { root } from "./project.mjs";
import { survive } from "./survive.mjs";

before(() => {
  const { status, stderr } = spawnSync("cargo", ["build", "--release", "--quiet", "--locked", "--example", "advance"], { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

const policies = [JSON.stringify(STAGED), ...shipped()].filter((text) => JSON.parse(text).lifecycle);

test("there are policies with a lifecycle", () => assert.ok(policies.length >= 4));

for (const text of policies) {
  const { name } = JSON.parse(text);
  test(`customers of \`${name}\` survive a hundred steps on three runtimes`, async () => {
    const { calls, moves, stages, due } = await survive(text, { customers: 30, steps: 100, seed: 1 });
    assert.equal(calls, 3000);
    assert.ok(moves >= 60, `${moves} moves`);
    assert.ok(stages >= 3, `${stages} stages`);
    assert.ok(due >= 20, `${due} touches were due`);
  });
}
