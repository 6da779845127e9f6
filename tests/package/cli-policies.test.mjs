// The terminal's commands about policies: diff, types, compile, and what check says of warnings.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { SMALL } from "./policies.mjs";
import { gradus, installed, project, root } from "./project.mjs";

const require = createRequire(import.meta.url);
const CLI = join(installed(), "cli.js");
// In the project, so that what is written here finds the package.
const folder = join(project().folder, "cli-policies");
mkdirSync(folder, { recursive: true });
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "object" && !Buffer.isBuffer(content) ? JSON.stringify(content, null, 2) : content);
  return path;
}

function run(args, { input, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { ...process.env, LANG: "C", LC_ALL: "", LC_MESSAGES: "", ...env },
  });
  return { status, stdout, stderr };
}

const small = file("small.json", SMALL);
const NOW = ["--now", "2026-11-01"];
const { tests, ...untested } = SMALL;
const CHANGED = {
  ...untested,
  fields: { ...SMALL.fields, city: { type: "string" } },
  grades: { ...SMALL.grades, lead: { of: "score.fit", bands: [{ grade: "A", from: 20 }, { grade: "B", from: 15 }, { grade: "D", from: 0 }], also: [{ grade: "X" }], overrides: [{ when: "city == 'x'", grade: "X" }] } },
};
const changed = file("changed.json", CHANGED);

// Until the core has it; a skipped test does not count as passed.
const { Policy } = await gradus();
const GAP = { gradus: 1, fields: { a: { type: "number", min: 0 } }, scores: { s: { groups: { g: { cap: [0, 5], rules: [{ id: "r", of: "a", bands: [[10, 5]] }] } } } } };
const lints = Policy.check(GAP).length > 0;

test("diff tells each change, and how many there are", () => {
  const { status, stdout, stderr } = run(["diff", small, changed]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(
    stdout,
    `+ field \`city\` added
~ \`from\` of band \`A\` of grade \`lead\`: 50 → 20
- \`keep\` of band \`A\` of grade \`lead\` removed (was 5)
~ \`from\` of band \`B\` of grade \`lead\`: 20 → 15
- band \`C\` of grade \`lead\` removed
+ band \`D\` of grade \`lead\` added
+ \`also\` of grade \`lead\` added
+ \`overrides\` of grade \`lead\` added
- \`tests\` removed
9 changes
`,
  );
  assert.equal(run(["diff", small, small]).stdout, "no changes\n");
  assert.equal(run(["diff", small, small], { env: { LANG: "zh_CN.UTF-8" } }).stdout, "没有变化\n");
  const chinese = run(["diff", small, changed, "--lang", "zh"]).stdout;
  assert.match(chinese, /^\+ 字段 `city`：新增\n~ 评级 `lead` › 分数线 `A` › `from`：50 → 20\n- 评级 `lead` › 分数线 `A` › `keep`：删除（原为 5）\n/);
  assert.match(chinese, /\n9 处变化\n$/);
});

test("diff --on shows who moves from which class to which", () => {
  const rows = ["1000,saas,", "1000,saas,x", "1000,other,", "100,saas,", "100,other,", "100,,", "0,,", "much,,"];
  const table = file("leads.csv", `budget,industry,city\n${rows.join("\n")}\n`);
  const { status, stdout, stderr } = run(["diff", small, changed, "--on", table, ...NOW]);
  assert.equal(status, 0);
  assert.match(stderr, /fields without a column: size, /);
  assert.match(stderr, /cells of `budget` that are not valid and count as missing: 1 \(the first in row 8\)\n8 rows graded in /);
  assert.doesNotMatch(stderr, /no field/);
  assert.equal(
    stdout.slice(stdout.indexOf("9 changes\n\n") + 11),
    `  lead: before ↓ after →      A      B      D      X  all   Share
  A                           ·      ·      ·      ·    0   0.00%
  B                           3      ·      ·      1    4   50.0%
  C                           ·      1      3      ·    4   50.0%
  all                         3      1      3      1    8  100.0%
  Share                   37.5%  12.5%  37.5%  12.5%
  same 0 (0.00%), better 3 (37.5%), worse 0 (0.00%), other 5 (62.5%)

  heat: before ↓ after →    hot    cold  all   Share
  hot                         ·       ·    0   0.00%
  cold                        ·       8    8  100.0%
  all                         0       8    8  100.0%
  Share                   0.00%  100.0%
  same 8 (100.0%), better 0 (0.00%), worse 0 (0.00%)
`,
  );
  assert.match(run(["diff", small, changed, "--on", table, "--lang", "zh", ...NOW]).stdout, /\n {2}lead: 原 ↓ 新 → .*合计 +占比\n[^]*不变 0 \(0\.00%\), 上升 3 \(37\.5%\)/);
  const { changes, rows: count, moves } = JSON.parse(run(["diff", small, changed, "--on", "-", "--json", ...NOW], { input: readFileSync(table) }).stdout);
  assert.deepEqual([changes.length, count], [9, 8]);
  assert.deepEqual(moves.lead, [{ from: "B", to: "A", count: 3 }, { from: "B", to: "X", count: 1 }, { from: "C", to: "B", count: 1 }, { from: "C", to: "D", count: 3 }]);
  assert.deepEqual(JSON.parse(run(["diff", small, changed, "--json"]).stdout), { changes });
});

test("diff --on counts as grading by each policy does", () => {
  const [before, after] = [SMALL, CHANGED].map((source) => Policy.compile(source));
  const sample = Array.from({ length: 3000 }, (_, i) => ({ budget: (i * 37) % 1500, industry: ["saas", "其他", ""][i % 3] }));
  const table = file("many.csv", `budget,industry\n${sample.map(({ budget, industry }) => `${budget},${industry}`).join("\n")}\n`);
  const expected = new Map();
  for (const { budget, industry } of sample) {
    const [from, to] = [before, after].map((policy) => policy.grade({ budget, industry: industry || null }).grade);
    expected.set(`${from} ${to}`, (expected.get(`${from} ${to}`) ?? 0) + 1);
  }
  const { moves } = JSON.parse(run(["diff", small, changed, "--on", table, "--json"]).stdout);
  assert.deepEqual(new Map(moves.lead.map(({ from, to, count }) => [`${from} ${to}`, count])), expected);
});

test("diff maps columns to fields of either policy; strict makes unmatched columns an error", () => {
  const table = file("mapped.csv", "Umsatz,Ort\n1000,x\n");
  const map = file("map.json", { Umsatz: "budget", Ort: "city" });
  const { moves } = JSON.parse(run(["diff", small, changed, "--on", table, "--map", map, "--json"]).stdout);
  assert.deepEqual(moves.lead, [{ from: "B", to: "X", count: 1 }]);
  const wrong = run(["diff", small, changed, "--on", table, "--map", file("wrong.json", { Ort: "nope" })]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /nope/);
  assert.match(run(["diff", small, changed, "--on", table, "--strict"]).stderr, /every column must be a field/);
});

test("diff of a draft whose own tests fail", () => {
  const draft = file("draft.json", { ...SMALL, grades: { ...SMALL.grades, lead: { of: "score.fit", bands: [{ grade: "A", from: 0 }, { grade: "C", from: -1 }] } } });
  const { status, stdout, stderr } = run(["diff", small, draft]);
  assert.equal(status, 0);
  assert.match(stderr, /draft\.json: 1 of its own tests fails/);
  assert.match(stdout, /band `B` of grade `lead` removed/);
  const broken = run(["diff", small, file("broken.json", { ...SMALL, colour: "red" })]);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /\[unknown_key\][^]*broken\.json does not compile\n$/);
});

test("a file without rows moves nobody", () => {
  assert.match(run(["diff", small, changed, "--on", file("none.csv", "budget\n")]).stdout, /all +0 +0 +0 +0 +0 +–\n/);
});

/** Compiles these TypeScript files under strict rules, as a module beside them. */
function tsc(files, settings = []) {
  const bin = join(dirname(require.resolve("typescript/package.json")), require("typescript/package.json").bin.tsc);
  const { stdout, stderr } = spawnSync(process.execPath, [bin, "--noEmit", "--strict", "--target", "es2022", "--lib", "es2022", "--types", "", "--module", "nodenext", ...settings, ...files], { cwd: folder, encoding: "utf8" });
  return stdout + stderr;
}

test("types writes a module whose types are the policy's, in each form", async () => {
  const use = (path) => `import { Policy } from "gradus";
import source from "${path}";
const policy = Policy.compile(source);
policy.grade({ industry: "其他", events: { visit: [{ at: 0, page: "/" }] } }).grades.lead satisfies "A" | "B" | "C" | null;
// @ts-expect-error not one of the values
policy.grade({ industry: "retail" });
// @ts-expect-error a misspelt field
policy.grade({ bugdet: 1 });
`;
  assert.equal(run(["types", small]).stdout, `// Written by \`gradus types ${small}\`: change the policy, and run that again.\nexport default ${JSON.stringify(SMALL, null, 2)} as const;\n`);
  for (const [output, beside, imported] of [["a.ts", null, "./a.js"], ["b.mts", null, "./b.mjs"], ["c.js", "c.d.ts", "./c.js"], ["d.mjs", "d.d.mts", "./d.mjs"], ["e.cjs", "e.d.cts", "./e.cjs"]]) {
    assert.deepEqual(run(["types", small, "-o", output]), { status: 0, stdout: "", stderr: "" });
    if (beside !== null) assert.ok(existsSync(join(folder, beside)), beside);
    if (!output.endsWith("ts")) assert.deepEqual((await import(pathToFileURL(join(folder, output)).href)).default, SMALL);
    file(`use-${output.replace(".", "-")}.ts`, use(imported));
  }
  assert.equal(tsc(["a-ts", "b-mts", "c-js", "d-mjs", "e-cjs"].map((name) => `use-${name}.ts`)), "");
});

test("types of a shipped policy are what the package ships", () => {
  assert.equal(run(["types", "b2b-saas", "-o", "shipped.js"]).status, 0);
  for (const [mine, theirs] of [["shipped.js", "b2b-saas.js"], ["shipped.d.ts", "b2b-saas.d.ts"]]) {
    assert.equal(readFileSync(join(folder, mine), "utf8").replace(/^\/\/ .*\n/, ""), readFileSync(join(installed(), "policies", theirs), "utf8"));
  }
});

test("types of a policy with names that are special in JavaScript, and with a byte-order mark", async () => {
  const text = '\ufeff{ "gradus": 1, "fields": { "x": { "type": "string" } },\r\n "scores": { "s": { "groups": { "g": { "rules": [{ "id": "r", "of": "x", "points": { "\\u005f_proto__": 5, "constructor": 6, "\u2028\\"__proto__\\":": 7 } }] } } } } }';
  const odd = file("odd\nname.json", text);
  assert.equal(run(["types", odd, "-o", "odd.mjs"]).status, 0);
  const { default: module } = await import(pathToFileURL(join(folder, "odd.mjs")).href);
  assert.equal(JSON.stringify(module), JSON.stringify(JSON.parse(text.slice(1))));
  assert.equal(run(["types", odd, "-o", "odd.ts"]).status, 0);
  assert.equal(tsc(["odd.ts"]), "");
});

test("exit codes of diff, types and compile", () => {
  const table = file("x.csv", "budget\n1\n");
  const codes = {
    1: [["diff", small, "nowhere.json"], ["diff", small, small, "--on", "nowhere.csv"], ["diff", small, small, "--on", folder], ["types", "nowhere.json"], ["types", file("not.json", "{")], ["types", small, "-o", join(folder, "nowhere", "x.ts")], ["compile", "nowhere.json", "-o", "x.gradus"]],
    2: [["diff"], ["diff", small], ["diff", small, small, small], ["diff", small, small, "--now", "2026-11-01"], ["diff", small, small, "--on", table, "--now", "soon"], ["diff", small, small, "--nope"], ["types"], ["types", small, small], ["types", small, "-o", "x.json"], ["types", small, "-o", "x.d.ts"], ["types", small, "-o", "x"], ["compile", small], ["compile", small, "-o", small], ["compile"]],
  };
  for (const [code, all] of Object.entries(codes)) {
    for (const args of all) {
      const { status, stderr } = run(args);
      assert.equal(status, Number(code), `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, /error: /);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
    }
  }
  assert.match(run(["diff", small]).stderr, /and which other file\?/);
  assert.match(run(["comple", small]).stderr, /did you mean `compile`\?/);
});

test("compile writes what policy.compiled() gives", () => {
  assert.deepEqual(run(["compile", small, "-o", "small.gradus"]).status, 0);
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, "small.gradus"))), new Uint8Array(Policy.compile(SMALL).compiled()));
});

test("check tells warnings beside errors; they are at fault only under --strict", { skip: !lints }, () => {
  const warned = file("gap.json", GAP);
  const { status, stdout, stderr } = run(["check", warned, small]);
  assert.equal(status, 0);
  assert.match(stderr, /warning: .* \[bands_gap\]\n +--> \S*gap\.json:\d+:\d+ {2}\/scores\/s\/groups\/g\/rules\/0\/bands/);
  assert.match(stderr, /gap\.json: 1 warning\n$/);
  assert.match(stdout, /small\.json: no problems/);
  assert.equal(run(["check", warned, "--strict"]).status, 1);
  assert.equal(run(["check", small, "--strict"]).status, 0);
  assert.equal(JSON.parse(run(["check", warned, "--json"]).stdout).severity, "warning");
});
