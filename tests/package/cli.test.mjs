// The terminal command, run from the installed package.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { SMALL } from "./policies.mjs";
import { gradus, installed, root } from "./project.mjs";

const CLI = join(installed(), "cli.js");
const folder = mkdtempSync(join(tmpdir(), "gradus-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function run(args, { input, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: "C", LC_ALL: "", LC_MESSAGES: "", ...env },
  });
  return { status, stdout, stderr };
}

const small = file("small.json", JSON.stringify(SMALL, null, 2));
const NOW = ["--now", "2026-11-01"];

/** Grades this text as a file, and returns rows as objects, and what was told. */
function graded(content, args = [], name = "leads.csv") {
  const { status, stdout, stderr } = run(["grade", file(name, content), "--policy", small, ...NOW, ...args]);
  assert.equal(status, 0, stderr);
  return { stdout, stderr, lines: stdout.replace(/^\ufeff/, "").trimEnd().split(/\r?\n/) };
}

/** What each row of one column comes to, by the score. */
function scores(column, cells, args = [], delimiter = ",") {
  const rows = cells.map((cell) => (cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell) + `${delimiter}x`);
  const { lines, stderr } = graded(`${column}${delimiter}note\n${rows.join("\n")}\n`, args);
  return { stderr, scores: lines.slice(1).map((line) => Number(line.split(delimiter).at(-3))) };
}

test("grade adds columns, and tells figures by grade", () => {
  const { stdout, stderr } = graded("id,Budget,INDUSTRY,won\n1,1000,saas,yes\n2,,其他,no\n3,100,saas,yes\n", ["--outcome", "won=YES"]);
  assert.equal(
    stdout,
    "id,Budget,INDUSTRY,won,gradus_grade,gradus_score,gradus_grade_heat,gradus_score_engagement\n" +
      "1,1000,saas,yes,B,30.5,cold,0\n2,,其他,no,C,5,cold,0\n3,100,saas,yes,B,20,cold,0\n",
  );
  assert.doesNotMatch(stderr, /columns that are no field/);
  assert.match(stderr, /fields without a column: size, company, /);
  assert.match(stderr, /3 rows graded in /);
  assert.match(stderr, /lead +Count +Share +won=YES +95% interval\n +A +0 +0\.00% +–\n +B +2 +66\.7% +█+\S* +100\.0% +34\.2% – 100\.0% +█+\n/);
  assert.match(stderr, /all +3 +100\.0% +66\.7% +20\.8% – 93\.9%\n/);
});

test("columns go by the field's name, its other names, its labels, and the map", () => {
  const policy = file("labels.json", JSON.stringify({ ...SMALL, fields: { ...SMALL.fields, budget: { type: "number", also: ["money"], label: { en: "Monthly budget", zh: "月预算" } } } }));
  for (const header of ["budget", "BUDGET", " Money ", "月预算", "monthly Budget"]) {
    const { stdout } = run(["grade", file("x.csv", `${header}\n1000\n`), "-p", policy]);
    assert.match(stdout, /\n1000,B,20\.5,/, header);
  }
  const map = file("map.json", JSON.stringify({ Umsatz: "budget", budget: null }));
  const mapped = run(["grade", file("x.csv", "budget,Umsatz\n1,1000\n"), "-p", policy, "--map", map]);
  assert.match(mapped.stdout, /\n1,1000,B,20\.5,/);
  for (const [wrong, what] of [[{ Nope: "budget" }, /Nope/], [{ budget: "nope" }, /nope/], [[1], /a map is/]]) {
    const { status, stderr } = run(["grade", file("x.csv", "budget\n1\n"), "-p", policy, "--map", file("map.json", JSON.stringify(wrong))]);
    assert.equal(status, 1);
    assert.match(stderr, what);
  }
});

test("numbers as people write them", () => {
  const right = scores("budget", ["1000", "1,000", "1 000", "1'000.50", "1,000.00", "¥1,000", "1000元", "1e3", "１０００", "+1000", "999.9", "99", "0,5", ""]);
  assert.deepEqual(right.scores, [20.5, 20.5, 20.5, 20.5, 20.5, 20.5, 20.5, 20.5, 20.5, 20.5, 10, 0, 0, 0]);
  assert.doesNotMatch(right.stderr, /not valid/);
  assert.match(scores("budget", ["much", "1,00,0", "1.2.3", "--5", "10%", "-5"]).stderr, /`budget` that are not valid and count as missing: 6 \(the first in row 1\)/);
  const european = scores("budget", ["1000", "1.000,50", "1000,5", "999,9", "1.000.000", "99.5"], [], ";");
  assert.deepEqual(european.scores, [20.5, 20.5, 20.5, 10, 20.5, 0]);
});

test("yes and no, dates, lists and values as people write them", () => {
  assert.deepEqual(scores("partner", ["yes", "Y", "TRUE", "1", "是", "no", "n", "false", "0", "否", ""]).scores, [5, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(scores("started", ["2026-10-31", "2026/10/31", "2026/1/5", "31.10.2026", "1.1.2026", "2026年10月31日", "2026-10-31 10:00", "2026/10/31 9:05:10", "2027-01-01"]).scores, [1, 1, 1, 1, 1, 1, 1, 1, 0]);
  assert.match(scores("started", ["10/31/2026", "soon", "2026-02-30"]).stderr, /`started` .*: 3 /);
  assert.deepEqual(scores("seen", ["0", "2026-10-31T23:59:59Z", "1700000000000", "2026-11-01 00:00"]).scores.slice(1), [2, 2, 2]);
  assert.deepEqual(scores("roles", ["decider", "user;decider", "user | decider", "user、decider", "user, decider", "user"]).scores, [20, 21, 21, 21, 21, 1]);
  assert.deepEqual(scores("industry", ["saas", "SaaS", " saas ", "其他", "OTHER"]).scores, [10, 10, 10, 5, 5]);
});

test("files as spreadsheets write them", () => {
  const text = 'company,budget,note\r\n"云, ""的"" 公司",1000,"two\r\nlines"\r\n\r\n云,1,\r\n';
  const expected = /^company,budget,note,gradus_grade[^\r]*\r\n"云, ""的"" 公司",1000,"two\r\nlines",B,25\.5,cold,0\r\n云,1,,C,5,cold,0\r\n$/;
  assert.match(graded(text).stdout, expected);
  const marked = graded(`\ufeff${text}`).stdout;
  assert.equal(marked[0], "\ufeff");
  assert.match(marked.slice(1), expected);
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
  assert.match(graded(utf16).stdout.slice(1), expected);
  assert.match(graded(Buffer.from(utf16).swap16()).stdout.slice(1), expected);
  for (const delimiter of [";", "\t"]) {
    assert.match(graded(`company${delimiter}budget\n云${delimiter}1000\n`).stdout, new RegExp(`\n云${delimiter}1000${delimiter}B${delimiter}25.5`));
  }
  assert.match(graded("company|budget\n云|1000\n", ["--delimiter", "|"]).stdout, /\n云\|1000\|B\|25.5/);
});

test("GB18030 is read, and told", () => {
  const { stdout, stderr } = run(["grade", join(root, "samples", "prospects-zh-gb18030.csv"), "--policy", "b2b-saas", ...NOW]);
  assert.match(stderr, /read as GB18030/);
  assert.match(stdout, /^线索编号,/);
  assert.match(stdout.split("\n")[1], /,[ABCDX],/);
});

test("a file in no known encoding is an error that says what to do", () => {
  const latin = Buffer.from("company,budget\nCaf\xe9,1\n", "latin1");
  const { status, stderr } = run(["grade", file("latin.csv", latin), "-p", small]);
  assert.equal(status, 1);
  assert.match(stderr, /neither UTF-8 nor GB18030.*--encoding/);
  assert.match(graded(latin, ["--encoding", "windows-1252"]).stdout, /Café/);
  assert.equal(run(["grade", file("latin.csv", latin), "-p", small, "--encoding", "utf-8"]).status, 1);
  assert.equal(run(["grade", file("latin.csv", latin), "-p", small, "--encoding", "klingon"]).status, 2);
});

test("rows of another length are counted; a file graded again gets its columns afresh", () => {
  const once = graded("budget,note\n1000\n1000,a,b\n1000,a\n");
  assert.match(once.stderr, /rows with more or fewer cells than the header: 2\n/);
  const again = graded(once.stdout);
  assert.equal(again.lines[0], once.lines[0]);
  assert.match(again.stderr, /columns that are no field: note, gradus_grade/);
});

test("consent: for every row, or by its column", () => {
  const policy = file("consent.json", JSON.stringify({ ...SMALL, tests: [], fields: { ...SMALL.fields, budget: { type: "number", purpose: "marketing" } } }));
  const score = (content, ...args) => run(["grade", file("x.csv", content), "-p", policy, ...args]).stdout.split("\n")[1].split(",").at(-3);
  assert.equal(score("budget\n1000\n"), "0");
  assert.equal(score("budget\n1000\n", "--consent", "mail, marketing"), "20.5");
  assert.equal(score("budget,consent\n1000,marketing\n"), "20.5");
  assert.equal(score("budget,consent\n1000,\n", "--consent", "marketing"), "0");
});

test("strict: unmatched columns and invalid cells are errors", () => {
  const strict = (content) => run(["grade", file("x.csv", content), "-p", small, "--strict"]);
  assert.equal(strict("budget\n1\n").status, 0);
  assert.match(strict("budget,nope\n1,2\n").stderr, /every column must be a field/);
  const { status, stderr } = strict("budget\n1\nx\n");
  assert.equal(status, 1);
  assert.match(stderr, /row 2: .*\n.*\/budget/);
});

test("grade reads standard input and writes to a file", () => {
  const output = join(folder, "out.csv");
  const { status, stdout } = run(["grade", "-", "-p", small, "-o", output, ...NOW], { input: "budget\n1000\n" });
  assert.deepEqual([status, stdout], [0, ""]);
  assert.match(readFileSync(output, "utf8"), /\n1000,B,20\.5,/);
});

test("a large file is graded without a hitch, and piped to a reader that stops early", async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `${i},saas,"x ${"y".repeat(i % 50)}"`).join("\n");
  const large = file("large.csv", `budget,industry,note\n${rows}\n`);
  const { status, stdout, stderr } = run(["grade", large, "-p", small]);
  assert.equal(status, 0);
  assert.equal(stdout.split("\n").length, 60_002);
  assert.match(stderr, /60,000 rows graded/);
  assert.doesNotMatch(stderr, /Warning|\r/);
  const child = spawn(process.execPath, [CLI, "grade", large, "-p", small], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  child.stderr.on("data", (data) => (told += data));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = await new Promise((resolve) => child.on("exit", (...all) => resolve(all)));
  assert.equal(code, 0);
  assert.doesNotMatch(told, /EPIPE/);
});

test("explain shows every point", () => {
  const facts = file("facts.json", JSON.stringify({ budget: 1000, industry: "saas", email: "a@b.cn", events: { visit: [{ at: "2026-10-01", page: "/" }] } }));
  const { status, stdout } = run(["explain", "--facts", facts, "-p", small, ...NOW]);
  assert.equal(status, 0);
  assert.match(stdout, /lead +B +a band \/grades\/lead\/bands\/1/);
  assert.match(stdout, /who +budget +budget 1000 +20\.5 +\+20\.5/);
  assert.match(stdout, /email \(personal\)/);
  assert.match(stdout, /Score +33\.5/);
  assert.match(stdout, /lead +B +a band \S+ +may become A, B\n/);
  assert.match(stdout, /fit {2}33\.5 {2}known 33% {2}may become 33\.5 to 100/);
  assert.match(stdout, /Missing and could matter; ask the first next\n +roles +moves 66\.5 points\n +size +moves 10 points\n[^]* started +moves 1 point\n/);
  const poor = file("poor.json", JSON.stringify({ budget: 100, industry: "other", size: "small", company: "x", partner: false, started: "2027-01-01", seen: 5e12, roles: [], email: "x", events: {} }));
  const advice = run(["explain", "--facts", poor, "-p", small, ...NOW]).stdout;
  assert.match(advice, /The least change for a better grade: reaches B \(20\)\n +industry +saas +\(now other\)\n/);
  const chinese = run(["explain", "--facts", facts, "-p", small, ...NOW], { env: { LANG: "zh_CN.UTF-8" } }).stdout;
  assert.match(chinese, /评分维度 +规则/);
  assert.equal(chinese, run(["explain", "--facts", "-", "-p", small, ...NOW, "--lang", "zh"], { input: readFileSync(facts, "utf8") }).stdout);
});

test("explain of a row, as JSON, with a state", async () => {
  const { Policy } = await gradus();
  const table = file("rows.csv", "id,budget\na,1\nb,1000\n");
  const byRow = run(["explain", table, "-p", small, "--row", "2", "--json", ...NOW]);
  const expected = Policy.compile(SMALL).explainJson({ id: "b", budget: 1000 }, { now: "2026-11-01T00:00:00Z" });
  assert.equal(byRow.stdout, `${expected}\n`);
  assert.equal(run(["explain", table, "-p", small, "--id", "b", "--json", ...NOW]).stdout, byRow.stdout);
  const state = file("state.json", JSON.stringify({ v: 1, manual: { lead: { grade: "A" } } }));
  assert.equal(JSON.parse(run(["explain", table, "-p", small, "--row", "2", "--json", "--state", state]).stdout).grade, "A");
  assert.equal(run(["explain", table, "-p", small, "--row", "3"]).status, 1);
  assert.equal(run(["explain", table, "-p", small, "--id", "c"]).status, 1);
});

test("check shows file, line, column, the line itself with a caret, and help", () => {
  const bad = file("bad.json", '{\n  "gradus": 1,\n  "名称": 1, "feilds": {}\n}\n');
  const { status, stdout, stderr } = run(["check", bad]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /error: .* \[unknown_key\]\n +--> \S*bad\.json:3:9 {2}\/名称\n +\|\n3 \| {3}"名称": 1, "feilds": {}\n {2}\| {11}\^/);
  assert.match(stderr, /= help: .*fields/);
  assert.match(stderr, /bad\.json: 2 errors\n$/);
  const json = run(["check", bad, "--json"]);
  assert.equal(json.status, 1);
  assert.deepEqual(json.stdout.trim().split("\n").map((line) => JSON.parse(line).code), ["unknown_key", "unknown_key"]);
  const fine = run(["check", small, "b2b-saas"]);
  assert.equal(fine.status, 0);
  assert.match(fine.stdout, /small\.json: no problems \(2 scores, 2 grades, 1 test passed\)\nb2b-saas: no problems/);
});

test("check of a policy in one long line shows the part that matters", () => {
  const long = file("long.json", `{"gradus":1,"note":"${"x".repeat(5000)}","nope":1,"note2":"${"y".repeat(5000)}"}`);
  for (const line of run(["check", long]).stderr.split("\n")) assert.ok(line.length < 200, `${line.length}`);
});

test("test runs the policy's tests", () => {
  const passed = run(["test", small]);
  assert.deepEqual([passed.status, passed.stdout], [0, "✓ nobody is a C\n1 passed, 0 failed\n"]);
  const tests = [...SMALL.tests, { ...SMALL.tests[0], name: "wrong", expect: { grades: { lead: "A" } } }];
  const failed = run(["test", file("failing.json", JSON.stringify({ ...SMALL, tests }))]);
  assert.equal(failed.status, 1);
  assert.match(failed.stdout, /^✓ nobody is a C\n✗ wrong\n .*failing\.json:1:\d+: .*\n1 passed, 1 failed\n$/);
  assert.equal(run(["test", file("broken.json", "{")]).status, 1);
});

test("exit codes tell the data's faults from the command line's", () => {
  const table = file("x.csv", "budget\n1\n");
  const codes = {
    0: [["--help"], ["--version"], ["help", "grade"], ...["check", "test", "grade", "explain", "diff", "types", "compile"].map((command) => [command, "--help"])],
    1: [["check", "nowhere.json"], ["grade", "nowhere.csv", "-p", small], ["grade", table, "-p", "nowhere"], ["grade", folder, "-p", small], ["grade", file("empty.csv", ""), "-p", small], ["explain", "--facts", small + "x", "-p", small], ["explain", "--facts", file("not.json", "{"), "-p", small]],
    2: [[], ["nope"], ["draw"], ["check"], ["check", small, "--nope"], ["grade", table], ["grade", table, table, "-p", small], ["grade", table, "-p", small, "--now", "soon"], ["grade", table, "-p", small, "--outcome", "y"], ["grade", table, "-p", small, "--outcome", "y=1"], ["grade", table, "-p", small, "-o", table], ["grade", table, "-p", small, "--lang", "de"], ["explain", "-p", small], ["explain", table, "-p", small], ["explain", table, "-p", small, "--row", "0"]],
  };
  for (const [code, all] of Object.entries(codes)) {
    for (const args of all) {
      const { status, stderr } = run(args);
      assert.equal(status, Number(code), `${args.join(" ")}: ${stderr}`);
      assert.equal(stderr === "", code === "0");
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
    }
  }
});

test("no colour is written where nobody asked for any", () => {
  for (const args of [["check", small], ["test", small], ["--help"]]) assert.doesNotMatch(run(args).stdout, /\x1b/);
});
