// The shipped policies are modules with literal types, and JSON.

import { Policy } from "gradus";
import b2b from "gradus/policies/b2b-saas";
import bank from "gradus/policies/bank-campaign";
import retail from "gradus/policies/retail";

const policy = Policy.compile(b2b);
policy.grade({ company_size: "50-199", industry: "软件", consent: ["phone"] }).grades.lead satisfies string | null;
// @ts-expect-error not one of the sizes
policy.grade({ company_size: "some" });

Policy.compile(retail).explain({}).scores;
Policy.compile(bank).grade({});

const stricter = policy.with({ grades: { lead: { bands: { A: { from: 70 } } } } });
stricter.grade({ company_size: "50-199" }).grades.lead satisfies "A" | "B" | "C" | "D" | "X" | null;
// @ts-expect-error not one of the sizes
stricter.grade({ company_size: "some" });
