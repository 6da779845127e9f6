/** Rows of facts for a policy, drawn at random: for what the linter says of all of them. */
import { newWatch } from './lint.js';
import { allMissing } from './open.js';
import { changed, decide, decideAll, type Situation } from './decide.js';
import { someWay } from './completions.js';
import { readFacts } from './facts.js';
import type { Watch } from './cel-evaluate.js';
import type { Policy } from './model.js';
import { Random } from './random.js';
import { readState } from './state.js';

/** What was seen in so many rows. */
export function watchRows(policy: Policy, rows: number, now: number): Watch {
  const watch = newWatch();
  const random = new Random(1);
  const nothing: Situation = { policy, facts: readFacts(policy, {}, now, false), now, state: readState(policy, null).state, watch };
  const facts = allMissing(decide(nothing).world);
  for (let i = 0; i < rows; i += 1) decideAll(changed(nothing, someWay(facts, nothing, random)));
  return watch;
}
