// Transitions of two policies, one beside the other. They have no names: which of them are the
// same one is told by where they lead, and what they are called by that, too.

/** What two have in common that are one: the way and the condition, or else the way, or else the end and the condition. */
const SAME = [
  (one) => JSON.stringify([sources(one).sort(), one.to, one.when]),
  (one) => JSON.stringify([sources(one).sort(), one.to]),
  (one) => JSON.stringify([one.to, one.when]),
];

/**
 * Both lists by what a transition is called, `prospect → active`: those that are one by the same name.
 * @param {object[]} from @param {object[]} to
 * @returns {[Map<string, object>, Map<string, object>]}
 */
export function transitionsByName(from, to) {
  const names = new Set();
  const name = (one) => {
    const way = `${sources(one).join(", ")} → ${one.to}`;
    let unique = way;
    for (let i = 2; names.has(unique); i++) unique = `${way} (${i})`;
    names.add(unique);
    return unique;
  };
  const partners = paired(from, to);
  const before = new Map(from.map((one) => [name(one), one]));
  const called = new Map([...before].map(([name, one]) => [partners.get(one), name]));
  return [before, new Map(to.map((one) => [called.get(one) ?? name(one), one]))];
}

/** From each of the first to the one of the second that it is, in order. */
function paired(from, to) {
  const partners = new Map();
  let left = to;
  for (const key of SAME) {
    const waiting = new Map();
    for (const one of left) waiting.set(key(one), [...(waiting.get(key(one)) ?? []), one]);
    for (const one of from) if (!partners.has(one) && waiting.get(key(one))?.length > 0) partners.set(one, waiting.get(key(one)).shift());
    const taken = new Set(partners.values());
    left = left.filter((one) => !taken.has(one));
  }
  return partners;
}

function sources({ from }) {
  return Array.isArray(from) ? [...from] : [from];
}
