// gradus diff old.json new.json [--on leads.csv]: what changed, and whom it moves.

import { diff as changesOf } from "../lib/diff.js";
import { read } from "./args.js";
import { readMap } from "./columns.js";
import { openCsv } from "./csv.js";
import { Fault, Usage } from "./faults.js";
import { Invalid, classesOf, gradeRow, rankedOf, tellOdd } from "./grading.js";
import { Moves } from "./moves.js";
import { paint } from "./paint.js";
import { compileDraft } from "./policy-file.js";
import { Progress } from "./progress.js";
import { instantOf, reading, tellColumns } from "./rows.js";
import { labelOf, words } from "./words.js";

const READING = ["map", "encoding", "delimiter", "now", "consent", "strict"];
const MARKS = { added: ["green", "+"], removed: ["red", "-"], changed: ["yellow", "~"], moved: ["cyan", ">"] };

export async function diff(args) {
  const options = read(args, ["on", "json", ...READING], { files: [2, 2] });
  const without = READING.find((name) => options[name] !== undefined && options.on === undefined);
  if (without !== undefined) throw new Usage(`--${without} is about the rows that --on names`);
  const [before, after] = options.files.map(compileDraft);
  const changes = changesOf(before.document, after.document, options.lang);
  const table = options.on === undefined ? null : await moved(before, after, options);

  if (options.json) {
    process.stdout.write(`${JSON.stringify({ changes, ...table?.json() })}\n`);
    return 0;
  }
  const lines = [...changeLines(changes, options.lang), ...(table?.lines() ?? [])];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function changeLines(changes, lang) {
  const colour = paint(process.stdout);
  const word = words(lang);
  const count = changes.length === 0 ? word("no_changes") : `${changes.length.toLocaleString("en")} ${word(changes.length === 1 ? "change" : "changes")}`;
  return [...changes.map(({ change, words }) => `${colour(...MARKS[change])} ${words}`), colour("bold", count)];
}

/** Grades every row by both policies. */
async function moved(before, after, options) {
  const tell = (line) => process.stderr.write(`${line}\n`);
  const word = words(options.lang);
  const now = instantOf(options, after);
  const table = await openCsv(options.on, options);
  const [old, fresh] = readings(table, [before, after], options);
  tellColumns({ ...table, ...fresh }, after, tell);
  if (options.strict && fresh.unmatched.length + fresh.twice.length > 0) throw new Fault("with --strict every column must be a field");

  const grades = Object.keys(after.document.grades ?? {}).filter((name) => Object.hasOwn(before.document.grades ?? {}, name));
  const moves = grades.map((name) => {
    const [old, fresh] = [before, after].map((policy) => policy.document.grades[name]);
    return new Moves(classesOf(old), classesOf(fresh), rankedOf(fresh));
  });
  const call = options.strict ? { now } : { now, invalid: "missing" };
  const progress = new Progress(table.size, word);
  const invalid = new Invalid();
  let [count, odd] = [0, 0];
  for await (const row of table.rows) {
    count++;
    if (row.length !== table.header.length) odd++;
    const [from, to] = [gradeRow(before, old.factsOf(row), call, count), gradeRow(after, fresh.factsOf(row), call, count)];
    invalid.note(to.warnings, count);
    grades.forEach((name, i) => moves[i].add(from.grades[name], to.grades[name]));
    progress.at(count, table.progress.bytes);
  }
  const seconds = progress.end();
  tellOdd(odd, tell);
  invalid.tell(fresh.columns, tell);
  tell(`${count.toLocaleString("en")} ${word("rows_graded")} ${seconds.toFixed(1)} ${word("seconds")}`);

  const titleOf = (name) => labelOf(after.document.grades[name].label, options.lang, name);
  return {
    json: () => ({ rows: count, moves: Object.fromEntries(grades.map((name, i) => [name, moves[i].json()])) }),
    lines: () => grades.flatMap((name, i) => ["", ...moves[i].lines(titleOf(name), word, process.stdout)]),
  };
}

/** How each policy reads the rows: what the map says of a field that one of them lacks is for the other. */
function readings(table, policies, options) {
  const map = Object.entries(readMap(options.map));
  return policies.map((policy, i) => {
    const others = policies[1 - i].fields;
    const mine = map.filter(([, field]) => field === null || Object.hasOwn(policy.fields, field) || !Object.hasOwn(others, field));
    return reading(table, policy, Object.fromEntries(mine), options);
  });
}
