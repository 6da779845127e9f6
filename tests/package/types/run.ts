// The entry point that runs compiled policies.

import { FactsError, GradusError, Policy, StateError, type Explanation } from "gradus/run";

const source = { gradus: 1, fields: { a: { type: "number" } } } as const;
const policy = Policy.load<typeof source>(new Uint8Array());
policy.grade({ a: 1 }).grade satisfies string | null;
policy.explain({ a: 1 }) satisfies Explanation<typeof source>;
policy.explainJson({ a: 1 }, { now: new Date(0) }) satisfies string;
policy.advance({ a: 1 }, { changesAt: true }).stage satisfies string | null;
policy.advanceJson({ a: 1 }) satisfies string;
policy.migrate({ v: 1 }).v satisfies number;
[policy.name, policy.fingerprint] satisfies string[];
Policy.load(new ArrayBuffer(0)).free();
[FactsError, GradusError, StateError] satisfies unknown[];
// @ts-expect-error a field's type is known
policy.grade({ a: "1" });
// @ts-expect-error bytes, not text
Policy.load("{}");
// @ts-expect-error nothing here compiles
Policy.compile({ gradus: 1 });
// @ts-expect-error only gradus gives receipts
policy.explain({ a: 1 }, { receipt: true });
