/**
 * The customers of IBM's telecom sample as contracts, asked on several days: everything that `advance` says, against the oracle's.
 *
 *   tsx telco.ts FOLDER PACKAGE/index.js POLICY.json
 *
 * The file has no dates. So each contract is taken to have started `tenure` months before the first day asked for, with the
 * term that `Contract` gives; whoever left (`Churn`) had given notice, and their contract does not renew itself. Prints how
 * many contracts are in each phase and how many touches are due on each day; the last line is `N cases, M differ`.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { answer } from '../oracle/explain.js';
import { compile } from '../oracle/policy.js';
import { rowsOf, textOf } from './csv.js';

const NAMES = ['telco_churn.csv', 'WA_Fn-UseC_-Telco-Customer-Churn.csv'];
const DAYS = ['2026-11-02', '2026-11-20', '2026-12-01', '2027-01-01', '2027-02-28', '2027-06-30', '2028-02-29'];
const TERMS: Record<string, { kind: string; term: string; months: number }> = {
  'Month-to-month': { kind: 'monthly', term: '1mo', months: 1 },
  'One year': { kind: 'one_year', term: '1y', months: 12 },
  'Two year': { kind: 'two_year', term: '2y', months: 24 },
};
const TOLD = 10;

interface Advancing { advanceJson(facts: unknown, options: unknown): string }

const [folder, entry, policyFile] = process.argv.slice(2) as [string, string, string];
const { Policy } = (await import(pathToFileURL(entry).href)) as { Policy: { compile(text: string): Advancing } };
const text = readFileSync(policyFile, 'utf8');
const gradus = Policy.compile(text);
const { policy } = compile(text);

/** So many months after or before a day, clamped to the month's end. */
function moved(day: string, months: number): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const all = year * 12 + month - 1 + months;
  const last = new Date(Date.UTC(Math.floor(all / 12), (all % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(all / 12), all % 12, Math.min(date, last)));
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function factsOf(row: Record<string, string>): Record<string, unknown> {
  const { kind, term, months } = TERMS[row['Contract']!]!;
  const starts = dayOf(moved(DAYS[0]!, -Number(row['tenure'])));
  const ends = dayOf(new Date(moved(starts, months).getTime() - 86_400_000));
  const yes = (name: string): boolean => row[name] === 'Yes';
  return {
    id: row['customerID'], tenure: Number(row['tenure']), term: row['Contract'], phone: yes('PhoneService'), multiple_lines: row['MultipleLines'],
    internet: row['InternetService'], online_security: row['OnlineSecurity'], tech_support: row['TechSupport'], payment: row['PaymentMethod'],
    paperless: yes('PaperlessBilling'), monthly_charges: Number(row['MonthlyCharges']), events: {}, consent: ['marketing'],
    contracts: [{ id: `${row['customerID']}-1`, product: row['InternetService'] === 'No' ? 'phone' : row['InternetService'], kind, starts, ends, value: Number(row['MonthlyCharges']) * months, auto_renew: !yes('Churn'), term }],
  };
}

/** What does not depend on the library's own words. */
function comparable(advanced: Record<string, unknown>): string {
  const { warnings, changesAt, changesAtIsBound, ...rest } = advanced;
  const told = (warnings as { code: string; path: string }[]).map(({ code, path }) => [code, path]);
  return JSON.stringify({ ...rest, warnings: told });
}

let [cases, differ] = [0, 0];
const phases = DAYS.map(() => new Map<string, number>());
const due = DAYS.map(() => new Map<string, number>());
const stages = DAYS.map(() => new Map<string, number>());
const count = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

for (const row of rowsOf(textOf(folder, NAMES))) {
  const facts = factsOf(row);
  let state: unknown = null;
  DAYS.forEach((day, i) => {
    cases += 1;
    const now = `${day}T09:30:00+08:00`;
    const said = gradus.advanceJson(facts, { now, state });
    const advanced = JSON.parse(said) as { stage: string; contracts: { phase: string }[]; touches: { touch: string; status: string }[]; state: unknown; warnings: [] };
    const result = answer(policy, facts, { now, state });
    if ('error' in result) throw new Error(`${row['customerID']}: ${JSON.stringify(result.problems)}`);
    const [expected, found] = [comparable(result.advanced as unknown as Record<string, unknown>), comparable(advanced as unknown as Record<string, unknown>)];
    if (expected !== found) {
      if (differ < TOLD) console.log(`${row['customerID']} on ${day}:\n  the oracle says ${expected}\n  gradus         ${found}`);
      differ += 1;
    }
    ({ state } = advanced);
    count(stages[i]!, advanced.stage);
    for (const { phase } of advanced.contracts) count(phases[i]!, phase);
    for (const { touch, status } of advanced.touches) if (status === 'due') count(due[i]!, touch);
  });
}

function table(title: string, counts: Map<string, number>[]): void {
  const names = [...new Set(counts.flatMap((one) => [...one.keys()]))].sort();
  console.log(`\n| ${[title, ...names].join(' | ')} |\n| --- |${' ---: |'.repeat(names.length)}`);
  counts.forEach((one, i) => console.log(`| ${[DAYS[i], ...names.map((name) => (one.get(name) ?? 0).toLocaleString('en'))].join(' | ')} |`));
}
table('contracts on', phases);
table('stages on', stages);
table('touches due on', due);
console.log(`\n${cases} cases, ${differ} differ`);
process.exitCode = differ === 0 && cases > 0 ? 0 : 1;
