// gradus types policy.json: the policy as a module with literal types.

import { read } from "./args.js";
import { Usage } from "./faults.js";
import { commonText, commonTypes, moduleText, moduleTypes, typeScriptText } from "./modules.js";
import { compile, readPolicy } from "./policy-file.js";
import { writeFile } from "./write-file.js";

/** What is written for a name that ends so: the file itself, and what stands beside it. */
const KINDS = {
  ".ts": { text: typeScriptText },
  ".mts": { text: typeScriptText },
  ".js": { text: moduleText, types: [".d.ts", moduleTypes] },
  ".mjs": { text: moduleText, types: [".d.mts", moduleTypes] },
  ".cjs": { text: commonText, types: [".d.cts", commonTypes] },
};

export function types(args) {
  const { files, output } = read(args, ["output"], { files: [1, 1] });
  const [name] = files;
  const ending = output === undefined ? ".ts" : /\.[cm]?[jt]s$/.exec(output)?.[0];
  if (!Object.hasOwn(KINDS, ending ?? "") || output?.endsWith(`.d${ending}`)) {
    throw new Usage(`--output ends in ${Object.keys(KINDS).join(", ")}: that says what is written`);
  }
  compile(name).free();
  const policy = readPolicy(name).text;
  const kind = KINDS[ending];
  const text = `// Written by \`gradus types ${oneLine(name)}\`: change the policy, and run that again.\n${kind.text(policy)}`;
  if (output === undefined) {
    process.stdout.write(text);
    return 0;
  }
  writeFile(output, text);
  if (kind.types) writeFile(output.slice(0, -ending.length) + kind.types[0], kind.types[1](policy));
  return 0;
}

/** A file may be called anything; a comment ends with its line. */
function oneLine(name) {
  return name.replace(/[\r\n\u2028\u2029]/g, " ");
}
