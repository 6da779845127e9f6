// Times that are worth comparing, on a machine where other things run too.

/** Milliseconds until an engine has optimised what it runs. */
const WARM = 200;
/** Leads in a slice, however slow the subject. */
const FEWEST = 5;

/**
 * Runs every subject in turn, a slice of `ms` milliseconds each, again and again: A B C, A B C, … What
 * disturbs the machine disturbs all of them, and the median over the turns of a round forgets slices in
 * which another process had the core. Each round has its own ratio to the first subject.
 * @param {{ name: string, grade: (lead: object) => unknown }[]} subjects
 * @param {{ rounds: number, turns: number, ms: number }} how
 * @returns {Promise<{ name: string, ns: number, ratio: { median: number, min: number, max: number } }[]>} nanoseconds a lead
 */
export async function interleaved(subjects, leads, { rounds, turns, ms }) {
  const runs = [];
  for (const subject of subjects) runs.push(await warmed(subject, leads, ms));
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) run.slices = [];
    for (let turn = 0; turn < turns; turn++) for (const run of runs) run.slices.push(await run.slice());
    for (const run of runs) run.times.push(median(run.slices));
  }
  return runs.map(({ name, times }) => ({ name, ns: median(times), ratio: spread(times.map((time, i) => time / runs[0].times[i])) }));
}

/** A subject that the engine has optimised, with as many leads a slice as fit. */
async function warmed({ name, grade }, leads, ms) {
  let from = 0;
  const run = await loop(grade, leads[0]);
  const take = async (count) => {
    // Slow subjects see few leads a slice, so each slice goes on where the last one ended.
    const ns = (await run(grade, leads, from, count)) / count;
    from = (from + count) % leads.length;
    return ns;
  };
  const fitting = (ns) => Math.max(FEWEST, Math.round((ms * 1e6) / ns));
  let ns = await take(FEWEST);
  let count;
  for (const end = performance.now() + WARM; performance.now() < end; ) ns = await take((count = fitting(ns)));
  return { name, times: [], slices: [], slice: () => take(count) };
}

async function loop(grade, lead) {
  const answer = grade(lead);
  if (typeof answer?.then !== "function") return inTurn;
  await answer;
  return awaited;
}

function inTurn(grade, leads, from, count) {
  const start = performance.now();
  for (let i = 0, at = from; i < count; i++, at++) {
    if (at === leads.length) at = 0;
    keep(grade(leads[at]));
  }
  return (performance.now() - start) * 1e6;
}

async function awaited(grade, leads, from, count) {
  const start = performance.now();
  for (let i = 0, at = from; i < count; i++, at++) {
    if (at === leads.length) at = 0;
    keep(await grade(leads[at]));
  }
  return (performance.now() - start) * 1e6;
}

let kept;

/** Answers that nobody looks at might not be computed. */
function keep(answer) {
  kept = answer;
}

/** Milliseconds that one call takes, the median of so many. */
export function each(times, call) {
  const all = Array.from({ length: times }, () => {
    const start = performance.now();
    kept = call();
    return performance.now() - start;
  });
  return median(all);
}

export function spread(numbers) {
  return { median: median(numbers), min: Math.min(...numbers), max: Math.max(...numbers) };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
