// The option `strict`: names in the facts that the policy does not declare.

const KNOWN = new Set(["id", "events", "contracts", "owns", "consent", "personalised"]);
const MOST = 1000;

/**
 * The paths of all unknown names, in the order in which they stand: at most a thousand, of
 * which a hundred are told one by one.
 * @param {{ fields: string[], events: Record<string, string[] | null> }} declared
 * @returns {(string | number)[][]}
 */
export function unknownNames(facts, declared) {
  const fields = new Set(declared.fields);
  // Kinds that nothing reads have `null` for names: nobody looks into them.
  const kinds = new Map(Object.entries(declared.events).map(([kind, names]) => [kind, names && new Set(names).add("at")]));
  const found = [];
  for (const name of keysOf(facts)) {
    if (found.length >= MOST) break;
    if (name === "events") inEvents(read(facts, name), kinds, found);
    else if (!fields.has(name) && !KNOWN.has(name)) found.push([name]);
  }
  return found;
}

function inEvents(events, kinds, found) {
  for (const kind of keysOf(events)) {
    const attributes = kinds.get(kind);
    if (attributes) inKind(kind, read(events, kind), attributes, found);
    else if (attributes === undefined) found.push(["events", kind]);
  }
}

function inKind(kind, list, attributes, found) {
  if (!isArray(list)) return;
  for (let i = 0; i < list.length && i < 100000 && found.length < MOST; i++) {
    for (const name of keysOf(read(list, i))) {
      if (!attributes.has(name)) found.push(["events", kind, i, name]);
    }
  }
}

// What cannot be read has no names here; where the policy uses it, reading it says so.

function keysOf(value) {
  try {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

function read(object, key) {
  try {
    return object[key];
  } catch {
    return undefined;
  }
}

function isArray(value) {
  try {
    return Array.isArray(value) && value.length >= 0;
  } catch {
    return false;
  }
}
