/**
 * Every customer of UCI Online Retail at every month: stage, tier and points as `gradus replay` wrote them, against the oracle's.
 *
 *   tsx retail.ts FOLDER STATES.csv POLICY.json
 *
 * The last line is `N cases, M differ`; a case is one customer at one month.
 */
import { readFileSync } from 'node:fs';
import { answer } from '../oracle/explain.js';
import { compile } from '../oracle/policy.js';
import { rowsOf, textOf } from './csv.js';

const NAMES = ['online_retail.csv.gz', 'online_retail.csv', 'Online Retail.csv', 'data.csv'];
const OFFSET = 8 * 3_600_000; // the policy's
const TOLD = 10;

interface Event { at: number; amount: number }
interface Invoice { at: number; cancelled: boolean; millionths: bigint }

const [folder, states, policyFile] = process.argv.slice(2) as [string, string, string];

/** A decimal as whole millionths; quantities have no decimals and prices no more than three. */
function millionths(quantity: string, price: string): bigint {
  const [, sign, whole, part = ''] = /^(-?)([0-9]+)(?:\.([0-9]{1,6}))?$/.exec(price) ?? [];
  if (whole === undefined || !/^-?[0-9]+$/.test(quantity)) throw new Error(`neither ${quantity} nor ${price} may be read otherwise than it is`);
  const value = BigInt(quantity) * (BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0')));
  return sign === '-' ? -value : value;
}

/** `2010-12-01 08:26:00` or `12/1/2010 8:26`, read at the policy's offset. */
function instant(text: string): number {
  const iso = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (iso !== null) {
    const [year, month, day, hour, minute, second] = iso.slice(1).map(Number) as [number, number, number, number, number, number];
    return Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET;
  }
  const [month, day, year, hour, minute] = (/^(\d+)\/(\d+)\/(\d{4}) (\d+):(\d\d)$/.exec(text) ?? []).slice(1).map(Number);
  if (minute === undefined) throw new Error(`${text} is no time`);
  return Date.UTC(year!, month! - 1, day!, hour!, minute) - OFFSET;
}

function customersOf(text: string): Map<string, Invoice[]> {
  const invoices = new Map<string, Invoice>();
  const customers = new Map<string, Invoice[]>();
  for (const { InvoiceNo, CustomerID, InvoiceDate, Quantity, UnitPrice } of rowsOf(text)) {
    const id = CustomerID!.trim();
    if (id === '') continue;
    const at = instant(InvoiceDate!);
    const key = `${id} ${InvoiceNo}`;
    let invoice = invoices.get(key);
    if (invoice === undefined) {
      invoice = { at, cancelled: InvoiceNo!.startsWith('C'), millionths: 0n };
      invoices.set(key, invoice);
      customers.set(id, [...(customers.get(id) ?? []), invoice]);
    }
    invoice.at = Math.min(invoice.at, at);
    invoice.millionths += millionths(Quantity!, UnitPrice!);
  }
  return customers;
}

/** The facts that are known by an instant. */
function factsAt(invoices: Invoice[], now: number): { events: Record<string, Event[]> } {
  const of = (cancelled: boolean): Event[] =>
    invoices
      .filter((one) => one.cancelled === cancelled && one.at <= now)
      .map(({ at, millionths }) => ({ at, amount: Number(cancelled ? -millionths : millionths) / 1_000_000 }));
  return { events: { order: of(false), cancellation: of(true) } };
}

const { policy, problems } = compile(readFileSync(policyFile, 'utf8'));
if (problems.found.length > 0) throw new Error('the policy does not compile');
const customers = customersOf(textOf(folder, NAMES));

/** What the command wrote, by customer, in the order of dates. */
const written = new Map<string, Record<string, string>[]>();
for (const row of rowsOf(readFileSync(states, 'utf8'))) written.set(row['id']!, [...(written.get(row['id']!) ?? []), row]);
const dates = [...new Set([...written.values()].flat().map(({ date }) => date!))].sort();

let [cases, differ] = [0, 0];
function compare(what: string, expected: unknown, found: unknown): boolean {
  if (String(expected ?? '') === String(found ?? '')) return true;
  if (differ < TOLD) console.log(`${what}: the oracle says ${String(expected)}, gradus ${String(found)}`);
  return false;
}

let done = 0;
for (const [id, invoices] of customers) {
  const rows = new Map((written.get(id) ?? []).map((row) => [row['date']!, row]));
  let state: unknown = null;
  for (const date of dates) {
    const now = Date.parse(`${date}T00:00:00Z`) - OFFSET;
    const row = rows.get(date);
    const known = invoices.some(({ at }) => at <= now);
    if (!known && row === undefined) continue;
    cases += 1;
    const result = answer(policy, factsAt(invoices, now), { now, state });
    if ('error' in result) throw new Error(`${id} at ${date}: ${JSON.stringify(result.problems)}`);
    const { stage, since, held, balances } = result.advanced;
    state = result.advanced.state;
    const place = `${id} at ${date}`;
    const same = [
      compare(`${place}, known`, known, row !== undefined),
      compare(`${place}, stage`, stage, row?.['stage']),
      compare(`${place}, since`, since, row?.['since']),
      compare(`${place}, tier`, (held as Record<string, { grade: string }>)['tier']?.grade, row?.['tier']),
      compare(`${place}, points`, balances['points']?.balance, row?.['points']),
    ];
    if (same.includes(false)) differ += 1;
  }
  done += 1;
  if (done % 500 === 0) console.log(`${done} of ${customers.size} customers`);
}
for (const id of written.keys()) if (!customers.has(id)) differ += 1;
console.log(`${cases} cases, ${differ} differ`);
process.exitCode = differ === 0 && cases > 0 ? 0 : 1;
