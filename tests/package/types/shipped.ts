// The shipped policies are modules with literal types, and JSON.

import { Policy } from "gradus";
import b2b from "gradus/policies/b2b-saas";
import bank from "gradus/policies/bank-campaign";
import handoff from "gradus/policies/b2b-handoff";
import retail from "gradus/policies/retail";
import lifecycle from "gradus/policies/retail-lifecycle";
import subscription from "gradus/policies/subscription";

const policy = Policy.compile(b2b);
policy.grade({ company_size: "50-199", industry: "软件", consent: ["phone"] }).grades.lead satisfies string | null;
// @ts-expect-error not one of the sizes
policy.grade({ company_size: "some" });

Policy.compile(retail).explain({}).scores;
Policy.compile(bank).grade({});
Policy.compile(lifecycle).advance({}).stage satisfies "prospect" | "first_purchase" | "repeat" | "loyal" | "sleeping" | "churned" | "won_back" | null;
Policy.compile(subscription).advance({ contracts: [] }).contracts;
Policy.compile(handoff).advance({}).timers;

const stricter = policy.with({ grades: { lead: { bands: { A: { from: 70 } } } } });
stricter.grade({ company_size: "50-199" }).grades.lead satisfies "A" | "B" | "C" | "D" | "X" | null;
// @ts-expect-error not one of the sizes
stricter.grade({ company_size: "some" });
