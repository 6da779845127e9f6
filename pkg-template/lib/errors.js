// What this package throws: one base class, and three that carry a list of problems.

const SHOWN = 10;

/** The base of every error that gradus throws. */
export class GradusError extends Error {
  /**
   * @param {string} code stable, for programs
   * @param {string} message for people
   * @param {{ retryable?: boolean, cause?: unknown }} [more]
   */
  constructor(code, message, { retryable = false, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable;
  }
}

class ProblemsError extends GradusError {
  constructor(code, about, problems) {
    super(code, messageOf(about, problems));
    this.problems = problems;
  }
}

/** The policy does not compile. `problems` says why, errors and warnings. */
export class PolicyError extends ProblemsError {
  constructor(problems) {
    super("policy", "the policy", problems);
  }
}

/** The facts of one call cannot be taken as they are. */
export class FactsError extends ProblemsError {
  constructor(problems) {
    super("facts", "the facts", problems);
  }
}

/** The state handed back is not one that this policy gave. */
export class StateError extends ProblemsError {
  constructor(problems) {
    super("state", "the state", problems);
  }
}

// Bundlers rename classes; the names are part of the face.
for (const [name, type] of Object.entries({ GradusError, PolicyError, FactsError, StateError })) {
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
}

/** A problem that JavaScript finds, in the shape of those that the core finds. */
export function problem(code, path, message, help = null) {
  return { severity: "error", code, path, line: null, column: null, message, help };
}

function messageOf(about, problems) {
  const errors = problems.filter((one) => one.severity === "error");
  const count = errors.length === 1 ? "1 problem" : `${errors.length} problems`;
  const lines = errors.slice(0, SHOWN).map(line);
  if (errors.length > SHOWN) lines.push(`  and ${errors.length - SHOWN} more`);
  return [`${count} in ${about}`, ...lines].join("\n");
}

function line({ path, line, column, message, help }) {
  const at = [path || "(the whole)", line === null ? null : `${line}:${column}`].filter(Boolean).join(" at ");
  return `  ${at}: ${message}${help ? `\n    help: ${help}` : ""}`;
}
