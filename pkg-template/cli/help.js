// What --help says.

const GENERAL = `gradus ${GRADUS_VERSION}: scores and grades for leads and customers, from one policy document

usage: gradus <command> [options]

  check    is the policy right? All of its problems, with line and column
  test     runs the policy's own tests
  grade    grades every row of a CSV file
  explain  shows where each point of one customer comes from, what is open, what would help,
           the stage and what holds the next back, what is due, and when that changes
  replay   passes a file of events through a policy, date by date: who stands where, and who moves
  draw     draws the lifecycle, as Mermaid text or as a picture
  diff     tells what changed between two policies, and whom it moves to another grade
  types    writes a policy as a module with literal types
  compile  writes a policy as gradus/run runs it: small, and ready at once

gradus <command> --help says more; gradus --version tells the version.
A policy is a JSON file, or the name of one that ships: b2b-saas, retail, bank-campaign,
retail-lifecycle, subscription, b2b-handoff.
Exit codes: 0 fine, 1 the policy or the data is at fault, 2 the command line is.
`;

const READING = `  --map FILE          JSON { "column": "field" }, for columns that are not named as the
                      field, one of its other names or its labels; null leaves a column out
  --encoding NAME     of the CSV file, if it is neither UTF-8, UTF-16 nor GB18030
  --delimiter CHAR    of the CSV file, if it is not the comma, semicolon or tab of its header
  --now INSTANT       what the answers are about, such as 2026-11-01T08:00:00Z (default: now)
  --consent A,B       the purposes agreed to, by every row without a consent column`;

const LANG = "  --lang en|zh        language of labels (default: from LANG)";

const HELP = {
  gradus: GENERAL,
  check: `usage: gradus check POLICY… [--json] [--strict]

Tells every problem of each policy, with file, line, column and help: errors, and warnings of
what is allowed and hardly meant, such as a condition that no facts make true.

  --json              a JSON object for each problem, on standard output
  --strict            a warning is at fault as an error is (exit code 1)
`,
  test: `usage: gradus test POLICY…

Runs the policy's own tests.
`,
  grade: `usage: gradus grade FILE.csv --policy POLICY [-o FILE] [--outcome COLUMN=VALUE] [options]

Writes the rows with their grades and scores as further columns, and figures by grade to
standard error. FILE may be - for standard input.

  -p, --policy FILE   the policy, or the name of one that ships
  -o, --output FILE   where to write (default: standard output)
  --outcome y=yes     also the rate of rows whose column y is yes, with its 95% Wilson interval
  --strict            an unmatched column or an invalid cell is an error
${READING}
${LANG}

An empty cell is a missing fact. Numbers may have thousands separators, and a decimal comma
where the delimiter is a semicolon; yes and no may be yes/no, true/false, 1/0, 是/否; dates may
be 2026-11-01, 2026/11/1, 1.11.2026; lists may be separated by ; | , or 、. A cell that is not
valid counts as missing, and is counted.
`,
  explain: `usage: gradus explain --policy POLICY --facts FACTS.json [--state STATE.json] [options]
       gradus explain FILE.csv --policy POLICY (--row N | --id ID) [options]

Shows one customer's grades and every point of the scores; what the scores and grades may
become once more is known, and which fact to ask for next; the least change that reaches a
better grade; and when something changes by itself. Where the policy has a lifecycle: the stage,
what moved and why, what came next and what held it back; timers, held classes, contracts,
touches and balances. --state hands on what the last answer's \`state\` (see --json) remembered.

  -p, --policy FILE   the policy, or the name of one that ships
  --facts FILE        the facts as JSON; - for standard input
  --row N             the row of the CSV file, 1 the first after the header
  --id ID             the row whose id this is
  --state FILE        the state that an earlier answer gave, as JSON
  --json              the answer of explain as JSON
  --strict            names that the policy does not declare are errors
${READING}
${LANG}
`,
  replay: `usage: gradus replay EVENTS.csv --policy POLICY --map MAP.json --every 1mo [options]

Passes what happened to each customer through the policy, at one date after the other, and shows
how many stand in each stage, each held grade and each phase of a contract at each date, and who
moves from which stage to which. At each date a customer is what the file knew by then: one who
does not stand in it yet is not counted. FILE may be - for standard input, or packed by gzip.

  -p, --policy FILE   the policy, or the name of one that ships
  --map FILE          JSON: which columns are the customer's id, the time, the kind and the
                      attributes of an event (see below)
  --every DURATION    from date to date, such as 1mo, 2w, 7d
  --from DATE         the first date (default: the first month, week, day … that begins after
                      the first event)
  --to DATE           the last date (default: the first that has all events behind it)
  -o, --output FILE   where to write everybody's stage, held grades and balances at each date
  --moves FILE        where to write every move between stages
  --json              the figures as JSON
  --strict            a row that cannot be read, or a fact that is not valid, is an error
  --encoding NAME     of the CSV file, if it is neither UTF-8, UTF-16 nor GB18030
  --delimiter CHAR    of the CSV file, if it is not the comma, semicolon or tab of its header
${LANG}

A map for invoices of several lines, where those that begin with C are cancellations:

  { "id": "CustomerID",
    "at": { "column": "InvoiceDate", "format": "M/D/YYYY H:mm" },
    "group": "InvoiceNo",
    "events": [
      { "kind": "cancellation", "when": { "InvoiceNo": { "starts": "C" } },
        "attributes": { "amount": { "product": [-1, "Quantity", "UnitPrice"] } } },
      { "kind": "order", "attributes": { "amount": { "product": ["Quantity", "UnitPrice"] } } } ] }

A row is what the first rule says whose \`when\` holds: a text, an array of texts, or starts, ends,
above, below. A kind may be { "column": NAME, "values": { "text": "kind" } }. Numbers of the lines
of one event are added ("take": sum, first, last, min, max). "facts" maps fields to columns: the
newest row so far counts. A rule with "contract" in place of "kind" tells of a contract: id,
product, starts, ends, value, auto_renew, term, kind, and follows, the id of the one before it.
Times without an offset are read in the policy's.
`,
  draw: `usage: gradus draw POLICY [--format mermaid|svg] [-o FILE] [--lang en|zh]

Draws the policy's lifecycle: stages, and what leads from one to another, in words and by the
policy's own labels. The picture is light or dark as the reader's system is.

  --format mermaid    text that Mermaid draws (the default)
  --format svg        a picture (the default where FILE ends in .svg)
  -o, --output FILE   where to write (default: standard output)
${LANG}
`,
  diff: `usage: gradus diff OLD NEW [--on FILE.csv] [options]

Tells what turns the policy OLD into the policy NEW, a line for each change. With --on it also
grades every row of the CSV file by both, and shows for each grade that both have how many rows
move from which class to which. FILE may be - for standard input. The policies' own tests may fail.

  --on FILE           rows to grade by both policies
  --json              { "changes", "rows", "moves" } as JSON
  --strict            an unmatched column or an invalid cell is an error
${READING}
${LANG}
`,
  types: `usage: gradus types POLICY [-o FILE]

Writes the policy as a module, so that Policy.compile infers from it the types of facts and the
names of grades, scores, stages, timers, touches, channels and balances. How FILE ends says what
is written:

  .ts .mts            a TypeScript module (the default, on standard output)
  .js .mjs            an ECMAScript module, and its types beside it (.d.ts, .d.mts)
  .cjs                a CommonJS module, and its types beside it (.d.cts)

  -o, --output FILE   where to write (default: standard output)
`,
  compile: `usage: gradus compile POLICY -o FILE

Writes the policy in the compiled form that gradus/run loads, without tests, labels and notes.

  -o, --output FILE   where to write, such as policy.gradus
`,
};

export function help(command) {
  return HELP[command];
}
