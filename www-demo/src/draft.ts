// A policy under somebody's hands: its text, and the last good policy made of it.

import type { Problem } from "gradus";
import { GradusError, Policy } from "gradus";
import type { Document } from "./document";
import { documentOf } from "./document";
import type { Lead } from "./lead";

export interface Draft {
  /** As it stands in the editor. */
  readonly text: string;
  /** The text that `problems` are about. */
  readonly judged: string;
  readonly problems: readonly Problem[];
  /** What is in force: made of `text`, unless that has errors. */
  readonly policy: Policy;
  readonly document: Document;
  readonly lead: Lead;
}

export function draftOf(text: string, lead: (document: Document) => Lead): Draft {
  const policy = Policy.compile(text);
  const document = documentOf(policy);
  return { text, judged: text, problems: Policy.check(text), policy, document, lead: lead(document) };
}

/** Looks at the text again. With errors in it the last good policy stays in force. */
export function judged(draft: Draft): Draft {
  const { text } = draft;
  try {
    const problems = Policy.check(text);
    if (problems.some(isError)) return { ...draft, judged: text, problems };
    const policy = Policy.compile(text);
    return { ...draft, judged: text, problems, policy, document: documentOf(policy) };
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    const problem = { severity: "error", code: error.code, path: "", line: null, column: null, message: error.message, help: null } as const;
    return { ...draft, judged: text, problems: [problem] };
  }
}

export function isError({ severity }: Problem): boolean {
  return severity === "error";
}
