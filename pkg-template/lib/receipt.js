// What is said about receipts: the option that asks for one, and what one is held against.

import { GradusError } from "./errors.js";

const EVIDENCE = ["facts", "state", "tally", "secret"];

/** Checks the option `receipt`. */
export function checkReceiptOption(receipt) {
  if (receipt === undefined || typeof receipt === "boolean") return;
  if (typeof receipt !== "object" || receipt === null || Object.keys(receipt).some((key) => key !== "secret")) {
    throw new GradusError("option", "the option `receipt` is true, false or `{ secret }`");
  }
  // A secret that was not set must not become a receipt that anybody can try facts against.
  if (typeof receipt.secret !== "string" || receipt.secret === "") {
    throw new GradusError("option", "the `secret` of the option `receipt` is a text that is not empty");
  }
}

/** The secret for the receipt that the option asks for, empty for none; null if no receipt is asked for. */
export function secretOf(receipt) {
  if (receipt === undefined || receipt === false) return null;
  return receipt === true ? "" : receipt.secret;
}

/** Checks what a receipt is held against. */
export function checkEvidence(evidence) {
  if (typeof evidence !== "object" || evidence === null) {
    throw new GradusError("option", "`policy.verify` takes a receipt and `{ facts, state, tally, secret }`");
  }
  const unknown = Object.keys(evidence).find((key) => !EVIDENCE.includes(key) && evidence[key] !== undefined);
  if (unknown !== undefined) throw new GradusError("option", `unknown \`${unknown}\`; a receipt is held against facts, state, tally, secret`);
  if (evidence.tally !== undefined && evidence.tally !== null) {
    throw new GradusError("not_built", "a `tally` is not built yet: it comes with the offers piece");
  }
  if (evidence.secret !== undefined && typeof evidence.secret !== "string") {
    throw new GradusError("option", "the `secret` that a receipt was made with is a text");
  }
}

/** A receipt as JSON text, and whether it says that the decision was a strict one. */
export function receiptText(receipt) {
  let text;
  try {
    text = JSON.stringify(receipt);
  } catch {
    // Whatever it threw may quote what it read.
  }
  if (text === undefined) throw new GradusError("receipt_type", "a receipt is an object that can be written as JSON");
  return { text, strict: JSON.parse(text)?.strict === true };
}
