// Where there is neither a browser nor Node: the types ask for nothing.

import { Policy, initSync } from "gradus/slim";

initSync(new Uint8Array());
Policy.compile("{}").grade({});
