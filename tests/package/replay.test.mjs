// A file of events through a policy, date by date.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, test } from "node:test";
import { LocalTime, durationOf } from "../../pkg-template/cli/local-time.js";
import { gradus, installed, root } from "./project.mjs";

const CLI = join(installed(), "cli.js");
const folder = mkdtempSync(join(tmpdir(), "gradus-replay-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const sample = (name) => join(root, "samples", name);
const { Policy } = await gradus();

function run(args, { input, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "replay", ...args], { cwd: folder, input, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, LANG: "C", LC_ALL: "", LC_MESSAGES: "", ...env } });
  return { status, stdout, stderr };
}

function file(name, content) {
  writeFileSync(join(folder, name), typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return name;
}

/** The figures of a replay. */
function replayed(args, options) {
  const { status, stdout, stderr } = run([...args, "--json"], options);
  assert.equal(status, 0, stderr);
  return { stderr, ...JSON.parse(stdout) };
}

const rowsOf = (text) => {
  const [header, ...rows] = text.trimEnd().split("\n").map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
};

// ---- the samples

const ORDERS = [sample("orders.csv"), "--policy", "retail-lifecycle", "--map", sample("orders-map.json")];

/** Invoices by customer, put together here from the sample's lines. */
function invoices() {
  const byKey = new Map();
  for (const line of readFileSync(sample("orders.csv"), "utf8").trimEnd().split("\n").slice(1)) {
    const [invoice, customer, time, , quantity, price] = line.split(",");
    const [, month, day, year, hour, minute] = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+)$/.exec(time) ?? [];
    if (customer === "" || !(month <= 12) || !/^[\d.]+$/.test(price)) continue;
    const key = `${customer} ${invoice}`;
    const one = byKey.get(key) ?? { customer, cancelled: invoice.startsWith("C"), at: Date.UTC(year, month - 1, day, hour, minute) - 8 * 3_600_000, cents: 0 };
    byKey.set(key, one);
    one.cents += Number(quantity) * Math.round(Number(price) * 100) * (one.cancelled ? -1 : 1);
  }
  return Map.groupBy ? Map.groupBy(byKey.values(), ({ customer }) => customer) : [...byKey.values()].reduce((all, one) => all.set(one.customer, [...(all.get(one.customer) ?? []), one]), new Map());
}

test("the shop's months come out as asking one customer after the other gives them", () => {
  const { dates, moves, customers, events } = replayed([...ORDERS, "--every", "1mo", "--from", "2025-06-01", "--to", "2026-11-01", "-o", "states.csv", "--moves", "moves.csv"]);
  assert.deepEqual([dates.length, dates[0].date, dates.at(-1).date], [18, "2025-06-01", "2026-11-01"]);
  const policy = Policy.compile(readFileSync(join(root, "pkg-template", "policies", "retail-lifecycle.json"), "utf8"));
  const written = rowsOf(readFileSync(join(folder, "states.csv"), "utf8"));
  const moved = rowsOf(readFileSync(join(folder, "moves.csv"), "utf8"));
  const all = invoices();
  assert.deepEqual([customers, events], [all.size, [...all.values()].flat().length]);
  const expected = [];
  const expectedMoves = [];
  for (const [id, list] of all) {
    let state = null;
    for (const { date } of dates) {
      const now = Date.parse(`${date}T00:00:00+08:00`);
      const known = list.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
      if (known.length === 0) continue;
      const of = (cancelled) => known.filter((one) => one.cancelled === cancelled).map(({ at, cents }) => ({ at, amount: cents / 100 }));
      const answer = policy.advance({ id, events: { order: of(false), cancellation: of(true) } }, { now, state });
      ({ state } = answer);
      expected.push({ id, date, stage: answer.stage, since: answer.since, tier: answer.held.tier.grade, points: String(answer.balances.points.balance) });
      for (const { from, to } of answer.transitions) expectedMoves.push(`${id} ${date} ${from} ${to}`);
    }
  }
  const order = (one, other) => (one.id + one.date < other.id + other.date ? -1 : 1);
  assert.deepEqual(written.sort(order), expected.sort(order));
  assert.deepEqual(moved.map(({ id, date, from, to }) => `${id} ${date} ${from} ${to}`).sort(), expectedMoves.sort());

  for (const { date, stages, grades } of dates) {
    const there = expected.filter((one) => one.date === date);
    for (const [stage, count] of Object.entries(stages)) assert.equal(count, there.filter((one) => one.stage === stage).length, `${date} ${stage}`);
    for (const [tier, count] of Object.entries(grades.tier)) assert.equal(count, there.filter((one) => one.tier === tier).length, `${date} ${tier}`);
  }
  assert.equal(moves.reduce((sum, { count }) => sum + count, 0), expectedMoves.length);
  // The sample has what it is there for.
  for (const stage of ["first_purchase", "repeat", "loyal", "sleeping", "churned", "won_back"]) assert.ok(dates.at(-1).stages[stage] > 0, stage);
});

test("figures are tables in both languages; what is left out is counted and named", () => {
  const { status, stdout, stderr } = run([...ORDERS, "--every", "6mo"]);
  assert.equal(status, 0);
  assert.match(stderr, /left out: rows without a customer \(`Customer`\): 60 \(the first is row \d+\)\n/);
  assert.match(stderr, /left out: rows without a time that can be read \(`Time`\): 1 \(the first is row 42\)\n/);
  assert.match(stderr, /left out: rows without `amount` of `order` that can be read \(`Quantity` × `Unit price`\): 2 \(the first is row 501\)\n/);
  assert.match(stderr, /events of 160 customers, [\d,]+ rows, /);
  assert.match(stderr, /160 customers, replayed at 4 dates in /);
  assert.match(stdout, /^ {2}Stage at +Prospect +First purchase +Repeat +Loyal +Sleeping +Churned +Won back +all\n {2}2025-06-01 /);
  assert.match(stdout, /\n\n {2}Membership tier at +Diamond +Gold +Silver +Basic +all\n/);
  assert.match(stdout, /\n\n {2}Moves: from ↓ to → +First purchase [^]*\n {2}all /);
  const chinese = run([...ORDERS, "--every", "6mo", "--lang", "zh"]);
  assert.match(chinese.stdout, /^ {2}所处阶段 +潜在客户 +首购客户 [^]*会员等级 +钻石会员 [^]*阶段流转：从 ↓ 到 → /);
  assert.match(chinese.stderr, /160 位客户，在 4 个时点重放/);
});

test("contracts are known from the day they were signed, and followed from then on", () => {
  const args = [sample("contracts.csv"), "--policy", "subscription", "--map", sample("contracts-map.json"), "--every", "1mo", "--from", "2025-06-01", "--to", "2026-11-01"];
  const { dates } = replayed(args);
  const rows = rowsOf(readFileSync(sample("contracts.csv"), "utf8"));
  for (const { date, contracts } of dates) {
    const now = Date.parse(`${date}T00:00:00+08:00`);
    const signed = rows.filter((row) => Date.parse(`${row.签约时间.replace(" ", "T")}:00+08:00`) <= now);
    assert.equal(Object.values(contracts).reduce((sum, count) => sum + count, 0), signed.length, date);
    const followed = signed.filter((row) => row.上一合同 !== "").length;
    assert.equal(contracts.renewed + contracts.upgraded + contracts.switched + contracts.won_back, followed, date);
  }
  assert.ok(["upcoming", "due", "grace", "lapsed", "renewed", "upgraded", "won_back"].every((phase) => dates.some(({ contracts }) => contracts[phase] > 0)));
  assert.match(run([...args, "--lang", "zh"]).stdout, /合同阶段 +履行中 +临期 +即将到期 /);
});

// ---- a small policy

const POLICY = {
  gradus: 1,
  name: "small",
  time: { utc_offset: "-05:00", week_starts: "sunday" },
  fields: { city: { type: "string", values: ["a", "b"] } },
  events: { order: { amount: "number", note: "string?" }, visit: {} },
  derive: { orders: { count: "order" }, spend: { sum: "order.amount" }, visits: { count: "visit" }, notes: { distinct: "order.note" } },
  scores: { s: { cap: [0, 1000000], groups: { g: { cap: [0, 1000000], rules: [{ id: "spend", value: "spend" }, { id: "city", when: "city == 'b'", points: 100000 }] } } } },
  grades: { size: { of: "score.s", bands: [{ grade: "large", from: 100 }, { grade: "small", from: 0 }], hold: { for: "1y" } } },
  lifecycle: { initial: "new", stages: [{ stage: "new" }, { stage: "buyer", final: true }], transitions: [{ from: "new", to: "buyer", when: "orders >= 1" }] },
  balances: { spent: { earn: [{ event: "order", value: "amount" }] } },
};
const small = file("small.json", POLICY);
const MAP = { id: "who", at: "when", events: [{ kind: { column: "what" }, attributes: { amount: "sum", note: "note" } }] };
const map = file("map.json", MAP);
const EVENTS = "who,when,what,sum,note,city\n1,2026-01-31T23:59:59,order,10.5,x,a\n2,2026-02-01 00:00,visit,1,,a\n1,2026-02-28T12:00:00Z,order,90,,b\n3,2026-03-01,order,5,,a\n";
const events = file("events.csv", EVENTS);
const SMALL = [events, "--policy", small, "--map", map];

/** Each date with how many stand in each stage. */
const stagesOf = ({ dates }) => dates.map(({ date, stages }) => [date, stages.new, stages.buyer]);

test("the first date begins the period after the first event; the last has everything behind it", () => {
  assert.deepEqual(stagesOf(replayed([...SMALL, "--every", "1mo"])), [["2026-02-01", 1, 1], ["2026-03-01", 1, 2]]);
  assert.deepEqual(replayed([...SMALL, "--every", "1y"]).dates.map(({ date }) => date), ["2027-01-01"]);
  // 2026-02-01 is a Sunday, on which weeks begin here.
  assert.deepEqual(replayed([...SMALL, "--every", "2w"]).dates.map(({ date }) => date), ["2026-02-01", "2026-02-15", "2026-03-01"]);
  assert.deepEqual(replayed([...SMALL, "--every", "12h"]).dates.slice(0, 3).map(({ date }) => date), ["2026-02-01", "2026-02-01T12:00", "2026-02-02"]);
});

test("dates may be given; they are clamped to the month's end, each counted from the first", () => {
  assert.deepEqual(replayed([...SMALL, "--every", "1mo", "--from", "2025-12-31", "--to", "2026-05-01"]).dates.map(({ date }) => date), ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
  assert.deepEqual(stagesOf(replayed([...SMALL, "--every", "1d", "--from", "2026-02-01T00:00:00-05:00", "--to", "2026-02-01"])), [["2026-02-01", 1, 1]]);
});

test("times are read in the policy's offset, whatever the machine's time zone is", () => {
  const outputs = ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"].map((TZ) => run([...SMALL, "--every", "1mo", "--json"], { env: { TZ } }).stdout);
  assert.equal(new Set(outputs).size, 1);
});

test("events become known one after the other, and the state goes along", () => {
  replayed([...SMALL, "--every", "1mo", "-o", "small-states.csv", "--moves", "small-moves.csv"]);
  assert.equal(
    readFileSync(join(folder, "small-states.csv"), "utf8"),
    "id,date,stage,since,size,spent\n1,2026-02-01,buyer,2026-02-01T05:00:00.000Z,small,10.5\n1,2026-03-01,buyer,2026-02-01T05:00:00.000Z,large,100.5\n" +
      "2,2026-02-01,new,2026-02-01T05:00:00.000Z,small,0\n2,2026-03-01,new,2026-02-01T05:00:00.000Z,small,0\n3,2026-03-01,buyer,2026-03-01T05:00:00.000Z,small,5\n",
  );
  assert.equal(readFileSync(join(folder, "small-moves.csv"), "utf8"), "id,date,from,to,by\n1,2026-02-01,new,buyer,orders >= 1\n3,2026-03-01,new,buyer,orders >= 1\n");
});

test("facts are the newest row's so far", () => {
  const withCity = file("city.json", { ...MAP, facts: { city: "city" } });
  const { dates, stderr } = replayed([events, "--policy", small, "--map", withCity, "--every", "1mo"]);
  assert.deepEqual(dates.map(({ grades }) => grades.size.large), [0, 1]);
  assert.doesNotMatch(stderr, /not valid/);
  const wrong = file("wrong-city.csv", EVENTS.replaceAll(",a\n", ",z\n"));
  assert.match(replayed([wrong, "--policy", small, "--map", withCity, "--every", "1mo"]).stderr, /facts that are not valid and count as missing: \/city: 3 customers \(the first from row 1 on\)/);
  const strict = run([wrong, "--policy", small, "--map", withCity, "--every", "1mo", "--strict"]);
  assert.equal(strict.status, 1);
  assert.match(strict.stderr, /error: the customer of row 1: [^]*\/city/);
});

test("a file packed by gzip, standard input, GB18030 and semicolons give the same", () => {
  const plain = run([...SMALL, "--every", "1mo"]);
  const rest = ["--policy", small, "--map", map, "--every", "1mo"];
  assert.equal(run([file("events.csv.gz", gzipSync(EVENTS)), ...rest]).stdout, plain.stdout);
  assert.equal(run(["-", ...rest], { input: EVENTS }).stdout, plain.stdout);
  assert.equal(run([file("semicolons.csv", EVENTS.replace("10.5", "10,5x").replaceAll(",", ";").replace("10;5x", "10,5")), ...rest]).stdout, plain.stdout);
  const broken = run([file("broken.csv.gz", gzipSync(EVENTS.repeat(1000)).subarray(0, 60)), ...rest]);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /begins as a file packed by gzip, and is none/);
});

test("lines of one event are put together, each attribute in its way; products are exact", () => {
  const policy = file("lines.json", { ...POLICY, events: { order: { amount: "number", most: "number", least: "number", first: "string", last: "string" } }, derive: { orders: { count: "order" } }, scores: undefined, grades: undefined, fields: {}, balances: Object.fromEntries(["amount", "most", "least"].map((name) => [name, { earn: [{ event: "order", value: name }] }])) });
  const lines = file("lines.csv", "no,who,at,n,price,name\nA,1,1/2/2026 9:05 AM,3,0.1,x\nB,1,1/2/2026 12:00 AM,1,1,y\nA,1,1/2/2026 9:05 AM,-1,0.7,z\nA,2,1/2/2026 9:05 PM,10,2,w\n");
  const cells = { amount: { product: ["n", "price"] }, most: { column: "price", take: "max" }, least: { product: ["price", 2], take: "min" }, first: "name", last: { column: "name", take: "last" } };
  const how = file("lines-map.json", { id: "who", at: { column: "at", format: "M/D/YYYY h:mm A" }, group: ["no"], events: [{ kind: "order", when: { n: { below: 0 } }, attributes: cells }, { kind: "order", attributes: cells }] });
  const { events } = replayed([lines, "--policy", policy, "--map", how, "--every", "1d", "--from", "2026-01-03", "-o", "lines-states.csv"]);
  assert.equal(events, 3, "one invoice is one event, and two customers are two");
  assert.deepEqual(
    rowsOf(readFileSync(join(folder, "lines-states.csv"), "utf8")).map(({ id, amount, most, least }) => [id, amount, most, least]),
    [["1", "0.6", "1.7", "2.2"], ["2", "20", "2", "4"]],
    "0.3 - 0.7 + 1, the dearest of each, the least of twice the price",
  );
});

test("rules say what a row is, the first that fits; others are left out and named", () => {
  const rules = file("rules.json", { id: "who", at: "when", events: [{ kind: "visit", when: { what: ["v", "visit"], sum: { above: 0 } } }, { kind: { column: "what", values: { Kauf: "order" } }, when: { what: { starts: "Ka", ends: "uf" } }, attributes: { amount: "sum" } }, { kind: { column: "what" }, when: { what: "unknown" } }] });
  const rows = file("rules.csv", "who,when,what,sum\n1,2026-01-01,v,0\n1,2026-01-01,v,1\n1,2026-01-02,Kauf,1\n1,2026-01-02,unknown,1\n1,2026-02-30,v,1\n1,,v,1\n ,2026-01-01,v,1\n1,2026-01-05,Kauf,much\n");
  const { events, stderr } = replayed([rows, "--policy", small, "--map", rules, "--every", "1mo"]);
  assert.equal(events, 2);
  for (const [what, count, first] of [["that no rule of the map fits", 1, 1], ["of a kind that the policy does not have: `unknown`", 1, 4], ["without a time that can be read (`when`)", 2, 5], ["without a customer (`who`)", 1, 7], ["without `amount` of `order` that can be read (`sum`)", 1, 8]]) {
    assert.ok(stderr.includes(`left out: rows ${what}: ${count} (the first is row ${first})\n`), `${what}: ${stderr}`);
  }
  assert.equal(run([rows, "--policy", small, "--map", rules, "--every", "1mo", "--strict"]).status, 1);
});

test("what the policy needs of an event and the map does not give is an error, not a silence", () => {
  const { status, stderr } = run([events, "--policy", small, "--map", file("no-amount.json", { ...MAP, events: [{ kind: { column: "what" } }] }), "--every", "1mo"]);
  assert.equal(status, 1);
  assert.match(stderr, /the customer of row 1: \/events\/order\/0: .*amount/);
});

test("exit codes of replay, and what is wrong with a map", () => {
  let maps = 0;
  const wrong = (change) => [events, "--policy", small, "--map", file(`wrong-map-${maps++}.json`, change), "--every", "1mo"];
  for (const [args, told] of [
    [[events, "--policy", small, "--map", map], /--every is missing/],
    [[events, "--policy", small, "--every", "1mo"], /--map is missing/],
    [[...SMALL, "--every", "soon"], /--every is a duration/],
    [[...SMALL, "--every", "2wd"], /--every is a duration/],
    [[...SMALL, "--every", "1mo", "--from", "tomorrow"], /--from is a date/],
    [[...SMALL, "--every", "1mo", "--from", "2026-03-01", "--to", "2026-02-01"], /--to is before --from/],
    [[...SMALL, "--every", "1mo", "--to", "2025-01-01"], /no date between/],
    [[...SMALL, "--every", "1m", "--to", "2027-01-01"], /more than 10,000 dates/],
    [[...SMALL, "--every", "1mo", "-o", events], /would be written/],
    [[...SMALL, "--every", "1mo", "-o", "x.csv", "--moves", "x.csv"], /are one file/],
    [["--policy", small, "--map", map, "--every", "1mo"], /which file\?/],
  ]) {
    const { status, stderr } = run(args);
    assert.equal(status, 2, `${args}: ${stderr}`);
    assert.match(stderr, told);
  }
  assert.ok(!existsSync(join(folder, "x.csv")));
  for (const [args, told] of [
    [["nowhere.csv", "--policy", small, "--map", map, "--every", "1mo"], /nowhere\.csv: there is no such file/],
    [wrong([]), /expected an object/],
    [wrong({ ...MAP, who: "who" }), /\/who: a map has no such key/],
    [wrong({ ...MAP, id: "whom" }), /\/id: the file has no column `whom`: did you mean `who`\?/],
    [wrong({ at: "when", events: MAP.events }), /expected `id`/],
    [wrong({ id: "who", events: MAP.events }), /at \/events\/0: expected an `at`/],
    [wrong({ ...MAP, events: [] }), /\/events: expected an array/],
    [wrong({ ...MAP, events: [{ kind: "ordr" }] }), /no kind of events `ordr`: did you mean `order`\?/],
    [wrong({ ...MAP, events: [{ kind: "order", attributes: { amont: "sum" } }] }), /no attribute `amont`: did you mean `amount`\?/],
    [wrong({ ...MAP, events: [{ kind: "order", attributes: { amount: { column: "sum", take: "mean" } } }] }), /\/take: expected one of sum/],
    [wrong({ ...MAP, events: [{ kind: "order", attributes: { note: { product: ["sum"] } } }] }), /`note` is no number/],
    [wrong({ ...MAP, at: { column: "when", format: "MM/DD" } }), /format `MM\/DD` of `when` is none/],
    [wrong({ ...MAP, facts: { town: "city" } }), /no field `town`/],
    [wrong({ ...MAP, events: [{ contract: { id: "who", product: "what" } }] }), /\/contract: expected `starts`/],
    [[file("empty.csv", "who,when,what,sum,note\n"), ...SMALL.slice(1), "--every", "1mo"], /no event that the map fits/],
    [[...SMALL, "--every", "1mo", "-o", join("nowhere", "x.csv")], /there is no such file/],
  ]) {
    const { status, stderr } = run(args);
    assert.equal(status, 1, `${args}: ${stderr}`);
    assert.match(stderr, told);
    assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
  }
});

// ---- time

test("formats of times", () => {
  const time = new LocalTime({ time: { utc_offset: "+08:00" } });
  const read = (format, text) => {
    const ms = time.reader(format)(text);
    return ms === null ? null : new Date(ms).toISOString();
  };
  assert.equal(read("M/D/YYYY H:mm", "12/1/2010 8:26"), "2010-12-01T00:26:00.000Z");
  assert.equal(read("YYYY年M月D日", "2026年2月3日"), "2026-02-02T16:00:00.000Z");
  assert.equal(read("DD.MM.YYYY HH:mm:ss.SSS", "03.02.2026 23:59:58.007"), "2026-02-03T15:59:58.007Z");
  assert.equal(read("YYYYMMDD", "20260203"), "2026-02-02T16:00:00.000Z");
  assert.equal(read("D/M/YYYY h:mm A", "3/2/2026 12:30 am"), "2026-02-02T16:30:00.000Z");
  assert.equal(read("D/M/YYYY h:mm A", "3/2/2026 12:30 PM"), "2026-02-03T04:30:00.000Z");
  assert.equal(read("YYYY-MM-DDTHH:mmZ", "2026-02-03T10:00-05:00"), "2026-02-03T15:00:00.000Z");
  for (const [format, text] of [["M/D/YYYY", "13/1/2026"], ["M/D/YYYY", "2/29/2026"], ["M/D/YYYY", "1/2/2026 "], ["H:mm D/M/YYYY", "24:00 1/1/2026"], ["h A D/M/YYYY", "13 PM 1/1/2026"]]) assert.equal(read(format, text), null, text);
  for (const none of ["YYYY-MM", "MM/DD", "YYYY YYYY-MM-DD", "YYYY-MM-DD h:mm", "x"]) assert.equal(time.reader(none), null, none);
  assert.equal(time.read("2026-02-30"), null);
  assert.equal(new Date(time.read("2026-02-03 08:00")).toISOString(), "2026-02-03T00:00:00.000Z");
  assert.equal(time.read("1767225600000"), 1767225600000);
});

test("durations and periods", () => {
  const time = new LocalTime({ time: { utc_offset: "+05:30", week_starts: "saturday" } });
  const at = (text) => time.read(text);
  const next = (text, unit) => time.write(time.next(at(text), { unit }));
  assert.deepEqual(["m", "h", "d", "w", "mo", "y"].map((unit) => next("2026-02-04T10:20:30", unit)), ["2026-02-04T10:21", "2026-02-04T11:00", "2026-02-05", "2026-02-07", "2026-03-01", "2027-01-01"]);
  assert.deepEqual(["m", "h", "d", "w", "mo", "y"].map((unit) => next("2000-01-01", unit)), Array(6).fill("2000-01-01"), "a Saturday, and the first of everything");
  assert.equal(next("2025-12-31T00:00:01", "mo"), "2026-01-01");
  assert.equal(next("1969-12-31T23:00", "w"), "1970-01-03");
  const after = (text, duration, times) => time.write(time.after(at(text), durationOf(duration), times));
  assert.equal(after("2024-02-29", "1y", 1), "2025-02-28");
  assert.equal(after("2024-02-29", "1y", 4), "2028-02-29");
  assert.equal(after("2026-01-31T10:00", "1mo", 1), "2026-02-28T10:00");
  assert.equal(after("2026-01-31", "36h", 2), "2026-02-03");
  for (const none of ["", "0d", "1", "mo", "1.5d", "-1d", "10000d", "1wd", "1 d"]) assert.equal(durationOf(none), null, none);
});
