// Suggestions that JavaScript makes are those that the core makes (src/base/suggest.rs).

import assert from "node:assert/strict";
import { test } from "node:test";
import { help, nearest, quote } from "../../pkg-template/lib/suggest.js";
import { gradus } from "./project.mjs";

const { Policy } = await gradus();

test("a slip of the keyboard is recognised", () => {
  const keys = ["label", "note", "combine", "groups", "from", "half_life", "cap", "trial_started"];
  const cases = { lable: "label", form: "from", Combine: "combine", group: "groups", CAP: "cap", cup: "cap", trail_started: "trial_started", halflife: "half_life", trials: null, of: null, xyz: null, "": null, labels: "label" };
  for (const [word, expected] of Object.entries(cases)) assert.equal(nearest(word, keys), expected, word);
  assert.equal(nearest("ordes", ["orders", "order"]), "orders");
  assert.equal(nearest("a".repeat(41), ["a".repeat(41)]), null);
  assert.equal(nearest("x".repeat(1 << 20), keys), null);
});

test("the core suggests the same", () => {
  const keys = ["$schema", "gradus", "name", "version", "label", "note", "time", "fields", "protected", "events", "derive", "scores", "grades", "tests"];
  const letters = "abcdefghijklmnopqrstuvwxyz_";
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  let suggested = 0;
  for (let round = 0; round < 400; round++) {
    const word = [...keys[random(keys.length)]];
    for (let slips = 1 + random(3); slips > 0; slips--) {
      const at = random(word.length + 1);
      [() => word.splice(at, 1), () => word.splice(at, 0, letters[random(27)]), () => word.splice(at, 1, letters[random(27)]), () => word.splice(at, 2, word[at + 1] ?? "", word[at] ?? "")][random(4)]();
    }
    const key = word.join("");
    if (key === "" || keys.includes(key)) continue;
    const [{ code, help }] = Policy.check({ gradus: 1, [key]: 1 });
    assert.equal(code, "unknown_key");
    const found = nearest(key, keys);
    assert.equal(help, found === null ? null : `did you mean \`${found}\`?`, key);
    if (found !== null) suggested++;
  }
  assert.ok(suggested > 100, String(suggested));
});

test("what the author wrote is quoted, cut and without control characters", () => {
  assert.equal(quote("é".repeat(50)), `\`${"é".repeat(40)}…\``);
  assert.equal(quote("a\nb"), "`a b`");
  assert.equal(quote("😀".repeat(41)), `\`${"😀".repeat(40)}…\``);
});

test("help is a question, else the list where that is short, else nothing", () => {
  assert.equal(help("trail", ["trial", "x"]), "did you mean `trial`?");
  assert.equal(help("zzz", ["one"]), "there is `one`");
  assert.equal(help("zzz", ["one", "two"]), "there are `one`, `two`");
  assert.equal(help("zzz", []), null);
  assert.equal(help("zzzzzz", Array.from({ length: 9 }, (_, i) => `name${i}`)), null);
});
