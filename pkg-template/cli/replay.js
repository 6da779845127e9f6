// gradus replay events.csv --policy p.json --map map.json --every 1mo: who stood where, when.

import { resolve } from "node:path";
import { FactsError } from "./index.js";
import { read, required } from "./args.js";
import { lineOf, openCsv } from "./csv.js";
import { readEventMap } from "./event-map.js";
import { Fault, Usage } from "./faults.js";
import { tellOdd } from "./grading.js";
import { LocalTime, durationOf } from "./local-time.js";
import { compile } from "./policy-file.js";
import { Progress } from "./progress.js";
import { ReplayFigures, heldGrades } from "./replay-figures.js";
import { Timelines } from "./timelines.js";
import { words } from "./words.js";
import { writer } from "./writer.js";

const OPTIONS = ["policy", "map", "every", "from", "to", "output", "moves", "encoding", "delimiter", "strict", "json"];
const MOST_DATES = 10_000;

export async function replay(args) {
  const options = read(args, OPTIONS, { files: [1, 1] });
  const [file] = options.files;
  const tell = (line) => process.stderr.write(`${line}\n`);
  const word = words(options.lang);
  const policy = compile(required(options, "policy"));
  const { document } = policy;
  const time = new LocalTime(document);
  const asked = datesAsked(options, time);
  notOver(file, options);

  const table = await openCsv(file, options);
  const map = readEventMap(required(options, "map"), table.header, policy);
  const timelines = new Timelines(map, { ...table, kinds: kindsOf(document), time });
  await readAll(table, timelines, { options, word, tell });
  const dates = datesOf(asked, timelines.span(), time);

  const outputs = { states: await opened(options.output), moves: await opened(options.moves) };
  const figures = new ReplayFigures(document, dates.map((at) => time.write(at)));
  const seconds = await run(policy, timelines, { dates, figures, outputs, time, word, strict: options.strict === true, tell });
  for (const output of Object.values(outputs)) await output?.end();

  tell(`${timelines.customers.size.toLocaleString("en")} ${word("replayed_in").replace("{}", dates.length.toLocaleString("en"))} ${seconds.toFixed(1)} ${word("seconds")}`);
  process.stdout.write(options.json ? `${JSON.stringify({ events: timelines.events, customers: timelines.customers.size, ...figures.json() })}\n` : `${figures.lines(word, options.lang, process.stdout).join("\n")}\n`);
  return 0;
}

/** Reads the file; tells which rows are left out, and why. */
async function readAll(table, timelines, { options, word, tell }) {
  if (table.guessed) tell(`read as ${table.encoding.toUpperCase()}, for it is not UTF-8 (--encoding names another)`);
  const progress = new Progress(table.size, word);
  let [count, odd] = [0, 0];
  for await (const row of table.rows) {
    count++;
    if (row.length !== table.header.length) odd++;
    timelines.add(row, count);
    progress.at(count, table.progress.bytes);
  }
  const seconds = progress.end();
  tellOdd(odd, tell);
  for (const [why, { count, first }] of timelines.leftOut) {
    const told = `rows ${why}: ${count.toLocaleString("en")} (the first is row ${first})`;
    if (options.strict) throw new Fault(`with --strict no row is left out: ${told}`);
    tell(`left out: ${told}`);
  }
  if (timelines.events === 0) throw new Fault("the file has no event that the map fits");
  const customers = timelines.customers.size.toLocaleString("en");
  tell(`${timelines.events.toLocaleString("en")} ${word("events_read")} ${customers} ${word("customers")}, ${count.toLocaleString("en")} ${word("rows")}, ${seconds.toFixed(1)} ${word("seconds")}`);
}

/** Passes everybody through all dates. */
async function run(policy, timelines, { dates, figures, outputs, time, word, strict, tell }) {
  const held = heldGrades(policy.document);
  const balances = Object.keys(policy.document.balances ?? {});
  await outputs.states?.write(lineOf(["id", "date", "stage", "since", ...held, ...balances], ",", "\n"));
  await outputs.moves?.write(lineOf(["id", "date", "from", "to", "by"], ",", "\n"));
  const texts = dates.map((at) => time.write(at));
  const progress = new Progress(timelines.customers.size, word, { what: "customers" });
  const facts = new Facts(timelines);
  const invalid = new Map();
  let count = 0;
  for (const customer of timelines.all()) {
    facts.begin(customer);
    let state = null;
    for (let i = 0; i < dates.length; i++) {
      if (!facts.reach(dates[i])) continue;
      const answer = advance(policy, facts.facts, { now: dates[i], state, ...(strict ? {} : { invalid: "missing" }) }, customer);
      ({ state } = answer);
      note(answer.warnings, customer, invalid);
      figures.add(i, answer);
      if (outputs.states !== null) {
        const cells = [customer.id, texts[i], answer.stage, answer.since, ...held.map((name) => answer.held[name]?.grade ?? null), ...balances.map((name) => answer.balances[name]?.balance ?? null)];
        const full = outputs.states.write(lineOf(cells, ",", "\n"));
        if (full) await full;
      }
      if (outputs.moves !== null) {
        for (const { from, to, timer, when } of answer.transitions) await outputs.moves.write(lineOf([customer.id, texts[i], from, to, timer ?? when], ",", "\n"));
      }
    }
    progress.at(++count, count);
  }
  const seconds = progress.end();
  for (const [what, { customers, row }] of invalid) tell(`${what}: ${customers.toLocaleString("en")} ${customers === 1 ? "customer" : "customers"} (the first from row ${row} on)`);
  return seconds;
}

function advance(policy, facts, call, { row }) {
  try {
    return policy.advance(facts, call);
  } catch (error) {
    if (error instanceof FactsError) throw new Fault(`the customer of row ${row}: ${error.message}`);
    throw error;
  }
}

/** Facts that are not valid count as missing and are told; what the map makes of rows must be. */
function note(warnings, customer, invalid) {
  for (const { code, path, message } of warnings) {
    if (code === "arithmetic" || code === "future_event") continue;
    if (path.startsWith("/events") || path.startsWith("/contracts")) throw new Fault(`the customer of row ${customer.row}: ${path}: ${message}`);
    const what = code === "stage_loop" ? `stages that lead into each other (${path})` : `facts that are not valid and count as missing: ${path}`;
    const seen = invalid.get(what);
    if (seen === undefined) invalid.set(what, { customers: 1, row: customer.row, last: customer });
    else if (seen.last !== customer) Object.assign(seen, { customers: seen.customers + 1, last: customer });
  }
}

/** What is known of a customer by a date: one object whose arrays grow. */
class Facts {
  constructor({ rules, facts }) {
    this.contracts = rules.some(({ cells }) => cells !== null);
    this.fields = facts.map(({ field }) => field);
  }

  begin({ id, items }) {
    this.items = items;
    this.next = 0;
    this.facts = { id, events: {}, ...(this.contracts ? { contracts: [] } : {}), ...Object.fromEntries(this.fields.map((field) => [field, null])) };
  }

  /** Takes in what happened up to this instant; whether anything is known by then. */
  reach(now) {
    for (; this.next < this.items.length && this.items[this.next].at <= now; this.next++) this.take(this.items[this.next]);
    return this.next > 0;
  }

  take({ kind, event, contract, facts }) {
    if (event !== undefined) (this.facts.events[kind] ??= []).push(event);
    else if (contract !== undefined) this.sign(contract);
    else Object.assign(this.facts, facts);
  }

  /** A contract, or a newer version of one; the one before it learns of it only now. */
  sign({ follows, ...contract }) {
    const { contracts } = this.facts;
    const before = contracts.findIndex(({ id }) => id === contract.id);
    if (before < 0) contracts.push(contract);
    else contracts[before] = { ...contracts[before], ...contract };
    const earlier = follows === undefined ? -1 : contracts.findIndex(({ id }) => id === follows);
    if (earlier >= 0) contracts[earlier] = { ...contracts[earlier], successor: contract.id };
  }
}

function kindsOf({ events = {}, touches }) {
  return touches === undefined ? events : { ...events, touch: {} };
}

/** The options about dates, as instants. */
function datesAsked(options, time) {
  const every = durationOf(required(options, "every"));
  if (every === null) throw new Usage("--every is a duration such as 1mo, 2w, 7d, 12h");
  const instant = (name) => {
    if (options[name] === undefined) return null;
    const found = time.read(options[name]);
    if (found === null) throw new Usage(`--${name} is a date or an instant, such as 2026-11-01`);
    return found;
  };
  const [from, to] = [instant("from"), instant("to")];
  if (from !== null && to !== null && to < from) throw new Usage("--to is before --from");
  return { every, from, to };
}

/** All dates, each so many times `every` after the first. */
function datesOf({ every, from, to }, { first, last }, time) {
  const start = from ?? time.next(first, every);
  const dates = [];
  for (let at = start; to === null || at <= to; at = time.after(start, every, dates.length)) {
    if (dates.length === MOST_DATES) throw new Usage(`more than ${MOST_DATES.toLocaleString("en")} dates: --every is too short`);
    dates.push(at);
    if (to === null && at >= last) break;
  }
  if (dates.length === 0) throw new Usage("there is no date between the first event and --to");
  return dates;
}

function opened(file) {
  return file === undefined ? null : writer(file);
}

/** No output goes where something is read, or where another one goes. */
function notOver(file, { output, moves, map }) {
  const read = [file, map].filter((one) => one !== undefined && one !== "-").map((one) => resolve(one));
  const written = [output, moves].filter((one) => one !== undefined).map((one) => resolve(one));
  if (written.some((one) => read.includes(one))) throw new Usage("a file that is read would be written");
  if (new Set(written).size < written.length) throw new Usage("--output and --moves are one file");
}
