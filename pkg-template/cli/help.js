// What --help says.

const GENERAL = `gradus ${GRADUS_VERSION}: scores and grades for leads and customers, from one policy document

usage: gradus <command> [options]

  check    is the policy right? All of its problems, with line and column
  test     runs the policy's own tests
  grade    grades every row of a CSV file
  explain  shows where each point of one customer comes from

gradus <command> --help says more; gradus --version tells the version.
A policy is a JSON file, or the name of one that ships: b2b-saas, retail, bank-campaign.
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
  check: `usage: gradus check POLICY… [--json]

Tells every problem of each policy, with file, line, column and help.

  --json              a JSON object for each problem, on standard output
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

Shows one customer's grades, every point of the scores, and what is missing.

  -p, --policy FILE   the policy, or the name of one that ships
  --facts FILE        the facts as JSON; - for standard input
  --row N             the row of the CSV file, 1 the first after the header
  --id ID             the row whose id this is
  --state FILE        the state that an earlier answer gave, as JSON
  --json              the whole answer as JSON
  --strict            names that the policy does not declare are errors
${READING}
${LANG}
`,
};

export function help(command) {
  return HELP[command];
}
