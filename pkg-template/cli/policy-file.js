// A policy from a file, or one of those that ship, by name.

import { existsSync, readFileSync } from "node:fs";
import { Policy, PolicyError } from "./index.js";
import { Fault, fileFault } from "./faults.js";
import { show } from "./problems.js";

const SHIPPED = /^[a-z0-9-]+$/;

/** @returns {{ file: string, text: string }} */
export function readPolicy(name) {
  let file = name;
  if (SHIPPED.test(name) && !existsSync(name)) {
    const shipped = new URL(`./policies/${name}.json`, import.meta.url);
    if (existsSync(shipped)) file = shipped;
  }
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileFault(name, error);
  }
  try {
    return { file: name, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    throw new Fault(`${name}: a policy is JSON in UTF-8, and this is not UTF-8`);
  }
}

/** The compiled policy; its problems, if it has any, go where problems go. */
export function compile(name) {
  return compiled(name, ({ text, problems }) => {
    process.stderr.write(show(name, text, problems));
    throw new Fault(`${name} does not compile`);
  });
}

/** The same of a draft, whose own tests may still expect what it did before. */
export function compileDraft(name) {
  return compiled(name, ({ text, problems }) => {
    if (problems.some(({ severity, code }) => severity === "error" && code !== "test_failed")) return compile(name);
    const failed = problems.filter(({ code }) => code === "test_failed").length;
    process.stderr.write(`${name}: ${failed} of its own tests ${failed === 1 ? "fails" : "fail"} (gradus test shows them)\n`);
    // What is made from another policy runs no tests.
    return Policy.compile({ gradus: 1 }).with(JSON.parse(text.replace(/^\ufeff/, "")));
  });
}

function compiled(name, otherwise) {
  const { text } = readPolicy(name);
  try {
    return Policy.compile(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return otherwise({ text, problems: error.problems });
  }
}
