/** The fact `contracts`. */
import { BOOLEAN, DATE, NUMBER, STRING, type Type } from './cel-check.js';
import type { Maybe } from './model.js';
import { step } from './problems.js';
import { parseDuration, type Duration } from './time.js';
import { isObject, property, readValue, type FactProblem } from './value.js';

const MOST = 1000;
const TERM_UNITS = ['d', 'w', 'mo', 'y'];

/** Dates are days. */
export interface ContractFact {
  id: string;
  product: string;
  starts: number;
  ends: number | undefined;
  value: number | undefined;
  autoRenew: boolean;
  /** Only in whole days. */
  term: Duration | undefined;
  successor: string | undefined;
  kind: string | undefined;
}

/** `undefined` where there is no list of them. What is wrong is added to `problems`; such a contract is dropped, or the value is absent. */
export function readContracts(raw: unknown, offset: number, problems: FactProblem[]): ContractFact[] | undefined {
  if (!Array.isArray(raw)) {
    problems.push({ code: 'fact_type', path: '/contracts' });
    return undefined;
  }
  if (raw.length > MOST) {
    problems.push({ code: 'fact_too_many', path: '/contracts' });
    return undefined;
  }
  const contracts: ContractFact[] = [];
  raw.forEach((one: unknown, i) => {
    const contract = new Contract(step('/contracts', i), offset, problems).read(one, (id) => contracts.some((other) => other.id === id));
    if (contract) contracts.push(contract);
  });
  return contracts;
}

class Contract {
  constructor(private readonly path: string, private readonly offset: number, private readonly problems: FactProblem[]) {}

  /** `null` where it is to be dropped. */
  read(raw: unknown, isTaken: (id: string) => boolean): ContractFact | null {
    if (!isObject(raw)) return this.bad('fact_type', this.path) ?? null;
    const isThere = (key: string): boolean => property(raw, key) !== undefined;
    const renews = property(raw, 'auto_renew') === true && isThere('ends') && !isThere('term');
    if (renews || !['id', 'product', 'starts'].every(isThere)) this.bad('fact_absent', this.path);

    // In the order of the page's table, which is that of the problems.
    let id = this.value(raw, 'id', STRING) as string | undefined;
    if (id !== undefined && isTaken(id)) id = this.bad('fact_value', step(this.path, 'id'));
    const product = this.value(raw, 'product', STRING) as string | undefined;
    const starts = this.value(raw, 'starts', DATE) as number | undefined;
    let ends = this.value(raw, 'ends', DATE) as number | undefined;
    if (ends !== undefined && starts !== undefined && ends < starts) ends = this.bad('fact_range', step(this.path, 'ends'));
    const value = this.value(raw, 'value', NUMBER) as number | undefined;
    const autoRenew = this.value(raw, 'auto_renew', BOOLEAN) === true;
    const term = this.term(raw);
    let successor = this.value(raw, 'successor', STRING) as string | undefined;
    if (successor !== undefined && successor === this.text(raw, 'id')) successor = this.bad('fact_value', step(this.path, 'successor'));
    const kind = this.value(raw, 'kind', STRING) as string | undefined;

    if (id === undefined || product === undefined || starts === undefined || (isThere('ends') && ends === undefined)) return null;
    return { id, product, starts, ends, value, autoRenew: autoRenew && term !== undefined, term, successor, kind };
  }

  private bad(code: string, path: string): undefined {
    this.problems.push({ code, path });
  }

  private value(raw: Record<string, unknown>, key: string, type: Type): Maybe {
    const given = property(raw, key);
    if (given === undefined) return undefined;
    const { value, problems } = readValue(given, type, null, step(this.path, key), this.offset);
    this.problems.push(...problems);
    return value;
  }

  /** A text as it would be read, without telling what is wrong with it. */
  private text(raw: Record<string, unknown>, key: string): Maybe {
    const given = property(raw, key);
    return given === undefined ? undefined : readValue(given, STRING, null, '', this.offset).value;
  }

  private term(raw: Record<string, unknown>): Duration | undefined {
    const text = this.value(raw, 'term', STRING) as string | undefined;
    if (text === undefined) return undefined;
    const term = parseDuration(text);
    return term && TERM_UNITS.includes(term.unit) ? term : this.bad('fact_value', step(this.path, 'term'));
  }
}
