// gradus compile policy.json -o policy.gradus: the policy as `gradus/run` runs it.

import { resolve } from "node:path";
import { read, required } from "./args.js";
import { Usage } from "./faults.js";
import { compile as compiled } from "./policy-file.js";
import { writeFile } from "./write-file.js";

export function compile(args) {
  const options = read(args, ["output"], { files: [1, 1] });
  const [name] = options.files;
  const output = required(options, "output");
  if (resolve(output) === resolve(name)) throw new Usage("--output is the file that is read");
  const policy = compiled(name);
  const bytes = policy.compiled();
  writeFile(output, bytes);
  process.stderr.write(`${output}: ${bytes.length.toLocaleString("en")} bytes, of the policy ${policy.name}\n`);
  return 0;
}
