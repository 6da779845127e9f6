// CEL's official conformance cases, said in gradus's terms.

import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";

/** What a binding's kind of value is as a field. All other kinds have no field that could hold them. */
const TYPES = { int64Value: "number", doubleValue: "number", stringValue: "string", boolValue: "boolean" };

/** A name that a field may have; CEL's own literals and dotted names are none. */
const NAME = /^(?!(?:true|false|null)$)[A-Za-z]\w*$/;

/** String literals; what stays of them is the prefix and the quotes. */
const TEXTS = /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;

/**
 * All cases, in the order of the data: where it stands (`file`, `id`); the expression (`expr`, and `code`, the same
 * with its texts emptied and without comments); `fields` and `facts` from what it binds, and `without`, whether it
 * binds something that no field can hold; and what it must give, `wanted`: `{ value }` or `{ error }`.
 */
export const cases = tests.suites.flatMap((file) =>
  (file.suites ?? []).flatMap((section) => section.tests.map((one) => read(file.name, section.name, one.original))),
);

function read(file, section, test) {
  const { name, expr, bindings = {}, typeEnv = [] } = test;
  const fields = {};
  const facts = {};
  for (const [fact, { value }] of Object.entries(bindings)) {
    const [kind] = Object.keys(value);
    if (!TYPES[kind] || !NAME.test(fact)) continue;
    fields[fact] = { type: TYPES[kind] };
    facts[fact] = plain(value);
  }
  const declared = typeEnv.filter((one) => one.ident).map((one) => one.name);
  return {
    file,
    id: `${file}/${section}/${name}`,
    expr,
    code: expr.replace(TEXTS, "''").replace(/\/\/.*/g, ""),
    fields,
    facts,
    without: [...Object.keys(bindings), ...declared].some((fact) => !(fact in fields)),
    wanted: wanted(test),
  };
}

/** A case that says nothing else must give `true`. */
function wanted({ value, typedResult, evalError }) {
  if (evalError) return { error: evalError.errors?.[0]?.message ?? "" };
  if (typedResult) return { value: plain(typedResult.result ?? {}) };
  return { value: value ? plain(value) : true };
}

/** Integers are the nearest double and −0 is 0, as in gradus; `undefined` for a kind of value that gradus has not. */
function plain(value) {
  const [[kind, content] = []] = Object.entries(value);
  return TYPES[kind] === "number" ? Number(content) + 0 : TYPES[kind] && content;
}
