/** Channels: by which a customer may be reached now. */
import type { World } from './cel-evaluate.js';
import type { Channel } from './model.js';
import { DAY, before } from './time.js';

/** The first that may be used; `null` if none may. */
export function channelFor(names: string[], world: World): string | null {
  return names.find((name) => isFree(world.policy.channels.get(name)!, world)) ?? null;
}

function isFree({ name, consent, hours, max }: Channel, world: World): boolean {
  if (consent !== null && !world.facts.consent.includes(consent)) return false;
  if (hours && !isWithin(hours, world)) return false;
  if (!max) return true;
  const touches = world.facts.events.get('touch');
  if (!touches) return false;
  const { now, policy: { offset } } = world;
  const start = before(now, max.within, offset);
  return touches.filter(({ at, attributes }) => start < at && at <= now && attributes.get('channel') === name).length < max.count;
}

function isWithin({ from, to }: { from: number; to: number }, { now, policy: { offset } }: World): boolean {
  const time = (((now + offset) % DAY) + DAY) % DAY;
  return from < to ? from <= time && time < to : from <= time || time < to;
}
