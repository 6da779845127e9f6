// gradus grade leads.csv --policy policy.json

import { resolve } from "node:path";
import { read, required } from "./args.js";
import { lineOf } from "./csv.js";
import { fold } from "./columns.js";
import { Fault, Usage } from "./faults.js";
import { Figures } from "./figures.js";
import { Invalid, classesOf, gradeRow, tellOdd } from "./grading.js";
import { compile } from "./policy-file.js";
import { Progress } from "./progress.js";
import { instantOf, openRows, tellColumns } from "./rows.js";
import { labelOf, words } from "./words.js";
import { writer } from "./writer.js";

const OPTIONS = ["policy", "output", "outcome", "map", "encoding", "delimiter", "now", "consent", "strict"];

export async function grade(args) {
  const options = read(args, OPTIONS, { files: [1, 1] });
  const [file] = options.files;
  const tell = (line) => process.stderr.write(`${line}\n`);
  const word = words(options.lang);
  const policy = compile(required(options, "policy"));
  const now = instantOf(options, policy);
  if (options.output !== undefined && file !== "-" && resolve(options.output) === resolve(file)) {
    throw new Usage("--output is the file that is read");
  }

  const rows = await openRows(file, policy, options);
  const outcome = outcomeOf(options.outcome, rows.header);
  const strangers = rows.unmatched.filter((name) => name !== outcome?.column);
  tellColumns({ ...rows, unmatched: strangers }, policy, tell);
  if (options.strict && strangers.length + rows.twice.length > 0) throw new Fault("with --strict every column must be a field");

  const layout = layoutOf(policy, rows.header);
  const figures = layout.grades.map((name) => new Figures(classesOf(policy.document.grades[name])));
  const call = options.strict ? { now } : { now, invalid: "missing" };
  const output = await writer(options.output);
  const progress = new Progress(rows.size, word);
  const line = (cells) => lineOf(cells, rows.delimiter, rows.newline);
  const invalid = new Invalid();
  let [count, odd] = [0, 0];

  await output.write((rows.mark ? "\ufeff" : "") + line([...layout.kept.map((i) => rows.header[i]), ...layout.added]));
  for await (const row of rows.rows) {
    count++;
    if (row.length !== rows.header.length) odd++;
    const answer = gradeRow(policy, rows.factsOf(row), call, count);
    invalid.note(answer.warnings, count);
    layout.grades.forEach((name, i) => figures[i].add(answer.grades[name], outcome?.of(row) ?? null));
    const full = output.write(line([...layout.kept.map((i) => row[i]), ...layout.answers(answer)]));
    if (full) await full;
    progress.at(count, rows.progress.bytes);
  }
  await output.end();
  const seconds = progress.end();

  tellOdd(odd, tell);
  invalid.tell(rows.columns, tell);
  tell(`${count.toLocaleString("en")} ${word("rows_graded")} ${seconds.toFixed(1)} ${word("seconds")}`);
  layout.grades.forEach((name, i) => {
    const title = labelOf(policy.document.grades[name].label, options.lang, name);
    tell("");
    figures[i].lines(title, word, { outcome: options.outcome, stream: process.stderr }).forEach(tell);
  });
  return 0;
}

/** Which columns of the input stay, which are added, and what goes into those. */
function layoutOf(policy, header) {
  const grades = Object.keys(policy.document.grades ?? {});
  const scores = Object.keys(policy.document.scores ?? {});
  // The first grade and its score have short names.
  const { first, score } = firstOf(policy, grades, scores);
  const moreGrades = grades.filter((name) => name !== first);
  const moreScores = scores.filter((name) => name !== score);
  const added = [
    "gradus_grade",
    "gradus_score",
    ...moreGrades.map((name) => `gradus_grade_${name}`),
    ...moreScores.map((name) => `gradus_score_${name}`),
  ];
  return {
    grades,
    added,
    // A file that is graded again gets its columns afresh.
    kept: header.map((_, i) => i).filter((i) => !added.includes(header[i])),
    answers: (answer) => [
      answer.grade,
      answer.score,
      ...moreGrades.map((name) => answer.grades[name]),
      ...moreScores.map((name) => answer.scores[name]),
    ],
  };
}

function firstOf(policy, grades, scores) {
  const [first] = grades;
  const of = policy.document.grades?.[first]?.of;
  return { first, score: of?.startsWith("score.") ? of.slice("score.".length) : scores[0] };
}

/** The column of the outcome, and whether a row's came about: `null` where the cell is empty. */
function outcomeOf(text, header) {
  if (text === undefined) return null;
  const [, column, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (column === undefined) throw new Usage("--outcome is COLUMN=VALUE, such as y=yes");
  const index = header.findIndex((name) => fold(name) === fold(column));
  if (index < 0) throw new Usage(`--outcome: the file has no column \`${column}\`; it has ${header.join(", ")}`);
  const wanted = fold(value);
  const of = (row) => ((row[index] ?? "").trim() === "" ? null : fold(row[index]) === wanted);
  return { column: header[index], of };
}
