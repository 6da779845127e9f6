// gradus draw policy.json: the lifecycle as Mermaid text or as a picture.

import { resolve } from "node:path";
import { read } from "./args.js";
import { drawing } from "./drawing.js";
import { Fault, Usage } from "./faults.js";
import { lifecycleGraph } from "./lifecycle-graph.js";
import { mermaid } from "./mermaid.js";
import { compileDraft } from "./policy-file.js";
import { writeFile } from "./write-file.js";

const FORMATS = ["mermaid", "svg"];

export function draw(args) {
  const options = read(args, ["output", "format"], { files: [1, 1] });
  const [name] = options.files;
  const { output } = options;
  const format = options.format ?? (/\.svg$/i.test(output ?? "") ? "svg" : "mermaid");
  if (!FORMATS.includes(format)) throw new Usage(`--format is ${FORMATS.join(" or ")}`);
  if (output !== undefined && resolve(output) === resolve(name)) throw new Usage("--output is the file that is read");
  const { document } = compileDraft(name);
  if (document.lifecycle === undefined) throw new Fault(`${name}: the policy has no lifecycle to draw`);
  const graph = lifecycleGraph(document, options.lang);
  const text = format === "svg" ? drawing(graph, options.lang) : mermaid(graph);
  if (output === undefined) process.stdout.write(text);
  else writeFile(output, text);
  return 0;
}
