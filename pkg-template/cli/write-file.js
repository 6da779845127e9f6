// A whole file at once.

import { writeFileSync } from "node:fs";
import { fileFault } from "./faults.js";

/** @param {string | Uint8Array} content */
export function writeFile(file, content) {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw fileFault(file, error);
  }
}
