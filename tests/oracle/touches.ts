/** Touches: which are due, and where the others stand. */
import { evaluate, lookUp, type World } from './cel-evaluate.js';
import { channelFor } from './channels.js';
import { begins, partsOfContract, type Standing } from './contracts.js';
import type { EventFact } from './facts.js';
import { occurrencesOf, type Occurrence, type Start } from './occurrences.js';
import type { Touch } from './model.js';
import type { StageState } from './state.js';
import { dayAt, formatDate } from './time.js';

export interface TouchAnswer {
  touch: string;
  of: string;
  status: 'due' | 'upcoming' | 'done' | 'missed' | 'superseded';
  opens: number;
  closes: number;
  channel: string | null;
}

/** An occurrence on its way into the answer. */
interface Entry extends Occurrence { touch: Touch; /** Its place in the document. */ place: number; opened: boolean; done: boolean }

export function touchesOf(world: World, contracts: Standing[] | undefined, stage: StageState | null): TouchAnswer[] {
  const all = (world.policy.touches ?? []).flatMap((touch, place) => entriesOf(touch, place, world, contracts, stage));
  const standing = all.filter((entry) => entry.done || !fallsAway(entry, world));
  return standing.map((entry) => {
    const status = statusOf(entry, standing, world);
    return { touch: entry.touch.name, of: entry.of, status, opens: entry.opens, closes: entry.closes, channel: status === 'due' ? channelFor(entry.touch.channels, world) : null };
  });
}

// Which are answered

function entriesOf(touch: Touch, place: number, world: World, contracts: Standing[] | undefined, stage: StageState | null): Entry[] {
  const { anchor } = touch;
  if (anchor.is !== 'contract') return nearest(touch, place, anchorsOf(touch, world, stage), world);
  return (contracts ?? []).filter(({ fact }) => fact.successor === undefined).flatMap((one) => {
    const day = anchor.part === 'starts' ? one.fact.starts : one.ends;
    if (day === undefined) return [];
    const of = anchor.part === 'ends' && one.moved ? `${one.fact.id}@${formatDate(day)}` : one.fact.id;
    return nearest(touch, place, [{ at: begins(day, world.policy), of: () => of }], { ...world, contract: partsOfContract(one, world) });
  });
}


function anchorsOf({ anchor, every }: Touch, world: World, stage: StageState | null): Start[] {
  const { policy } = world;
  switch (anchor.is) {
    case 'calendar': return policy.calendars.get(anchor.name)!.map((day) => ({ at: begins(day, policy), of: () => formatDate(day) }));
    case 'stage': {
      if (stage?.name !== anchor.name) return [];
      const { count } = stage.entered.get(anchor.name)!;
      return [{ at: stage.since, of: (k) => (every ? `${count}.${k}` : String(count)) }];
    }
    case 'value': {
      const value = lookUp(anchor.reference, world) as number | undefined;
      if (value === undefined) return [];
      return [{ at: anchor.date ? begins(value, policy) : value, of: (k, at) => (every && every.unit !== 'y' ? String(k) : formatDate(dayAt(at, policy.offset)).slice(0, 4)) }];
    }
    case 'contract': throw new Error('each contract is an anchor of its own');
  }
}

/** The last that has opened and the next that has not, unless `when` leaves them out. */
function nearest(touch: Touch, place: number, starts: Start[], world: World): Entry[] {
  const { last, next } = occurrencesOf(touch, starts, world);
  const found = [last, next].filter((one) => one !== null).map((one): Entry => ({ ...one, touch, place, opened: one.opens <= world.now, done: touched(world).some((event) => names(event, touch.name, one.of)) }));
  if (found.length === 0 || !touch.when) return found;
  const asked = evaluate(touch.when, world);
  return asked === true ? found : found.filter(({ done }) => done);
}

// What has been done

function touched({ facts }: World): EventFact[] {
  return facts.events.get('touch') ?? [];
}

function names({ attributes }: EventFact, touch: string, of: string): boolean {
  return attributes.get('touch') === touch && attributes.get('of') === of;
}

/** Whether an outcome ended its anchor's touches, and this one had not closed by then. */
function fallsAway({ touch: { anchorText }, of, closes }: Entry, world: World): boolean {
  return world.policy.touches!.some(
    (other) => other.anchorText === anchorText && touched(world).some((event) => names(event, other.name, of) && other.endsOn.includes(event.attributes.get('outcome') as string) && event.at < closes),
  );
}

function statusOf(entry: Entry, all: Entry[], { now }: World): TouchAnswer['status'] {
  if (entry.done) return 'done';
  if (all.some((other) => supersedes(other, entry))) return 'superseded';
  if (now >= entry.closes) return 'missed';
  return entry.opened ? 'due' : 'upcoming';
}

function supersedes(other: Entry, entry: Entry): boolean {
  if (other.touch === entry.touch || other.touch.anchorText !== entry.touch.anchorText || other.of !== entry.of || !other.opened) return false;
  const later = other.opens > entry.opens || (other.opens === entry.opens && other.place > entry.place);
  return later && other.opens < entry.closes;
}
