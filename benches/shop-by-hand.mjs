// shop.json as a good engineer would write it by hand, if it never changed: what gradus is measured against. It trusts its
// input, and tells where the customer stands and how that came about; gradus also tells why, and what held the rest back.

const DAY = 86_400_000;

/** What shop.json derives from events. */
export function derived({ order, visit, complaint }, now) {
  let [spend, visits, complaints, last] = [0, 0, 0, -Infinity];
  for (const { at, amount } of order) {
    const ms = millis(at);
    if (ms > now - 365 * DAY) spend += amount;
    if (ms > last) last = ms;
  }
  for (const { at } of visit) if (millis(at) > now - 30 * DAY) visits++;
  for (const { at } of complaint) if (millis(at) > now - 90 * DAY) complaints++;
  return { orders: order.length, spend, quiet: last === -Infinity ? 9999 : Math.floor(now / DAY) - Math.floor(last / DAY), visits, complaints };
}

export function millis(at) {
  return typeof at === "string" ? Date.parse(at) : at;
}

/** @returns {{ stage: string, since: string, moves: { from: string, to: string }[], state: object }} */
export function advanceByHand({ events }, { v, stage }, now) {
  const read = derived(events, now);
  let { name, since } = stage;
  let entry = millis(since);
  const entered = { ...stage.entered };
  const moves = [];
  for (;;) {
    const to = next(name, read, entry, entered, now);
    if (to === null) break;
    moves.push({ from: name, to });
    name = to;
    entry = now;
    since = new Date(now).toISOString();
    entered[to] = { last: since, count: (entered[to]?.count ?? 0) + 1 };
  }
  return { stage: name, since, moves, state: { v, stage: { name, since, entered } } };
}

function next(stage, { orders, spend, quiet, visits, complaints }, entry, entered, now) {
  if (stage !== "churned" && orders >= 1 && quiet > 180) return "churned";
  switch (stage) {
    case "prospect":
      return visits >= 3 ? "lead" : orders >= 1 ? "first" : null;
    case "lead":
      return orders >= 1 ? "first" : null;
    case "first":
      return quiet > 90 ? "sleeping" : orders >= 2 ? "repeat" : null;
    case "repeat":
      if (quiet > 90) return "sleeping";
      return orders >= 5 && spend >= 500 && now >= entry + 30 * DAY && cooled(entered.loyal, 90, now) ? "loyal" : null;
    case "loyal":
      return quiet > 90 ? "sleeping" : spend < 300 ? "repeat" : null;
    case "sleeping":
      return quiet <= 30 && orders >= 2 ? "repeat" : null;
    case "churned":
      return quiet <= 30 && (entered.won_back?.count ?? 0) < 3 ? "won_back" : null;
    case "won_back":
      return quiet > 90 ? "sleeping" : spend >= 500 && complaints === 0 && now >= entry + 60 * DAY ? "loyal" : null;
  }
}

export function cooled(last, days, now) {
  return last === undefined || now >= millis(last.last) + days * DAY;
}
