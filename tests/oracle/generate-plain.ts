/** Plain conditions, as people write them: a name beside a constant, joined by `&&`, `||` and `!`. Their fields have cells. */
import { noCuts, stringLiteral, type Named } from './generate-expression.js';
import type { Random } from './random.js';

/** Few, so that several conditions share their edges. */
export const PLAIN_NUMBERS = [0, 5, 10, 50, 100];
const PLAIN_TEXTS = ['saas', 'retail', 'VP', '总监', ''];
const SPANS = ['1d', '36h', '7d', '30d', '90d', '0s'];

export function plainCondition(random: Random, scope: Named[]): string {
  const atom = (): string => {
    const text = plainAtom(random, scope);
    return random.chance(0.15) ? `!(${text})` : text;
  };
  const first = atom();
  if (random.chance(0.5)) return first;
  const op = random.pick([' && ', ' || ']);
  if (random.chance(0.75)) return first + op + atom();
  return `(${first}${op}${atom()})${random.pick([' && ', ' || '])}${atom()}`;
}

function plainAtom(random: Random, scope: Named[]): string {
  const named = random.pick(scope);
  if (random.chance(0.12)) return `has(${named.text})`;
  const { text, cuts = noCuts() } = named;
  const order = random.pick(['<', '<=', '>', '>=', '>=', '==', '!=']);
  const equal = random.pick(['==', '==', '!=']);
  switch (named.kind) {
    case 'number': {
      if (random.chance(0.1)) return `${text} in [${random.some(PLAIN_NUMBERS, 0.4).join(', ')}]`;
      const number = random.pick(PLAIN_NUMBERS);
      cuts.numbers.push(number);
      return random.chance(0.1) ? `${number} ${order} ${text}` : `${text} ${order} ${number}`;
    }
    case 'string':
    case 'class': {
      const values = named.values ?? PLAIN_TEXTS;
      if (random.chance(0.3)) return `${text} in [${random.some(values, 0.5).map((value) => stringLiteral(random, value)).join(', ')}]`;
      const value = random.pick(values);
      cuts.texts.push(value);
      return `${text} ${equal} ${stringLiteral(random, value)}`;
    }
    case 'level': return `${text} ${order} ${stringLiteral(random, random.pick(named.values!))}`;
    case 'boolean': return random.pick([text, text, `!${text}`, `${text} == ${random.chance(0.5)}`]);
    case 'list': return `${random.pick(["'decider'", "'saas'", "'marketing'"])} in ${text}`;
    case 'date': return text === 'today' ? `today ${order} date('${random.pick(['2026-11-10', '2026-12-31', '2027-01-01', '2024-03-01'])}')` : `today - ${text} ${order} duration('${random.pick(SPANS)}')`;
    case 'timestamp': return text === 'now' ? `now ${order} timestamp('${random.pick(['2026-11-10T12:00:00Z', '2027-01-01T00:00:00.001Z', '2024-03-01T00:00:00Z'])}')` : random.pick([`now - ${text} ${order} duration('${random.pick(SPANS)}')`, `in_days(now - ${text}) ${order} ${random.pick([0.5, 3, 30.25])}`, `${text} + days(${random.pick([1, 7, 30])}) < now`]);
    case 'duration': return `${text} ${order} duration('${random.pick(SPANS)}')`;
  }
}
