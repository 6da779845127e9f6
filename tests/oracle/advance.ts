/** The answer of section 20 of the reference, but for `changesAt`, which is checked in changes-at.ts. */
import { evaluate, type World } from './cel-evaluate.js';
import type { Whole } from './decide.js';
import { shown } from './exact.js';
import { rankedOf, validity } from './grade.js';
import type { Expression, Grade } from './model.js';
import { observe, type Observed } from './observe.js';
import { quiet } from './score.js';
import type { StateDocument } from './state-next.js';
import { dayAt, formatDate, formatInstant } from './time.js';

/** With its keys in their order, those of the claims left out. */
export interface Advanced {
  now: string;
  stage: string | null;
  since: string | null;
  transitions: object[];
  heldBack: object[];
  timers: { timer: string; status: string; ends: string; stoppedAt: string | null }[];
  grades: Record<string, string | null>;
  held: Record<string, object>;
  contracts: { id: string; phase: string }[] | null;
  touches: { touch: string; of: string; status: string; opens: string; closes: string; channel: string | null }[];
  balances: Record<string, { balance: number; expiring: { at: string; amount: number }[] } | null>;
  loop?: string[];
  withheld: string[];
  state: StateDocument;
  warnings: { code: string; path: string }[];
}

export function advancedOf(whole: Whole, rest: Pick<Advanced, 'withheld' | 'state' | 'warnings'>): Advanced {
  const { world, lifecycle, grades, contracts, touches, balances } = whole;
  const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at));
  return {
    now: formatInstant(world.now),
    stage: lifecycle?.stage.name ?? null,
    since: instant(lifecycle?.stage.since ?? null),
    transitions: lifecycle?.moves ?? [],
    heldBack: (lifecycle?.heldBack ?? []).map(({ to, by, until, when, path, observed }) => ({ to, by, until: instant(until), when, path, observed })),
    timers: (lifecycle?.timers ?? []).map(({ timer, status, ends, stoppedAt }) => ({ timer, status, ends: formatInstant(ends), stoppedAt: instant(stoppedAt) })),
    grades: Object.fromEntries([...grades].map(([name, grade]) => [name, grade.shown])),
    held: Object.fromEntries([...world.policy.grades.values()].flatMap((grade) => {
      const held = heldOf(grade, whole);
      return held ? [[grade.name, held]] : [];
    })),
    contracts: contracts && contracts.map(({ fact, ends, phase, risk, upgrade }) => ({
      id: fact.id, product: fact.product, phase, starts: formatDate(fact.starts), ends: ends === undefined ? null : formatDate(ends),
      daysLeft: ends === undefined ? null : ends - dayAt(world.now, world.policy.offset), value: fact.value ?? null, risk, upgrade,
    })),
    touches: touches.map(({ touch, of, status, opens, closes, channel }) => ({ touch, of, status, opens: formatInstant(opens), closes: formatInstant(closes), channel })),
    balances: Object.fromEntries([...balances].map(([name, one]) => [name, one && { balance: shown(one.balance), expiring: one.expiring.map(({ at, amount }) => ({ at: formatInstant(at), amount: shown(amount) })) }])),
    ...(lifecycle?.loop ? { loop: lifecycle.loop.stages } : {}),
    ...rest,
  };
}

// What is held

function heldOf(grade: Grade, { world, grades, scores }: Whole): object | null {
  const { remembered, earned } = grades.get(grade.name)!;
  if (!grade.hold || remembered?.confirmed == null) return null;
  const { validUntil, graceUntil } = validity(grade.hold, remembered.confirmed, world.policy);
  const place = rankedOf(grade).indexOf(remembered.grade);
  const points = grade.how.is === 'bands' ? scores.get(grade.how.score)!.points : null;
  return {
    grade: remembered.grade,
    earned,
    confirmed: formatInstant(remembered.confirmed),
    validUntil: formatInstant(validUntil),
    graceUntil: formatInstant(graceUntil),
    inGrace: world.now >= validUntil,
    next: { keep: wayTo(grade, place, true, world, points), rise: place === 0 ? null : wayTo(grade, place - 1, false, world, points) },
  };
}

interface Way { grade: string; when: string | null; observed: Observed; atLeast: number | null; score: number | null; met: boolean | null }

/** What keeps the held class, or reaches the one before it. */
function wayTo({ how }: Grade, place: number, held: boolean, world: World, points: bigint | null): Way {
  if (how.is === 'bands') {
    const { grade, from, keep } = how.bands[place]!;
    const edge = held ? from - keep : from;
    return { grade, when: null, observed: {}, atLeast: shown(edge), score: points === null ? null : shown(points), met: points === null ? null : points >= edge };
  }
  if (how.is === 'matrix') throw new Error('a matrix holds nothing');
  const { grade, when, retain } = how.entries[place]!;
  const condition: Expression | null = held ? (retain ?? when) : when;
  // It may be one that deciding never came to, so it warns of nothing.
  const met = condition ? ((evaluate(condition, quiet(world)) as boolean | undefined) ?? null) : true;
  return { grade, when: condition?.text ?? null, observed: condition ? observe(condition, world) : {}, atLeast: null, score: null, met };
}
