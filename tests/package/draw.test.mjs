// The lifecycle as Mermaid text and as a picture, and conditions in words.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "../../pkg-template/cli/expression.js";
import { Sentences } from "../../pkg-template/cli/sentence.js";
import { broken, wide } from "../../pkg-template/cli/text-width.js";
import { installed, root } from "./project.mjs";

const CLI = join(installed(), "cli.js");
const SHIPPED = ["retail-lifecycle", "subscription", "b2b-handoff"];
const folder = mkdtempSync(join(tmpdir(), "gradus-draw-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, LANG: "C", LC_ALL: "", LC_MESSAGES: "" } });
  return { status, stdout, stderr };
}

function file(name, content) {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

const shipped = (name) => JSON.parse(readFileSync(join(root, "pkg-template", "policies", `${name}.json`), "utf8"));

const POLICY = {
  gradus: 1,
  label: { en: "A <shop> & more", zh: "小店" },
  fields: { owner: { type: "string", label: { en: "Owner", zh: "负责人" } }, size: { type: "level", values: [{ is: "s", label: { en: "small", zh: "小" } }, { is: "l", label: { en: "large", zh: "大" } }] }, price: { type: "number" } },
  events: { order: {}, call: {} },
  derive: { orders: { count: "order", label: { en: "Orders", zh: "订单数" } } },
  lifecycle: {
    initial: "new",
    stages: [
      { stage: "new", label: { en: 'New "#1"', zh: "新客" }, timers: [{ timer: "first_call", within: "2wd", stops_on: "call", then: "pool" }] },
      { stage: "pool" },
      { stage: "active", label: { en: "Active", zh: "活跃" } },
      { stage: "gone", final: true },
    ],
    transitions: [
      { from: ["new", "pool"], to: "active", when: "orders >= 1 && size == 'l'", stay: "1d", cooldown: "3mo", at_most: 1 },
      { from: "*", to: "gone", when: "!has(owner)", label: { en: "Nobody cares", zh: "无人跟进" } },
      { from: "active", to: "pool", stay: "2w" },
    ],
  },
};
const small = file("small.json", POLICY);

test("Mermaid text has every stage, every way, and what it takes, in words", () => {
  const { status, stdout, stderr } = run(["draw", small]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(
    stdout,
    `flowchart TB
  accTitle: A <shop> & more
  accDescr: It begins in New "1". Stages: New "1", pool, Active, gone. Ways: from New "1" to pool (first_call, not within 2 working days), from New "1", pool to Active (Orders ≥ 1 and size is large, after 1 day in the stage, no sooner than 3 months after the last time, once at most), from any stage to gone (Nobody cares, Owner is not known), from Active to pool (after 2 weeks in the stage).
  s0("<b>New #34;#35;1#34;</b><br/><i>first_call: 2 working days</i>")
  s1("<b>pool</b>")
  s2("<b>Active</b>")
  s3[["<b>gone</b>"]]
  start((( ))) --> s0
  any(["any stage"])
  s0 -. "<b>first_call</b><br/>not within 2 working days" .-> s1
  s0 -- "Orders ≥ 1 and size is large<br/>after 1 day in the stage<br/>no sooner than 3 months after the last time<br/>once at most" --> s2
  s1 -- "Orders ≥ 1 and size is large<br/>after 1 day in the stage<br/>no sooner than 3 months after the last time<br/>once at most" --> s2
  any -- "<b>Nobody cares</b><br/>Owner is not known" --> s3
  s2 -- "after 2 weeks in the stage" --> s1
`,
  );
  const chinese = run(["draw", small, "--lang", "zh"]).stdout;
  assert.match(chinese, /s0 -- "订单数 ≥ 1 且 size 为大<br\/>进入该阶段满 1 天后<br\/>距上次进入满 3 个月后<br\/>至多一次" --> s2/);
  assert.match(chinese, /起始阶段：新客。/);
});

/** Whether it is well-formed: every tag closed in its order, no bare `<` or `&`. */
function wellFormed(svg) {
  const open = [];
  for (const [, tag] of svg.matchAll(/<([^>]*)>/g)) {
    const name = /^\/?([a-z]+)/.exec(tag)?.[1];
    if (tag.startsWith("/")) assert.equal(open.pop(), name);
    else if (!tag.endsWith("/")) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg, /&(?!(?:amp|lt|gt|quot);)/);
}

/** Boxes of stages and of words, as [left, top, right, bottom]. */
function boxes(svg, kind) {
  return [...svg.matchAll(new RegExp(`<g class="${kind}[^"]*"><rect x="([-\\d.]+)" y="([-\\d.]+)" width="([\\d.]+)" height="([\\d.]+)"`, "g"))].map((match) => {
    const [x, y, width, height] = match.slice(1).map(Number);
    return [x, y, x + width, y + height];
  });
}

const overlap = ([a, b, c, d], [e, f, g, h]) => a < g && e < c && b < h && f < d;

for (const name of SHIPPED) {
  for (const lang of ["en", "zh"]) {
    test(`the picture of ${name} in ${lang} is well-formed, tells what it shows, and nothing in it overlaps`, () => {
      const { status, stdout: svg, stderr } = run(["draw", name, "--format", "svg", "--lang", lang]);
      assert.deepEqual([status, stderr], [0, ""]);
      wellFormed(svg);
      const { label, lifecycle } = shipped(name);
      assert.match(svg, /role="img" aria-labelledby="gradus-title gradus-description"/);
      assert.ok(svg.includes(`<title id="gradus-title">${label[lang]}</title>`));
      const description = /<desc [^>]*>([^<]*)<\/desc>/.exec(svg)[1];
      for (const { label } of [...lifecycle.stages, ...lifecycle.transitions]) assert.ok(description.includes(label[lang].replaceAll("'", "'")), label[lang]);
      const [stages, words] = [boxes(svg, "stage"), boxes(svg, "words")];
      assert.equal(stages.length, lifecycle.stages.length);
      const all = [...stages, ...words];
      for (const [i, one] of all.entries()) for (const other of all.slice(i + 1)) assert.ok(!overlap(one, other), `${one} and ${other}`);
      const [left, top, width, height] = /viewBox="([^"]*)"/.exec(svg)[1].split(" ").map(Number);
      for (const [a, b, c, d] of all) assert.ok(a >= left && b >= top && c <= left + width && d <= top + height);
      assert.match(svg, /@media \(prefers-color-scheme: dark\)/);
    });

    test(`the picture of ${name} in docs is the one that the command draws (${lang})`, () => {
      assert.equal(readFileSync(join(root, "docs", "pictures", `${name}-${lang}.svg`), "utf8"), run(["draw", name, "--format", "svg", "--lang", lang]).stdout);
    });
  }
}

test("a file that ends in .svg is a picture; texts are escaped in it", () => {
  assert.deepEqual(run(["draw", small, "-o", "small.svg"]), { status: 0, stdout: "", stderr: "" });
  const svg = readFileSync(join(folder, "small.svg"), "utf8");
  wellFormed(svg);
  assert.match(svg, /<title id="gradus-title">A &lt;shop&gt; &amp; more<\/title>/);
  assert.equal(boxes(svg, "stage").length, 5, "the four stages, and any stage");
});

test("exit codes of draw", () => {
  const bare = file("bare.json", { gradus: 1 });
  for (const [code, args] of [[1, [bare]], [1, ["nowhere.json"]], [1, [file("bad.json", { gradus: 1, lifecycle: 5 })]], [2, []], [2, [small, small]], [2, [small, "--format", "png"]], [2, [small, "-o", small]], [2, [small, "--nope"]]]) {
    const { status, stderr } = run(["draw", ...args]);
    assert.equal(status, code, args.join(" "));
    assert.match(stderr, /error: /);
    assert.doesNotMatch(stderr, /\n {4}at /);
  }
  assert.match(run(["draw", bare]).stderr, /no lifecycle to draw/);
});

test("conditions in words", () => {
  const document = {
    ...POLICY,
    contracts: {},
    grades: { lead: { label: { en: "Grade", zh: "评级" }, bands: [{ grade: "A", label: { en: "Best", zh: "最好" } }, { grade: "late", label: { en: "Late", zh: "超期" } }] } },
  };
  const [english, chinese] = ["en", "zh"].map((lang) => new Sentences(document, lang));
  for (const [condition, en, zh] of [
    ["orders >= 2", "Orders ≥ 2", "订单数 ≥ 2"],
    ["orders >= 2 && has(owner) || price < 5", "(Orders ≥ 2 and Owner is known) or price < 5", "（订单数 ≥ 2 且负责人已知）或 price < 5"],
    ["(orders > 1 || price > 1) && !has(owner)", "(Orders > 1 or price > 1) and Owner is not known", "（订单数 > 1 或 price > 1）且负责人未知"],
    ["grade.lead == 'A'", "Grade is A", "评级为 A"],
    ["'late' != grade.lead", "Late is not Grade", "超期不为评级"],
    ["grade.lead in ['A', 'late',]", "Grade is one of A, Late", "评级为 A、超期之一"],
    ["size in ['s']", "Size is small", "size 为小"],
    ["size >= 's'", "Size ≥ small", "size ≥ 小"],
    ["stage != 'new'", 'The stage is not New "#1"', "阶段不为新客"],
    ["contract.phase in ['grace', 'due']", "The contract's phase is one of in grace, due", "合同阶段为宽限期、即将到期之一"],
    ["has(contract.phase)", "There is an open contract", "有有效合同"],
    ["in_days(now - at) > 3.5", "Days from the time to now > 3.5", "发生时间到此刻的天数 > 3.5"],
    ["orders - (price - 1) * 2 > -price", "Orders − (price − 1) × 2 > −price", "订单数 − （price − 1） × 2 > −price"],
    ["owner.startsWith('u\\'1')", "Owner starts with “u'1”", "负责人开头为“u'1”"],
    ['owner.lowerAscii().contains(r"\\d")', "lowerAscii(Owner) contains “\\d”", "lowerAscii(负责人) 包含“\\d”"],
    ["today >= date('2026-01-01') // a comment", "Today ≥ 2026-01-01", "今天 ≥ 2026-01-01"],
    ["has(owner) ? orders > 1 : price > 1", "If Owner is known, then Orders > 1, otherwise price > 1", "若负责人已知，则订单数 > 1，否则 price > 1"],
    ["math.greatest(orders, 0x10) % 7 == 1", "greatest(Orders, 16) % 7 is 1", "greatest(订单数, 16) % 7 为 1"],
  ]) {
    assert.equal(english.condition(condition), en);
    assert.equal(chinese.condition(condition), zh);
  }
  for (const beyond of ["a[1]", "[1].all(x, x > 1)", "{'a': 1}", "a &&", "(a", "'", ""]) {
    assert.equal(parse(beyond), null, beyond);
    assert.equal(english.condition(beyond), beyond);
  }
});

test("every condition of the policies that ship is put into words", () => {
  for (const name of SHIPPED) {
    const { lifecycle, touches } = shipped(name);
    for (const { when } of [...lifecycle.transitions, ...touches]) if (when !== undefined) assert.notEqual(parse(when), null, when);
  }
});

test("texts break between words, between Chinese characters, and never within a comparison", () => {
  assert.deepEqual(broken("Days since the last order ≥ 90", 110, 12), ["Days since the", "last order ≥ 90"]);
  assert.deepEqual(broken("", 100, 12), [""]);
  for (const text of ["短信，邮件（含）通知全部客户", "x".repeat(60), "a " + "y".repeat(50) + " b", "两个 words 混 mixed"]) {
    for (const most of [30, 60, 100]) {
      const lines = broken(text, most, 12);
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      for (const line of lines) assert.ok(wide(line, 12) <= most || [...line].length <= 2, line);
    }
  }
});
