// States that are kept as JSON and handed to another runtime at every step, beside customers that
// live in one process: native Rust, the packed package, gradus/run, in turn.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Life } from "./lives.mjs";
import { gradus, root } from "./project.mjs";

/** Native Rust as a process, built before. */
class Native {
  constructor(policy) {
    this.child = spawn(join(root, "target", "release", "examples", process.platform === "win32" ? "advance.exe" : "advance"), { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stdin.write(`${JSON.stringify(policy)}\n`);
  }

  /** The answers to these calls, in their order. @param {string[]} calls @returns {Promise<string[]>} */
  async answers(calls) {
    // Written while answers are read: pipes hold only so much.
    const written = (async () => {
      for (const call of calls) if (!this.child.stdin.write(`${call}\n`)) await once(this.child.stdin, "drain");
    })();
    const answers = [];
    while (answers.length < calls.length) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`native Rust ended with exit code ${this.child.exitCode}`);
      answers.push(value);
    }
    await written;
    return answers;
  }

  end() {
    this.child.stdin.end();
  }
}

/**
 * Lets so many customers of a policy live through so many steps. The answer of each step must be the same text
 * in one process that hands objects on, and with states that are read back from JSON by another runtime.
 * @param {string} text the policy
 * @returns {Promise<{ calls: number, moves: number, stages: number, due: number, bytes: number }>}
 */
export async function survive(text, { customers, steps, seed }) {
  const [{ Policy }, run] = [await gradus(), await gradus("run.js")];
  const policy = Policy.compile(text);
  const turns = { gradus: Policy.compile(text), run: run.Policy.load(policy.compiled()) };
  const native = new Native(text);
  const names = ["native", "gradus", "run"];
  const all = Array.from({ length: customers }, (_, i) => ({ life: new Life(policy.document, seed + i), answer: null, kept: "null" }));
  const told = { calls: 0, moves: 0, stages: 0, due: 0, bytes: 0 };
  const stages = new Set();
  try {
    for (let step = 0; step < steps; step++) {
      const turnOf = (i) => names[(i + step) % names.length];
      const calls = all.map((one) => {
        one.life.step(one.answer);
        return { facts: one.life.facts, now: new Date(one.life.now).toISOString() };
      });
      const written = calls.map(({ facts, now }, i) => (turnOf(i) === "native" ? `{"facts":${JSON.stringify(facts)},"now":"${now}","state":${all[i].kept}}` : null));
      const answers = (await native.answers(written.filter((line) => line !== null)))[Symbol.iterator]();
      all.forEach((one, i) => {
        const { facts, now } = calls[i];
        const turn = turnOf(i);
        const answer = turn === "native" ? answers.next().value : turns[turn].advanceJson(facts, { now, state: JSON.parse(one.kept), invalid: "missing" });
        const expected = policy.advanceJson(facts, { now, state: one.answer?.state, invalid: "missing" });
        if (answer !== expected) throw new Error(`customer ${seed + i}, step ${step}, ${turn}: ${JSON.stringify(facts)} at ${now} from ${one.kept}\n${answer}\n${expected}`);
        one.answer = JSON.parse(expected);
        one.kept = JSON.stringify(JSON.parse(answer).state);
        told.calls++;
        told.moves += one.answer.transitions.length;
        told.due += one.answer.touches.filter(({ status }) => status === "due").length;
        stages.add(one.answer.stage);
      });
    }
  } finally {
    native.end();
  }
  for (const one of [policy, ...Object.values(turns)]) one.free();
  return { ...told, stages: stages.size, bytes: Math.max(...all.map(({ kept }) => kept.length)) };
}
