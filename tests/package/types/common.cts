// From CommonJS.

import gradus = require("gradus");
import saas = require("gradus/policies/b2b-saas");
import slim = require("gradus/slim");

const policy = gradus.Policy.compile(saas);
policy.grade({ industry: "software" }).score satisfies number | null;
// @ts-expect-error a misspelt field
policy.grade({ industri: "software" });
slim.initSync(new Uint8Array());
