/** Contracts: the phase of each, and the one that `contract` speaks of. */
import { evaluate, type World } from './cel-evaluate.js';
import type { ContractFact } from './facts-contracts.js';
import type { ContractPart, ContractTerms, Maybe, Phase, Policy } from './model.js';
import { after, dayAt, dayOf, laterDay, midnight, clamp, type Duration } from './time.js';

/** Where a contract stands. */
export interface Standing {
  fact: ContractFact;
  /** The last day, as moved on by `auto_renew`. */
  ends: number | undefined;
  moved: boolean;
  phase: Phase;
}

export interface ContractAnswer extends Standing {
  risk: number | null;
  upgrade: boolean | null;
}

const OPEN: readonly Phase[] = ['running', 'upcoming', 'due', 'grace'];

export function isOpen({ phase }: Standing): boolean {
  return OPEN.includes(phase);
}

/** In the facts' order; `undefined` where the contracts are missing. */
export function standings({ policy, facts, now }: World): Standing[] | undefined {
  const terms = policy.contracts;
  if (!terms) return [];
  return facts.contracts?.map((fact, _, all) => {
    const ends = fact.autoRenew && fact.successor === undefined && fact.ends !== undefined ? movedOn(fact.ends, fact.term!, policy, now) : fact.ends;
    return { fact, ends, moved: ends !== fact.ends, phase: phaseOf({ ...fact, ends }, all, terms, policy, now) };
  });
}

/** The midnight that begins a day. */
export function begins(day: number, policy: Policy): number {
  return clamp(midnight(day, policy.offset));
}

const LAST_DAY = dayOf(9999, 12, 31);

/** The first of `ends` + k · `term` that is not over yet, or the last one of the year 9999 and before. */
function movedOn(ends: number, term: Duration, policy: Policy, now: number): number {
  const nth = (k: number): number => laterDay(ends, { count: term.count * k, unit: term.unit });
  const isOver = (day: number): boolean => begins(day + 1, policy) <= now;
  if (!isOver(ends)) return ends;
  let low = 0; // it is over
  let high = 1;
  while (nth(high) <= LAST_DAY && isOver(nth(high))) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (nth(middle) <= LAST_DAY && isOver(nth(middle))) low = middle;
    else high = middle;
  }
  return nth(high) <= LAST_DAY ? nth(high) : nth(low);
}

function phaseOf(contract: ContractFact, all: ContractFact[], terms: ContractTerms, policy: Policy, now: number): Phase {
  const { starts, ends } = contract;
  const over = ends === undefined ? undefined : begins(ends + 1, policy);
  const graceEnds = over === undefined ? undefined : terms.grace ? after(over, terms.grace, policy) : over;
  if (contract.successor !== undefined) return succeeded(contract, all.find(({ id }) => id === contract.successor), graceEnds, policy);

  if (now < begins(starts, policy) || ends === undefined) return 'running';
  if (now >= graceEnds!) return 'lapsed';
  if (now >= over!) return 'grace';
  const reached = (before: Duration | null): boolean => before !== null && now >= after(begins(ends, policy), { count: -before.count, unit: before.unit }, policy);
  return reached(terms.due) ? 'due' : reached(terms.upcoming) ? 'upcoming' : 'running';
}

function succeeded(contract: ContractFact, successor: ContractFact | undefined, graceEnds: number | undefined, policy: Policy): Phase {
  if (!successor) return 'renewed';
  if (graceEnds !== undefined && begins(successor.starts, policy) >= graceEnds) return 'won_back';
  if (successor.product !== contract.product) return 'switched';
  return contract.value !== undefined && successor.value !== undefined && successor.value > contract.value ? 'upgraded' : 'renewed';
}

/** The open one that ends first, of several the first in the facts. */
export function spokenOf(all: Standing[]): Standing | undefined {
  const end = ({ ends }: Standing): number => ends ?? Infinity;
  return all.filter(isOpen).reduce<Standing | undefined>((first, one) => (first && end(first) <= end(one) ? first : one), undefined);
}

/** What `contract.X` reads of a contract; the risk is known once scores are. */
export function partsOfContract(one: Standing | undefined, world: World): Partial<Record<ContractPart, Maybe>> {
  if (!one) return {};
  const { fact, ends, phase } = one;
  return {
    phase, starts: fact.starts, ends, value: fact.value, product: fact.product, kind: fact.kind,
    days_left: ends === undefined ? undefined : ends - dayAt(world.now, world.policy.offset),
    risk: world.policy.contracts!.risk === null ? undefined : world.scores.get(world.policy.contracts!.risk),
  };
}

/** `upgrade` is asked of each open contract. */
export function answered(all: Standing[], world: World): ContractAnswer[] {
  const { risk, upgrade } = world.policy.contracts ?? { risk: null, upgrade: null };
  return all.map((one) => {
    if (!isOpen(one)) return { ...one, risk: null, upgrade: null };
    const asked = upgrade && evaluate(upgrade, { ...world, contract: partsOfContract(one, world) });
    return { ...one, risk: (risk === null ? null : world.scores.get(risk)) ?? null, upgrade: (asked as boolean | null | undefined) ?? null };
  });
}
