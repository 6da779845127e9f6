// What the page says, in English.

export const en = {
  title: "gradus: a lead's grade, every point accounted for",
  tagline: "Lead grades, every point accounted for",
  promise: "Graded in this tab. Nothing you type leaves the page.",
  skip: "Skip to the grade",
  language: "Language",
  failed: "This page could not start.",
  list: ", ",
  colon: ": ",
  yes: "Yes",
  no: "No",

  policies: {
    heading: "Scoring model",
    changed: "edited",
    about: "About this model",
  },

  facts: {
    heading: "What is known",
    try: "Start from an example",
    clear: "Clear",
    unknown: "Not known",
    byDefault: (value: string) => `default: ${value}`,
    personal: "personal",
    personalHint: "A personal fact: its value appears in no answer.",
    protected: "protected",
    protectedHint: "A protected fact: no rule may read it.",
    why: (field: string) => `About ${field}`,
    listHint: "Several, with commas between them",
    asOf: "Graded as of",
    asOfHint: (offset: string) => `Empty: now. Time zone UTC${offset}.`,
    id: "Customer's id",
    personalised: "Agrees to be treated individually",
  },

  consent: {
    heading: "Consent",
    hint: "Without consent a fact is withheld: gradus does not even look at it.",
    opens: (fields: string) => `opens ${fields}`,
  },

  events: {
    heading: "Events",
    recorded: "Events are recorded",
    recordedHint: "Off: nothing is known of events, not even that there were none.",
    add: (kind: string) => `+ Add: ${kind}`,
    remove: (kind: string, number: number) => `Remove ${kind} ${number}`,
    one: (kind: string, number: number) => `${kind} ${number}`,
    at: "Date and time",
    optional: "optional",
  },

  grade: {
    heading: "Grade",
    none: "None yet",
    noneHint: "A fact that decides it is missing.",
    noGrades: "This model gives no grades.",
    others: "Other grades",
    outOf: (top: string) => `of ${top}`,
    announce: (grades: string, score: string) => `${grades}. ${score}`,
    ruler: (score: string, edges: string) => `${score}. Grade thresholds: ${edges}.`,
    from: (grade: string, from: string) => `${grade} from ${from}`,
    faults: (count: number) => (count === 1 ? "1 fact cannot be read and counts as missing." : `${count} facts cannot be read and count as missing.`),
    show: "Show me",
    stale: "The model's text has errors: this is the last good one.",
  },

  decided: {
    manual: "Set by hand",
    override: (why: string) => `Override: ${why}`,
    held: "Held from the last time",
    band: (score: string, from: string) => `${score} is at least ${from}`,
    first: (why: string) => `First that is true: ${why}`,
    last: "None of the classes above is true",
    matrix: (row: string, column: string) => `${row} × ${column}`,
  },

  score: {
    heading: "Score breakdown",
    none: "Does not apply",
    noneHint: "The model gives this score only under a condition that is not met, or not known.",
    coverage: "Data completeness",
    coverageHint: (share: string) => `${share} of this score is decided by what is known`,
    empty: "Nothing has earned or cost a point yet.",
    group: "Group",
    rule: "Rule",
    observed: "Observed",
    points: "Points",
    counts: "Counts",
    total: "Score",
    chart: (score: string, value: string, lines: number) => `${score}: from 0 to ${value} in ${lines} ${lines === 1 ? "step" : "steps"}`,
    chartHint: "The table has the same figures.",
    edge: (grade: string, from: string) => `${grade}≥${from}`,
    kinds: {
      decay: "Time decay",
      rule_cap: "Cap of the rule",
      group_cap: "Cap of the group",
      score_cap: "Cap of the score",
      left_out: "Takes no part",
    },
    weight: (weight: string) => `weight ${weight}`,
  },

  observed: {
    personal: "personal, not shown",
    missing: "not known",
    now: "now",
    today: "today",
    consent: "consent",
    times: (kind: string, count: string) => `${kind} × ${count}`,
  },

  asks: {
    heading: "Ask next",
    hint: "Not known, and could still change a score or a grade. In the model's order.",
    none: "Nothing that is missing could change anything.",
    withheld: "Withheld for want of consent",
    withheldHint: "These facts were given and not looked at.",
    warnings: "Warnings",
  },

  policy: {
    heading: "The model as text",
    label: "Policy, as JSON",
    hint: "Change a weight, a point, a threshold. Grades follow as you type.",
    good: "No problems. This text is in force.",
    warned: (count: number) => `In force, with ${count === 1 ? "1 warning" : `${count} warnings`}.`,
    bad: (count: number) => `${count === 1 ? "1 problem" : `${count} problems`}. The last good model stays in force.`,
    at: (line: number, column: number) => `Line ${line}, column ${column}`,
    restore: "Back to the shipped text",
    help: "Help",
  },

  json: {
    heading: "The answer as JSON",
    hint: "What policy.explain(facts) returns to a program.",
  },

  faults: {
    number: "Not a number. Write it like 12 or 0.5.",
    atLeast: (min: string) => `At least ${min}.`,
    atMost: (max: string) => `At most ${max}.`,
    between: (min: string, max: string) => `Between ${min} and ${max}.`,
    date: "No such date or time.",
    value: "Not one of this model's values.",
    long: "Too long.",
    many: "Too many.",
    incomplete: "Needs a date, and everything that is not optional.",
  },

  warnings: {
    future_event: (kind: string) => `${kind}: events later than the moment of grading are ignored.`,
    arithmetic: (path: string) => `A calculation has no answer (division by zero, too large), so its result is unknown: ${path}`,
  },

  problems: {} as { readonly [code: string]: string },
};
