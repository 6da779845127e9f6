/** Smaller cases that still differ: leave out parts of the policy and of the facts for as long as that works. */
import type { Case } from './generate.js';
import type { Plain, PlainObject } from './generate-policy.js';

const MOST_TRIES = 600;

export async function shrink(one: Case, differs: (candidate: Case) => Promise<boolean>): Promise<Case> {
  let best = one;
  let tries = 0;
  const attempt = async (candidate: Case): Promise<boolean> => {
    tries += 1;
    if (tries > MOST_TRIES || !(await differs(candidate))) return false;
    best = candidate;
    return true;
  };

  const policyTree = (): Plain | undefined => parse(best.policy);
  const call = (): Plain | undefined => best.calls[0] as unknown as Plain | undefined;
  for (let again = true; again && tries < MOST_TRIES; ) {
    again = false;
    for (const path of parts(policyTree())) {
      const tree = policyTree();
      const smaller = tree === undefined ? undefined : without(tree, path);
      if (smaller !== undefined && (await attempt({ ...best, policy: JSON.stringify(smaller) }))) again = true;
    }
    for (const path of parts(call())) {
      if (path[0] === 'options' && path[1] === 'now') continue;
      const smaller = call() && path.length > 1 ? without(call()!, path) : undefined;
      if (smaller !== undefined && (await attempt({ ...best, calls: [smaller as unknown as Case['calls'][number]] }))) again = true;
    }
  }
  return best;
}

/** Texts that are no JSON, or have duplicate keys or comments, stay as they are. */
function parse(text: string): Plain | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Plain;
  } catch {
    return undefined;
  }
}

type Path = (string | number)[];

/** Every part that might be left out, the largest first. */
function parts(tree: Plain | undefined, path: Path = []): Path[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const keys: Path = Array.isArray(tree) ? tree.map((_, i) => i).reverse() : Object.keys(tree).reverse();
  return [...keys.map((key) => [...path, key]), ...keys.flatMap((key) => parts((tree as PlainObject)[key], [...path, key]))];
}

function without(tree: Plain, path: Path): Plain | undefined {
  const copy = structuredClone(tree);
  let holder: Plain | undefined = copy;
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return undefined;
    holder = (holder as PlainObject)[key];
  }
  if (typeof holder !== 'object' || holder === null) return undefined;
  const last = path.at(-1)!;
  if (!Object.hasOwn(holder, last)) return undefined;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}
